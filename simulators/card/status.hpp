// Status words, ISO/IEC 7816-4 clause 5.6, as ICAO 9303-10 and 9303-11 use them.
#pragma once
#include <cstdint>

namespace proofmark::card::sw {

inline constexpr std::uint16_t kOk = 0x9000;
inline constexpr std::uint16_t kEndOfFile = 0x6282;  // fewer bytes than Le asked for
inline constexpr std::uint16_t kAuthenticationFailed = 0x6300;
inline constexpr std::uint16_t kWrongLength = 0x6700;
inline constexpr std::uint16_t kChannelNotSupported = 0x6881;
inline constexpr std::uint16_t kMessagingNotSupported = 0x6882;  // this kind of secure messaging
inline constexpr std::uint16_t kLastOfChainExpected = 0x6883;
inline constexpr std::uint16_t kChainingNotSupported = 0x6884;
inline constexpr std::uint16_t kSecurityNotSatisfied = 0x6982;
inline constexpr std::uint16_t kConditionsNotSatisfied = 0x6985;
inline constexpr std::uint16_t kNoFileSelected = 0x6986;
inline constexpr std::uint16_t kMessagingObjectsMissing = 0x6987;
inline constexpr std::uint16_t kMessagingObjectsWrong = 0x6988;
inline constexpr std::uint16_t kWrongData = 0x6A80;
inline constexpr std::uint16_t kFileNotFound = 0x6A82;
inline constexpr std::uint16_t kWrongParameters = 0x6A86;
inline constexpr std::uint16_t kReferenceNotFound = 0x6A88;
inline constexpr std::uint16_t kOffsetOutside = 0x6B00;
inline constexpr std::uint16_t kUnknownInstruction = 0x6D00;
inline constexpr std::uint16_t kUnknownClass = 0x6E00;

}  // namespace proofmark::card::sw

// The contact chip of the identity card: files by ISO/IEC 7816-15, PIN and PUK, signatures (ISO/IEC 7816-4 and -8).
#pragma once
#include <memory>

#include "common/random.hpp"
#include "simulators/card/card.hpp"
#include "simulators/card/contact/content.hpp"

namespace proofmark::card::contact {

// What 80 in MANAGE SECURITY ENVIRONMENT may name. Without it the key's own: PKCS #1 v1.5 or ECDSA. Project-chosen.
inline constexpr std::uint8_t kRsaPkcs1 = 0x02;  // the command's data is a DigestInfo
inline constexpr std::uint8_t kRsaPss = 0x05;    // the command's data is a digest, whose length says which
inline constexpr std::uint8_t kEcdsa = 0x04;     // likewise; the answer is r || s (BSI TR-03111 section 5.2.1)

// `random` serves the salts of RSASSA-PSS and must outlive the card.
[[nodiscard]] Result<std::unique_ptr<Card>> make_contact_card(ContactContent content, RandomSource& random);

}  // namespace proofmark::card::contact

// Key derivation, ICAO 9303-11 section 9.7.
#pragma once
#include <string>

#include "common/emrtd/symmetric.hpp"

namespace proofmark::emrtd {

struct SessionKeys {
  Cipher cipher = Cipher::tdes;
  Bytes enc;
  Bytes mac;
};

// KDF(K, c) of 9.7.1: SHA-1 for 3DES and AES-128, SHA-256 for AES-192 and AES-256; 3DES keys with odd parity.
[[nodiscard]] Bytes derive_key(ByteView secret, std::uint32_t counter, Cipher cipher);
[[nodiscard]] SessionKeys derive_session_keys(ByteView secret, Cipher cipher);  // counters 1 (enc) and 2 (mac)

// Document number, birth and expiry with their check digits, as 9.7.2 puts them together. The number is padded with '<'
// to nine places. Dates YYMMDD. Errors: characters outside the MRZ's alphabet, dates that are not six digits.
[[nodiscard]] Result<std::string> mrz_information(const std::string& document_number, const std::string& date_of_birth,
                                                  const std::string& date_of_expiry);

// Basic access keys (9.7.2): the seed is the first 16 bytes of SHA-1(MRZ_information).
[[nodiscard]] SessionKeys derive_bac_keys(const std::string& mrz_information);

// K_pi of PACE (9.7.3): counter 3 over SHA-1(MRZ_information) or over the CAN's characters.
[[nodiscard]] Bytes derive_pace_key_from_mrz(const std::string& mrz_information, Cipher cipher);
[[nodiscard]] Bytes derive_pace_key_from_can(const std::string& can, Cipher cipher);

// The cryptogram of MUTUAL AUTHENTICATE in BAC (4.3.1): 32 bytes encrypted with 3DES CBC, zero IV, and their 8-byte
// MAC.
[[nodiscard]] Result<Bytes> seal_bac(const SessionKeys& keys, ByteView plain32);
[[nodiscard]] Result<Bytes> open_bac(const SessionKeys& keys, ByteView sealed40);  // error: length or MAC

}  // namespace proofmark::emrtd

#include "common/emrtd/keys.hpp"

#include <openssl/evp.h>

#include <bit>

#include "common/emrtd/mrz.hpp"

namespace proofmark::emrtd {
namespace {

Bytes digest(const EVP_MD* algorithm, ByteView text) {
  Bytes out(EVP_MAX_MD_SIZE);
  unsigned length = 0;
  EVP_Digest(text.data(), text.size(), out.data(), &length, algorithm, nullptr);
  out.resize(length);
  return out;
}

void set_odd_parity(Bytes& key) {
  for (std::uint8_t& byte : key) {
    const auto seven = static_cast<std::uint8_t>(byte & 0xFEU);
    byte = static_cast<std::uint8_t>(seven | ((std::popcount(seven) + 1) & 1));
  }
}

Result<std::string> with_check_digit(const std::string& field) {
  PROOFMARK_TRY(const char digit, mrz_check_digit(field));
  return field + digit;
}

Result<void> require_date(const std::string& text) {
  if (text.size() != 6 || text.find_first_not_of("0123456789<") != std::string::npos)
    return fail("ICAO 9303-3 section 4.8", "a date as YYMMDD", "'" + text + "'",
                "Give the date as it stands in the machine readable zone.");
  return {};
}

}  // namespace

Bytes derive_key(ByteView secret, std::uint32_t counter, Cipher cipher) {
  const Bytes suffix{static_cast<std::uint8_t>(counter >> 24U), static_cast<std::uint8_t>(counter >> 16U & 0xFFU),
                     static_cast<std::uint8_t>(counter >> 8U & 0xFFU), static_cast<std::uint8_t>(counter & 0xFFU)};
  const bool strong = cipher == Cipher::aes192 || cipher == Cipher::aes256;
  Bytes key = digest(strong ? EVP_sha256() : EVP_sha1(), concat({secret, suffix}));
  key.resize(key_size(cipher));
  if (cipher == Cipher::tdes) set_odd_parity(key);
  return key;
}

SessionKeys derive_session_keys(ByteView secret, Cipher cipher) {
  return {cipher, derive_key(secret, 1, cipher), derive_key(secret, 2, cipher)};
}

Result<std::string> mrz_information(const std::string& document_number, const std::string& date_of_birth,
                                    const std::string& date_of_expiry) {
  if (document_number.empty() || document_number.size() > 22)
    return fail("ICAO 9303-11 section 9.7.2", "a document number of 1 to 22 characters", "'" + document_number + "'",
                "Give the number as it stands in the machine readable zone.");
  PROOFMARK_CHECK(require_date(date_of_birth));
  PROOFMARK_CHECK(require_date(date_of_expiry));
  std::string number = document_number;
  if (number.size() < 9) number.resize(9, '<');
  PROOFMARK_TRY(const std::string first, with_check_digit(number));
  PROOFMARK_TRY(const std::string second, with_check_digit(date_of_birth));
  PROOFMARK_TRY(const std::string third, with_check_digit(date_of_expiry));
  return first + second + third;
}

SessionKeys derive_bac_keys(const std::string& mrz_information) {
  Bytes seed = digest(EVP_sha1(), to_bytes(mrz_information));
  seed.resize(16);
  return derive_session_keys(seed, Cipher::tdes);
}

Bytes derive_pace_key_from_mrz(const std::string& mrz_information, Cipher cipher) {
  return derive_key(digest(EVP_sha1(), to_bytes(mrz_information)), 3, cipher);
}

Bytes derive_pace_key_from_can(const std::string& can, Cipher cipher) {
  return derive_key(to_bytes(can), 3, cipher);
}

Result<Bytes> seal_bac(const SessionKeys& keys, ByteView plain32) {
  if (plain32.size() != 32)
    return fail("ICAO 9303-11 section 4.3.1", "32 bytes", std::to_string(plain32.size()), "Put the parts together.");
  PROOFMARK_TRY(const Bytes cryptogram, encrypt_cbc(Cipher::tdes, keys.enc, Bytes(8, 0), plain32));
  PROOFMARK_TRY(const Bytes mac, mac8(Cipher::tdes, keys.mac, cryptogram, false));
  return concat({cryptogram, mac});
}

Result<Bytes> open_bac(const SessionKeys& keys, ByteView sealed40) {
  if (sealed40.size() != 40)
    return fail("ICAO 9303-11 section 4.3.1", "40 bytes", std::to_string(sealed40.size()), "Refuse the message.");
  PROOFMARK_TRY(const Bytes mac, mac8(Cipher::tdes, keys.mac, sealed40.first(32), false));
  if (!equal_constant_time(mac, sealed40.last(8)))
    return fail("ICAO 9303-11 section 4.3.1", "a matching MAC", "another",
                "Check document number, date of birth and date of expiry.");
  return decrypt_cbc(Cipher::tdes, keys.enc, Bytes(8, 0), sealed40.first(32));
}

}  // namespace proofmark::emrtd

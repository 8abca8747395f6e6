#include "reference-impl/chip/strength.hpp"

#include "common/pki/dsa.hpp"

namespace proofmark::chip {

unsigned cipher_bits(emrtd::Cipher cipher) {
  switch (cipher) {
    case emrtd::Cipher::tdes:
      return 80;
    case emrtd::Cipher::aes128:
      return 128;
    case emrtd::Cipher::aes192:
      return 192;
    case emrtd::Cipher::aes256:
      return 256;
  }
  return 0;
}

unsigned group_bits(const emrtd::Domain& domain) {
  if (domain.elliptic()) return static_cast<unsigned>(domain.bits() / 2);
  return domain.bits() >= 2048 ? 112 : 80;
}

const char* name_of(emrtd::Cipher cipher) {
  switch (cipher) {
    case emrtd::Cipher::tdes:
      return "3DES";
    case emrtd::Cipher::aes128:
      return "AES-128";
    case emrtd::Cipher::aes192:
      return "AES-192";
    case emrtd::Cipher::aes256:
      return "AES-256";
  }
  return "";
}

bool strong_enough(emrtd::Cipher cipher, const StrengthFloor& floor) {
  return cipher_bits(cipher) >= cipher_bits(floor.cipher);
}

bool strong_enough(const emrtd::Domain& domain, const StrengthFloor& floor) {
  return domain.bits() >= (domain.elliptic() ? floor.elliptic_bits : floor.group_bits);
}

bool strong_enough(const pki::Key& key, const StrengthFloor& floor) {
  if (key.is_ec()) return key.bits() >= floor.elliptic_bits;
  if (const auto dsa = pki::dsa_sizes(key))
    return dsa->prime >= floor.group_bits && dsa->subgroup >= floor.elliptic_bits;
  return key.is_rsa() && key.bits() >= floor.rsa_bits;
}

std::string describe(const pki::Key& key) {
  if (const auto dsa = pki::dsa_sizes(key))
    return "a DSA key of " + std::to_string(dsa->prime) + " and " + std::to_string(dsa->subgroup) + " bits";
  return (key.is_ec()    ? "an elliptic key of "
          : key.is_rsa() ? "an RSA key of "
                         : "a key of another kind of ") +
         std::to_string(key.bits()) + " bits";
}

std::string shortcoming_of(const pki::Certificate& certificate, const InspectionPolicy& policy) {
  const auto key = certificate.public_key();
  if (!key) return "a key that cannot be read";
  if (!strong_enough(*key, policy.floor)) return describe(*key);
  const auto digest = certificate.signature_digest();
  if (!digest) return "a signature algorithm that is not known here";
  if (*digest == pki::Digest::sha1 && !policy.allow_sha1) return "a signature with SHA-1";
  return {};
}

}  // namespace proofmark::chip

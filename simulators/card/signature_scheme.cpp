#include "simulators/card/signature_scheme.hpp"

#include <utility>

#include "common/pki/rsa.hpp"

namespace proofmark::card {

namespace {

constexpr std::pair<std::string_view, pki::Digest> kDigests[] = {{"sha-1", pki::Digest::sha1},
                                                                 {"sha-224", pki::Digest::sha224},
                                                                 {"sha-256", pki::Digest::sha256},
                                                                 {"sha-384", pki::Digest::sha384},
                                                                 {"sha-512", pki::Digest::sha512}};
constexpr std::pair<unsigned, pki::Curve> kCurves[] = {{12, pki::Curve::p256},
                                                       {13, pki::Curve::brainpool_p256r1},
                                                       {15, pki::Curve::p384},
                                                       {16, pki::Curve::brainpool_p384r1},
                                                       {17, pki::Curve::brainpool_p512r1},
                                                       {18, pki::Curve::p521}};

bool take(std::string_view& text, std::string_view beginning) {
  if (!text.starts_with(beginning)) return false;
  text.remove_prefix(beginning.size());
  return true;
}

}  // namespace

std::optional<pki::Digest> parse_digest(std::string_view name) {
  for (const auto& [known, digest] : kDigests)
    if (known == name) return digest;
  return std::nullopt;
}

std::optional<pki::Curve> parse_curve(unsigned number) {
  for (const auto& [known, curve] : kCurves)
    if (known == number) return curve;
  return std::nullopt;
}

std::optional<SignatureScheme> parse_signature_scheme(std::string_view name, unsigned number) {
  SignatureScheme scheme;
  const bool rsa = take(name, "rsa-");
  if (!rsa && !take(name, "ecdsa-")) return std::nullopt;
  scheme.pss = rsa && take(name, "pss-");
  const auto digest = parse_digest(name);
  if (!digest || (!rsa && *digest == pki::Digest::sha1)) return std::nullopt;
  scheme.digest = *digest;
  if (rsa) {
    scheme.bits = number;
    if (number < 1024 || number > 4096 || number % 64 != 0) return std::nullopt;
    return scheme;
  }
  scheme.curve = parse_curve(number);
  if (!scheme.curve) return std::nullopt;
  return scheme;
}

Result<pki::Key> make_key(const SignatureScheme& scheme, RandomSource& random) {
  return scheme.curve ? pki::Key::generate(*scheme.curve, random) : pki::generate_rsa(scheme.bits, random);
}

}  // namespace proofmark::card

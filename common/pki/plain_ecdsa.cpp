#include "common/pki/plain_ecdsa.hpp"

#include <algorithm>

#include "common/asn1/der.hpp"

namespace proofmark::pki {
namespace {

constexpr std::string_view kPrefix = "0.4.0.127.0.7.1.1.4.1.";
constexpr Digest kDigests[] = {Digest::sha1, Digest::sha224, Digest::sha256, Digest::sha384, Digest::sha512};

struct Signed {
  ByteView to_be_signed, algorithm;
  std::string oid;
  Bytes signature;
};
Result<Signed> parse(ByteView der) {
  PROOFMARK_TRY(const ByteView content, asn1::read_whole(der, asn1::kSequence));
  asn1::Reader fields(content);
  PROOFMARK_TRY(const asn1::Element tbs, fields.next(asn1::kSequence));
  PROOFMARK_TRY(const asn1::Element algorithm, fields.next(asn1::kSequence));
  PROOFMARK_TRY(const asn1::Element bits, fields.next(asn1::kBitString));
  PROOFMARK_CHECK(fields.finish());
  Signed parsed{tbs.whole, algorithm.whole, {}, {}};
  asn1::Reader inside(algorithm.content);
  PROOFMARK_TRY(const asn1::Element oid, inside.next(asn1::kObjectIdentifier));
  PROOFMARK_TRY(parsed.oid, asn1::read_oid(oid));
  PROOFMARK_TRY(parsed.signature, asn1::read_bit_string(bits));
  return parsed;
}

// RFC 5280 sections 4.1.1.2 and 5.1.1.2: the algorithm stands among what is signed as well.
bool names_algorithm_inside(const Signed& all) {
  asn1::Reader fields(all.to_be_signed);
  const auto tbs = fields.next();
  if (!tbs) return false;
  for (asn1::Reader inside(tbs->content); !inside.at_end();) {
    const auto field = inside.next();
    if (!field) return false;
    if (field->tag == asn1::kSequence)
      return std::equal(field->whole.begin(), field->whole.end(), all.algorithm.begin(), all.algorithm.end());
  }
  return false;
}

}  // namespace

std::optional<Digest> plain_ecdsa_digest(std::string_view oid) {
  if (oid.size() != kPrefix.size() + 1 || !oid.starts_with(kPrefix)) return std::nullopt;
  const char last = oid.back();
  if (last < '1' || last > '5') return std::nullopt;
  return kDigests[last - '1'];
}

Result<void> verify_plain_ecdsa(const Key& key, Digest digest, ByteView message, ByteView signature) {
  const std::size_t number = key.is_ec() ? (key.bits() + 7) / 8 : 0;
  if (number == 0 || signature.size() != 2 * number)
    return fail("TR-03111 section 5.2.1", "a signature of twice the order's size",
                std::to_string(signature.size()) + " bytes", "Treat the signed object as altered.");
  PROOFMARK_TRY(const Bytes der, ecdsa_from_plain(signature));
  return key.verify(digest, message, der);
}

std::optional<Result<void>> verify_plain_structure(const Key& key, ByteView der) {
  const auto parsed = parse(der);
  if (!parsed) return std::nullopt;
  const auto digest = plain_ecdsa_digest(parsed->oid);
  if (!digest) return std::nullopt;
  if (!names_algorithm_inside(*parsed))
    return Result<void>(fail("RFC 5280 section 4.1.1.2", "the same algorithm in both places", "two",
                             "Treat the certificate or list as altered."));
  return verify_plain_ecdsa(key, *digest, parsed->to_be_signed, parsed->signature);
}

}  // namespace proofmark::pki

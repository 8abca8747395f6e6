#include "simulators/lt_pki/ocsp.hpp"

#include "common/asn1/der.hpp"
#include "simulators/lt_pki/forms.hpp"
#include "simulators/lt_pki/scheme.hpp"

namespace proofmark::lt_pki {

namespace {

constexpr const char* kNonce = "1.3.6.1.5.5.7.48.1.2";
constexpr const char* kBasic = "1.3.6.1.5.5.7.48.1.1";
constexpr std::size_t kMostCertificates = 64;
constexpr std::size_t kLargestNonce = 32;

tl::unexpected<Error> malformed(std::string expected, std::string observed) {
  return fail("RFC 6960 section 4.1.1", std::move(expected), std::move(observed), "Ask again with a right request.");
}

Result<CertificateId> parse_id(const asn1::Element& element) {
  CertificateId id;
  id.whole = Bytes(element.whole.begin(), element.whole.end());
  asn1::Reader reader(element.content);
  PROOFMARK_TRY(const asn1::Element algorithm, reader.next(asn1::kSequence));
  asn1::Reader inside(algorithm.content);
  PROOFMARK_TRY(const asn1::Element oid, inside.next(asn1::kObjectIdentifier));
  PROOFMARK_TRY(const std::string name, asn1::read_oid(oid));
  if (!inside.at_end()) {
    PROOFMARK_CHECK(inside.next(asn1::kNull));
  }
  PROOFMARK_CHECK(inside.finish());
  const auto digest = pki::digest_of_oid(name);
  if (!digest) return malformed("SHA-1 or SHA-2", name);
  id.algorithm = *digest;
  for (Bytes* hash : {&id.name_hash, &id.key_hash}) {
    PROOFMARK_TRY(const asn1::Element octets, reader.next(asn1::kOctetString));
    if (octets.content.size() != pki::digest_size(*digest))
      return malformed("a hash of " + std::to_string(pki::digest_size(*digest)) + " bytes",
                       std::to_string(octets.content.size()));
    *hash = Bytes(octets.content.begin(), octets.content.end());
  }
  PROOFMARK_TRY(const asn1::Element serial, reader.next(asn1::kInteger));
  PROOFMARK_TRY(id.serial, asn1::read_unsigned(serial));
  PROOFMARK_CHECK(reader.finish());
  return id;
}

// The nonce among the request's extensions; others that are critical are refused, those that are not are passed over.
Result<std::optional<Bytes>> parse_extensions(ByteView der) {
  PROOFMARK_TRY(const ByteView list, asn1::read_whole(der, asn1::kSequence));
  asn1::Reader reader(list);
  std::optional<Bytes> nonce;
  while (!reader.at_end()) {
    PROOFMARK_TRY(const asn1::Element one, reader.next(asn1::kSequence));
    asn1::Reader inside(one.content);
    PROOFMARK_TRY(const asn1::Element oid, inside.next(asn1::kObjectIdentifier));
    PROOFMARK_TRY(const std::string name, asn1::read_oid(oid));
    bool critical = false;
    if (inside.next_is(asn1::kBoolean)) {
      PROOFMARK_TRY(const asn1::Element flag, inside.next());
      critical = flag.content.size() == 1 && flag.content[0] != 0;
    }
    PROOFMARK_TRY(const asn1::Element value, inside.next(asn1::kOctetString));
    PROOFMARK_CHECK(inside.finish());
    if (name != kNonce) {
      if (critical) return malformed("no unknown critical extension", name);
      continue;
    }
    PROOFMARK_TRY(const ByteView content, asn1::read_whole(value.content, asn1::kOctetString));
    if (nonce || content.empty() || content.size() > kLargestNonce)
      return malformed("one nonce of 1 to 32 bytes", nonce ? "two" : std::to_string(content.size()) + " bytes");
    nonce = Bytes(content.begin(), content.end());
  }
  return nonce;
}

Bytes single_response(const StatusAnswer& answer, Instant now) {
  Bytes status;
  switch (answer.kind) {
    case AnswerKind::good:
      status = asn1::encode(asn1::context_primitive(0), ByteView());
      break;
    case AnswerKind::unknown:
      status = asn1::encode(asn1::context_primitive(2), ByteView());
      break;
    case AnswerKind::revoked: {
      const Bytes code{0x0A /* ENUMERATED */, 1, static_cast<std::uint8_t>(answer.reason)};
      const Bytes reason = answer.reason == 0 ? Bytes{} : asn1::encode(asn1::context(0), code);
      status = asn1::encode(asn1::context(1), {generalized_time(answer.revoked_at), reason});
      break;
    }
  }
  return asn1::sequence({answer.certificate.whole, status, generalized_time(now)});
}

}  // namespace

bool CertificateId::issued_by(const Authority& authority) const {
  const Bytes info = authority.key.spki();
  const auto content = asn1::read_whole(info, asn1::kSequence);
  if (!content) return false;
  asn1::Reader reader(*content);
  const auto kind = reader.next(asn1::kSequence);
  if (!kind) return false;
  const auto element = reader.next(asn1::kBitString);
  if (!element) return false;
  const auto bits = asn1::read_bit_string(*element);
  return bits && pki::digest(algorithm, *bits) == key_hash &&
         pki::digest(algorithm, authority.certificate.subject_name()) == name_hash;
}

Result<StatusQuery> parse_query(ByteView der) {
  PROOFMARK_TRY(const ByteView whole, asn1::read_whole(der, asn1::kSequence));
  asn1::Reader outer(whole);
  PROOFMARK_TRY(const asn1::Element body, outer.next(asn1::kSequence));
  if (outer.next_is(asn1::context(0))) {
    PROOFMARK_CHECK(outer.next());
  }
  PROOFMARK_CHECK(outer.finish());

  asn1::Reader reader(body.content);
  // DER leaves a version 1 out.
  if (reader.next_is(asn1::context(0))) return malformed("version 1", "another version");
  if (reader.next_is(asn1::context(1))) {
    PROOFMARK_CHECK(reader.next());
  }
  PROOFMARK_TRY(const asn1::Element list, reader.next(asn1::kSequence));
  StatusQuery query;
  asn1::Reader requests(list.content);
  while (!requests.at_end()) {
    if (query.certificates.size() == kMostCertificates)
      return malformed("at most " + std::to_string(kMostCertificates) + " certificates", "more");
    PROOFMARK_TRY(const asn1::Element request, requests.next(asn1::kSequence));
    asn1::Reader inside(request.content);
    PROOFMARK_TRY(const asn1::Element element, inside.next(asn1::kSequence));
    PROOFMARK_TRY(CertificateId id, parse_id(element));
    query.certificates.push_back(std::move(id));
    if (inside.next_is(asn1::context(0))) {
      PROOFMARK_CHECK(inside.next());
    }
    PROOFMARK_CHECK(inside.finish());
  }
  if (query.certificates.empty()) return malformed("at least one certificate", "none");
  if (reader.next_is(asn1::context(2))) {
    PROOFMARK_TRY(const asn1::Element extensions, reader.next());
    PROOFMARK_TRY(query.nonce, parse_extensions(extensions.content));
  }
  PROOFMARK_CHECK(reader.finish());
  return query;
}

Bytes error_response(QueryError error) {
  return asn1::sequence({Bytes{0x0A /* ENUMERATED */, 1, static_cast<std::uint8_t>(error)}});
}

Result<Bytes> make_response(Scheme scheme, const Authority& signer, Instant now,
                            const std::vector<StatusAnswer>& answers, const std::optional<Bytes>& nonce,
                            RandomSource& salts) {
  PROOFMARK_TRY(const Bytes identifier, key_identifier(signer.key));
  Bytes responses;
  for (const StatusAnswer& answer : answers) {
    const Bytes one = single_response(answer, now);
    responses.insert(responses.end(), one.begin(), one.end());
  }
  Bytes extensions;
  if (nonce) {
    const Bytes one = extension(kNonce, false, asn1::octet_string(*nonce));
    extensions = asn1::encode(asn1::context(1), asn1::sequence({one}));
  }
  // The signer is named by its key: two of the order's signers could have one name.
  const Bytes body = asn1::sequence({asn1::encode(asn1::context(2), asn1::octet_string(identifier)),
                                     generalized_time(now), asn1::encode(asn1::kSequence, responses), extensions});
  PROOFMARK_TRY(const Bytes signature, sign(scheme, signer.key, body, salts));
  const Bytes certificates = asn1::encode(asn1::context(0), asn1::sequence({signer.certificate.der()}));
  const Bytes basic = asn1::sequence({body, algorithm_of(scheme), asn1::bit_string(signature), certificates});
  const Bytes content = asn1::sequence({asn1::oid(kBasic), asn1::octet_string(basic)});
  return asn1::sequence({Bytes{0x0A /* ENUMERATED */, 1, 0}, asn1::encode(asn1::context(0), content)});
}

}  // namespace proofmark::lt_pki

#include "simulators/card/certificate_parts.hpp"

#include <algorithm>

#include "common/asn1/der.hpp"

namespace proofmark::card {

namespace {

constexpr std::uint8_t kTrue = 0xFF;

bool is_extension(const Bytes& extension, const Bytes& oid) {
  const auto content = asn1::read_whole(extension, asn1::kSequence);
  return content && content->size() > oid.size() && std::equal(oid.begin(), oid.end(), content->begin());
}

Bytes whole(const asn1::Element& element) {
  return {element.whole.begin(), element.whole.end()};
}

}  // namespace

Bytes signature_algorithm(const pki::Key& key, pki::Digest digest) {
  if (key.is_ec()) {
    const std::string arc = "1.2.840.10045.4.";
    if (digest == pki::Digest::sha1) return asn1::sequence({asn1::oid(arc + "1")});
    return asn1::sequence({asn1::oid(arc + "3." + std::to_string(static_cast<unsigned>(digest)))});
  }
  // In the order of pki::Digest: SHA-1, SHA-224, SHA-256, SHA-384, SHA-512.
  constexpr const char* last[] = {"5", "14", "11", "12", "13"};
  return asn1::sequence(
      {asn1::oid(std::string("1.2.840.113549.1.1.") + last[static_cast<std::size_t>(digest)]), asn1::null()});
}

Result<CertificateParts> CertificateParts::of(const pki::Certificate& certificate) {
  const Bytes der = certificate.der();
  PROOFMARK_TRY(const ByteView outer, asn1::read_whole(der, asn1::kSequence));
  asn1::Reader signed_part(outer);
  PROOFMARK_TRY(const asn1::Element tbs, signed_part.next(asn1::kSequence));
  asn1::Reader reader(tbs.content);
  CertificateParts parts;
  PROOFMARK_TRY(const asn1::Element version, reader.next(asn1::context(0)));
  parts.version = whole(version);
  PROOFMARK_TRY(const asn1::Element serial, reader.next(asn1::kInteger));
  parts.serial = whole(serial);
  PROOFMARK_CHECK(reader.next(asn1::kSequence));  // the algorithm
  for (Bytes* const field : {&parts.issuer, &parts.validity, &parts.subject, &parts.public_key}) {
    PROOFMARK_TRY(const asn1::Element element, reader.next(asn1::kSequence));
    *field = whole(element);
  }
  PROOFMARK_TRY(const asn1::Element tagged, reader.next(asn1::context(3)));
  PROOFMARK_TRY(const ByteView list, asn1::read_whole(tagged.content, asn1::kSequence));
  asn1::Reader extensions(list);
  while (!extensions.at_end()) {
    PROOFMARK_TRY(const asn1::Element extension, extensions.next(asn1::kSequence));
    parts.extensions.push_back(whole(extension));
  }
  return parts;
}

void CertificateParts::remove_extension(const std::string& oid) {
  const Bytes name = asn1::oid(oid);
  extensions.erase(
      std::remove_if(extensions.begin(), extensions.end(), [&](const Bytes& each) { return is_extension(each, name); }),
      extensions.end());
}

void CertificateParts::set_extension(const std::string& oid, bool critical, ByteView value) {
  remove_extension(oid);
  const Bytes flag = critical ? asn1::encode(asn1::kBoolean, Bytes{kTrue}) : Bytes{};
  extensions.push_back(asn1::sequence({asn1::oid(oid), flag, asn1::octet_string(value)}));
}

Result<pki::Certificate> CertificateParts::sign(const pki::Key& issuer_key, pki::Digest digest) const {
  const Bytes algorithm = signature_algorithm(issuer_key, digest);
  Bytes list;
  for (const Bytes& extension : extensions) list = concat({list, extension});
  const Bytes tbs = asn1::sequence({version, serial, algorithm, issuer, validity, subject, public_key,
                                    asn1::encode(asn1::context(3), asn1::encode(asn1::kSequence, list))});
  PROOFMARK_TRY(const Bytes signature, issuer_key.sign_deterministic(digest, tbs));
  return pki::Certificate::from_der(asn1::sequence({tbs, algorithm, asn1::bit_string(signature)}));
}

}  // namespace proofmark::card

#include "common/pki/signed_list.hpp"

#include <algorithm>
#include <array>

#include "common/asn1/der.hpp"
#include "common/pki/cms.hpp"
#include "common/pki/openssl.hpp"

namespace proofmark::pki {
namespace {

struct Kind {
  const char* content_type;
  const char* name;
  const char* clause;
  const char* signer_usage;
  bool usage_mandatory;
};
constexpr std::array<Kind, 3> kinds{
    {{oid_master_list, "master list", "ICAO 9303-12 section 9.1", oid_master_list_signer, true},
     {oid_deviation_list, "deviation list", "ICAO 9303-12 section 10.1", oid_deviation_list_signer, true},
     {oid_defect_list, "defect list", "BSI TR-03129-2 section 8.2", oid_defect_list_signer, false}}};
constexpr const char* distrust = "Do not use the list; obtain it again from its publisher.";
constexpr std::size_t most_certificates = 20000;

const Kind* kind_of(const std::string& content_type) {
  const auto found =
      std::find_if(kinds.begin(), kinds.end(), [&](const Kind& k) { return k.content_type == content_type; });
  return found == kinds.end() ? nullptr : &*found;
}

Result<Certificate> signer_of(ByteView encoded, const SignedData& data, const Kind& kind) {
  std::optional<Error> last;
  for (const Certificate& carried : data.certificates) {
    const auto verified = verify_signed_data(encoded, carried);
    if (verified) return carried;
    last = verified.error();
  }
  if (last) return fail(std::move(*last));
  return fail(kind.clause, "the signer's certificate in the list", "none", distrust);
}

Result<void> check_signer(const Certificate& signer, const Kind& kind) {
  const auto usages = signer.extended_key_usages();
  const bool named = std::find(usages.begin(), usages.end(), kind.signer_usage) != usages.end();
  if (!named && (kind.usage_mandatory || !usages.empty()))
    return fail(kind.clause, std::string("extended key usage ") + kind.signer_usage + " of the signer",
                usages.empty() ? "none" : usages.front(), distrust);
  if (signer.is_ca() || !signer.allows_digital_signature())
    return fail(kind.clause, "a signer with key usage digitalSignature that is no CA", signer.subject(), distrust);
  return {};
}

Result<Certificate> authority_of(const Certificate& signer, const std::vector<Certificate>& anchors, const Kind& kind) {
  for (const Certificate& anchor : anchors)
    if (names_chain(signer, anchor) && anchor.is_ca() && anchor.allows_certificate_signing() &&
        verify_signature(signer, anchor))
      return anchor;
  return fail(kind.clause, "a signer under a trusted country signing CA", "issuer " + signer.issuer(),
              "Import that CA's certificate first, once its fingerprint has been verified by other means.");
}

bool same_name(ByteView one, ByteView other) {
  const auto read = [](ByteView der) {
    const unsigned char* at = der.data();
    return std::unique_ptr<X509_NAME, openssl::Deleter<X509_NAME_free>>(
        d2i_X509_NAME(nullptr, &at, static_cast<long>(der.size())));
  };
  const auto a = read(one);
  const auto b = read(other);
  ERR_clear_error();
  return a && b && X509_NAME_cmp(a.get(), b.get()) == 0;
}

}  // namespace

std::string name_of_list(const std::string& content_type) {
  const Kind* kind = kind_of(content_type);
  return kind == nullptr ? "" : kind->name;
}

Result<VerifiedList> verify_list(ByteView encoded, const std::string& content_type,
                                 const std::vector<Certificate>& anchors, std::optional<Instant> now) {
  const Kind* kind = kind_of(content_type);
  if (kind == nullptr) return fail("signed list", "a master, deviation or defect list", content_type, distrust);
  PROOFMARK_TRY(SignedData data, parse_signed_data(encoded));
  if (data.content_type != content_type)
    return fail(kind->clause, "content type " + content_type, data.content_type, distrust);
  PROOFMARK_TRY(Certificate signer, signer_of(encoded, data, *kind));
  PROOFMARK_CHECK(check_signer(signer, *kind));
  PROOFMARK_TRY(Certificate authority, authority_of(signer, anchors, *kind));
  if (now) {
    for (const Certificate* certificate : {&signer, &authority})
      if (!certificate->valid_at(*now))
        return fail(kind->clause, "certificates that are valid at " + to_rfc3339(*now),
                    certificate->subject() + " from " + to_rfc3339(certificate->not_before()) + " to " +
                        to_rfc3339(certificate->not_after()),
                    distrust);
    if (data.signing_time && *data.signing_time > *now)
      return fail(kind->clause, "a signing time before " + to_rfc3339(*now), to_rfc3339(*data.signing_time), distrust);
  }
  return VerifiedList{std::move(data.content_type), std::move(data.content), std::move(signer), std::move(authority),
                      data.signing_time};
}

Result<std::vector<Certificate>> parse_master_list(ByteView content) {
  const auto wrong = [](std::string expected, std::string observed) {
    return fail("ICAO 9303-12 section 9.2", std::move(expected), std::move(observed), distrust);
  };
  PROOFMARK_TRY(const ByteView list, asn1::read_whole(content, asn1::kSequence));
  asn1::Reader fields(list);
  PROOFMARK_TRY(const asn1::Element number, fields.next(asn1::kInteger));
  PROOFMARK_TRY(const std::uint64_t version, asn1::read_uint(number));
  if (version != 0) return wrong("version 0", std::to_string(version));
  PROOFMARK_TRY(const asn1::Element set, fields.next(asn1::kSet));
  PROOFMARK_CHECK(fields.finish());
  std::vector<Certificate> certificates;
  asn1::Reader rest(set.content);
  while (!rest.at_end()) {
    PROOFMARK_TRY(const asn1::Element element, rest.next(asn1::kSequence));
    if (certificates.size() >= most_certificates)
      return wrong("at most " + std::to_string(most_certificates) + " certificates", "more");
    PROOFMARK_TRY(Certificate certificate, Certificate::from_der(element.whole));
    certificates.push_back(std::move(certificate));
  }
  return certificates;
}

Bytes encode_master_list(const std::vector<Certificate>& certificates) {
  std::vector<Bytes> elements;
  for (const Certificate& certificate : certificates) elements.push_back(certificate.der());
  return asn1::sequence({asn1::integer(0), asn1::set_of(std::move(elements))});
}

bool SignerReference::empty() const {
  return certificate_hash.empty() && key_identifier.empty() && issuer.empty() && authority_key_identifier.empty() &&
         authority_name.empty();
}

bool SignerReference::names(const Certificate& signer, const std::optional<Digest>& hash) const {
  if (!certificate_hash.empty() && hash) return digest(*hash, signer.der()) == certificate_hash;
  if (!key_identifier.empty() && !signer.subject_key_identifier().empty())
    return signer.subject_key_identifier() == key_identifier;
  if (!issuer.empty()) return signer.serial() == serial && same_name(signer.issuer_name(), issuer);
  if (!authority_key_identifier.empty() && !signer.authority_key_identifier().empty())
    return signer.authority_key_identifier() == authority_key_identifier;
  if (!authority_name.empty()) return same_name(signer.issuer_name(), authority_name);
  return false;
}

}  // namespace proofmark::pki

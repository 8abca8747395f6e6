#include "common/pki/cms.hpp"

#include <algorithm>

#include "common/asn1/der.hpp"
#include "common/pki/issue.hpp"
#include "common/pki/openssl.hpp"
#include "common/pki/plain_ecdsa.hpp"
#include "common/pki/rsa.hpp"

namespace proofmark::pki {

namespace {

constexpr const char* kSignedDataOid = "1.2.840.113549.1.7.2";
constexpr const char* kContentTypeAttribute = "1.2.840.113549.1.9.3";
constexpr const char* kMessageDigestAttribute = "1.2.840.113549.1.9.4";
constexpr const char* kSigningTimeAttribute = "1.2.840.113549.1.9.5";

tl::unexpected<Error> refused(std::string clause, std::string expected, std::string observed) {
  return fail(std::move(clause), std::move(expected), std::move(observed),
              "Treat the signed object as altered; read it again or refuse the document.");
}

Result<openssl::Cms> decode(ByteView encoded) {
  const unsigned char* at = encoded.data();
  openssl::Cms cms(d2i_CMS_ContentInfo(nullptr, &at, static_cast<long>(encoded.size())));
  if (cms == nullptr) return refused("RFC 5652 section 3", "a ContentInfo", openssl::last_reason());
  if (at != encoded.data() + encoded.size())
    return refused("RFC 5652 section 3", "a ContentInfo and nothing after it", "more bytes");
  if (openssl::dotted(CMS_get0_type(cms.get())) != kSignedDataOid)
    return refused("RFC 5652 section 5.1", "SignedData", openssl::dotted(CMS_get0_type(cms.get())));
  return cms;
}

Bytes content_of(CMS_ContentInfo* cms) {
  ASN1_OCTET_STRING** content = CMS_get0_content(cms);
  if (content == nullptr || *content == nullptr) return {};
  const unsigned char* data = ASN1_STRING_get0_data(*content);
  return {data, data + ASN1_STRING_length(*content)};
}

std::string content_type_of(CMS_ContentInfo* cms) {
  const ASN1_OBJECT* type = CMS_get0_eContentType(cms);
  return type == nullptr ? std::string{} : openssl::dotted(type);
}

Bytes attribute(const char* type, const Bytes& value) {
  return asn1::sequence({asn1::oid(type), asn1::set_of({value})});
}

Bytes utc_time(Instant t) {
  std::string text;
  for (const char c : to_rfc3339(std::chrono::floor<std::chrono::seconds>(t)).substr(2))
    if (c != '-' && c != ':' && c != 'T') text += c;
  return asn1::encode(asn1::kUtcTime, to_bytes(text));
}

// What OpenSSL gives no access to.
struct Fields {
  std::uint64_t version = 0;         // of SignedData
  std::uint64_t signer_version = 0;  // of its first SignerInfo
  bool by_key_identifier = false;
  std::vector<std::string> listed_digests;  // of SignedData
  std::string digest_algorithm, signature_algorithm;
  Bytes attributes;  // as they are signed, a SET
  Bytes signature;
};

Result<std::string> algorithm_of(const asn1::Element& identifier) {
  asn1::Reader inside(identifier.content);
  PROOFMARK_TRY(const asn1::Element oid, inside.next(asn1::kObjectIdentifier));
  return asn1::read_oid(oid);
}

Result<Fields> fields_of(CMS_ContentInfo* cms) {
  const Bytes der = openssl::der_of(cms, i2d_CMS_ContentInfo);
  PROOFMARK_TRY(const ByteView info, asn1::read_whole(der, asn1::kSequence));
  asn1::Reader outer(info);
  PROOFMARK_CHECK(outer.next(asn1::kObjectIdentifier));
  PROOFMARK_TRY(const asn1::Element tagged, outer.next(asn1::context(0)));
  PROOFMARK_TRY(const ByteView signed_data, asn1::read_whole(tagged.content, asn1::kSequence));
  asn1::Reader all(signed_data);
  Fields fields;
  PROOFMARK_TRY(const asn1::Element version, all.next(asn1::kInteger));
  PROOFMARK_TRY(fields.version, asn1::read_uint(version));
  PROOFMARK_TRY(const asn1::Element digests, all.next(asn1::kSet));
  for (asn1::Reader list(digests.content); !list.at_end();) {
    PROOFMARK_TRY(const asn1::Element one, list.next(asn1::kSequence));
    PROOFMARK_TRY(std::string oid, algorithm_of(one));
    fields.listed_digests.push_back(std::move(oid));
  }
  asn1::Element last{};
  while (!all.at_end()) {
    PROOFMARK_TRY(last, all.next());
  }
  asn1::Reader infos(last.content);
  PROOFMARK_TRY(const asn1::Element first, infos.next(asn1::kSequence));
  asn1::Reader signer(first.content);
  PROOFMARK_TRY(const asn1::Element own, signer.next(asn1::kInteger));
  PROOFMARK_TRY(fields.signer_version, asn1::read_uint(own));
  PROOFMARK_TRY(const asn1::Element named, signer.next());
  fields.by_key_identifier = named.tag != asn1::kSequence;
  PROOFMARK_TRY(const asn1::Element digest, signer.next(asn1::kSequence));
  PROOFMARK_TRY(fields.digest_algorithm, algorithm_of(digest));
  PROOFMARK_TRY(const asn1::Element attributes, signer.next(asn1::context(0)));
  fields.attributes.assign(attributes.whole.begin(), attributes.whole.end());
  fields.attributes[0] = asn1::kSet;
  PROOFMARK_TRY(const asn1::Element algorithm, signer.next(asn1::kSequence));
  PROOFMARK_TRY(fields.signature_algorithm, algorithm_of(algorithm));
  PROOFMARK_TRY(const asn1::Element signature, signer.next(asn1::kOctetString));
  fields.signature.assign(signature.content.begin(), signature.content.end());
  return fields;
}

// RFC 5652 sections 5.1 and 5.3. No signature covers the versions, and OpenSSL does not look at them.
Result<void> check_versions(const Fields& fields, const std::string& content_type) {
  const std::uint64_t wanted = content_type == "1.2.840.113549.1.7.1" ? 1 : 3;
  if (fields.version < wanted || fields.version > 5)
    return refused("RFC 5652 section 5.1", "SignedData of version " + std::to_string(wanted),
                   "version " + std::to_string(fields.version));
  const std::uint64_t fits = fields.by_key_identifier ? 3 : 1;
  if (fields.signer_version != fits)
    return refused("RFC 5652 section 5.3", "SignerInfo of version " + std::to_string(fits),
                   "version " + std::to_string(fields.signer_version));
  return {};
}

// What the algorithms of the signer say of each other, which OpenSSL looks at late or not at all: both are of the SHA
// family (ICAO 9303-12 section 4.4), the signature's names the same digest (RFC 5754 section 3), and SignedData lists
// it (RFC 5652 section 5.1).
Result<void> check_algorithms(CMS_SignerInfo* info, const Fields& fields) {
  X509_ALGOR* digest_algorithm = nullptr;
  X509_ALGOR* signature_algorithm = nullptr;
  CMS_SignerInfo_get0_algs(info, nullptr, nullptr, &digest_algorithm, &signature_algorithm);
  const auto& digest = fields.digest_algorithm;
  if (!digest_of_oid(digest))
    return refused("ICAO 9303-12 section 4.4", "a digest of the SHA family in SignerInfo", digest);
  int named = NID_undef;
  if (OBJ_find_sigid_algs(OBJ_obj2nid(signature_algorithm->algorithm), &named, nullptr) == 1 && named != NID_undef) {
    if (!digest_of_oid(openssl::dotted(OBJ_nid2obj(named))))
      return refused("ICAO 9303-12 section 4.4", "a signature with a digest of the SHA family",
                     fields.signature_algorithm);
    if (named != OBJ_obj2nid(digest_algorithm->algorithm))
      return refused("RFC 5652 section 5.3", "one digest in both algorithms of the signer",
                     digest + " and " + fields.signature_algorithm);
  }
  const auto& listed = fields.listed_digests;
  if (std::find(listed.begin(), listed.end(), digest) == listed.end())
    return refused("RFC 5652 section 5.1", "the signer's digest " + digest + " among those that SignedData lists",
                   listed.empty() ? "none" : listed.front());
  return {};
}

// What CMS_verify does, for a signature whose form it does not know.
Result<void> verify_plain(const Fields& fields, Digest digest, const Bytes& content, const ASN1_OCTET_STRING& told,
                          const Key& key) {
  const auto of_content = digest_of_oid(fields.digest_algorithm);
  const unsigned char* bytes = ASN1_STRING_get0_data(&told);
  const Bytes message_digest(bytes, bytes + ASN1_STRING_length(&told));
  if (of_content != digest || proofmark::pki::digest(digest, content) != message_digest)
    return refused("RFC 5652 section 11.2", "the content's digest by the signature's algorithm", "another");
  return verify_plain_ecdsa(key, digest, fields.attributes, fields.signature);
}

// RSASSA-PSS-params (RFC 4055 section 3.1); DER leaves out what is SHA-1's default.
Bytes pss_algorithm(Digest digest, std::size_t salt) {
  Bytes parameters;
  if (digest != Digest::sha1) {
    const Bytes hash = asn1::sequence({asn1::oid(digest_oid(digest)), asn1::null()});
    const Bytes mask = asn1::sequence({asn1::oid("1.2.840.113549.1.1.8"), hash});
    parameters = concat({asn1::encode(asn1::context(0), hash), asn1::encode(asn1::context(1), mask)});
  }
  if (salt != 20)
    parameters = concat({parameters, asn1::encode(asn1::context(2), asn1::integer(static_cast<std::uint64_t>(salt)))});
  return asn1::sequence({asn1::oid("1.2.840.113549.1.1.10"), asn1::encode(asn1::kSequence, parameters)});
}

// RFC 4055 section 5.
Bytes pkcs1_algorithm(Digest digest) {
  const std::string arc = "1.2.840.113549.1.1.";
  switch (digest) {
    case Digest::sha1:
      return asn1::sequence({asn1::oid(arc + "5"), asn1::null()});
    case Digest::sha224:
      return asn1::sequence({asn1::oid(arc + "14"), asn1::null()});
    case Digest::sha256:
      return asn1::sequence({asn1::oid(arc + "11"), asn1::null()});
    case Digest::sha384:
      return asn1::sequence({asn1::oid(arc + "12"), asn1::null()});
    case Digest::sha512:
      break;
  }
  return asn1::sequence({asn1::oid(arc + "13"), asn1::null()});
}

struct Signature {
  Bytes algorithm, value;
};

Result<Signature> sign_attributes(const SignedDataSpec& spec, ByteView attributes, const Key& key) {
  Signature made;
  if (key.is_rsa()) {
    const Bytes hash = digest(spec.digest, attributes);
    made.algorithm = spec.pss_salt ? pss_algorithm(spec.digest, spec.pss_salt->size()) : pkcs1_algorithm(spec.digest);
    PROOFMARK_TRY(made.value, spec.pss_salt ? sign_pss_digest(key, spec.digest, hash, *spec.pss_salt)
                                            : sign_pkcs1_digest(key, spec.digest, hash));
    return made;
  }
  PROOFMARK_TRY(made.algorithm, ecdsa_algorithm(spec.digest, key));
  PROOFMARK_TRY(made.value, key.sign_deterministic(spec.digest, attributes));
  return made;
}

}  // namespace

Result<SignedData> parse_signed_data(ByteView encoded) {
  PROOFMARK_TRY(const openssl::Cms cms, decode(encoded));
  SignedData out;
  out.content_type = content_type_of(cms.get());
  out.content = content_of(cms.get());
  STACK_OF(X509)* certificates = CMS_get1_certs(cms.get());
  for (int i = 0; i < sk_X509_num(certificates); ++i)
    out.certificates.push_back(Certificate::adopt(sk_X509_value(certificates, i)));
  sk_X509_free(certificates);  // the certificates themselves are owned by now
  STACK_OF(CMS_SignerInfo)* signers = CMS_get0_SignerInfos(cms.get());
  const int n = sk_CMS_SignerInfo_num(signers);
  out.signer_infos = n < 0 ? 0 : static_cast<std::size_t>(n);
  if (out.signer_infos > 0) {
    const auto* time = static_cast<const ASN1_TIME*>(CMS_signed_get0_data_by_OBJ(
        sk_CMS_SignerInfo_value(signers, 0), OBJ_nid2obj(NID_pkcs9_signingTime), -3, V_ASN1_UTCTIME));
    if (time != nullptr) {
      const Result<Instant> instant = openssl::to_instant(time);
      if (instant) out.signing_time = *instant;
    }
    X509_ALGOR* digest = nullptr;
    CMS_SignerInfo_get0_algs(sk_CMS_SignerInfo_value(signers, 0), nullptr, nullptr, &digest, nullptr);
    const ASN1_OBJECT* algorithm = nullptr;
    if (digest != nullptr) X509_ALGOR_get0(&algorithm, nullptr, nullptr, digest);
    if (algorithm != nullptr) out.digest_algorithm = openssl::dotted(algorithm);
    const auto* stated = static_cast<const ASN1_OCTET_STRING*>(CMS_signed_get0_data_by_OBJ(
        sk_CMS_SignerInfo_value(signers, 0), OBJ_nid2obj(NID_pkcs9_messageDigest), -3, V_ASN1_OCTET_STRING));
    if (stated != nullptr)
      out.message_digest.assign(ASN1_STRING_get0_data(stated),
                                ASN1_STRING_get0_data(stated) + ASN1_STRING_length(stated));
  }
  ERR_clear_error();
  return out;
}

Result<Bytes> verify_signed_data(ByteView encoded, const Certificate& signer) {
  PROOFMARK_TRY(const openssl::Cms cms, decode(encoded));
  STACK_OF(CMS_SignerInfo)* signers = CMS_get0_SignerInfos(cms.get());
  if (sk_CMS_SignerInfo_num(signers) != 1)
    return refused("ICAO 9303-10 section 4.6.2.2", "one SignerInfo",
                   std::to_string(std::max(0, sk_CMS_SignerInfo_num(signers))));
  CMS_SignerInfo* info = sk_CMS_SignerInfo_value(signers, 0);
  if (CMS_SignerInfo_cert_cmp(info, signer.get()) != 0)
    return refused("RFC 5652 section 5.3", "a signer identifier that names " + signer.subject(), "another signer");
  // With signed attributes the content type is bound too; without them a content of another type could be passed off.
  if (CMS_signed_get_attr_count(info) <= 0) return refused("ICAO 9303-10 section 4.6.2.2", "signed attributes", "none");
  const auto* type = static_cast<const ASN1_OBJECT*>(
      CMS_signed_get0_data_by_OBJ(info, OBJ_nid2obj(NID_pkcs9_contentType), -3, V_ASN1_OBJECT));
  if (type == nullptr || openssl::dotted(type) != content_type_of(cms.get()))
    return refused("RFC 5652 section 11.1", "the content-type attribute " + content_type_of(cms.get()),
                   type == nullptr ? "none" : openssl::dotted(type));
  const auto* told = static_cast<const ASN1_OCTET_STRING*>(
      CMS_signed_get0_data_by_OBJ(info, OBJ_nid2obj(NID_pkcs9_messageDigest), -3, V_ASN1_OCTET_STRING));
  if (told == nullptr) return refused("RFC 5652 section 11.2", "one message-digest attribute", "none");
  if (CMS_get0_content(cms.get()) == nullptr || *CMS_get0_content(cms.get()) == nullptr)
    return refused("ICAO 9303-10 section 4.6.2.2", "the content inside", "a detached signature");

  PROOFMARK_TRY(const Fields fields, fields_of(cms.get()));
  PROOFMARK_CHECK(check_algorithms(info, fields));
  PROOFMARK_CHECK(check_versions(fields, content_type_of(cms.get())));
  PROOFMARK_TRY(const Key key, signer.public_key());  // refuses explicit parameters of an unknown curve
  if (const auto plain = plain_ecdsa_digest(fields.signature_algorithm)) {
    const Bytes content = content_of(cms.get());
    PROOFMARK_CHECK(verify_plain(fields, *plain, content, *told, key));
    return content;
  }
  STACK_OF(X509)* certificates = sk_X509_new_null();
  sk_X509_push(certificates, signer.get());
  const openssl::Bio out(BIO_new(BIO_s_mem()));
  const int good = CMS_verify(cms.get(), certificates, nullptr, nullptr, out.get(),
                              CMS_NO_SIGNER_CERT_VERIFY | CMS_NOINTERN | CMS_BINARY);
  sk_X509_free(certificates);
  if (good != 1)
    return refused("RFC 5652 section 5.6", "the digest of the content and the signature of " + signer.subject(),
                   openssl::last_reason());
  return openssl::content_of(out.get());
}

Result<Bytes> make_signed_data(const SignedDataSpec& spec, const Certificate& signer, const Key& signer_key) {
  PROOFMARK_TRY(const Bytes content_type, asn1::try_oid(spec.content_type));
  PROOFMARK_TRY(const Key certified, signer.public_key());
  if (certified.spki() != signer_key.spki())
    return fail("RFC 5652 section 5.4", "the private key of " + signer.subject(), "another key", "Sign with its key.");

  // RFC 5754 section 2: no parameters with SHA-2.
  const Bytes digest_algorithm = asn1::sequence({asn1::oid(digest_oid(spec.digest))});
  std::vector<Bytes> attributes{
      attribute(kContentTypeAttribute, content_type),
      attribute(kMessageDigestAttribute, asn1::octet_string(digest(spec.digest, spec.content)))};
  if (spec.signing_time) attributes.push_back(attribute(kSigningTimeAttribute, utc_time(*spec.signing_time)));
  const Bytes signed_attributes = asn1::set_of(attributes);
  PROOFMARK_TRY(const Signature signature, sign_attributes(spec, signed_attributes, signer_key));
  // The signature covers SET OF; inside SignerInfo the same content stands under [0] IMPLICIT (RFC 5652 section 5.4).
  Bytes implicit_attributes = signed_attributes;
  implicit_attributes[0] = asn1::context(0);

  const Bytes signer_info = asn1::sequence(
      {asn1::integer(1), asn1::sequence({signer.issuer_name(), asn1::integer(ByteView(signer.serial()))}),
       digest_algorithm, implicit_attributes, signature.algorithm, asn1::octet_string(signature.value)});
  const Bytes encapsulated =
      asn1::sequence({content_type, asn1::encode(asn1::context(0), asn1::octet_string(spec.content))});
  const Bytes signed_data = asn1::sequence({asn1::integer(3), asn1::set_of({digest_algorithm}), encapsulated,
                                            asn1::encode(asn1::context(0), signer.der()), asn1::set_of({signer_info})});
  return asn1::sequence({asn1::oid(kSignedDataOid), asn1::encode(asn1::context(0), signed_data)});
}

}  // namespace proofmark::pki

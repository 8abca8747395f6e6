#include "reports/seal/signature.hpp"

#include <openssl/cms.h>

#include "common/pki/openssl.hpp"
#include "reports/seal/store.hpp"

namespace proofmark::reports {
namespace {

using pki::openssl::last_reason;

constexpr const char* kClause = "ETSI EN 319 122-1 6.3 (CAdES B-B)";
constexpr const char* kReseal = "restore the folder from its copy; if it is as it should be, seal it again";

constexpr unsigned kForm = CMS_BINARY | CMS_DETACHED | CMS_CADES;

Result<SealCheck> broken(std::string expected, std::string observed) {
  return fail(kClause, std::move(expected), std::move(observed), kReseal);
}

pki::openssl::Cms parse(ByteView encoded) {
  const unsigned char* at = encoded.data();
  pki::openssl::Cms cms(d2i_CMS_ContentInfo(nullptr, &at, static_cast<long>(encoded.size())));
  if (cms == nullptr || at != encoded.data() + encoded.size()) return nullptr;
  // DER, and nothing that the parser left out: what is not read cannot be vouched for.
  if (pki::openssl::der_of(cms.get(), i2d_CMS_ContentInfo) != Bytes(encoded.begin(), encoded.end())) return nullptr;
  return cms;
}

// The one value of a signed attribute.
const ASN1_TYPE* attribute(CMS_SignerInfo* signer, int nid) {
  const int at = CMS_signed_get_attr_by_NID(signer, nid, -1);
  if (at < 0 || CMS_signed_get_attr_by_NID(signer, nid, at) >= 0) return nullptr;
  X509_ATTRIBUTE* one = CMS_signed_get_attr(signer, at);
  return X509_ATTRIBUTE_count(one) == 1 ? X509_ATTRIBUTE_get0_type(one, 0) : nullptr;
}

Result<Instant> signing_time(CMS_SignerInfo* signer) {
  const ASN1_TYPE* value = attribute(signer, NID_pkcs9_signingTime);
  if (value == nullptr || (value->type != V_ASN1_UTCTIME && value->type != V_ASN1_GENERALIZEDTIME))
    return fail(kClause, "one signing time", "none, or several", kReseal);
  return pki::openssl::to_instant(value->value.utctime);
}

bool is(const X509_ALGOR* algorithm, int nid) {
  const ASN1_OBJECT* object = nullptr;
  X509_ALGOR_get0(&object, nullptr, nullptr, algorithm);
  return OBJ_obj2nid(object) == nid;
}

bool holds(CMS_ContentInfo* cms, ByteView content, X509_STORE* store) {
  const pki::openssl::Bio data = pki::openssl::reader_of(content);
  return CMS_verify(cms, nullptr, store, data.get(), nullptr, CMS_BINARY | CMS_CADES) == 1;
}

}  // namespace

Result<Bytes> sign_detached(ByteView content, const SealKey& key, Instant time) {
  const auto failed = [](const char* what) -> Result<Bytes> {
    return fail(kClause, what, last_reason(), "check the seal's key and certificate");
  };
  const pki::openssl::Cms cms(CMS_sign(nullptr, nullptr, nullptr, nullptr, kForm | CMS_PARTIAL));
  if (cms == nullptr) return failed("a SignedData structure");
  CMS_SignerInfo* signer = CMS_add1_signer(cms.get(), key.certificate.get(), key.key.get(), EVP_sha256(),
                                           kForm | CMS_PARTIAL | CMS_NOSMIMECAP);
  if (signer == nullptr) return failed("the signer's attributes");
  for (const pki::Certificate& above : key.chain)
    if (CMS_add1_cert(cms.get(), above.get()) != 1) return failed("the signer's chain");
  const auto when = pki::openssl::to_asn1_time(time);
  if (when == nullptr ||
      CMS_signed_add1_attr_by_NID(signer, NID_pkcs9_signingTime, ASN1_STRING_type(when.get()), when.get(), -1) != 1)
    return failed("the signing time");
  const pki::openssl::Bio data = pki::openssl::reader_of(content);
  if (CMS_final(cms.get(), data.get(), nullptr, kForm) != 1) return failed("a signature");
  Bytes der = pki::openssl::der_of(cms.get(), i2d_CMS_ContentInfo);
  if (der.empty()) return failed("the seal's DER");
  return der;
}

Result<SealCheck> check_detached(ByteView encoded, ByteView content, const std::vector<pki::Certificate>& trust) {
  const pki::openssl::Cms cms = parse(encoded);
  if (cms == nullptr) return broken("a CMS structure in DER", "other bytes");
  if (OBJ_obj2nid(CMS_get0_type(cms.get())) != NID_pkcs7_signed) return broken("SignedData", "another content type");
  if (CMS_is_detached(cms.get()) != 1 || OBJ_obj2nid(CMS_get0_eContentType(cms.get())) != NID_pkcs7_data)
    return broken("a detached signature over plain data", "a content of its own");
  STACK_OF(CMS_SignerInfo)* signers = CMS_get0_SignerInfos(cms.get());
  if (sk_CMS_SignerInfo_num(signers) != 1)
    return broken("one signer", std::to_string(sk_CMS_SignerInfo_num(signers)) + " of them");
  CMS_SignerInfo* signer = sk_CMS_SignerInfo_value(signers, 0);
  X509* raw = nullptr;
  X509_ALGOR* digest = nullptr;
  X509_ALGOR* algorithm = nullptr;
  CMS_SignerInfo_get0_algs(signer, nullptr, nullptr, &digest, &algorithm);
  if (!is(digest, NID_sha256)) return broken("SHA-256", "another digest");
  if (!is(algorithm, NID_ecdsa_with_SHA256) && !is(algorithm, NID_rsaEncryption) &&
      !is(algorithm, NID_sha256WithRSAEncryption))
    return broken("ECDSA or RSA with SHA-256", "another signature algorithm");
  if (attribute(signer, NID_id_smime_aa_signingCertificateV2) == nullptr)
    return broken("the attribute signing-certificate-v2", "none, or several");
  PROOFMARK_TRY(const Instant time, signing_time(signer));
  const CertificateStack carried(CMS_get1_certs(cms.get()));
  if (carried == nullptr || CMS_set1_signers_certs(cms.get(), carried.get(), 0) != 1)
    return broken("the signer's certificate in the seal", "none that the signer names");
  CMS_SignerInfo_get0_algs(signer, nullptr, &raw, nullptr, nullptr);
  if (raw == nullptr || X509_up_ref(raw) != 1) return broken("the signer's certificate", "none");
  SealCheck out{pki::Certificate::adopt(raw), time, false, {}};
  PROOFMARK_CHECK(refuse_unsigned(encoded, out.signer, 1));
  if ((X509_get_key_usage(raw) & (KU_DIGITAL_SIGNATURE | KU_NON_REPUDIATION)) == 0)
    return broken("a certificate for signatures", "one whose key usage is another");
  PROOFMARK_TRY(const Store alone, store_of({out.signer}, time, Purpose::seal));
  if (!holds(cms.get(), content, alone.get())) return broken("a signature over this index", last_reason());
  if (trust.empty()) {
    out.reason = "no certificate was named as trusted";
    return out;
  }
  PROOFMARK_TRY(const Store trusted, store_of(trust, time, Purpose::seal));
  out.trusted = holds(cms.get(), content, trusted.get());
  if (!out.trusted) out.reason = "its certificate does not lead to a trusted one: " + last_reason();
  return out;
}

}  // namespace proofmark::reports

#include "reports/seal/store.hpp"

#include <openssl/x509v3.h>

#include <algorithm>
#include <array>

#include "common/asn1/der.hpp"

namespace proofmark::reports {
namespace {

constexpr const char* kClause = "RFC 5652 section 5";
constexpr const char* kReseal = "restore the folder from its copy; if it is as it should be, seal it again";

Result<void> refused(std::string expected) {
  return fail(kClause, std::move(expected), "another form", kReseal);
}

bool same(ByteView a, ByteView b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end());
}

// A signature algorithm as RFC 5758 section 3.2 (ECDSA, no parameters) or RFC 4055 section 5 (RSA, NULL) has it, and
// the digest that it names. OpenSSL takes the digest from elsewhere and would not see the difference.
bool agree(ByteView algorithm, ByteView digest_content) {
  struct Pair {
    const char* algorithm;
    const char* digest;
  };
  static constexpr std::array kEcdsa = std::to_array<Pair>({{"1.2.840.10045.4.3.2", "2.16.840.1.101.3.4.2.1"},
                                                            {"1.2.840.10045.4.3.3", "2.16.840.1.101.3.4.2.2"},
                                                            {"1.2.840.10045.4.3.4", "2.16.840.1.101.3.4.2.3"}});
  static constexpr std::array kRsa = std::to_array<Pair>({{"1.2.840.113549.1.1.1", ""},
                                                          {"1.2.840.113549.1.1.11", "2.16.840.1.101.3.4.2.1"},
                                                          {"1.2.840.113549.1.1.12", "2.16.840.1.101.3.4.2.2"},
                                                          {"1.2.840.113549.1.1.13", "2.16.840.1.101.3.4.2.3"}});
  asn1::Reader in(digest_content);
  const auto named = in.next(asn1::kObjectIdentifier);
  const auto digest = named ? asn1::read_oid(*named) : Result<std::string>(std::string());
  if (!digest) return false;
  const auto is = [&](const Pair& one, const Bytes& encoded) {
    return same(encoded, algorithm) && (*one.digest == '\0' || *digest == one.digest);
  };
  return std::any_of(kEcdsa.begin(), kEcdsa.end(),
                     [&](const Pair& p) { return is(p, asn1::sequence({asn1::oid(p.algorithm)})); }) ||
         std::any_of(kRsa.begin(), kRsa.end(), [&](const Pair& p) {
           return is(p, asn1::sequence({asn1::oid(p.algorithm), asn1::null()}));
         });
}

struct Signer {
  ByteView digest_algorithm;
  ByteView named;  // IssuerAndSerialNumber
};

Result<Signer> read_signer(ByteView signer_info) {
  asn1::Reader in(signer_info);
  PROOFMARK_TRY(const auto version, in.next(asn1::kInteger));
  PROOFMARK_TRY(const std::uint64_t number, asn1::read_uint(version));
  PROOFMARK_TRY(const auto named, in.next(asn1::kSequence));
  PROOFMARK_TRY(const auto digest, in.next(asn1::kSequence));
  PROOFMARK_TRY(const auto attributes, in.next(asn1::context(0)));
  PROOFMARK_TRY(const auto algorithm, in.next(asn1::kSequence));
  PROOFMARK_TRY(const auto signature, in.next(asn1::kOctetString));
  PROOFMARK_CHECK(in.finish());  // no unsigned attributes
  static_cast<void>(attributes);
  static_cast<void>(signature);
  if (number != 1 || !agree(algorithm.whole, digest.content))
    return fail(kClause, "a signer of version 1 with ECDSA or RSA and its digest of SHA-2", "another form", kReseal);
  return Signer{digest.whole, named.whole};
}

}  // namespace

Result<Store> store_of(const std::vector<pki::Certificate>& trust, Instant time, Purpose purpose) {
  Store store(X509_STORE_new());
  X509_VERIFY_PARAM* parameters = store == nullptr ? nullptr : X509_STORE_get0_param(store.get());
  bool good = parameters != nullptr;
  for (const pki::Certificate& one : trust) good = good && X509_STORE_add_cert(store.get(), one.get()) == 1;
  if (!good)
    return fail("RFC 5280 section 6", "a store of trusted certificates", pki::openssl::last_reason(),
                "check the certificates that were named as trusted");
  X509_VERIFY_PARAM_set_flags(parameters, X509_V_FLAG_PARTIAL_CHAIN);
  X509_VERIFY_PARAM_set_time(parameters, std::chrono::floor<std::chrono::seconds>(time).time_since_epoch().count());
  // OpenSSL would ask a seal's certificate to be one for e-mail; its key usage is looked at by the caller.
  X509_VERIFY_PARAM_set_purpose(parameters, purpose == Purpose::seal ? X509_PURPOSE_ANY : X509_PURPOSE_TIMESTAMP_SIGN);
  return store;
}

Result<void> refuse_unsigned(ByteView signed_data, const pki::Certificate& signer, std::uint64_t expected) {
  PROOFMARK_TRY(const ByteView content_info, asn1::read_whole(signed_data, asn1::kSequence));
  asn1::Reader outer(content_info);
  PROOFMARK_TRY(const auto type, outer.next(asn1::kObjectIdentifier));
  PROOFMARK_TRY(const auto wrapped, outer.next(asn1::context(0)));
  PROOFMARK_CHECK(outer.finish());
  static_cast<void>(type);
  PROOFMARK_TRY(const ByteView data, asn1::read_whole(wrapped.content, asn1::kSequence));
  asn1::Reader in(data);
  PROOFMARK_TRY(const auto version, in.next(asn1::kInteger));
  PROOFMARK_TRY(const std::uint64_t number, asn1::read_uint(version));
  PROOFMARK_TRY(const auto digests, in.next(asn1::kSet));
  PROOFMARK_TRY(const auto content, in.next(asn1::kSequence));
  PROOFMARK_TRY(const auto certificates, in.next(asn1::context(0)));
  PROOFMARK_TRY(const auto signers, in.next(asn1::kSet));
  PROOFMARK_CHECK(in.finish());
  static_cast<void>(content);
  static_cast<void>(certificates);
  PROOFMARK_TRY(const ByteView signer_info, asn1::read_whole(signers.content, asn1::kSequence));
  PROOFMARK_TRY(const Signer named, read_signer(signer_info));
  if (number != expected) return refused("SignedData of version " + std::to_string(expected));
  if (!same(digests.content, named.digest_algorithm)) return refused("the signer's digest algorithm alone");
  // OpenSSL compares names without case; here a name has one spelling.
  const Bytes issuer = signer.issuer_name();
  if (!same(asn1::sequence({issuer, asn1::integer(signer.serial())}), named.named))
    return refused("the signer named as its certificate names it");
  return {};
}

}  // namespace proofmark::reports

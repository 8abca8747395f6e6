#include "simulators/centre/package.hpp"

#include <cjose/cjose.h>
#include <openssl/bio.h>
#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <memory>
#include <set>
#include <vector>

#include "common/bytes.hpp"
#include "common/json_text.hpp"
#include "common/pki/openssl.hpp"
#include "simulators/centre/inspection_claim.hpp"

namespace proofmark::centre {
namespace {

using Json = nlohmann::json;

using pki::openssl::Deleter;
using X509Ptr = std::unique_ptr<X509, Deleter<X509_free>>;
using StorePtr = std::unique_ptr<X509_STORE, Deleter<X509_STORE_free>>;
using ContextPtr = std::unique_ptr<X509_STORE_CTX, Deleter<X509_STORE_CTX_free>>;
using BioPtr = std::unique_ptr<BIO, Deleter<BIO_free_all>>;
using JwsPtr = std::unique_ptr<cjose_jws_t, Deleter<cjose_jws_release>>;
using JwkPtr = std::unique_ptr<cjose_jwk_t, Deleter<cjose_jwk_release>>;

constexpr auto distrust = "Treat the package as forged; ask the service for it again.";

struct StackFree {
  void operator()(STACK_OF(X509) * stack) const { sk_X509_free(stack); }
};

// docs/interface.md lists these ids in this order.
constexpr std::array<const char*, 13> check_ids = {
    "session.complete", "order.match",         "chip.access",     "chip.passive",     "chip.revocation",
    "chip.genuine",     "document.validity",   "video.format",    "video.continuity", "face.found",
    "face.match",       "liveness.challenges", "liveness.passive"};

// RFC 4648 section 3.5: the last character's spare bits are zero, so that one package has one form. The JOSE library
// ignores them.
Result<void> check_canonical(const std::string& compact) {
  for (std::size_t at = 0; at <= compact.size();) {
    const std::size_t end = std::min(compact.find('.', at), compact.size());
    const std::string part = compact.substr(at, end - at);
    PROOFMARK_TRY(const Bytes raw, from_base64url(part));
    if (to_base64url(raw) != part)
      return fail("RFC 4648 section 3.5", "spare bits of zero in base64url", "others", distrust);
    at = end + 1;
  }
  return {};
}

Result<Json> header_of(const std::string& compact, const std::string& type) {
  const auto dot = compact.find('.');
  if (dot == std::string::npos || compact.find('.', dot + 1) == std::string::npos)
    return fail("RFC 7515 section 3.1", "three parts separated by dots",
                std::to_string(compact.size()) + " bytes without", distrust);
  PROOFMARK_TRY(const Bytes raw, from_base64url(std::string_view(compact).substr(0, dot)));
  Json header = parse_json_or_null(to_text(raw));
  if (!header.is_object()) return fail("RFC 7515 section 4", "a JSON object as header", "something else", distrust);
  // Only this one algorithm: a header must not choose how it is checked (RFC 8725 section 3.1).
  if (header.value("alg", Json()) != "ES256")
    return fail("docs/interface.md, sealed package", "alg ES256", header.value("alg", Json()).dump(), distrust);
  if (header.value("typ", Json()) != type)
    return fail("docs/interface.md, sealed package", "typ " + type, header.value("typ", Json()).dump(), distrust);
  if (header.contains("crit")) return fail("RFC 7515 section 4.1.11", "no critical extension", "crit", distrust);
  const Json chain = header.value("x5c", Json());
  if (!chain.is_array() || chain.empty() || chain.size() > 8)
    return fail("RFC 7515 section 4.1.6", "x5c with 1 to 8 certificates", chain.dump().substr(0, 60), distrust);
  return header;
}

Result<X509Ptr> certificate_of(const Json& entry) {
  const auto bad = [] {
    return fail("RFC 7515 section 4.1.6", "a DER certificate in base64", "something else", distrust);
  };
  if (!entry.is_string()) return bad();
  const auto text = entry.get<std::string>();
  Bytes der(text.size() / 4 * 3 + 3);
  const int n = text.empty() ? -1
                             : EVP_DecodeBlock(der.data(), reinterpret_cast<const unsigned char*>(text.data()),
                                               static_cast<int>(text.size()));
  if (n <= 0) return bad();
  const unsigned char* at = der.data();
  X509Ptr certificate(d2i_X509(nullptr, &at, n));
  if (!certificate) return bad();
  return certificate;
}

Result<void> verify_chain(const std::vector<X509Ptr>& chain, const std::string& ca_pem, Instant now) {
  const StorePtr store(X509_STORE_new());
  const BioPtr bio(BIO_new_mem_buf(ca_pem.data(), static_cast<int>(ca_pem.size())));
  int anchors = 0;
  while (X509Ptr ca{PEM_read_bio_X509(bio.get(), nullptr, nullptr, nullptr)}) {
    X509_STORE_add_cert(store.get(), ca.get());
    ++anchors;
  }
  if (anchors == 0)
    return fail("relying side", "the service's CA certificate in PEM", "none",
                "Give the ca.pem that the service made.");
  const std::unique_ptr<STACK_OF(X509), StackFree> others(sk_X509_new_null());
  for (std::size_t i = 1; i < chain.size(); ++i) sk_X509_push(others.get(), chain[i].get());
  const ContextPtr context(X509_STORE_CTX_new());
  if (X509_STORE_CTX_init(context.get(), store.get(), chain.front().get(), others.get()) != 1)
    return fail("RFC 5280 section 6", "a certificate chain", "OpenSSL cannot take it", distrust);
  X509_VERIFY_PARAM* parameters = X509_STORE_CTX_get0_param(context.get());
  X509_VERIFY_PARAM_set_time(parameters,
                             std::chrono::duration_cast<std::chrono::seconds>(now.time_since_epoch()).count());
  if (X509_verify_cert(context.get()) != 1)
    return fail("RFC 5280 section 6.1", "a seal certificate of the service's CA, valid at " + to_rfc3339(now),
                X509_verify_cert_error_string(X509_STORE_CTX_get_error(context.get())), distrust);
  if ((X509_get_key_usage(chain.front().get()) & KU_DIGITAL_SIGNATURE) == 0)
    return fail("RFC 5280 section 4.2.1.3", "key usage digitalSignature in the seal certificate", "without", distrust);
  return {};
}

Result<JwkPtr> key_of(X509* certificate) {
  EVP_PKEY* key = X509_get0_pubkey(certificate);
  std::array<char, 64> group{};
  std::array<std::uint8_t, 133> point{};
  std::size_t used = 0;
  if (key == nullptr || EVP_PKEY_get_base_id(key) != EVP_PKEY_EC ||
      EVP_PKEY_get_group_name(key, group.data(), group.size(), nullptr) != 1 ||
      std::string_view(group.data()) != "prime256v1" ||
      EVP_PKEY_get_octet_string_param(key, OSSL_PKEY_PARAM_ENCODED_PUBLIC_KEY, point.data(), point.size(), &used) !=
          1 ||
      used != 65 || point[0] != 4)
    return fail("RFC 7518 section 3.4", "a P-256 key in the seal certificate", "another kind of key", distrust);
  cjose_jwk_ec_keyspec spec{};
  spec.crv = CJOSE_JWK_EC_P_256;
  spec.x = point.data() + 1;
  spec.xlen = 32;
  spec.y = point.data() + 33;
  spec.ylen = 32;
  cjose_err error{};
  JwkPtr jwk(cjose_jwk_create_EC_spec(&spec, &error));
  if (!jwk) return fail("RFC 7518 section 6.2", "a usable P-256 key", error.message, distrust);
  return jwk;
}

Result<Json> verified_claims(const std::string& compact, X509* certificate) {
  PROOFMARK_TRY(const JwkPtr key, key_of(certificate));
  cjose_err error{};
  const JwsPtr jws(cjose_jws_import(compact.data(), compact.size(), &error));
  if (!jws) return fail("RFC 7515 section 5.2", "a JWS in compact form", error.message, distrust);
  if (!cjose_jws_verify(jws.get(), key.get(), &error))
    return fail("RFC 7515 section 5.2", "a signature by the seal certificate's key", "the signature does not verify",
                distrust);
  std::uint8_t* text = nullptr;
  std::size_t length = 0;
  if (!cjose_jws_get_plaintext(jws.get(), &text, &length, &error))
    return fail("RFC 7515 section 5.2", "a payload", error.message, distrust);
  Json claims = parse_json_or_null(to_text({text, length}));
  if (!claims.is_object()) return fail("RFC 7519 section 7.2", "a JSON object as claims", "something else", distrust);
  return claims;
}

Result<void> check_form(const Json& claims) {
  const auto wrong = [](const std::string& field, const std::string& wanted) {
    return fail("docs/interface.md, sealed package", field + ": " + wanted, "another value", distrust);
  };
  if (!claims.is_object()) return wrong("claims", "an object");
  for (const char* field : {"iss", "jti", "order", "reference", "session", "decision"})
    if (!claims.value(field, Json()).is_string()) return wrong(field, "text");
  if (!claims.value("iat", Json()).is_number_integer()) return wrong("iat", "whole seconds");
  for (const char* field : {"loip", "identity", "document", "video", "comparison", "actions", "checks", "evidence"})
    if (!claims.contains(field)) return wrong(field, "present");
  if (!claims["actions"].is_array()) return wrong("actions", "an array");
  if (!claims["evidence"].is_object() || !claims["evidence"].value("sha256", Json()).is_string())
    return wrong("evidence", "an object with sha256");
  const Json& checks = claims["checks"];
  if (!checks.is_array() || checks.size() != check_ids.size()) return wrong("checks", "the 13 checks");
  static const std::set<std::string> results = {"passed", "failed", "undetermined", "not_performed"};
  for (std::size_t i = 0; i < check_ids.size(); ++i) {
    if (!checks[i].is_object() || checks[i].value("id", Json()) != check_ids[i])
      return wrong("checks[" + std::to_string(i) + "]", check_ids[i]);
    const Json result = checks[i].value("result", Json());
    if (!result.is_string() || results.count(result.get<std::string>()) == 0 ||
        !checks[i].value("reason", Json()).is_string())
      return wrong(check_ids[i], "a result and a reason");
  }
  return {};
}

// Optional (docs/interface.md); null where no chip was read.
Result<void> check_steps(const Json& claims) {
  if (!claims.contains("inspection")) return {};
  StatedChecks checks;
  for (const Json& check : claims["checks"])
    checks.emplace(check["id"].get<std::string>(), check["result"].get<std::string>());
  const Json& claim = claims["inspection"];
  if (claim.is_null()) return check_unread(checks);
  const auto wrong = [] {
    return fail("docs/interface.md, sealed package", "inspection: readings and steps with id, result and reason",
                "another value", distrust);
  };
  if (!claim.is_object() || !claim.value("readings", Json()).is_number_unsigned() ||
      !claim.value("steps", Json()).is_array())
    return wrong();
  StatedInspection inspection;
  inspection.readings = claim["readings"];
  for (const Json& step : claim["steps"]) {
    for (const char* field : {"id", "result", "reason"})
      if (!step.is_object() || !step.value(field, Json()).is_string()) return wrong();
    inspection.steps.push_back({step["id"], step["result"], step["reason"]});
  }
  return check_inspection(inspection, checks);
}

Result<void> check_decision(const Json& claims) {
  const auto contradiction = [](const std::string& expected, const std::string& observed) {
    return fail("docs/interface.md: accepted only when every check has passed", expected, observed,
                "Do not rely on this package; report it to the service.");
  };
  const std::string decision = claims["decision"];
  if (decision == "refused") {
    if (!claims["loip"].is_null()) return contradiction("loip null in a refusal", claims["loip"].dump());
    if (!claims["identity"].is_null()) return contradiction("no identity in a refusal", "an identity");
    return {};
  }
  if (decision != "accepted") return contradiction("accepted or refused", decision);
  for (const Json& check : claims["checks"])
    if (check["result"] != "passed")
      return contradiction("every check passed",
                           check["id"].get<std::string>() + " " + check["result"].get<std::string>());
  if (claims["loip"] != "extended") return contradiction("loip extended", claims["loip"].dump());
  if (!claims["identity"].is_object() || !claims["document"].is_object())
    return contradiction("identity and document in an acceptance", "one is missing");
  return {};
}

}  // namespace

Result<void> check_claims(const Json& claims, Instant now, const std::string& order, const std::string& reference) {
  PROOFMARK_CHECK(check_form(claims));
  if (claims["order"] != order || claims["reference"] != reference)
    return fail("docs/interface.md, sealed package", "order " + order + " and reference " + reference,
                claims["order"].dump() + " and " + claims["reference"].dump(), "The package belongs to another order.");
  // A minute for clocks that differ; a package from the future or from before the order cannot be this order's.
  const auto issued = std::chrono::sys_seconds(std::chrono::seconds(claims["iat"].get<std::int64_t>()));
  const auto seconds = std::chrono::floor<std::chrono::seconds>(now);
  if (issued > seconds + std::chrono::minutes(1) || issued < seconds - std::chrono::hours(24 * 31))
    return fail("RFC 7519 section 4.1.6", "iat within the order's life, now " + to_rfc3339(now), claims["iat"].dump(),
                distrust);
  PROOFMARK_CHECK(check_decision(claims));
  return check_steps(claims);
}

Result<Package> verify_package(const std::string& compact, const std::string& ca_pem, Instant now,
                               const std::string& order, const std::string& reference, const Dialect* dialect) {
  const Dialect interface;
  if (dialect == nullptr) dialect = &interface;
  PROOFMARK_CHECK(check_canonical(compact));
  PROOFMARK_TRY(const Json header, header_of(compact, dialect->package_type));
  std::vector<X509Ptr> chain;
  for (const Json& entry : header["x5c"]) {
    PROOFMARK_TRY(X509Ptr certificate, certificate_of(entry));
    chain.push_back(std::move(certificate));
  }
  PROOFMARK_CHECK(verify_chain(chain, ca_pem, now));
  PROOFMARK_TRY(Json claims, verified_claims(compact, chain.front().get()));
  if (!dialect->plain()) claims = parse_json_or_null(dialect->from_provider(claims.dump()));
  PROOFMARK_CHECK(check_claims(claims, now, order, reference));
  Package package;
  package.accepted = claims["decision"] == "accepted";
  package.claims = std::move(claims);
  package.compact = compact;
  package.sha256 = sha256_hex(to_bytes(compact));
  return package;
}

}  // namespace proofmark::centre

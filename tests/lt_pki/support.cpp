#include "tests/lt_pki/support.hpp"

#include <openssl/err.h>
#include <openssl/ocsp.h>
#include <openssl/x509v3.h>

#include "common/pki/crl.hpp"
#include "simulators/lt_pki/scheme.hpp"

namespace proofmark::lt_pki::testing {

namespace {

template <typename T>
using Owned = std::unique_ptr<T, void (*)(T*)>;

std::string last_error() {
  const char* reason = ERR_reason_error_string(ERR_peek_error());
  ERR_clear_error();
  return reason == nullptr ? "no reason given" : reason;
}

}  // namespace

Profile profile(const std::string& name) {
  auto loaded =
      load_profile(std::filesystem::path(PROOFMARK_SOURCE_DIR) / "simulators/lt_pki/profiles" / (name + ".json"));
  if (!loaded) throw std::runtime_error(loaded.error().line());
  return *loaded;
}

Office::Office(const std::string& profile_name, std::uint64_t seed) : Office(testing::profile(profile_name), seed) {}

Office::Office(Profile chosen, std::uint64_t seed)
    : clock(std::make_shared<ManualClock>(from_rfc3339("2026-03-02T12:00:00Z").value())) {
  const SeededRandom random(seed, "lt-pki test");
  civil = person::make_civil_record(random, std::chrono::floor<std::chrono::days>(clock->now()));
  civil.date_of_expiry = std::chrono::year(2033) / 5 / 1;
  const KeyKind kind = chosen.person_key;
  auto made = Provider::create(std::move(chosen), random, clock);
  if (!made) throw std::runtime_error(made.error().line());
  provider = std::move(*made);
  SeededRandom keys = random.derive("person's keys");
  for (const Purpose purpose : {Purpose::qualified, Purpose::authentication}) {
    const pki::Key key = generate_key(kind, keys).value();
    auto certificate = provider->issue(purpose, civil, key);
    if (!certificate) throw std::runtime_error(certificate.error().line());
    person.emplace(purpose, Authority{*certificate, key});
  }
}

Result<void> Office::change(const pki::Certificate& certificate, Action action, Cause cause, Requester by) const {
  return provider->decide(provider->receive({certificate.serial(), action, cause, by}), kAllPassed);
}

Status Office::status(const pki::Certificate& certificate) const {
  return provider->state_of(certificate.serial()).value().to;
}

std::string verify(const Office& office, const pki::Certificate& certificate, unsigned long flags, int auth_level) {
  std::vector<Bytes> lists;
  for (const Level level : kLevels) lists.push_back(office.provider->base_list(level).value());
  if ((flags & X509_V_FLAG_USE_DELTAS) != 0) lists.push_back(office.provider->delta_list().value());
  return verify_with(office, certificate, flags, lists, auth_level);
}

std::string verify_with(const Office& office, const pki::Certificate& certificate, unsigned long flags,
                        const std::vector<Bytes>& lists, int auth_level) {
  const Owned<X509_STORE> store(X509_STORE_new(), X509_STORE_free);
  X509_STORE_add_cert(store.get(), office.provider->hierarchy().authority(Level::root).certificate.get());
  for (const Bytes& list : lists) X509_STORE_add_crl(store.get(), pki::Crl::from_der(list).value().get());
  const Owned<X509_STORE_CTX> context(X509_STORE_CTX_new(), X509_STORE_CTX_free);
  STACK_OF(X509)* between = sk_X509_new_null();
  for (const Level level : {Level::policy, Level::issuing})
    sk_X509_push(between, office.provider->hierarchy().authority(level).certificate.get());
  X509_STORE_CTX_init(context.get(), store.get(), certificate.get(), between);
  X509_VERIFY_PARAM* parameters = X509_STORE_CTX_get0_param(context.get());
  X509_VERIFY_PARAM_set_flags(parameters, flags);
  X509_VERIFY_PARAM_set_auth_level(parameters, auth_level);
  X509_VERIFY_PARAM_set_time(parameters,
                             std::chrono::floor<std::chrono::seconds>(office.clock->now()).time_since_epoch().count());
  X509_verify_cert(context.get());
  const std::string result = X509_verify_cert_error_string(X509_STORE_CTX_get_error(context.get()));
  sk_X509_free(between);
  ERR_clear_error();
  return result;
}

Bytes ask(const std::vector<std::pair<pki::Certificate, pki::Certificate>>& certificates, bool nonce) {
  const Owned<OCSP_REQUEST> request(OCSP_REQUEST_new(), OCSP_REQUEST_free);
  for (const auto& [certificate, issuer] : certificates)
    OCSP_request_add0_id(request.get(), OCSP_cert_to_id(EVP_sha1(), certificate.get(), issuer.get()));
  unsigned char fixed[16] = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16};
  if (nonce) OCSP_request_add1_nonce(request.get(), fixed, sizeof fixed);
  unsigned char* raw = nullptr;
  const int n = i2d_OCSP_REQUEST(request.get(), &raw);
  const Bytes der(raw, raw + n);
  OPENSSL_free(raw);
  return der;
}

Answer read_answer(const Office& office, const pki::Certificate& certificate, const pki::Certificate& issuer,
                   ByteView response_der, bool trust_signer) {
  Answer answer;
  const unsigned char* at = response_der.data();
  const Owned<OCSP_RESPONSE> response(d2i_OCSP_RESPONSE(nullptr, &at, static_cast<long>(response_der.size())),
                                      OCSP_RESPONSE_free);
  if (response == nullptr) return answer;
  answer.response_status = OCSP_response_status(response.get());
  if (answer.response_status != OCSP_RESPONSE_STATUS_SUCCESSFUL) return answer;
  const Owned<OCSP_BASICRESP> basic(OCSP_response_get1_basic(response.get()), OCSP_BASICRESP_free);
  const Owned<X509_STORE> store(X509_STORE_new(), X509_STORE_free);
  X509_STORE_add_cert(store.get(), office.provider->hierarchy().authority(Level::root).certificate.get());
  X509_VERIFY_PARAM_set_time(X509_STORE_get0_param(store.get()),
                             std::chrono::floor<std::chrono::seconds>(office.clock->now()).time_since_epoch().count());
  STACK_OF(X509)* known = sk_X509_new_null();
  for (const Level level : {Level::policy, Level::issuing})
    sk_X509_push(known, office.provider->hierarchy().authority(level).certificate.get());
  const STACK_OF(X509)* signers = OCSP_resp_get0_certs(basic.get());
  if (trust_signer) sk_X509_push(known, sk_X509_value(signers, 0));
  answer.verified =
      OCSP_basic_verify(basic.get(), known, store.get(), trust_signer ? OCSP_TRUSTOTHER : 0) == 1 ? "ok" : last_error();
  sk_X509_free(known);
  const Owned<OCSP_CERTID> id(OCSP_cert_to_id(EVP_sha1(), certificate.get(), issuer.get()), OCSP_CERTID_free);
  ASN1_GENERALIZEDTIME* revoked = nullptr;
  OCSP_resp_find_status(basic.get(), id.get(), &answer.status, &answer.reason, &revoked, nullptr, nullptr);
  return answer;
}

}  // namespace proofmark::lt_pki::testing

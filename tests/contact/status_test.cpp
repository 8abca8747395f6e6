// A card signs with what it has: whether the certificate behind a signature counts is for whoever relies on it to find
// out, by revocation list and OCSP.
#include <openssl/ocsp.h>
#include <openssl/x509v3.h>

#include "common/files.hpp"
#include "common/pki/crl.hpp"
#include "tests/contact/support.hpp"

namespace proofmark::card::contact {
namespace {

using testing::Presented;

template <typename T>
using Owned = std::unique_ptr<T, void (*)(T*)>;

std::int64_t seconds_of(const Presented& card) {
  return std::chrono::floor<std::chrono::seconds>(card.clock->now()).time_since_epoch().count();
}

// The certificate up to the RootCA with every current list.
std::string verified_by_lists(const Presented& card) {
  const Owned<X509_STORE> store(X509_STORE_new(), X509_STORE_free);
  X509_STORE_add_cert(store.get(), card.content.authorities.back().get());
  for (const lt_pki::Level level : lt_pki::kLevels)
    X509_STORE_add_crl(store.get(), pki::Crl::from_der(card.provider->base_list(level).value()).value().get());
  const Owned<X509_STORE_CTX> context(X509_STORE_CTX_new(), X509_STORE_CTX_free);
  STACK_OF(X509)* between = sk_X509_new_null();
  for (const pki::Certificate& authority : card.content.authorities) sk_X509_push(between, authority.get());
  X509_STORE_CTX_init(context.get(), store.get(), card.content.qualified.certificate.get(), between);
  X509_VERIFY_PARAM* parameters = X509_STORE_CTX_get0_param(context.get());
  X509_VERIFY_PARAM_set_flags(parameters, X509_V_FLAG_CRL_CHECK | X509_V_FLAG_CRL_CHECK_ALL);
  X509_VERIFY_PARAM_set_time(parameters, seconds_of(card));
  X509_verify_cert(context.get());
  const std::string result = X509_verify_cert_error_string(X509_STORE_CTX_get_error(context.get()));
  sk_X509_free(between);
  return result;
}

struct OcspAnswer {
  int status = -1, reason = -1;
};
OcspAnswer asked(const Presented& card) {
  OCSP_CERTID* id =
      OCSP_cert_to_id(EVP_sha1(), card.content.qualified.certificate.get(), card.content.authorities.front().get());
  const Owned<OCSP_REQUEST> request(OCSP_REQUEST_new(), OCSP_REQUEST_free);
  OCSP_request_add0_id(request.get(), OCSP_CERTID_dup(id));
  unsigned char* raw = nullptr;
  const int n = i2d_OCSP_REQUEST(request.get(), &raw);
  const Bytes response_der = card.provider->answer(ByteView(raw, static_cast<std::size_t>(n)));
  OPENSSL_free(raw);
  const unsigned char* at = response_der.data();
  const Owned<OCSP_RESPONSE> response(d2i_OCSP_RESPONSE(nullptr, &at, static_cast<long>(response_der.size())),
                                      OCSP_RESPONSE_free);
  const Owned<OCSP_BASICRESP> basic(OCSP_response_get1_basic(response.get()), OCSP_BASICRESP_free);
  OcspAnswer answer;
  OCSP_resp_find_status(basic.get(), id, &answer.status, &answer.reason, nullptr, nullptr, nullptr);
  OCSP_CERTID_free(id);
  return answer;
}

TEST(CertificateStatus, IsForTheRelyingSideToFindOut) {
  const struct {
    const char* profile;
    const char* lists;
    int status, reason;
  } rows[] = {{"lt-contact-current-ec", "ok", V_OCSP_CERTSTATUS_GOOD, -1},
              {"lt-contact-inactive", "certificate revoked", V_OCSP_CERTSTATUS_REVOKED, 6},
              {"lt-contact-suspended", "certificate revoked", V_OCSP_CERTSTATUS_REVOKED, 6},
              {"lt-contact-revoked", "certificate revoked", V_OCSP_CERTSTATUS_REVOKED, -1},
              {"lt-contact-expired", "certificate has expired", V_OCSP_CERTSTATUS_GOOD, -1}};
  const Bytes message = to_bytes("a contract");
  for (const auto& row : rows) {
    const Presented card(row.profile);
    ASSERT_EQ(card.verify(card.content.pin), 0x9000) << row.profile;
    ASSERT_EQ(card.choose(kQualifiedKey), 0x9000);
    const auto signature = card.sign(pki::digest(pki::Digest::sha384, message));
    ASSERT_EQ(signature.sw, 0x9000) << row.profile << ": the card knows nothing of its certificate's status";
    EXPECT_TRUE(card.content.qualified.certificate.public_key()->verify(pki::Digest::sha384, message,
                                                                        pki::ecdsa_from_plain(signature.data).value()));
    EXPECT_EQ(verified_by_lists(card), row.lists) << row.profile;
    EXPECT_EQ(asked(card).status, row.status) << row.profile;
    EXPECT_EQ(asked(card).reason, row.reason) << row.profile;
  }
}

TEST(CertificateStatus, ASuspensionRunsOutWhileTheCardIsInUse) {
  const Presented card("lt-contact-suspended");
  card.clock->advance(std::chrono::hours(24 * 31));
  EXPECT_EQ(card.provider->state_of(card.content.qualified.certificate.serial())->to, lt_pki::Status::revoked);
}

TEST(Profiles, AllMakeTheSameCardFromTheSameSeed) {
  const auto all = list_contact_profiles(testing::profiles());
  ASSERT_TRUE(all) << all.error().line();
  EXPECT_GE(all->size(), 8U);
  for (const ContactProfile& profile : *all) {
    EXPECT_EQ(profile.name.rfind("lt-contact-", 0), 0U) << profile.name;
    if (profile.certification != "current-ec") continue;  // the RSA ones are made by other tests
    const Presented one(profile.name), two(profile.name);
    EXPECT_EQ(one.read(0x4331), two.read(0x4331)) << profile.name;
    EXPECT_EQ(one.content.pin, two.content.pin);
    EXPECT_EQ(one.content.pin.size(), profile.pin_rules.shortest);
    EXPECT_EQ(one.content.puk.size(), profile.puk_rules.shortest);
    ASSERT_TRUE(one.verify(one.content.pin) == 0x9000 || profile.pin_tries_left == 0U);
    ASSERT_EQ(one.choose(kAuthenticationKey), 0x9000);
    static_cast<void>(two.verify(two.content.pin));
    static_cast<void>(two.choose(kAuthenticationKey));
    const Bytes digest(48, 5);
    EXPECT_EQ(one.sign(digest).data, two.sign(digest).data);
  }
}

TEST(Profiles, FilesThatAreWrongAreRefusedWithTheFieldsName) {
  const std::string good = read_text(testing::profiles() / "lt-contact-current.json").value();
  const auto folder = std::filesystem::temp_directory_path() / "proofmark-contact-profile-test";
  std::filesystem::create_directories(folder);
  const std::pair<std::string, std::string> wrong[] = {{"\"active\"", "\"asleep\""},
                                                       {"\"status\"", "\"state\""},
                                                       {"\"issued_days_ago\": 30", "\"issued_days_ago\": 1"},
                                                       {"\"tries\": 3", "\"tries\": 16"},
                                                       {"\"shortest\": 6", "\"shortest\": 13"},
                                                       {"\"project_chosen\"", "\"chosen\""},
                                                       {"\"certification\": \"current\"", "\"certification\": \"\""},
                                                       {"{", "{\"pin_tries_left\": 4,"},
                                                       {"{", "{\"status\": \"revoked\","},
                                                       {"{", std::string("{}\0{", 4)},
                                                       {"{", "["}};
  for (const auto& [from, to] : wrong) {
    std::string text = good;
    ASSERT_NE(text.find(from), std::string::npos) << from;
    text.replace(text.find(from), from.size(), to);
    ASSERT_TRUE(write_text(folder / "p.json", text));
    const auto loaded = load_contact_profile(folder / "p.json");
    ASSERT_FALSE(loaded) << to;
    EXPECT_NE(loaded.error().line().find("p.json"), std::string::npos);
  }
  std::filesystem::remove_all(folder);
}

}  // namespace
}  // namespace proofmark::card::contact

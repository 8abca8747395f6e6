// What relying parties see: revocation lists (CPS 76 to 78) and OCSP answers, read and judged by OpenSSL.
#include <openssl/ocsp.h>
#include <openssl/x509v3.h>

#include "common/files.hpp"
#include "common/pki/crl.hpp"
#include "common/program.hpp"
#include "tests/lt_pki/support.hpp"

namespace proofmark::lt_pki {
namespace {

using std::chrono::hours;
using testing::Office;

constexpr unsigned long kLists = X509_V_FLAG_CRL_CHECK | X509_V_FLAG_CRL_CHECK_ALL;
constexpr unsigned long kDeltas = kLists | X509_V_FLAG_EXTENDED_CRL_SUPPORT | X509_V_FLAG_USE_DELTAS;

const pki::Certificate& issuing(const Office& office) {
  return office.provider->hierarchy().authority(Level::issuing).certificate;
}

std::uint64_t number_of(const pki::Crl& list, int nid) {
  ASN1_INTEGER* number = static_cast<ASN1_INTEGER*>(X509_CRL_get_ext_d2i(list.get(), nid, nullptr, nullptr));
  std::uint64_t value = 0;
  if (number == nullptr || ASN1_INTEGER_get_uint64(&value, number) != 1) return 0;
  ASN1_INTEGER_free(number);
  return value;
}

int reason_of(const pki::Crl& list, const pki::Certificate& certificate) {
  X509_REVOKED* entry = nullptr;
  if (X509_CRL_get0_by_cert(list.get(), &entry, certificate.get()) == 0) return -1;
  ASN1_ENUMERATED* reason =
      static_cast<ASN1_ENUMERATED*>(X509_REVOKED_get_ext_d2i(entry, NID_crl_reason, nullptr, nullptr));
  const int code = reason == nullptr ? 0 : static_cast<int>(ASN1_ENUMERATED_get(reason));
  ASN1_ENUMERATED_free(reason);
  return code;
}

TEST(Lists, OfTheLegacyProfileKeepTheIntervalsOfTheOrder) {
  const Office office("legacy-2009");
  const auto list = [&](Level level) { return pki::Crl::from_der(office.provider->base_list(level).value()).value(); };
  const Instant midnight = from_rfc3339("2026-03-02T00:00:00Z").value();
  EXPECT_EQ(list(Level::issuing).this_update(), midnight);
  EXPECT_EQ(*list(Level::issuing).next_update(), midnight + hours(24 * 10)) << "7 days and 3 of overlap, CPS 76";
  EXPECT_EQ(to_rfc3339(*list(Level::root).next_update()), "2026-06-23T00:00:00Z") << "3 months and 3 weeks, CPS 77";
  EXPECT_EQ(to_rfc3339(*list(Level::policy).next_update()), "2026-06-23T00:00:00Z");
  office.clock->advance(hours(24 * 6));
  EXPECT_EQ(list(Level::issuing).this_update(), midnight);
  const auto delta = pki::Crl::from_der(office.provider->delta_list().value()).value();
  EXPECT_EQ(delta.this_update(), midnight + hours(24 * 6));
  EXPECT_EQ(number_of(delta, NID_crl_number), 7U);
  EXPECT_EQ(number_of(delta, NID_delta_crl), 1U) << "relative to the first base list";
  office.clock->advance(hours(24));
  EXPECT_EQ(list(Level::issuing).this_update(), midnight + hours(24 * 7));
  EXPECT_EQ(number_of(list(Level::issuing), NID_crl_number), 8U);
  for (const Level level : kLevels) {
    EXPECT_TRUE(pki::verify_signature(list(level), office.provider->hierarchy().authority(level).certificate));
    EXPECT_EQ(X509_CRL_get_version(list(level).get()), 1) << "version 2";
    EXPECT_GE(X509_CRL_get_ext_by_OBJ(list(level).get(), OBJ_txt2obj("1.3.6.1.4.1.311.21.4", 1), -1), 0)
        << "next publication, CPS 78";
  }
}

TEST(Lists, HoldSuspendedAndRevokedCertificatesAndDeltasTakeThemOff) {
  const Office office("current-ec");
  ASSERT_TRUE(office.change(office.qualified(), Action::activate));
  ASSERT_TRUE(office.change(office.authentication(), Action::activate));
  office.clock->advance(hours(25));  // 3 March, one o'clock
  ASSERT_EQ(verify(office, office.qualified(), kLists), "ok");
  const auto request = office.provider->receive({office.qualified().serial(), Action::suspend});
  ASSERT_TRUE(office.provider->decide(request, testing::kAllPassed));
  EXPECT_EQ(verify(office, office.qualified(), kLists), "ok") << "the list of this morning does not know yet";
  EXPECT_EQ(verify(office, office.qualified(), kDeltas), "ok");
  EXPECT_EQ(to_rfc3339(*office.provider->listed_at(request, false)), "2026-03-03T18:00:00Z");
  office.clock->advance(hours(6));
  EXPECT_EQ(verify(office, office.qualified(), kLists), "ok");
  EXPECT_EQ(verify(office, office.qualified(), kDeltas), "certificate revoked") << "the delta list knows";
  const auto delta = pki::Crl::from_der(office.provider->delta_list().value()).value();
  EXPECT_EQ(reason_of(delta, office.qualified()), CRL_REASON_CERTIFICATE_HOLD);
  office.clock->advance(hours(6));
  EXPECT_EQ(verify(office, office.qualified(), kLists), "certificate revoked") << "and now the base list";
  EXPECT_EQ(verify(office, office.authentication(), kDeltas), "ok");

  ASSERT_TRUE(office.change(office.qualified(), Action::lift));
  office.clock->advance(hours(6));
  const auto lifted = pki::Crl::from_der(office.provider->delta_list().value()).value();
  EXPECT_EQ(reason_of(lifted, office.qualified()), CRL_REASON_REMOVE_FROM_CRL);
  EXPECT_EQ(verify(office, office.qualified(), kDeltas), "ok");
  office.clock->advance(hours(24));
  EXPECT_EQ(verify(office, office.qualified(), kDeltas), "ok");

  ASSERT_TRUE(office.change(office.qualified(), Action::revoke, Cause::key_control_lost));
  office.clock->advance(hours(24));
  const auto base = pki::Crl::from_der(office.provider->base_list(Level::issuing).value()).value();
  EXPECT_EQ(reason_of(base, office.qualified()), CRL_REASON_KEY_COMPROMISE);
  EXPECT_EQ(verify(office, office.qualified(), kDeltas), "certificate revoked");
  EXPECT_EQ(verify(office, office.qualified(), 0), "ok") << "who looks at no list sees nothing";
}

TEST(Lists, AreTheSameBytesHoweverOftenTheyAreAskedFor) {
  const Office one("current-ec"), other("current-ec");
  for (const Office* office : {&one, &other}) office->clock->advance(hours(48));
  static_cast<void>(other.provider->delta_list());
  for (const Level level : kLevels)
    EXPECT_EQ(one.provider->base_list(level).value(), other.provider->base_list(level).value());
  EXPECT_EQ(one.provider->delta_list().value(), other.provider->delta_list().value());
  // Salted signatures too.
  const Office salted("current-pss");
  EXPECT_EQ(salted.provider->delta_list().value(), salted.provider->delta_list().value());
}

TEST(Lists, OfTheOfflineLevelsRevokeTheAuthorityBelow) {
  const Office office("current-ec");
  ASSERT_TRUE(office.change(office.qualified(), Action::activate));
  ASSERT_TRUE(office.change(issuing(office), Action::revoke, Cause::authority_compromised, Requester::provider));
  office.clock->advance(hours(24 * 93));
  EXPECT_EQ(verify(office, office.qualified(), kLists), "certificate revoked");
  const auto list = pki::Crl::from_der(office.provider->base_list(Level::policy).value()).value();
  EXPECT_EQ(reason_of(list, issuing(office)), CRL_REASON_CA_COMPROMISE);
}

TEST(Ocsp, AnswersFollowTheStatusAtOnce) {
  const Office office("current-ec");
  const auto answer = [&] {
    return read_answer(office, office.qualified(), issuing(office),
                       office.provider->answer(testing::ask({{office.qualified(), issuing(office)}}, true)));
  };
  EXPECT_EQ(answer().status, V_OCSP_CERTSTATUS_REVOKED) << "not accepted yet";
  ASSERT_TRUE(office.change(office.qualified(), Action::activate));
  EXPECT_EQ(answer().status, V_OCSP_CERTSTATUS_GOOD);
  EXPECT_EQ(answer().verified, "ok") << "signed by a delegate of the IssuingCA, RFC 6960 section 4.2.2.2";
  ASSERT_TRUE(office.change(office.qualified(), Action::suspend));
  EXPECT_EQ(answer().reason, OCSP_REVOKED_STATUS_CERTIFICATEHOLD);
  ASSERT_TRUE(office.change(office.qualified(), Action::lift));
  EXPECT_EQ(answer().status, V_OCSP_CERTSTATUS_GOOD);
  ASSERT_TRUE(office.change(office.qualified(), Action::revoke, Cause::key_control_lost));
  EXPECT_EQ(answer().reason, OCSP_REVOKED_STATUS_KEYCOMPROMISE);
  EXPECT_EQ(answer().verified, "ok");
}

TEST(Ocsp, EveryLevelAnswersForItsOwnAndNonesIsUnknown) {
  const Office office("current-ec");
  const Hierarchy& hierarchy = office.provider->hierarchy();
  const auto& root = hierarchy.authority(Level::root).certificate;
  const auto& policy = hierarchy.authority(Level::policy).certificate;
  for (const auto& [subject, issuer] : {std::pair{&policy, &root}, std::pair{&issuing(office), &policy}}) {
    const Bytes response = office.provider->answer(testing::ask({{*subject, *issuer}}, false));
    const auto answer = read_answer(office, *subject, *issuer, response);
    EXPECT_EQ(answer.status, V_OCSP_CERTSTATUS_GOOD);
    EXPECT_EQ(answer.verified, "ok");
  }
  // A serial number that the IssuingCA never gave, and an issuer that is none of these.
  const auto strange = hierarchy.issue(Purpose::qualified, office.civil, office.person.at(Purpose::qualified).key,
                                       Bytes{0x41}, office.clock->now());
  ASSERT_TRUE(strange);
  const Bytes response = office.provider->answer(testing::ask({{*strange, issuing(office)}}, false));
  EXPECT_EQ(read_answer(office, *strange, issuing(office), response).status, V_OCSP_CERTSTATUS_UNKNOWN);
  const Office elsewhere("current-ec", 99);
  const Bytes foreign = office.provider->answer(testing::ask({{elsewhere.qualified(), issuing(elsewhere)}}, false));
  EXPECT_EQ(read_answer(office, office.qualified(), issuing(office), foreign).response_status,
            OCSP_RESPONSE_STATUS_UNAUTHORIZED);
}

TEST(Ocsp, TheNonceComesBack) {
  const Office office("current-ec");
  const Bytes request_der = testing::ask({{office.qualified(), issuing(office)}}, true);
  const Bytes response_der = office.provider->answer(request_der);
  const unsigned char* at = request_der.data();
  OCSP_REQUEST* request = d2i_OCSP_REQUEST(nullptr, &at, static_cast<long>(request_der.size()));
  at = response_der.data();
  OCSP_RESPONSE* response = d2i_OCSP_RESPONSE(nullptr, &at, static_cast<long>(response_der.size()));
  OCSP_BASICRESP* basic = OCSP_response_get1_basic(response);
  EXPECT_EQ(OCSP_check_nonce(request, basic), 1);
  OCSP_BASICRESP_free(basic);
  OCSP_RESPONSE_free(response);
  OCSP_REQUEST_free(request);
}

TEST(Ocsp, MalformedRequestsAreAnsweredAsSuch) {
  const Office office("current-ec");
  const Bytes good = testing::ask({{office.qualified(), issuing(office)}}, true);
  const auto status = [&](ByteView request) {
    return read_answer(office, office.qualified(), issuing(office), office.provider->answer(request)).response_status;
  };
  ASSERT_EQ(status(good), OCSP_RESPONSE_STATUS_SUCCESSFUL);
  for (std::size_t size = 0; size < good.size(); ++size)
    EXPECT_EQ(status(ByteView(good).first(size)), OCSP_RESPONSE_STATUS_MALFORMEDREQUEST) << size;
  EXPECT_EQ(status(concat({good, Bytes{0}})), OCSP_RESPONSE_STATUS_MALFORMEDREQUEST);
  for (std::size_t i = 0; i < good.size(); ++i) {
    Bytes altered = good;
    altered[i] = static_cast<std::uint8_t>(altered[i] ^ 0x80U);
    EXPECT_GE(status(altered), 0) << "an answer that OpenSSL can read, whatever was asked";
  }
  std::vector<std::pair<pki::Certificate, pki::Certificate>> many(65, {office.qualified(), issuing(office)});
  EXPECT_EQ(status(testing::ask(many, false)), OCSP_RESPONSE_STATUS_MALFORMEDREQUEST);
  many.pop_back();
  EXPECT_EQ(status(testing::ask(many, false)), OCSP_RESPONSE_STATUS_SUCCESSFUL);
}

TEST(Ocsp, TheOpensslCommandReadsTheAnswer) {
  const Office office("current-pss");
  ASSERT_TRUE(office.change(office.qualified(), Action::activate));
  const testing::Folder folder;
  std::string chain;
  for (const Level level : kLevels) chain += office.provider->hierarchy().authority(level).certificate.pem();
  ASSERT_TRUE(write_text(folder.file("person.pem"), office.qualified().pem()));
  ASSERT_TRUE(write_text(folder.file("issuer.pem"), issuing(office).pem()));
  ASSERT_TRUE(write_text(folder.file("chain.pem"), chain));
  const auto made = run_program({{"openssl", "ocsp", "-issuer", folder.file("issuer.pem"), "-cert",
                                  folder.file("person.pem"), "-no_nonce", "-reqout", folder.file("request.der")},
                                 {},
                                 "openssl"},
                                "");
  ASSERT_TRUE(made) << made.error().line();
  const Bytes response = office.provider->answer(read_file(folder.file("request.der")).value());
  ASSERT_TRUE(write_file(folder.file("response.der"), response));
  const auto now = std::chrono::floor<std::chrono::seconds>(office.clock->now()).time_since_epoch().count();
  // The simulated day may lie far from today's: its age is not looked at here.
  const auto read =
      run_program({{"openssl", "ocsp", "-issuer", folder.file("issuer.pem"), "-cert", folder.file("person.pem"),
                    "-no_nonce", "-respin", folder.file("response.der"), "-CAfile", folder.file("chain.pem"), "-attime",
                    std::to_string(now), "-validity_period", "999999999"},
                   {},
                   "openssl"},
                  "");
  ASSERT_TRUE(read) << read.error().line();
  EXPECT_NE(read->find("person.pem: good"), std::string::npos) << *read;
}

}  // namespace
}  // namespace proofmark::lt_pki

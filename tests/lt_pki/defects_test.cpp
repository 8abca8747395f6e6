// What the texts of 2009 get wrong: each defect as a fixture, by what it does to a relying party that uses OpenSSL.
#include <openssl/ocsp.h>
#include <openssl/x509v3.h>

#include <functional>

#include "common/pki/crl.hpp"
#include "simulators/lt_pki/forms.hpp"
#include "tests/lt_pki/support.hpp"

namespace proofmark::lt_pki {
namespace {

using std::chrono::hours;
using testing::Office;

constexpr unsigned long kLists = X509_V_FLAG_CRL_CHECK | X509_V_FLAG_CRL_CHECK_ALL;
constexpr unsigned long kDeltas = kLists | X509_V_FLAG_EXTENDED_CRL_SUPPORT | X509_V_FLAG_USE_DELTAS;

// Today's profile, sound in every respect, with this one defect: whatever then goes wrong is its doing.
Profile with(std::initializer_list<Defect> planted) {
  Profile profile = testing::profile("current-ec");
  for (const Defect defect : planted) profile.defects.insert(defect);
  if (profile.has(Defect::weekly_base_list)) profile.base_interval = hours(24 * 7);
  return profile;
}

const pki::Certificate& issuing(const Office& office) {
  return office.provider->hierarchy().authority(Level::issuing).certificate;
}

testing::Answer answer_of(const Office& office, bool trust_signer) {
  return read_answer(office, office.qualified(), issuing(office),
                     office.provider->answer(testing::ask({{office.qualified(), issuing(office)}}, false)),
                     trust_signer);
}

std::string policies(const pki::Certificate& certificate) {
  auto* list = static_cast<CERTIFICATEPOLICIES*>(
      X509_get_ext_d2i(certificate.get(), NID_certificate_policies, nullptr, nullptr));
  std::string text;
  for (int i = 0; i < sk_POLICYINFO_num(list); ++i) {
    char oid[80];
    OBJ_obj2txt(oid, sizeof oid, sk_POLICYINFO_value(list, i)->policyid, 1);
    text += std::string(oid) + " ";
  }
  CERTIFICATEPOLICIES_free(list);
  return text;
}

TEST(Defects, HaveNameClauseAndEffectAndALegacyProfileThatNamesThem) {
  const Profile letter = testing::profile("legacy-2009-to-the-letter");
  const Profile usable = testing::profile("legacy-2009");
  for (const DefectFacts& facts : defects()) {
    EXPECT_TRUE(letter.has(facts.defect)) << facts.name;
    EXPECT_NE(facts.clause.find("CPS"), std::string_view::npos) << facts.name;
    EXPECT_FALSE(facts.effect.empty());
  }
  EXPECT_EQ(letter.defects.size(), defects().size());
  EXPECT_FALSE(usable.has(Defect::list_issuer_misspelt)) << "with it no list works and nothing else could be tried";
  EXPECT_TRUE(testing::profile("current").defects.empty());
}

TEST(Defects, SamePolicyOid) {
  const Office office(with({Defect::same_policy_oid}));
  EXPECT_EQ(policies(office.qualified()), policies(office.authentication()));
  EXPECT_NE(X509_get_key_usage(office.qualified().get()), X509_get_key_usage(office.authentication().get()))
      << "key usage still tells them apart";
  EXPECT_GE(X509_get_ext_by_NID(office.qualified().get(), NID_qcStatements, -1), 0);
  EXPECT_EQ(X509_get_ext_by_NID(office.authentication().get(), NID_qcStatements, -1), -1);
  const Office sound(with({}));
  EXPECT_NE(policies(sound.qualified()), policies(sound.authentication()));
}

TEST(Defects, OfTheRespondersMakeAClientRefuseTheAnswer) {
  EXPECT_EQ(answer_of(Office(with({})), false).verified, "ok");
  const struct {
    Defect defect;
    std::string refusal;
  } rows[] = {{Defect::responder_without_purpose, "missing ocspsigning usage"},
              {Defect::responder_under_parent, "root ca not trusted"}};
  for (const auto& row : rows) {
    const Office office(with({row.defect}));
    EXPECT_EQ(answer_of(office, false).verified, row.refusal);
    EXPECT_EQ(answer_of(office, true).verified, "ok") << "only for who was told to trust this signer";
  }
}

TEST(Defects, ResponderThatCallsItselfAnAuthority) {
  const Office office(with({Defect::responder_is_authority}));
  const Authority signer = office.provider->hierarchy().responder(Level::issuing).value();
  EXPECT_TRUE(signer.certificate.is_ca()) << "who goes by basicConstraints alone takes it for an authority";
  EXPECT_FALSE(signer.certificate.allows_certificate_signing());
  EXPECT_EQ(X509_check_ca(signer.certificate.get()), 0) << "OpenSSL goes by the key usage too";
  const Office sound(with({}));
  EXPECT_FALSE(sound.provider->hierarchy().responder(Level::issuing).value().certificate.is_ca());
}

TEST(Defects, ResponderWithTheKeyIdentifierOfTheAuthority) {
  const auto own = [](const Office& office) {
    const Authority signer = office.provider->hierarchy().responder(Level::issuing).value();
    return signer.certificate.subject_key_identifier() == key_identifier(signer.key).value();
  };
  EXPECT_TRUE(own(Office(with({}))));
  const Office office(with({Defect::responder_key_of_authority}));
  EXPECT_FALSE(own(office));
  EXPECT_EQ(office.provider->hierarchy().responder(Level::issuing).value().certificate.subject_key_identifier(),
            issuing(office).subject_key_identifier());
}

// How long after a revocation on the third day a relying party that looks every six hours still takes the certificate,
// in hours.
int hours_unnoticed(const Office& office, unsigned long flags) {
  EXPECT_TRUE(office.change(office.qualified(), Action::activate));
  office.clock->advance(hours(24 * 2 + 1));
  EXPECT_TRUE(office.change(office.qualified(), Action::revoke));
  for (int waited = 6; waited <= 24 * 8; waited += 6) {
    office.clock->advance(hours(6));
    if (verify(office, office.qualified(), flags) == "certificate revoked") return waited;
  }
  return -1;
}

TEST(Defects, WeeklyBaseList) {
  EXPECT_LE(hours_unnoticed(Office(with({})), kLists), 24) << "CP 50.1";
  EXPECT_EQ(hours_unnoticed(Office(with({Defect::weekly_base_list})), kLists), 108) << "up to a week";
  EXPECT_LE(hours_unnoticed(Office(with({Defect::weekly_base_list})), kDeltas), 6) << "delta lists keep the promise";
}

TEST(Defects, DeltaThatIsNotAnnounced) {
  EXPECT_EQ(hours_unnoticed(Office(with({Defect::weekly_base_list, Defect::delta_not_announced})), kDeltas), 108)
      << "nothing says that there are delta lists, so nobody asks for them";
}

TEST(Defects, DeltaOfTheLastDayAlone) {
  const auto still_listed = [](const Office& office) {
    EXPECT_TRUE(office.change(office.qualified(), Action::activate));
    office.clock->advance(hours(24 * 2 + 1));
    EXPECT_TRUE(office.change(office.qualified(), Action::revoke));
    office.clock->advance(hours(48));
    return verify(office, office.qualified(), kDeltas) == "certificate revoked";
  };
  EXPECT_TRUE(still_listed(Office(with({Defect::weekly_base_list}))));
  EXPECT_FALSE(still_listed(Office(with({Defect::weekly_base_list, Defect::delta_of_last_day}))))
      << "two days later the delta list has forgotten it and the base list does not know it yet";
}

TEST(Defects, ListIssuerMisspelt) {
  const Office office(with({Defect::list_issuer_misspelt}));
  EXPECT_NE(verify(office, office.qualified(), kLists), "ok");
  EXPECT_EQ(verify(office, office.qualified(), kLists), "unable to get certificate CRL");
  const auto list = pki::Crl::from_der(office.provider->base_list(Level::issuing).value()).value();
  EXPECT_FALSE(list.issued_by(issuing(office)));
  EXPECT_NE(list.issuer().find("(Issuing CA)"), std::string::npos) << list.issuer();
  EXPECT_TRUE(pki::verify_signature(list, issuing(office))) << "it is the authority's own all the same";
  const auto root = pki::Crl::from_der(office.provider->base_list(Level::root).value()).value();
  EXPECT_TRUE(root.issued_by(office.provider->hierarchy().authority(Level::root).certificate)) << "A12 has it right";
}

TEST(Defects, PolicyListWithoutEnd) {
  const auto old_list_accepted = [](const Office& office) {
    EXPECT_TRUE(office.change(office.qualified(), Action::activate));
    std::vector<Bytes> lists{office.provider->base_list(Level::policy).value()};
    office.clock->advance(hours(24 * 365));
    for (const Level level : {Level::root, Level::issuing}) lists.push_back(office.provider->base_list(level).value());
    return verify_with(office, office.qualified(), kLists, lists);
  };
  EXPECT_EQ(old_list_accepted(Office(with({}))), "CRL has expired");
  EXPECT_EQ(old_list_accepted(Office(with({Defect::policy_list_without_end}))), "ok") << "a year old and still good";
}

}  // namespace
}  // namespace proofmark::lt_pki

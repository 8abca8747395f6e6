// Authorities and certificates against annexes A4 to A11, and OpenSSL over the whole chain.
#include <openssl/x509v3.h>

#include <algorithm>

#include "common/files.hpp"
#include "common/pki/rsa.hpp"
#include "common/program.hpp"
#include "tests/lt_pki/support.hpp"

namespace proofmark::lt_pki {
namespace {

using testing::Office;

constexpr unsigned long kWithLists = X509_V_FLAG_CRL_CHECK | X509_V_FLAG_CRL_CHECK_ALL | X509_V_FLAG_X509_STRICT;

std::vector<std::string> extensions_of(const pki::Certificate& certificate) {
  std::vector<std::string> found;
  for (int i = 0; i < X509_get_ext_count(certificate.get()); ++i) {
    X509_EXTENSION* extension = X509_get_ext(certificate.get(), i);
    char text[80];
    OBJ_obj2txt(text, sizeof text, X509_EXTENSION_get_object(extension), 1);
    found.push_back(std::string(text) + (X509_EXTENSION_get_critical(extension) == 1 ? " critical" : ""));
  }
  return found;
}

// The whole certificate as OpenSSL prints it.
std::string printed(const pki::Certificate& certificate) {
  BIO* out = BIO_new(BIO_s_mem());
  X509_print_ex(out, certificate.get(), XN_FLAG_RFC2253 & ~ASN1_STRFLGS_ESC_MSB, 0);
  char* text = nullptr;
  const long n = BIO_get_mem_data(out, &text);
  const std::string result(text, static_cast<std::size_t>(n));
  BIO_free(out);
  return result;
}

class Chain : public ::testing::TestWithParam<const char*> {};

TEST_P(Chain, VerifiesWithAllListsOnceItIsAccepted) {
  const Office office(GetParam());
  const bool old = office.provider->hierarchy().profile().forms_of_2009;
  office.clock->advance(std::chrono::hours(24 * 7));
  for (const auto& [purpose, person] : office.person) {
    EXPECT_EQ(verify(office, person.certificate, kWithLists), "certificate revoked") << "nobody has accepted it yet";
    ASSERT_TRUE(office.change(person.certificate, Action::activate));
  }
  office.clock->advance(std::chrono::hours(24 * 7));
  for (const auto& [purpose, person] : office.person) {
    EXPECT_EQ(verify(office, person.certificate, kWithLists), "ok");
    EXPECT_FALSE(person.certificate.has_bad_extensions());
    EXPECT_FALSE(person.certificate.is_ca());
    // Today's level of security (80 bits and more) refuses SHA-1.
    EXPECT_EQ(verify(office, person.certificate, kWithLists, 1), old ? "CA signature digest algorithm too weak" : "ok");
  }
}
INSTANTIATE_TEST_SUITE_P(Profiles, Chain, ::testing::Values("legacy-2009", "current", "current-ec", "current-pss"),
                         [](const auto& test) {
                           std::string name = test.param;
                           std::replace(name.begin(), name.end(), '-', '_');
                           return name;
                         });

TEST(Certificates, ComeFromTheSeed) {
  const Office office("current-ec"), same("current-ec"), other("current-ec", 8);
  for (const Purpose purpose : {Purpose::qualified, Purpose::authentication})
    EXPECT_EQ(same.person.at(purpose).certificate.der(), office.person.at(purpose).certificate.der());
  EXPECT_NE(other.qualified().public_key().value().spki(), office.qualified().public_key().value().spki());
}

TEST(Legacy, NamesKeysLifetimesAndExtensionsAreThoseOfTheAnnexes) {
  const Office office("legacy-2009");
  const Hierarchy& hierarchy = office.provider->hierarchy();
  const std::string tail =
      ",OU=Nacionalinis sertifikavimo centras (NSC),"
      "O=Gyventojų registro tarnyba prie LR VRM – i.k. 188756767,C=LT";
  const struct {
    Level level;
    unsigned bits;
    int years;
    std::vector<std::string> extensions;
  } expected[] = {{Level::root,
                   4096,
                   18,
                   {"2.5.29.14", "1.3.6.1.4.1.311.21.1", "2.5.29.32", "2.5.29.19 critical", "2.5.29.15 critical"}},
                  {Level::policy,
                   2048,
                   12,
                   {"2.5.29.14", "2.5.29.35", "1.3.6.1.4.1.311.21.1", "2.5.29.32", "2.5.29.31", "1.3.6.1.5.5.7.1.1",
                    "2.5.29.19 critical", "2.5.29.15 critical"}},
                  {Level::issuing,
                   2048,
                   6,
                   {"2.5.29.14", "2.5.29.35", "1.3.6.1.4.1.311.21.1", "2.5.29.32", "2.5.29.31", "1.3.6.1.5.5.7.1.1",
                    "2.5.29.19 critical", "2.5.29.15 critical"}}};
  for (const auto& row : expected) {
    const pki::Certificate& certificate = hierarchy.authority(row.level).certificate;
    EXPECT_EQ(certificate.subject(),
              "CN=Nacionalinis sertifikavimo centras (" + std::string(name_of(row.level)) + ")" + tail);
    EXPECT_EQ(pki::rsa_bits(certificate.public_key().value()), row.bits);
    const auto years = std::chrono::round<std::chrono::years>(certificate.not_after() - certificate.not_before());
    EXPECT_EQ(years.count(), row.years);
    EXPECT_EQ(extensions_of(certificate), row.extensions);
    EXPECT_EQ(X509_get_signature_nid(certificate.get()), NID_sha1WithRSAEncryption);
    EXPECT_TRUE(certificate.allows_certificate_signing() && certificate.allows_crl_signing());
    EXPECT_FALSE(certificate.allows_digital_signature());
  }
  const std::string issuing = printed(hierarchy.authority(Level::issuing).certificate);
  for (const char* text :
       {"http://nsc.vrm.lt/cdp/PolicyCA.crl", "http://nsc.vrm.lt/aia/PolicyCA.crt",
        "http://nsc.vrm.lt/OCSP/ocspresponder.nsc", "http://nsc.vrm.lt/repository", "1.3.6.1.4.1.31912.1.1.1"})
    EXPECT_NE(issuing.find(text), std::string::npos) << text;

  // The person's two certificates, A10 and A11.
  const std::string subject = "serialNumber=" + office.civil.personal_code + ",GN=" + office.civil.given_names +
                              ",SN=" + office.civil.surname + ",CN=" + office.civil.given_names + " " +
                              office.civil.surname + ",C=LT";
  EXPECT_EQ(office.qualified().subject(), subject);
  EXPECT_EQ(office.authentication().subject(), subject);
  const auto person_years =
      std::chrono::round<std::chrono::years>(office.qualified().not_after() - office.qualified().not_before());
  EXPECT_EQ(person_years.count(), 3);
  const std::vector<std::string> common{"2.5.29.9",  "2.5.29.14", "2.5.29.35",
                                        "2.5.29.32", "2.5.29.31", "1.3.6.1.5.5.7.1.1"};
  std::vector<std::string> qualified = common;  // A10
  for (const char* oid : {"1.3.6.1.5.5.7.1.3", "2.5.29.15 critical", "2.5.29.37", "2.5.29.19 critical"})
    qualified.emplace_back(oid);
  std::vector<std::string> authentication = common;  // A11
  for (const char* oid : {"1.3.6.1.4.1.311.21.10", "2.5.29.15 critical", "2.5.29.19 critical"})
    authentication.emplace_back(oid);
  EXPECT_EQ(extensions_of(office.qualified()), qualified);
  EXPECT_EQ(extensions_of(office.authentication()), authentication);
  EXPECT_EQ(X509_get_key_usage(office.qualified().get()), unsigned{KU_DIGITAL_SIGNATURE | KU_NON_REPUDIATION});
  EXPECT_EQ(X509_get_key_usage(office.authentication().get()), unsigned{KU_DIGITAL_SIGNATURE});
  const std::string text = printed(office.qualified());
  for (const char* part : {"Directive 1999/93/EC", "Elektroninio parašo įstatymą", "1.3.6.1.4.1.311.10.3.12",
                           "E-mail Protection", "http://nsc.vrm.lt/cdp/IssuingCA.crl"})
    EXPECT_NE(text.find(part), std::string::npos) << part << "\n" << text;
  // QcCompliance and QcSSCD, and neither in the other certificate.
  const Bytes der = office.qualified().der();
  for (const char* statement : {"0606 04008E460101", "0606 04008E460104"}) {
    const Bytes oid = from_hex(statement).value();
    EXPECT_NE(std::search(der.begin(), der.end(), oid.begin(), oid.end()), der.end()) << statement;
    const Bytes other = office.authentication().der();
    EXPECT_EQ(std::search(other.begin(), other.end(), oid.begin(), oid.end()), other.end());
  }
}

TEST(Certificates, ThatWouldOutliveTheCardEndWithIt) {
  Office office("current-ec");
  office.civil.date_of_expiry = std::chrono::year(2027) / 1 / 31;
  const auto shorter =
      office.provider->issue(Purpose::qualified, office.civil, office.person.at(Purpose::qualified).key);
  ASSERT_TRUE(shorter);
  EXPECT_EQ(to_rfc3339(shorter->not_after()), "2027-01-31T23:59:59Z");
  EXPECT_EQ(to_rfc3339(office.qualified().not_after()), "2029-03-02T11:59:59Z");
  office.civil.date_of_expiry = std::chrono::year(2026) / 3 / 1;
  const auto none = office.provider->issue(Purpose::qualified, office.civil, office.person.at(Purpose::qualified).key);
  ASSERT_FALSE(none);
  EXPECT_EQ(none.error().clause, "CPS 67");
}

TEST(Certificates, OfTodayTellTheTwoApartByPolicyToo) {
  const Office office("current-ec");
  const std::string qualified = printed(office.qualified());
  EXPECT_NE(qualified.find("0.4.0.194112.1.2"), std::string::npos) << qualified;
  EXPECT_NE(printed(office.authentication()).find("0.4.0.2042.1.2"), std::string::npos);
  EXPECT_NE(qualified.find("serialNumber=PNOLT-" + office.civil.personal_code), std::string::npos);
}

TEST(Certificates, TheOpensslCommandVerifiesThem) {
  for (const char* name : {"legacy-2009", "current-ec"}) {
    const Office office(name);
    ASSERT_TRUE(office.change(office.qualified(), Action::activate));
    office.clock->advance(std::chrono::hours(24 * 7));
    const testing::Folder folder;
    std::string between;
    for (const Level level : {Level::policy, Level::issuing})
      between += office.provider->hierarchy().authority(level).certificate.pem();
    std::vector<std::string> command{
        "openssl", "verify", "-crl_check_all", "-attime",
        std::to_string(std::chrono::floor<std::chrono::seconds>(office.clock->now()).time_since_epoch().count())};
    for (const Level level : kLevels) {
      const std::string file = folder.file(std::string(name_of(level)) + ".crl");
      ASSERT_TRUE(write_file(file, office.provider->base_list(level).value()));
      command.insert(command.end(), {"-CRLfile", file});
    }
    const std::string root = folder.file("root.pem");
    const std::string middle = folder.file("middle.pem");
    const std::string end = folder.file("person.pem");
    ASSERT_TRUE(write_text(root, office.provider->hierarchy().authority(Level::root).certificate.pem()));
    ASSERT_TRUE(write_text(middle, between));
    ASSERT_TRUE(write_text(end, office.qualified().pem()));
    command.insert(command.end(), {"-CAfile", root, "-untrusted", middle, end});
    const auto verified = run_program({command, {}, "openssl"}, "");
    ASSERT_TRUE(verified) << name << ": " << verified.error().line();
    EXPECT_NE(verified->find(": OK"), std::string::npos) << *verified;
    command.insert(command.begin() + 2, {"-auth_level", "1"});
    EXPECT_EQ(run_program({command, {}, "openssl"}, "").has_value(), std::string(name) != "legacy-2009");
  }
}

TEST(Profiles, FilesThatAreWrongAreRefusedWithTheFieldsName) {
  const testing::Folder folder;
  const std::string good =
      read_text(std::string(PROOFMARK_SOURCE_DIR) + "/simulators/lt_pki/profiles/current.json").value();
  const std::pair<std::string, std::string> wrong[] = {{"\"ecdsa-sha384\"", "\"md5\""},
                                                       {"\"scheme\"", "\"sceme\""},
                                                       {"\"p-384\"", "\"rsa-2048\""},
                                                       {"\"base_interval_hours\": 24", "\"base_interval_hours\": 25"},
                                                       {"\"base_interval_hours\": 24", "\"base_interval_hours\": 48"},
                                                       {"\"defects\": []", "\"defects\": [\"none\"]"},
                                                       {"\"root_years\": 18", "\"root_years\": 0"},
                                                       {"{", "{\"root_years\": 30,"},
                                                       {"{", std::string("{}\0{", 4)},
                                                       {"{", "["}};
  for (const auto& [from, to] : wrong) {
    std::string text = good;
    const auto at = text.find(from);
    ASSERT_NE(at, std::string::npos) << from;
    text.replace(at, from.size(), to);
    ASSERT_TRUE(write_text(folder.file("p.json"), text));
    const auto loaded = load_profile(folder.file("p.json"));
    ASSERT_FALSE(loaded) << to;
    EXPECT_NE(loaded.error().line().find("p.json"), std::string::npos);
  }
}

}  // namespace
}  // namespace proofmark::lt_pki

#include "common/pki/cms.hpp"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "common/asn1/der.hpp"
#include "common/files.hpp"
#include "common/pki/folder.hpp"
#include "common/pki/rsa.hpp"

namespace proofmark::pki {
namespace {

Instant at(const char* text) {
  return from_rfc3339(text).value();
}

struct Signer {
  SeededRandom random{12, "cms"};
  Key key = Key::generate(Curve::brainpool_p256r1, random).value();
  CertificateSpec spec{CertificateRole::document_signer,
                       {"LT", "Ministry", "", "DS"},
                       {0x05},
                       at("2026-01-01T00:00:00Z"),
                       at("2036-01-01T00:00:00Z"),
                       "",
                       "",
                       std::nullopt,
                       Digest::sha256};
  Certificate certificate = issue_certificate(spec, key, nullptr, key).value();
  SignedDataSpec content{kLdsSecurityObject, to_bytes("the content"), Digest::sha256, at("2026-02-03T04:05:06Z")};
};

TEST(Cms, MadeParsedVerified) {
  const Signer s;
  const Bytes der = make_signed_data(s.content, s.certificate, s.key).value();
  const SignedData parsed = parse_signed_data(der).value();
  EXPECT_EQ(parsed.content_type, "2.23.136.1.1.1");
  EXPECT_EQ(to_text(parsed.content), "the content");
  ASSERT_EQ(parsed.certificates.size(), 1U);
  EXPECT_EQ(parsed.certificates[0].der(), s.certificate.der());
  EXPECT_EQ(parsed.signer_infos, 1U);
  EXPECT_EQ(to_rfc3339(parsed.signing_time.value()), "2026-02-03T04:05:06Z");
  const auto verified = verify_signed_data(der, s.certificate);
  ASSERT_TRUE(verified.has_value()) << verified.error().line();
  EXPECT_EQ(to_text(*verified), "the content");
  EXPECT_EQ(make_signed_data(s.content, s.certificate, s.key).value(), der);
}

// ICAO 9303-12 section 4.1.6: both RSA schemes. OpenSSL verifies; the padding here is the project's own.
TEST(Cms, RsaOfBothSchemes) {
  Signer s;
  SeededRandom random(14, "cms rsa");
  const Key key = generate_rsa(1024, random).value();
  const Certificate certificate = issue_certificate(s.spec, key, &s.certificate, s.key).value();
  for (const Digest d : {Digest::sha1, Digest::sha224, Digest::sha256, Digest::sha384, Digest::sha512})
    for (const std::optional<Bytes>& salt :
         {std::optional<Bytes>{}, std::optional<Bytes>(Bytes(20, 7)), std::optional<Bytes>(Bytes(32, 7))}) {
      SCOPED_TRACE(std::string(openssl_name(d)) + " " + (salt ? std::to_string(salt->size()) : "v1.5"));
      s.content.digest = d;
      s.content.pss_salt = salt;
      const Bytes der = make_signed_data(s.content, certificate, key).value();
      const auto verified = verify_signed_data(der, certificate);
      ASSERT_TRUE(verified) << verified.error().line();
      EXPECT_EQ(to_text(*verified), "the content");
      EXPECT_EQ(make_signed_data(s.content, certificate, key).value(), der);
      Bytes altered = der;
      altered.back() ^= 0x01;
      EXPECT_FALSE(verify_signed_data(altered, certificate));
    }
}

TEST(Cms, EveryDigestThatSignaturesUse) {
  Signer s;
  for (const Digest d : {Digest::sha224, Digest::sha256, Digest::sha384, Digest::sha512}) {
    s.content.digest = d;
    const Bytes der = make_signed_data(s.content, s.certificate, s.key).value();
    EXPECT_TRUE(verify_signed_data(der, s.certificate).has_value()) << openssl_name(d);
  }
  s.content.digest = Digest::sha1;
  EXPECT_FALSE(make_signed_data(s.content, s.certificate, s.key).has_value());
}

TEST(Cms, NoAlteredByteVerifiesWithOtherContent) {
  const Signer s;
  const Bytes good = make_signed_data(s.content, s.certificate, s.key).value();
  for (std::size_t i = 0; i < good.size(); i += 2) {
    Bytes bad = good;
    bad[i] ^= 0x01U;
    const auto verified = verify_signed_data(bad, s.certificate);
    // What is not signed (the certificate carried along, for one) may change; the content and its type may not.
    if (verified) {
      EXPECT_EQ(to_text(*verified), "the content") << i;
      EXPECT_EQ(parse_signed_data(bad)->content_type, "2.23.136.1.1.1") << i;
    }
  }
}

TEST(Cms, AnotherSignerIsRefused) {
  const Signer s;
  Signer other;
  other.key = Key::generate(Curve::brainpool_p256r1, other.random).value();
  // Same name and serial number, so the signer identifier fits; only the key differs.
  other.certificate = issue_certificate(other.spec, other.key, nullptr, other.key).value();
  const Bytes der = make_signed_data(s.content, s.certificate, s.key).value();
  EXPECT_FALSE(verify_signed_data(der, other.certificate).has_value());
  other.spec.serial = {0x06};
  other.certificate = issue_certificate(other.spec, other.key, nullptr, other.key).value();
  EXPECT_FALSE(verify_signed_data(der, other.certificate).has_value());
  EXPECT_FALSE(make_signed_data(s.content, s.certificate, other.key).has_value());
}

TEST(Cms, TheContentTypeIsBound) {
  const Signer s;
  Bytes der = make_signed_data(s.content, s.certificate, s.key).value();
  // The first occurrence is eContentType, the second the signed attribute.
  const Bytes type = asn1::oid(kLdsSecurityObject);
  const auto found = std::search(der.begin(), der.end(), type.begin(), type.end());
  ASSERT_NE(found, der.end());
  *(found + static_cast<std::ptrdiff_t>(type.size()) - 1) = 0x02;
  EXPECT_EQ(parse_signed_data(der)->content_type, "2.23.136.1.1.2");
  EXPECT_FALSE(verify_signed_data(der, s.certificate).has_value());
}

TEST(Cms, RefusesMalformedInput) {
  const Signer s;
  Bytes der = make_signed_data(s.content, s.certificate, s.key).value();
  for (std::size_t n = 0; n < der.size(); n += 17)
    EXPECT_FALSE(parse_signed_data(ByteView(der).first(n)).has_value()) << n;
  der.push_back(0);
  EXPECT_FALSE(parse_signed_data(der).has_value());
  EXPECT_FALSE(verify_signed_data(der, s.certificate).has_value());
  EXPECT_FALSE(parse_signed_data(s.certificate.der()).has_value());
  SignedDataSpec wrong = s.content;
  wrong.content_type = "not an identifier";
  EXPECT_FALSE(make_signed_data(wrong, s.certificate, s.key).has_value());
}

// Objects that real issuers signed; read only where the data are there.
class RealData : public ::testing::Test {
 protected:
  std::filesystem::path folder = std::filesystem::path(PROOFMARK_SOURCE_DIR) / ".." / "shared" / "data";
  void SetUp() override {
    if (!std::filesystem::exists(folder)) GTEST_SKIP() << "no real data at " << folder;
  }
};

TEST_F(RealData, BsiSodVerifiesAgainstItsOwnSigner) {
  const Bytes file = read_file(folder / "lds" / "bsi2008" / "EF_SOD.bin").value();
  const auto outer = asn1::read_whole(file, 0x77);
  ASSERT_TRUE(outer.has_value()) << outer.error().line();
  const auto parsed = parse_signed_data(*outer);
  ASSERT_TRUE(parsed.has_value()) << parsed.error().line();
  EXPECT_EQ(parsed->content_type, kLdsSecurityObject);
  ASSERT_EQ(parsed->certificates.size(), 1U);
  EXPECT_EQ(parsed->certificates[0].subject_country(), "DE");
  const auto content = verify_signed_data(*outer, parsed->certificates[0]);
  ASSERT_TRUE(content.has_value()) << content.error().line();
  EXPECT_EQ(*content, parsed->content);
}

TEST_F(RealData, GermanMasterListVerifiesAndItsCertificatesAreRead) {
  const Bytes file = read_file(folder / "master-lists" / "DE_ML_2026-05-28-08-28-45.ml").value();
  const Certificate root =
      Certificate::from_der(read_file(folder / "master-lists" / "DE_ROOT_CA_CSCA07.cer").value()).value();
  EXPECT_TRUE(verify_signature(root, root).has_value());
  const SignedData list = parse_signed_data(file).value();
  EXPECT_EQ(list.content_type, "2.23.136.1.1.2");
  bool verified = false;
  for (const Certificate& certificate : list.certificates)
    verified = verified || (names_chain(certificate, root) && verify_signature(certificate, root) &&
                            verify_signed_data(file, certificate));
  EXPECT_TRUE(verified);

  // CscaMasterList ::= SEQUENCE { version INTEGER, certList SET OF Certificate }
  const ByteView body = asn1::read_whole(list.content, asn1::kSequence).value();
  asn1::Reader reader(body);
  ASSERT_TRUE(reader.next(asn1::kInteger).has_value());
  const asn1::Element set = reader.next(asn1::kSet).value();
  asn1::Reader certificates(set.content);
  std::size_t read = 0;
  std::size_t self_signed = 0;
  bool has_lithuania = false;
  while (!certificates.at_end()) {
    const auto certificate = Certificate::from_der(certificates.next(asn1::kSequence)->whole);
    ASSERT_TRUE(certificate.has_value()) << certificate.error().line();
    ++read;
    has_lithuania = has_lithuania || certificate->subject_country() == "LT";
    if (certificate->self_issued() && certificate->public_key() && verify_signature(*certificate, *certificate))
      ++self_signed;
  }
  EXPECT_GT(read, 300U);
  EXPECT_GT(self_signed, read / 2);
  EXPECT_TRUE(has_lithuania);
}

TEST(TrustFolder, WrittenAndRead) {
  const auto folder = std::filesystem::temp_directory_path() / ("proofmark-trust-" + std::to_string(::getpid()));
  std::filesystem::remove_all(folder);
  const Signer s;
  EXPECT_FALSE(read_trust_folder(folder).has_value()) << "no folder";
  CertificateSpec spec = s.spec;
  spec.role = CertificateRole::country_signing_ca;
  const Certificate ca = issue_certificate(spec, s.key, nullptr, s.key).value();
  const Crl crl =
      issue_crl({1, at("2026-03-01T00:00:00Z"), at("2026-06-01T00:00:00Z"), {}, Digest::sha256}, ca, s.key).value();
  ASSERT_TRUE(write_trust_folder(folder, {{ca, s.certificate}, {crl}}).has_value());
  const TrustFolder trust = read_trust_folder(folder).value();
  ASSERT_EQ(trust.csca.size(), 2U);
  EXPECT_EQ(trust.csca[0].der(), ca.der());
  ASSERT_EQ(trust.crls.size(), 1U);
  EXPECT_EQ(trust.crls[0].der(), crl.der());

  // PEM is taken too; anything else is an error that names the file.
  std::ofstream(folder / "csca" / "more.cer") << ca.pem();
  EXPECT_EQ(read_trust_folder(folder)->csca.size(), 3U);
  std::ofstream(folder / "csca" / "broken.cer") << "broken";
  const auto broken = read_trust_folder(folder);
  ASSERT_FALSE(broken.has_value());
  EXPECT_NE(broken.error().line().find("broken.cer"), std::string::npos) << broken.error().line();
  std::filesystem::remove_all(folder);
}

}  // namespace
}  // namespace proofmark::pki

#include "common/pki/certificate.hpp"

#include <gtest/gtest.h>

#include "common/pki/crl.hpp"

namespace proofmark::pki {
namespace {

Instant at(const char* text) {
  return from_rfc3339(text).value();
}

struct Issuer {
  SeededRandom random{11, "certificate"};
  Key ca_key = Key::generate(Curve::p384, random).value();
  Key signer_key = Key::generate(Curve::brainpool_p256r1, random).value();
  CertificateSpec ca_spec{CertificateRole::country_signing_ca,
                          {"LT", "Ministry", "", "CSCA"},
                          {0x2A},
                          at("2024-01-01T00:00:00Z"),
                          at("2034-01-01T00:00:00Z"),
                          "http://crl.example/csca.crl",
                          "LTU",
                          at("2027-01-01T00:00:00Z"),
                          Digest::sha384};
  Certificate ca = issue_certificate(ca_spec, ca_key, nullptr, ca_key).value();
  CertificateSpec signer_spec{CertificateRole::document_signer,
                              {"LT", "Ministry", "Centre", "DS \u0160"},
                              {0x01, 0x02, 0x03},
                              at("2026-01-01T00:00:00Z"),
                              at("2036-01-01T00:00:00Z"),
                              "",
                              "",
                              std::nullopt,
                              Digest::sha256};
  Certificate signer = issue_certificate(signer_spec, signer_key, &ca, ca_key).value();
};

TEST(Certificate, CarriesWhatItWasIssuedWith) {
  const Issuer i;
  EXPECT_EQ(i.ca.subject(), "CN=CSCA,O=Ministry,C=LT");
  EXPECT_EQ(i.signer.subject(), "CN=DS \u0160,OU=Centre,O=Ministry,C=LT");
  EXPECT_EQ(i.signer.issuer(), i.ca.subject());
  EXPECT_EQ(i.signer.issuer_name(), i.ca.subject_name());
  EXPECT_EQ(i.ca.subject_country(), "LT");
  EXPECT_EQ(i.signer.issuer_country(), "LT");
  EXPECT_EQ(to_hex(i.signer.serial()), "010203");
  EXPECT_EQ(to_rfc3339(i.signer.not_before()), "2026-01-01T00:00:00Z");
  EXPECT_EQ(to_rfc3339(i.signer.not_after()), "2036-01-01T00:00:00Z");
  EXPECT_EQ(i.signer.public_key()->spki(), i.signer_key.spki());
  EXPECT_EQ(i.signer.authority_key_identifier(), i.ca.subject_key_identifier());
  EXPECT_EQ(i.ca.subject_key_identifier().size(), 20U);
}

TEST(Certificate, RolesAreThoseOf9303Part12) {
  const Issuer i;
  EXPECT_TRUE(i.ca.is_ca());
  EXPECT_TRUE(i.ca.self_issued());
  EXPECT_TRUE(i.ca.allows_certificate_signing());
  EXPECT_TRUE(i.ca.allows_crl_signing());
  EXPECT_FALSE(i.ca.allows_digital_signature());
  EXPECT_FALSE(i.signer.is_ca());
  EXPECT_FALSE(i.signer.allows_certificate_signing());
  EXPECT_FALSE(i.signer.allows_crl_signing());
  EXPECT_TRUE(i.signer.allows_digital_signature());
  EXPECT_FALSE(i.ca.has_bad_extensions());
  EXPECT_FALSE(i.signer.has_bad_extensions());
}

TEST(Certificate, ValidityIncludesBothEnds) {
  const Issuer i;
  EXPECT_FALSE(i.signer.valid_at(at("2025-12-31T23:59:59.999999Z")));
  EXPECT_TRUE(i.signer.valid_at(at("2026-01-01T00:00:00Z")));
  EXPECT_TRUE(i.signer.valid_at(at("2036-01-01T00:00:00Z")));
  EXPECT_FALSE(i.signer.valid_at(at("2036-01-01T00:00:01Z")));
}

TEST(Certificate, IssuedTwiceGivesTheSameBytes) {
  EXPECT_EQ(Issuer().signer.der(), Issuer().signer.der());
}

TEST(Certificate, SignatureChecks) {
  const Issuer i;
  EXPECT_TRUE(verify_signature(i.ca, i.ca).has_value());
  EXPECT_TRUE(verify_signature(i.signer, i.ca).has_value());
  EXPECT_FALSE(verify_signature(i.signer, i.signer).has_value());
  EXPECT_TRUE(names_chain(i.signer, i.ca));
  EXPECT_FALSE(names_chain(i.ca, i.signer));
  // The same name with another key is not the issuer: the key identifiers differ, and so does the signature.
  Issuer j;
  j.ca_key = Key::generate(Curve::p384, j.random).value();
  const Certificate impostor = issue_certificate(j.ca_spec, j.ca_key, nullptr, j.ca_key).value();
  EXPECT_EQ(impostor.subject_name(), i.ca.subject_name());
  EXPECT_FALSE(names_chain(i.signer, impostor));
  EXPECT_FALSE(verify_signature(i.signer, impostor).has_value());
}

TEST(Certificate, EveryAlteredByteIsNoticed) {
  const Issuer i;
  const Bytes good = i.signer.der();
  int accepted = 0;
  for (std::size_t at_byte = 0; at_byte < good.size(); at_byte += 3) {
    Bytes bad = good;
    bad[at_byte] ^= 0x01U;
    const auto parsed = Certificate::from_der(bad);
    if (parsed && verify_signature(*parsed, i.ca)) ++accepted;
  }
  EXPECT_EQ(accepted, 0);
}

TEST(Certificate, RefusesMalformedInput) {
  const Issuer i;
  Bytes der = i.signer.der();
  EXPECT_FALSE(Certificate::from_der(Bytes{}).has_value());
  EXPECT_FALSE(Certificate::from_der(ByteView(der).first(der.size() - 1)).has_value());
  der.push_back(0);
  EXPECT_FALSE(Certificate::from_der(der).has_value());
  EXPECT_FALSE(Certificate::from_pem("nothing").has_value());
  EXPECT_EQ(Certificate::from_pem(i.signer.pem())->der(), i.signer.der());
}

TEST(Certificate, RefusesWrongSpecifications) {
  Issuer i;
  const auto issue = [&](auto change) {
    CertificateSpec spec = i.signer_spec;
    change(spec);
    return issue_certificate(spec, i.signer_key, &i.ca, i.ca_key).has_value();
  };
  EXPECT_TRUE(issue([](CertificateSpec&) {}));
  EXPECT_FALSE(issue([](CertificateSpec& s) { s.serial.clear(); }));
  EXPECT_FALSE(issue([](CertificateSpec& s) { s.serial = {0x80}; }));
  EXPECT_FALSE(issue([](CertificateSpec& s) { s.serial = Bytes(21, 1); }));
  EXPECT_FALSE(issue([](CertificateSpec& s) { s.not_after = s.not_before; }));
  EXPECT_FALSE(issue([](CertificateSpec& s) { s.subject.country = "LTU"; }));
  EXPECT_FALSE(issue([](CertificateSpec& s) { s.digest = Digest::sha1; }));
  EXPECT_FALSE(issue_certificate(i.signer_spec, i.signer_key, &i.ca, i.signer_key).has_value()) << "not the CA's key";
  EXPECT_FALSE(issue_certificate(i.ca_spec, i.ca_key, nullptr, i.signer_key).has_value()) << "self-signed by another";
}

TEST(Crl, ListsWhatWasRevoked) {
  const Issuer i;
  const CrlSpec spec{7,
                     at("2026-03-01T00:00:00Z"),
                     at("2026-06-01T00:00:00Z"),
                     {{{0x09}, at("2026-02-01T00:00:00Z")}},
                     Digest::sha384};
  const Crl crl = issue_crl(spec, i.ca, i.ca_key).value();
  EXPECT_TRUE(crl.issued_by(i.ca));
  EXPECT_FALSE(crl.issued_by(i.signer));
  EXPECT_TRUE(verify_signature(crl, i.ca).has_value());
  EXPECT_EQ(crl.issuer(), i.ca.subject());
  EXPECT_EQ(to_rfc3339(crl.this_update()), "2026-03-01T00:00:00Z");
  EXPECT_EQ(to_rfc3339(crl.next_update().value()), "2026-06-01T00:00:00Z");
  EXPECT_EQ(crl.size(), 1U);
  EXPECT_EQ(to_rfc3339(crl.revoked_at(Bytes{9}).value()), "2026-02-01T00:00:00Z");
  EXPECT_FALSE(crl.revoked_at(i.signer.serial()).has_value());
  EXPECT_EQ(Crl::from_der(crl.der())->der(), crl.der());
  EXPECT_EQ(issue_crl(spec, i.ca, i.ca_key)->der(), crl.der());
}

TEST(Crl, RefusesWrongKeysAndMalformedInput) {
  Issuer i;
  const CrlSpec spec{1, at("2026-03-01T00:00:00Z"), at("2026-06-01T00:00:00Z"), {}, Digest::sha256};
  EXPECT_FALSE(issue_crl(spec, i.ca, i.signer_key).has_value());
  CrlSpec backwards = spec;
  backwards.next_update = spec.this_update;
  EXPECT_FALSE(issue_crl(backwards, i.ca, i.ca_key).has_value());
  const Crl crl = issue_crl(spec, i.ca, i.ca_key).value();
  EXPECT_EQ(crl.size(), 0U);
  Bytes der = crl.der();
  der.back() ^= 1U;
  const auto altered = Crl::from_der(der);
  EXPECT_FALSE(altered && verify_signature(*altered, i.ca));
  EXPECT_FALSE(verify_signature(crl, i.signer).has_value());
  EXPECT_FALSE(Crl::from_der(ByteView(der).first(20)).has_value());
  EXPECT_FALSE(Crl::from_der(i.ca.der()).has_value());
  EXPECT_FALSE(Crl::from_pem(i.ca.pem()).has_value());
}

}  // namespace
}  // namespace proofmark::pki

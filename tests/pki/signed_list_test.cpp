// Master, deviation and defect lists: what was signed comes out, and nothing that somebody else signed or changed.
#include "common/pki/signed_list.hpp"

#include <gtest/gtest.h>

#include "common/asn1/der.hpp"
#include "common/files.hpp"
#include "common/pki/cms.hpp"

namespace proofmark::pki {
namespace {

const Instant now = from_rfc3339("2026-06-01T00:00:00Z").value();

struct Publisher {
  SeededRandom random{21, "publisher"};
  Key csca_key = Key::generate(Curve::brainpool_p384r1, random).value();
  Key signer_key = Key::generate(Curve::brainpool_p256r1, random).value();
  Certificate csca = make(CertificateRole::country_signing_ca, csca_key, nullptr, csca_key, "", "CSCA", 1);
  Certificate master = signer(oid_master_list_signer);
  Certificate deviation = signer(oid_deviation_list_signer);
  Certificate defect = signer(oid_defect_list_signer);
  Certificate plain = signer("");

  static Certificate make(CertificateRole role, const Key& key, const Certificate* issuer, const Key& issuer_key,
                          const std::string& usage, const char* name, std::uint8_t serial) {
    CertificateSpec spec;
    spec.role = role;
    spec.subject = {"DE", "Publisher", "", name};
    spec.serial = {serial};
    spec.not_before = now - std::chrono::days(100);
    spec.not_after = now + std::chrono::days(100);
    spec.extended_key_usage = usage;
    auto made = issue_certificate(spec, key, issuer, issuer_key);
    EXPECT_TRUE(made) << made.error().line();
    return *made;
  }
  [[nodiscard]] Certificate signer(const std::string& usage) const {
    return make(CertificateRole::document_signer, signer_key, &csca, csca_key, usage, "Signer", 2);
  }
  [[nodiscard]] Bytes sign(const char* type, const Bytes& content, const Certificate& by) const {
    return make_signed_data({type, content, Digest::sha256, now - std::chrono::days(1)}, by, signer_key).value();
  }
};

TEST(SignedList, MasterListIsVerifiedAndRead) {
  const Publisher p;
  const Bytes content = encode_master_list({p.csca, p.plain});
  const Bytes list = p.sign(oid_master_list, content, p.master);
  const auto verified = verify_list(list, oid_master_list, {p.csca}, now);
  ASSERT_TRUE(verified) << verified.error().line();
  EXPECT_EQ(verified->authority.der(), p.csca.der());
  EXPECT_EQ(verified->signed_at, now - std::chrono::days(1));
  const auto certificates = parse_master_list(verified->content);
  ASSERT_TRUE(certificates);
  EXPECT_EQ(certificates->size(), 2U);
}

TEST(SignedList, OthersAreRefused) {
  const Publisher p;
  SeededRandom random(22, "other publisher");
  const Bytes content = encode_master_list({p.csca});
  const Bytes list = p.sign(oid_master_list, content, p.master);
  EXPECT_FALSE(verify_list(list, oid_deviation_list, {p.csca}, now)) << "another kind of list";
  EXPECT_FALSE(verify_list(list, kLdsSecurityObject, {p.csca}, now)) << "no list at all";
  EXPECT_FALSE(verify_list(list, oid_master_list, {}, now)) << "nobody is trusted";
  EXPECT_FALSE(verify_list(list, oid_master_list, {p.csca}, now + std::chrono::days(101))) << "expired signer";
  EXPECT_FALSE(verify_list(list, oid_master_list, {p.csca}, now - std::chrono::days(2))) << "signed in the future";
  EXPECT_TRUE(verify_list(list, oid_master_list, {p.csca}, std::nullopt));
  EXPECT_FALSE(verify_list(p.sign(oid_master_list, content, p.plain), oid_master_list, {p.csca}, now))
      << "a document signer may not sign master lists";
  EXPECT_FALSE(verify_list(p.sign(oid_master_list, content, p.defect), oid_master_list, {p.csca}, now));
  const Key other = Key::generate(Curve::brainpool_p384r1, random).value();
  const Certificate namesake =
      Publisher::make(CertificateRole::country_signing_ca, other, nullptr, other, "", "CSCA", 1);
  EXPECT_FALSE(verify_list(list, oid_master_list, {namesake}, now)) << "another CA of the same name";
  for (std::size_t i = 0; i < list.size(); i += 61) {
    Bytes altered = list;
    altered[i] ^= 0x01;
    const auto verified = verify_list(altered, oid_master_list, {p.csca}, now);
    if (verified) {
      EXPECT_EQ(verified->content, content) << "byte " << i;
    }
  }
}

TEST(SignedList, DeviationsComeBackAsWritten) {
  const Publisher p;
  DeviationList list;
  list.hash = Digest::sha256;
  Deviation deviation;
  deviation.document_type = "P";
  deviation.signer.issuer = p.plain.issuer_name();
  deviation.signer.serial = p.plain.serial();
  deviation.first_issued = from_rfc3339("2020-01-01T00:00:00Z").value();
  deviation.last_issued = from_rfc3339("2021-01-01T12:00:01Z").value();
  deviation.document_numbers = {"12345678", "AB1234567"};
  deviation.descriptions = {{"hash of DG12 wrong", oid_deviation_group_hash, 12U},
                            {"", oid_deviation_com, std::nullopt}};
  list.deviations.push_back(deviation);
  const Bytes encoded = encode_deviation_list(list);
  const auto verified =
      verify_list(p.sign(oid_deviation_list, encoded, p.deviation), oid_deviation_list, {p.csca}, now);
  ASSERT_TRUE(verified) << verified.error().line();
  const auto read = parse_deviation_list(verified->content);
  ASSERT_TRUE(read) << read.error().line();
  ASSERT_EQ(read->deviations.size(), 1U);
  const Deviation& one = read->deviations.front();
  EXPECT_EQ(one.document_type, "P");
  EXPECT_TRUE(one.signer.names(p.plain, read->hash));
  EXPECT_FALSE(one.signer.names(p.csca, read->hash));
  EXPECT_EQ(one.last_issued, deviation.last_issued);
  EXPECT_EQ(one.document_numbers, deviation.document_numbers);
  ASSERT_EQ(one.descriptions.size(), 2U);
  for (const auto& description : one.descriptions)
    if (description.type == oid_deviation_group_hash) {
      EXPECT_EQ(description.number, 12U);
      EXPECT_EQ(description.text, "hash of DG12 wrong");
    }
  EXPECT_EQ(encode_deviation_list(*read), encoded);
}

TEST(SignedList, DefectsComeBackAsWritten) {
  const Publisher p;
  DefectList list;
  list.hash = Digest::sha256;
  Defect by_name;
  by_name.signer.issuer = p.plain.issuer_name();
  by_name.signer.serial = p.plain.serial();
  by_name.known = {{oid_defect_signer_revoked, 3U, {}, ""}, {oid_defect_group_malformed, std::nullopt, {1, 11}, ""}};
  Defect by_key;
  by_key.signer.key_identifier = p.plain.subject_key_identifier();
  by_key.signer.certificate_hash = digest(Digest::sha256, p.plain.der());
  by_key.known = {{oid_defect_chip_key, std::nullopt, {}, ""}};
  list.defects = {by_name, by_key};
  const Bytes encoded = encode_defect_list(list);
  const auto read = parse_defect_list(encoded);
  ASSERT_TRUE(read) << read.error().line();
  ASSERT_EQ(read->defects.size(), 2U);
  for (const Defect& defect : read->defects) {
    EXPECT_TRUE(defect.signer.names(p.plain, read->hash));
    EXPECT_FALSE(defect.signer.names(p.csca, read->hash));
    for (const auto& known : defect.known) {
      if (known.type == oid_defect_signer_revoked) {
        EXPECT_EQ(known.status, 3U);
      }
      if (known.type == oid_defect_group_malformed) {
        EXPECT_EQ(known.groups, (std::set<unsigned>{1, 11}));
      }
    }
  }
  EXPECT_EQ(encode_defect_list(*read), encoded);
  // The hash decides where it is given, even against the other identifiers (TR-03129-2 section 8.1.1).
  Defect false_hash = by_key;
  false_hash.signer.certificate_hash[0] ^= 1;
  EXPECT_FALSE(false_hash.signer.names(p.plain, Digest::sha256));
}

// Version 3 names certificates by references of its own, and knows a reference to an authority.
TEST(SignedList, DefectsOfVersionThree) {
  const Publisher p;
  const Bytes aki =
      asn1::encode(asn1::context(1), asn1::encode(asn1::context_primitive(0), p.plain.authority_key_identifier()));
  const Bytes known = asn1::encode(
      asn1::context(0),
      concat({asn1::oid(oid_defect_protocol_fails), asn1::encode(asn1::context(0), asn1::encode(0x0A, Bytes{4})),
              asn1::encode(asn1::context_primitive(1), to_bytes("first series"))}));
  const Bytes defect = asn1::sequence({asn1::encode(asn1::kSequence, aki), asn1::set_of({known})});
  const auto read = parse_defect_list(
      asn1::sequence({asn1::integer(2), asn1::oid(digest_oid(Digest::sha256)), asn1::set_of({defect})}));
  ASSERT_TRUE(read) << read.error().line();
  ASSERT_EQ(read->defects.size(), 1U);
  EXPECT_TRUE(read->defects[0].signer.names(p.plain, read->hash));
  EXPECT_EQ(read->defects[0].known.at(0).status, 4U);
  EXPECT_EQ(read->defects[0].known.at(0).text, "first series");
}

TEST(SignedList, WhatIsNoListIsAnError) {
  for (const char* hex : {"", "3000", "3003020101", "300702010031020500", "3005020100A000", "30800000"}) {
    const Bytes bytes = from_hex(hex).value();
    EXPECT_FALSE(parse_deviation_list(bytes)) << hex;
    EXPECT_FALSE(parse_defect_list(bytes)) << hex;
    EXPECT_FALSE(parse_master_list(bytes)) << hex;
  }
}

// The German list, signed under the German authority; skipped where the data beside the project is absent.
TEST(SignedList, TheRealGermanListIsVerified) {
  const auto folder = std::filesystem::path(PROOFMARK_SOURCE_DIR) / "../shared/data/master-lists";
  if (!std::filesystem::exists(folder)) GTEST_SKIP() << "no master list in " << folder;
  const Bytes file = read_file(folder / "DE_ML_2026-05-28-08-28-45.ml").value();
  const auto anchor = Certificate::from_der(read_file(folder / "DE_ROOT_CA_CSCA07.cer").value());
  ASSERT_TRUE(anchor) << anchor.error().line();
  const auto list = verify_list(file, oid_master_list, {*anchor}, now);
  ASSERT_TRUE(list) << list.error().line();
  const auto certificates = parse_master_list(list->content);
  ASSERT_TRUE(certificates) << certificates.error().line();
  EXPECT_GT(certificates->size(), 300U);
  std::size_t lithuanian = 0;
  for (const Certificate& certificate : *certificates) lithuanian += certificate.subject_country() == "LT" ? 1U : 0U;
  EXPECT_GT(lithuanian, 0U);
  // One bit of the content, and the list is nobody's.
  Bytes altered = file;
  altered[file.size() / 2] ^= 0x10;
  EXPECT_FALSE(verify_list(altered, oid_master_list, {*anchor}, now));
}

}  // namespace
}  // namespace proofmark::pki

// The issuer that signs what it is told: without changes its security objects hold, whatever the scheme, and the
// project's own reading of them notices every flipped bit.
#include "attacks/malformed/issue.hpp"

#include <gtest/gtest.h>

#include "common/emrtd/lds.hpp"
#include "common/pki/cms.hpp"

namespace proofmark::attacks::malformed {
namespace {

Instant today() {
  return from_rfc3339("2026-03-02T09:00:00Z").value();
}
const card::IssuerPki& issuer() {
  static const card::IssuerPki pki = card::IssuerPki::create(1, today()).value();
  return pki;
}
const std::vector<std::string> kSchemes{"ecdsa-plain sha-224", "ecdsa-plain sha-256", "ecdsa sha-384",
                                        "rsa-pss sha-256",     "rsa sha-256",         "dsa sha-256"};
const Authorities& authorities() {
  static const Authorities all =
      Authorities::create(issuer(), kSchemes, kSchemes, SeededRandom(9, "issue test")).value();
  return all;
}

// A chip with two data groups and a security object over them.
card::ChipContent content() {
  card::ChipContent chip;
  chip.files[card::kEfDg1] = from_hex("61035F1F00").value();
  chip.files[card::kEfDg2] = from_hex("7500").value();
  const auto issued = std::chrono::floor<std::chrono::days>(today());
  const card::Signer& signer = issuer().signer(card::SignerKind::document_signer, issued);
  emrtd::LdsSecurityObject object;
  object.digest_algorithm = pki::digest_oid(pki::Digest::sha256);
  object.hashes = {{1, Bytes(32, 0)}, {2, Bytes(32, 0)}};
  pki::SignedDataSpec spec;
  spec.content = emrtd::encode_lds_security_object(object).value();
  chip.files[card::kEfSod] = emrtd::encode_sod(pki::make_signed_data(spec, signer.certificate, signer.key).value());
  return chip;
}

Bytes signed_by(const SecurityObjectRecipe& recipe) {
  card::ChipContent chip = content();
  const auto done = sign_security_object(chip, recipe, authorities(), std::chrono::floor<std::chrono::days>(today()));
  EXPECT_TRUE(done) << recipe.scheme << ": " << done.error().line();
  return emrtd::parse_sod(chip.files[card::kEfSod]).value();
}

SecurityObjectRecipe recipe_of(const std::string& scheme) {
  SecurityObjectRecipe recipe;
  recipe.scheme = scheme;
  recipe.hash = recipe.digest = scheme.substr(scheme.find(' ') + 1);
  return recipe;
}

TEST(Issue, EverySchemeHoldsAndTheAuthorityHasSignedTheSigner) {
  for (std::size_t i = 0; i < kSchemes.size(); ++i) {
    const Bytes cms = signed_by(recipe_of(kSchemes[i]));
    const auto data = pki::parse_signed_data(cms);
    ASSERT_TRUE(data) << data.error().line();
    ASSERT_EQ(data->certificates.size(), 1U);
    const auto verified = pki::verify_signed_data(cms, data->certificates[0]);
    EXPECT_TRUE(verified) << kSchemes[i] << ": " << verified.error().line();
    const pki::Certificate& authority = authorities().trust().csca[i];
    EXPECT_TRUE(pki::names_chain(data->certificates[0], authority)) << kSchemes[i];
    const auto chained = pki::verify_signature(data->certificates[0], authority);
    EXPECT_TRUE(chained) << kSchemes[i] << ": " << chained.error().line();
    EXPECT_TRUE(pki::verify_signature(authorities().trust().crls[i], authority)) << kSchemes[i];
    const pki::Certificate& other = authorities().trust().csca[(i + 3) % kSchemes.size()];  // of another key
    EXPECT_FALSE(pki::verify_signature(data->certificates[0], other)) << kSchemes[i];
    EXPECT_EQ(data->certificates[0].signer_profile_fault(), "") << kSchemes[i];
  }
}

// Signatures of TR-03111's form are verified by this project's own code: nothing of what they cover may change.
TEST(Issue, PlainSignaturesCoverContentAttributesAndCertificate) {
  const Bytes good = signed_by(recipe_of("ecdsa-plain sha-256"));
  const pki::Certificate signer = pki::parse_signed_data(good).value().certificates.at(0);
  ASSERT_TRUE(pki::verify_signed_data(good, signer));
  const std::string info = "30/A0/30/31.1/30";
  for (const std::string& path : {info + "/04", info + "/A0/30/31/06", std::string("30/A0/30/30/A0/04")}) {
    const auto altered = edited(Edit{path, Edit::Do::flip, {}, 0, 0}, good);
    ASSERT_TRUE(altered) << path;
    EXPECT_FALSE(pki::verify_signed_data(*altered, signer)) << path;
  }
  const auto shorter = edited(Edit{info + "/04", Edit::Do::value, Bytes(63, 0x11), 0, 0}, good);
  EXPECT_FALSE(pki::verify_signed_data(shorter.value(), signer));
  const pki::Certificate& authority = authorities().trust().csca[1];
  ASSERT_TRUE(pki::verify_signature(signer, authority));
  for (const char* path : {"30/30/02", "30/03"}) {
    const auto altered = pki::Certificate::from_der(edited(Edit{path, Edit::Do::flip, {}, 0, 0}, signer.der()).value());
    ASSERT_TRUE(altered) << path;
    EXPECT_FALSE(pki::verify_signature(*altered, authority)) << path;
  }
}

TEST(Issue, VersionsThatDoNotFitAreRefused) {
  for (const auto& [version, by_key, good] : std::initializer_list<std::tuple<unsigned, bool, bool>>{
           {1, false, true}, {3, true, true}, {3, false, false}, {1, true, false}}) {
    SecurityObjectRecipe recipe = recipe_of("rsa-pss sha-256");
    recipe.signer_version = version;
    recipe.by_key_identifier = by_key;
    const Bytes cms = signed_by(recipe);
    const auto data = pki::parse_signed_data(cms).value();
    EXPECT_EQ(pki::verify_signed_data(cms, data.certificates[0]).has_value(), good) << version << " " << by_key;
  }
}

// MD5 in each of the places that name a digest: the refusal says which, and not that a signature does not hold.
TEST(Issue, ADigestThatIsNoneOfTheShaFamilyIsNamed) {
  SecurityObjectRecipe digest = recipe_of("rsa-pss sha-256");
  digest.digest = "md5";
  SecurityObjectRecipe signature = recipe_of("rsa md5");
  signature.chain = "rsa-pss sha-256";
  signature.hash = signature.digest = "sha-256";
  SecurityObjectRecipe list = recipe_of("rsa-pss sha-256");
  list.message = {{"30/A0/30/31", Edit::Do::value, from_hex("300C06082A864886F70D02050500").value(), 0, 0}};
  for (const auto& [recipe, expected] : std::initializer_list<std::pair<SecurityObjectRecipe, const char*>>{
           {digest, "in SignerInfo"}, {signature, "a signature with"}, {list, "SignedData lists"}}) {
    const Bytes cms = signed_by(recipe);
    const auto data = pki::parse_signed_data(cms).value();
    const auto verified = pki::verify_signed_data(cms, data.certificates.at(0));
    ASSERT_FALSE(verified) << expected;
    EXPECT_NE(verified.error().expected.find(expected), std::string::npos) << verified.error().line();
  }
}

TEST(Issue, ASignersFaultIsNamed) {
  const std::string usage = "30/A3/30/30[0603551D0F]", authority = "30/A3/30/30[0603551D23]";
  for (const auto& [edit, fault] : std::initializer_list<std::pair<Edit, const char*>>{
           {{usage + "/01", Edit::Do::remove, {}, 0, 0}, "critical"},
           {{authority, Edit::Do::remove, {}, 0, 0}, "authority"},
           {{"30/30.1/31/30/13", Edit::Do::value, {'l', 't'}, 0, 0}, "capital letters"},
           {{"30/A0/02", Edit::Do::value, {0x05}, 0, 0}, "version"}}) {
    SecurityObjectRecipe recipe;
    recipe.tbs = {edit};
    const Bytes cms = signed_by(recipe);
    const auto data = pki::parse_signed_data(cms);
    ASSERT_TRUE(data) << edit.at;
    EXPECT_NE(data->certificates.at(0).signer_profile_fault().find(fault), std::string::npos) << edit.at;
  }
}

}  // namespace
}  // namespace proofmark::attacks::malformed

#include "simulators/centre/package.hpp"

#include <gtest/gtest.h>

#include "common/bytes.hpp"
#include "tests/scenarios/support.hpp"

namespace proofmark::centre {
namespace {

using testing::accepted_claims;
using testing::make_identity;
using testing::noon;
using testing::seal;

class PackageTest : public ::testing::Test {
 protected:
  Result<Package> verify(const std::string& compact, Instant now = noon) const {
    return verify_package(compact, ca.certificate_pem(), now, "o-1", "4000000001");
  }
  std::string sealed(const std::function<void(nlohmann::json&)>& change) const {
    nlohmann::json claims = accepted_claims("o-1", "4000000001");
    change(claims);
    return seal(claims, sealer);
  }
  testing::Identity ca = make_identity({.name = "CA", .ca = true}, nullptr);
  testing::Identity sealer = make_identity({.name = "Seal"}, &ca);
  std::string good = seal(accepted_claims("o-1", "4000000001"), sealer);
};

TEST_F(PackageTest, AGoodPackageIsTaken) {
  const auto package = verify(good);
  ASSERT_TRUE(package) << package.error().line();
  EXPECT_TRUE(package->accepted);
  EXPECT_EQ(package->claims["identity"]["surname"], "KAZLAUSKAS");
  EXPECT_EQ(package->sha256, sha256_hex(to_bytes(good)));
}

TEST_F(PackageTest, EveryFlippedBitIsNoticed) {
  // One bit of each character; the last character of a part may hold unused bits, which canonical base64url forbids.
  for (std::size_t i = 0; i < good.size(); i += 7) {
    std::string changed = good;
    changed[i] = static_cast<char>(changed[i] ^ 1);
    EXPECT_FALSE(verify(changed)) << "at " << i;
  }
  for (std::size_t cut = 1; cut < good.size(); cut += 97) EXPECT_FALSE(verify(good.substr(0, good.size() - cut)));
  EXPECT_FALSE(verify(""));
  EXPECT_FALSE(verify(".."));
  EXPECT_FALSE(verify(good + "." + good));
}

TEST_F(PackageTest, AnotherSignerIsRefused) {
  const auto other_ca = make_identity({.name = "CA", .ca = true}, nullptr);
  const auto other = make_identity({.name = "Seal"}, &other_ca);
  EXPECT_FALSE(verify(seal(accepted_claims("o-1", "4000000001"), other)));
  // The right certificate over the wrong key.
  EXPECT_FALSE(verify(seal(accepted_claims("o-1", "4000000001"), other, {{"x5c", {sealer.certificate_base64()}}})));
}

TEST_F(PackageTest, TheSealCertificateMustBeFit) {
  EXPECT_FALSE(verify(good, noon + std::chrono::days(400)));
  EXPECT_FALSE(verify(good, noon - std::chrono::days(2)));
  const auto no_signature = make_identity({.name = "Seal", .seal = false}, &ca);
  EXPECT_FALSE(verify(seal(accepted_claims("o-1", "4000000001"), no_signature)));
}

TEST_F(PackageTest, TheHeaderIsHeldToTheInterface) {
  const auto claims = accepted_claims("o-1", "4000000001");
  EXPECT_FALSE(verify(seal(claims, sealer, {{"typ", "JWT"}})));
  EXPECT_FALSE(verify(seal(claims, sealer, {{"x5c", nlohmann::json::array()}})));
  EXPECT_FALSE(verify(seal(claims, sealer, {{"x5c", {"not base64!"}}})));
  EXPECT_FALSE(verify(seal(claims, sealer, {{"crit", {"b64"}}})));
  // RFC 8725 section 2.1: "none" must never be taken.
  const auto first = good.find('.');
  const std::string none = to_base64url(to_bytes(
      nlohmann::json{{"alg", "none"}, {"typ", "identity-package+jwt"}, {"x5c", {sealer.certificate_base64()}}}.dump()));
  EXPECT_FALSE(verify(none + good.substr(first)));
}

// Readers disagree on which of two fields of one name counts (RFC 8259 section 4, RFC 7515 section 4).
TEST_F(PackageTest, AFieldGivenTwiceIsRefused) {
  const std::string claims = accepted_claims("o-1", "4000000001").dump();
  EXPECT_TRUE(verify(seal_text(claims, sealer)));
  EXPECT_FALSE(verify(seal_text(R"({"decision":"refused",)" + claims.substr(1), sealer)));
  EXPECT_FALSE(verify(seal_text(claims + std::string("\0{}", 3), sealer)));
  const auto first = good.find('.');
  const std::string header = to_text(*from_base64url(good.substr(0, first)));
  const auto refusal = verify(to_base64url(to_bytes(R"({"alg":"none",)" + header.substr(1))) + good.substr(first));
  ASSERT_FALSE(refusal);
  EXPECT_EQ(refusal.error().clause, "RFC 7515 section 4");
}

// The last character of 64 bytes carries two bits; a decoder that ignores the other four takes sixteen forms for one.
TEST_F(PackageTest, ASealHasOneForm) {
  std::size_t taken = 0;
  for (const char last : std::string("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"))
    taken += verify(good.substr(0, good.size() - 1) + last) ? 1U : 0U;
  EXPECT_EQ(taken, 1U);
}

TEST_F(PackageTest, ThePackageIsBoundToItsOrder) {
  EXPECT_FALSE(verify(sealed([](auto& c) { c["order"] = "o-2"; })));
  EXPECT_FALSE(verify(sealed([](auto& c) { c["reference"] = "4000000002"; })));
  // The last one was in time as soon as its microseconds were counted in 64 bits.
  for (const std::int64_t later : {std::int64_t{3600}, std::int64_t{-24 * 32 * 3600}, std::int64_t{1} << 58U})
    EXPECT_FALSE(verify(sealed([&](auto& c) { c["iat"] = c["iat"].template get<std::int64_t>() + later; }))) << later;
}

TEST_F(PackageTest, AnAcceptanceMustAgreeWithItsChecks) {
  for (const char* result : {"failed", "undetermined", "not_performed"}) {
    const auto package = verify(sealed([&](auto& c) { c["checks"][10]["result"] = result; }));
    ASSERT_FALSE(package) << result;
    EXPECT_NE(package.error().line().find("face.match"), std::string::npos);
  }
  EXPECT_FALSE(verify(sealed([](auto& c) { c["loip"] = nullptr; })));
  EXPECT_FALSE(verify(sealed([](auto& c) { c["identity"] = nullptr; })));
  EXPECT_FALSE(verify(sealed([](auto& c) { c["decision"] = "perhaps"; })));
  // A refusal gives no identity away.
  EXPECT_FALSE(verify(sealed([](auto& c) {
    c["decision"] = "refused";
    c["loip"] = nullptr;
  })));
  const auto refusal = verify(sealed([](auto& c) {
    c["decision"] = "refused";
    c["loip"] = c["identity"] = nullptr;
    c["checks"][10]["result"] = "failed";
  }));
  ASSERT_TRUE(refusal) << refusal.error().line();
  EXPECT_FALSE(refusal->accepted);
}

TEST_F(PackageTest, EveryFieldIsMandatory) {
  const auto claims = accepted_claims("o-1", "4000000001");
  for (const auto& claim : claims.items())
    EXPECT_FALSE(verify(sealed([&](auto& c) { c.erase(claim.key()); }))) << claim.key();
  EXPECT_FALSE(verify(sealed([](auto& c) { c["checks"].erase(3); })));
  EXPECT_FALSE(verify(sealed([](auto& c) { std::swap(c["checks"][3], c["checks"][4]); })));
  EXPECT_FALSE(verify(sealed([](auto& c) { c["checks"][0]["result"] = "PASSED"; })));
  EXPECT_FALSE(verify(sealed([](auto& c) { c["iat"] = "today"; })));
}

}  // namespace
}  // namespace proofmark::centre

// The steps of an inspection against the checks: what of them agrees, and what contradicts itself.
#include "simulators/centre/inspection_claim.hpp"

#include <gtest/gtest.h>

#include <functional>

#include "simulators/centre/package.hpp"
#include "tests/scenarios/support.hpp"

namespace proofmark::centre {
namespace {

using nlohmann::json;

StatedChecks all_passed() {
  return {{"order.match", "passed"},     {"chip.access", "passed"},  {"chip.passive", "passed"},
          {"chip.revocation", "passed"}, {"chip.genuine", "passed"}, {"document.validity", "passed"}};
}

StatedInspection good() {
  return {1,
          {{"access.pace", "successful", "ECDH-GM"},
           {"access.bac", "not_supported", "not needed"},
           {"access.session", "successful", "selected"},
           {"files.mandatory", "successful", "all"},
           {"passive.sod_signature", "successful", "signed"},
           {"passive.hash.dg1", "successful", "as signed"},
           {"passive.dg11_text", "successful", "UTF-8"},
           {"passive.mrz_vs_dg1", "not_supported", "no zone was read"},
           {"revocation.ds", "successful", "not in the list"},
           {"genuine.chip_authentication", "successful", "ECDH"},
           {"genuine.active_authentication", "not_supported", "one is enough"},
           {"validity.expiry", "successful", "lasts"},
           {"register.document", "successful", "valid"},
           {"register.person", "successful", "alive"}}};
}

StatedInspection with(const std::string& id, const std::string& result) {
  StatedInspection changed = good();
  bool found = false;
  for (StatedStep& step : changed.steps) {
    if (step.id != id) continue;
    step.result = result;
    found = true;
  }
  EXPECT_TRUE(found) << id;
  return changed;
}

StatedChecks but(const std::string& check, const std::string& result) {
  StatedChecks changed = all_passed();
  changed[check] = result;
  return changed;
}

TEST(InspectionClaim, StepsThatAgreeWithTheChecksAreTaken) {
  const auto held = check_inspection(good(), all_passed());
  EXPECT_TRUE(held) << held.error().line();
  // A register's silence that the policy tolerates.
  EXPECT_TRUE(check_inspection(with("register.document", "undetermined"), all_passed()));
  // A text in DG11 that nobody can read and the policy leaves out.
  EXPECT_TRUE(check_inspection(with("passive.dg11_text", "undetermined"), all_passed()));
  // Some of the checks, as an adapter may state them.
  EXPECT_TRUE(check_inspection(good(), {{"chip.passive", "passed"}}));
}

TEST(InspectionClaim, APassedCheckHasNoFailedStep) {
  for (const char* id : {"access.session", "files.mandatory", "passive.sod_signature", "passive.hash.dg1",
                         "passive.mrz_vs_dg1", "passive.dg11_text", "revocation.ds", "validity.expiry",
                         "register.document", "register.person", "genuine.chip_authentication", "access.pace"})
    for (const char* result : {"failed", "aborted"}) {
      const auto held = check_inspection(with(id, result), all_passed());
      ASSERT_FALSE(held) << id << " " << result;
      EXPECT_NE(held.error().line().find(id), std::string::npos) << held.error().line();
    }
}

TEST(InspectionClaim, APassedCheckHasNoOpenStep) {
  // A revocation list that is missing or stale is never success.
  for (const char* id : {"access.session", "passive.hash.dg1", "revocation.ds", "validity.expiry"})
    EXPECT_FALSE(check_inspection(with(id, "undetermined"), all_passed())) << id;
}

TEST(InspectionClaim, OneProtocolInAnothersPlaceIsEnough) {
  // A weak key for chip authentication, then active authentication; PACE refused, then basic access control.
  StatedInspection changed = with("genuine.chip_authentication", "failed");
  for (StatedStep& step : changed.steps)
    if (step.id == "genuine.active_authentication") step.result = "successful";
  EXPECT_TRUE(check_inspection(changed, all_passed()));
  changed = with("access.bac", "successful");
  changed.steps.insert(changed.steps.begin(), {"access.pace.can", "failed", "refused"});
  EXPECT_TRUE(check_inspection(changed, all_passed()));
  // None succeeded: nothing shows that the chip is genuine.
  EXPECT_FALSE(check_inspection(with("genuine.chip_authentication", "not_supported"), all_passed()));
}

TEST(InspectionClaim, ACheckThatDidNotPassHasAStepThatSaysWhy) {
  for (const auto& [check, id] : {std::pair{"chip.access", "access.session"},
                                  {"chip.passive", "passive.hash.dg1"},
                                  {"chip.passive", "files.mandatory"},
                                  {"chip.revocation", "revocation.ds"},
                                  {"chip.genuine", "genuine.chip_authentication"},
                                  {"document.validity", "validity.expiry"}}) {
    for (const char* result : {"failed", "undetermined"}) {
      EXPECT_FALSE(check_inspection(good(), but(check, result))) << check << ": embellished";
      EXPECT_TRUE(check_inspection(with(id, result), but(check, result))) << check;
    }
    EXPECT_TRUE(check_inspection(good(), but(check, "not_performed")));
  }
  // No protocol at all is a reason, too.
  EXPECT_TRUE(check_inspection(with("genuine.chip_authentication", "not_supported"), but("chip.genuine", "failed")));
  // Names are compared without the chip.
  EXPECT_TRUE(check_inspection(good(), but("order.match", "failed")));
}

TEST(InspectionClaim, APerformedCheckHasSteps) {
  for (const char* family : {"access.", "revocation.", "genuine."}) {
    StatedInspection changed = good();
    std::erase_if(changed.steps, [&](const StatedStep& step) { return step.id.starts_with(family); });
    EXPECT_FALSE(check_inspection(changed, all_passed())) << family;
  }
  EXPECT_FALSE(check_unread(but("chip.access", "failed")));
  EXPECT_TRUE(check_unread({{"chip.access", "not_performed"}, {"order.match", "not_performed"}}));
}

TEST(InspectionClaim, EachReadingButTheLastWasInterrupted) {
  StatedInspection changed = good();
  changed.steps.insert(changed.steps.begin(), {"access.link", "aborted", "lost at command 7"});
  EXPECT_FALSE(check_inspection(changed, all_passed()));
  changed.readings = 2;
  EXPECT_TRUE(check_inspection(changed, all_passed()));
  changed.readings = 3;
  EXPECT_FALSE(check_inspection(changed, all_passed()));
}

TEST(InspectionClaim, ItsFormIsBounded) {
  const auto refused = [](const std::function<void(StatedInspection&)>& change) {
    StatedInspection changed = good();
    change(changed);
    return !check_inspection(changed, {});
  };
  EXPECT_FALSE(refused([](auto&) {}));
  EXPECT_TRUE(refused([](auto& c) { c.readings = 0; }));
  EXPECT_TRUE(refused([](auto& c) { c.steps.clear(); }));
  EXPECT_TRUE(refused([](auto& c) { c.steps.assign(257, {"access.pace", "successful", ""}); }));
  EXPECT_FALSE(refused([](auto& c) { c.steps.assign(256, {"access.pace", "successful", ""}); }));
  for (const char* id :
       {"", "access", "chip.access", "passive.", "passive.DG1", "passive.hash dg1", "passive.\xC4\x97"})
    EXPECT_TRUE(refused([&](auto& c) { c.steps[0].id = id; })) << id;
  EXPECT_TRUE(refused([](auto& c) { c.steps[0].id = "passive." + std::string(100, 'a'); }));
  EXPECT_TRUE(refused([](auto& c) { c.steps[0].result = "passed"; }));
  EXPECT_TRUE(refused([](auto& c) { c.steps[0].reason.assign(4097, 'a'); }));
}

TEST(InspectionClaim, ThePackageIsHeldToIt) {
  const auto ca = testing::make_identity({.name = "CA", .ca = true}, nullptr);
  const auto sealer = testing::make_identity({.name = "Seal"}, &ca);
  const auto verified = [&](const json& inspection) {
    json claims = testing::accepted_claims("o-1", "4000000001");
    claims["inspection"] = inspection;
    return verify_package(testing::seal(claims, sealer), ca.certificate_pem(), testing::noon, "o-1", "4000000001");
  };
  json steps = json::array();
  for (const StatedStep& step : good().steps)
    steps.push_back({{"id", step.id}, {"result", step.result}, {"reason", step.reason}});
  const auto package = verified({{"readings", 1}, {"steps", steps}});
  ASSERT_TRUE(package) << package.error().line();
  EXPECT_EQ(package->claims["inspection"]["steps"].size(), good().steps.size());
  EXPECT_FALSE(verified(nullptr)) << "chip checks passed without a chip";
  for (const json& wrong : {json("steps"), json::array(), json{{"readings", 1}}, json{{"steps", steps}},
                            json{{"readings", -1}, {"steps", steps}}, json{{"readings", "1"}, {"steps", steps}},
                            json{{"readings", 1}, {"steps", "none"}}, json{{"readings", 1}, {"steps", {1}}},
                            json{{"readings", 1}, {"steps", {{{"id", "access.pace"}, {"result", "successful"}}}}}})
    EXPECT_FALSE(verified(wrong)) << wrong;
  steps[5]["result"] = "failed";
  const auto contradictory = verified({{"readings", 1}, {"steps", steps}});
  ASSERT_FALSE(contradictory);
  EXPECT_NE(contradictory.error().line().find("passive.hash.dg1"), std::string::npos);
}

}  // namespace
}  // namespace proofmark::centre

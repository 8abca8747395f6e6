// Card against service: what every profile must come to. In a few lots, because each process makes the issuers anew.
#include <gtest/gtest.h>

#include <algorithm>

#include "common/files.hpp"
#include "common/inspection_steps.hpp"
#include "simulators/centre/inspection_claim.hpp"
#include "tests/chip/support.hpp"

namespace proofmark::chip::test {
namespace {

using decision::CheckResult;

std::vector<card::Profile> all_profiles() {
  std::vector<card::Profile> all;
  for (const auto& folder : {card::test::genuine_profiles(), card::test::attack_profiles()}) {
    auto profiles = card::list_profiles(folder);
    EXPECT_TRUE(profiles) << profiles.error().line();
    if (profiles) all.insert(all.end(), profiles->begin(), profiles->end());
  }
  return all;
}

// With the zone as it is printed on such a document, where `zone` and not the access number opens it.
Inspection inspect(const card::Profile& profile, bool zone, std::size_t& commands) {
  TestCard card(profile.name);
  Field field = card.field();
  Inspect inspect;
  inspect.password = zone ? mrz_password() : can_password();
  if (zone) {
    const auto printed = card::printed_record(profile, civil(), today());
    const std::string text = to_rfc3339(std::chrono::sys_days(printed.date_of_expiry));
    inspect.password.date_of_expiry = text.substr(2, 2) + text.substr(5, 2) + text.substr(8, 2);
  }
  Inspection inspection = inspect(field);
  commands = field.commands();
  return inspection;
}

const std::string& interface_page() {
  static const std::string text =
      read_text(std::filesystem::path(PROOFMARK_SOURCE_DIR) / "docs/interface.md").value_or("");
  return text;
}

// What the relying side demands of the steps (docs/interface.md) holds for every chip.
void expect_steps_that_agree(const Inspection& inspection) {
  centre::StatedInspection stated{inspection.readings, {}};
  for (const SubCheck& step : inspection.sub_checks)
    stated.steps.push_back({step.id, std::string(name_of(step.result)), step.reason.substr(0, 1024)});
  for (const SubCheck& step : inspection.sub_checks) {
    if (step.id.starts_with("passive.hash.dg") || step.id.starts_with("passive.card_security.")) continue;
    EXPECT_NE(interface_page().find("`" + step.id + "`"), std::string::npos) << step.id << " is not described";
  }
  centre::StatedChecks checks;
  for (const decision::Check& check : inspection.checks) checks.emplace(check.id, name_of(check.result));
  const auto held = centre::check_inspection(stated, checks);
  EXPECT_TRUE(held) << held.error().line() << "\n" << summary(inspection);
}

// The first step of the first check that failed, else of the first that is undetermined: what refuses the document.
// Where nothing of a check is supported, that is what refuses it.
std::optional<SubCheck> deciding_step(const Inspection& inspection) {
  for (const CheckResult wanted : {CheckResult::failed, CheckResult::undetermined})
    for (const decision::Check& check : inspection.checks) {
      if (check.result != wanted) continue;
      std::optional<SubCheck> unsupported;
      bool tried = false;
      for (const SubCheck& step : inspection.sub_checks) {
        if (check_of_step(step.id) != check.id || is_interruption(step.id)) continue;
        if (step.result == SubResult::failed && wanted == CheckResult::failed) return step;
        if (wanted == CheckResult::undetermined &&
            (step.result == SubResult::undetermined || step.result == SubResult::aborted))
          return step;
        if (step.result != SubResult::not_supported) tried = true;
        if (step.result == SubResult::not_supported && !unsupported) unsupported = step;
      }
      return tried ? std::nullopt : unsupported;
    }
  return std::nullopt;
}

// A hostile profile names the step that refuses it, so that no other failure can take its place unseen.
void expect_the_step_that_decides(const card::Profile& profile, const Inspection& inspection) {
  const auto step = deciding_step(inspection);
  ASSERT_TRUE(step) << "no step says why\n" << summary(inspection);
  const auto named = profile.sub_checks.find(step->id);
  ASSERT_NE(named, profile.sub_checks.end())
      << profile.name << " does not name " << step->id << ": " << name_of(step->result) << ": " << step->reason;
  EXPECT_EQ(named->second, name_of(step->result)) << step->id;
}

void expect_what_it_names(const card::Profile& profile) {
  ASSERT_FALSE(profile.expected.empty());
  for (const bool zone : {false, true}) {
    if ((!profile.pace || !profile.can) && !zone) continue;  // the zone is the only key
    std::size_t commands = 0;
    const Inspection inspection = inspect(profile, zone, commands);
    SCOPED_TRACE(profile.name + (zone ? " with the zone" : " with the access number"));
    // What only the clock shows is the service's to refuse, not the inspection's.
    const bool by_the_clock = profile.expected.contains("session.complete");
    for (const auto& [id, expected] : profile.expected) {
      if (id == "session.complete") continue;
      EXPECT_EQ(name_of(inspection.check(id).result), expected) << id << "\n" << summary(inspection);
    }
    for (const auto& [id, expected] : profile.sub_checks) {
      const auto made = sub(inspection, id);
      EXPECT_EQ(made ? name_of(*made) : "not made", expected) << id << "\n" << summary(inspection);
    }
    EXPECT_EQ(all_passed(inspection), profile.clause.empty() || by_the_clock) << summary(inspection);
    // A printed zone without a date of expiry is no password that anybody could type: the zone given here is another.
    const bool zone_of_its_own = !(zone && std::count(profile.faults.begin(), profile.faults.end(), "expiry_not_told"));
    if (!profile.clause.empty() && !by_the_clock && zone_of_its_own) expect_the_step_that_decides(profile, inspection);
    const bool passive = result_of(inspection, "chip.passive") == CheckResult::passed;
    EXPECT_EQ(inspection.document.has_value(), passive);
    EXPECT_EQ(!inspection.portrait.empty(), passive);
    EXPECT_EQ(inspection.commands, commands);
    expect_steps_that_agree(inspection);
    EXPECT_LE(commands, 2500U) << "a chip that is read without end";
  }
}

constexpr std::size_t kLots = 6;
class Profiles : public ::testing::TestWithParam<std::size_t> {};

TEST_P(Profiles, come_to_the_checks_they_name) {
  const auto all = all_profiles();
  for (std::size_t i = GetParam(); i < all.size(); i += kLots) expect_what_it_names(all[i]);
}
INSTANTIATE_TEST_SUITE_P(Lots, Profiles, ::testing::Range(std::size_t{0}, kLots));

// A hostile profile that names no check which is not passed would be held by anything.
TEST(HostileProfiles, each_one_names_what_refuses_it) {
  std::size_t hostile = 0;
  for (const card::Profile& profile : all_profiles()) {
    if (profile.clause.empty()) continue;
    ++hostile;
    bool refused = false;
    for (const auto& [id, result] : profile.expected) refused = refused || result != "passed";
    EXPECT_TRUE(refused) << profile.name;
    if (profile.expected.contains("session.complete")) continue;  // no step of the inspection decides
    bool named = false;
    for (const auto& [id, result] : profile.sub_checks) named = named || result != "successful";
    EXPECT_TRUE(named) << profile.name << " names no step that decides";
  }
  EXPECT_GE(hostile, 120U);
}

}  // namespace
}  // namespace proofmark::chip::test

// Each weakness that is planted into the inspection of a chip shows in a document case of the project: in process,
// where `proofmark sensitivity` plays the same cases against the whole service.
#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <regex>
#include <set>

#include "common/files.hpp"
#include "reference-impl/weakness/weakness.hpp"
#include "scenarios/runner/case_file.hpp"
#include "scenarios/sensitivity/weakness_list.hpp"
#include "tests/chip/support.hpp"

namespace proofmark::chip::test {
namespace {

using decision::CheckResult;
using runner::Scenario;

const std::filesystem::path& source() {
  static const std::filesystem::path root = PROOFMARK_SOURCE_DIR;
  return root;
}

// The guards of this room, by the sources.
std::set<std::string> guards() {
  static const std::regex pattern(R"(PROOFMARK_WEAKNESS\((\w+)\))");
  std::set<std::string> found;
  for (const auto& entry : std::filesystem::directory_iterator(source() / "reference-impl" / "chip")) {
    if (entry.path().extension() != ".cpp") continue;
    const auto text = read_text(entry.path());
    EXPECT_TRUE(text);
    for (std::sregex_iterator it(text->begin(), text->end(), pattern), end; it != end; ++it) found.insert((*it)[1]);
  }
  return found;
}

std::vector<Scenario> document_cases() {
  auto all = runner::list_cases(source() / "scenarios" / "cases");
  EXPECT_TRUE(all) << all.error().line();
  std::vector<Scenario> of_documents;
  if (all)
    for (Scenario& each : *all)
      if (each.name.starts_with("document.") && each.order == runner::Role::holder &&
          each.card != "relay-delay")  // what only the service's clock shows
        of_documents.push_back(std::move(each));
  return of_documents;
}

std::set<std::string> words_of(const std::string& text) {
  static const std::regex pattern("[a-zA-Z0-9]{3,}");
  std::set<std::string> words;
  for (std::sregex_iterator it(text.begin(), text.end(), pattern), end; it != end; ++it)
    words.insert(it->str().substr(0, 5));
  return words;
}

// Those that seem to speak about the weakness come first, so that few are played.
std::vector<const Scenario*> by_likeness(const std::vector<Scenario>& cases, const sensitivity::Weakness& weakness) {
  const auto wanted = words_of(weakness.name + " " + weakness.weakness);
  std::multimap<long, const Scenario*, std::greater<>> ranked;
  for (const Scenario& each : cases) {
    const auto words = words_of(each.name + " " + each.requirement);
    ranked.emplace(std::count_if(words.begin(), words.end(), [&](const auto& word) { return wanted.contains(word); }),
                   &each);
  }
  std::vector<const Scenario*> order;
  for (const auto& [rank, each] : ranked) order.push_back(each);
  return order;
}

// As the runner gives it out: the access number where the card has one, the zone where it has none or where `zone`.
Inspection inspect(const card::Profile& profile, bool zone) {
  TestCard card(profile.name);
  Field field = card.field();
  Inspect inspect;
  if (zone || !profile.pace || !profile.can) {
    const auto printed = card::printed_record(profile, civil(), today());
    const std::string text = to_rfc3339(std::chrono::sys_days(printed.date_of_expiry));
    inspect.password = mrz_password();
    inspect.password.date_of_expiry = text.substr(2, 2) + text.substr(5, 2) + text.substr(8, 2);
    if (profile.pace && profile.can) inspect.password.can = civil().can;
  }
  return inspect(field);
}

bool as_demanded(const Scenario& scenario, const Inspection& inspection) {
  if (scenario.kind == reports::Kind::genuine) return all_passed(inspection);
  return !all_passed(inspection) &&
         std::any_of(scenario.expected.checks.begin(), scenario.expected.checks.end(),
                     [&](const std::string& id) { return result_of(inspection, id) != CheckResult::passed; });
}

// The first case that does not come out as demanded; empty when all do.
std::string caught_by(const std::vector<const Scenario*>& cases, const std::map<std::string, card::Profile>& profiles) {
  for (const Scenario* each : cases)
    for (const bool zone : {false, true})
      if (!as_demanded(*each, inspect(profiles.at(each->card), zone))) return each->name;
  return {};
}

TEST(ChipWeaknesses, EachIsCaughtByADocumentCase) {
  std::map<std::string, card::Profile> profiles;
  for (const auto& folder : {card::test::genuine_profiles(), card::test::attack_profiles()}) {
    const auto all = card::list_profiles(folder);
    ASSERT_TRUE(all) << all.error().line();
    for (const card::Profile& profile : *all) profiles[profile.name] = profile;
  }
  const std::vector<Scenario> cases = document_cases();
  ASSERT_GE(cases.size(), 120U);
  const auto weaknesses = sensitivity::load_weaknesses(source() / "scenarios" / "sensitivity" / "weaknesses");
  ASSERT_TRUE(weaknesses) << weaknesses.error().line();

  weakness::choose("", "");
  std::vector<const Scenario*> all;
  for (const Scenario& each : cases) all.push_back(&each);
  ASSERT_EQ(caught_by(all, profiles), "") << "without a weakness every case comes out as demanded";

  // Seen by other means than one inspection of one document, or not to be seen in its checks at all.
  const std::map<std::string, const char*> elsewhere{
      {"active_challenge_fixed", "the case chip.recorded-signature shows a chip twice"},
      {"echoed_key_accepted", "nobody has the keys that follow: the next command fails, and with it the same check"}};
  const std::set<std::string> here = guards();
  std::size_t caught = 0;
  for (const sensitivity::Weakness& each : *weaknesses) {
    if (!here.contains(each.name) || elsewhere.contains(each.name)) continue;
    weakness::choose(each.name, "");
    EXPECT_NE(caught_by(by_likeness(cases, each), profiles), "") << each.name << ": " << each.weakness;
    ++caught;
  }
  weakness::choose("", "");
  EXPECT_GE(caught, 75U);
}

}  // namespace
}  // namespace proofmark::chip::test

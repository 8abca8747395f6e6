// Pages of a run as large as the yearly evaluation, planned from the project's own suite, cases and catalogue.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>
#include <nlohmann/json.hpp>
#include <set>

#include "common/files.hpp"
#include "common/random.hpp"
#include "reports/documents/report.hpp"
#include "reports/formats/run_folder.hpp"
#include "scenarios/catalogue/catalogue.hpp"
#include "tests/reports/sample_run.hpp"

namespace proofmark::reports {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;
using ::testing::HasSubstr;

constexpr std::size_t kLimit = 2'000'000;
const fs::path kScenarios = fs::path(PROOFMARK_SOURCE_DIR) / "scenarios";

json read_json(const fs::path& file) {
  const auto text = read_text(file);
  EXPECT_TRUE(text) << file;
  return text ? json::parse(*text) : json();
}

struct Yearly {
  Plan plan;
  Catalogue catalogue;
};

Attempt attempt_of(const json& one, std::size_t number, const Plan& plan) {
  Attempt a;
  a.scenario = one.at("name");
  a.id = a.scenario + "-" + std::to_string(number + 1);
  a.kind = *parse_kind(one.at("kind").get<std::string>());
  a.person = plan.persons[number % plan.persons.size()].id;
  a.holder = plan.persons[(number + (a.kind == Kind::impostor ? 1 : 0)) % plan.persons.size()].id;
  a.requirement = one.at("requirement");
  a.requirements = one.at("requirements").get<std::vector<std::string>>();
  a.metric = one.at("metric");
  a.gate = *parse_gate_role(one.at("gate").get<std::string>());
  a.card = "genuine";
  a.device = "phone";
  if (const auto species = one.find("species"); species != one.end()) a.species = species->at(number % species->size());
  if (a.kind == Kind::probe) {
    a.probe = one.at("probe");
    a.person = a.holder = a.card = a.device = "";
    return a;
  }
  a.expected.decision = one.at("expected").at("decision") == "accepted" ? Decision::accepted : Decision::refused;
  a.expected.checks = one.at("expected").value("checks", std::vector<std::string>{});
  if (a.expected.decision == Decision::refused && a.expected.checks.empty()) a.expected.checks = {"session.complete"};
  return a;
}

Yearly yearly() {
  Yearly out;
  out.plan = sample::full_plan();
  out.plan.suite = "annual";
  out.plan.attempts.clear();
  const json suite = read_json(kScenarios / "suites" / "annual.json");
  std::vector<catalogue::CaseReferences> references;
  CatalogueSuite played{"annual", Level::full_service, {}};
  for (const json& entry : suite.at("cases")) {
    const json one = read_json(kScenarios / "cases" / (entry.at("case").get<std::string>() + ".json"));
    references.push_back({one.at("name"), one.at("requirements").get<std::vector<std::string>>(), ""});
    played.scenarios.push_back(one.at("name"));
    const std::size_t attempts = entry.value("attempts", one.at("attempts").get<std::size_t>());
    for (std::size_t i = 0; i < attempts; ++i) out.plan.attempts.push_back(attempt_of(one, i, out.plan));
  }
  std::sort(played.scenarios.begin(), played.scenarios.end());
  auto loaded = catalogue::load(kScenarios / "catalogue");
  EXPECT_TRUE(loaded) << loaded.error().line();
  auto merged = catalogue::merge(std::move(*loaded), references);
  EXPECT_TRUE(merged) << merged.error().line();
  out.catalogue = std::move(*merged);
  out.catalogue.suites = {played};
  return out;
}

// Reasons as long as the reference service's.
void give_reasons(Observation& o) {
  for (Check& check : o.checks)
    if (check.reason.empty())
      check.reason = check.id + ": expected one face, large, lit and sharp enough, observed a face on 1.000 of the " +
                     "frames, 270.288 pixels wide";
}

Bytes jpeg(std::size_t size, const std::string& name) {
  SeededRandom random(7, name);
  Bytes out(size);
  for (std::uint8_t& byte : out) byte = static_cast<std::uint8_t>(random.below(256));
  out[0] = out[2] = 0xFF;
  out[1] = 0xD8;
  return out;
}

// The pages of a run of which each attempt ends as `observe` says, with as many pictures and frames as a runner keeps.
fs::path reported(const std::string& name, const Yearly& run,
                  const std::function<Observation(const Attempt&)>& observe) {
  const fs::path folder = sample::folder(name);
  std::vector<Observation> observations;
  for (const Attempt& a : run.plan.attempts) {
    observations.push_back(observe(a));
    give_reasons(observations.back());
  }
  sample::write(folder, run.plan, observations, run.catalogue);
  fs::create_directories(folder / kPicturesFolder);
  for (int i = 0; i < 30; ++i)
    EXPECT_TRUE(write_file(folder / kPicturesFolder / ("picture-" + std::to_string(i) + ".jpg"), jpeg(26'000, "p")));
  std::map<std::string, int> kept;
  for (const Attempt& a : run.plan.attempts) {
    if (a.kind == Kind::probe || ++kept[a.scenario] > 2) continue;
    fs::create_directories(folder / kAttemptsFolder / a.id);
    for (const char* frame : {"frame-1.jpg", "frame-2.jpg", "frame-3.jpg", "frame-4.jpg"})
      EXPECT_TRUE(write_file(folder / kAttemptsFolder / a.id / frame, jpeg(7'000, a.id)));
    EXPECT_TRUE(write_text(folder / kAttemptsFolder / a.id / "apdu.jsonl", "{}\n"));
  }
  ReportOptions options;
  options.pdf = false;
  const auto summary = write_reports(folder, options);
  EXPECT_TRUE(summary) << summary.error().line();
  return folder;
}

std::size_t count(const std::string& text, const std::string& what) {
  std::size_t n = 0;
  for (std::size_t at = text.find(what); at != std::string::npos; at = text.find(what, at + 1)) ++n;
  return n;
}

std::vector<std::string> quoted_after(const std::string& text, const std::string& before) {
  std::vector<std::string> out;
  for (std::size_t at = text.find(before); at != std::string::npos; at = text.find(before, at + 1)) {
    const std::size_t begin = at + before.size();
    out.push_back(text.substr(begin, text.find('"', begin) - begin));
  }
  return out;
}

void expect_small_and_whole(const fs::path& folder) {
  std::size_t pages = 0;
  for (const auto& entry : fs::recursive_directory_iterator(folder)) {
    if (entry.path().extension() != ".html") continue;
    ++pages;
    EXPECT_LE(fs::file_size(entry.path()), kLimit) << entry.path();
    const std::string page = *read_text(entry.path());
    std::set<std::string> anchors;
    for (const std::string& id : quoted_after(page, " id=\"")) anchors.insert(id);
    for (const std::string& target : quoted_after(page, "href=\"#"))
      EXPECT_TRUE(anchors.contains(target)) << entry.path() << " links to " << target;
  }
  EXPECT_EQ(pages, 12U);
  EXPECT_THAT(*read_text(folder / kReportFile), HasSubstr("To keep this page below 2 MB it shows "));
  EXPECT_THAT(*read_text(folder / kLithuanianReportFile), HasSubstr("Kad puslapis neviršytų 2 MB, jame"));
}

TEST(PageSize, OfAYearlyRunIsAtMostTwoMegabytesAndShowsWhatDidNotPassFirst) {
  const Yearly run = yearly();
  ASSERT_GT(run.plan.attempts.size(), 5000U);
  std::set<std::string> wrong;
  SeededRandom random(1, "wrong");
  const fs::path folder = reported("yearly", run, [&](const Attempt& a) {
    Observation o = sample::good(run.plan, a);
    if (a.kind == Kind::genuine && random.chance(0.02)) {
      sample::refuse(o, "face.match", "similarity 0.1 against 0.5");
      wrong.insert(a.id);
    }
    if (a.kind != Kind::genuine && a.kind != Kind::probe && random.chance(0.02)) {
      sample::accept(o);
      wrong.insert(a.id);
    }
    return o;
  });
  expect_small_and_whole(folder);
  ASSERT_GT(wrong.size(), 50U);
  for (const auto name : {kReportFile, kLithuanianReportFile}) {
    const std::string page = *read_text(folder / name);
    for (const std::string& id : wrong)
      EXPECT_NE(page.find("<details id=\"attempt-" + id + "\""), std::string::npos) << name << " lacks " << id;
    EXPECT_GE(count(page, "<details id=\"attempt-"), wrong.size());
    EXPECT_GT(page.size(), kLimit * 9 / 10) << "the room is used";
  }
}

TEST(PageSize, HoldsForASubjectThatAcceptsEverything) {
  const Yearly run = yearly();
  const fs::path folder = reported("yearly-null", run, [&](const Attempt& a) {
    Observation o = sample::good(run.plan, a);
    if (a.kind != Kind::probe) sample::accept(o);
    return o;
  });
  expect_small_and_whole(folder);
  // Every scenario that failed shows an attempt of its own, and says how many more there are.
  const std::string page = *read_text(folder / kReportFile);
  EXPECT_NE(page.find("<details id=\"attempt-impostor.zero-effort-1\""), std::string::npos);
  EXPECT_NE(page.find("<details id=\"attempt-document.expired-1\""), std::string::npos);
  EXPECT_NE(page.find(" to impostor.zero-effort-1000"), std::string::npos);
}

}  // namespace
}  // namespace proofmark::reports

// write_reports: from a run folder to the four files and the exit code.
#include "reports/documents/report.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "common/files.hpp"
#include "reports/formats/run_folder.hpp"
#include "tests/reports/sample_run.hpp"

namespace proofmark::reports {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

// The PDF has tests of its own (documents/): it takes seconds.
Result<RunSummary> write_pages(const std::filesystem::path& folder) {
  ReportOptions options;
  options.pdf = false;
  return write_reports(folder, options);
}

std::string page_of(const std::filesystem::path& folder) {
  const auto text = read_text(folder / kReportFile);
  return text ? *text : "";
}

TEST(Report, WritesEveryFileAndPassesTheGateOfAGoodRun) {
  const auto folder = sample::folder("good");
  sample::write(folder, sample::plan(), sample::all_good(sample::plan()));
  const auto summary = write_pages(folder);
  ASSERT_TRUE(summary) << summary.error().line();
  EXPECT_EQ(summary->gate, Verdict::pass);
  EXPECT_EQ(summary->exit_code(), 0);
  EXPECT_EQ(summary->planned, 34U);
  EXPECT_EQ(summary->observed, 34U);
  for (const auto name : {kVerdictsFile, kResultsFile, kJunitFile, kReportFile})
    EXPECT_TRUE(std::filesystem::exists(folder / name)) << name;
  EXPECT_EQ(summary->report, std::filesystem::absolute(folder / kReportFile));
}

// A run as it may really end: somebody refused, somebody let through.
std::vector<Observation> mixed(const Plan& plan) {
  std::vector<Observation> out;
  for (const Attempt& a : plan.attempts) {
    Observation o = sample::good(plan, a);
    if (a.id == "genuine-06") sample::refuse(o, "liveness.challenges", "tender 7.4.5.4: expected turn_left in 2.5 s");
    if (a.id == "impostor-03") sample::refuse(o, "liveness.passive", "moire energy 0.41 above 0.35");
    if (a.id == "replay.screen-02") sample::accept(o);
    out.push_back(std::move(o));
  }
  return out;
}

TEST(Report, NamesRefusedPersonsAndAcceptedAttacksWithoutFailingTheGate) {
  const auto folder = sample::folder("mixed");
  const Plan plan = sample::plan();
  sample::write(folder, plan, mixed(plan));
  const auto summary = write_pages(folder);
  ASSERT_TRUE(summary) << summary.error().line();
  EXPECT_EQ(summary->gate, Verdict::pass);
  const std::string page = page_of(folder);
  EXPECT_THAT(page, HasSubstr("Gate: pass</strong>"));
  EXPECT_THAT(page, HasSubstr("href=\"#attempt-genuine-06\""));
  EXPECT_THAT(page, HasSubstr("expected turn_left in 2.5 s"));
  EXPECT_THAT(page, HasSubstr("0.316\u00a0% to 52.7\u00a0%"));  // 1 of 8, Clopper-Pearson
  EXPECT_THAT(page, HasSubstr("an attack was accepted"));
}

TEST(Report, RefersToNothingOutsideAndSaysSimulated) {
  const auto folder = sample::folder("outside");
  sample::write(folder, sample::plan(), sample::all_good(sample::plan()));
  ASSERT_TRUE(write_pages(folder));
  const std::string page = page_of(folder);
  for (const char* reference : {"http://", "https://", "src=\"/", "<script", "<link", "@import", "url("})
    EXPECT_THAT(page, Not(HasSubstr(reference))) << reference;
  EXPECT_THAT(page, HasSubstr("<title>Test report, simulated"));
  EXPECT_THAT(page, HasSubstr("It supports no claim of conformity"));
  EXPECT_THAT(page, HasSubstr("external evidence pending"));
  EXPECT_THAT(page, Not(HasSubstr("{{")));
}

TEST(Report, EscapesWhatTheSubjectSays) {
  const auto folder = sample::folder("escape");
  Plan plan = sample::plan();
  plan.subject.name = "<script>alert(1)</script>";
  auto observations = sample::all_good(plan);
  sample::refuse(observations[0], "face.match", "</td><img src=x onerror=alert(1)> \"&' \x01 \xff");
  sample::write(folder, plan, observations);
  const auto summary = write_pages(folder);
  ASSERT_TRUE(summary) << summary.error().line();
  const std::string page = page_of(folder);
  EXPECT_THAT(page, Not(HasSubstr("<script")));
  EXPECT_THAT(page, Not(HasSubstr("<img")));
  EXPECT_THAT(page, HasSubstr("&lt;img src=x onerror=alert(1)&gt;"));
}

TEST(Report, SameRunGivesTheSameBytesWhateverTheOrderOfObservations) {
  const Plan plan = sample::plan();
  auto observations = mixed(plan);
  const auto one = sample::folder("order-1");
  sample::write(one, plan, observations);
  std::reverse(observations.begin(), observations.end());
  const auto two = sample::folder("order-2");
  sample::write(two, plan, observations);
  ASSERT_TRUE(write_pages(one));
  ASSERT_TRUE(write_pages(two));
  for (const auto name : {kVerdictsFile, kResultsFile, kJunitFile, kReportFile})
    EXPECT_EQ(*read_text(one / name), *read_text(two / name)) << name;
}

TEST(Report, WallClockTimesAndSignaturesDoNotReachThePage) {
  const Plan plan = sample::plan();
  auto observations = mixed(plan);
  const auto one = sample::folder("wall-1");
  sample::write(one, plan, observations);
  for (Observation& o : observations) {
    o.wall_seconds *= 3;
    o.package_sha256 = std::string(64, 'a');
  }
  const auto two = sample::folder("wall-2");
  sample::write(two, plan, observations);
  ASSERT_TRUE(write_pages(one));
  ASSERT_TRUE(write_pages(two));
  for (const auto name : {kVerdictsFile, kJunitFile, kReportFile})
    EXPECT_EQ(*read_text(one / name), *read_text(two / name)) << name;
  EXPECT_NE(*read_text(one / kResultsFile), *read_text(two / kResultsFile));
}

TEST(Report, TheSubjectsOwnTimesStandInOneSectionOfThePageAlone) {
  const Plan plan = sample::plan();
  auto observations = mixed(plan);
  const auto written = [&](const char* name, double seconds) {
    for (Observation& o : observations)
      if (o.outcome == Outcome::completed) o.service_seconds = {{"chip", seconds}, {"decision", 2 * seconds}};
    const auto folder = sample::folder(name);
    sample::write(folder, plan, observations);
    EXPECT_TRUE(write_pages(folder));
    return folder;
  };
  const auto one = written("times-1", 0.125);
  const auto two = written("times-2", 40);
  for (const auto name : {kVerdictsFile, kJunitFile}) EXPECT_EQ(*read_text(one / name), *read_text(two / name)) << name;
  for (const auto name : {kReportFile, kLithuanianReportFile}) {
    const auto split = [&](const std::filesystem::path& folder) {
      const std::string page = *read_text(folder / name);
      const std::size_t from = page.find("<section id=\"service-times\"");
      EXPECT_NE(from, std::string::npos) << name;
      const std::size_t to = page.find("</section>", from);
      return std::pair(page.substr(0, from) + page.substr(to), page.substr(from, to - from));
    };
    EXPECT_EQ(split(one).first, split(two).first) << name;
    EXPECT_NE(split(one).second, split(two).second) << name;
    EXPECT_EQ(split(one).second.find("times.service"), std::string::npos) << "a step without its name";
  }
}

TEST(Report, AKilledRunIsReportedAndNotPassed) {
  const auto folder = sample::folder("killed");
  const Plan plan = sample::plan();
  auto observations = sample::all_good(plan);
  observations.pop_back();
  sample::write(folder, plan, observations);
  const auto file = folder / kObservationsFile;
  auto text = *read_text(file);
  ASSERT_TRUE(write_text(file, text + text.substr(0, 200)));
  const auto summary = write_pages(folder);
  ASSERT_TRUE(summary) << summary.error().line();
  EXPECT_EQ(summary->gate, Verdict::inconclusive);
  EXPECT_EQ(summary->exit_code(), 1);
  EXPECT_EQ(summary->observed, 33U);
  EXPECT_THAT(summary->gate_reason, HasSubstr(plan.attempts.back().id));
  EXPECT_THAT(page_of(folder), HasSubstr("ends in the middle of a line"));
}

TEST(Report, ARunKilledBeforeItsFirstObservationIsNotPassed) {
  const auto folder = sample::folder("nothing");
  ASSERT_TRUE(write_plan(folder / kPlanFile, sample::plan()));
  const auto summary = write_pages(folder);
  ASSERT_TRUE(summary) << summary.error().line();
  EXPECT_EQ(summary->gate, Verdict::inconclusive);
  EXPECT_EQ(summary->observed, 0U);
}

TEST(Report, RefusesAFolderThatIsNoRunOrWasAltered) {
  const auto empty = sample::folder("empty");
  const auto none = write_pages(empty);
  ASSERT_FALSE(none);
  EXPECT_THAT(none.error().line(), HasSubstr("plan.json"));
  EXPECT_FALSE(write_pages(empty / "missing"));

  const auto altered = sample::folder("altered");
  sample::write(altered, sample::plan(), sample::all_good(sample::plan()));
  auto text = *read_text(altered / kObservationsFile);
  text.insert(text.find('\n') + 1, "not json\n");
  ASSERT_TRUE(write_text(altered / kObservationsFile, text));
  const auto report = write_pages(altered);
  ASSERT_FALSE(report);
  EXPECT_THAT(report.error().line(), HasSubstr("line 2"));
  EXPECT_FALSE(std::filesystem::exists(altered / kReportFile));
}

TEST(Report, AFolderThatCannotBeWrittenIsAnErrorAndLeavesNoOldPage) {
  const auto folder = sample::folder("unwritable");
  sample::write(folder, sample::plan(), sample::all_good(sample::plan()));
  ASSERT_TRUE(write_pages(folder));
  // A folder in the place of results.json stands for every write that fails half way; it works as root too.
  std::filesystem::remove(folder / kResultsFile);
  std::filesystem::create_directory(folder / kResultsFile);
  ASSERT_TRUE(write_text(folder / kResultsFile / "file", "x"));
  EXPECT_FALSE(write_pages(folder));
  EXPECT_FALSE(std::filesystem::exists(folder / kReportFile));
}

TEST(Report, EmbedsPicturesAndLeavesOutWhatIsNone) {
  const auto folder = sample::folder("pictures");
  sample::write(folder, sample::plan(), sample::all_good(sample::plan()));
  std::filesystem::create_directory(folder / kPicturesFolder);
  const Bytes jpeg = {0xFF, 0xD8, 0xFF, 0xE0, 0x3E, 0x3F, 0xFB, 0xD9};  // its base64 holds '+' and '/'
  ASSERT_TRUE(write_file(folder / kPicturesFolder / "genuine-01.jpg", jpeg));
  ASSERT_TRUE(write_text(folder / kPicturesFolder / "genuine-01.txt", "person-1 looks up"));
  ASSERT_TRUE(write_text(folder / kPicturesFolder / "broken.jpg", "no picture"));
  ASSERT_TRUE(write_pages(folder));
  const std::string page = page_of(folder);
  EXPECT_THAT(page, HasSubstr("data:image/jpeg;base64," + to_base64(jpeg) + "\""));
  EXPECT_THAT(page, HasSubstr("Simulated. person-1 looks up"));
  EXPECT_THAT(page, Not(HasSubstr("broken")));
}

}  // namespace
}  // namespace proofmark::reports

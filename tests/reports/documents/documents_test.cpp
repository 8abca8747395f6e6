// The documents of a run at every level: both languages, nothing untranslated by mistake, same bytes, small enough.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <cstdlib>
#include <regex>

#include "common/files.hpp"
#include "reports/documents/report.hpp"
#include "reports/formats/run_folder.hpp"
#include "tests/reports/sample_run.hpp"

namespace proofmark::reports {
namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;
using ::testing::Not;

ReportOptions no_pdf() {
  ReportOptions options;
  options.pdf = false;
  return options;
}

fs::path reported(const std::string& name, const Plan& plan, const ReportOptions& options = no_pdf()) {
  const auto folder = sample::folder(name);
  sample::write(folder, plan, sample::fair(plan), sample::catalogue());
  const auto summary = write_reports(folder, options);
  EXPECT_TRUE(summary) << summary.error().line();
  return folder;
}

std::vector<fs::path> pages(const fs::path& folder) {
  std::vector<fs::path> out;
  for (const auto& entry : fs::recursive_directory_iterator(folder))
    if (entry.path().extension() == ".html") out.push_back(entry.path());
  return out;
}

TEST(Documents, EveryLevelGivesThePagesThatBelongToIt) {
  const auto names = [](const fs::path& folder) {
    std::vector<std::string> out;
    for (const fs::path& page : pages(folder)) out.push_back(page.filename().string());
    return out;
  };
  const auto full = names(reported("full", sample::full_plan()));
  EXPECT_EQ(full.size(), 12U);
  EXPECT_THAT(names(reported("pad", sample::pad_plan())), ::testing::Contains("presentation-attack-report.lt.html"));
  EXPECT_THAT(names(reported("comparison", sample::comparison_plan())),
              Not(::testing::Contains("presentation-attack-report.html")));
  EXPECT_THAT(names(reported("chip", sample::chip_plan())), ::testing::Contains("document-inspection-report.html"));
}

TEST(Documents, NoTextIsMissingAndEveryPageSaysSimulatedAndItsLanguage) {
  static const std::regex missing(R"(\[[a-z]+(\.[a-z_0-9 ]+)+\])");
  for (const auto& [name, plan] : {std::pair{"a", sample::full_plan()},
                                   {"b", sample::pad_plan()},
                                   {"c", sample::comparison_plan()},
                                   {"d", sample::chip_plan()}}) {
    for (const fs::path& page : pages(reported(name, plan))) {
      const std::string text = *read_text(page);
      std::smatch found;
      EXPECT_FALSE(std::regex_search(text, found, missing)) << page << found.str();
      const bool lt = page.string().ends_with(".lt.html");
      EXPECT_THAT(text, HasSubstr(lt ? "<html lang=\"lt\">" : "<html lang=\"en\">"));
      EXPECT_THAT(text, HasSubstr(lt ? "Imituotas rezultatas." : "Simulated result."));
      EXPECT_THAT(text, Not(HasSubstr("{{")));
      for (const char* outside : {"http://", "https://", "src=\"/", "<script", "<link", "@import", "url("})
        EXPECT_THAT(text, Not(HasSubstr(outside))) << page;
    }
  }
}

// What the verdicts say by themselves is Lithuanian; what scenarios, services and tests say may stay English.
TEST(Documents, TheVerdictsOwnSentencesAreTranslated) {
  const std::string page = *read_text(reported("lt", sample::full_plan()) / kLithuanianReportFile);
  for (const char* english : {"too few attempts", "as demanded", "gives evidence", "nothing was filed",
                              "no limit is set", "refused by", "is refuted", "every planned attempt"})
    EXPECT_THAT(page, Not(HasSubstr(english)));
  EXPECT_THAT(page, HasSubstr("lang=\"en\""));
  EXPECT_THAT(page, HasSubstr("17,1\u00a0%"));
}

TEST(Documents, ARequirementLeadsDownToItsAttempts) {
  const std::string page = *read_text(reported("down", sample::full_plan()) / kReportFile);
  std::regex href("href=\"#([^\"]+)\"");
  std::size_t links = 0;
  for (std::sregex_iterator at(page.begin(), page.end(), href), end; at != end; ++at, ++links)
    EXPECT_THAT(page, HasSubstr(" id=\"" + (*at)[1].str() + "\"")) << (*at)[1];
  EXPECT_GT(links, 50U);
  EXPECT_THAT(page, HasSubstr("id=\"requirement-ts119461.BIN-8.4.2-08X\""));
  EXPECT_THAT(page, HasSubstr("id=\"attempt-"));
}

TEST(Documents, FramesAndApduLogsOfAnAttemptAreShownAndLinked) {
  const Plan plan = sample::full_plan();
  const auto folder = sample::folder("frames");
  sample::write(folder, plan, sample::fair(plan), sample::catalogue());
  const std::string& id = plan.attempts.front().id;
  const fs::path at = folder / kAttemptsFolder / id;
  fs::create_directories(at);
  const Bytes jpeg = {0xFF, 0xD8, 0xFF, 0xE0, 0x3E, 0x3F, 0xFB, 0xD9};
  ASSERT_TRUE(write_file(at / "frame-0001.jpg", jpeg));
  ASSERT_TRUE(write_file(at / "frame-0002.jpg", jpeg));
  ASSERT_TRUE(write_text(at / "apdu.jsonl", "{}\n"));
  ASSERT_TRUE(write_reports(folder, no_pdf()));
  for (const auto name : {kReportFile, kLithuanianReportFile}) {
    const std::string page = *read_text(folder / name);
    EXPECT_THAT(page, HasSubstr("href=\"attempts/" + id + "/apdu.jsonl\""));
    EXPECT_THAT(page, HasSubstr("href=\"attempts/" + id + "/frame-0002.jpg\""));
    EXPECT_THAT(page, HasSubstr("data:image/jpeg;base64," + to_base64(jpeg)));
  }
}

// 1,000 attempts: at most 2 MB, and not much longer to write than to read.
TEST(Documents, ALargeRunStaysWithinTwoMegabytes) {
  Plan plan = sample::full_plan();
  const std::vector<Attempt> some = plan.attempts;
  for (int copy = 1; plan.attempts.size() < 1000; ++copy)
    for (Attempt a : some) {
      a.id += "-" + std::to_string(copy);
      plan.attempts.push_back(std::move(a));
    }
  const auto folder = reported("large", plan);
  for (const fs::path& page : pages(folder)) EXPECT_LT(fs::file_size(page), 2'000'000U) << page;
}

// The results are what a run is for: a PDF that cannot be made takes nothing from them.
TEST(Documents, WithoutPdfsTheResultsStandAndSayHowToHaveThem) {
  const Plan plan = sample::chip_plan();
  const auto folder = sample::folder("no-weasyprint");
  sample::write(folder, plan, sample::all_good(plan), sample::catalogue());
  const fs::path broken = sample::folder("broken-programs");
  ASSERT_TRUE(write_text(broken / "weasyprint", "#!/bin/sh\necho no fonts >&2\nexit 1\n"));
  fs::permissions(broken / "weasyprint", fs::perms::owner_all);
  const std::string path = std::getenv("PATH");
  ASSERT_EQ(::setenv("PATH", (broken.string() + ":" + path).c_str(), 1), 0);
  const auto summary = write_reports(folder);
  ASSERT_EQ(::setenv("PATH", path.c_str(), 1), 0);
  ASSERT_TRUE(summary) << summary.error().line();
  EXPECT_EQ(summary->exit_code(), 2);
  EXPECT_THAT(summary->pdf_problem, HasSubstr("the results stand"));
  EXPECT_THAT(summary->pdf_problem, HasSubstr("no fonts"));
  EXPECT_THAT(summary->pdf_problem, HasSubstr("proofmark report " + folder.string()));
  for (const auto name : {kVerdictsFile, kResultsFile, kJunitFile}) EXPECT_TRUE(fs::exists(folder / name)) << name;
  EXPECT_TRUE(fs::exists(folder / "index.json"));
  EXPECT_EQ(pages(folder).size(), 6U);
  for (const fs::path& page : pages(folder)) EXPECT_THAT(*read_text(page), Not(HasSubstr(".pdf\"")));
  std::atomic<bool> stop = true;
  ReportOptions stopped;
  stopped.stop = &stop;
  const auto ended = write_reports(folder, stopped);
  ASSERT_TRUE(ended) << ended.error().line();
  EXPECT_THAT(ended->pdf_problem, HasSubstr("asked to stop"));
  const auto again = write_reports(folder);
  ASSERT_TRUE(again) << again.error().line();
  EXPECT_EQ(again->pdf_problem, "");
  EXPECT_TRUE(fs::exists(folder / kReportPdf));
  EXPECT_THAT(*read_text(folder / kReportFile), HasSubstr("href=\"report.pdf\""));
}

TEST(Documents, SameRunSameBytesPdfIncluded) {
  const Plan plan = sample::chip_plan();
  const auto one = reported("same-1", plan, {}), two = reported("same-2", plan, {});
  std::size_t files = 0, pdfs = 0;
  for (const auto& entry : fs::recursive_directory_iterator(one)) {
    if (!entry.is_regular_file()) continue;
    ++files;
    pdfs += entry.path().extension() == ".pdf";
    const fs::path other = two / fs::relative(entry.path(), one);
    ASSERT_TRUE(fs::exists(other)) << other;
    EXPECT_EQ(*read_file(entry.path()), *read_file(other)) << other;
  }
  EXPECT_GT(files, 15U);
  EXPECT_EQ(pdfs, 6U);  // report, conformity matrix, document inspection; two languages
}

}  // namespace
}  // namespace proofmark::reports

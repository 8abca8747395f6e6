// What the standards ask an assessor's document to contain stands in it, in both languages.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "common/files.hpp"
#include "reports/documents/report.hpp"
#include "reports/formats/run_folder.hpp"
#include "tests/reports/sample_run.hpp"

namespace proofmark::reports {
namespace {

namespace fs = std::filesystem;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

fs::path reported(const std::string& name, const Plan& plan, const std::vector<Observation>& observations) {
  const auto folder = sample::folder(name);
  sample::write(folder, plan, observations, sample::catalogue());
  ReportOptions options;
  options.pdf = false;
  const auto summary = write_reports(folder, options);
  EXPECT_TRUE(summary) << summary.error().line();
  return folder;
}

std::string document(const fs::path& folder, const std::string& name) {
  const auto text = read_text(folder / kDocumentsFolder / name);
  EXPECT_TRUE(text) << name;
  return text ? *text : "";
}

// The part of the page between two anchors.
std::string section(const std::string& page, const std::string& id) {
  const std::size_t from = page.find("<section id=\"" + id + "\"");
  EXPECT_NE(from, std::string::npos) << id;
  return from == std::string::npos ? "" : page.substr(from, page.find("</section>", from) - from);
}

TEST(AssessorDocuments, ThePerformanceReportHasWhatIso19795AsksFor) {
  const Plan plan = sample::full_plan();
  auto observations = sample::all_good(plan);
  observations[0] = sample::ended(plan, plan.attempts[0], Outcome::crash);
  observations[1] = sample::ended(plan, plan.attempts[1], Outcome::harness_error);
  observations[2].tries = 2;
  observations[2].earlier_errors = {"no camera"};
  for (std::size_t i = 0; i < plan.attempts.size(); ++i)
    if (plan.attempts[i].id == "impostor.twin-01") sample::accept(observations[i]);
  observations.erase(observations.begin() + 3);
  const auto folder = reported("performance", plan, observations);
  const std::string page = document(folder, "performance-report.html");
  EXPECT_THAT(section(page, "evaluation"), AllOf(HasSubstr("scenario evaluation"), HasSubstr("simulated"),
                                                 HasSubstr("2026-11-22"), HasSubstr("which does not age")));
  const std::string abnormal = section(page, "excluded");
  const auto count = [&](const std::string& what) {
    const std::size_t at = abnormal.find(what);
    EXPECT_NE(at, std::string::npos) << what;
    const std::size_t cell = abnormal.find("<td", at);
    return abnormal.substr(cell, abnormal.find("</td>", cell) - cell);
  };
  EXPECT_THAT(count("no observation, or more than one"), ::testing::ContainsRegex(">1($|<)"));
  EXPECT_THAT(count("error of the harness in every try"), ::testing::ContainsRegex(">1($|<)"));
  EXPECT_THAT(count("crash of the subject"), ::testing::ContainsRegex(">1($|<)"));
  EXPECT_THAT(count("repeated after an error of the harness"), ::testing::ContainsRegex(">1($|<)"));
  EXPECT_THAT(section(page, "times"), HasSubstr("Median"));
  // Both multiples of twins, told apart, with errors and n of either side.
  const std::string related = section(page, "relations");
  EXPECT_THAT(related, AllOf(HasSubstr("FAR of related persons"), HasSubstr("FMR of related persons"),
                             HasSubstr("FAR, false acceptance rate"), HasSubstr("FMR, false match rate"),
                             HasSubstr("1 of 4"), HasSubstr("0 of 16")));
  EXPECT_THAT(section(page, "results"), HasSubstr("FAR of related persons"));
  EXPECT_THAT(document(folder, "performance-report.lt.html"),
              AllOf(HasSubstr("scenarijinis vertinimas"), HasSubstr("sistemos strigtis"), HasSubstr("dvyniai")));
}

TEST(AssessorDocuments, ThePresentationAttackReportHasWhatIso30107AsksFor) {
  const Plan plan = sample::full_plan();
  const auto folder = reported("attacks", plan, sample::fair(plan));
  const std::string page = document(folder, "presentation-attack-report.html");
  EXPECT_THAT(section(page, "species"), AllOf(HasSubstr("a photograph on paper"), HasSubstr("basic"),
                                              HasSubstr("distance_m"), HasSubstr("0.25 to 0.5"), HasSubstr("held"),
                                              HasSubstr("hours 16 to 40.5, euro 300 (a made-up price list)")));
  EXPECT_THAT(section(page, "potentials"), AllOf(HasSubstr("APCER"), HasSubstr("IAPAR"), HasSubstr("of 2 species")));
  EXPECT_THAT(section(page, "det"), AllOf(HasSubstr("no score of its attack detection"), HasSubstr("29, 59 and 299")));
  EXPECT_THAT(section(page, "riapar"), AllOf(HasSubstr(" of 24"), HasSubstr("no limit is set")));
  const std::string lt = document(folder, "presentation-attack-report.lt.html");
  EXPECT_THAT(section(lt, "species"), AllOf(HasSubstr("pagrindinis"), HasSubstr("nuo 0,25 iki 0,5"),
                                            HasSubstr("valandų – nuo 16 iki 40,5, eurų – 300 (a made-up price list)")));
  EXPECT_THAT(section(lt, "det"), HasSubstr("29, 59 ir 299"));
}

TEST(AssessorDocuments, EqualErrorRatesHaveErrorsOfBothSides) {
  const Plan plan = sample::pad_plan();
  const auto folder = reported("eer", plan, sample::fair(plan));
  const std::string det = section(document(folder, "presentation-attack-report.html"), "det");
  EXPECT_THAT(det, AllOf(HasSubstr("Equal error rate"), HasSubstr(" of 44 ("), HasSubstr(" of 39 (")));
  EXPECT_THAT(det, Not(HasSubstr("no score of its attack detection")));
}

TEST(AssessorDocuments, EveryCellOfTheInjectionMatrixNamesItsLimit) {
  const Plan plan = sample::full_plan();
  const auto folder = reported("matrix", plan, sample::fair(plan));
  for (const auto& [name, kind] :
       {std::pair{"injection-matrix.html", "own goal"}, {"injection-matrix.lt.html", "pačių siekis"}}) {
    const std::string matrix = section(document(folder, name), "matrix");
    EXPECT_THAT(matrix, ::testing::ContainsRegex(kind)) << name;
  }
}

TEST(AssessorDocuments, EveryPageSaysTheDayOfTestingBesideTheSimulatedOne) {
  const Plan plan = sample::full_plan();
  const auto folder = reported("day", plan, sample::all_good(plan));
  std::size_t pages = 0;
  for (const auto& entry : fs::recursive_directory_iterator(folder)) {
    if (entry.path().extension() != ".html") continue;
    ++pages;
    const std::string text = *read_text(entry.path());
    const bool lt = entry.path().string().ends_with(".lt.html");
    EXPECT_THAT(text, HasSubstr(lt ? "bandyta 2026-11-22" : "tested 2026-11-22")) << entry.path();
    EXPECT_THAT(text, HasSubstr(plan.started)) << entry.path();
  }
  EXPECT_EQ(pages, 12U);
  fs::remove(folder / kBeganFile);
  ReportOptions options;
  options.pdf = false;
  ASSERT_TRUE(write_reports(folder, options));
  EXPECT_THAT(*read_text(folder / kReportFile), HasSubstr("tested not recorded"));
}

TEST(AssessorDocuments, AnAttemptWithoutFramesSaysSo) {
  const Plan plan = sample::full_plan();
  const auto folder = sample::folder("without-frames");
  sample::write(folder, plan, sample::all_good(plan), sample::catalogue());
  const std::string& id = plan.attempts[1].id;
  fs::create_directories(folder / kAttemptsFolder / id);
  ASSERT_TRUE(write_text(folder / kAttemptsFolder / id / "apdu.jsonl", "{}\n"));
  ReportOptions options;
  options.pdf = false;
  ASSERT_TRUE(write_reports(folder, options));
  const std::string page = *read_text(folder / kReportFile);
  const auto details = [&](const std::string& attempt) {
    const std::size_t from = page.find(" id=\"attempt-" + attempt + "\"");
    EXPECT_NE(from, std::string::npos) << attempt;
    return page.substr(from, page.find("</details>", from) - from);
  };
  EXPECT_THAT(details(id), AllOf(HasSubstr("apdu.jsonl"), HasSubstr("no frames kept")));
  EXPECT_THAT(details("tls.version-01"), Not(HasSubstr("frames")));
  EXPECT_THAT(section(page, "attempts"), HasSubstr("Every attempt that talked to a chip has its APDU log"));
}

}  // namespace
}  // namespace proofmark::reports

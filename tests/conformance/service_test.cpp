// Rows of the table against proofmarkd, and against subjects that always say the same.
#include <gtest/gtest.h>

#include <filesystem>
#include <nlohmann/json.hpp>

#include "scenarios/conformance/report.hpp"

namespace proofmark::conformance {
namespace {

namespace fs = std::filesystem;
using reports::Verdict;

runner::Project project() {
  auto found = runner::find_project(PROOFMARK_SOURCE_DIR, "");
  EXPECT_TRUE(found) << found.error().line();
  found->programs = PROOFMARK_BINARY_DIR;
  return *found;
}

Table table() {
  auto loaded = load_table(fs::path(PROOFMARK_SOURCE_DIR) / "scenarios/conformance/tr-03105-5.1.json");
  EXPECT_TRUE(loaded) << loaded.error().line();
  return *std::move(loaded);
}

PlayOptions options(std::vector<std::string> only, std::string subject = "reference") {
  PlayOptions made;
  made.project = project();
  made.only = std::move(only);
  made.subject = std::move(subject);
  made.jobs = 1;
  return made;
}

// One of each mechanism: answers, secure messaging, the chip's manners, files, zone, portrait, issuer, certificate.
const std::vector<std::string> kSample{"ISO7816_A_02", "ISO7816_B_01", "ISO7816_B_07", "ISO7816_C_06", "ISO7816_D_09",
                                       "ISO7816_D_10", "ISO7816_F_08", "ISO7816_G_36", "LDS_A_05",     "LDS_B_13",
                                       "LDS_C_03",     "LDS_C_16",     "LDS_D_01",     "LDS_H_03",     "LDS_H_12",
                                       "LDS_H_24",     "LDS_H_54",     "LDS_J_03"};

TEST(ConformanceService, ASampleOfTheTableIsAsThePlanAsks) {
  Table some = table();
  const auto played = play(some, options(kSample));
  ASSERT_TRUE(played) << played.error().line();
  ASSERT_EQ(played->rows.size(), kSample.size());
  for (std::size_t i = 0; i < some.rows.size(); ++i)
    EXPECT_EQ(played->rows[i].verdict, some.rows[i].id == "LDS_D_01" ? Verdict::not_applicable : Verdict::pass)
        << some.rows[i].id << ": " << played->rows[i].observed;
  const Reported reported{some, *played, "test", "test", 1};
  const auto json = nlohmann::json::parse(to_json(reported), nullptr, false);
  EXPECT_EQ(json["counts"]["pass"], kSample.size() - 1);
  EXPECT_EQ(json["results"].size(), kSample.size());
  EXPECT_EQ(json["simulated"], true);
  const auto html = to_html(reported);
  ASSERT_TRUE(html) << html.error().line();
  for (const std::string& id : kSample) EXPECT_NE(html->find(id), std::string::npos) << id;
  Table again = table();
  const auto repeated = play(again, options(kSample));
  ASSERT_TRUE(repeated) << repeated.error().line();
  EXPECT_EQ(to_json({again, *repeated, "test", "test", 1}), to_json(reported)) << "the same run gives the same bytes";
}

// EF.COM without its version is refused by passive.sod_vs_com; a row that says otherwise is not held by that.
TEST(ConformanceService, ARefusalForAnotherCauseFailsTheCase) {
  Table some = table();
  for (Row& row : some.rows)
    if (row.id == "LDS_A_05") row.variants.front().steps = {"passive.dg1_content"};
  const auto played = play(some, options({"LDS_A_05"}));
  ASSERT_TRUE(played) << played.error().line();
  EXPECT_EQ(played->rows.front().verdict, Verdict::fail);
  EXPECT_NE(played->rows.front().observed.find("passive.dg1_content"), std::string::npos);
}

// A service that accepts or refuses everything without looking must not come out well.
TEST(ConformanceService, SubjectsThatLookAtNothingFail) {
  for (const char* subject : {"null:accept", "null:refuse"}) {
    Table some = table();
    const auto played = play(some, options({"ISO7816_A_02", "LDS_A_05"}, subject));
    ASSERT_TRUE(played) << played.error().line();
    EXPECT_GE(played->count(Verdict::fail), 1U) << subject;
  }
}

TEST(ConformanceService, UnknownIdentifiersAreRefused) {
  Table some = table();
  const auto played = play(some, options({"LDS_H_99"}));
  ASSERT_FALSE(played);
  EXPECT_NE(played.error().line().find("LDS_H_99"), std::string::npos);
}

TEST(ConformanceService, TheWholeTableHasAVerdictForEveryCase) {
  Table all = table();
  PlayOptions every = options({});
  every.jobs = 0;
  const auto played = play(all, every);
  ASSERT_TRUE(played) << played.error().line();
  for (std::size_t i = 0; i < all.rows.size(); ++i) {
    const Row& row = all.rows[i];
    const Verdict wanted = !row.not_applicable.empty() ? Verdict::not_applicable
                           : row.known.empty()         ? Verdict::pass
                                                       : Verdict::fail;
    EXPECT_EQ(played->rows[i].verdict, wanted) << row.id << ": " << played->rows[i].observed;
  }
}

}  // namespace
}  // namespace proofmark::conformance

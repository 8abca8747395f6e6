// The same run made twice against the reference: every document the same byte for byte, but for what
// docs/report-files.md lists.
#include <gtest/gtest.h>

#include <algorithm>
#include <set>

#include "common/files.hpp"
#include "tests/engines/small_project.hpp"
#include "tests/engines/varying.hpp"

namespace proofmark {
namespace {

namespace fs = std::filesystem;

// A chip that is refused, two probes, and one film that is refused at its first pictures.
constexpr auto mixed = R"({
  "format": "proofmark-suite/2", "name": "small", "title": "Small", "description": "One of each kind.",
  "level": "full_service", "start": "2026-03-02T09:00:00Z", "spacing_s": 600, "time_limit_s": 120,
  "cases": [{"case": "document.cloned-chip", "attempts": 1}, {"case": "document.expired", "attempts": 1}, {"case": "api.key.wrong"},
            {"case": "tls.refused.tls1.1"}, {"case": "video.small"}]
}
)";

std::set<std::string> files_below(const fs::path& folder) {
  std::set<std::string> out;
  for (const auto& entry : fs::recursive_directory_iterator(folder))
    if (entry.is_regular_file()) out.insert(fs::relative(entry.path(), folder).generic_string());
  return out;
}

TEST(Varying, ThePageListsWhatTheSchemaMarks) {
  auto listed = testing::listed_as_varying().at("results.json");
  std::sort(listed.begin(), listed.end());
  EXPECT_EQ(listed, testing::marked_in_schema());
  EXPECT_GE(listed.size(), 6U);
}

TEST(SameRunTwice, GivesTheSameDocuments) {
  const testing::SmallProject project(mixed);
  const fs::path first = project.folder() / "first";
  const fs::path second = project.folder() / "second";
  // Both are of one day, as if the second were resumed: pages and PDFs name the day of testing.
  fs::create_directories(second);
  for (const fs::path& out : {first, second}) {
    const auto ended =
        testing::run(project.program({"run", "--suite", "small", "--seed", "5", "--out", out.string(), "--jobs", "2"}),
                     {}, project.folder() / "log");
    ASSERT_GE(ended.code, 0) << ended.error;
    ASSERT_LE(ended.code, 1) << ended.error;
    if (out == first) fs::copy_file(first / "began.json", second / "began.json");
  }
  const auto files = files_below(first);
  EXPECT_EQ(files, files_below(second));
  for (const char* kind : {"report.html", "report.lt.html", "report.pdf", "results.sarif", "junit.xml",
                           "oscal-assessment-results.json", "observations.jsonl"})
    EXPECT_TRUE(files.contains(kind)) << kind;
  const auto varying = testing::listed_as_varying();
  std::size_t compared = 0;
  for (const std::string& file : files) {
    const auto one = read_text(first / file);
    const auto other = read_text(second / file);
    ASSERT_TRUE(one && other) << file;
    const std::string steady = testing::without_varying(varying, file, *one);
    EXPECT_TRUE(steady == testing::without_varying(varying, file, *other)) << file << " differs";
    compared += steady.empty() ? 0U : 1U;
  }
  EXPECT_GT(compared, 20U);
  // The list is no wish: these do differ.
  for (const char* file : {"results.json", "observations.jsonl"})
    EXPECT_NE(*read_text(first / file), *read_text(second / file)) << file;
}

}  // namespace
}  // namespace proofmark

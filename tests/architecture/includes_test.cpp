// The rules between the rooms, held by reading every #include: the service and the harness share common/ alone, and
// data flows one way (person -> card and camera -> attack -> service -> observation -> verdict -> statistics ->
// report).
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <map>
#include <regex>
#include <set>
#include <string>
#include <vector>

namespace {

namespace fs = std::filesystem;
using Prefixes = std::vector<std::string>;

// What each room may include of the project, longest room name first where rooms nest.
const std::vector<std::pair<std::string, Prefixes>>& rules() {
  static const std::vector<std::pair<std::string, Prefixes>> table = {
      {"common/", {"common/"}},
      {"simulators/person/", {"common/", "simulators/person/"}},
      {"simulators/lt_pki/", {"common/", "simulators/person/", "simulators/lt_pki/"}},
      {"simulators/card/contact/", {"common/", "simulators/person/", "simulators/lt_pki/", "simulators/card/"}},
      {"simulators/card/", {"common/", "simulators/person/", "simulators/card/"}},
      {"simulators/camera/", {"common/", "simulators/person/", "simulators/camera/"}},
      {"simulators/centre/", {"common/", "simulators/person/", "simulators/centre/"}},
      {"simulators/matcher/", {"common/", "simulators/matcher/"}},
      {"attacks/", {"common/", "simulators/", "attacks/"}},
      {"reference-impl/", {"common/", "reference-impl/"}},
      {"reports/", {"common/", "reports/"}},
      {"scenarios/", {"common/", "simulators/", "attacks/", "reports/", "scenarios/"}},
  };
  return table;
}

// The project's own headers that `text` includes, as written from the project's root.
std::vector<std::string> project_includes(const std::string& text) {
  static const std::regex pattern(R"re(^[ \t]*#[ \t]*include[ \t]*["<]([^">]+)[">])re",
                                  std::regex::multiline | std::regex::ECMAScript);
  static const std::set<std::string> roots = {"common",    "simulators", "attacks", "reference-impl",
                                              "scenarios", "reports",    "bench",   "tests"};
  std::vector<std::string> found;
  for (std::sregex_iterator it(text.begin(), text.end(), pattern), end; it != end; ++it) {
    const std::string header = (*it)[1];
    // A path that climbs could reach any room unseen: it counts as a breach by itself.
    if (header.find("..") != std::string::npos || roots.contains(header.substr(0, header.find('/'))))
      found.push_back(header);
  }
  return found;
}

bool allowed(const std::string& header, const Prefixes& prefixes) {
  if (header.find("..") != std::string::npos) return false;
  return std::any_of(prefixes.begin(), prefixes.end(), [&](const std::string& p) { return header.starts_with(p); });
}

std::vector<std::string> breaches(const std::string& file, const std::string& text) {
  std::vector<std::string> found;
  for (const auto& [room, prefixes] : rules()) {
    if (!file.starts_with(room)) continue;
    for (const std::string& header : project_includes(text))
      if (!allowed(header, prefixes)) found.push_back(file + " includes " + header);
    break;
  }
  return found;
}

std::string slurp(const fs::path& file) {
  std::ifstream in(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

bool is_source(const fs::path& file) {
  static const std::set<std::string> endings = {".cpp", ".hpp", ".h", ".c", ".cc", ".inc"};
  return endings.contains(file.extension().string());
}

TEST(Architecture, RoomsIncludeOnlyWhatTheyMay) {
  const fs::path root = PROOFMARK_SOURCE_DIR;
  std::map<std::string, int> files_per_room;
  for (const auto& [room, prefixes] : rules()) {
    ASSERT_TRUE(fs::is_directory(root / room)) << room;
    for (const auto& entry : fs::recursive_directory_iterator(root / room)) {
      if (!entry.is_regular_file() || !is_source(entry.path())) continue;
      ++files_per_room[room];
      for (const std::string& breach : breaches(fs::relative(entry.path(), root).string(), slurp(entry.path())))
        ADD_FAILURE() << breach;
    }
    EXPECT_GT(files_per_room[room], 0) << room << " has no sources: the rule for it checks nothing";
  }
}

TEST(Architecture, TheCheckFindsABreach) {
  EXPECT_EQ(
      breaches("reference-impl/chip/a.cpp", "#include <vector>\n  # include \"simulators/card/card.hpp\"\n").size(),
      1U);
  EXPECT_EQ(breaches("reference-impl/chip/a.cpp", "#include <attacks/print/print.hpp>\n").size(), 1U);
  EXPECT_EQ(breaches("reference-impl/chip/a.cpp", "#include \"../../reports/x.hpp\"\n").size(), 1U);
  EXPECT_EQ(breaches("scenarios/runner/a.cpp", "#include \"reference-impl/chip/inspection.hpp\"\n").size(), 1U);
  EXPECT_TRUE(
      breaches("reference-impl/chip/a.cpp", "#include \"common/bytes.hpp\"\n#include \"reference-impl/chip/b.hpp\"\n")
          .empty());
}

// The two programs must not meet in the linker either: neither room's build file names the other's targets.
TEST(Architecture, BuildFilesKeepTheTwoProgramsApart) {
  const fs::path root = PROOFMARK_SOURCE_DIR;
  const std::regex harness(
      R"(\bpm_(person|card|camera|scene|centre|attack_\w+|subjects|runner|reports|statistics|formats|documents)\b)");
  const std::regex service(R"(\bpm_(chip|face|liveness|decision|evidence|store|service)\b)");
  int seen = 0;
  for (const auto& entry : fs::recursive_directory_iterator(root / "reference-impl"))
    if (entry.path().filename() == "CMakeLists.txt") {
      ++seen;
      EXPECT_FALSE(std::regex_search(slurp(entry.path()), harness)) << entry.path();
    }
  EXPECT_GT(seen, 5);
  for (const char* room : {"simulators", "attacks", "scenarios", "reports"})
    for (const auto& entry : fs::recursive_directory_iterator(root / room)) {
      if (entry.path().filename() == "CMakeLists.txt") {
        EXPECT_FALSE(std::regex_search(slurp(entry.path()), service)) << entry.path();
      }
    }
}

}  // namespace

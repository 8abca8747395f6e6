// The list of weaknesses, their guards in the service, and the two programs: everything in the one, nothing in the
// other.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdio>
#include <filesystem>
#include <map>
#include <regex>
#include <set>

#include "common/files.hpp"
#include "scenarios/sensitivity/weakness_list.hpp"

namespace proofmark::sensitivity {
namespace {

namespace fs = std::filesystem;

const fs::path& source() {
  static const fs::path root = PROOFMARK_SOURCE_DIR;
  return root;
}

std::vector<Weakness> listed() {
  auto all = load_weaknesses(source() / "scenarios" / "sensitivity" / "weaknesses");
  EXPECT_TRUE(all) << all.error().line();
  return all ? *std::move(all) : std::vector<Weakness>();
}

// How often each guard stands in the service's sources, and in how many rooms.
std::map<std::string, int> guards() {
  static const std::regex pattern(R"(PROOFMARK_WEAKNESS\((\w+)\))");
  std::map<std::string, int> found;
  for (const auto& entry : fs::recursive_directory_iterator(source() / "reference-impl")) {
    if (entry.path().extension() != ".cpp") continue;
    const auto text = read_text(entry.path());
    EXPECT_TRUE(text);
    for (std::sregex_iterator it(text->begin(), text->end(), pattern), end; it != end; ++it) ++found[(*it)[1]];
  }
  return found;
}

std::string content_of(const char* program) {
  const auto text = read_text(fs::path(PROOFMARK_BINARY_DIR) / program);
  EXPECT_TRUE(text) << program;
  return text ? *text : std::string();
}

struct Ended {
  int code = -1;
  std::string said;
};
Ended run(const std::string& command) {
  Ended ended;
  std::FILE* pipe = ::popen((command + " 2>&1").c_str(), "r");
  if (pipe == nullptr) return ended;
  char part[512];
  for (std::size_t n = 0; (n = std::fread(part, 1, sizeof part, pipe)) > 0;) ended.said.append(part, n);
  const int status = ::pclose(pipe);
  ended.code = WIFEXITED(status) ? WEXITSTATUS(status) : -1;
  return ended;
}

TEST(Weaknesses, EachEntryHasOneGuardAndEachGuardOneEntry) {
  const auto found = guards();
  std::set<std::string> names;
  for (const Weakness& each : listed()) names.insert(each.name);
  for (const auto& [name, times] : found) {
    EXPECT_EQ(times, 1) << name;
    EXPECT_TRUE(names.contains(name)) << name << " has no file in scenarios/sensitivity/weaknesses";
  }
  for (const std::string& name : names) EXPECT_TRUE(found.contains(name)) << name << " has no guard in reference-impl";
}

TEST(Weaknesses, AtLeastSixtyOverEveryArea) {
  std::map<std::string, int> of_area;
  for (const Weakness& each : listed()) ++of_area[each.area];
  int all = 0;
  for (const Area& area : areas()) {
    EXPECT_GE(of_area[area.name], 3) << area.name;
    all += of_area[area.name];
  }
  EXPECT_GE(all, 60);
}

TEST(Weaknesses, TheServiceItselfContainsNoneOfThem) {
  for (const char* program : {"proofmarkd", "proofmark-parts"}) {
    const std::string service = content_of(program);
    ASSERT_GT(service.size(), 100000U) << program;
    for (const Weakness& each : listed())
      EXPECT_EQ(service.find(each.name), std::string::npos) << program << ": " << each.name;
    EXPECT_EQ(service.find("weakness"), std::string::npos) << program;
  }
  const Ended ended = run(std::string(PROOFMARK_BINARY_DIR) +
                          "/proofmarkd --state /nowhere --config /nowhere --weakness " + listed().front().name);
  EXPECT_EQ(ended.code, 2);
  EXPECT_THAT(ended.said, testing::HasSubstr("--weakness"));
}

TEST(Weaknesses, TheWeakBuildContainsAllOfThem) {
  const std::string weak = content_of("proofmarkd-weak");
  for (const Weakness& each : listed()) EXPECT_NE(weak.find(each.name), std::string::npos) << each.name;
  EXPECT_THAT(run(std::string(PROOFMARK_BINARY_DIR) + "/proofmarkd-weak --help").said,
              testing::HasSubstr("--weakness"));
}

TEST(Weaknesses, EveryEntryIsASentenceWithAClause) {
  for (const Weakness& each : listed()) {
    EXPECT_TRUE(each.weakness.ends_with('.')) << each.name;
    EXPECT_TRUE(each.attack.ends_with('.')) << each.name;
    EXPECT_FALSE(each.clause.empty()) << each.name;
  }
}

class WeaknessFiles : public testing::Test {
 protected:
  void SetUp() override {
    folder_ = fs::path(testing::TempDir()) / ("weaknesses-" + std::to_string(::getpid()));
    fs::remove_all(folder_);
    fs::create_directories(folder_);
  }
  std::string refusal(const std::string& file, const std::string& text) {
    EXPECT_TRUE(write_text(folder_ / file, text));
    const auto all = load_weaknesses(folder_);
    fs::remove(folder_ / file);
    return all ? "" : all.error().line();
  }
  fs::path folder_;
};

TEST_F(WeaknessFiles, AreReadStrictly) {
  const std::string rest = R"(,"weakness":"W.","clause":"C","attack":"A."})";
  EXPECT_EQ(refusal("one.json", R"({"name":"one","area":"tls")" + rest), "");
  EXPECT_THAT(refusal("one.json", R"({"name":"two","area":"tls")" + rest), testing::HasSubstr("name"));
  EXPECT_THAT(refusal("one.json", R"({"name":"one","area":"weather")" + rest), testing::HasSubstr("area"));
  EXPECT_THAT(refusal("one.json", R"({"name":"one","area":"tls","more":1)" + rest), testing::HasSubstr("more"));
  EXPECT_THAT(refusal("one.json", R"({"name":"one","area":"tls"})"), testing::HasSubstr("weakness"));
  EXPECT_NE(refusal("one.json", R"({"name":"one",)"), "");
  EXPECT_FALSE(load_weaknesses(folder_)) << "an empty folder";
  EXPECT_FALSE(load_weaknesses(folder_ / "none"));
}

TEST(NotYet, NamesScenariosThatExistWithAReason) {
  const auto all = load_not_yet(source() / "scenarios" / "sensitivity" / "not_yet.json");
  ASSERT_TRUE(all) << all.error().line();
  for (const NotYet& each : *all) {
    bool known = false;
    for (const auto& entry : fs::directory_iterator(source() / "scenarios" / "cases"))
      known = known || !not_yet({each}, entry.path().stem().string()).empty();
    EXPECT_TRUE(known) << each.scenario;
  }
  EXPECT_EQ(not_yet({{"a.*", "r"}}, "a.b"), "r");
  EXPECT_EQ(not_yet({{"a.*", "r"}, {"b", "s"}}, "b"), "s");
  EXPECT_EQ(not_yet({{"a.*", "r"}, {"b", "s"}}, "bc"), "");
}

// An excuse that is no longer needed would hide a false alarm.
TEST(NotYet, ExcusesNoOperationThatTheServiceOffers) {
  const auto all = load_not_yet(source() / "scenarios" / "sensitivity" / "not_yet.json");
  ASSERT_TRUE(all) << all.error().line();
  const auto description = read_text(source() / "reference-impl" / "api" / "openapi.yaml");
  ASSERT_TRUE(description);
  ASSERT_NE(description->find("operationId: createOrder\n"), std::string::npos);
  std::size_t operations = 0;
  for (const auto& entry : fs::directory_iterator(source() / "scenarios" / "cases")) {
    const auto text = read_text(entry.path());
    ASSERT_TRUE(text);
    const std::string before = "\"parameters\": {\"operation\": \"";
    const std::size_t at = text->find(before);
    if (at == std::string::npos) continue;
    ++operations;
    const std::size_t begin = at + before.size();
    const std::string operation = text->substr(begin, text->find('"', begin) - begin);
    const bool offered = description->find("operationId: " + operation + "\n") != std::string::npos;
    EXPECT_EQ(not_yet(*all, entry.path().stem().string()).empty(), offered) << entry.path().stem() << " " << operation;
  }
  EXPECT_GT(operations, 15U);
}

TEST_F(WeaknessFiles, AreChosenByAreaAndName) {
  const auto all = listed();
  EXPECT_EQ(select(all, "", {})->size(), all.size());
  EXPECT_EQ(select(all, "", {all[3].name})->front().name, all[3].name);
  const auto tls = select(all, "tls", {});
  ASSERT_TRUE(tls);
  for (const Weakness& each : *tls) EXPECT_EQ(each.area, "tls");
  EXPECT_FALSE(select(all, "weather", {}));
  EXPECT_FALSE(select(all, "", {"no_such"}));
  EXPECT_FALSE(select(all, "tls", {"dg1_hash_skipped"}));
}

}  // namespace
}  // namespace proofmark::sensitivity

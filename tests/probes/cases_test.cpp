// Every case of kind `probe` against the real service: it holds, but for those that the service is known not to fulfil.
#include <algorithm>
#include <fstream>
#include <nlohmann/json.hpp>
#include <set>

#include "tests/probes/support.hpp"

namespace proofmark::probes::testing {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

struct Case {
  std::string name, probe, parameters;
};

void PrintTo(const Case& one, std::ostream* out) {
  *out << one.probe << " " << one.parameters;
}

std::vector<Case> cases() {
  std::vector<Case> all;
  for (const auto& entry : fs::directory_iterator(fs::path(PROOFMARK_SOURCE_DIR) / "scenarios" / "cases")) {
    std::ifstream file(entry.path());
    const json read = json::parse(file, nullptr, false);
    if (!read.is_object() || read.value("kind", "") != "probe") continue;
    all.push_back({read.value("name", ""), read.value("probe", ""), read.value("parameters", json::object()).dump()});
  }
  std::sort(all.begin(), all.end(), [](const Case& a, const Case& b) { return a.name < b.name; });
  return all;
}

// Requirements that the reference service does not fulfil yet; its report says so.
const std::set<std::string> kOpen = {"liveness.entropy", "package.encrypted"};

class Cases : public ::testing::TestWithParam<Case> {};

TEST_P(Cases, come_out_as_known) {
  const Case& one = GetParam();
  const auto checked = check_probe(one.probe, one.parameters);
  ASSERT_TRUE(checked) << checked.error().line();
  const auto answer = play(one.probe, one.parameters);
  ASSERT_TRUE(answer) << answer.error().line();
  const bool open =
      kOpen.contains(one.name) || (one.name.starts_with("operation.") && one.name != "operation.document-register");
  RecordProperty("observed", answer->observed);
  if (!open) {
    EXPECT_TRUE(answer->held) << "expected " << answer->expected << "\nobserved " << answer->observed;
  }
  if (one.probe == "operation.offered") {
    EXPECT_FALSE(answer->held) << "a name in a description proves nothing";
    EXPECT_FALSE(answer->unexercised) << "it is offered now: a probe that uses it is due, in this one's place";
  }
  if (kOpen.contains(one.name)) {
    EXPECT_FALSE(answer->held) << "the service fulfils it now: take it off the list";
  }
  std::printf("%s: %s: %s\n", one.name.c_str(), answer->held ? "held" : "NOT HELD", answer->observed.c_str());
}

std::string test_name(const ::testing::TestParamInfo<Case>& parameter) {
  std::string name = parameter.param.name;
  std::replace_if(
      name.begin(), name.end(), [](unsigned char c) { return std::isalnum(c) == 0; }, '_');
  return name;
}
INSTANTIATE_TEST_SUITE_P(All, Cases, ::testing::ValuesIn(cases()), test_name);

}  // namespace
}  // namespace proofmark::probes::testing

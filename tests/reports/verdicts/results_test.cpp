// results.json against its schema, junit.xml against the gate.
#include "reports/formats/results.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <functional>
#include <nlohmann/json.hpp>
#include <pugixml.hpp>

#include "common/files.hpp"
#include "common/random.hpp"
#include "reports/formats/percent.hpp"
#include "reports/verdicts/evaluate.hpp"
#include "tests/reports/sample_run.hpp"

namespace proofmark::reports {
namespace {

using ::testing::HasSubstr;
using namespace std::string_literals;

Evaluation evaluated(const Plan& plan, std::vector<Observation> observations) {
  ObservationFile file;
  file.observations = std::move(observations);
  const auto out = evaluate(plan, file, sample::catalogue());
  EXPECT_TRUE(out) << out.error().line();
  return out ? *out : Evaluation{};
}

// A run with one of everything that can happen.
std::vector<Observation> eventful(const Plan& plan) {
  auto observations = sample::all_good(plan);
  observations[0] = sample::ended(plan, plan.attempts[0], Outcome::crash);
  observations[1] = sample::ended(plan, plan.attempts[1], Outcome::timeout);
  observations[2] = sample::ended(plan, plan.attempts[2], Outcome::harness_error);
  observations[3].video.reset();
  observations[3].comparison.reset();
  observations[3].actions[0].answered_at_ms.reset();
  sample::refuse(observations[4], "face.match", "\x02 bad bytes \xc3\x28 <&>");
  sample::accept(observations[16]);
  observations.push_back(observations[10]);
  observations.erase(observations.begin() + 12);
  return observations;
}

// Validated by Debian's python3-jsonschema, an implementation that is not ours.
class Schema : public ::testing::Test {
 protected:
  void SetUp() override {
    // Debian's own interpreter: another one that comes first in PATH need not have the package. The set-up installs it.
    ASSERT_EQ(std::system("/usr/bin/python3 -c 'import jsonschema'"), 0) << "python3-jsonschema is missing";
  }
  // One letter per text: y valid, n not; in one process, because starting it is what takes the time.
  static std::string valid(const std::filesystem::path& folder, const std::vector<std::string>& texts) {
    std::string files;
    for (std::size_t i = 0; i < texts.size(); ++i) {
      const auto file = folder / ("results-" + std::to_string(i) + ".json");
      EXPECT_TRUE(write_text(file, texts[i]));
      files += " '" + file.string() + "'";
    }
    const std::string schema = std::string(PROOFMARK_SOURCE_DIR) + "/reports/formats/results.schema.json";
    const std::string command =
        "/usr/bin/python3 -c 'import json,sys,jsonschema\n"
        "s=json.load(open(sys.argv[1])); jsonschema.Draft7Validator.check_schema(s)\n"
        "v=jsonschema.Draft7Validator(s)\n"
        "print(*[\"y\" if v.is_valid(json.load(open(f))) else \"n\" for f in sys.argv[2:]],sep=\"\",end=\"\")' '" +
        schema + "'" + files + " > '" + (folder / "answer.txt").string() + "'";
    EXPECT_EQ(std::system(command.c_str()), 0);
    const auto answer = read_text(folder / "answer.txt");
    return answer ? *answer : "";
  }
};

TEST_F(Schema, HoldsForGoodAndEventfulRunsAndRefusesAlteredOnes) {
  const Plan plan = sample::plan();
  const std::string good = results_to_json(evaluated(plan, sample::all_good(plan)));
  const std::string events = results_to_json(evaluated(plan, eventful(plan)));
  const std::string nothing = results_to_json(evaluated(plan, {}));
  const auto fair = [](const Plan& level) { return results_to_json(evaluated(level, sample::fair(level))); };
  const std::string full = fair(sample::full_plan());
  const std::string pad = fair(sample::pad_plan());
  const std::string faces = fair(sample::comparison_plan());
  const std::string chip = fair(sample::chip_plan());
  const auto altered = [&](const std::function<void(nlohmann::ordered_json&)>& change) {
    auto json = nlohmann::ordered_json::parse(events);
    change(json);
    return json.dump();
  };
  EXPECT_EQ(valid(sample::folder("schema"),
                  {good, events, nothing, full, pad, faces, chip,
                   // A rate without its interval; a crash that claims an acceptance; a missing attempt that passed; a
                   // figure that is not called simulated; a field that nobody knows.
                   altered([](auto& json) { json["rates"][0]["interval_95"] = nullptr; }),
                   altered([](auto& json) { json["attempts"][0]["observation"]["decision"] = "accepted"; }),
                   altered([](auto& json) {
                     json["attempts"][0]["observation"] = nullptr;
                     json["attempts"][0]["verdict"] = "pass";
                   }),
                   altered([](auto& json) { json["rates"][0].erase("simulated"); }),
                   altered([](auto& json) { json["note"] = ""; }),
                   altered([](auto& json) { json["attack_potentials"][0]["attack_potential"] = "some"; }),
                   // A completed attempt without any answer.
                   altered([](auto& json) {
                     for (auto& attempt : json["attempts"]) {
                       if (attempt["observation"].is_null() || attempt["observation"]["outcome"] != "completed")
                         continue;
                       attempt["observation"]["decision"] = "none";
                       attempt["observation"]["comparison"] = nullptr;
                     }
                   })}),
            "yyyyyyynnnnnnn");
}

// Sets every field that the schema marks as varying to null, walking schema and document together.
void blank_varying(const nlohmann::json& schema, const nlohmann::json& root, nlohmann::json& document, int& blanked) {
  if (schema.contains("$ref")) {
    const std::string name = schema["$ref"].get<std::string>().substr(std::string("#/definitions/").size());
    blank_varying(root["definitions"][name], root, document, blanked);
  }
  if (schema.contains("anyOf"))
    for (const auto& one : schema["anyOf"]) blank_varying(one, root, document, blanked);
  if (schema.contains("x-proofmark-varies")) {
    document = nullptr;
    ++blanked;
  }
  if (schema.contains("items") && document.is_array())
    for (auto& item : document) blank_varying(schema["items"], root, item, blanked);
  if (schema.contains("properties") && document.is_object())
    for (const auto& [name, part] : schema["properties"].items())
      if (document.contains(name)) blank_varying(part, root, document[name], blanked);
}

TEST(Results, VaryOnlyWhereTheSchemaSaysSo) {
  const Plan plan = sample::plan();
  auto observations = sample::all_good(plan);
  for (Observation& o : observations) o.service_seconds = {{"chip", 0.5}};
  Evaluation before = evaluated(plan, observations);
  before.began = "2026-11-22T08:00:00Z";
  const auto one = results_to_json(before);
  SeededRandom random(1, "again");
  for (Observation& o : observations) {
    o.wall_seconds = 10 * random.uniform();
    o.package_sha256 = sha256_hex(random.bytes(8));
    o.service_seconds = {{"chip", random.uniform()}};
  }
  Evaluation again = evaluated(plan, observations);
  again.began = "2027-01-01T00:00:00Z";
  const auto two = results_to_json(again);
  EXPECT_NE(one, two);
  const auto schema =
      nlohmann::json::parse(*read_text(std::string(PROOFMARK_SOURCE_DIR) + "/reports/formats/results.schema.json"));
  auto first = nlohmann::json::parse(one);
  auto second = nlohmann::json::parse(two);
  int blanked = 0;
  blank_varying(schema, schema, first, blanked);
  blank_varying(schema, schema, second, blanked);
  EXPECT_EQ(first, second);
  // The date of testing, three of each attempt, three percentiles of the step.
  EXPECT_EQ(blanked, 2 * (1 + 3 * 34 + 3));
}

TEST(Junit, HoldsAFailureOrErrorExactlyWhenTheGateIsNotPassed) {
  Plan plan = sample::plan();
  SeededRandom random(3, "junit");
  int passed = 0;
  for (int i = 0; i < 300; ++i) {
    auto observations = sample::all_good(plan);
    for (std::size_t k = 0; k < observations.size(); ++k) {
      if (!random.chance(0.04)) continue;
      const std::uint64_t event = random.below(5);
      if (event == 0) sample::accept(observations[k]);
      if (event == 1) sample::refuse(observations[k], "face.match", "low");
      if (event == 2) observations[k] = sample::ended(plan, plan.attempts[k], Outcome::crash);
      if (event == 3) observations[k] = sample::ended(plan, plan.attempts[k], Outcome::harness_error);
      if (event == 4) observations[k].attempt = "not-planned";
    }
    const Evaluation e = evaluated(plan, observations);
    const auto text = results_to_junit(e);
    ASSERT_TRUE(text);
    pugi::xml_document xml;
    ASSERT_TRUE(xml.load_string(text->c_str()));
    const auto root = xml.child("testsuites");
    const bool red = root.attribute("failures").as_int() + root.attribute("errors").as_int() > 0;
    EXPECT_EQ(red, e.gate.verdict != Verdict::pass) << e.gate.reason;
    passed += e.gate.verdict == Verdict::pass ? 1 : 0;
    // The totals are those of the elements.
    for (const char* element : {"failure", "error", "skipped"}) {
      const std::string count = element + std::string(std::string(element) == "skipped" ? "" : "s");
      const auto found = xml.select_nodes((std::string("//testcase/") + element).c_str()).size();
      EXPECT_EQ(root.attribute(count.c_str()).as_uint(), found) << element;
    }
    EXPECT_EQ(root.attribute("tests").as_uint(), xml.select_nodes("//testcase").size());
  }
  EXPECT_GT(passed, 10);
  EXPECT_LT(passed, 290);
}

TEST(Junit, MarksEveryAttemptThatTheGateMisses) {
  const Plan plan = sample::plan();
  auto observations = sample::all_good(plan);
  observations[0] = sample::ended(plan, plan.attempts[0], Outcome::crash);
  observations[1] = sample::ended(plan, plan.attempts[1], Outcome::harness_error);
  sample::accept(observations.back());
  observations.erase(observations.begin() + 2);
  const auto text = results_to_junit(evaluated(plan, observations));
  ASSERT_TRUE(text);
  pugi::xml_document xml;
  ASSERT_TRUE(xml.load_string(text->c_str()));
  const auto marked = [&](std::size_t attempt, const std::string& element) {
    return xml.select_nodes(("//testcase[@name='" + plan.attempts[attempt].id + "']/" + element).c_str()).size() == 1;
  };
  EXPECT_TRUE(marked(0, "failure"));
  EXPECT_TRUE(marked(1, "error"));
  EXPECT_TRUE(marked(2, "error"));
  EXPECT_TRUE(marked(plan.attempts.size() - 1, "failure"));
  EXPECT_FALSE(marked(3, "*"));
}

TEST(Junit, IsWellFormedWhateverTheSubjectSays) {
  const Plan plan = sample::plan();
  auto observations = sample::all_good(plan);
  sample::refuse(observations[0], "face.match", "ok");
  observations[1] = sample::ended(plan, plan.attempts[1], Outcome::crash);
  observations[1].error = "ctrl \x01\x1b[31m null \0 bad \xff\xc3 ]]> <&\"'"s;
  const auto text = results_to_junit(evaluated(plan, observations));
  ASSERT_TRUE(text);
  for (const char c : *text) EXPECT_TRUE(static_cast<unsigned char>(c) >= 0x20 || c == '\n' || c == '\t');
  pugi::xml_document xml;
  EXPECT_TRUE(xml.load_string(text->c_str()));
  EXPECT_THAT(*text, HasSubstr("ctrl ?"));
}

TEST(Percent, NeverRoundsADifferenceAway) {
  EXPECT_EQ(percent(0), "0 %");
  EXPECT_EQ(percent(1), "100 %");
  EXPECT_EQ(percent(0.3123), "31.2 %");
  EXPECT_EQ(percent(0.125), "12.5 %");
  EXPECT_EQ(percent(0.07), "7 %");
  EXPECT_EQ(percent(0.0001), "0.01 %");
  EXPECT_EQ(percent(0.00316), "0.316 %");
  EXPECT_EQ(percent(0.99999), "99.999 %");
  EXPECT_EQ(with_thousands(29956), "29,956");
  EXPECT_EQ(with_thousands(999), "999");
  EXPECT_EQ(with_thousands(1000000), "1,000,000");
}

}  // namespace
}  // namespace proofmark::reports

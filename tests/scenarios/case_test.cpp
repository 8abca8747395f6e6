#include <gtest/gtest.h>

#include <algorithm>
#include <functional>
#include <nlohmann/json.hpp>

#include "scenarios/runner/case_file.hpp"
#include "tests/scenarios/support.hpp"

namespace proofmark::runner {
namespace {

using Json = nlohmann::json;
const std::filesystem::path cases = std::filesystem::path(PROOFMARK_SOURCE_DIR) / "scenarios" / "cases";

Json impostor() {
  return Json::parse(R"({"format": "proofmark-case/1", "name": "impostor", "kind": "impostor",
    "requirement": "Another is refused.", "requirements": ["table.33"], "levels": ["full_service", "comparison"],
    "expected": {"decision": "refused", "checks": ["face.match"]}, "metric": "far", "gate": "measured",
    "camera": "other", "persons": {"first_holder": 8, "first_other": 16}, "attempts": 8})");
}
// Somebody who resembles the holder, found or born so.
Json related(const char* capture, const char* species, const char* relation) {
  Json json = impostor();
  json["metric"] = "far_related";
  json["capture"] = capture;
  json["species"] = {species};
  json["relation"] = relation;
  return json;
}
Json look_alike() {
  return related("lookalike", "lookalike-by-eye", "look-alike");
}
Json morph() {
  return related("morph", "morph-digital-spliced", "morph");
}
Json cross() {
  Json json = impostor();
  json["levels"] = {"comparison"};
  json["expected"].erase("checks");
  json["metric"] = "fmr";
  json["pairs"] = "cross";
  json["persons"] = {{"first_holder", 8}};
  return json;
}
Json print() {
  return Json::parse(R"({"format": "proofmark-case/1", "name": "print", "kind": "presentation_attack",
    "requirement": "A print is refused.", "requirements": ["table.24"], "levels": ["full_service", "pad"],
    "expected": {"decision": "refused"}, "metric": "apcer", "limit": "apcer", "gate": "measured",
    "capture": "print", "species": ["print-document-photo-matte"], "persons": {"first_holder": 8}, "attempts": 8})");
}
Json genuine() {
  return Json::parse(R"({"format": "proofmark-case/1", "name": "genuine", "kind": "genuine",
    "requirement": "The holder is accepted.", "requirements": ["table.34"], "levels": ["full_service"],
    "expected": {"decision": "accepted"}, "metric": "frr", "gate": "measured",
    "persons": {"first_holder": 0}, "attempts": 8})");
}
Json probe() {
  return Json::parse(R"({"format": "proofmark-case/1", "name": "tls", "kind": "probe",
    "requirement": "TLS 1.1 is refused.", "requirements": ["tender.7.3.3"], "levels": ["full_service"],
    "metric": "probes", "gate": "required", "probe": "tls.version",
    "parameters": {"version": "1.1", "both": true}, "attempts": 1})");
}

std::string error_of(const Json& json) {
  const auto parsed = parse_case(json.dump(), "x.json");
  return parsed ? std::string("no error") : parsed.error().line();
}

TEST(Case, EveryFileOfTheProjectIsReadAndShort) {
  const auto all = list_cases(cases);
  ASSERT_TRUE(all) << all.error().line();
  EXPECT_GE(all->size(), 11U);
  for (const Scenario& each : *all) {
    const std::string text = testing::slurp(cases / (each.name + ".json"));
    EXPECT_LE(std::count(text.begin(), text.end(), '\n'), 40) << each.name;
    for (std::size_t begin = 0, end = 0; end != std::string::npos; begin = end + 1) {
      end = text.find('\n', begin);
      EXPECT_LE(end == std::string::npos ? 0 : end - begin, 240U) << each.name << ": " << text.substr(begin, 60);
    }
  }
}

TEST(Case, OfEveryKindIsRead) {
  EXPECT_EQ(error_of(impostor()), "no error");
  EXPECT_EQ(error_of(look_alike()), "no error");
  EXPECT_EQ(error_of(morph()), "no error");
  EXPECT_EQ(error_of(print()), "no error");
  EXPECT_EQ(error_of(genuine()), "no error");
  const auto asked = parse_case(probe().dump(), "x.json");
  ASSERT_TRUE(asked) << asked.error().line();
  EXPECT_EQ(asked->probe, "tls.version");
  EXPECT_EQ(asked->parameters, R"({"both":true,"version":"1.1"})");
  EXPECT_EQ(asked->gate, reports::GateRole::required);
  EXPECT_EQ(parse_case(impostor().dump(), "x.json")->relation, "unrelated");
}

TEST(Case, AGroupHoldsForBothUnlessTheOtherHasHisOwn) {
  Json json = impostor();
  json["persons"] = {{"group", {{"sex", "female"}}}};
  auto same = parse_case(json.dump(), "x.json");
  ASSERT_TRUE(same) << same.error().line();
  EXPECT_EQ(same->cast.other_group, (Group{{"sex", "female"}}));
  json["persons"]["other_group"] = {{"age", "18-29"}};
  same = parse_case(json.dump(), "x.json");
  ASSERT_TRUE(same) << same.error().line();
  EXPECT_EQ(same->cast.other_group, (Group{{"age", "18-29"}}));
  json["persons"]["group"] = Json::object();
  EXPECT_NE(error_of(json).find("/persons/group"), std::string::npos) << error_of(json);
}

TEST(Case, EveryMandatoryFieldIsMissed) {
  for (const Json& good : {impostor(), print(), genuine(), probe()})
    for (const auto& [field, ignored] : good.items()) {
      if (field == "parameters" || field == "limit") continue;
      Json changed = good;
      changed.erase(field);
      EXPECT_NE(error_of(changed), "no error") << good["name"] << " without " << field;
    }
}

TEST(Case, AFieldThatOccursTwiceIsRefused) {
  std::string text = genuine().dump();
  text.insert(1, "\"attempts\":9,");
  EXPECT_FALSE(parse_case(text, "x.json"));
}

struct Change {
  const char* name;
  Json (*base)();
  std::function<void(Json&)> change;
  const char* place;
};
class BadCase : public ::testing::TestWithParam<Change> {};

TEST_P(BadCase, IsRefusedAtItsPlace) {
  Json changed = GetParam().base();
  GetParam().change(changed);
  EXPECT_NE(error_of(changed).find(std::string("x.json at ") + GetParam().place), std::string::npos)
      << error_of(changed);
}

INSTANTIATE_TEST_SUITE_P(
    All, BadCase,
    ::testing::Values(
        Change{"format", genuine, [](Json& s) { s["format"] = "proofmark-case/2"; }, "/format"},
        Change{"cross_genuine", genuine, [](Json& s) { s["pairs"] = "cross"; }, "/pairs"},
        Change{"cross_level", impostor, [](Json& s) { s["pairs"] = "cross"; }, "/pairs"},
        Change{"cross_others", cross, [](Json& s) { s["persons"]["first_other"] = 9; }, "/persons"},
        Change{"cross_twins", cross, [](Json& s) { s["relation"] = "twin"; }, "/pairs"},
        Change{"name", genuine, [](Json& s) { s["name"] = "../genuine"; }, "/name"},
        Change{"misspelt", print, [](Json& s) { s["speces"] = "x"; }, "/speces"},
        Change{"kind", genuine, [](Json& s) { s["kind"] = "attack"; }, "/kind"},
        Change{"no_ids", genuine, [](Json& s) { s["requirements"] = Json::array(); }, "/requirements"},
        Change{"metric", genuine, [](Json& s) { s["metric"] = "apcer"; }, "/metric"},
        Change{"gate", genuine, [](Json& s) { s["gate"] = "maybe"; }, "/gate"},
        Change{"no_level", genuine, [](Json& s) { s["levels"] = {"half"}; }, "/levels"},
        Change{"level_twice", genuine,
               [](Json& s) {
                 s["levels"] = {"pad", "pad"};
               },
               "/levels"},
        Change{"impostor_at_pad", impostor, [](Json& s) { s["levels"] = {"pad"}; }, "/levels"},
        Change{"print_on_a_chip", print, [](Json& s) { s["levels"] = {"chip_inspection"}; }, "/levels"},
        Change{"attempts", genuine, [](Json& s) { s["attempts"] = 0; }, "/attempts"},
        Change{"fraction", genuine, [](Json& s) { s["attempts"] = 1.5; }, "/attempts"},
        Change{"card", genuine, [](Json& s) { s["card"] = "a/b"; }, "/card"},
        Change{"device", genuine, [](Json& s) { s["device"] = "../phone"; }, "/device"},
        Change{"check", impostor, [](Json& s) { s["expected"]["checks"] = {"face.mach"}; }, "/expected/checks"},
        Change{"check_field", impostor, [](Json& s) { s["expected"]["check"] = "face.match"; }, "/expected/check"},
        Change{"persons_field", genuine, [](Json& s) { s["persons"]["first"] = 1; }, "/persons/first"},
        Change{"persons_type", genuine, [](Json& s) { s["persons"] = 3; }, "/persons"},
        Change{"other", impostor, [](Json& s) { s["persons"].erase("first_other"); }, "/persons/first_other"},
        Change{"genuine_refused", genuine, [](Json& s) { s["expected"] = {{"decision", "refused"}}; }, "/expected"},
        Change{"impostor_accepted", impostor, [](Json& s) { s["expected"] = {{"decision", "accepted"}}; }, "/expected"},
        Change{"impostor_same", impostor, [](Json& s) { s["camera"] = "holder"; }, "/kind"},
        Change{"look_alike_far", look_alike, [](Json& s) { s["metric"] = "far"; }, "/metric"},
        Change{"morph_fmr", morph, [](Json& s) { s["metric"] = "fmr"; }, "/metric"},
        Change{"look_alike_holder", look_alike, [](Json& s) { s["camera"] = "holder"; }, "/kind"},
        Change{"morph_alone", morph, [](Json& s) { s["persons"].erase("first_other"); }, "/persons/first_other"},
        Change{"look_alike_no_species", look_alike, [](Json& s) { s.erase("species"); }, "/species"},
        Change{"look_alike_at_pad", look_alike, [](Json& s) { s["levels"] = {"pad"}; }, "/levels"},
        Change{"look_alike_crossed", look_alike,
               [](Json& s) {
                 s["levels"] = {"comparison"};
                 s["pairs"] = "cross";
               },
               "/pairs"},
        Change{"impostor_print", morph, [](Json& s) { s["capture"] = "print"; }, "/kind"},
        Change{"print_morph", print, [](Json& s) { s["capture"] = "morph"; }, "/capture"},
        Change{"print_look_alike", print, [](Json& s) { s["capture"] = "lookalike"; }, "/capture"},
        Change{"genuine_related", genuine, [](Json& s) { s["relation"] = "twin"; }, "/relation"},
        Change{"print_live", print, [](Json& s) { s.erase("capture"), s.erase("species"); }, "/capture"},
        Change{"no_species", print, [](Json& s) { s.erase("species"); }, "/species"},
        Change{"live_species", genuine, [](Json& s) { s["species"] = {"x"}; }, "/species"},
        Change{"probe_of_a_person", genuine, [](Json& s) { s["probe"] = "tls.version"; }, "/probe"},
        Change{"probe_expected", probe, [](Json& s) { s["expected"] = {{"decision", "refused"}}; }, "/expected"},
        Change{"probe_card", probe, [](Json& s) { s["card"] = "genuine"; }, "/card"},
        Change{"probe_parameters", probe, [](Json& s) { s["parameters"] = {1, 2}; }, "/parameters"}),
    [](const auto& each) { return std::string(each.param.name); });

}  // namespace
}  // namespace proofmark::runner

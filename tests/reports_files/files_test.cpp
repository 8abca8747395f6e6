// SARIF, OSCAL and the chip inspections: valid against the schemas of others, and never better than the verdicts.
#include "reports/files/files.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>
#include <pugixml.hpp>

#include "common/files.hpp"
#include "reports/verdicts/evaluate.hpp"
#include "tests/reports/sample_run.hpp"

namespace proofmark::reports {
namespace {

using Json = nlohmann::json;

Evaluation evaluated(const Plan& plan, const std::vector<Observation>& observations) {
  ObservationFile file;
  file.observations = observations;
  auto evaluation = evaluate(plan, file);
  EXPECT_TRUE(evaluation) << evaluation.error().line();
  return *evaluation;
}

// A catalogue with one requirement for each verdict, and texts that a writer could stumble over.
Evaluation with_requirements(Evaluation e) {
  Catalogue c;
  c.limits.push_back({"apcer", 0.07, false, false, "one-sided 95 % upper bound < 7 %", "CEN/TS 18099",
                      LimitKind::borrowed, "secondary source"});
  const std::vector<std::pair<std::string, Verdict>> all = {{"tender.7.4.4", Verdict::pass},
                                                            {"ts119461.VAL-8.3.2-02", Verdict::fail},
                                                            {"table.5", Verdict::inconclusive},
                                                            {"cir1502.2.1.2.high", Verdict::external_evidence_pending},
                                                            {"tender.9 odd/id", Verdict::not_applicable}};
  for (const auto& [id, verdict] : all) {
    Requirement q;
    q.id = id;
    q.source = id.substr(0, id.find('.'));
    q.clause = "clause <" + id + "> & \"more\"\nof it ";
    q.text = {"The chip's authenticity \x01 is checked\n\n", "Tikrinamas lusto tikrumas: ąčęėįšųūž"};
    q.limits = {"apcer", "gone"};
    q.slots = {"lab.pad"};
    if (verdict == Verdict::not_applicable) q.not_applicable = {"out of scope", "netaikoma"};
    c.requirements.push_back(q);
    RequirementResult r;
    r.id = id;
    r.verdict = verdict;
    r.reason = "because of \xc3\x28 bytes";
    r.simulated = verdict == Verdict::pass;
    if (!e.scenarios.empty()) r.scenarios = {e.scenarios.front().scenario};
    r.rates = {"frr", "no such rate"};
    r.filed = {"lab.pad"};
    e.requirements.push_back(r);
  }
  e.catalogue = c;
  FiledEvidence f;
  f.slot = "lab.pad";
  f.file = "report.pdf";
  f.sha256 = std::string(64, 'a');
  f.issuer = "Laboratory";
  f.issued = "2026-01-05";
  f.expires = "2028-01-05";
  f.filed = "2026-02-01";
  e.evidence = {f};
  return e;
}

std::vector<Observation> eventful(const Plan& plan) {
  std::vector<Observation> observations = sample::all_good(plan);
  observations[0] = sample::ended(plan, plan.attempts[0], Outcome::crash);
  observations[1] = sample::ended(plan, plan.attempts[1], Outcome::timeout);
  observations[2] = sample::ended(plan, plan.attempts[2], Outcome::harness_error);
  sample::refuse(observations[4], "chip.passive", "\x02 bad bytes \xc3\x28 <&>]]>");
  sample::accept(observations.back());
  observations.erase(observations.begin() + 12);
  return observations;
}

std::vector<Evaluation> runs() {
  const Plan plan = sample::plan();
  return {evaluated(plan, sample::all_good(plan)), evaluated(plan, eventful(plan)), evaluated(plan, {}),
          with_requirements(evaluated(plan, eventful(plan)))};
}

// By Debian's python3-jsonschema, an implementation that is not ours.
std::string validated(const std::string& name, const std::string& schema, const std::vector<std::string>& texts) {
  const auto folder = sample::folder(name);
  std::string files;
  for (std::size_t i = 0; i < texts.size(); ++i) {
    const auto file = folder / (std::to_string(i) + ".json");
    EXPECT_TRUE(write_text(file, texts[i]));
    files += " '" + file.string() + "'";
  }
  const std::string root = PROOFMARK_SOURCE_DIR;
  const auto answer = folder / "answer.txt";
  const std::string command = "/usr/bin/python3 '" + root + "/tests/reports_files/validate.py' '" + root + "/" +
                              schema + "'" + files + " > '" + answer.string() + "'";
  EXPECT_EQ(std::system(command.c_str()), 0) << "is python3-jsonschema missing? setup/set-up.sh test installs it";
  const auto text = read_text(answer);
  return text ? *text : "";
}

std::string altered(const std::string& text, const std::function<void(Json&)>& change) {
  Json json = Json::parse(text);
  change(json);
  return json.dump();
}

TEST(Sarif, ValidByThePublishedSchema) {
  std::vector<std::string> texts;
  for (const Evaluation& e : runs()) texts.push_back(results_to_sarif(e));
  texts.push_back(altered(texts[1], [](Json& j) { j["runs"][0]["results"][0]["level"] = "grave"; }));
  EXPECT_EQ(
      validated("sarif", "setup/test-packages/node_modules/@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json",
                texts),
      "yyyyn");
}

TEST(Sarif, OneResultForWhateverDidNotPassAndNoneForWhatDid) {
  for (const Evaluation& e : runs()) {
    const Json run = Json::parse(results_to_sarif(e))["runs"][0];
    std::map<std::string, Json> results;
    for (const Json& r : run["results"]) {
      EXPECT_TRUE(results.emplace(r["ruleId"], r).second) << r["ruleId"];
      EXPECT_EQ(run["tool"]["driver"]["rules"][r["ruleIndex"].get<std::size_t>()]["id"], r["ruleId"]);
      ASSERT_FALSE(r["locations"].empty());
      EXPECT_FALSE(
          r["locations"][0]["physicalLocation"]["artifactLocation"]["uri"].get<std::string>().starts_with("/"));
    }
    std::size_t expected = 0;
    const auto check = [&](const std::string& id, Verdict verdict, bool decides) {
      const bool silent = verdict == Verdict::pass || verdict == Verdict::not_applicable;
      EXPECT_EQ(results.contains(id), !silent) << id;
      if (silent || !results.contains(id)) return;
      ++expected;
      const Json& r = results[id];
      EXPECT_EQ(r["kind"], verdict == Verdict::fail || decides ? "fail" : "open") << id;
      EXPECT_EQ(r["level"], verdict == Verdict::fail ? "error" : decides ? "warning" : "none") << id;
      EXPECT_EQ(r["properties"]["verdict"], std::string(name_of(verdict)));
    };
    for (const GateCondition& c : e.gate.conditions) check("gate/" + c.id, c.verdict, true);
    for (const ScenarioVerdict& s : e.scenarios)
      check("scenario/" + s.scenario, s.verdict, s.gate == GateRole::required);
    for (const Rate& r : e.rates) check("rate/" + r.id, r.verdict, false);
    for (const RequirementResult& r : e.requirements) check("requirement/" + r.id, r.verdict, false);
    EXPECT_EQ(results.size(), expected);
    EXPECT_EQ(run["invocations"][0]["executionSuccessful"], e.problems.empty());
  }
}

TEST(Oscal, ResultsValidBySchemaOfNist) {
  std::vector<std::string> texts;
  for (const Evaluation& e : runs()) texts.push_back(results_to_oscal(e));
  texts.push_back(altered(texts[3], [](Json& j) {
    j["assessment-results"]["results"][0]["findings"][0]["target"]["status"]["state"] = "inconclusive";
  }));
  texts.push_back(altered(texts[3], [](Json& j) { j["assessment-results"]["uuid"] = "x"; }));
  EXPECT_EQ(validated("oscal-results", "reports/files/schemas/oscal_assessment-results_schema.json", texts), "yyyynn");
}

TEST(Oscal, OnlyAPassIsSatisfied) {
  const Evaluation e = runs()[3];
  const Json result = Json::parse(results_to_oscal(e))["assessment-results"]["results"][0];
  std::map<std::string, std::string> states;
  for (const Json& f : result["findings"]) states[f["target"]["target-id"]] = f["target"]["status"]["state"];
  EXPECT_EQ(states, (std::map<std::string, std::string>{{"tender.7.4.4_obj", "satisfied"},
                                                        {"ts119461.VAL-8.3.2-02_obj", "not-satisfied"},
                                                        {"table.5_obj", "not-satisfied"},
                                                        {"cir1502.2.1.2.high_obj", "not-satisfied"}}));
  EXPECT_EQ(result["reviewed-controls"]["control-selections"][0]["exclude-controls"][0]["control-id"],
            "tender.9_odd_id");
  std::set<std::string> observed;
  for (const Json& o : result["observations"]) EXPECT_TRUE(observed.insert(o["uuid"]).second);
  EXPECT_EQ(observed.size(), e.scenarios.size() + e.rates.size() + 1);
  for (const Json& f : result["findings"])
    for (const Json& r : f.value("related-observations", Json::array()))
      EXPECT_TRUE(observed.contains(r["observation-uuid"]));
}

TEST(Oscal, CatalogValidAndEveryTargetIsInIt) {
  const Evaluation e = runs()[3];
  const auto text = catalogue_to_oscal(e);
  ASSERT_TRUE(text) << text.error().line();
  EXPECT_EQ(validated("oscal-catalog", "reports/files/schemas/oscal_catalog_schema.json",
                      {*text, altered(*text, [](Json& j) { j["catalog"]["groups"][0].erase("title"); })}),
            "yn");
  std::set<std::string> parts;
  const Json catalog = Json::parse(*text);
  for (const Json& group : catalog["catalog"]["groups"])
    for (const Json& control : group["controls"])
      for (const Json& part : control["parts"]) EXPECT_TRUE(parts.insert(part["id"]).second) << part["id"];
  const Json results = Json::parse(results_to_oscal(e));
  for (const Json& f : results["assessment-results"]["results"][0]["findings"])
    EXPECT_TRUE(parts.contains(f["target"]["target-id"]));
  EXPECT_FALSE(catalogue_to_oscal(runs()[0]));
}

TEST(ChipInspection, SaysSuccessfulOnlyWhereTheSubjectDid) {
  const Plan plan = sample::plan();
  for (const Evaluation& e : runs()) {
    for (std::size_t i = 0; i < e.plan.attempts.size(); ++i) {
      const auto xml = inspection_to_xml(e, i);
      ASSERT_TRUE(xml) << xml.error().line();
      const auto& o = e.observations[i];
      const bool chip = o && std::any_of(o->checks.begin(), o->checks.end(),
                                         [](const Check& c) { return c.id.starts_with("chip."); });
      ASSERT_EQ(!xml->empty(), chip || !e.plan.attempts[i].card.empty());
      if (xml->empty()) continue;
      pugi::xml_document document;
      ASSERT_TRUE(document.load_string(xml->c_str())) << *xml;
      const pugi::xml_node root = document.child("DocumentCheck");
      EXPECT_TRUE(root.attribute("simulated").as_bool());
      for (const pugi::xpath_node& found : root.select_nodes(".//*[@result='successful' and @section]")) {
        const pugi::xml_node node = found.node();
        const std::string from = node.attribute("from").as_string();
        if (from.empty()) {  // a common result: each of its parts that was stated is successful
          EXPECT_TRUE(node.select_nodes(".//*[@stated='true' and @result!='successful']").empty());
          EXPECT_TRUE(node.select_nodes("./*[@stated='false' and @result='undetermined']").empty());
          continue;
        }
        const auto check =
            std::find_if(o->checks.begin(), o->checks.end(), [&](const Check& c) { return c.id == from; });
        ASSERT_NE(check, o->checks.end());
        EXPECT_EQ(check->result, CheckResult::passed);
      }
    }
  }
}

TEST(ChipInspection, AFailureWhosePlaceIsNotStatedFailsTheWhole) {
  const Plan plan = sample::plan();
  const Evaluation e = runs()[1];
  pugi::xml_document document;
  ASSERT_TRUE(document.load_string(inspection_to_xml(e, 4)->c_str()));
  const pugi::xml_node root = document.child("DocumentCheck");
  EXPECT_STREQ(root.attribute("result").as_string(), "failed");
  const pugi::xml_node electronic = root.child("ElectronicCheck");
  EXPECT_STREQ(electronic.attribute("result").as_string(), "failed");
  const pugi::xml_node signature = electronic.child("SignatureCheck");
  EXPECT_STREQ(signature.attribute("result").as_string(), "undetermined");
  EXPECT_STREQ(signature.attribute("fromResult").as_string(), "failed");
  EXPECT_STREQ(root.child("OpticalCheck").attribute("result").as_string(), "not supported");
}

TEST(ChipInspection, StatedStepsStandBelowTheGuidelinesChecks) {
  Plan plan = sample::plan();
  std::vector<Observation> observations = eventful(plan);
  Observation& o = observations[4];
  o.inspection = InspectionRecord{1,
                                  {{"access.pace", StepResult::successful, "ECDH-GM"},
                                   {"access.session", StepResult::successful, "selected"},
                                   {"passive.sod_signature", StepResult::successful, "signed"},
                                   {"passive.hash.dg2", StepResult::failed, "another <hash>"},
                                   {"genuine.chip_authentication", StepResult::successful, "ECDH"}}};
  const Evaluation e = evaluated(plan, observations);
  pugi::xml_document document;
  ASSERT_TRUE(document.load_string(inspection_to_xml(e, 4)->c_str()));
  const pugi::xml_node root = document.child("DocumentCheck");
  EXPECT_STREQ(root.attribute("result").as_string(), "failed");
  EXPECT_EQ(root.attribute("readings").as_uint(), 1U);
  EXPECT_EQ(std::string(root.child("Derivation").attribute("from").as_string()).find("steps"), 0U);
  const pugi::xml_node electronic = root.child("ElectronicCheck");
  EXPECT_STREQ(electronic.child("SignatureCheck").attribute("result").as_string(), "successful");
  const pugi::xml_node hashes = electronic.child("DataGroupsIntegrityCheck");
  EXPECT_STREQ(hashes.attribute("result").as_string(), "failed");
  EXPECT_STREQ(hashes.child("Check").attribute("id").as_string(), "passive.hash.dg2");
  EXPECT_STREQ(hashes.child("Check").child("Reason").text().as_string(), "another <hash>");
  // What is not stated is not taken from the five checks either.
  const pugi::xml_node revocation = electronic.child("SignerRevocationCheck");
  EXPECT_STREQ(revocation.attribute("result").as_string(), "undetermined");
  EXPECT_FALSE(revocation.attribute("stated").as_bool(true));
  EXPECT_TRUE(root.select_nodes(".//*[@from]").size() == 1U) << "Derivation alone";
}

TEST(ChipInspection, ABrokenSessionIsAborted) {
  Plan plan = sample::plan();
  plan.attempts[0].card = "genuine";
  plan.attempts[3].card = "genuine";
  std::vector<Observation> observations = eventful(plan);
  observations.erase(observations.begin() + 3);
  const Evaluation e = evaluated(plan, observations);
  pugi::xml_document document;
  ASSERT_TRUE(document.load_string(inspection_to_xml(e, 0)->c_str()));
  EXPECT_STREQ(document.child("DocumentCheck").attribute("result").as_string(), "aborted");
  ASSERT_TRUE(document.load_string(inspection_to_xml(e, 3)->c_str()));  // never observed
  EXPECT_STREQ(document.child("DocumentCheck").attribute("result").as_string(), "undetermined");
}

TEST(WriteFiles, SameRunSameBytesAndNothingStaysOfAnEarlierReport) {
  const auto folder = sample::folder("write-files");
  const auto read_all = [&] {
    std::map<std::string, std::string> all;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(folder))
      if (entry.is_regular_file()) all[entry.path().lexically_relative(folder)] = *read_text(entry.path());
    return all;
  };
  const std::vector<Evaluation> all = runs();
  ASSERT_TRUE(write_files(folder, all[3]));
  const auto first = read_all();
  EXPECT_TRUE(first.contains("oscal-catalog.json"));
  EXPECT_TRUE(first.contains("chip/" + all[3].plan.attempts.back().id + ".xml"));
  ASSERT_TRUE(write_files(folder, all[3]));
  EXPECT_EQ(read_all(), first);
  ASSERT_TRUE(write_files(folder, all[2]));  // nothing observed, no catalogue
  std::vector<std::string> names;
  for (const auto& [name, text] : read_all()) names.push_back(name);
  EXPECT_THAT(names, ::testing::UnorderedElementsAre("results.sarif", "oscal-assessment-results.json"));
}

}  // namespace
}  // namespace proofmark::reports

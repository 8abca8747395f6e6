// The catalogue's data files: schema, strict reading, references, orphans.
#include "scenarios/catalogue/catalogue.hpp"

#include <gtest/gtest.h>

#include <cctype>
#include <set>

#include "common/files.hpp"
#include "scenarios/catalogue/listing.hpp"
#include "tests/catalogue/support.hpp"

namespace proofmark::catalogue {
namespace {

namespace fs = std::filesystem;
using reports::Catalogue;
using reports::Requirement;

const Catalogue& project_catalogue() {
  static const auto loaded = load(testing::catalogue_folder());
  if (!loaded) ADD_FAILURE() << loaded.error().line();
  static const Catalogue none;
  return loaded ? *loaded : none;
}

const Requirement* find(const Catalogue& catalogue, const std::string& id) {
  for (const Requirement& r : catalogue.requirements)
    if (r.id == id) return &r;
  return nullptr;
}

// An implementation of JSON schema that is not ours; each file against the part that its format names.
TEST(CatalogueFiles, HoldTheSchemaAndAlteredOnesDoNot) {
  ASSERT_EQ(std::system("/usr/bin/python3 -c 'import jsonschema'"), 0) << "python3-jsonschema is missing";
  const fs::path folder = testing::copy_of_catalogue("schema");
  const fs::path bad = testing::fresh_folder("schema-altered");
  const auto altered = [&](const char* file, const char* name, const std::string& from, const std::string& to) {
    fs::copy_file(folder / file, bad / name);
    testing::replace_in(bad / name, from, to);
  };
  altered("tender.json", "kind.json", R"("kind": "testable")", R"("kind": "checked")");
  altered("tender.json", "no-slot.json", R"(, "slots": ["cab.eidas-24-1a-c", "supervisor.recognition"])", "");
  altered("tender.json", "language.json", R"("lt": )", R"("lv": )");
  altered("tender.json", "note.json", R"("clause": "tender 5")", R"("clause": "tender 5", "note": "x")");
  altered("limits.json", "limit.json", R"("value": 0.04)", R"("value": 4)");
  altered("table.json", "measure.json", R"("measure": "injection_methods")", R"("measure": "methods")");
  altered("table.json", "source.json", R"("source": "iBeta", )", "");
  altered("slots.json", "months.json", R"("valid_months": 24)", R"("valid_months": 0)");
  const std::string script =
      "/usr/bin/python3 -c 'import json,sys,glob,jsonschema\n"
      "s=json.load(open(sys.argv[1]+\"/catalogue.schema.json\"))\n"
      "jsonschema.Draft7Validator.check_schema(s)\n"
      "v=jsonschema.Draft7Validator(s)\n"
      "f=[x for x in glob.glob(sys.argv[1]+\"/*.json\") if not x.endswith(\".schema.json\")]\n"
      "g=glob.glob(sys.argv[2]+\"/*.json\")\n"
      "wrong=[x for x in f if not v.is_valid(json.load(open(x)))]+[x for x in g if v.is_valid(json.load(open(x)))]\n"
      "print(wrong); sys.exit(0 if len(f)==11 and len(g)==8 and not wrong else 1)' ";
  EXPECT_EQ(std::system((script + "'" + folder.string() + "' '" + bad.string() + "'").c_str()), 0);
}

TEST(Catalogue, HasEveryRowOfItsSources) {
  const Catalogue& catalogue = project_catalogue();
  std::set<std::string> ids;
  for (const Requirement& r : catalogue.requirements) ids.insert(r.id);
  for (int row = 1; row <= 47; ++row) EXPECT_TRUE(ids.contains("table." + std::to_string(row))) << row;
  EXPECT_FALSE(ids.contains("table.48"));
  for (int item = 1; item <= 23; ++item)
    EXPECT_TRUE(ids.contains("tender.7.4." + std::to_string(item)) || item == 5) << item;
  for (int item = 1; item <= 5; ++item) EXPECT_TRUE(ids.contains("tender.7.4.5." + std::to_string(item))) << item;
  for (int item = 1; item <= 6; ++item) EXPECT_TRUE(ids.contains("tender.7.3." + std::to_string(item))) << item;
  for (int item = 1; item <= 4; ++item) EXPECT_TRUE(ids.contains("tender.7.3.7." + std::to_string(item))) << item;
  for (int item = 1; item <= 6; ++item) EXPECT_TRUE(ids.contains("tender.7.5.1.2." + std::to_string(item))) << item;
  for (int item = 1; item <= 8; ++item) EXPECT_TRUE(ids.contains("tender.7.5.3." + std::to_string(item))) << item;
  for (int item = 1; item <= 3; ++item) EXPECT_TRUE(ids.contains("tender.7.5.4." + std::to_string(item))) << item;
  for (int item = 1; item <= 7; ++item)
    EXPECT_TRUE(ids.contains("cir1502.2.4." + std::to_string(item) + ".high")) << item;
  for (const char* id : {"tender.5", "tender.6.1", "tender.7.1", "tender.7.2", "tender.7.5.2", "cir1502.2.1.2.high",
                         "ts119461.VAL-8.3.2-04A", "en319401.REQ-7.10-06", "eidas.24.1a.c"})
    EXPECT_TRUE(ids.contains(id)) << id;
}

// Synthetic data never supports a claim on biometric performance or attack detection: such a requirement also asks for
// a document.
TEST(Catalogue, BiometricLimitsNeedMoreThanASimulation) {
  for (const Requirement& r : project_catalogue().requirements) {
    for (const std::string& limit : r.limits) {
      if (limit == "unavailability") continue;
      EXPECT_EQ(r.kind, reports::RequirementKind::mechanism_and_document) << r.id;
      EXPECT_FALSE(r.slots.empty()) << r.id;
    }
  }
}

// A figure with its kind and source, or a written reason why there is none.
TEST(Catalogue, EveryRowOfTheTableHasItsLimitOrSaysWhyNone) {
  std::size_t rows = 0, normative = 0;
  for (const Requirement& r : project_catalogue().requirements) {
    for (const reports::FixedLimit& l : r.fixed) normative += l.kind == reports::LimitKind::normative ? 1U : 0U;
    if (r.source != "table") continue;
    ++rows;
    EXPECT_TRUE(!r.limits.empty() || !r.fixed.empty() || !r.no_limit.en.empty()) << r.id;
  }
  EXPECT_EQ(rows, 47U);
  EXPECT_GT(normative, 15U);
  const Requirement* size = find(project_catalogue(), "table.17");
  ASSERT_NE(size, nullptr);
  ASSERT_EQ(size->fixed.size(), 3U);
  EXPECT_EQ(reports::words_of(size->fixed[0]), "width of a picture in pixels: at least 1280");
  EXPECT_EQ(size->fixed[0].kind, reports::LimitKind::tender);
  EXPECT_EQ(find(project_catalogue(), "table.27")->fixed.front().measure, reports::Measure::presentations_per_species);
}

// What a simulated month shows is the mechanism; months of the running service are filed.
TEST(Catalogue, AvailabilityNeedsARecordFromOutside) {
  for (const char* id : {"tender.7.4.15", "table.44"}) {
    const Requirement* r = find(project_catalogue(), id);
    ASSERT_NE(r, nullptr);
    EXPECT_EQ(r->kind, reports::RequirementKind::mechanism_and_document) << id;
    EXPECT_EQ(r->slots, std::vector<std::string>{"operation.availability"}) << id;
  }
}

// A service that refuses everybody must not pass a row that promises acceptance.
TEST(Catalogue, RowsThatPromiseAcceptanceAreServedByOne) {
  const auto merged = merge(project_catalogue(), testing::project_cases());
  ASSERT_TRUE(merged) << merged.error().line();
  for (const char* id : {"tender.7.4.3", "tender.7.1", "tender.7.4.5.1", "tender.6.4", "ts119461.COL-8.2.3-03X",
                         "ts119461.VAL-8.3.2-06", "ts119461.INI-8.1-01X", "cir1502.2.1.2.low"}) {
    const auto& scenarios = find(*merged, id)->scenarios;
    EXPECT_NE(std::find(scenarios.begin(), scenarios.end(), "package.accepted"), scenarios.end()) << id;
  }
}

TEST(Catalogue, IsWrittenAndReadWithoutLoss) {
  const Catalogue& catalogue = project_catalogue();
  const auto text = reports::catalogue_to_json(catalogue);
  ASSERT_TRUE(text) << text.error().line();
  const auto again = reports::catalogue_from_json(*text);
  ASSERT_TRUE(again) << again.error().line();
  EXPECT_EQ(*reports::catalogue_to_json(*again), *text);
  EXPECT_EQ(again->requirements.size(), catalogue.requirements.size());
  const Requirement* physical = find(*again, "ts119461.VAL-8.3.3-02X");
  ASSERT_NE(physical, nullptr);
  EXPECT_FALSE(physical->not_applicable.lt.empty());
  const Requirement* apcer = find(*again, "ts119461.BIN-8.4.2-08X");
  ASSERT_NE(apcer, nullptr);
  EXPECT_EQ(apcer->limits, std::vector<std::string>{"apcer"});
  EXPECT_EQ(apcer->slots, (std::vector<std::string>{"lab.pad", "test.pad-real"}));
  for (std::size_t cut = 0; cut < text->size(); cut += 997)
    EXPECT_FALSE(reports::catalogue_from_json(std::string_view(*text).substr(0, cut))) << cut;
}

struct Spoilt {
  const char* file;
  const char* from;
  const char* to;
  const char* said;  // part of the error's line
};

// The test's name; ctest takes no quotes.
void PrintTo(const Spoilt& spoilt, std::ostream* out) {
  *out << spoilt.file << " with ";
  for (const char* c = spoilt.to; *c != '\0'; ++c)
    if (std::isalnum(static_cast<unsigned char>(*c)) != 0 || *c == '.') *out << *c;
}

class SpoiltCatalogue : public ::testing::TestWithParam<Spoilt> {};

TEST_P(SpoiltCatalogue, IsRefusedWithTheEntryNamed) {
  const Spoilt& spoilt = GetParam();
  const fs::path folder = testing::copy_of_catalogue("spoilt");
  testing::replace_in(folder / spoilt.file, spoilt.from, spoilt.to);
  const auto loaded = load(folder);
  ASSERT_FALSE(loaded);
  EXPECT_NE(loaded.error().line().find(spoilt.said), std::string::npos) << loaded.error().line();
}

INSTANTIATE_TEST_SUITE_P(
    Each, SpoiltCatalogue,
    ::testing::Values(
        Spoilt{"tender.json", "\"tender.6.4\"", "\"tender.6.3\"", "'tender.6.3' twice"},
        Spoilt{"tender.json", "\"tender.6.4\"", "\"table.6.4\"", "'table.6.4'"},
        Spoilt{"tender.json", "\"lab.pad\"", "\"lab.paid\"", "'lab.paid'"},
        Spoilt{"tender.json", "\"far\"", "\"farr\"", "'farr'"},
        Spoilt{"tender.json", "\"testable\"", "\"tested\"", "'tested'"},
        Spoilt{"tender.json", "\"primary\"", "\"first\"", "'first'"},
        Spoilt{"tender.json", "\"provider\"", "\"supplier\"", "'supplier'"},
        Spoilt{"tender.json", "\"clause\": \"tender 5\"", "\"clause\": 5", "clause"},
        Spoilt{"tender.json", "\"clause\": \"tender 5\"", "\"clause\": \"tender 5\", \"claus\": \"\"", "'claus'"},
        Spoilt{"tender.json", "\"slots\": [\"cab.cooperation\"]", "\"slots\": []", "tender.6.2"},
        Spoilt{"tender.json", "proofmark-requirements/1", "proofmark-requirements/2", "proofmark-requirements/2"},
        Spoilt{"tender.json", "\"source\": \"tender\"", "\"source\": \"contract\"", "'tender.5'"},
        Spoilt{"limits.json", "\"rule\": \"below\"", "\"rule\": \"about\"", "'about'"},
        Spoilt{"limits.json", "\"value\": 0.04", "\"value\": 1.5", "limit frr"},
        Spoilt{"limits.json", "\"value\": 0.04", "\"value\": \"4 %\"", "value"},
        Spoilt{"table.json", "\"value\": 1280", "\"value\": -1", "table.17"},
        Spoilt{"table.json", "\"measure\": \"injection_methods\", \"rule\": \"at least\"",
               "\"measure\": \"injection_methods\", \"rule\": \"at most\"", "table.30"},
        Spoilt{"table.json", "\"source\": \"iBeta\"", "\"source\": \"\"", "table.27"},
        Spoilt{"table.json", "\"measure\": \"injection_methods\"", "\"measure\": \"methods\"", "'methods'"},
        Spoilt{"slots.json", "\"valid_months\": 24", "\"valid_months\": 0", "0 months"},
        Spoilt{"slots.json", "\"accreditation\": true", "\"accreditation\": \"yes\"", "accreditation"},
        Spoilt{"slots.json", "]\n}", "]", "JSON"}));

// A text or a word of a vocabulary deep in an entry says whose it is.
TEST(Catalogue, AWrongPartIsNamedWithItsFileAndEntry) {
  const auto refusal = [](const std::string& valid, const std::string& text) {
    const auto part =
        parse_part(R"({"format":"proofmark-slots/1","slots":[{"id":"a","clause":"c","accreditation":true,)" + valid +
                       R"("text":)" + text + "}]}",
                   "slots.json");
    return part ? std::string("none") : part.error().line();
  };
  const std::string good = R"({"en":"e","lt":"l"})";
  EXPECT_EQ(refusal(R"("valid_months":24,)", good), "none");
  for (const std::string& line : {refusal(R"("valid_months":24,)", R"({"en":"e"})"),
                                  refusal(R"("valid_months":24,)", R"({"en":"e","lt":"l","pl":"p"})"),
                                  refusal(R"("valid_months":-1,)", good), refusal(R"("valid":24,)", good)})
    EXPECT_NE(line.find("slots.json.slots[0]"), std::string::npos) << line;
  const auto rule = parse_part(R"({"format":"proofmark-limits/1","limits":[{"id":"frr","value":0.04,"rule":"beside",)"
                               R"("kind":"borrowed","text":"t","source":"s","checked":"primary"}]})",
                               "limits.json");
  ASSERT_FALSE(rule);
  EXPECT_NE(rule.error().line().find("limits.json.limits[0]"), std::string::npos) << rule.error().line();
}

TEST(Catalogue, AMissingFileIsNamed) {
  const fs::path folder = testing::copy_of_catalogue("missing");
  fs::remove(folder / "ts119461.json");
  const auto loaded = load(folder);
  ASSERT_FALSE(loaded);
  EXPECT_NE(loaded.error().line().find("ts119461.json"), std::string::npos) << loaded.error().line();
}

TEST(Merge, GivesEachRequirementItsCasesSorted) {
  const auto merged =
      merge(project_catalogue(), {{"b", {"tender.5", "table.1"}, "frr"}, {"a", {"tender.5", "tender.5"}, ""}});
  ASSERT_TRUE(merged) << merged.error().line();
  EXPECT_EQ(find(*merged, "tender.5")->scenarios, (std::vector<std::string>{"a", "b"}));
  EXPECT_EQ(find(*merged, "table.1")->scenarios, std::vector<std::string>{"b"});
  EXPECT_TRUE(find(*merged, "table.2")->scenarios.empty());
}

TEST(Merge, RefusesWhatTheCatalogueDoesNotHave) {
  const auto refused = [](const CaseReferences& one, const std::string& said) {
    const auto merged = merge(project_catalogue(), {one});
    return !merged && merged.error().line().find(said) != std::string::npos &&
           merged.error().line().find("case x") != std::string::npos;
  };
  EXPECT_TRUE(refused({"x", {"tender.5", "tender.99"}, ""}, "'tender.99'"));
  EXPECT_TRUE(refused({"x", {"tender.5"}, "fra"}, "'fra'"));
  EXPECT_TRUE(refused({"x", {"ts119461.VAL-8.3.3-02X"}, ""}, "that apply"));
  EXPECT_FALSE(merge(project_catalogue(), {{"x", {}, ""}, {"x", {}, ""}}));
}

TEST(Clauses, OfIdsAreThoseAReaderCites) {
  const auto clauses =
      clauses_of(project_catalogue(), {"tender.7.4.21.6.low", "tender.7.4.21.6.critical", "emrtd.passive"});
  ASSERT_TRUE(clauses);
  EXPECT_EQ(*clauses, (std::vector<std::string>{"tender 7.4.21.6", "ICAO Doc 9303-11 section 5.1, TR-03135-1"}));
  EXPECT_FALSE(clauses_of(project_catalogue(), {"tender.0"}));
}

std::string joined(const std::vector<std::string>& items) {
  std::string out;
  for (const std::string& item : items) out += "\n  " + item;
  return out;
}

TEST(Orphans, TheProjectHasNone) {
  const auto cases = testing::project_cases();
  ASSERT_FALSE(cases.empty());
  const auto merged = merge(project_catalogue(), cases);
  ASSERT_TRUE(merged) << merged.error().line();
  const Orphans found = orphans(*merged, cases);
  EXPECT_TRUE(found.requirements.empty()) << "with neither scenario nor slot:" << joined(found.requirements);
  EXPECT_TRUE(found.cases.empty()) << "cases that serve no requirement:" << joined(found.cases);
  EXPECT_TRUE(found.slots.empty()) << "slots that no requirement names:" << joined(found.slots);
}

TEST(Orphans, AreFound) {
  Catalogue catalogue = project_catalogue();
  reports::EvidenceSlot slot = catalogue.slots.front();
  slot.id = "nobody.asks";
  catalogue.slots.push_back(slot);
  const std::vector<CaseReferences> cases = {{"serves", {"tender.5"}, ""}, {"serves-none", {}, ""}};
  const auto merged = merge(catalogue, cases);
  ASSERT_TRUE(merged);
  const Orphans found = orphans(*merged, cases);
  EXPECT_EQ(found.cases, std::vector<std::string>{"serves-none"});
  EXPECT_EQ(found.slots, std::vector<std::string>{"nobody.asks"});
  const std::set<std::string> ids(found.requirements.begin(), found.requirements.end());
  EXPECT_FALSE(ids.contains("tender.5"));                // a scenario
  EXPECT_FALSE(ids.contains("tender.6.1"));              // a slot
  EXPECT_FALSE(ids.contains("ts119461.VAL-8.3.3-02X"));  // not applicable
  EXPECT_TRUE(ids.contains("tender.7.4.4"));
}

TEST(Listing, ShowsWhatIsAskedForAndItsSums) {
  const auto merged = merge(project_catalogue(), {{"order", {"tender.5"}, ""}});
  ASSERT_TRUE(merged);
  const Selection all{"tender", false, false};
  const auto tender = select(*merged, all);
  ASSERT_TRUE(tender);
  const std::string listing = requirements_listing(*tender, all);
  EXPECT_NE(listing.find("scenarios: order"), std::string::npos);
  EXPECT_EQ(listing.find("table.1"), std::string::npos);
  const Selection untested{"tender", true, true};
  const auto rest = select(*merged, untested);
  ASSERT_TRUE(rest);
  EXPECT_EQ(rest->requirements.size() + 1, tender->requirements.size());
  EXPECT_NE(requirements_listing(*rest, untested).find("Lietuvos išduotų"), std::string::npos);
  EXPECT_NE(requirements_listing(*rest, untested).find("of them await a scenario"), std::string::npos);
  EXPECT_NE(requirements_listing(*rest, untested).find("scenarios: none yet"), std::string::npos);
  EXPECT_FALSE(select(*merged, {"contract", false, false}));
}

}  // namespace
}  // namespace proofmark::catalogue

#include "scenarios/conformance/table.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <set>

#include "common/files.hpp"

namespace proofmark::conformance {
namespace {

namespace fs = std::filesystem;
using Json = nlohmann::json;

const fs::path kFile = fs::path(PROOFMARK_SOURCE_DIR) / "scenarios/conformance/tr-03105-5.1.json";

TEST(ConformanceTable, EveryCaseOfThePlanHasOneRowAndNoRowIsEmpty) {
  const auto table = load_table(kFile);
  ASSERT_TRUE(table) << table.error().line();
  EXPECT_EQ(table->rows.size(), 338U);
  std::set<std::string> seen;
  for (const Row& row : table->rows) {
    EXPECT_TRUE(seen.insert(row.id).second) << row.id;
    EXPECT_GT(row.what.size(), 10U) << row.id;
    if (row.not_applicable.empty()) {
      EXPECT_FALSE(row.variants.empty()) << row.id;
      EXPECT_EQ(row.expected == Expected::failed, !row.checks.empty()) << row.id;
      // The comparison with the order is the one check without a step.
      const bool without_step = row.checks == std::vector<std::string>{"order.match"};
      for (const Variant& variant : row.variants)
        EXPECT_EQ(row.expected == Expected::failed && !without_step && variant.steps.empty(), false)
            << row.id << " " << variant.name << " does not say which step decides";
    } else {
      EXPECT_GT(row.not_applicable.size(), 30U) << row.id;
      EXPECT_TRUE(row.variants.empty()) << row.id;
    }
  }
}

TEST(ConformanceTable, TheIdentifiersAreThoseOfThePlan) {
  const fs::path list = fs::path(PROOFMARK_SOURCE_DIR) / "../shared/data/tr-03105-5.1-cases.tsv";
  if (!fs::exists(list)) GTEST_SKIP() << "the plan's list of cases is not beside the project: " << list;
  const auto table = load_table(kFile);
  ASSERT_TRUE(table) << table.error().line();
  std::ifstream in(list);
  std::string line;
  std::getline(in, line);
  std::vector<std::string> wanted;
  while (std::getline(in, line)) wanted.push_back(line.substr(0, line.find('\t')));
  std::vector<std::string> have;
  for (const Row& row : table->rows) have.push_back(row.id);
  EXPECT_EQ(have, wanted);
}

TEST(ConformanceTable, ARowsFieldsStandInTheBasesPlaceOrBesideThem) {
  const auto table = load_table(kFile);
  ASSERT_TRUE(table) << table.error().line();
  const auto recipe = [&](const std::string& id) -> const attacks::malformed::Recipe& {
    const auto row = std::find_if(table->rows.begin(), table->rows.end(), [&](const Row& one) { return one.id == id; });
    return row->variants.front().recipe;
  };
  const auto& certificate = recipe("LDS_H_61");  // changes the certificate; the scheme is the base's
  EXPECT_EQ(certificate.security_object.scheme, "rsa-pss sha-256");
  EXPECT_EQ(certificate.security_object.tbs.size(), 1U);
  EXPECT_EQ(certificate.profile.picture, "jpeg2000");
  EXPECT_EQ(recipe("LDS_C_02").profile.picture, "jpeg");
  EXPECT_EQ(recipe("LDS_C_02").security_object.scheme, "rsa-pss sha-256");
  EXPECT_EQ(recipe("LDS_H_73").security_object.scheme, "ecdsa sha-512");
  for (const Base& base : table->bases) {
    EXPECT_TRUE(base.follows.starts_with("CFG.DFLT.")) << base.name;
    EXPECT_FALSE(base.differs.empty()) << base.name;
  }
}

// The whole table as JSON, for a test to spoil.
Json whole() {
  return Json::parse(read_text(kFile).value_or("{}"), nullptr, false);
}
std::string error_of(const Json& json) {
  const auto table = parse_table(json.dump(), "test");
  return table ? "" : table.error().line();
}

TEST(ConformanceTable, WrongTablesAreRefusedWithTheRowsName) {
  EXPECT_EQ(error_of(whole()), "");
  Json missing = whole();
  missing["rows"].erase(5);
  EXPECT_NE(error_of(missing).find("ISO7816_B_03"), std::string::npos) << error_of(missing);
  Json twice = whole();
  twice["rows"].push_back(twice["rows"][0]);
  EXPECT_NE(error_of(twice).find("ISO7816_A_01"), std::string::npos);
  Json unknown = whole();
  unknown["rows"][0]["id"] = "ISO7816_Z_01";
  EXPECT_NE(error_of(unknown).find("ISO7816_Z_01"), std::string::npos);
  for (const auto& [field, value] : std::initializer_list<std::pair<const char*, Json>>{
           {"expected", "perhaps"},
           {"checks", Json::array()},
           {"checks", Json::array({"chip.colour"})},
           {"password", "pin"},
           {"base", "none"},
           {"colour", "red"},
           {"what", ""},
           {"card", {{"pace", "always"}}},
           {"answers", Json::array({{{"to", "nobody"}, {"status", "6300"}}})},
           {"answers", Json::array({{{"to", "mse"}, {"status", "63"}}})},
           {"files", Json::array({{{"file", "dg3"}, {"at", "63"}, {"do", "remove"}}})},
           {"files", Json::array({{{"file", "com"}, {"at", "60"}, {"do", "value"}}})},
           {"sod", {{"scheme", "rot13"}}},
           {"steps", Json::array()},
           {"steps", Json::array({"chip.access"})},
           {"steps", Json::array({"genuine.key"})},  // of a check that the row does not name
           {"variants", Json::array()}}) {
    Json spoiled = whole();
    spoiled["rows"][2][field] = value;  // ISO7816_A_03, a case that is to fail
    EXPECT_NE(error_of(spoiled).find("ISO7816_A_03"), std::string::npos) << field << " " << value;
  }
  for (const auto& [field, value] : std::initializer_list<std::pair<const char*, Json>>{
           {"follows", ""}, {"colour", "red"}, {"differs", "much"}, {"card", {{"pace", "always"}}}}) {
    Json spoiled = whole();
    spoiled["bases"]["bac"][field] = value;
    EXPECT_NE(error_of(spoiled), "") << field;
  }
  Json reason = whole();
  reason["rows"][0]["not_applicable"] = "weather";
  EXPECT_NE(error_of(reason), "");
  // A number of cases that no plan has would be a list that no machine holds.
  for (const Json& count : {Json(4294967295U), Json(1000), Json(-1), Json(2.5), Json("10")}) {
    Json many = whole();
    many["units"]["LDS_A"] = count;
    EXPECT_NE(error_of(many).find("unit LDS_A"), std::string::npos) << count;
  }
  Json listed = whole();
  listed["units"] = Json::array({10});
  EXPECT_NE(error_of(listed).find("an object of units"), std::string::npos);
  EXPECT_FALSE(parse_table("{", "test"));
  EXPECT_FALSE(load_table("/nowhere.json"));
}

}  // namespace
}  // namespace proofmark::conformance

// What comes from outside is read by common/json_text alone, which refuses what two readers may take in two ways; the
// library's own parser takes it. Who calls that one reads what this program or its build has written.
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <map>
#include <regex>
#include <set>
#include <string>

namespace {

namespace fs = std::filesystem;

const std::map<std::string, std::string>& exceptions() {
  static const std::map<std::string, std::string> table = {
      {"common/json_text.cpp", "the reader itself"},
      {"reference-impl/api/json_body.cpp", "a planted weakness, that a field may stand twice"},
      {"reference-impl/parts/parts.cpp", "the claim that record.cpp has just written"},
      {"scenarios/catalogue/evidence_store.cpp", "entries that were just written, in their order"},
      {"scenarios/conformance/report.cpp", "a card of the table, written when that was read"},
      {"reports/texts/texts.cpp", "texts that are compiled in; tests/reports/documents holds them to the reader"}};
  return table;
}

bool parses(const std::string& text) {
  static const std::regex pattern(R"(\b([Jj]son|ordered_json|OrderedJson)::(parse|from_\w+|sax_parse)\s*\()");
  return std::regex_search(text, pattern);
}

TEST(Json, WhatComesFromOutsideHasOneReader) {
  const fs::path root = PROOFMARK_SOURCE_DIR;
  std::set<std::string> callers;
  for (const char* room : {"attacks", "common", "reference-impl", "reports", "scenarios", "simulators"})
    for (const auto& entry : fs::recursive_directory_iterator(root / room)) {
      if (entry.path().extension() != ".cpp" && entry.path().extension() != ".hpp") continue;
      std::ifstream in(entry.path(), std::ios::binary);
      if (parses({std::istreambuf_iterator<char>(in), {}})) callers.insert(fs::relative(entry.path(), root).string());
    }
  for (const std::string& caller : callers)
    EXPECT_TRUE(exceptions().contains(caller)) << caller << ": use parse_json_text or parse_json_or_null";
  for (const auto& [file, why] : exceptions())
    EXPECT_TRUE(callers.contains(file)) << file << " parses no more: take it out of the list (" << why << ")";
}

TEST(Json, TheCheckFindsACaller) {
  EXPECT_TRUE(parses("const auto j = nlohmann::json::parse(text, nullptr, false);"));
  EXPECT_TRUE(parses("Json::parse (text)"));
  EXPECT_TRUE(parses("ordered_json::from_cbor(bytes)"));
  EXPECT_FALSE(parses("Description::parse(text); json::parse_event_t::key; parse_json_text(text, file)"));
}

}  // namespace

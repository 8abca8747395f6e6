// JSON that no reader may understand otherwise than another one.
#include "common/json_text.hpp"

#include <gtest/gtest.h>

namespace proofmark {
namespace {

using namespace std::string_literals;

TEST(JsonText, AValueIsReadWithSpaceAroundIt) {
  const auto json = parse_json_text(" {\"a\": [1, {\"a\": 2}], \"b\": {\"a\": \"\\u0000\"}}\r\n\t", "x.json");
  ASSERT_TRUE(json) << json.error().line();
  EXPECT_EQ(json->at("a").at(1).at("a"), 2);
  EXPECT_EQ(json->at("b").at("a"), "\0"s);
}

TEST(JsonText, WhatReadersWouldTakeInTwoWaysIsRefused) {
  const std::pair<std::string, std::string> wrong[] = {
      {R"({"a": 1, "a": 1})", "two fields named 'a'"},
      {R"({"b": [{"": 1, "": 2}]})", "two fields named ''"},
      {"{\"a\": 1}\0"s, "at byte 9"},  // a zero byte ends the text to a reader of C strings alone
      {"{\"a\": 1}\0{\"a\": 2}"s, "at byte 9"},
      {"\0"s, "at byte 1"},
      {"{\"a\": 1} 2", "at byte 10"},
      {"{\"a\": 1", "at byte 8"},
      {"", "at byte 1"},
      {"\xFF", "at byte 1"},
      {"1e999", "beyond their range"}};
  for (const auto& [text, observed] : wrong) {
    const auto json = parse_json_text(text, "x.json");
    ASSERT_FALSE(json) << text;
    EXPECT_NE(json.error().expected.find("x.json"), std::string::npos) << json.error().line();
    EXPECT_NE(json.error().observed.find(observed), std::string::npos) << json.error().line();
  }
}

}  // namespace
}  // namespace proofmark

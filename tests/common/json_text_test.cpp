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

// A hundred thousand brackets took a megabyte of stack as soon as somebody wrote or copied what was read.
TEST(JsonText, LevelsAreBounded) {
  const auto levels = [](std::size_t arrays, std::size_t objects) {
    std::string text = std::string(arrays, '[');
    for (std::size_t i = 0; i < objects; ++i) text += R"({"a":)";
    return text + "1" + std::string(objects, '}') + std::string(arrays, ']');
  };
  EXPECT_TRUE(parse_json_text(levels(kDeepestJson, 0), "x.json"));
  EXPECT_TRUE(parse_json_text(levels(kDeepestJson - 60, 60), "x.json"));
  for (const auto& [arrays, objects] :
       {std::pair{kDeepestJson + 1, std::size_t{0}}, {kDeepestJson - 60, 61}, {100000, 0}, {1, 100000}}) {
    const auto json = parse_json_text(levels(arrays, objects), "x.json");
    ASSERT_FALSE(json) << arrays << " " << objects;
    EXPECT_NE(json.error().expected.find("up to 100 levels in x.json"), std::string::npos) << json.error().line();
  }
}

TEST(JsonText, ForACallerWithWordsOfHisOwnAnErrorIsNull) {
  EXPECT_EQ(parse_json_or_null(R"({"a": 1})").at("a"), 1);
  for (const char* wrong : {"", "{", R"({"a": 1, "a": 1})", "[1] 2"}) EXPECT_TRUE(parse_json_or_null(wrong).is_null());
}

}  // namespace
}  // namespace proofmark

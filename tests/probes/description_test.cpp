// Reading a published description, and holding messages against it.
#include "scenarios/probes/description.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "common/files.hpp"

namespace proofmark::probes {
namespace {

using nlohmann::json;

constexpr const char* kSmall = R"(openapi: 3.1.0
paths:
  /v1/orders:
    post: {operationId: createOrder}
  /v1/orders/{order}:
    get: {operationId: readOrder}
  /v1/orders/mine:
    get: {operationId: readMine}
components:
  schemas:
    Code: {type: string, pattern: "^[0-9]{4}$"}
    Order:
      type: object
      additionalProperties: false
      required: [code, number, note]
      properties:
        code: {$ref: "#/components/schemas/Code"}
        number: {type: integer, minimum: 1}
        note: {type: ["string", "null"]}
)";

TEST(Description, FindsTheOperationOfAPath) {
  const auto read = Description::parse(kSmall);
  ASSERT_TRUE(read) << read.error().line();
  const auto id = [&](const char* method, const char* path) {
    const json* operation = read->operation(method, path);
    return operation == nullptr ? std::string("none") : operation->value("operationId", "");
  };
  EXPECT_EQ(id("POST", "/v1/orders"), "createOrder");
  EXPECT_EQ(id("GET", "/v1/orders/A-1"), "readOrder");
  EXPECT_EQ(id("GET", "/v1/orders/mine"), "readMine");
  for (const char* path : {"/v1/orders/", "/v1/orders/A/package", "/v1", "", "/v2/orders"})
    EXPECT_EQ(id("GET", path), "none") << path;
  EXPECT_EQ(id("DELETE", "/v1/orders"), "none");
  EXPECT_EQ(read->operations(), (std::vector<std::string>{"createOrder", "readMine", "readOrder"}));
}

TEST(Description, HoldsMessagesAgainstItsSchemas) {
  const auto read = Description::parse(kSmall);
  ASSERT_TRUE(read);
  const json order = {{"$ref", "#/components/schemas/Order"}};
  const json good = {{"code", "0042"}, {"number", 1}, {"note", nullptr}};
  EXPECT_EQ(read->why_not(good, order), "");
  for (const auto& [field, value] : {std::pair<const char*, json>{"code", "42"},
                                     {"code", 42},
                                     {"number", 0},
                                     {"number", "1"},
                                     {"note", 7},
                                     {"more", 1},
                                     {"code", std::string(5000, '1')}}) {
    json bad = good;
    bad[field] = value;
    EXPECT_NE(read->why_not(bad, order), "") << field;
  }
  json lacking = good;
  lacking.erase("note");
  EXPECT_NE(read->why_not(lacking, order), "");
  EXPECT_NE(read->why_not(good, {{"$ref", "#/components/schemas/None"}}), "") << "a reference that leads nowhere";
  EXPECT_NE(read->why_not(good, nullptr), "");
}

TEST(Description, ReferencesThatNeverEndAreNotFollowed) {
  const auto read = Description::parse(R"(openapi: 3.1.0
paths: {}
components:
  schemas:
    Self: {$ref: "#/components/schemas/Self"}
    A: {allOf: [{$ref: "#/components/schemas/B"}]}
    B: {properties: {a: {$ref: "#/components/schemas/A"}}}
    Number: {type: number}
    Twice: {properties: {a: {$ref: "#/components/schemas/Number"}, b: {$ref: "#/components/schemas/Number"}}}
)");
  ASSERT_TRUE(read) << read.error().line();
  for (const char* reference : {"#/components/schemas/Self", "#/components/schemas/A", "#/components/schemas/B",
                                "/components/schemas/Number", "#", "other.yaml#/components/schemas/Number"})
    EXPECT_THAT(read->why_not(1, {{"$ref", reference}}), ::testing::HasSubstr("cannot be used")) << reference;
  EXPECT_EQ(read->why_not({{"a", 1}, {"b", 2}}, {{"$ref", "#/components/schemas/Twice"}}), "");
}

TEST(Description, AnOperationsNameMayBeAnything) {
  const auto read = Description::parse(R"(openapi: 3.1.0
paths:
  /a: {get: {operationId:}, put: {operationId: 7}, post: {operationId: [a]}, delete: {operationId: named}, patch: {}}
)");
  ASSERT_TRUE(read) << read.error().line();
  const std::string none = "without a name";
  EXPECT_EQ(read->operations(), (std::vector<std::string>{"named", none, none, none, none}));
}

TEST(Description, WhatIsNoneIsRefused) {
  std::string deep;
  for (int i = 0; i < 5000; ++i) deep += "[";
  std::string aliases = "openapi: 3.1.0\npaths: {}\na: &a0 [1, 1, 1, 1, 1, 1, 1, 1]\n";
  for (int i = 1; i < 12; ++i) {
    const std::string before = "*a" + std::to_string(i - 1);
    aliases += "b" + std::to_string(i) + ": &a" + std::to_string(i) + " [" + before;
    for (int n = 0; n < 7; ++n) aliases += ", " + before;
    aliases += "]\n";
  }
  for (const std::string& text :
       {std::string(), std::string("openapi: 3.0.3\npaths: {}\n"), std::string("openapi: 3.1.0\n"),
        std::string("a: [1"), std::string("- 1\n"), std::string("? [a]\n: 1\n"), deep, aliases})
    EXPECT_FALSE(Description::parse(text)) << text.substr(0, 40);
}

TEST(Description, OfTheReferenceServiceIsReadWhole) {
  const auto text = read_text(std::filesystem::path(PROOFMARK_SOURCE_DIR) / "reference-impl" / "api" / "openapi.yaml");
  ASSERT_TRUE(text);
  const auto read = Description::parse(*text);
  ASSERT_TRUE(read) << read.error().line();
  EXPECT_GE(read->operations().size(), 10U);
  const json claims = {{"$ref", "#/components/schemas/PackageClaims"}};
  EXPECT_NE(read->why_not(json::object(), claims), "");
}

}  // namespace
}  // namespace proofmark::probes

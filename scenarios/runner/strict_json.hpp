// Reading hand-written JSON so that a misspelt field is an error and not a default.
#pragma once
#include <nlohmann/json.hpp>
#include <set>
#include <string>
#include <vector>

#include "common/result.hpp"

namespace proofmark::runner {

// JSON without duplicate keys; an error names `origin`.
[[nodiscard]] Result<nlohmann::json> parse_strict(const std::string& text, const std::string& origin);

// One object of a file. Takes note of the first thing that is wrong; `finish` also refuses fields that nobody asked
// for.
class StrictObject {
 public:
  StrictObject(const nlohmann::json& json, std::string origin, std::string place);

  [[nodiscard]] bool has(const char* field) const;
  std::string text(const char* field);  // not empty
  std::string one_of(const char* field, const std::vector<std::string>& allowed);
  std::uint64_t number(const char* field, std::uint64_t low, std::uint64_t high);
  std::vector<std::string> texts(const char* field);  // not empty, each not empty
  // The value of a mandatory field; null when it is missing.
  const nlohmann::json& value(const char* field);
  [[nodiscard]] const std::string& place() const { return place_; }
  [[nodiscard]] const std::string& origin() const { return origin_; }

  void complain(const std::string& field, const std::string& expected, const std::string& observed);
  // Takes over what is wrong with a part of this object, unknown fields included.
  void adopt(StrictObject& part);
  [[nodiscard]] Result<void> finish();

 private:
  const nlohmann::json& json_;
  std::string origin_, place_;
  std::set<std::string> known_;
  bool wrong_ = false;
  Error error_;
};

}  // namespace proofmark::runner

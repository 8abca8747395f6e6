// Strict reading of a JSON object: every field by name and type, no field left over. The first problem is kept and
// everything after it reads as empty, so that a reader is a plain list of its fields.
#pragma once
#include <cstdint>
#include <functional>
#include <nlohmann/json.hpp>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "common/result.hpp"

namespace proofmark::reports {

using Json = nlohmann::json;
using OrderedJson = nlohmann::ordered_json;

// Parses UTF-8 text; an error names `what` and the byte where reading stopped. Duplicate keys are refused, because
// readers disagree on which of two counts (RFC 8259 section 4).
[[nodiscard]] Result<Json> parse_json(std::string_view text, const std::string& what);

// The text of `json`; invalid UTF-8 in strings (a crashing subject's last words) becomes U+FFFD.
[[nodiscard]] std::string dump_line(const OrderedJson& json);
[[nodiscard]] std::string dump_pretty(const OrderedJson& json);  // two spaces, ends with a newline

class Fields {
 public:
  Fields(const Json& json, std::string where);

  [[nodiscard]] bool has(const char* name) const;  // for a field that may be absent
  [[nodiscard]] std::string text(const char* name);
  [[nodiscard]] std::uint64_t count(const char* name, std::uint64_t highest = UINT64_MAX);
  [[nodiscard]] std::int64_t integer(const char* name);
  [[nodiscard]] double number(const char* name);
  [[nodiscard]] bool flag(const char* name);
  [[nodiscard]] std::vector<std::string> texts(const char* name);
  // Null when the field is null; an absent field is a problem in both cases.
  [[nodiscard]] const Json* object_or_null(const char* name);
  [[nodiscard]] const Json& object(const char* name);
  [[nodiscard]] const Json& array(const char* name);
  [[nodiscard]] std::optional<std::int64_t> integer_or_null(const char* name);
  [[nodiscard]] std::optional<double> number_or_null(const char* name);
  // A word of a closed vocabulary.
  template <typename T>
  [[nodiscard]] T word(const char* name, Result<T> (*parse)(std::string_view)) {
    Result<T> value = parse(text(name));
    if (!value) keep(value.error());
    return value ? *value : T{};
  }
  void expect_format(std::uint64_t version);  // the field "format"
  // Reads an array of objects with `read`, which takes the element's Fields.
  template <typename T>
  [[nodiscard]] std::vector<T> list(const char* name, const std::function<T(Fields&)>& read) {
    std::vector<T> out;
    const Json& items = array(name);
    for (std::size_t i = 0; i < items.size() && !problem_; ++i) {
      Fields fields(items[i], where_ + "." + name + "[" + std::to_string(i) + "]");
      out.push_back(read(fields));
      take(fields);
    }
    return out;
  }
  // Adopts the problem of a part, including its unknown fields.
  void take(Fields& part);
  // The first problem, or success when every field was known.
  [[nodiscard]] Result<void> finish();

 private:
  const Json* find(const char* name, const char* type, bool right_type(const Json&));
  void keep(Error error);

  const Json* json_;
  std::string where_;
  std::set<std::string, std::less<>> seen_;
  std::optional<Error> problem_;
};

}  // namespace proofmark::reports

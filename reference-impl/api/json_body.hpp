// Objects from outside: exactly the fields that the interface names, each of its type, none twice.
#pragma once
#include <initializer_list>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>

#include "common/result.hpp"

namespace proofmark::api {

struct Field {
  std::string_view name;
  nlohmann::json::value_t type = nlohmann::json::value_t::string;
  bool optional = false;
};

// Errors: not JSON in UTF-8, no object, a field missing, unknown, twice or of another type. The message never repeats
// what was sent.
[[nodiscard]] Result<nlohmann::json> read_object(std::string_view text, std::initializer_list<Field> fields);
[[nodiscard]] Result<void> check_object(const nlohmann::json& object, std::initializer_list<Field> fields);

// UTF-8 text of 1 to `limit` bytes without control characters.
[[nodiscard]] bool is_plain_text(std::string_view text, std::size_t limit);
// 1 to `limit` letters, digits and hyphens of ASCII.
[[nodiscard]] bool is_identifier(std::string_view text, std::size_t limit);
[[nodiscard]] bool is_digits(std::string_view text, std::size_t count);

}  // namespace proofmark::api

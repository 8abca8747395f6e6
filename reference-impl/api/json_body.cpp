#include "reference-impl/api/json_body.hpp"

#include <algorithm>
#include <cstdlib>

#include "common/json_text.hpp"
#include "reference-impl/weakness/weakness.hpp"

namespace proofmark::api {
namespace {

using nlohmann::json;

tl::unexpected<Error> refuse(std::string expected, std::string observed) {
  return fail("docs/interface.md", std::move(expected), std::move(observed), "Correct the message.");
}

// For a planted weakness alone: of two fields of one name the last counts.
Result<json> kind_reading(std::string_view text) {
  json object = json::parse(text, nullptr, false);
  if (object.is_discarded() || text.find('\0') != std::string_view::npos) return refuse("JSON", "something else");
  return object;
}

}  // namespace

Result<json> read_object(std::string_view text, std::initializer_list<Field> fields) {
  auto object = parse_json_text(text, "the message");
  if (!object && PROOFMARK_WEAKNESS(bad_body_ends_process) && !json::accept(text)) std::abort();
  if (!object && PROOFMARK_WEAKNESS(repeated_field_accepted)) object = kind_reading(text);
  // The reader's error names the field that stands there twice.
  if (!object) return refuse("JSON in UTF-8, each field once", "something else");
  PROOFMARK_CHECK(check_object(*object, fields));
  return object;
}

Result<void> check_object(const json& object, std::initializer_list<Field> fields) {
  if (!object.is_object()) return refuse("a JSON object", "another JSON value");
  for (const Field& field : fields) {
    const auto found = object.find(field.name);
    if (found == object.end()) {
      if (field.optional) continue;
      return refuse("the field " + std::string(field.name), "none");
    }
    if (found->type() != field.type && !PROOFMARK_WEAKNESS(field_type_unchecked))
      return refuse(std::string(field.name) + " as " + json(field.type).type_name(),
                    std::string("a ") + found->type_name());
  }
  if (PROOFMARK_WEAKNESS(unknown_field_accepted)) return {};
  for (const auto& item : object.items())
    if (std::none_of(fields.begin(), fields.end(), [&](const Field& field) { return field.name == item.key(); }))
      return refuse("only the fields of the interface", "an unknown field");
  return {};
}

bool is_plain_text(std::string_view text, std::size_t limit) {
  return !text.empty() && (text.size() <= limit || PROOFMARK_WEAKNESS(text_length_unchecked)) &&
         std::none_of(text.begin(), text.end(), [](char c) {
           return ((c >= 0 && c < 0x20) || c == 0x7F) && !PROOFMARK_WEAKNESS(control_characters_accepted);
         });
}

bool is_identifier(std::string_view text, std::size_t limit) {
  return !text.empty() && text.size() <= limit && std::all_of(text.begin(), text.end(), [](char c) {
    return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '-' ||
           PROOFMARK_WEAKNESS(identifier_unchecked);
  });
}

bool is_digits(std::string_view text, std::size_t count) {
  return text.size() == count && std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

}  // namespace proofmark::api

#include "common/json_text.hpp"

#include <set>
#include <utility>
#include <vector>

namespace proofmark {
namespace {

using Json = nlohmann::json;

constexpr const char* kFix = "Correct the text.";

}  // namespace

Result<Json> parse_json_text(std::string_view text, const std::string& what) {
  const auto stops = [&](std::size_t byte) {
    return fail("RFC 8259", "JSON in " + what, "text that ends being JSON at byte " + std::to_string(byte), kFix);
  };
  std::vector<std::set<std::string, std::less<>>> open;
  std::string duplicate;
  bool twice = false;
  const Json::parser_callback_t watch = [&](int, Json::parse_event_t event, Json& parsed) {
    if (event == Json::parse_event_t::object_start) open.emplace_back();
    if (event == Json::parse_event_t::object_end && !open.empty()) open.pop_back();
    if (event == Json::parse_event_t::key && !open.empty()) {
      const auto& key = parsed.get_ref<const std::string&>();
      if (!open.back().insert(key).second && !std::exchange(twice, true)) duplicate = key;
    }
    return true;
  };
  try {
    Json json = Json::parse(text, watch);
    if (twice)
      return fail("RFC 8259 section 4", "unique names in " + what, "two fields named '" + duplicate + "'", kFix);
    if (const std::size_t zero = text.find('\0'); zero != std::string_view::npos) return stops(zero + 1);
    return json;
  } catch (const Json::parse_error& error) {
    return stops(error.byte);
  } catch (const Json::exception&) {
    return fail("RFC 8259 section 6", "numbers of double precision in " + what, "one beyond their range", kFix);
  }
}

}  // namespace proofmark

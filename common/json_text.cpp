#include "common/json_text.hpp"

#include <set>
#include <utility>
#include <vector>

namespace proofmark {
namespace {

using Json = nlohmann::json;

constexpr const char* kFix = "Correct the text.";

// What the parser lets through, seen while it parses.
class Watch {
 public:
  bool operator()(int depth, Json::parse_event_t event, const Json& parsed) {
    using Event = Json::parse_event_t;
    if (event == Event::object_start) open_.emplace_back();
    if (event == Event::object_start || event == Event::array_start)
      deep = deep || static_cast<std::size_t>(depth) >= kDeepestJson;
    if (event == Event::object_end && !open_.empty()) open_.pop_back();
    if (event == Event::key && !open_.empty()) take(parsed.get_ref<const std::string&>());
    return true;
  }
  bool deep = false, twice = false;
  std::string duplicate;  // the first

 private:
  void take(const std::string& key) {
    if (!open_.back().insert(key).second && !std::exchange(twice, true)) duplicate = key;
  }
  std::vector<std::set<std::string, std::less<>>> open_;
};

}  // namespace

Result<Json> parse_json_text(std::string_view text, const std::string& what) {
  const auto stops = [&](std::size_t byte) {
    return fail("RFC 8259", "JSON in " + what, "text that ends being JSON at byte " + std::to_string(byte), kFix);
  };
  Watch watch;
  try {
    Json json = Json::parse(
        text, [&](int depth, Json::parse_event_t event, const Json& parsed) { return watch(depth, event, parsed); });
    if (watch.twice)
      return fail("RFC 8259 section 4", "unique names in " + what, "two fields named '" + watch.duplicate + "'", kFix);
    if (watch.deep)
      return fail("RFC 8259 section 9", "up to " + std::to_string(kDeepestJson) + " levels in " + what, "more", kFix);
    if (const std::size_t zero = text.find('\0'); zero != std::string_view::npos) return stops(zero + 1);
    return json;
  } catch (const Json::parse_error& error) {
    return stops(error.byte);
  } catch (const Json::exception&) {
    return fail("RFC 8259 section 6", "numbers of double precision in " + what, "one beyond their range", kFix);
  }
}

Json parse_json_or_null(std::string_view text) {
  auto json = parse_json_text(text, "a text");
  return json ? *std::move(json) : Json();
}

}  // namespace proofmark

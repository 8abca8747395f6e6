// A service's own description, as it comes from the service: whatever stands in it, reading it and holding a value
// against its schemas ends with an answer.
#include "scenarios/probes/description.hpp"

#include <nlohmann/json.hpp>

#include "tests/fuzz/fuzz.hpp"

namespace {

using nlohmann::json;

const json& member(const json& object, const char* name) {
  static const json none;
  const auto found = object.is_object() ? object.find(name) : object.end();
  return object.is_object() && found != object.end() ? *found : none;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace proofmark;  // NOLINT: a program of one file
  const auto description = probes::Description::parse(to_text({data, size}));
  if (!description) {
    fuzz::require(!description.error().expected.empty());
    return 0;
  }
  static const json values[] = {json(), json(3), json("text"), json::array({1, "a"}),
                                json{{"reference", "A-1"}, {"given_names", json::array()}, {"language", "lt"}}};
  (void)description->operations();
  for (const auto& [method, path] : {std::pair{"GET", "/v1/health"}, {"POST", "/v1/orders"}, {"GET", "/v1/orders/7"}}) {
    const json* operation = description->operation(method, path);
    if (operation == nullptr) continue;
    const json& request = description->resolved(member(*operation, "requestBody"));
    const json& schema = member(member(member(request, "content"), "application/json"), "schema");
    if (!schema.is_object()) continue;
    for (const json& value : values) (void)description->why_not(value, schema);
  }
  return 0;
}

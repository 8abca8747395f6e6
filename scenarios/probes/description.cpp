#include "scenarios/probes/description.hpp"

// Without it the library ends the process at a reference that leads nowhere.
#define VALIJSON_USE_EXCEPTIONS 1

#include <yaml-cpp/yaml.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <set>
#include <valijson/adapters/nlohmann_json_adapter.hpp>
#include <valijson/schema.hpp>
#include <valijson/schema_parser.hpp>
#include <valijson/validation_results.hpp>
#include <valijson/validator.hpp>

#include "common/json_text.hpp"

namespace proofmark::probes {
namespace {

using nlohmann::json;

constexpr std::size_t kLargestText = 1'000'000, kMostNodes = 50'000, kDeepest = 60;
// A longer text in an answer is not held against a pattern: the library's matcher needs stack for each character.
constexpr std::size_t kLongestString = 4096;
constexpr std::size_t kMostHops = 16;  // references that lead one to the next

tl::unexpected<Error> no_description(std::string observed) {
  return fail("tender 7.3.5", "an OpenAPI 3.1 description in YAML", std::move(observed),
              "Publish the description of the interface at /v1/openapi.yaml.");
}

// YAML 1.2 core schema: what is not quoted may be null, a truth value or a number.
json scalar(const YAML::Node& node) {
  const std::string& text = node.Scalar();
  if (node.Tag() == "!") return text;
  if (text.empty() || text == "null" || text == "~") return nullptr;
  if (text == "true" || text == "false") return text == "true";
  const json number = parse_json_or_null(text);
  return number.is_number() ? number : json(text);
}

// Aliases may name a part many times over, so the parts are counted.
Result<json> converted(const YAML::Node& node, std::size_t depth, std::size_t& nodes) {
  if (++nodes > kMostNodes || depth > kDeepest) return no_description("more parts than a description can need");
  if (node.IsNull()) return json(nullptr);
  if (node.IsScalar()) return scalar(node);
  if (node.IsSequence()) {
    json out = json::array();
    for (const auto& item : node) {
      PROOFMARK_TRY(json one, converted(item, depth + 1, nodes));
      out.push_back(std::move(one));
    }
    return out;
  }
  json out = json::object();
  for (const auto& pair : node) {
    if (!pair.first.IsScalar()) return no_description("a key that is no text");
    PROOFMARK_TRY(json one, converted(pair.second, depth + 1, nodes));
    out[pair.first.Scalar()] = std::move(one);
  }
  return out;
}

std::vector<std::string> steps_of(const std::string& path) {
  std::vector<std::string> out;
  for (std::size_t at = 0; at < path.size();) {
    const std::size_t end = std::min(path.find('/', at + 1), path.size());
    out.push_back(path.substr(at, end - at));
    at = end;
  }
  return out;
}

bool fits(const std::string& described, const std::string& path) {
  const auto a = steps_of(described), b = steps_of(path);
  return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](const std::string& step, const std::string& real) {
    return step == real || (step.starts_with("/{") && step.ends_with("}") && real.size() > 1);
  });
}

std::string in_lower_case(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(), [](unsigned char c) { return std::tolower(c); });
  return text;
}

// What the library must not be given: it follows references that come back to themselves until the stack is used up,
// and knows no document but this one. `open` are those on the way here. Empty: nothing is wrong.
std::string wrong_reference(const json& root, const json& item, std::vector<std::string>& open,
                            std::set<std::string>& done) {
  if (!item.is_structured()) return "";
  if (item.is_object() && item.contains("$ref")) {
    if (!item["$ref"].is_string()) return "a reference that is no text";
    const std::string reference = item["$ref"];
    if (!reference.starts_with("#/components/")) return "the reference " + reference + " out of #/components";
    if (std::find(open.begin(), open.end(), reference) != open.end())
      return "the reference " + reference + ", which comes back to itself";
    if (open.size() >= kMostHops) return "a chain of more than " + std::to_string(kMostHops) + " references";
    if (done.insert(reference).second) {
      const json* target = nullptr;
      try {
        target = &root.at(json::json_pointer(reference.substr(1)));
      } catch (const json::exception&) {
        return "the reference " + reference + ", which leads nowhere";
      }
      open.push_back(reference);
      std::string wrong = wrong_reference(root, *target, open, done);
      open.pop_back();
      if (!wrong.empty()) return wrong;
    }
  }
  for (const json& part : item)
    if (std::string wrong = wrong_reference(root, part, open, done); !wrong.empty()) return wrong;
  return "";
}

bool has_long_text(const json& value) {
  if (value.is_string()) return value.get_ref<const std::string&>().size() > kLongestString;
  return value.is_structured() && std::any_of(value.begin(), value.end(), has_long_text);
}

}  // namespace

Result<Description> Description::parse(const std::string& text) {
  if (text.size() > kLargestText) return no_description(std::to_string(text.size()) + " bytes");
  Description out;
  try {
    std::size_t nodes = 0;
    PROOFMARK_TRY(json root, converted(YAML::Load(text), 0, nodes));
    const json version = root.is_object() ? root.value("openapi", json()) : json();
    if (!version.is_string() || !version.get<std::string>().starts_with("3.1"))
      return no_description("no field openapi that says 3.1");
    if (!root.value("paths", json()).is_object()) return no_description("no paths");
    out.root_ = std::make_shared<const json>(std::move(root));
  } catch (const std::exception& problem) {  // of the YAML library
    return no_description(problem.what());
  }
  return out;
}

const json* Description::operation(const std::string& method, const std::string& path) const {
  const json* templated = nullptr;
  for (const auto& [described, item] : root_->at("paths").items()) {
    if (!item.is_object() || !fits(described, path)) continue;
    const auto found = item.find(in_lower_case(method));
    if (found == item.end() || !found->is_object()) continue;
    if (described == path) return &*found;
    templated = &*found;
  }
  return templated;
}

std::vector<std::string> Description::operations() const {
  std::vector<std::string> out;
  for (const auto& item : root_->at("paths"))
    for (const char* method : {"get", "put", "post", "delete", "patch", "head", "options"})
      if (item.is_object() && item.contains(method) && item[method].is_object()) {
        const json name = item[method].value("operationId", json());  // whatever stands there
        out.push_back(name.is_string() ? name.get<std::string>() : "without a name");
      }
  std::sort(out.begin(), out.end());
  return out;
}

const json& Description::resolved(const json& item) const {
  const json* at = &item;
  for (int hops = 0; hops < 8 && at->is_object() && at->contains("$ref") && (*at)["$ref"].is_string(); ++hops) {
    const auto& reference = (*at)["$ref"].get_ref<const std::string&>();
    if (!reference.starts_with("#/")) break;
    try {
      at = &root_->at(json::json_pointer(reference.substr(1)));
    } catch (const json::exception&) {  // leads nowhere
      break;
    }
  }
  return *at;
}

std::string Description::why_not(const json& value, const json& schema) const {
  if (has_long_text(value)) return "a text of more than " + std::to_string(kLongestString) + " characters";
  // References inside the description are resolved against a document that carries its components.
  json document = schema;
  if (!document.is_object()) return "no schema is described";
  std::vector<std::string> open;
  std::set<std::string> done;
  if (const std::string wrong = wrong_reference(*root_, schema, open, done); !wrong.empty())
    return "the description cannot be used: " + wrong;
  document["components"] = root_->value("components", json::object());
  try {
    valijson::Schema compiled;
    valijson::SchemaParser parser;
    const valijson::adapters::NlohmannJsonAdapter adapter(document);
    parser.populateSchema(adapter, compiled);
    valijson::Validator validator;
    valijson::ValidationResults results;
    const valijson::adapters::NlohmannJsonAdapter target(value);
    if (validator.validate(compiled, target, &results)) return "";
    valijson::ValidationResults::Error first;
    if (!results.popError(first)) return "not as described";
    std::string where;
    for (const std::string& step : first.context) where += step;
    return where + " " + first.description;
  } catch (const std::exception& problem) {  // of the schema library: the description cannot be used
    return std::string("the description cannot be used: ") + problem.what();
  }
}

}  // namespace proofmark::probes

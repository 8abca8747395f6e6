#include "reference-impl/api/inspection_policy.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <set>

#include "common/files.hpp"
#include "common/json_text.hpp"

namespace proofmark::api {
namespace {

using nlohmann::json;

class Reader {
 public:
  Reader(const std::filesystem::path& file, const json& object, std::string prefix)
      : file_(file), object_(object), prefix_(std::move(prefix)) {}

  [[nodiscard]] tl::unexpected<Error> wrong(const std::string& field, std::string expected,
                                            std::string observed) const {
    return fail("inspection policy " + file_.string(), prefix_ + field + " as " + std::move(expected),
                std::move(observed), "Correct the field.");
  }

  Result<void> flag(const char* name, bool& out) {
    const json* value = find(name);
    if (value == nullptr) return {};
    if (!value->is_boolean()) return wrong(name, "true or false", value->type_name());
    out = value->get<bool>();
    return {};
  }
  Result<void> number(const char* name, std::uint64_t least, std::uint64_t most, std::uint64_t& out) {
    const json* value = find(name);
    if (value == nullptr) return {};
    const std::string range = "a whole number from " + std::to_string(least) + " to " + std::to_string(most);
    if (!value->is_number_unsigned()) return wrong(name, range, value->dump());
    const auto given = value->get<std::uint64_t>();
    if (given < least || given > most) return wrong(name, range, std::to_string(given));
    out = given;
    return {};
  }
  // Codes of the zone: 1 to `longest` capital letters, at least one code.
  Result<void> codes(const char* name, std::size_t longest, std::vector<std::string>& out) {
    const json* value = find(name);
    if (value == nullptr) return {};
    const std::string wanted = "a list of codes of up to " + std::to_string(longest) + " capital letters";
    if (!value->is_array() || value->empty() || value->size() > 300) return wrong(name, wanted, value->type_name());
    std::vector<std::string> read;
    for (const json& one : *value) {
      const std::string code = one.is_string() ? one.get<std::string>() : "";
      if (code.empty() || code.size() > longest ||
          code.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZ") != std::string::npos)
        return wrong(name, wanted, one.dump(-1, ' ', true, json::error_handler_t::replace));
      read.push_back(code);
    }
    out = std::move(read);
    return {};
  }
  const json* find(const char* name) {
    known_.insert(name);
    const auto found = object_.find(name);
    return found == object_.end() ? nullptr : &*found;
  }
  [[nodiscard]] Result<void> nothing_else() const {
    for (const auto& [name, value] : object_.items())
      if (!known_.contains(name))
        return fail("inspection policy " + file_.string(), "known fields only",
                    "the field " + prefix_ + name.substr(0, 60), "Correct the file.");
    return {};
  }

 private:
  const std::filesystem::path& file_;
  const json& object_;
  std::string prefix_;
  std::set<std::string> known_;
};

Result<void> read_floor(const std::filesystem::path& file, const json& object, chip::StrengthFloor& floor) {
  Reader reader(file, object, "floor.");
  if (const json* cipher = reader.find("cipher")) {
    const std::string name = cipher->is_string() ? cipher->get<std::string>() : "";
    if (name == "3des")
      floor.cipher = emrtd::Cipher::tdes;
    else if (name == "aes-128")
      floor.cipher = emrtd::Cipher::aes128;
    else if (name == "aes-192")
      floor.cipher = emrtd::Cipher::aes192;
    else if (name == "aes-256")
      floor.cipher = emrtd::Cipher::aes256;
    else
      return reader.wrong("cipher", "3des, aes-128, aes-192 or aes-256", cipher->dump(-1, ' ', true));
  }
  std::uint64_t elliptic = floor.elliptic_bits, group = floor.group_bits, rsa = floor.rsa_bits;
  PROOFMARK_CHECK(reader.number("elliptic_bits", 192, 521, elliptic));
  PROOFMARK_CHECK(reader.number("group_bits", 1024, 2048, group));
  PROOFMARK_CHECK(reader.number("rsa_bits", 1024, 16384, rsa));
  floor.elliptic_bits = elliptic;
  floor.group_bits = group;
  floor.rsa_bits = rsa;
  return reader.nothing_else();
}

}  // namespace

Result<chip::InspectionPolicy> read_inspection_policy(const std::filesystem::path& file) {
  PROOFMARK_TRY(const std::string text, read_text(file));
  PROOFMARK_TRY(const json object, parse_json_text(text, file.string()));
  if (!object.is_object())
    return fail("inspection policy " + file.string(), "a JSON object", object.type_name(), "Correct the file.");
  chip::InspectionPolicy policy;
  Reader reader(file, object, "");
  const json* format = reader.find("format");
  if (format == nullptr || *format != "proofmark-inspection-policy/1")
    return reader.wrong("format", "\"proofmark-inspection-policy/1\"", format == nullptr ? "nothing" : "another value");
  std::uint64_t readings = policy.readings, largest = policy.max_file_bytes, grace = 0;
  PROOFMARK_CHECK(reader.number("readings", 1, 10, readings));
  PROOFMARK_CHECK(reader.flag("basic_access", policy.allow_basic_access));
  PROOFMARK_CHECK(reader.flag("chip_proof", policy.require_chip_proof));
  PROOFMARK_CHECK(reader.flag("sha1", policy.allow_sha1));
  PROOFMARK_CHECK(reader.flag("details_text", policy.require_details_text));
  PROOFMARK_CHECK(reader.number("revocation_list_grace_s", 0, 90 * 86400, grace));
  PROOFMARK_CHECK(reader.number("largest_file_bytes", 1024, 4U * 1024U * 1024U, largest));
  PROOFMARK_CHECK(reader.codes("states", 3, policy.accepted_states));
  PROOFMARK_CHECK(reader.codes("types", 2, policy.accepted_types));
  if (const json* floor = reader.find("floor")) {
    if (!floor->is_object()) return reader.wrong("floor", "an object", floor->type_name());
    PROOFMARK_CHECK(read_floor(file, *floor, policy.floor));
  }
  PROOFMARK_CHECK(reader.nothing_else());
  policy.readings = static_cast<unsigned>(readings);
  policy.max_file_bytes = largest;
  policy.revocation_list_grace = std::chrono::seconds{grace};
  return policy;
}

}  // namespace proofmark::api

#include <nlohmann/json.hpp>

#include "common/files.hpp"
#include "reference-impl/api/json_body.hpp"
#include "reference-impl/parts/part.hpp"

namespace proofmark::parts {
namespace {

using nlohmann::json;
using nlohmann::ordered_json;

ordered_json document_json(const chip::DocumentData& document) {
  return {{"type", document.type},
          {"issuer", document.issuer},
          {"number", document.number},
          {"surname", document.surname},
          {"given_names", document.given_names},
          {"nationality", document.nationality},
          {"sex", document.sex},
          {"personal_code", document.personal_code},
          {"date_of_birth", document.date_of_birth},
          {"date_of_expiry", document.date_of_expiry}};
}

// The full name's fillers become spaces, as those of the zone do.
ordered_json details_json(const emrtd::PersonalDetails& details) {
  std::string name;
  for (const char c : details.full_name)
    if (c != '<')
      name += c;
    else if (!name.empty() && name.back() != ' ')
      name += ' ';
  return {{"full_name", name}, {"place_of_birth", details.place_of_birth}, {"address", details.address}};
}

class DocumentPart final : public Part {
 public:
  DocumentPart(chip::TrustStore trust, chip::InspectionPolicy policy, api::Entropy& entropy, const Lines& lines)
      : trust_(std::move(trust)), policy_(std::move(policy)), entropy_(entropy), lines_(lines) {}

  Result<std::string> answer(const std::string& line) override {
    using Type = json::value_t;
    PROOFMARK_TRY(const json task, api::read_object(line, {{"type"},
                                                           {"can", Type::string, true},
                                                           {"mrz", Type::object, true},
                                                           {"photo", Type::string, true},
                                                           {"extended_length", Type::boolean, true},
                                                           {"time"}}));
    if (task["type"] != "document") return broken("document", "another type");
    PROOFMARK_TRY(const Instant now, from_rfc3339(task["time"].get<std::string>()));
    chip::AccessPassword password;
    password.can = task.value("can", "");
    if (task.contains("mrz")) {
      const json& mrz = task["mrz"];
      PROOFMARK_CHECK(api::check_object(mrz, {{"document_number"}, {"date_of_birth"}, {"date_of_expiry"}}));
      password.document_number = mrz["document_number"];
      password.date_of_birth = mrz["date_of_birth"];
      password.date_of_expiry = mrz["date_of_expiry"];
    }
    RemoteChip remote(lines_, task.value("extended_length", false));
    const auto random = entropy_.stream("chip/document");
    PROOFMARK_TRY(const chip::Inspection found, chip::inspect(remote, password, trust_, policy_, *random, now));
    const std::string photo = task.value("photo", "");
    if (!photo.empty() && !found.portrait.empty()) {
      PROOFMARK_CHECK(write_file(photo, found.portrait));
    }
    return result_line(found, !photo.empty() && !found.portrait.empty());
  }

 private:
  static std::string result_line(const chip::Inspection& found, bool photo_written) {
    bool accepted = true;
    ordered_json checks = ordered_json::array();
    for (const decision::Check& check : found.checks) {
      accepted = accepted && check.result == decision::CheckResult::passed;
      checks.push_back({{"id", check.id}, {"result", name_of(check.result)}, {"reason", check.reason}});
    }
    ordered_json steps = ordered_json::array();
    for (const chip::SubCheck& step : found.sub_checks)
      steps.push_back({{"id", step.id}, {"result", chip::name_of(step.result)}, {"reason", step.reason}});
    const ordered_json result = {
        {"type", "document"},
        {"accepted", accepted},
        {"checks", checks},
        {"steps", steps},
        {"readings", found.readings},
        {"commands", found.commands},
        {"document", found.document ? document_json(*found.document) : ordered_json(nullptr)},
        {"details", found.details ? details_json(*found.details) : ordered_json(nullptr)},
        {"unconfirmed", found.unconfirmed ? document_json(*found.unconfirmed) : ordered_json(nullptr)},
        {"photo",
         photo_written ? ordered_json(found.portrait_is_jpeg2000 ? "jpeg2000" : "jpeg") : ordered_json(nullptr)}};
    return result.dump(-1, ' ', false, ordered_json::error_handler_t::replace);
  }

  chip::TrustStore trust_;
  chip::InspectionPolicy policy_;
  api::Entropy& entropy_;
  const Lines& lines_;
};

}  // namespace

Result<std::unique_ptr<Part>> open_document(const api::Config& config, api::Entropy& entropy, const Lines& lines) {
  PROOFMARK_TRY(auto trust, chip::load_trust(config.trust));
  return std::unique_ptr<Part>(std::make_unique<DocumentPart>(std::move(trust), config.inspection, entropy, lines));
}

}  // namespace proofmark::parts

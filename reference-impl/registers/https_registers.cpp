#include <nlohmann/json.hpp>

#include "common/http/client.hpp"
#include "common/json_text.hpp"
#include "reference-impl/registers/registers.hpp"
#include "reference-impl/weakness/weakness.hpp"

namespace proofmark::registers {
namespace {

using nlohmann::json;

constexpr const char* rule = "docs/interface.md, registers";

class HttpsRegisters final : public Registers {
 public:
  explicit HttpsRegisters(http::Client client) : client_(std::move(client)) {}

  Result<DocumentStatus> document(const DocumentQuestion& question) const override {
    const auto answer =
        ask("/v1/documents", {{"issuer", question.issuer}, {"type", question.type}, {"number", question.number}});
    if (!answer && PROOFMARK_WEAKNESS(register_garbage_accepted)) return DocumentStatus::valid;
    if (!answer) return fail(answer.error());
    for (const auto status : {DocumentStatus::valid, DocumentStatus::lost, DocumentStatus::stolen,
                              DocumentStatus::invalid, DocumentStatus::unknown})
      if (*answer == name_of(status)) return status;
    return garbage("valid, lost, stolen, invalid or unknown");
  }

  Result<PersonStatus> person(const std::string& personal_code) const override {
    PROOFMARK_TRY(const std::string answer, ask("/v1/persons", {{"personal_code", personal_code}}));
    for (const auto status : {PersonStatus::alive, PersonStatus::dead, PersonStatus::unknown})
      if (answer == name_of(status)) return status;
    return garbage("alive, dead or unknown");
  }

 private:
  static tl::unexpected<Error> garbage(const std::string& expected) {
    return fail(rule, "the status " + expected, "an answer in another form", "Ask the register's operator.");
  }

  // Personal data in the body, never in a path that a log would keep.
  Result<std::string> ask(const std::string& target, const json& question) const {
    PROOFMARK_TRY(const http::Response response, client_.post(target, question.dump()));
    const json answer = parse_json_or_null(response.body);
    if (response.status != 200 || !answer.is_object() || answer.size() != 1 ||
        !answer.value("status", json()).is_string())
      return garbage("as {\"status\":...} with 200");
    return answer["status"].get<std::string>();
  }

  http::Client client_;
};

}  // namespace

Result<std::unique_ptr<Registers>> connect(const Settings& settings, std::shared_ptr<const Clock> clock) {
  PROOFMARK_TRY(auto tls, http::TlsContext::client({settings.ca, settings.client_certificate, settings.client_key},
                                                   std::move(clock)));
  PROOFMARK_TRY(auto client, http::Client::create(settings.url, std::move(tls), settings.wait));
  return std::unique_ptr<Registers>(std::make_unique<HttpsRegisters>(std::move(client)));
}

}  // namespace proofmark::registers

// proofmark inspect: the reference service's chip inspection, as a program of its own, before a card in a PC/SC reader
// or a simulated one.
#include <cstdio>
#include <nlohmann/json.hpp>

#include "common/files.hpp"
#include "common/json_text.hpp"
#include "reports/files/document_check.hpp"
#include "scenarios/runner/commands.hpp"
#include "scenarios/runner/service_setup.hpp"
#include "scenarios/runner/simulated_card.hpp"
#include "scenarios/subjects/child_process.hpp"
#include "scenarios/subjects/device.hpp"
#include "scenarios/subjects/stdio_subject.hpp"
#include "simulators/card/pcscd.hpp"

namespace proofmark::runner {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::chrono::seconds patience{120};
constexpr double seconds_for_a_card = 20;

// The card before the terminal.
struct Presented {
  SimulatedCard simulated;
  std::unique_ptr<card::PcscReader> reader;

  Result<Bytes> transmit(ByteView command) const {
    if (reader) return reader->transceive(command);
    return subjects::transceiver_of(*simulated.card)(command);
  }
  [[nodiscard]] bool extended_length() const { return !reader || reader->extended_length(); }
  // After a lost link: a reader begins anew with the card that it holds or gets again, a simulated person holds the
  // card there again.
  [[nodiscard]] bool again() const {
    if (reader) return reader->take_up().has_value();
    const auto back = subjects::field_of(*simulated.card).back;
    return back && back();
  }
};

Result<void> add_zone(const std::string& mrz, Json& task) {
  const auto first = mrz.find(',');
  const auto second = first == std::string::npos ? first : mrz.find(',', first + 1);
  const auto digits = [](const std::string& text) {
    return text.size() == 6 && text.find_first_not_of("0123456789") == std::string::npos;
  };
  const std::string number = mrz.substr(0, first);
  const std::string birth = second == std::string::npos ? "" : mrz.substr(first + 1, second - first - 1);
  const std::string expiry = second == std::string::npos ? "" : mrz.substr(second + 1);
  if (number.empty() || number.size() > 22 || !digits(birth) || !digits(expiry))
    return fail("--mrz", "NUMBER,YYMMDD,YYMMDD: document number, date of birth, date of expiry", "'" + mrz + "'",
                "Read the zone again.");
  task["mrz"] = {{"document_number", number}, {"date_of_birth", birth}, {"date_of_expiry", expiry}};
  return {};
}

Result<Json> make_task(const InspectOptions& options, const person::CivilRecord& civil) {
  Json task = {{"type", "document"}};
  std::string can = options.can;
  if (can.empty() && options.mrz.empty()) can = civil.can;
  if (!can.empty()) {
    if (can.size() != 6 || can.find_first_not_of("0123456789") != std::string::npos)
      return fail("--can", "a card access number of six digits", "'" + can + "'", "Read the number again.");
    task["can"] = can;
  }
  if (!options.mrz.empty()) PROOFMARK_CHECK(add_zone(options.mrz, task));
  Instant now = std::chrono::floor<std::chrono::seconds>(SystemClock().now());
  if (!options.at.empty()) {
    const auto at = from_rfc3339(options.at);
    if (!at) return fail("--at", "a UTC time such as 2026-03-02T09:00:00Z", "'" + options.at + "'", "Correct it.");
    now = *at;
  }
  task["time"] = to_rfc3339(now);
  if (!options.photo.empty()) task["photo"] = std::filesystem::absolute(options.photo).string();
  return task;
}

class Conversation {
 public:
  static Result<Conversation> start(const Project& project, const std::filesystem::path& config,
                                    const std::filesystem::path& log) {
    PROOFMARK_TRY(auto process, subjects::ChildProcess::start(
                                    {(project.programs / "proofmark-parts").string(), "--config", config.string()}, log,
                                    subjects::Input::lines));
    Conversation conversation(std::move(process), log);
    PROOFMARK_TRY(const Json ready,
                  conversation.ask({{"type", "hello"}, {"protocol", "proofmark-stdio/1"}, {"level", "document"}}));
    if (ready.value("type", "") != "ready")
      return fail("proofmark-parts", "to be ready", "another line", "See whether the programs are of one build.");
    return conversation;
  }

  Result<Json> inspect(const Json& task, const Presented& card) {
    PROOFMARK_TRY(Json said, ask(task));
    while (said.value("type", "") == "apdu") {
      PROOFMARK_TRY(const Bytes command, from_hex(said.value("command", "")));
      const auto response = card.transmit(command);
      const char* lost = !response && card.again() ? "card_again" : "link_lost";
      const Json answer = response ? Json{{"type", "apdu"}, {"response", to_hex(*response)}} : Json{{"type", lost}};
      PROOFMARK_TRY(said, ask(answer));
    }
    if (said.value("type", "") != "document" || !said["checks"].is_array() || !said["steps"].is_array())
      return fail("proofmark-parts", "a result", "another line", "See whether the programs are of one build.");
    return said;
  }

 private:
  Conversation(subjects::ChildProcess process, std::filesystem::path log)
      : process_(std::move(process)), log_(std::move(log)) {}

  Result<Json> ask(const Json& line) {
    auto answer = [&]() -> Result<std::string> {
      PROOFMARK_CHECK(process_.write_line(line.dump(), patience));
      return process_.read_line(patience);
    }();
    if (!answer) {
      const std::string said = subjects::last_line_of(log_);
      return fail("inspection", "an answer of proofmark-parts", said.empty() ? answer.error().observed : said,
                  "Correct what it says.");
    }
    Json json = parse_json_or_null(*answer);
    if (!json.is_object()) return fail("proofmark-parts", "a JSON object", "another line", "");
    return json;
  }

  subjects::ChildProcess process_;
  std::filesystem::path log_;
};

// What data group 11 adds, in the characters of the holder's country; the inspection lets no control character through.
void print_details(const Json& details) {
  std::string line;
  for (const auto& [field, word] :
       {std::pair{"full_name", ""}, std::pair{"place_of_birth", "born in "}, std::pair{"address", "address "}})
    if (const std::string text = details.is_object() ? details.value(field, "") : ""; !text.empty())
      line += (line.empty() ? "" : ", ") + std::string(word) + text;
  if (!line.empty()) std::printf("DG11: %s\n", line.c_str());
}

// What a verdict of its own would need that is not here: nobody can confirm a document whose state's certificates are
// not in the trust folder, and nobody can say that its signer is in good standing without a fresh list.
std::vector<std::string> missing_trust(const Json& found, const InspectOptions& options) {
  std::vector<std::string> missing;
  for (const Json& step : found["steps"]) {
    const std::string id = step.value("id", ""), result = step.value("result", "");
    const bool of_signer = id == "passive.trust_status" || id == "passive.card_security.trust_status";
    if ((of_signer && result == "failed") || (id == "revocation.ds" && result == "undetermined"))
      missing.push_back(step.value("reason", ""));
  }
  if (!missing.empty() && options.reader && options.trust.empty())
    missing.insert(missing.begin(),
                   "a trust folder (--trust): without one, only cards of this project's own issuer can "
                   "be confirmed");
  return missing;
}

void print_document(const Json& document) {
  std::printf("%s %s %s, valid to %s\n", document.value("issuer", "").c_str(), document.value("type", "").c_str(),
              document.value("number", "").c_str(), document.value("date_of_expiry", "").c_str());
  std::printf("%s %s, born %s, %s, personal code %s\n", document.value("given_names", "").c_str(),
              document.value("surname", "").c_str(), document.value("date_of_birth", "").c_str(),
              document.value("nationality", "").c_str(), document.value("personal_code", "").c_str());
}

void print_text(const Json& found) {
  if (const Json& document = found["document"]; document.is_object()) {
    print_document(document);
    print_details(found["details"]);
  } else {
    std::printf("No data of the document can be relied on.\n");
    if (const Json& claimed = found["unconfirmed"]; claimed.is_object()) {
      std::printf("What it says of itself, confirmed by nobody:\n");
      print_document(claimed);
    }
  }
  std::printf("\n");
  for (const Json& step : found["steps"])
    std::printf("  %-42s %-14s %s\n", step.value("id", "").c_str(), step.value("result", "").c_str(),
                step.value("reason", "").c_str());
  std::printf("\n");
  for (const Json& check : found["checks"])
    std::printf("%-20s %-14s %s\n", check.value("id", "").c_str(), check.value("result", "").c_str(),
                check.value("reason", "").c_str());
  for (const Json& missing : found["missing_trust"])
    std::printf("Missing trust: %s. See docs/trust.md.\n", missing.get<std::string>().c_str());
  std::printf("%s\n", found.value("accepted", false) ? "Every check has passed." : "The document is not accepted.");
}

// The service's configuration with another inspection policy.
Result<void> take_policy(const std::filesystem::path& config, const std::filesystem::path& policy) {
  PROOFMARK_TRY(const std::string text, read_text(config));
  PROOFMARK_TRY(Json json, parse_json_text(text, config.string()));
  if (!json.is_object()) return fail("service configuration", "a JSON object", "something else", "Correct the file.");
  json["inspection"] = std::filesystem::absolute(policy).string();
  return write_file(config, to_bytes(json.dump(2)));
}

Result<void> print_xml(const Json& found, const Json& task, bool simulated) {
  reports::DocumentCheckInput input;
  input.at = task["time"];
  input.simulated = simulated;
  input.readings = found.value("readings", 1U);
  for (const Json& step : found["steps"])
    input.steps.push_back({step.value("id", ""), step.value("result", ""), step.value("reason", "")});
  if (const Json& document = found["document"]; document.is_object()) {
    input.issuer = document.value("issuer", "");
    input.type = document.value("type", "");
    input.number = document.value("number", "");
    input.date_of_expiry = document.value("date_of_expiry", "");
  }
  if (const Json& details = found["details"]; details.is_object()) input.full_name = details.value("full_name", "");
  PROOFMARK_TRY(const std::string xml, reports::document_check_to_xml(input));
  std::printf("%s", xml.c_str());
  return {};
}

Result<bool> inspect(const InspectOptions& options) {
  SystemRandom random;
  Presented card;
  person::CivilRecord civil;
  PROOFMARK_TRY(const card::IssuerPki issuer, make_issuer(options.seed));
  // Nothing simulated is needed before a real card with a password of its own.
  if (!options.reader || (options.can.empty() && options.mrz.empty())) {
    PROOFMARK_TRY(const auto people, load_people(options.project, options.seed));
    civil = people->civil(options.person);
    if (!options.reader) {
      PROOFMARK_TRY(const card::Profile profile, find_profile(options.project, options.profile));
      PROOFMARK_TRY(card.simulated, make_simulated_card(*people, profile, issuer, options.person, random));
    }
  }
  PROOFMARK_TRY(Json task, make_task(options, civil));
  PROOFMARK_TRY(const auto home, options.trust.empty() ? ServiceSetup::create(options.project, issuer)
                                                       : ServiceSetup::create(options.project, options.trust));
  if (!options.policy.empty()) {
    PROOFMARK_CHECK(take_policy(home->config(), options.policy));
  }
  PROOFMARK_TRY(auto conversation,
                Conversation::start(options.project, home->config(), home->folder() / "inspection.log"));
  if (options.reader) {
    PROOFMARK_TRY(card.reader, card::PcscReader::connect(*options.reader, seconds_for_a_card));
  }
  task["extended_length"] = card.extended_length();
  PROOFMARK_TRY(Json found, conversation.inspect(task, card));
  found["missing_trust"] = missing_trust(found, options);
  if (!options.photo.empty() && !found["photo"].is_string())
    std::fprintf(stderr, "proofmark: no portrait that can be relied on; %s was not written.\n", options.photo.c_str());
  if (options.json) {
    found.erase("type");
    found["at"] = task["time"];
    found["simulated"] = !options.reader.has_value();
    std::printf("%s\n", found.dump(2).c_str());
  } else if (options.xml) {
    PROOFMARK_CHECK(print_xml(found, task, !options.reader.has_value()));
  } else {
    if (!options.reader) std::printf("Simulated card \"%s\".\n", options.profile.c_str());
    print_text(found);
  }
  return found.value("accepted", false);
}

}  // namespace

int command_inspect(const InspectOptions& options) {
  const auto good = inspect(options);
  if (!good) return print_error(good.error());
  return *good ? 0 : 1;
}

}  // namespace proofmark::runner

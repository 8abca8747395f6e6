#include "simulators/centre/state_registers.hpp"

#include <condition_variable>
#include <map>
#include <mutex>
#include <nlohmann/json.hpp>

#include "common/files.hpp"
#include "common/http/server.hpp"
#include "common/json_text.hpp"
#include "common/pki/certificate.hpp"
#include "common/random.hpp"

namespace proofmark::centre {
namespace {

using Json = nlohmann::json;
using http::Request;
using http::Response;

// Longer than anybody waits (docs/interface.md: 30 s at most), and not for ever: each holds a thread.
constexpr auto silence = std::chrono::seconds(35);
constexpr auto slowness = std::chrono::seconds(8);

struct Issued {
  pki::Key key;
  pki::Certificate certificate;
};

Result<Issued> issue(RandomSource& random, const Issued* issuer, const char* name, const char* usage,
                     const char* address) {
  PROOFMARK_TRY(const pki::Key key, pki::Key::generate(pki::Curve::p256, random));
  pki::CertificateSpec spec;
  spec.role = issuer == nullptr ? pki::CertificateRole::country_signing_ca : pki::CertificateRole::document_signer;
  spec.subject = {"LT", "State Registers", "", name};
  spec.serial = random.bytes(16);
  spec.serial[0] = static_cast<std::uint8_t>((spec.serial[0] & 0x3FU) | 0x40U);
  spec.not_before = std::chrono::sys_days{std::chrono::year{2000} / 1 / 1};
  spec.not_after = std::chrono::sys_days{std::chrono::year{2099} / 12 / 31};
  spec.extended_key_usage = usage;
  spec.alternative_names = address;
  PROOFMARK_TRY(pki::Certificate certificate,
                pki::issue_certificate(spec, key, issuer == nullptr ? nullptr : &issuer->certificate,
                                       issuer == nullptr ? key : issuer->key));
  return Issued{key, std::move(certificate)};
}

Result<void> write_pair(const std::filesystem::path& folder, const std::string& name, const Issued& issued) {
  PROOFMARK_TRY(const std::string key, issued.key.private_pem());
  PROOFMARK_CHECK(write_text(folder / (name + ".key"), key));
  return write_text(folder / (name + ".pem"), issued.certificate.pem());
}

struct Entry {
  RegisterAnswer answer = RegisterAnswer::good;
  int asked = 0;
};

}  // namespace

struct StateRegisters::State {
  RegisterAccess access;
  mutable std::mutex mutex;
  std::condition_variable ending;
  bool stopping = false;
  std::map<std::string, Entry> documents, persons;
  std::unique_ptr<http::Server> server;

  // An answer that nobody waits for ends when the register does.
  void wait_for(Duration time) {
    std::unique_lock lock(mutex);
    ending.wait_for(lock, time, [this] { return stopping; });
  }

  Response answer(std::map<std::string, Entry>& entries, const Request& request, const char* key, const char* good) {
    const Json question = parse_json_or_null(request.body);
    if (!question.is_object() || !question.value(key, Json()).is_string())
      return http::error_response(400, "body_invalid", "a question about one record");
    RegisterAnswer wanted{};
    {
      const std::scoped_lock lock(mutex);
      Entry& entry = entries[question[key].get<std::string>()];
      ++entry.asked;
      wanted = entry.answer;
    }
    const auto status = [](const char* word) { return http::json_response(200, Json{{"status", word}}.dump()); };
    switch (wanted) {
      case RegisterAnswer::good:
        return status(good);
      case RegisterAnswer::lost:
        return status("lost");
      case RegisterAnswer::stolen:
        return status("stolen");
      case RegisterAnswer::invalid:
        return status("invalid");
      case RegisterAnswer::dead:
        return status("dead");
      case RegisterAnswer::unknown:
        return status("unknown");
      case RegisterAnswer::silent:
        wait_for(silence);
        return http::error_response(503, "busy", "the register ends");
      case RegisterAnswer::slow:
        wait_for(slowness);
        return status(good);
      case RegisterAnswer::garbage:
        return {.status = 200, .content_type = "text/html", .body = "<html>maintenance</html>", .headers = {}};
      case RegisterAnswer::refused:
        return http::error_response(503, "busy", "try again later");
    }
    return http::error_response(500, "internal", "no such answer");
  }
};

StateRegisters::StateRegisters(std::unique_ptr<State> state) : state_(std::move(state)) {}

StateRegisters::~StateRegisters() {
  {
    const std::scoped_lock lock(state_->mutex);
    state_->stopping = true;
  }
  state_->ending.notify_all();
  state_->server.reset();
}

Result<std::unique_ptr<StateRegisters>> StateRegisters::start(const std::filesystem::path& folder) {
  SystemRandom random;
  PROOFMARK_TRY(const Issued authority, issue(random, nullptr, "Authority", "", ""));
  PROOFMARK_TRY(const Issued server, issue(random, &authority, "Server", "serverAuth", "IP:127.0.0.1,DNS:localhost"));
  PROOFMARK_TRY(const Issued client, issue(random, &authority, "Client", "clientAuth", ""));
  PROOFMARK_CHECK(write_text(folder / "ca.pem", authority.certificate.pem()));
  PROOFMARK_CHECK(write_pair(folder, "server", server));
  PROOFMARK_CHECK(write_pair(folder, "client", client));
  auto state = std::make_unique<State>();
  State* inside = state.get();
  PROOFMARK_TRY(const auto tls, http::TlsContext::server({.certificate_chain = folder / "server.pem",
                                                          .key = folder / "server.key",
                                                          .client_ca = folder / "ca.pem"},
                                                         std::make_shared<SystemClock>()));
  http::Routes routes;
  routes.on("POST", "/v1/documents",
            [inside](const Request& request) { return inside->answer(inside->documents, request, "number", "valid"); });
  routes.on("POST", "/v1/persons", [inside](const Request& request) {
    return inside->answer(inside->persons, request, "personal_code", "alive");
  });
  PROOFMARK_TRY(state->server, http::Server::start({}, tls, std::move(routes)));
  state->access = {state->server->url(), folder / "ca.pem", folder / "client.pem", folder / "client.key"};
  return std::unique_ptr<StateRegisters>(new StateRegisters(std::move(state)));
}

const RegisterAccess& StateRegisters::access() const {
  return state_->access;
}

void StateRegisters::answer_document(const std::string& number, RegisterAnswer answer) {
  const std::scoped_lock lock(state_->mutex);
  state_->documents[number].answer = answer;
}

void StateRegisters::answer_person(const std::string& personal_code, RegisterAnswer answer) {
  const std::scoped_lock lock(state_->mutex);
  state_->persons[personal_code].answer = answer;
}

int StateRegisters::asked_document(const std::string& number) const {
  const std::scoped_lock lock(state_->mutex);
  const auto found = state_->documents.find(number);
  return found == state_->documents.end() ? 0 : found->second.asked;
}

int StateRegisters::asked_person(const std::string& personal_code) const {
  const std::scoped_lock lock(state_->mutex);
  const auto found = state_->persons.find(personal_code);
  return found == state_->persons.end() ? 0 : found->second.asked;
}

}  // namespace proofmark::centre

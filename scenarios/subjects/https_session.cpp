#include "scenarios/subjects/https_session.hpp"

#include <nlohmann/json.hpp>

#include "common/http/client.hpp"
#include "common/json_text.hpp"
#include "scenarios/subjects/observe.hpp"

namespace proofmark::subjects {
namespace {

using reports::Outcome;
using SteadyClock = std::chrono::steady_clock;

double seconds_since(SteadyClock::time_point began) {
  return std::chrono::duration<double>(SteadyClock::now() - began).count();
}

Outcome outcome_of(SessionFailure failure) {
  switch (failure) {
    case SessionFailure::timeout:
      return Outcome::timeout;
    case SessionFailure::harness:
      return Outcome::harness_error;
    case SessionFailure::none:
    case SessionFailure::broken:
      break;
  }
  return Outcome::crash;
}

Answer ended(Outcome outcome, std::string error, SessionLog log = {}) {
  Answer answer;
  answer.observation.outcome = outcome;
  answer.observation.error = std::move(error);
  answer.log = std::move(log);
  return answer;
}

}  // namespace

Answer play_https(const HttpsRoute& route, const std::shared_ptr<SimulatedClock>& clock, const SessionTask& task) {
  std::shared_ptr<const Clock> time = clock;
  if (!time) time = std::make_shared<SystemClock>();
  const auto centre = centre::Centre::create(route.relying, time);
  if (!centre) return ended(Outcome::harness_error, centre.error().line());
  const OrderedPerson& who = task.order;
  auto asked = SteadyClock::now();
  const auto order =
      (*centre)->place_order({who.reference, who.given_names, who.surname, who.personal_code, who.document_number});
  if (!order) return ended(Outcome::crash, "placing the order: " + order.error().line());
  const reports::StepTime ordering{"order", seconds_since(asked)};

  DeviceOptions options;
  options.url = route.device_url;
  options.ca_file = route.device_ca.string();
  options.token = order->token;
  options.can = task.can;
  options.zone = task.zone;
  options.language = task.language;
  options.dialect = route.relying.dialect;
  options.pace = route.pace;
  options.field = task.field;
  options.give_up = task.give_up;
  options.sent = task.sent;
  options.capture = task.capture;
  options.agrees = task.agrees;
  SessionResult session = play_session(options, task.chip, clock);
  if (session.failure != SessionFailure::none)
    return ended(outcome_of(session.failure), std::move(session.error), std::move(session.log));

  asked = SteadyClock::now();
  const auto package = (*centre)->fetch_package(*order);
  const reports::StepTime fetching{"package", seconds_since(asked)};
  if (!package) return ended(Outcome::crash, "the package: " + package.error().line(), std::move(session.log));
  Answer answer;
  if (auto taken = observe_package(*package, answer.observation); !taken)
    return ended(Outcome::crash, "the package: " + taken.error().line(), std::move(session.log));
  answer.observation.session_seconds = std::chrono::duration<double>(session.log.closed - session.log.opened).count();
  auto& steps = answer.observation.service_seconds;
  steps = session.log.steps;
  steps.insert(steps.begin(), ordering);
  steps.push_back(fetching);
  answer.log = std::move(session.log);
  return answer;
}

Result<std::string> ask_version(const HttpsRoute& route, std::shared_ptr<const Clock> clock) {
  PROOFMARK_TRY(auto tls, http::TlsContext::client({route.device_ca, {}, {}}, std::move(clock)));
  PROOFMARK_TRY(const auto client, http::Client::create(route.device_url, std::move(tls)));
  PROOFMARK_TRY(const auto response, client.get(route.relying.dialect.path("readHealth")));
  const auto health = parse_json_or_null(route.relying.dialect.from_provider(response.body));
  if (response.status != 200 || !health.is_object() || !health.contains("version") || !health["version"].is_string())
    return fail("docs/interface.md, GET /v1/health", R"({"status":"ok","version":...})", response.body.substr(0, 200),
                "Correct the service's answer.");
  return health["version"].get<std::string>();
}

}  // namespace proofmark::subjects

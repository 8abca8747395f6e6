// operation.* and availability.*: what the service offers at all, and whether it is there when it is asked.
#include <algorithm>
#include <nlohmann/json.hpp>
#include <thread>

#include "scenarios/probes/door.hpp"
#include "scenarios/probes/registry.hpp"

namespace proofmark::probes {
namespace {

using nlohmann::json;

// The service publishes its own description (tender 7.3.2); what stands in it is offered. A name proves nothing: until
// a probe of its own uses the operation, this is the most that can be said.
Result<reports::ProbeAnswer> offered(const ProbeTask& task, subjects::Subject& subject, const json& parameters) {
  const std::string operation = text_parameter(parameters, "operation");
  const std::string expected = "the operation " + operation + " in the service's own description";
  return at_the_door(task, subject, expected, [&](Door& door) -> Result<reports::ProbeAnswer> {
    Verdict verdict(expected);
    for (const http::Client* client : {&door.relying(), &door.device()}) {
      PROOFMARK_TRY(const http::Response response, client->get("/v1/openapi.yaml"));
      if (response.status != 200) continue;
      if (response.body.find("openapi:") == std::string::npos)
        return otherwise("an OpenAPI description at /v1/openapi.yaml", "something else");
      for (const std::string& line : {"operationId: " + operation + "\n", "operationId: \"" + operation + "\"\n"})
        if (response.body.find(line) != std::string::npos)
          return reports::ProbeAnswer{false, expected, "offered, not exercised", true};
      verdict.demand(false, "not offered: the description has no such operation");
      return verdict.answer("");
    }
    verdict.demand(false, "not offered: the service gives no description at /v1/openapi.yaml");
    return verdict.answer("");
  });
}

// Questions about health on both listeners, some while a chip is being read.
Result<reports::ProbeAnswer> health(const ProbeTask& task, subjects::Subject& subject, const json& parameters) {
  const int count = number_parameter(parameters, "questions", 200);
  const std::string expected = "every question about health answered with 200 within 2 s, under load too";
  return at_the_door(task, subject, expected, [&](Door& door) -> Result<reports::ProbeAnswer> {
    Verdict verdict(expected);
    int answered = 0;
    std::string first;
    const auto ask = [&] {
      for (const http::Client* client : {&door.relying(), &door.device()}) {
        const auto began = std::chrono::steady_clock::now();
        const auto response = client->get("/v1/health");
        const bool late = std::chrono::steady_clock::now() - began > std::chrono::seconds(2);
        if (response && response->status == 200 && !late) {
          ++answered;
        } else if (first.empty()) {
          first = !response ? response.error().observed : late ? "an answer after 2 s" : brief(*response);
        }
      }
    };
    int asked = 0;
    PROOFMARK_TRY(const OpenedSession session, door.begin());
    SeededRandom random = task.random.derive("load chip");
    auto card = task.card(Who::holder, "cloned-chip", random);
    if (!card) return fail(ours(card.error()));
    PROOFMARK_CHECK(door.read_chip(session, [&](ByteView command) {
      if (asked < count / 2) {
        ask();
        ++asked;
      }
      return std::optional<Bytes>((*card)->transmit(command));
    }));
    for (; asked < count; ++asked) ask();
    verdict.demand(answered == 2 * count, std::to_string(answered) + " of " + std::to_string(2 * count) +
                                              " answered; the first failure: " + first);
    return verdict.answer(std::to_string(answered) + " of " + std::to_string(2 * count) + " answered");
  });
}

// One question about health: one of the many probes that a share of availability is made of (tender 7.4.15).
Result<reports::ProbeAnswer> question(const ProbeTask& task, subjects::Subject& subject, const json&) {
  const std::string expected = "a question about health answered";
  return at_the_door(task, subject, expected, [&](Door& door) -> Result<reports::ProbeAnswer> {
    PROOFMARK_CHECK(door.health());
    return Verdict(expected).answer("answered");
  });
}

// Many connections at once, each with a question of its own, and one that never says anything.
Result<reports::ProbeAnswer> load(const ProbeTask& task, subjects::Subject& subject, const json& parameters) {
  const int threads = number_parameter(parameters, "connections", 24);
  const std::string expected = "orders placed by all of many connections at once";
  return at_the_door(task, subject, expected, [&](Door& door) -> Result<reports::ProbeAnswer> {
    Verdict verdict(expected);
    std::vector<json> bodies;
    for (int i = 0; i < threads; ++i) bodies.push_back(door.order_body());
    std::vector<std::string> failures(bodies.size());
    std::vector<std::thread> workers;
    workers.reserve(bodies.size());
    for (std::size_t i = 0; i < bodies.size(); ++i)
      workers.emplace_back([&, i] {
        const auto response = door.relying().post("/v1/orders", bodies[i].dump());
        if (!response) {
          failures[i] = response.error().observed;
        } else if (response->status != 201) {
          failures[i] = brief(*response);
        }
      });
    for (std::thread& worker : workers) worker.join();
    for (const std::string& failure : failures) verdict.demand(failure.empty(), failure);
    PROOFMARK_CHECK(door.health());
    return verdict.answer(std::to_string(threads) + " orders placed");
  });
}

}  // namespace

std::vector<ProbeEntry> operation_probes() {
  return {{.name = "operation.offered", .run = offered, .texts = {"operation"}},
          {.name = "availability.health", .run = health, .numbers = {"questions"}},
          {.name = "availability.question", .run = question},
          {.name = "availability.load", .run = load, .numbers = {"connections"}}};
}

}  // namespace proofmark::probes

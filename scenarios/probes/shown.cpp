// session.shown: what the person is told before anything is asked of him or her.
#include <cstdio>
#include <nlohmann/json.hpp>
#include <set>

#include "common/bytes.hpp"
#include "common/json_text.hpp"
#include "scenarios/probes/door.hpp"
#include "scenarios/probes/registry.hpp"

namespace proofmark::probes {
namespace {

using nlohmann::json;

// docs/interface.md: the first four bytes of SHA-256(token) as a big-endian number, modulo 10000.
std::string code_of(const std::string& token) {
  const Bytes digest = sha256(ByteView(reinterpret_cast<const std::uint8_t*>(token.data()), token.size()));
  std::uint32_t number = 0;
  for (std::size_t i = 0; i < 4; ++i) number = number << 8U | digest[i];
  char text[8];
  std::snprintf(text, sizeof text, "%04u", number % 10000U);
  return text;
}

std::string text_of(const json& object, const char* name) {
  const auto at = object.find(name);
  return at != object.end() && at->is_string() ? at->get<std::string>() : std::string();
}

Result<reports::ProbeAnswer> shown(const ProbeTask& task, subjects::Subject& subject, const json& parameters) {
  const std::string expected =
      "each session names the relying party, and its code is that of its own token, which the relying side can show";
  return at_the_door(task, subject, expected, [&](Door& door) -> Result<reports::ProbeAnswer> {
    Verdict verdict(expected);
    std::set<std::string> parties;
    const int sessions = number_parameter(parameters, "sessions", 4);
    for (int i = 0; i < sessions; ++i) {
      PROOFMARK_TRY(const PlacedOrder order, door.place());
      PROOFMARK_TRY(const http::Response response,
                    door.device().post("/v1/sessions", json{{"token", order.token}}.dump()));
      const json answer = parse_json_or_null(response.body);
      if (response.status != 201 || !answer.is_object())
        return otherwise("a session opened, status 201", brief(response));
      const std::string party = text_of(answer, "relying_party"), code = text_of(answer, "verification_code");
      verdict.demand(!party.empty(), "no relying party named");
      verdict.demand(code == code_of(order.token),
                     "code '" + code + "' for a token whose code is " + code_of(order.token));
      parties.insert(party);
    }
    verdict.demand(parties.size() == 1, "different relying parties for orders of one");
    return verdict.answer("the relying party named and the token's own code, in " + std::to_string(sessions) +
                          " sessions");
  });
}

}  // namespace

std::vector<ProbeEntry> shown_probes() {
  return {{.name = "session.shown", .run = shown, .numbers = {"sessions"}}};
}

}  // namespace proofmark::probes

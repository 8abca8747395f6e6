// leak.*: what a device learns from refusals (tender 7.5.1.2.6): nothing about detectors, scores or thresholds, and the
// same words whatever the checks came to.
#include <algorithm>
#include <nlohmann/json.hpp>

#include "common/json_text.hpp"
#include "scenarios/probes/door.hpp"
#include "scenarios/probes/footage.hpp"
#include "scenarios/probes/registry.hpp"

namespace proofmark::probes {
namespace {

using nlohmann::json;

// Words that name a detector, a measure or a limit of one.
const char* const kTelling[] = {"score",      "threshold", "confidence",       "similarity", "liveness",    "spoof",
                                "replay",     "injection", "deepfake",         "detector",   "passive",     "chip.",
                                "face.",      "video.",    "revocation",       "revoked",    "genuine",     "csca",
                                "inspection", "signature", "expired-document", "cloned",     "order.match", "validity"};

void demand_silent(const std::string& said, const std::string& where, Verdict& verdict) {
  std::string text = said;
  std::transform(text.begin(), text.end(), text.begin(), [](unsigned char c) { return std::tolower(c); });
  for (const char* word : kTelling)
    verdict.demand(text.find(word) == std::string::npos, where + " says \"" + word + "\": " + said.substr(0, 120));
}

// Everything that the device's side is told after a refusal at the chip.
Result<std::string> after_chip(Door& door, const OpenedSession& session, const ChipEnd& end) {
  std::string all;
  for (const std::string& text : end.said) all += text + "\n";
  PROOFMARK_TRY(const http::Response state, door.device().get(session.path(), session.key));
  all += std::to_string(state.status) + " " + state.body + "\n";
  for (const char* step : {"/chip", "/video"}) {
    const auto socket = door.device().open_websocket(session.path(step), session.key);
    all += (socket ? "opened" : socket.error().observed) + "\n";
  }
  PROOFMARK_TRY(const http::Response again,
                door.device().post("/v1/sessions", json{{"token", session.order.token}}.dump()));
  return all + std::to_string(again.status) + " " + again.body + "\n";
}

Result<reports::ProbeAnswer> chip(const ProbeTask& task, subjects::Subject& subject, const json&) {
  const std::string expected = "the same words to the device for every refused document, none of which tells why";
  return at_the_door(task, subject, expected, [&](Door& door) -> Result<reports::ProbeAnswer> {
    Verdict verdict(expected);
    std::string first;
    for (const char* profile : {"cloned-chip", "expired-document", "revoked-ds", "sod-signature-altered",
                                "unknown-csca", "dg1-renamed", "foreign-document"}) {
      PROOFMARK_TRY(const OpenedSession session, door.begin());
      PROOFMARK_TRY(const ChipEnd end, door.present(session, Who::holder, profile));
      PROOFMARK_TRY(const std::string said, after_chip(door, session, end));
      if (first.empty()) first = said;
      verdict.demand(end.next == "end", std::string(profile) + " not refused");
      verdict.demand(said == first, std::string("for ") + profile + " otherwise than for cloned-chip");
      demand_silent(said, profile, verdict);
      if (!verdict.held()) break;
    }
    return verdict.answer("seven refusals, word for word the same");
  });
}

// The kinds of messages and their fields, without their values.
std::string forms_of(const FilmEnd& end) {
  std::string forms;
  for (const std::string& text : end.said) {
    const json said = parse_json_or_null(text);
    forms += said.is_object() ? said.value("type", "") + "(" : text + "(";
    if (said.is_object())
      for (const auto& [field, value] : said.items()) forms += field + ",";
    forms += ") ";
  }
  return forms;
}

// What one person is told who is filmed with that fault.
Result<FilmEnd> told(Door& door, Who who, const std::string& fault, double rate, Verdict& verdict, std::string& state) {
  PROOFMARK_TRY(const OpenedSession session, door.begin(who));
  PROOFMARK_CHECK(door.pass_chip(session, who));
  auto footage = make_footage(door.task(), fault, rate, who);
  if (!footage) return fail(ours(footage.error()));
  PROOFMARK_TRY(FilmEnd end, door.film(session, **footage));
  PROOFMARK_CHECK(door.package(session.order));
  PROOFMARK_TRY(const http::Response answer, door.device().get(session.path(), session.key));
  state = answer.body;
  std::string all;
  for (const std::string& text : end.said) all += text + "\n";
  demand_silent(all + state, "the service", verdict);
  verdict.demand(end.end_said, "no end was said");
  return end;
}

// A person who answers and one who does not are told the same, challenge by challenge.
Result<reports::ProbeAnswer> video(const ProbeTask& task, subjects::Subject& subject, const json& parameters) {
  const double rate = number_parameter(parameters, "frames_per_second", 12);
  const std::string expected =
      "as many challenges, in messages of the same form, for a person who answers and one who "
      "does not";
  return at_the_door(task, subject, expected, [&](Door& door) -> Result<reports::ProbeAnswer> {
    Verdict verdict(expected);
    std::string state;
    Who who = Who::holder;
    PROOFMARK_TRY(FilmEnd first, told(door, who, "", rate, verdict, state));
    if (first.challenges.empty()) {
      who = Who::other;  // a service may ask nothing of a face that it cannot use
      PROOFMARK_TRY(first, told(door, who, "", rate, verdict, state));
    }
    verdict.demand(!first.challenges.empty(), "no challenge was asked");
    const std::string form = forms_of(first) + state;
    for (const char* fault : {"silent", "another_action"}) {
      PROOFMARK_TRY(const FilmEnd end, told(door, who, fault, rate, verdict, state));
      const std::string other = forms_of(end) + state;
      verdict.demand(other == form, "\"" + other + "\" against \"" + form + "\"");
    }
    return verdict.answer(form);
  });
}

// Refusals of single requests.
Result<reports::ProbeAnswer> refusals(const ProbeTask& task, subjects::Subject& subject, const json&) {
  const std::string expected = "refusals that name no detector, score or threshold and give no trace of the inside";
  return at_the_door(task, subject, expected, [&](Door& door) -> Result<reports::ProbeAnswer> {
    Verdict verdict(expected);
    PROOFMARK_TRY(const OpenedSession session, door.begin());
    const auto judge = [&](const std::string& where, const Result<http::Response>& response) {
      verdict.demand(response.has_value(), where + ": no answer");
      if (!response) return;
      demand_silent(response->body, where, verdict);
      for (const char* inside : {"sqlite", "exception", "/usr/", "/home/", "/tmp/", ".cpp", "nlohmann", "what():"})
        verdict.demand(response->body.find(inside) == std::string::npos, where + " says " + inside);
      for (const auto& [name, value] : response->headers) demand_silent(name + ": " + value, where, verdict);
    };
    judge("a wrong path", door.device().get("/v1/nothing"));
    judge("a wrong token", door.device().post("/v1/sessions", R"({"token":"AAAA"})"));
    judge("no JSON", door.device().post("/v1/sessions", "{"));
    judge("a wrong key", door.device().get(session.path(), "AAAA"));
    judge("an unknown order", door.relying().get("/v1/orders/AAAA"));
    judge("a wrong order", door.relying().post("/v1/orders", R"({"reference":1})"));
    judge("an early package", door.relying().get("/v1/orders/" + session.order.order + "/package"));
    judge("consent twice",
          door.device().post(session.path("/consent"), R"({"accepted":true,"language":"lt"})", session.key));
    return verdict.answer("eight refusals without such a word");
  });
}

}  // namespace

std::vector<ProbeEntry> leak_probes() {
  return {{.name = "leak.chip", .run = chip},
          {.name = "leak.video", .run = video, .numbers = {"frames_per_second"}},
          {.name = "leak.refusals", .run = refusals}};
}

}  // namespace proofmark::probes

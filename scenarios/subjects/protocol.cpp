#include "scenarios/subjects/protocol.hpp"

#include <cmath>
#include <set>

#include "reports/formats/json_fields.hpp"
#include "simulators/centre/inspection_claim.hpp"

namespace proofmark::subjects::protocol {
namespace {

using reports::Fields;
using reports::Json;
using reports::OrderedJson;

constexpr std::uint64_t most_frames = 64;
constexpr std::size_t longest_text = 4096;

// One kind of message: its fields read into `said`.
using Read = Said (*)(Fields&);

Said read_ready(Fields& fields) {
  Ready ready;
  ready.name = fields.text("name");
  ready.version = fields.text("version");
  if (fields.has("settings")) {
    for (const auto& [name, value] : fields.object("settings").items())
      ready.settings.push_back({name, value.is_string() ? value.get<std::string>() : value.dump()});
  }
  if (fields.has("thresholds_set_on")) ready.thresholds_set_on = fields.text("thresholds_set_on");
  return ready;
}

Said read_apdu(Fields& fields) {
  auto bytes = from_hex(fields.text("command"));
  // An unreadable command is left empty, which parse_line() refuses.
  return Apdu{bytes ? *std::move(bytes) : Bytes{}};
}

Said read_frames(Fields& fields) {
  return FramesWanted{fields.count("count", most_frames)};
}

Said read_challenge(Fields& fields) {
  Challenge challenge;
  challenge.number = fields.count("number", 1000);
  challenge.action = fields.text("action");
  challenge.window_ms = fields.count("window_ms", 600000);
  return challenge;
}

Said read_challenge_over(Fields& fields) {
  return ChallengeOver{fields.count("number", 1000)};
}

Said read_score(Fields& fields) {
  Score score;
  score.id = fields.text("id");
  score.score = fields.number("score");
  score.threshold = fields.number("threshold");
  if (fields.has("attack")) score.attack = fields.flag("attack");
  return score;
}

Said read_failed_to_acquire(Fields& fields) {
  return FailedToAcquire{fields.text("id")};
}

Said read_result(Fields& fields) {
  Verdict verdict;
  verdict.id = fields.text("id");
  verdict.decision = fields.word("decision", reports::parse_decision);
  verdict.checks = fields.list<reports::Check>("checks", [](Fields& check) {
    return reports::Check{check.text("id"), check.word("result", reports::parse_check_result), check.text("reason")};
  });
  if (const Json* inspection = fields.has("inspection") ? fields.object_or_null("inspection") : nullptr) {
    Fields part(*inspection, "the line's inspection");
    reports::InspectionRecord record;
    record.readings = static_cast<std::uint32_t>(part.count("readings", UINT32_MAX));
    record.steps = part.list<reports::InspectionStep>("steps", [](Fields& step) {
      return reports::InspectionStep{step.text("id"), step.word("result", reports::parse_step_result),
                                     step.text("reason")};
    });
    fields.take(part);
    verdict.inspection = std::move(record);
  }
  return verdict;
}

struct Kind {
  const char* type;
  Read read;
};
constexpr Kind kinds[] = {{"ready", read_ready},
                          {"apdu", read_apdu},
                          {"frames", read_frames},
                          {"challenge", read_challenge},
                          {"challenge_over", read_challenge_over},
                          {"score", read_score},
                          {"failed_to_acquire", read_failed_to_acquire},
                          {"result", read_result}};

tl::unexpected<Error> refuse(std::string expected, std::string observed) {
  return fail(std::string(kName), std::move(expected), std::move(observed), "See docs/connect-your-service.md.");
}

// Held to the same rules as the claim of a sealed package.
Result<void> check_steps(const Verdict& verdict) {
  if (!verdict.inspection) return {};
  centre::StatedInspection stated{verdict.inspection->readings, {}};
  for (const reports::InspectionStep& step : verdict.inspection->steps)
    stated.steps.push_back({step.id, std::string(name_of(step.result)), step.reason});
  centre::StatedChecks checks;
  for (const reports::Check& each : verdict.checks) checks.emplace(each.id, name_of(each.result));
  if (const auto held = centre::check_inspection(stated, checks); !held)
    return refuse(held.error().expected, held.error().observed);
  return {};
}

// What the fields' types alone do not say.
Result<void> check(const Said& said) {
  if (const auto* apdu = std::get_if<Apdu>(&said); apdu != nullptr && (apdu->command.size() < 4))
    return refuse("a command APDU of at least 4 bytes in hexadecimal digits", "another text");
  if (const auto* frames = std::get_if<FramesWanted>(&said); frames != nullptr && frames->count == 0)
    return refuse("a count from 1 to " + std::to_string(most_frames), "0");
  if (const auto* score = std::get_if<Score>(&said);
      score != nullptr && (!std::isfinite(score->score) || !std::isfinite(score->threshold)))
    return refuse("finite numbers", "another");
  if (const auto* verdict = std::get_if<Verdict>(&said)) {
    if (verdict->decision == reports::Decision::none) return refuse("the decision accepted or refused", "none");
    if (verdict->checks.empty()) return refuse("at least one check with the decision", "none");
    std::set<std::string> ids;
    for (const reports::Check& each : verdict->checks)
      if (each.id.empty() || each.id.size() > 100 || each.reason.size() > longest_text || !ids.insert(each.id).second)
        return refuse("each check once, with an id and a reason of at most 4096 bytes", "check '" + each.id + "'");
    PROOFMARK_CHECK(check_steps(*verdict));
  }
  return {};
}

}  // namespace

Result<Said> parse_line(std::string_view line) {
  auto json = reports::parse_json(line, "the line");
  if (!json) return refuse(json.error().expected, json.error().observed);
  if (!json->is_object()) return refuse("a JSON object", std::string("a JSON ") + json->type_name());
  Fields fields(*json, "the line");
  const std::string type = fields.text("type");
  for (const Kind& kind : kinds) {
    if (type != kind.type) continue;
    Said said = kind.read(fields);
    if (auto read = fields.finish(); !read) return refuse(read.error().expected, read.error().observed);
    PROOFMARK_CHECK(check(said));
    return said;
  }
  return refuse("a type of this protocol", "'" + type.substr(0, 60) + "'");
}

std::string hello(reports::Level level, const std::string& trust_folder) {
  OrderedJson line;
  line["type"] = "hello";
  line["protocol"] = kName;
  line["level"] = name_of(level);
  if (!trust_folder.empty()) line["trust"] = trust_folder;
  return reports::dump_line(line);
}

std::string apdu_response(ByteView response) {
  return R"({"type":"apdu","response":")" + to_hex(response) + "\"}";
}

std::string link_lost() {
  return R"({"type":"link_lost"})";
}

std::string card_again() {
  return R"({"type":"card_again"})";
}

std::string ok() {
  return R"({"type":"ok"})";
}

}  // namespace proofmark::subjects::protocol

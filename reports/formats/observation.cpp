#include "reports/formats/observation.hpp"

#include <algorithm>
#include <cmath>

#include "reports/formats/inspection_json.hpp"
#include "reports/formats/json_fields.hpp"
#include "reports/formats/names.hpp"

namespace proofmark::reports {
namespace {

constexpr Names<Outcome, 4> kOutcomes{{{Outcome::completed, "completed"},
                                       {Outcome::crash, "crash"},
                                       {Outcome::timeout, "timeout"},
                                       {Outcome::harness_error, "harness_error"}}};
constexpr Names<CheckResult, 4> kCheckResults{{{CheckResult::passed, "passed"},
                                               {CheckResult::failed, "failed"},
                                               {CheckResult::undetermined, "undetermined"},
                                               {CheckResult::not_performed, "not_performed"}}};

constexpr Names<StepResult, 5> kStepResults{{{StepResult::successful, "successful"},
                                             {StepResult::failed, "failed"},
                                             {StepResult::undetermined, "undetermined"},
                                             {StepResult::not_supported, "not_supported"},
                                             {StepResult::aborted, "aborted"}}};

tl::unexpected<Error> broken(const Observation& o, std::string expected, std::string observed) {
  return fail("proofmark observation", "attempt " + o.attempt + ": " + std::move(expected), std::move(observed),
              "correct what writes the observation");
}

bool is_sha256(std::string_view text) {
  return text.size() == 64 &&
         std::all_of(text.begin(), text.end(), [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); });
}

OrderedJson json_of(const std::optional<VideoFigures>& video) {
  if (!video) return nullptr;
  return {{"frames", video->frames},
          {"width", video->width},
          {"height", video->height},
          {"frames_per_second", video->frames_per_second}};
}

OrderedJson json_of(const ActionRecord& a) {
  return {{"number", a.number},
          {"action", a.action},
          {"asked_at_ms", a.asked_at_ms},
          {"window_ms", a.window_ms},
          {"answered_at_ms", a.answered_at_ms ? OrderedJson(*a.answered_at_ms) : OrderedJson(nullptr)},
          {"result", a.result}};
}

Check read_check(Fields& in) {
  Check c;
  c.id = in.text("id");
  c.result = in.word<CheckResult>("result", parse_check_result);
  c.reason = in.text("reason");
  return c;
}

InspectionRecord read_inspection(Fields& in) {
  InspectionRecord record;
  record.readings = static_cast<std::uint32_t>(in.count("readings", UINT32_MAX));
  record.steps = in.list<InspectionStep>("steps", [](Fields& step) {
    return InspectionStep{step.text("id"), step.word<StepResult>("result", parse_step_result), step.text("reason")};
  });
  return record;
}

VideoFigures read_video(Fields& in) {
  VideoFigures v;
  v.frames = in.count("frames");
  v.width = static_cast<std::uint32_t>(in.count("width", UINT32_MAX));
  v.height = static_cast<std::uint32_t>(in.count("height", UINT32_MAX));
  v.frames_per_second = in.number("frames_per_second");
  return v;
}

ActionRecord read_action(Fields& in) {
  ActionRecord a;
  a.number = static_cast<std::uint32_t>(in.count("number", UINT32_MAX));
  a.action = in.text("action");
  a.asked_at_ms = in.integer("asked_at_ms");
  a.window_ms = in.integer("window_ms");
  a.answered_at_ms = in.integer_or_null("answered_at_ms");
  a.result = in.text("result");
  return a;
}

OrderedJson json_of(const std::vector<StepTime>& steps) {
  OrderedJson out = OrderedJson::array();
  for (const StepTime& one : steps) out.push_back({{"step", one.step}, {"seconds", one.seconds}});
  return out;
}

bool are_times(const std::vector<StepTime>& steps) {
  return std::all_of(steps.begin(), steps.end(), [](const StepTime& one) {
    return !one.step.empty() && std::isfinite(one.seconds) && one.seconds >= 0;
  });
}

bool finite(const Observation& o) {
  return std::isfinite(o.wall_seconds) && (!o.session_seconds || std::isfinite(*o.session_seconds)) &&
         (!o.video || std::isfinite(o.video->frames_per_second)) &&
         (!o.pad || (std::isfinite(o.pad->score) && std::isfinite(o.pad->threshold))) &&
         (!o.comparison || (std::isfinite(o.comparison->score) && std::isfinite(o.comparison->threshold)));
}

// A record of an inspection says something, and stands beside the checks that it explains.
Result<void> validate_inspection(const Observation& o) {
  if (!o.inspection) return {};
  if (o.decision == Decision::none) return broken(o, "an inspection's steps beside a decision", "no decision");
  if (o.inspection->readings == 0 || o.inspection->steps.empty())
    return broken(o, "an inspection of at least one reading and one step", "none");
  for (const InspectionStep& step : o.inspection->steps)
    if (step.id.empty()) return broken(o, "steps with an id", "an empty one");
  return {};
}

}  // namespace

OrderedJson json_of(const InspectionRecord& inspection) {
  OrderedJson steps = OrderedJson::array();
  for (const InspectionStep& step : inspection.steps)
    steps.push_back({{"id", step.id}, {"result", name_of(step.result)}, {"reason", step.reason}});
  return {{"readings", inspection.readings}, {"steps", steps}};
}

std::string_view name_of(Outcome outcome) {
  return look_up(kOutcomes, outcome);
}
Result<Outcome> parse_outcome(std::string_view name) {
  return look_up(kOutcomes, name, "the outcome");
}
std::string_view name_of(CheckResult result) {
  return look_up(kCheckResults, result);
}
Result<CheckResult> parse_check_result(std::string_view name) {
  return look_up(kCheckResults, name, "the check's result");
}
std::string_view name_of(StepResult result) {
  return look_up(kStepResults, result);
}
Result<StepResult> parse_step_result(std::string_view name) {
  return look_up(kStepResults, name, "the step's result");
}

Result<void> validate(const Observation& o) {
  if (o.attempt.empty()) return broken(o, "an attempt id", "an empty one");
  if (o.tries == 0) return broken(o, "at least one try", "0");
  if (o.earlier_errors.size() + 1 != o.tries)
    return broken(o, "the error of each earlier try",
                  std::to_string(o.earlier_errors.size()) + " of them with " + std::to_string(o.tries) + " tries");
  for (const std::string& error : o.earlier_errors)
    if (error.empty() || error.find_first_of("\r\n") != std::string::npos)
      return broken(o, "earlier errors of one line each", "'" + error.substr(0, 40) + "'");
  if (!finite(o)) return broken(o, "finite numbers", "NaN or infinity");
  if (o.wall_seconds < 0 || o.session_seconds.value_or(0) < 0) return broken(o, "durations from 0", "a negative one");
  if (!are_times(o.service_seconds)) return broken(o, "steps with a name and a duration from 0", "another");
  PROOFMARK_CHECK(validate_inspection(o));
  if (o.error.find_first_of("\r\n") != std::string::npos) return broken(o, "an error of one line", "several lines");
  if (o.outcome == Outcome::completed) {
    const bool decided = o.decision != Decision::none;
    if (!decided && !o.pad && !o.probe && !o.comparison && !o.failed_to_acquire)
      return broken(o, "the subject's answer, as it completed", "none");
    if (decided == o.checks.empty())
      return broken(o, "a decision and its checks together", decided ? "no checks" : "no decision");
    if (!o.package_sha256.empty() && !is_sha256(o.package_sha256))
      return broken(o, "the package's SHA-256", "'" + o.package_sha256 + "'");
    if (!o.package_sha256.empty() && !o.session_seconds)
      return broken(o, "the session's seconds, as a package was obtained", "none");
    if (o.probe && o.probe->held && o.probe->unexercised)
      return broken(o, "a probe that held, or one that was not exercised", "both");
    if (o.failed_to_acquire && (o.pad || o.comparison)) return broken(o, "no score without a sample", "one");
  } else {
    if (o.pad || o.probe || o.failed_to_acquire)
      return broken(o, "no answer with outcome " + std::string(name_of(o.outcome)), "one");
    if (o.decision != Decision::none)
      return broken(o, "no decision with outcome " + std::string(name_of(o.outcome)), std::string(name_of(o.decision)));
    if (o.error.empty()) return broken(o, "the cause of outcome " + std::string(name_of(o.outcome)), "an empty line");
  }
  return {};
}

Result<std::string> observation_to_json(const Observation& o) {
  PROOFMARK_CHECK(validate(o));
  OrderedJson checks = OrderedJson::array();
  for (const Check& c : o.checks) checks.push_back({{"id", c.id}, {"result", name_of(c.result)}, {"reason", c.reason}});
  OrderedJson actions = OrderedJson::array();
  for (const ActionRecord& a : o.actions) actions.push_back(json_of(a));
  OrderedJson comparison = nullptr;
  if (o.comparison) comparison = {{"score", o.comparison->score}, {"threshold", o.comparison->threshold}};
  OrderedJson pad = nullptr;
  if (o.pad) pad = {{"score", o.pad->score}, {"threshold", o.pad->threshold}, {"attack", o.pad->attack}};
  OrderedJson probe = nullptr;
  if (o.probe) probe = {{"held", o.probe->held}, {"expected", o.probe->expected}, {"observed", o.probe->observed}};
  if (o.probe && o.probe->unexercised) probe["unexercised"] = true;
  OrderedJson json = {{"run", o.run},
                      {"attempt", o.attempt},
                      {"tries", o.tries},
                      {"earlier_errors", o.earlier_errors},
                      {"outcome", name_of(o.outcome)},
                      {"decision", name_of(o.decision)},
                      {"checks", checks},
                      {"session_seconds", o.session_seconds ? OrderedJson(*o.session_seconds) : OrderedJson(nullptr)},
                      {"wall_seconds", o.wall_seconds},
                      {"service_seconds", json_of(o.service_seconds)},
                      {"video", json_of(o.video)},
                      {"actions", actions},
                      {"comparison", comparison},
                      {"pad", pad},
                      {"probe", probe},
                      {"failed_to_acquire", o.failed_to_acquire},
                      {"package_sha256", o.package_sha256},
                      {"error", o.error}};
  if (o.inspection) json["inspection"] = json_of(*o.inspection);
  return dump_line(json);
}

Result<Observation> observation_from_json(std::string_view line) {
  PROOFMARK_TRY(const Json json, parse_json(line, "an observation"));
  Fields in(json, "observation");
  Observation o;
  o.run = in.text("run");
  o.attempt = in.text("attempt");
  o.tries = static_cast<std::uint32_t>(in.count("tries", UINT32_MAX));
  o.earlier_errors = in.texts("earlier_errors");
  o.outcome = in.word<Outcome>("outcome", parse_outcome);
  o.decision = in.word<Decision>("decision", parse_decision);
  o.checks = in.list<Check>("checks", read_check);
  // Only where the subject states the steps.
  if (in.has("inspection")) {
    Fields part(in.object("inspection"), "observation.inspection");
    o.inspection = read_inspection(part);
    in.take(part);
  }
  o.session_seconds = in.number_or_null("session_seconds");
  o.wall_seconds = in.number("wall_seconds");
  // Runs of before this was measured have none.
  if (in.has("service_seconds"))
    o.service_seconds = in.list<StepTime>("service_seconds", [](Fields& step) {
      return StepTime{step.text("step"), step.number("seconds")};
    });
  if (const Json* video = in.object_or_null("video")) {
    Fields part(*video, "observation.video");
    o.video = read_video(part);
    in.take(part);
  }
  o.actions = in.list<ActionRecord>("actions", read_action);
  if (const Json* comparison = in.object_or_null("comparison")) {
    Fields part(*comparison, "observation.comparison");
    o.comparison = Comparison{part.number("score"), part.number("threshold")};
    in.take(part);
  }
  if (const Json* pad = in.object_or_null("pad")) {
    Fields part(*pad, "observation.pad");
    o.pad = PadScore{part.number("score"), part.number("threshold"), part.flag("attack")};
    in.take(part);
  }
  if (const Json* probe = in.object_or_null("probe")) {
    Fields part(*probe, "observation.probe");
    o.probe = ProbeAnswer{part.flag("held"), part.text("expected"), part.text("observed")};
    if (part.has("unexercised")) o.probe->unexercised = part.flag("unexercised");
    in.take(part);
  }
  o.failed_to_acquire = in.flag("failed_to_acquire");
  o.package_sha256 = in.text("package_sha256");
  o.error = in.text("error");
  PROOFMARK_CHECK(in.finish());
  PROOFMARK_CHECK(validate(o));
  return o;
}

bool takes_place_of(const Observation& later, const Observation& earlier) {
  return later.attempt == earlier.attempt && later.run == earlier.run && earlier.outcome == Outcome::harness_error &&
         later.earlier_errors.size() > earlier.earlier_errors.size() &&
         std::equal(earlier.earlier_errors.begin(), earlier.earlier_errors.end(), later.earlier_errors.begin()) &&
         later.earlier_errors[earlier.earlier_errors.size()] == earlier.error;
}

std::string worker_resources_to_json(const WorkerResources& r) {
  return dump_line({{"worker", r.worker},
                    {"service_peak_kib", r.service_peak_kib},
                    {"harness_peak_kib", r.harness_peak_kib},
                    {"wall_seconds", r.wall_seconds}});
}

}  // namespace proofmark::reports

#include "scenarios/subjects/stdio_subject.hpp"

#include <algorithm>

#include "common/files.hpp"
#include "reports/formats/json_fields.hpp"
#include "scenarios/subjects/child_process.hpp"

namespace proofmark::subjects {
namespace {

using reports::Level;
using reports::Observation;
using reports::OrderedJson;
using reports::Outcome;
using SteadyClock = std::chrono::steady_clock;

// How an exchange went wrong: the program's fault (crash), its silence (timeout), or this side's.
struct Trouble {
  Outcome outcome = Outcome::crash;
  std::string error;
};
template <typename T>
using Heard = tl::expected<T, Trouble>;

OrderedJson zone_of(const PrintedZone& zone) {
  return {{"document_number", zone.document_number},
          {"date_of_birth", zone.date_of_birth},
          {"date_of_expiry", zone.date_of_expiry}};
}

tl::unexpected<Trouble> trouble(Outcome outcome, std::string error) {
  return tl::unexpected<Trouble>(Trouble{outcome, std::move(error)});
}

// Waits are counted in whole milliseconds, so that one may end a little before its limit.
constexpr auto granularity = std::chrono::milliseconds(5);

class Stdio final : public StdioSubject {
 public:
  Stdio(ChildProcess process, const StdioOptions& options) : process_(std::move(process)), options_(options) {}

  // Hello and ready; anything else before it is no subject of this protocol.
  Result<void> greet() {
    give_up_ = SteadyClock::now() + options_.ready_within;
    const auto heard = ask(protocol::hello(options_.level, options_.trust.string()));
    if (heard && std::holds_alternative<protocol::Ready>(*heard)) {
      ready_ = std::get<protocol::Ready>(*heard);
      if (!ready_.name.empty() && !ready_.version.empty()) return {};
    }
    const std::string said = last_line_of(options_.log);
    return fail(
        std::string(protocol::kName),
        R"({"type":"ready","name":...,"version":...} in answer to hello within )" +
            std::to_string(options_.ready_within.count()) + " ms",
        (heard ? std::string("another line") : heard.error().error) + (said.empty() ? "" : "; its log ends: " + said),
        "See docs/connect-your-service.md.");
  }

  const protocol::Ready& ready() const override { return ready_; }
  Level level() const override { return options_.level; }
  bool running() override { return process_.running(); }
  std::string ending() const override { return process_.ending(); }
  long peak_memory_kib() override { return process_.peak_memory_kib(); }
  void stop() override { process_.stop(options_.stop_within); }

  Answer session(const SessionTask& task) override;
  Answer inspect(const InspectionTask& task) override;
  Answer judge(const PresentationTask& task) override;
  Answer compare(const ComparisonTask& task) override;

 private:
  std::chrono::milliseconds patience() const {
    const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(give_up_ - SteadyClock::now());
    return std::clamp(left, std::chrono::milliseconds(0), options_.wait);
  }

  Heard<void> tell(const std::string& line) {
    const auto limit = SteadyClock::now() + patience();
    if (const auto told = process_.write_line(line, patience()); !told)
      return trouble(SteadyClock::now() + granularity >= limit ? Outcome::timeout : Outcome::crash,
                     told.error().line());
    return {};
  }
  Heard<protocol::Said> listen() {
    const auto limit = SteadyClock::now() + patience();
    const auto line = process_.read_line(patience());
    if (!line)
      return trouble(SteadyClock::now() + granularity >= limit ? Outcome::timeout : Outcome::crash,
                     line.error().line());
    auto said = protocol::parse_line(*line);
    if (!said) return trouble(Outcome::crash, said.error().line() + " Line: " + line->substr(0, 200));
    return *std::move(said);
  }
  Heard<protocol::Said> ask(const std::string& line) {
    const auto began = SteadyClock::now();
    if (const auto told = tell(line); !told) return tl::unexpected<Trouble>(told.error());
    auto said = listen();
    waited_ += SteadyClock::now() - began;
    return said;
  }

  void begin(SteadyClock::time_point give_up) {
    give_up_ = give_up;
    waited_ = {};
  }
  // What the program took over the task since `begin`, without this side's card and camera.
  [[nodiscard]] std::vector<reports::StepTime> took(const char* step) const {
    return {{step, std::chrono::duration<double>(waited_).count()}};
  }

  // Asks and answers what it pulls until it says the last word of this task.
  template <typename Last>
  Heard<Last> until(const std::string& request,
                    const std::function<Heard<std::string>(const protocol::Said&)>& pulled) {
    // A line that nobody asked for would be taken for the answer to this task.
    if (process_.has_said_more()) return trouble(Outcome::crash, "it wrote a line that nobody asked for");
    std::string line = request;
    for (;;) {
      auto said = ask(line);
      if (!said) return tl::unexpected<Trouble>(said.error());
      if (auto* last = std::get_if<Last>(&*said)) return std::move(*last);
      if (SteadyClock::now() >= give_up_) return trouble(Outcome::timeout, "the attempt is longer than it may be");
      auto next = pulled(*said);
      if (!next) return tl::unexpected<Trouble>(next.error());
      line = *std::move(next);
    }
  }

  static tl::unexpected<Trouble> unexpected_line() {
    return trouble(Outcome::crash,
                   std::string(protocol::kName) + ": it wrote a line that does not belong to this task");
  }
  static Heard<std::string> relay(const protocol::Apdu& apdu, const Transceive& chip, const CardField& field,
                                  SessionLog& log) {
    ++log.apdus;
    const auto response = chip(apdu.command);
    if (response) return protocol::apdu_response(*response);
    return field.back && field.back() ? protocol::card_again() : protocol::link_lost();
  }
  static Heard<void> same_id(const std::string& asked, const std::string& said) {
    if (asked == said) return {};
    return trouble(Outcome::crash, "it answered for id '" + said.substr(0, 60) + "', asked was '" + asked + "'");
  }
  static Answer ended(const Trouble& what, SessionLog log = {}) {
    Answer answer;
    answer.observation.outcome = what.outcome;
    answer.observation.error = what.error;
    answer.log = std::move(log);
    return answer;
  }
  // From a verdict to the observation; accepted with a check that did not pass contradicts itself.
  static Heard<Observation> decided(const std::string& id, protocol::Verdict verdict) {
    if (auto same = same_id(id, verdict.id); !same) return tl::unexpected<Trouble>(same.error());
    if (verdict.decision == reports::Decision::accepted)
      for (const reports::Check& check : verdict.checks)
        if (check.result != reports::CheckResult::passed)
          return trouble(Outcome::crash, "it accepted although its check " + check.id + " has not passed");
    Observation observation;
    observation.outcome = Outcome::completed;
    observation.decision = verdict.decision;
    observation.checks = std::move(verdict.checks);
    observation.inspection = std::move(verdict.inspection);
    return observation;
  }
  // A score or a failure to acquire.
  Heard<std::optional<protocol::Score>> scored(const std::string& id, const std::string& request);
  struct Film;
  Heard<std::string> serve(const protocol::Said& said, const SessionTask& task, Film& film, SessionLog& log);

  ChildProcess process_;
  StdioOptions options_;
  protocol::Ready ready_;
  SteadyClock::time_point give_up_{};
  SteadyClock::duration waited_{};
};

Answer Stdio::inspect(const InspectionTask& task) {
  if (level() != Level::chip_inspection) return Subject::inspect(task);
  begin(task.give_up);
  OrderedJson line;
  line["type"] = "inspect";
  line["id"] = task.id;
  line["can"] = task.can;
  line["mrz"] = zone_of(task.zone);
  line["time"] = to_rfc3339(task.time);
  SessionLog log;
  auto verdict =
      until<protocol::Verdict>(reports::dump_line(line), [&](const protocol::Said& said) -> Heard<std::string> {
        if (const auto* apdu = std::get_if<protocol::Apdu>(&said)) return relay(*apdu, task.chip, task.field, log);
        return unexpected_line();
      });
  if (!verdict) return ended(verdict.error(), std::move(log));
  auto observation = decided(task.id, *std::move(verdict));
  if (!observation) return ended(observation.error(), std::move(log));
  observation->service_seconds = took("inspection");
  return {*std::move(observation), std::move(log)};
}

Heard<std::optional<protocol::Score>> Stdio::scored(const std::string& id, const std::string& request) {
  if (process_.has_said_more()) return trouble(Outcome::crash, "it wrote a line that nobody asked for");
  const auto said = ask(request);
  if (!said) return tl::unexpected<Trouble>(said.error());
  if (const auto* score = std::get_if<protocol::Score>(&*said)) {
    if (auto same = same_id(id, score->id); !same) return tl::unexpected<Trouble>(same.error());
    return std::optional<protocol::Score>(*score);
  }
  if (const auto* none = std::get_if<protocol::FailedToAcquire>(&*said)) {
    if (auto same = same_id(id, none->id); !same) return tl::unexpected<Trouble>(same.error());
    return std::optional<protocol::Score>();
  }
  return unexpected_line();
}

Answer Stdio::judge(const PresentationTask& task) {
  if (level() != Level::pad) return Subject::judge(task);
  begin(task.give_up);
  OrderedJson line;
  line["type"] = "presentation";
  line["id"] = task.id;
  line["video"] = task.video.string();
  const auto score = scored(task.id, reports::dump_line(line));
  if (!score) return ended(score.error());
  if (*score && !(*score)->attack) return ended({Outcome::crash, "its score says not whether it is an attack"});
  Answer answer;
  answer.observation.outcome = Outcome::completed;
  answer.observation.failed_to_acquire = !*score;
  answer.observation.service_seconds = took("presentation");
  if (*score) answer.observation.pad = reports::PadScore{(*score)->score, (*score)->threshold, *(*score)->attack};
  return answer;
}

Answer Stdio::compare(const ComparisonTask& task) {
  if (level() != Level::comparison) return Subject::compare(task);
  begin(task.give_up);
  OrderedJson line;
  line["type"] = "compare";
  line["id"] = task.id;
  line["reference"] = task.reference.string();
  line["probe"] = task.probe.string();
  const auto score = scored(task.id, reports::dump_line(line));
  if (!score) return ended(score.error());
  if (*score && (*score)->attack) return ended({Outcome::crash, "a comparison's score has no field 'attack'"});
  Answer answer;
  answer.observation.outcome = Outcome::completed;
  answer.observation.failed_to_acquire = !*score;
  answer.observation.service_seconds = took("comparison");
  if (*score) answer.observation.comparison = reports::Comparison{(*score)->score, (*score)->threshold};
  return answer;
}

// The camera of one session, made at the first frame that is asked for.
struct Stdio::Film {
  std::unique_ptr<camera::Capture> capture;
  camera::StreamTime at{};
};

Heard<std::string> Stdio::serve(const protocol::Said& said, const SessionTask& task, Film& film, SessionLog& log) {
  if (const auto* apdu = std::get_if<protocol::Apdu>(&said)) return relay(*apdu, task.chip, task.field, log);
  log.video_asked = true;
  if (!film.capture) {
    auto made = task.capture();
    if (!made) return trouble(Outcome::harness_error, "camera: " + made.error().line());
    film.capture = *std::move(made);
  }
  if (const auto* wanted = std::get_if<protocol::FramesWanted>(&said)) {
    OrderedJson line;
    line["type"] = "frames";
    line["frames"] = OrderedJson::array();
    for (std::uint64_t i = 0; i < wanted->count; ++i) {
      auto unit = film.capture->next();
      if (!unit) return trouble(Outcome::harness_error, "camera: " + unit.error().line());
      film.at = unit->captured;
      ++log.frames;
      if (task.sent) task.sent(*unit);
      line["frames"].push_back({{"at_us", unit->captured.count()}, {"h264", to_base64(unit->data)}});
    }
    return reports::dump_line(line);
  }
  if (const auto* challenge = std::get_if<protocol::Challenge>(&said)) {
    const auto action = camera::parse_action(challenge->action);
    if (!action) return trouble(Outcome::crash, action.error().line());
    log.challenges.push_back({*action, film.at});
    film.capture->challenge(*action, film.at, std::chrono::milliseconds(challenge->window_ms));
    return protocol::ok();
  }
  if (std::holds_alternative<protocol::ChallengeOver>(said)) {
    film.capture->challenge_over(film.at);
    return protocol::ok();
  }
  return unexpected_line();
}

Answer Stdio::session(const SessionTask& task) {
  if (level() != Level::full_service) return Subject::session(task);
  // The lines have no word for what the person is shown, so that nobody could notice anything.
  if (task.agrees)
    return ended(
        {Outcome::harness_error, "misled persons: a subject over HTTPS, which says what it shows before consent"});
  begin(task.give_up);
  OrderedJson line;
  line["type"] = "session";
  line["id"] = task.order.reference;
  line["order"] = {{"given_names", task.order.given_names},
                   {"surname", task.order.surname},
                   {"personal_code", task.order.personal_code},
                   {"document_number", task.order.document_number}};
  line["can"] = task.can;
  if (task.zone) line["mrz"] = zone_of(*task.zone);
  line["language"] = task.language;
  line["time"] = to_rfc3339(task.time);
  SessionLog log;
  Film film;
  auto verdict = until<protocol::Verdict>(reports::dump_line(line),
                                          [&](const protocol::Said& said) { return serve(said, task, film, log); });
  if (!verdict) return ended(verdict.error(), std::move(log));
  auto observation = decided(task.order.reference, *std::move(verdict));
  if (!observation) return ended(observation.error(), std::move(log));
  observation->service_seconds = took("session");
  return {*std::move(observation), std::move(log)};
}

}  // namespace

Result<std::unique_ptr<StdioSubject>> start_stdio(const StdioOptions& options) {
  PROOFMARK_TRY(ChildProcess process, ChildProcess::start(options.command, options.log, Input::lines));
  auto subject = std::make_unique<Stdio>(std::move(process), options);
  PROOFMARK_CHECK(subject->greet());
  return std::unique_ptr<StdioSubject>(std::move(subject));
}

std::string last_line_of(const std::filesystem::path& log) {
  const auto text = read_text(log);
  if (!text) return {};
  std::string last = *text;
  while (!last.empty() && last.back() == '\n') last.pop_back();
  if (const auto at = last.rfind('\n'); at != std::string::npos) last.erase(0, at + 1);
  return last.substr(0, 400);
}

}  // namespace proofmark::subjects

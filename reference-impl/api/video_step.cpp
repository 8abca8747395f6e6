// The video WebSocket: the person's stream in, challenges out, and at its end the decision.
#include <openssl/evp.h>

#include "common/json_text.hpp"
#include "reference-impl/api/core.hpp"
#include "reference-impl/api/json_body.hpp"
#include "reference-impl/weakness/weakness.hpp"

namespace proofmark::api {
namespace {

using decision::CheckResult;
using http::Message;
using Json = nlohmann::ordered_json;

// Short, because deadlines that pass between two frames are noticed by polling the clock.
constexpr Duration poll_time = std::chrono::milliseconds{10};
constexpr Duration farewell = std::chrono::seconds{3};
constexpr std::size_t time_bytes = 8;
constexpr std::int64_t latest_capture_time = std::int64_t{1} << 53;  // microseconds; 285 years of a device's up-time
constexpr std::size_t most_access_units = 20000;

class StreamHash {
 public:
  StreamHash() { EVP_DigestInit_ex(context_.get(), EVP_sha256(), nullptr); }
  void add(ByteView data) { EVP_DigestUpdate(context_.get(), data.data(), data.size()); }
  std::string hex() {
    Bytes digest(32);
    EVP_DigestFinal_ex(context_.get(), digest.data(), nullptr);
    return to_hex(digest);
  }

 private:
  std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> context_{EVP_MD_CTX_new(), EVP_MD_CTX_free};
};

class VideoRun {
 public:
  VideoRun(StepClaim& claim, http::WebSocket& socket, Instant deadline)
      : core_(claim.core()), session_(claim.session()), socket_(socket), deadline_(deadline) {}

  void run(ByteView portrait) {
    if (!expect_stream_message()) return;
    auto judge = core_.parts.open_video(
        portrait, core_.parts.entropy->stream(
                      "challenges/" + (PROOFMARK_WEAKNESS(sequence_repeated) ? std::string() : session_.order)));
    if (!judge) return interrupt("the video part could not start: " + judge.error().line());
    judge_ = *std::move(judge);
    send(R"({"type":"begin"})");
    while (!ended_ && reason_.empty()) turn();
  }

  // Wherever it stopped: what can be said about the video.
  std::optional<liveness::VideoOutcome> outcome() {
    if (!judge_) return std::nullopt;
    liveness::VideoOutcome outcome = judge_->finish(now_, !reason_.empty());
    for (decision::Check& check : outcome.checks)
      if (announced_large_ && check.id == "video.format") check.result = decision::CheckResult::passed;
    return outcome;
  }

  [[nodiscard]] const std::string& interruption() const { return reason_; }
  [[nodiscard]] Instant now() const { return now_; }
  std::string hash() { return units_ > 0 ? hash_.hex() : std::string{}; }

  // After the decision: the device learns that it may stop.
  void say_end() {
    if (ended_ && acknowledged_ < units_) send_received();
    send(R"({"type":"end"})");
    const auto until = std::chrono::steady_clock::now() + farewell;
    while (std::chrono::steady_clock::now() < until) {
      const auto message = socket_.receive(std::chrono::milliseconds{100});
      if (!message || (message->has_value() && (*message)->kind == Message::Kind::closed)) break;
    }
    socket_.close();
  }

 private:
  void interrupt(const std::string& reason) {
    if (reason_.empty()) reason_ = reason;
  }

  void send(const std::string& text) {
    const auto sent = socket_.send_text(text);
    if (!sent) interrupt("the connection was lost");
  }

  void send_received() {
    acknowledged_ = units_;
    send(Json{{"type", "received"}, {"frames", units_}}.dump());
  }

  void send_events(const std::vector<liveness::VideoEvent>& events) {
    for (const auto& event : events) {
      if (const auto* issued = std::get_if<liveness::ChallengeIssued>(&event))
        send(Json{{"type", "challenge"},
                  {"number", issued->number},
                  {"action", name_of(issued->action)},
                  {"window_ms", std::chrono::floor<std::chrono::milliseconds>(issued->window).count()}}
                 .dump());
      else if (const auto* over = std::get_if<liveness::ChallengeOver>(&event))
        send(PROOFMARK_WEAKNESS(result_in_challenge_over)
                 ? Json{{"type", "challenge_over"}, {"number", over->number}, {"score", 0.41}}.dump()
                 : Json{{"type", "challenge_over"}, {"number", over->number}}.dump());
      else
        ended_ = true;
    }
  }

  // A message, or nothing for now; an interruption is recorded.
  std::optional<Message> receive() {
    auto message = socket_.receive(poll_time);
    now_ = core_.parts.clock->now();
    if (!message) {
      interrupt("the connection was lost");
      return std::nullopt;
    }
    if (message->has_value()) {
      last_heard_ = std::chrono::steady_clock::now();
      if ((*message)->kind == Message::Kind::closed) {
        interrupt("the device closed the connection");
        return std::nullopt;
      }
    } else if (std::chrono::steady_clock::now() - last_heard_ >= core_.settings.silence) {
      interrupt("nothing came from the device");
    }
    if (now_ >= deadline_) {
      interrupt("the time for the video was over");
      return std::nullopt;
    }
    return *std::move(message);
  }

  bool expect_stream_message() {
    std::optional<Message> message;
    while (!message && reason_.empty()) message = receive();
    if (!message) return false;
    if (PROOFMARK_WEAKNESS(announced_size_trusted)) take_announced_size(*message);
    const auto stream = message->kind == Message::Kind::text
                            ? read_object(message->text(), {{"type"}, {"codec"}, {"format"}})
                            : Result<nlohmann::json>(fail("", "", "", ""));
    if (stream && (*stream)["type"] == "stream" && (*stream)["codec"] == "h264" && (*stream)["format"] == "annexb")
      return true;
    if (PROOFMARK_WEAKNESS(unannounced_stream_accepted)) return true;
    interrupt("the first message did not announce an H.264 stream");
    return false;
  }

  // For a planted weakness alone: a size in the message that announces the stream, taken out of it and believed.
  void take_announced_size(Message& message) {
    Json stream = parse_json_or_null(message.text());
    if (!stream.is_object() || !stream.contains("width") || !stream["width"].is_number_unsigned()) return;
    announced_large_ = stream["width"].get<std::uint64_t>() >= 1280;
    stream.erase("width");
    stream.erase("height");
    message.data = to_bytes(stream.dump());
  }

  void turn() {
    const auto message = receive();
    // Deadlines first: then it does not matter whether the clock was looked at between two frames.
    send_events(judge_->on_time(now_));
    if (!message || ended_) return;
    if (message->kind == Message::Kind::text && PROOFMARK_WEAKNESS(text_in_stream_ignored)) return;
    if (message->kind == Message::Kind::text) return interrupt("a text message in the stream");
    take_access_unit(message->data);
  }

  void take_access_unit(ByteView data) {
    if (data.size() <= time_bytes) return interrupt("a message without an access unit");
    std::uint64_t captured = 0;
    for (std::size_t i = 0; i < time_bytes; ++i) captured = (captured << 8U) | data[i];
    if (captured > latest_capture_time) return interrupt("a capture time that is no time");
    if (++units_ > most_access_units) return interrupt("more access units than a session can have");
    if (!PROOFMARK_WEAKNESS(stream_hash_of_first_unit) || units_ == 1) hash_.add(data);
    const auto events =
        judge_->on_access_unit(now_, Duration(static_cast<std::int64_t>(captured)), data.subspan(time_bytes));
    if (!events) {
      core_.log("session " + session_.id + ": " + events.error().line());
      return interrupt("the video could not be processed");
    }
    send_events(*events);
    if (!ended_) send_received();
  }

  ServiceCore& core_;
  const store::Session& session_;
  http::WebSocket& socket_;
  Instant deadline_;
  Instant now_{};
  std::unique_ptr<VideoJudge> judge_;
  StreamHash hash_;
  std::size_t units_ = 0;         // access units taken
  std::size_t acknowledged_ = 0;  // of these, told to the device
  bool announced_large_ = false;  // never but with the weakness
  bool ended_ = false;
  std::string reason_;
  std::chrono::steady_clock::time_point last_heard_ = std::chrono::steady_clock::now();
};

// An exception of a library ends in checks that are not passed, like every other error.
std::optional<liveness::VideoOutcome> outcome_of(VideoRun& run, ServiceCore& core, std::string& problem) {
  try {
    return run.outcome();
  } catch (const std::exception& thrown) {
    core.log(std::string("the video's outcome could not be computed: ") + thrown.what());
    problem = "the video could not be judged";
    return std::nullopt;
  }
}

}  // namespace

void run_video_step(StepClaim& claim, http::WebSocket& socket) {
  ServiceCore& core = claim.core();
  const store::Session& session = claim.session();
  const Instant started = core.parts.clock->now();
  Progress progress = core.take_progress(session.id);
  const Duration allowed = core.settings.video_time * (PROOFMARK_WEAKNESS(video_time_unlimited) ? 1000 : 1);
  VideoRun run(claim, socket, std::min(started + allowed, session.expires_at));
  std::string problem;
  try {
    run.run(progress.inspection ? ByteView(progress.inspection->portrait) : ByteView());
  } catch (const std::exception& thrown) {
    core.log("session " + session.id + ": the video step failed: " + thrown.what());
    problem = "the video could not be processed";
  }
  progress.video = outcome_of(run, core, problem);
  progress.stream_sha256 = run.hash();
  if (problem.empty()) problem = run.interruption();
  const bool whole = problem.empty() || PROOFMARK_WEAKNESS(interruption_forgiven);
  core.finish(session.id,
              whole ? complete_check(CheckResult::passed, "consent, chip and video in one session")
                    : complete_check(CheckResult::failed,
                                     "tender 7.4.5.2: expected one live, continuous session, observed: " + problem),
              progress, std::max(run.now(), started), whole ? "completed" : "ended");
  claim.settle();
  run.say_end();
}

}  // namespace proofmark::api

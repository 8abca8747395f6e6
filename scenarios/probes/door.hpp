// How a probe stands before a service's interface (docs/interface.md): each call is sent as the probe says it, right or
// wrong, and the answer is given as it came. Private to this room.
#pragma once
#include <functional>
#include <memory>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <vector>

#include "common/http/client.hpp"
#include "scenarios/probes/probe.hpp"
#include "simulators/camera/capture.hpp"

namespace proofmark::probes {

// An error of this side's own, in a Result whose other errors are the subject's behaviour.
[[nodiscard]] Error ours(Error error);
[[nodiscard]] bool is_ours(const Error& error);
// The subject did otherwise than the interface says.
[[nodiscard]] tl::unexpected<Error> otherwise(std::string expected, std::string observed);

// What is demanded and what was not as demanded.
class Verdict {
 public:
  explicit Verdict(std::string expected) { answer_.expected = std::move(expected); }
  void demand(bool held, const std::string& observed);
  [[nodiscard]] bool held() const { return complaints_.empty(); }
  // `good` tells what was observed when everything was as demanded.
  [[nodiscard]] reports::ProbeAnswer answer(const std::string& good) const;

 private:
  reports::ProbeAnswer answer_;
  std::vector<std::string> complaints_;
};
[[nodiscard]] reports::ProbeAnswer not_offered(const std::string& expected, const std::string& what);

struct PlacedOrder {
  std::string order, token, reference, expires_at;
};
struct OpenedSession {
  PlacedOrder order;
  std::string session, key;
  [[nodiscard]] std::string path(const std::string& rest = {}) const { return "/v1/sessions/" + session + rest; }
};

// One answer of the chip's, or nothing: the card has left the field.
using ChipAnswer = std::function<std::optional<Bytes>(ByteView command)>;

struct ChipEnd {
  std::string next;  // "video", "end", or "" when the socket closed without a word
  std::size_t apdus = 0;
  std::vector<std::string> said;  // the service's text messages, as they came
};

// One frame on its way: when it is sent on the subject's clock and when the device says that it was captured, both
// since the stream's begin.
struct Shot {
  Duration sent{}, captured{};
  Bytes unit;
};
struct FilmEnd {
  bool begun = false, end_said = false;
  std::size_t frames = 0;
  struct Challenge {
    int number = 0;
    std::string action;
    Duration window{}, asked{}, over{};  // since the stream's begin, on the subject's clock
  };
  std::vector<Challenge> challenges;
  std::vector<std::string> said;  // text messages but `received`, as they came
};
class Film {
 public:
  virtual ~Film() = default;
  // Nothing: the device leaves.
  [[nodiscard]] virtual Result<std::optional<Shot>> next() = 0;
  virtual void challenge(const FilmEnd::Challenge&) {}
  virtual void challenge_over(int, Duration) {}
};

class Door {
 public:
  // None: the subject has no HTTPS interface. Errors are ours.
  [[nodiscard]] static Result<std::optional<Door>> open(const ProbeTask& task, subjects::Subject& subject);

  [[nodiscard]] const ProbeTask& task() const { return *task_; }
  [[nodiscard]] const subjects::Endpoints& endpoints() const { return subject_->endpoints(); }
  [[nodiscard]] const http::Client& relying() const { return *relying_; }
  [[nodiscard]] const http::Client& device() const { return *device_; }
  // The clock that this side sets, or an error for a subject in real time, for which waiting would take too long.
  [[nodiscard]] Result<std::shared_ptr<SimulatedClock>> clock() const;
  [[nodiscard]] Instant now() const { return subject_->time()->now(); }
  void pass(Duration time) const;  // on a simulated clock; a real one is left alone
  [[nodiscard]] bool overdue() const { return std::chrono::steady_clock::now() >= task_->give_up; }

  [[nodiscard]] std::string next_reference();
  [[nodiscard]] const person::CivilRecord& person(Who who) const {
    return who == Who::holder ? task_->holder : task_->other;
  }
  // The body of an order for that person.
  [[nodiscard]] nlohmann::json order_body(Who who = Who::holder);
  [[nodiscard]] Result<PlacedOrder> place(Who who = Who::holder);
  [[nodiscard]] Result<PlacedOrder> place(const nlohmann::json& body);
  [[nodiscard]] Result<OpenedSession> open_session(const PlacedOrder& order);
  [[nodiscard]] Result<void> consent(const OpenedSession& session);
  // Order, session and consent.
  [[nodiscard]] Result<OpenedSession> begin(Who who = Who::holder);

  // Speaks as the device with a card that answers so. `card_message` empty: the holder's access number. `note`: what
  // the device says when there is no answer.
  [[nodiscard]] Result<ChipEnd> read_chip(const OpenedSession& session, const ChipAnswer& chip,
                                          const std::string& card_message = {},
                                          const std::string& note = R"({"type":"link_lost"})");
  // That person's genuine card; expects that the video is asked for next.
  [[nodiscard]] Result<void> pass_chip(const OpenedSession& session, Who who = Who::holder);
  // `brought`: a portrait of the device's own in the message of the card's data, which has no place for one.
  [[nodiscard]] Result<ChipEnd> present(const OpenedSession& session, Who who, const std::string& profile,
                                        ByteView brought = {});
  // `announcement` empty: the stream as docs/interface.md announces it.
  [[nodiscard]] Result<FilmEnd> film(const OpenedSession& session, Film& film, const std::string& announcement = {});

  [[nodiscard]] Result<std::string> state(const OpenedSession& session);  // of GET /v1/sessions/{session}
  [[nodiscard]] Result<std::string> order_state(const PlacedOrder& order);
  // The verified claims; waits for the decision.
  [[nodiscard]] Result<nlohmann::json> package(const PlacedOrder& order);
  [[nodiscard]] Result<std::string> compact_package(const PlacedOrder& order);
  // Both listeners answer.
  [[nodiscard]] Result<void> health();

 private:
  const ProbeTask* task_ = nullptr;
  subjects::Subject* subject_ = nullptr;
  std::shared_ptr<http::Client> relying_, device_;
  int references_ = 0;
  std::shared_ptr<SeededRandom> chip_random_;
};

// "passed", "failed" ... of one check in verified claims; "absent".
[[nodiscard]] std::string check_result(const nlohmann::json& claims, const std::string& id);
[[nodiscard]] std::string check_line(const nlohmann::json& claims, const std::string& id);  // with its reason
// "status 400 body_invalid", for messages.
[[nodiscard]] std::string brief(const http::Response& response);
[[nodiscard]] std::string error_code(const http::Response& response);

// Runs `body` with an open door; without an interface the answer is "not offered".
[[nodiscard]] Result<reports::ProbeAnswer> at_the_door(const ProbeTask& task, subjects::Subject& subject,
                                                       const std::string& expected,
                                                       const std::function<Result<reports::ProbeAnswer>(Door&)>& body);

}  // namespace proofmark::probes

// The inside of the service: what is known of each session between its steps, and the only way to a decision.
// Private to this folder.
#pragma once
#include <atomic>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <variant>

#include "reference-impl/api/record.hpp"
#include "reference-impl/api/service.hpp"

namespace proofmark::api {

// What a step learned, kept in memory until the decision. The portrait is never written down.
struct Progress {
  std::optional<chip::Inspection> inspection;
  std::optional<decision::Check> order_match;
  std::optional<liveness::VideoOutcome> video;
  std::string stream_sha256;
};

class ServiceCore : public std::enable_shared_from_this<ServiceCore> {
 public:
  ServiceCore(Parts given, Settings chosen) : parts(std::move(given)), settings(std::move(chosen)) {}

  http::Response create_order(const http::Request& request);
  http::Response show_order(const http::Request& request);
  http::Response show_package(const http::Request& request);
  http::Response open_session(const http::Request& request);
  http::Response consent(const http::Request& request);
  http::Response show_session(const http::Request& request);
  std::variant<http::Response, http::SocketTask> begin_chip(const http::Request& request);
  std::variant<http::Response, http::SocketTask> begin_video(const http::Request& request);

  // The session of the path, if the bearer holds its key; else 401, the same for a wrong key and an unknown session.
  // One whose time is over is ended first.
  std::variant<http::Response, store::Session> authorise(const http::Request& request);

  // Decides the session on what is known of it. `complete` becomes session.complete. Later calls change nothing.
  void finish(const std::string& session, const decision::Check& complete, const Progress& progress, Instant now,
              std::string_view final_state);
  void end(const std::string& session, const std::string& reason);  // refused, without more than is known
  void sweep();
  Result<void> recover();

  Progress take_progress(const std::string& session);
  void keep_progress(const std::string& session, Progress progress);

  void log(const std::string& line) const {
    if (parts.log) parts.log(line);
  }
  http::Response internal_error(const Error& error) const;

  const Parts parts;
  const Settings settings;
  std::atomic<int> running_steps = 0;

 private:
  std::mutex order_mutex_;     // from counting a reference to adding its order
  std::mutex progress_mutex_;  // guards progress_
  std::map<std::string, Progress> progress_;
};

// A chip or video step that somebody has begun. If it is let go before it was settled (the WebSocket did not open, an
// exception), the session ends as refused.
class StepClaim {
 public:
  StepClaim(std::shared_ptr<ServiceCore> core, store::Session session);
  ~StepClaim();
  StepClaim(const StepClaim&) = delete;
  StepClaim& operator=(const StepClaim&) = delete;

  ServiceCore& core() const { return *core_; }
  const store::Session& session() const { return session_; }
  void settle() { settled_ = true; }

 private:
  std::shared_ptr<ServiceCore> core_;
  store::Session session_;
  bool settled_ = false;
};

void run_chip_step(StepClaim& claim, http::WebSocket& socket);
void run_video_step(StepClaim& claim, http::WebSocket& socket);

inline decision::Check complete_check(decision::CheckResult result, std::string reason) {
  return {"session.complete", result, std::move(reason)};
}

}  // namespace proofmark::api

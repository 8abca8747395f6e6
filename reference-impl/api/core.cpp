#include "reference-impl/api/core.hpp"

#include "reference-impl/weakness/weakness.hpp"

namespace proofmark::api {
namespace {

using decision::CheckResult;

std::vector<decision::Check> performed_checks(const decision::Check& complete, const Progress& progress) {
  std::vector<decision::Check> checks{complete};
  if (progress.order_match) checks.push_back(*progress.order_match);
  if (progress.inspection)
    checks.insert(checks.end(), progress.inspection->checks.begin(), progress.inspection->checks.end());
  if (progress.video) checks.insert(checks.end(), progress.video->checks.begin(), progress.video->checks.end());
  return checks;
}

}  // namespace

StepClaim::StepClaim(std::shared_ptr<ServiceCore> core, store::Session session)
    : core_(std::move(core)), session_(std::move(session)) {
  ++core_->running_steps;
}

StepClaim::~StepClaim() {
  --core_->running_steps;
  if (settled_) return;
  try {
    core_->end(session_.id, "a step of the session ended by an error of the service");
  } catch (const std::exception& problem) {  // no memory: the next sweep or start ends the session
    core_->log(std::string("session ") + session_.id + " could not be ended: " + problem.what());
  }
}

Progress ServiceCore::take_progress(const std::string& session) {
  const std::scoped_lock lock(progress_mutex_);
  const auto found = progress_.find(session);
  if (found == progress_.end()) return {};
  Progress progress = std::move(found->second);
  progress_.erase(found);
  return progress;
}

void ServiceCore::keep_progress(const std::string& session, Progress progress) {
  const std::scoped_lock lock(progress_mutex_);
  progress_.insert_or_assign(session, std::move(progress));
}

void ServiceCore::finish(const std::string& session, const decision::Check& complete, const Progress& progress,
                         Instant now, std::string_view final_state) {
  const auto found = parts.store->find_session(session);
  if (!found || !found->has_value()) return log("session " + session + " could not be read; not decided");
  const auto order = parts.store->find_order((*found)->order);
  if (!order || !order->has_value()) return log("order of session " + session + " could not be read; not decided");
  const SessionRecord record{.order = **order,
                             .session = **found,
                             .decided_at = now,
                             .decision = decision::decide(performed_checks(complete, progress)),
                             .inspection = progress.inspection,
                             .video = progress.video,
                             .stream_sha256 = progress.stream_sha256,
                             .thresholds_sha256 = settings.thresholds_sha256};
  if (!record.decision.accepted && PROOFMARK_WEAKNESS(refusal_not_recorded)) return;
  const std::string evidence = evidence_record(record);
  const std::string named = PROOFMARK_WEAKNESS(package_id_repeated) ? std::string() : (*order)->id;
  const std::string id = to_base64url(parts.entropy->stream("package/" + named)->bytes(16));
  auto package = parts.sealer->seal(package_claims(record, settings.issuer, id, evidence));
  if (!package) return log(package.error().line());
  if (PROOFMARK_WEAKNESS(seal_broken))
    package->at(package->size() / 2) = package->at(package->size() / 2) == 'A' ? 'B' : 'A';
  const auto recorded = parts.store->record_decision({.session = session,
                                                      .final_state = std::string(final_state),
                                                      .decided_at = now,
                                                      .accepted = record.decision.accepted,
                                                      .checks = record.decision.checks,
                                                      .actions = action_rows(record.video),
                                                      .evidence = evidence,
                                                      .package = *package});
  if (!recorded) return log(recorded.error().line());
  if (*recorded) log("session " + session + (record.decision.accepted ? " decided: accepted" : " decided: refused"));
}

void ServiceCore::end(const std::string& session, const std::string& reason) {
  finish(session,
         complete_check(CheckResult::failed, "tender 7.4.5.2: expected one whole session, observed: " + reason),
         take_progress(session), parts.clock->now(), "ended");
}

void ServiceCore::sweep() {
  const Instant now = parts.clock->now();
  const auto expired = parts.store->expire_orders(now);
  if (!expired) log(expired.error().line());
  const auto sessions = parts.store->unfinished_sessions();
  if (!sessions) return log(sessions.error().line());
  // A step that runs has its own end; this one is for a step whose decision could not be stored.
  const Duration step_slack = settings.chip_time + settings.video_time + std::chrono::minutes{5};
  for (const store::Session& session : *sessions) {
    const bool running = session.state == "chip_running" || session.state == "video_running";
    if (session.expires_at + (running ? step_slack : Duration::zero()) <= now)
      end(session.id, "the session's time was over");
  }
}

Result<void> ServiceCore::recover() {
  PROOFMARK_TRY(const auto sessions, parts.store->unfinished_sessions());
  // What the chip gave was in memory alone: from there on a session cannot be continued (ETSI TS 119 461
  // VAL-8.3.2-04A: after an interruption the chip is read again).
  for (const store::Session& session : sessions)
    if (session.state != "consent" && session.state != "chip") end(session.id, "the service was restarted");
  return {};
}

}  // namespace proofmark::api

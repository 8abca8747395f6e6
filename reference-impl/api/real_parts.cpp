#include "reference-impl/api/real_parts.hpp"

#include "common/files.hpp"
#include "reference-impl/chip/watched_trust.hpp"
#include "reference-impl/face/models.hpp"
#include "reference-impl/liveness/policy.hpp"

namespace proofmark::api {
namespace {

class RealVideo final : public VideoJudge {
 public:
  explicit RealVideo(std::unique_ptr<liveness::VideoSession> session) : session_(std::move(session)) {}
  Result<std::vector<liveness::VideoEvent>> on_access_unit(Instant arrived, Duration captured,
                                                           ByteView annexb) override {
    return session_->on_access_unit(arrived, captured, annexb);
  }
  std::vector<liveness::VideoEvent> on_time(Instant now) override { return session_->on_time(now); }
  liveness::VideoOutcome finish(Instant now, bool interrupted) override { return session_->finish(now, interrupted); }

 private:
  std::unique_ptr<liveness::VideoSession> session_;
};

}  // namespace

Result<void> load_real_parts(Config& config, Parts& parts) {
  PROOFMARK_TRY(const auto trust, chip::WatchedTrust::open(config.trust, parts.log));
  PROOFMARK_TRY(const auto manifest, face::read_manifest(config.model_manifest));
  PROOFMARK_TRY(const auto models, face::load_models(config.models, manifest));
  PROOFMARK_TRY(const auto policy, liveness::read_video_policy(config.thresholds));
  PROOFMARK_TRY(const auto thresholds, read_file(config.thresholds));
  config.settings.thresholds_sha256 = sha256_hex(thresholds);
  parts.inspect = [trust, demanded = config.inspection](chip::Transceiver& chip, const chip::AccessPassword& password,
                                                        RandomSource& random, Instant now) {
    const auto trusted = trust->current();  // one and the same from the first command to the last
    return chip::inspect(chip, password, *trusted, demanded, random, now);
  };
  if (!config.registers.url.empty()) {
    PROOFMARK_TRY(auto asked, registers::connect(config.registers, parts.clock));
    parts.registers = std::move(asked);
    parts.register_policy = config.registers.policy;
  }
  parts.open_video = [models, policy](ByteView portrait,
                                      std::unique_ptr<RandomSource> entropy) -> Result<std::unique_ptr<VideoJudge>> {
    PROOFMARK_TRY(auto session, liveness::VideoSession::create(models, policy, portrait, std::move(entropy)));
    return std::unique_ptr<VideoJudge>(std::make_unique<RealVideo>(std::move(session)));
  };
  return {};
}

}  // namespace proofmark::api

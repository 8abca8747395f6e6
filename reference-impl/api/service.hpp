// The verification service behind its two listeners: orders of the relying side, sessions of the persons' devices.
// What it is made of is passed in, so that each part can be exchanged.
#pragma once
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "common/clock.hpp"
#include "common/http/server.hpp"
#include "reference-impl/api/entropy.hpp"
#include "reference-impl/chip/inspection.hpp"
#include "reference-impl/evidence/seal.hpp"
#include "reference-impl/liveness/video_session.hpp"
#include "reference-impl/registers/registers.hpp"
#include "reference-impl/store/store.hpp"

namespace proofmark::api {

// chip::inspect with trust and policy bound.
using InspectChip = std::function<Result<chip::Inspection>(chip::Transceiver&, const chip::AccessPassword&,
                                                           RandomSource&, Instant now)>;

// What liveness::VideoSession does; see there.
class VideoJudge {
 public:
  virtual ~VideoJudge() = default;
  [[nodiscard]] virtual Result<std::vector<liveness::VideoEvent>> on_access_unit(Instant arrived, Duration captured,
                                                                                 ByteView annexb) = 0;
  [[nodiscard]] virtual std::vector<liveness::VideoEvent> on_time(Instant now) = 0;
  [[nodiscard]] virtual liveness::VideoOutcome finish(Instant now, bool interrupted) = 0;
};
using OpenVideo =
    std::function<Result<std::unique_ptr<VideoJudge>>(ByteView portrait, std::unique_ptr<RandomSource> entropy)>;

struct Parts {
  std::shared_ptr<const Clock> clock;
  std::shared_ptr<Entropy> entropy;
  std::shared_ptr<store::Store> store;
  std::shared_ptr<const evidence::Sealer> sealer;
  InspectChip inspect;
  OpenVideo open_video;
  std::shared_ptr<const registers::Registers> registers{};  // null: none are asked
  registers::Policy register_policy{};
  std::function<void(const std::string&)> log;  // lines without personal data; called from any thread
};

struct Settings {
  std::string issuer = "https://localhost";     // claim iss
  std::string relying_party = "Relying party";  // shown to the person
  std::string thresholds_sha256;                // goes into the evidence
  // On the clock.
  Duration order_validity = std::chrono::minutes{60};
  Duration session_validity = std::chrono::minutes{15};
  Duration chip_time = std::chrono::seconds{60};
  Duration video_time = std::chrono::seconds{60};
  // Wall time: a device from which nothing comes.
  Duration silence = std::chrono::seconds{30};
  int concurrent_steps = 16;  // chip and video steps at once; more are answered 503
};

class ServiceCore;

class Service {
 public:
  // Ends, as refused, what an earlier process left unfinished and cannot be continued. Errors: the store's.
  [[nodiscard]] static Result<std::unique_ptr<Service>> create(Parts parts, Settings settings);
  ~Service();
  Service(const Service&) = delete;
  Service& operator=(const Service&) = delete;

  // The handlers keep the service's inside alive.
  [[nodiscard]] http::Routes relying_routes() const;
  [[nodiscard]] http::Routes device_routes() const;
  // Ends orders and sessions whose time is over; to be called about once a second.
  void sweep();

 private:
  explicit Service(std::shared_ptr<ServiceCore> core);
  std::shared_ptr<ServiceCore> core_;
};

}  // namespace proofmark::api

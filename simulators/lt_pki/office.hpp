// The registration office's counter over HTTP, beside what the provider publishes: whoever tests a system that relies
// on the card's certificates asks here for activation, suspension, lifting and revocation, and lets time pass. The
// words are project-chosen: the order describes the office's rules (CPS 47 to 73), not its interface.
#pragma once
#include <memory>
#include <mutex>

#include "common/http/server.hpp"
#include "simulators/lt_pki/provider.hpp"

namespace proofmark::lt_pki {

// The system's time, moved on by what somebody has added. Stands still until start(), so that everything before it
// happens at one moment. Thread-safe.
class OfficeClock final : public Clock {
 public:
  explicit OfficeClock(Instant beginning) : beginning_(beginning) {}
  [[nodiscard]] Instant now() const override;
  [[nodiscard]] bool simulated() const override { return false; }
  void start();  // from here on the system's time, never before the beginning
  void advance(Duration by);

 private:
  mutable std::mutex mutex_;
  Instant beginning_;
  bool started_ = false;
  Duration ahead_{0};
};

// JSON in and out; errors are {"error":{"code","message"}}.
//   POST /office/requests {"serial","action"[,"cause"][,"by"]}  201 {"number"}: received, as CP 47.1 says
//   POST /office/requests/{number}/decision {the checks of CPS 53 and 54 that passed, as true}
//     200 the request, or 409 refused: a check that failed, or a status that does not allow it
//   GET /office/requests         all, with `overdue` for those that waited more than a day (CP 47.3)
//   GET /office/certificates/{serial}  the state now
//   GET /office/log              the signed operations log (CPS 81, 82), CMS
//   POST /office/clock {"hours"}  1 to 87600: time passes; only where `clock` is given
[[nodiscard]] http::Routes office_routes(std::shared_ptr<Provider> provider, std::shared_ptr<OfficeClock> clock);

}  // namespace proofmark::lt_pki

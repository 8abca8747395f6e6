// One attempt against a full service over HTTPS: order, session, sealed package.
#pragma once
#include <filesystem>
#include <memory>
#include <string>

#include "scenarios/subjects/subject.hpp"
#include "simulators/centre/centre.hpp"

namespace proofmark::subjects {

struct HttpsRoute {
  centre::Access relying;
  std::string device_url;           // https://HOST:PORT of the device listener
  std::filesystem::path device_ca;  // PEM
  Pace pace;
};

// `clock` null: in real time. Never fails: whatever goes wrong is an outcome.
[[nodiscard]] Answer play_https(const HttpsRoute& route, const std::shared_ptr<SimulatedClock>& clock,
                                const SessionTask& task);

// The subject's version as GET /v1/health states it.
[[nodiscard]] Result<std::string> ask_version(const HttpsRoute& route, std::shared_ptr<const Clock> clock);

}  // namespace proofmark::subjects

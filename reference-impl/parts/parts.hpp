// The service's subsystems one by one, as evaluations of parts ask for them (ISO/IEC 30107-3, ISO/IEC 19795-1): chip
// inspection, presentation attack detection and face comparison behind JSON lines. The protocol is proofmark-stdio/1,
// docs/connect-your-service.md.
#pragma once
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "common/random.hpp"
#include "reference-impl/api/config.hpp"
#include "reference-impl/api/entropy.hpp"

namespace proofmark::parts {

// The other side of the conversation.
struct Lines {
  std::function<std::optional<std::string>()> read;  // without its end; nothing when there is no more
  std::function<void(const std::string&)> write;
};

// Speaks until the input ends. An error ends the conversation: a line that breaks the protocol, a model that is
// missing.
[[nodiscard]] Result<void> serve(const api::Config& config, api::Entropy& entropy, const Lines& lines);

}  // namespace proofmark::parts

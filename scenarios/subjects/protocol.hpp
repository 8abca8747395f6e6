// The lines that a program under test speaks on its standard output: proofmark-stdio/1, docs/connect-your-service.md.
// One JSON object a line; unknown fields, fields given twice and numbers that are no numbers are refused.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "common/bytes.hpp"
#include "reports/formats/observation.hpp"
#include "reports/formats/plan.hpp"

namespace proofmark::subjects::protocol {

inline constexpr std::string_view kName = "proofmark-stdio/1";

struct Ready {
  std::string name, version;
  std::vector<reports::Setting> settings;  // sorted by name
  std::string thresholds_set_on;
};
struct Apdu {
  Bytes command;
};
struct FramesWanted {
  std::uint64_t count = 0;  // 1 to 64
};
struct Challenge {
  std::uint64_t number = 0;
  std::string action;
  std::uint64_t window_ms = 0;
};
struct ChallengeOver {
  std::uint64_t number = 0;
};
struct Score {
  std::string id;
  double score = 0, threshold = 0;
  std::optional<bool> attack;  // of a presentation; absent for a comparison
};
struct FailedToAcquire {
  std::string id;
};
struct Verdict {
  std::string id;
  reports::Decision decision = reports::Decision::refused;
  std::vector<reports::Check> checks;
  std::optional<reports::InspectionRecord> inspection;  // the steps, where the program states them
};
using Said = std::variant<Ready, Apdu, FramesWanted, Challenge, ChallengeOver, Score, FailedToAcquire, Verdict>;

// Strict; never throws. The error says what was expected of the line.
[[nodiscard]] Result<Said> parse_line(std::string_view line);

// What the harness says, each one line without its end.
[[nodiscard]] std::string hello(reports::Level level, const std::string& trust_folder);
[[nodiscard]] std::string apdu_response(ByteView response);
[[nodiscard]] std::string link_lost();
[[nodiscard]] std::string card_again();
[[nodiscard]] std::string ok();

}  // namespace proofmark::subjects::protocol

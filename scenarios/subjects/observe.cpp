#include "scenarios/subjects/observe.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace proofmark::subjects {
namespace {

using Json = nlohmann::json;

constexpr double kLargestWhole =
    9007199254740992;  // 2^53: up to there every reader of JSON agrees (RFC 8259 section 6)

// A number that the record of the run can hold. A service that says more is no reason to end the run.
template <typename Number>
Result<Number> whole(const Json& object, const char* field) {
  using Limits = std::numeric_limits<Number>;
  const double lowest = std::max(static_cast<double>(Limits::min()), -kLargestWhole);
  const double highest = std::min(static_cast<double>(Limits::max()), kLargestWhole);
  const Json& json = object.at(field);
  const double value = json.is_number() ? json.get<double>() : std::numeric_limits<double>::quiet_NaN();
  if (value >= lowest && value <= highest && value == std::floor(value)) return static_cast<Number>(value);
  return fail("docs/interface.md, sealed package", std::string(field) + " as a whole number within its range",
              json.dump().substr(0, 60), "Correct the service's package.");
}

}  // namespace

Result<void> observe_package(const centre::Package& package, reports::Observation& observation) {
  const Json& claims = package.claims;
  reports::Observation taken = observation;
  try {
    for (const Json& check : claims.at("checks")) {
      PROOFMARK_TRY(const auto result, reports::parse_check_result(check.at("result").get<std::string>()));
      taken.checks.push_back({check.at("id"), result, check.at("reason")});
    }
    if (const auto found = claims.find("inspection"); found != claims.end() && !found->is_null()) {
      reports::InspectionRecord& record = taken.inspection.emplace();
      record.readings = found->at("readings");
      for (const Json& step : found->at("steps")) {
        PROOFMARK_TRY(const auto result, reports::parse_step_result(step.at("result").get<std::string>()));
        record.steps.push_back({step.at("id"), result, step.at("reason")});
      }
    }
    if (const Json& video = claims.at("video"); !video.is_null()) {
      reports::VideoFigures& figures = taken.video.emplace();
      PROOFMARK_TRY(figures.frames, whole<std::uint64_t>(video, "frames"));
      PROOFMARK_TRY(figures.width, whole<std::uint32_t>(video, "width"));
      PROOFMARK_TRY(figures.height, whole<std::uint32_t>(video, "height"));
      figures.frames_per_second = video.at("frames_per_second");
    }
    for (const Json& action : claims.at("actions")) {
      reports::ActionRecord record;
      PROOFMARK_TRY(record.number, whole<std::uint32_t>(action, "number"));
      record.action = action.at("action");
      PROOFMARK_TRY(record.asked_at_ms, whole<std::int64_t>(action, "asked_at_ms"));
      PROOFMARK_TRY(record.window_ms, whole<std::int64_t>(action, "window_ms"));
      if (!action.at("answered_at_ms").is_null()) {
        PROOFMARK_TRY(record.answered_at_ms, whole<std::int64_t>(action, "answered_at_ms"));
      }
      record.result = action.at("result");
      taken.actions.push_back(std::move(record));
    }
    if (const Json& comparison = claims.at("comparison"); !comparison.is_null())
      taken.comparison = reports::Comparison{comparison.at("score"), comparison.at("threshold")};
  } catch (const Json::exception& error) {
    return fail("docs/interface.md, sealed package", "claims of the documented form", error.what(),
                "Correct the service's package.");
  }
  taken.outcome = reports::Outcome::completed;
  taken.decision = package.accepted ? reports::Decision::accepted : reports::Decision::refused;
  taken.package_sha256 = package.sha256;
  observation = std::move(taken);
  return {};
}

}  // namespace proofmark::subjects

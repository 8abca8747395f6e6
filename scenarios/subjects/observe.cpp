#include "scenarios/subjects/observe.hpp"

namespace proofmark::subjects {

using Json = nlohmann::json;

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
    if (const Json& video = claims.at("video"); !video.is_null())
      taken.video = reports::VideoFigures{video.at("frames"), video.at("width"), video.at("height"),
                                          video.at("frames_per_second")};
    for (const Json& action : claims.at("actions")) {
      reports::ActionRecord record;
      record.number = action.at("number");
      record.action = action.at("action");
      record.asked_at_ms = action.at("asked_at_ms");
      record.window_ms = action.at("window_ms");
      if (!action.at("answered_at_ms").is_null())
        record.answered_at_ms = action.at("answered_at_ms").get<std::int64_t>();
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

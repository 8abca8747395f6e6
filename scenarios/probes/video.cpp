// video.*: the person of the attempt, filmed with one thing wrong, and the check that must not pass then.
#include <map>
#include <nlohmann/json.hpp>

#include "scenarios/probes/door.hpp"
#include "scenarios/probes/footage.hpp"
#include "scenarios/probes/registry.hpp"

namespace proofmark::probes {
namespace {

using nlohmann::json;

// The check that is about this fault (docs/interface.md).
std::string check_of(const std::string& fault) {
  static const std::map<std::string, const char*> checks = {{"silent", "liveness.challenges"},
                                                            {"another_action", "liveness.challenges"},
                                                            {"another_action_first", "liveness.challenges"},
                                                            {"one_unanswered", "liveness.challenges"},
                                                            {"answered_at_once", "liveness.challenges"},
                                                            {"dark", "face.found"},
                                                            {"overexposed", "face.found"},
                                                            {"blurred", "face.found"},
                                                            {"far_away", "face.found"},
                                                            {"second_face", "face.found"},
                                                            {"soon_another_person", "face.match"},
                                                            {"small", "video.format"},
                                                            {"narrow", "video.format"},
                                                            {"size_changes", "video.format"},
                                                            {"slow", "video.format"},
                                                            {"declared_faster", "video.format"},
                                                            {"cut_off", "session.complete"}};
  const auto found = checks.find(fault);
  return found == checks.end() ? "video.continuity" : found->second;
}

Result<reports::ProbeAnswer> film(const ProbeTask& task, subjects::Subject& subject, const json& parameters) {
  const std::string fault = text_parameter(parameters, "fault");
  const std::string check = check_of(fault);
  const std::string expected = "refused, " + check + " not passed";
  return at_the_door(task, subject, expected, [&](Door& door) -> Result<reports::ProbeAnswer> {
    Verdict verdict(expected);
    PROOFMARK_TRY(const OpenedSession session, door.begin());
    PROOFMARK_CHECK(door.pass_chip(session));
    auto footage = make_footage(task, fault, number_parameter(parameters, "frames_per_second", 30));
    if (!footage) return fail(ours(footage.error()));
    PROOFMARK_TRY(const FilmEnd end, door.film(session, **footage));
    PROOFMARK_TRY(const json claims, door.package(session.order));
    verdict.demand(end.begun, "the stream was not begun");
    verdict.demand(claims.value("decision", "") == "refused", "the session " + claims.value("decision", ""));
    verdict.demand(check_result(claims, check) != "passed", check_line(claims, check));
    PROOFMARK_CHECK(door.health());
    return verdict.answer(check_line(claims, check));
  });
}

}  // namespace

std::vector<ProbeEntry> video_probes() {
  return {{.name = "video.film",
           .run = film,
           .faults = {footage_faults().begin(), footage_faults().end()},
           .numbers = {"frames_per_second"}}};
}

}  // namespace proofmark::probes

// video.*: the person of the attempt, filmed with one thing wrong, and the check that must not pass then.
#include <map>
#include <nlohmann/json.hpp>

#include "scenarios/probes/door.hpp"
#include "scenarios/probes/footage.hpp"
#include "scenarios/probes/registry.hpp"

namespace proofmark::probes {
namespace {

using nlohmann::json;

constexpr double ordinary_rate = 30;  // frames per second of an ordinary phone

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

// Somebody else with the holder's card, who sends a portrait of his own beside it. A service that overlooks the field
// must still find that the face is not the chip's.
Result<reports::ProbeAnswer> own_portrait(const ProbeTask& task, subjects::Subject& subject, const json&) {
  const std::string expected = "refused: a face is compared with the chip's portrait and no other";
  return at_the_door(task, subject, expected, [&](Door& door) -> Result<reports::ProbeAnswer> {
    Verdict verdict(expected);
    PROOFMARK_TRY(const OpenedSession session, door.begin());
    const auto portrait = photograph(task, Who::other);
    if (!portrait) return fail(ours(portrait.error()));
    PROOFMARK_TRY(const ChipEnd chip, door.present(session, Who::holder, "genuine", *portrait));
    if (chip.next == "video") {
      auto footage = make_footage(task, "", ordinary_rate, Who::other);
      if (!footage) return fail(ours(footage.error()));
      PROOFMARK_CHECK(door.film(session, **footage));
    }
    PROOFMARK_TRY(const json claims, door.package(session.order));
    verdict.demand(claims.value("decision", "") == "refused", "the session " + claims.value("decision", ""));
    verdict.demand(check_result(claims, "face.match") != "passed", check_line(claims, "face.match"));
    PROOFMARK_CHECK(door.health());
    return verdict.answer("refused, " + check_line(claims, "session.complete"));
  });
}

// The size counts that the pictures have once they are decoded (tender 7.4.5.3), not one that the device tells.
Result<reports::ProbeAnswer> announced_size(const ProbeTask& task, subjects::Subject& subject, const json&) {
  const std::string expected = "refused, video.format not passed, whatever size is announced";
  return at_the_door(task, subject, expected, [&](Door& door) -> Result<reports::ProbeAnswer> {
    Verdict verdict(expected);
    PROOFMARK_TRY(const OpenedSession session, door.begin());
    PROOFMARK_CHECK(door.pass_chip(session));
    auto footage = make_footage(task, "small", ordinary_rate);
    if (!footage) return fail(ours(footage.error()));
    PROOFMARK_CHECK(door.film(
        session, **footage,
        json{{"type", "stream"}, {"codec", "h264"}, {"format", "annexb"}, {"width", 1280}, {"height", 720}}.dump()));
    PROOFMARK_TRY(const json claims, door.package(session.order));
    verdict.demand(claims.value("decision", "") == "refused", "the session " + claims.value("decision", ""));
    verdict.demand(check_result(claims, "video.format") != "passed", check_line(claims, "video.format"));
    PROOFMARK_CHECK(door.health());
    return verdict.answer(check_line(claims, "video.format"));
  });
}

}  // namespace

std::vector<ProbeEntry> video_probes() {
  return {{.name = "video.own_portrait", .run = own_portrait},
          {.name = "video.announced_size", .run = announced_size},
          {.name = "video.film",
           .run = film,
           .faults = {footage_faults().begin(), footage_faults().end()},
           .numbers = {"frames_per_second"}}};
}

}  // namespace proofmark::probes

#include "bench/calibration/sessions.hpp"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <deque>
#include <map>
#include <nlohmann/json.hpp>
#include <variant>

#include "attacks/injection/injection.hpp"
#include "attacks/print/print.hpp"
#include "attacks/replay/replay.hpp"
#include "attacks/species.hpp"
#include "simulators/camera/recording.hpp"

namespace proofmark::calibration {
namespace {

using namespace std::chrono_literals;
using nlohmann::json;

const Instant epoch{std::chrono::sys_days{std::chrono::year{2026} / 3 / 2}};
constexpr Duration network = 25ms;
constexpr Duration longest = 60s;

double rounded(double value) {
  return std::round(value * 1000) / 1000;
}

// What the device has been told and when it hears of it.
struct Message {
  Duration at{};
  liveness::VideoEvent event;
};

json line_of(const std::string& kind, std::uint64_t person, const Session& s) {
  const auto& m = s.measures;
  const auto number = [](const std::optional<double>& v) { return v ? json(rounded(*v)) : json(nullptr); };
  json line{{"kind", kind},
            {"person", person},
            {"seconds", rounded(s.seconds)},
            {"frames", s.outcome.frames},
            {"rate", rounded(s.outcome.frames_per_second)},
            {"liveness", number(m.passive.liveness)},
            {"parallax", number(m.passive.parallax)},
            {"periodicity", number(m.passive.periodicity)},
            {"head_motion", number(m.passive.head_motion)},
            {"gap_ms", m.continuity.gap.count() / 1000},
            {"drift_ms", m.continuity.drift.count() / 1000},
            {"repeated", m.continuity.repeated},
            {"scene_change", rounded(m.continuity.scene_change)},
            {"least_motion", number(m.continuity.least_motion)},
            {"face_jump", rounded(m.continuity.face_jump)},
            {"same_person", rounded(m.continuity.same_person)},
            {"found", rounded(m.found_share)},
            {"width", rounded(m.face_width)},
            {"brightness", rounded(m.brightness)},
            {"sharpness", rounded(m.sharpness)},
            {"looks", m.compared_frames},
            {"match", s.outcome.comparison ? json(rounded(s.outcome.comparison->score)) : json(nullptr)}};
  json failed = json::array();
  for (const auto& check : s.outcome.checks)
    if (check.result != decision::CheckResult::passed) failed.push_back(check.reason);
  line["not_passed"] = failed;
  json answers = json::array();
  for (const auto& a : s.outcome.actions)
    answers.push_back({liveness::name_of(a.action),
                       a.answered_at ? json((*a.answered_at - a.asked_at).count() / 1000) : json(nullptr)});
  line["actions"] = answers;
  return line;
}

// How often each check did not pass, per kind.
class Summary {
 public:
  void add(const std::string& kind, const Session& s) {
    Counts& counts = counts_[kind];
    ++counts.sessions;
    bool all = true;
    for (const auto& check : s.outcome.checks)
      if (check.result != decision::CheckResult::passed) {
        ++counts.not_passed[check.id];
        all = false;
      }
    counts.passed += all ? 1 : 0;
  }
  [[nodiscard]] json to_json() const {
    json out;
    for (const auto& [kind, counts] : counts_)
      out[kind] = {{"n", counts.sessions}, {"all_checks_passed", counts.passed}, {"not_passed", counts.not_passed}};
    return out;
  }

 private:
  struct Counts {
    int sessions = 0, passed = 0;
    std::map<std::string, int> not_passed;
  };
  std::map<std::string, Counts> counts_;
};

// What attack_camera below can play: a print, or a recorded session as it is. Footage that answers or was forged needs
// the stage of a scenario.
bool can_be_played(const attack::Species& species) {
  if (species.attack_class == "print") return true;
  return species.material == "recording" && species.choices.count("content") == 0;
}

Result<std::unique_ptr<camera::Capture>> attack_camera(const Sources& sources, const attack::Species& species,
                                                       const Subject& victim, std::uint64_t index) {
  const SeededRandom seed = victim.seed.derive("attack/" + species.id);
  const camera::Device device;
  if (species.attack_class == "print") {
    if (species.material == "document_photo") return attack::print::make(species, victim.portrait, device, seed);
    PROOFMARK_TRY(const cv::Mat photo, photograph(sources, index));
    return attack::print::make(species, photo, device, seed);
  }
  PROOFMARK_TRY(auto live, live_camera(sources, index, 1));
  PROOFMARK_TRY(auto recording, camera::record_session(*live, device, 16, seed.derive("recording")));
  const auto shared = std::make_shared<camera::Recording>(std::move(recording));
  if (species.attack_class == "replay") return attack::replay::make(species, shared, device, seed);
  if (species.attack_class == "injection") return attack::injection::make(species, shared, device, seed);
  return fail("calibration", "a species of class print, replay or injection", species.attack_class, "Leave it out.");
}

}  // namespace

Result<Session> run_session(camera::Capture& capture, const std::shared_ptr<const face::Models>& models,
                            const liveness::VideoPolicy& policy, ByteView portrait_jpeg, const SeededRandom& entropy) {
  PROOFMARK_TRY(auto service,
                liveness::VideoSession::create(models, policy, portrait_jpeg,
                                               std::make_unique<SeededRandom>(entropy.derive("service"))));
  std::deque<Message> messages;
  Session session;
  Duration captured{};
  bool over = false;
  while (!over && captured < longest) {
    PROOFMARK_TRY(const auto unit, capture.next());
    captured = unit.captured;
    const Duration arrived = captured + network;
    PROOFMARK_TRY(const auto events, service->on_access_unit(epoch + arrived, captured, unit.data));
    for (const auto& event : events) messages.push_back({arrived + network, event});
    for (; !messages.empty() && messages.front().at <= captured + 33ms; messages.pop_front()) {
      const Message& message = messages.front();
      if (const auto* issued = std::get_if<liveness::ChallengeIssued>(&message.event)) {
        PROOFMARK_TRY(const auto action, camera::parse_action(liveness::name_of(issued->action)));
        capture.challenge(action, message.at, issued->window);
      } else if (std::holds_alternative<liveness::ChallengeOver>(message.event)) {
        capture.challenge_over(message.at);
      } else {
        over = true;
      }
    }
  }
  session.outcome = service->finish(epoch + captured + network, !over);
  session.measures = service->measures();
  session.seconds = std::chrono::duration<double>(captured).count();
  return session;
}

Result<void> measure_sessions(const Sources& sources, const std::shared_ptr<const face::Models>& models,
                              const liveness::VideoPolicy& policy, const std::filesystem::path& attacks,
                              const std::vector<std::string>& kinds, std::uint64_t first, std::uint64_t persons) {
  const auto wanted = [&](const std::string& kind) { return std::ranges::find(kinds, kind) != kinds.end(); };
  PROOFMARK_TRY(auto species, attack::load_all_species(attacks));
  std::erase_if(species, [&](const attack::Species& s) {
    if (s.split != "development" || !(wanted(s.id) || wanted(s.attack_class))) return true;
    if (can_be_played(s)) return false;
    std::fprintf(stderr, "%s is left out: it needs a scenario's stage; suites play it\n", s.id.c_str());
    return true;
  });
  Summary summary;
  const auto report = [&](const std::string& kind, std::uint64_t person, const Result<Session>& session) {
    const json line = session ? line_of(kind, person, *session)
                              : json{{"kind", kind}, {"person", person}, {"error", session.error().line()}};
    std::printf("%s\n", line.dump().c_str());
    std::fflush(stdout);
    if (session) summary.add(kind, *session);
  };
  for (std::uint64_t i = first; i < first + persons; ++i) {
    PROOFMARK_TRY(const Subject subject, make_subject(sources, i));
    if (wanted("genuine")) {
      PROOFMARK_TRY(const auto capture, live_camera(sources, i, 0));
      report("genuine", i, run_session(*capture, models, policy, subject.portrait_jpeg, subject.seed));
    }
    for (const auto& one : species) {
      PROOFMARK_TRY(const auto capture, attack_camera(sources, one, subject, i));
      report(one.id, i, run_session(*capture, models, policy, subject.portrait_jpeg, subject.seed.derive(one.id)));
    }
  }
  std::printf("%s\n", summary.to_json().dump(2).c_str());
  return {};
}

}  // namespace proofmark::calibration

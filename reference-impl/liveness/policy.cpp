#include "reference-impl/liveness/policy.hpp"

#include <cmath>
#include <exception>
#include <nlohmann/json.hpp>
#include <set>
#include <stdexcept>

#include "common/files.hpp"
#include "common/json_text.hpp"

namespace proofmark::liveness {
namespace {

using nlohmann::json;

// One object of the file; every member must be asked for, so that a misspelt one is found.
class Section {
 public:
  Section(const json& parent, const std::string& name) : name_(name), json_(parent.at(name)) {
    if (!json_.is_object()) throw std::runtime_error("\"" + name + "\" is no object");
  }
  double number(const std::string& key, double low, double high) {
    const json& value = take(key);
    if (!value.is_number()) wrong(key, "a number");
    const double number = value.get<double>();
    if (!std::isfinite(number) || number < low || number > high)
      wrong(key, "a number from " + json(low).dump() + " to " + json(high).dump());
    return number;
  }
  int integer(const std::string& key, int low, int high) {
    const double value = number(key, low, high);
    if (value != std::floor(value)) wrong(key, "a whole number");
    return static_cast<int>(value);
  }
  Duration milliseconds(const std::string& key) { return std::chrono::milliseconds(integer(key, 0, 600'000)); }
  std::string text(const std::string& key) {
    const json& value = take(key);
    if (!value.is_string()) wrong(key, "a text");
    return value.get<std::string>();
  }
  Band band(const std::string& key) {
    const json& value = take(key);
    if (!value.is_array() || value.size() != 2 || !value[0].is_number() || !value[1].is_number())
      wrong(key, "[on, off]");
    const Band band{value[0].get<double>(), value[1].get<double>()};
    if (!(band.on > 0) || !(band.off >= 0) || !(band.off < band.on)) wrong(key, "[on, off] with on > off >= 0");
    return band;
  }
  void done() const {
    for (const auto& [key, value] : json_.items())
      if (!taken_.contains(key) && key != "measured") throw std::runtime_error(name_ + "." + key + " is unknown");
  }

 private:
  const json& take(const std::string& key) {
    taken_.insert(key);
    if (!json_.contains(key)) wrong(key, "an entry");
    return json_.at(key);
  }
  [[noreturn]] void wrong(const std::string& key, const std::string& expected) const {
    throw std::runtime_error(name_ + "." + key + " is not " + expected);
  }
  std::string name_;
  const json& json_;
  std::set<std::string> taken_;
};

VideoPolicy read(const json& root) {
  VideoPolicy policy;
  Section provenance(root, "provenance");
  policy.provenance = {provenance.text("split"), provenance.text("population"),
                       provenance.integer("persons", 0, 1'000'000)};
  provenance.done();

  Section format(root, "format");
  policy.format = {format.integer("min_width", 1, 8192), format.integer("min_height", 1, 8192),
                   format.number("min_frames_per_second", 1, 1000)};
  format.done();

  Section continuity(root, "continuity");
  auto& c = policy.continuity;
  c.max_gap = continuity.milliseconds("max_gap_ms");
  c.max_drift = continuity.milliseconds("max_drift_ms");
  c.max_repeated_frames = continuity.integer("max_repeated_frames", 0, 100'000);
  c.min_motion = continuity.number("min_motion", 0, 255);
  c.max_scene_change = continuity.number("max_scene_change", 0, 255);
  c.max_face_jump = continuity.number("max_face_jump", 0, 100);
  c.min_same_person = continuity.number("min_same_person", -1, 1);
  c.max_undecodable = continuity.integer("max_undecodable", 0, 100'000);
  continuity.done();

  Section face(root, "face");
  auto& f = policy.face;
  f.match_threshold = face.number("match_threshold", -1, 1);
  f.min_compared_frames = face.integer("min_compared_frames", 1, 1000);
  f.min_width = face.number("min_width", 1, 8192);
  f.min_found = face.number("min_found", 0, 1);
  f.max_second_face = face.number("max_second_face", 0, 1);
  f.min_brightness = face.number("min_brightness", 0, 255);
  f.max_brightness = face.number("max_brightness", 0, 255);
  f.min_sharpness = face.number("min_sharpness", 0, 255);
  face.done();

  Section challenges(root, "challenges");
  auto& h = policy.challenges;
  h.count = challenges.integer("count", 1, 20);
  h.window = challenges.milliseconds("window_ms");
  h.start_min = challenges.milliseconds("start_min_ms");
  h.start_max = challenges.milliseconds("start_max_ms");
  h.pause_min = challenges.milliseconds("pause_min_ms");
  h.pause_max = challenges.milliseconds("pause_max_ms");
  h.after_answer_min = challenges.milliseconds("after_answer_min_ms");
  h.after_answer_max = challenges.milliseconds("after_answer_max_ms");
  h.max_wait_for_neutral = challenges.milliseconds("max_wait_for_neutral_ms");
  h.max_wait_for_face = challenges.milliseconds("max_wait_for_face_ms");
  h.min_reaction = challenges.milliseconds("min_reaction_ms");
  h.min_frames = challenges.integer("min_frames", 1, 100);
  h.yaw = challenges.band("yaw_degrees");
  h.pitch_up = challenges.band("pitch_up_degrees");
  h.pitch_down = challenges.band("pitch_down_degrees");
  h.eyes_closed = challenges.band("eyes_closed");
  h.smile = challenges.band("smile");
  h.mouth_open = challenges.band("mouth_open");
  challenges.done();

  Section passive(root, "passive");
  auto& p = policy.passive;
  p.min_liveness = passive.number("min_liveness", 0, 1);
  p.min_parallax = passive.number("min_parallax", 0, 1000);
  p.max_periodicity = passive.number("max_periodicity", 0, 1e9);
  p.min_head_motion = passive.number("min_head_motion", 0, 1000);
  passive.done();
  return policy;
}

}  // namespace

Result<VideoPolicy> read_video_policy(const std::filesystem::path& file) {
  PROOFMARK_TRY(const std::string text, read_text(file));
  PROOFMARK_TRY(const json root, parse_json_text(text, file.string()));
  try {
    return read(root);
  } catch (const std::exception& error) {
    return fail("proofmark thresholds", "every threshold, each in its range, in " + file.string(), error.what(),
                "Restore or correct the file.");
  }
}

}  // namespace proofmark::liveness

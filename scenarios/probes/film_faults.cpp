#include "scenarios/probes/film_faults.hpp"

namespace proofmark::probes {

namespace {

using std::chrono::milliseconds;

constexpr milliseconds once_seen(1200);  // the neutral face has been found

}  // namespace

const std::vector<std::pair<std::string, FilmFault>>& film_faults() {
  static const std::vector<std::pair<std::string, FilmFault>> all = [] {
    constexpr milliseconds short_stream(1500);
    std::vector<std::pair<std::string, FilmFault>> list;
    const auto add = [&](const char* name, auto change) {
      FilmFault fault;
      fault.from = milliseconds(3000);
      change(fault);
      list.emplace_back(name, fault);
    };
    add("", [](FilmFault&) {});
    add("silent", [](FilmFault& f) { f.answers = Answers::none; });
    add("another_action", [](FilmFault& f) { f.answers = Answers::another_action; });
    add("another_action_first", [](FilmFault& f) { f.answers = Answers::another_action_first; });
    add("one_unanswered", [](FilmFault& f) { f.answers = Answers::all_but_the_second; });
    add("answered_at_once", [](FilmFault& f) { f.answers = Answers::at_once; });
    // Not from the start: a service that has not seen the neutral face yet would refuse for that, and whether it looks
    // at light and sharpness at all would stay unknown.
    add("dark", [](FilmFault& f) {
      f.picture = Picture::dark;
      f.from = once_seen;
    });
    add("overexposed", [](FilmFault& f) {
      f.picture = Picture::bright;
      f.from = milliseconds(0);
    });
    add("blurred", [](FilmFault& f) {
      f.picture = Picture::blurred;
      f.from = once_seen;
    });
    add("far_away", [](FilmFault& f) { f.distance = 2.3; });
    add("second_face", [](FilmFault& f) { f.picture = Picture::second_face; });
    add("face_jumps", [](FilmFault& f) { f.picture = Picture::moved; });
    add("other_room", [](FilmFault& f) { f.other_room = true; });
    add("other_person", [](FilmFault& f) { f.other_person = true; });
    // Early enough that most of what is compared shows the other.
    add("soon_another_person", [](FilmFault& f) {
      f.other_person = true;
      f.from = milliseconds(2600);
    });
    add("frozen", [](FilmFault& f) { f.frozen = milliseconds(1500); });
    add("repeated", [](FilmFault& f) { f.repeated = milliseconds(1500); });
    add("gap", [](FilmFault& f) { f.missing = milliseconds(700); });
    add("sent_late", [](FilmFault& f) { f.held_back = milliseconds(2500); });
    add("time_runs_back", [](FilmFault& f) { f.step_back = milliseconds(120); });
    add("undecodable", [](FilmFault& f) { f.garbage = 1; });
    add("cut_off", [](FilmFault& f) { f.leaves_after = milliseconds(4000); });
    add("small", [&](FilmFault& f) {
      f.width = 960;
      f.height = 540;
      f.leaves_after = short_stream;
    });
    add("narrow", [&](FilmFault& f) {
      f.width = 720;
      f.height = 720;
      f.leaves_after = short_stream;
    });
    add("size_changes", [&](FilmFault& f) {
      f.later_width = 1344;
      f.later_height = 756;
      f.from = milliseconds(700);
      f.leaves_after = short_stream;
    });
    add("slow", [](FilmFault& f) {
      f.rate = 20;
      f.leaves_after = milliseconds(2500);
    });
    add("declared_faster", [](FilmFault& f) {
      f.rate = 20;
      f.declared_rate = 1.5;
      f.leaves_after = milliseconds(3800);
    });
    return list;
  }();
  return all;
}

}  // namespace proofmark::probes

#include "bench/calibration/signals.hpp"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <nlohmann/json.hpp>
#include <opencv2/core.hpp>

#include "common/media/h264.hpp"
#include "common/media/jpeg.hpp"
#include "reference-impl/liveness/matching.hpp"
#include "reference-impl/liveness/observation.hpp"

namespace proofmark::calibration {
namespace {

using liveness::Action;
using liveness::Observation;
using namespace std::chrono_literals;

constexpr Duration window = 2300ms, between = 500ms;

camera::Action camera_action(Action action) {
  return *camera::parse_action(liveness::name_of(action));
}

double percentile(std::vector<double> values, double share) {
  if (values.empty()) return 0;
  std::ranges::sort(values);
  return values[static_cast<std::size_t>(share * static_cast<double>(values.size() - 1))];
}

nlohmann::json percentiles(const std::vector<double>& v) {
  const auto r = [](double x) { return std::round(x * 1000) / 1000; };
  return {r(percentile(v, 0.02)), r(percentile(v, 0.5)), r(percentile(v, 0.9)), r(percentile(v, 0.98))};
}

// The five measures, over frames; rounded for reading.
nlohmann::json spread(const std::vector<Observation>& frames, const std::vector<double>& lift) {
  const auto of = [&](auto member) {
    std::vector<double> v;
    for (const auto& o : frames) v.push_back(member(o));
    return percentiles(v);
  };
  return {{"yaw", of([](const Observation& o) { return o.yaw; })},
          {"pitch", of([](const Observation& o) { return o.pitch; })},
          {"eyes_closed", of([](const Observation& o) { return o.eyes_closed; })},
          {"smile", of([](const Observation& o) { return o.smile; })},
          {"mouth_open", of([](const Observation& o) { return o.mouth_open; })},
          {"corner_lift", percentiles(lift)}};
}

struct Person {
  std::optional<face::Template> portrait;
  std::vector<face::Template> looks;
};

Result<Person> one_person(const Sources& sources, const std::shared_ptr<const face::Models>& models,
                          std::uint64_t index) {
  PROOFMARK_TRY(const Subject subject, make_subject(sources, index));
  PROOFMARK_TRY(auto capture, live_camera(sources, index, 0));
  PROOFMARK_TRY(auto decoder, media::Decoder::create());
  PROOFMARK_TRY(auto analyser, face::Analyser::create(models));
  Person person;
  if (const auto portrait = liveness::describe_portrait(*analyser, subject.portrait_jpeg, 1))
    person.portrait = *portrait;
  liveness::Neutral neutral;
  std::vector<std::vector<Observation>> during(liveness::all_actions.size());
  std::vector<Observation> rest;
  std::vector<std::vector<double>> lifts(liveness::all_actions.size());
  std::vector<double> rest_lifts;
  std::size_t action = 0;
  Duration asked{}, over{};
  bool asking = false;
  int frame = 0, missing = 0;
  while (action < liveness::all_actions.size()) {
    PROOFMARK_TRY(const auto unit, capture->next());
    PROOFMARK_TRY(const auto pictures, decoder->decode(unit.data));
    for (const cv::Mat& bgr : pictures) {
      ++frame;
      PROOFMARK_TRY(const auto analysis, analyser->next(bgr));
      if (!analysis.face) {
        if (++missing > 300) return fail("calibration", "a face", "none for 300 frames", "Look at the person.");
        continue;
      }
      if (!neutral.ready()) {
        neutral.add(*analysis.face);
        over = unit.captured;
        if (frame > 300) return fail("calibration", "a neutral face", "none in 300 frames", "Look at the person.");
        continue;
      }
      const auto o = neutral.observe(unit.captured, *analysis.face);
      if (!o) continue;
      if (asking) {
        during[action].push_back(*o);
        lifts[action].push_back(analysis.face->mouth.corner_lift);
      } else if (unit.captured > over + 400ms || action == 0) {
        rest.push_back(*o);
        rest_lifts.push_back(analysis.face->mouth.corner_lift);
        if (frame % 6 == 0) {
          PROOFMARK_TRY(const auto look, analyser->networks().describe(face::align(bgr, analysis.face->landmarks)));
          person.looks.push_back(look);
        }
      }
    }
    if (!neutral.ready()) continue;
    if (!asking && unit.captured > over + between) {
      asking = true;
      asked = unit.captured;
      capture->challenge(camera_action(liveness::all_actions[action]), unit.captured, window);
    } else if (asking && unit.captured > asked + window) {
      capture->challenge_over(unit.captured);
      asking = false;
      over = unit.captured;
      ++action;
    }
  }
  nlohmann::json line{{"person", index},
                      {"frames", frame},
                      {"missing", missing},
                      {"looks", person.looks.size()},
                      {"rest", spread(rest, rest_lifts)}};
  for (const Action a : liveness::all_actions)
    line[std::string(liveness::name_of(a))] = spread(during[liveness::index_of(a)], lifts[liveness::index_of(a)]);
  std::printf("%s\n", line.dump().c_str());
  std::fflush(stdout);
  return person;
}

// Every portrait against every person's looks: the median of each person's, as the service takes it.
void print_scores(const std::vector<Person>& all) {
  std::vector<double> genuine, impostor, alike;
  for (std::size_t i = 0; i < all.size(); ++i) {
    if (!all[i].portrait) std::printf("portrait %zu without a face\n", i);
    for (std::size_t j = 0; j < all.size(); ++j) {
      if (!all[i].portrait || all[j].looks.empty()) continue;
      std::vector<double> scores;
      for (const auto& look : all[j].looks) scores.push_back(face::similarity(*all[i].portrait, look));
      (i == j ? genuine : impostor).push_back(percentile(scores, 0.5));
    }
    for (std::size_t k = 1; k < all[i].looks.size(); ++k)
      alike.push_back(face::similarity(all[i].looks[k - 1], all[i].looks[k]));
  }
  std::ranges::sort(genuine);
  std::ranges::sort(impostor);
  std::printf(
      "%s\n",
      nlohmann::json{{"genuine", genuine}, {"impostor", impostor}, {"alike_min", percentile(alike, 0)}}.dump().c_str());
}

// A quarter of a second of the person live, without challenges.
Result<Person> few_looks(const Sources& sources, const std::shared_ptr<const face::Models>& models,
                         std::uint64_t index) {
  constexpr int frames = 8;
  PROOFMARK_TRY(const Subject subject, make_subject(sources, index));
  PROOFMARK_TRY(auto capture, live_camera(sources, index, 0));
  PROOFMARK_TRY(auto decoder, media::Decoder::create());
  PROOFMARK_TRY(auto analyser, face::Analyser::create(models));
  Person person;
  if (const auto portrait = liveness::describe_portrait(*analyser, subject.portrait_jpeg, 1))
    person.portrait = *portrait;
  for (int i = 0; i < frames; ++i) {
    PROOFMARK_TRY(const auto unit, capture->next());
    PROOFMARK_TRY(const auto pictures, decoder->decode(unit.data));
    if (i % 3 != 1) continue;
    for (const cv::Mat& bgr : pictures) {
      PROOFMARK_TRY(const auto analysis, analyser->single(bgr));
      if (!analysis.face) continue;
      PROOFMARK_TRY(const auto look, analyser->networks().describe(face::align(bgr, analysis.face->landmarks)));
      person.looks.push_back(look);
    }
  }
  return person;
}

}  // namespace

Result<void> measure_signals(const Sources& sources, std::shared_ptr<const face::Models> models, std::uint64_t first,
                             std::uint64_t persons) {
  std::vector<Person> all;
  for (std::uint64_t i = 0; i < persons; ++i) {
    auto person = one_person(sources, models, first + i);
    if (!person)
      std::printf("%s\n", nlohmann::json{{"person", first + i}, {"error", person.error().line()}}.dump().c_str());
    else
      all.push_back(*std::move(person));
  }
  print_scores(all);
  return {};
}

Result<void> measure_match(const Sources& sources, const std::shared_ptr<const face::Models>& models,
                           std::uint64_t first, std::uint64_t persons) {
  std::vector<Person> all;
  for (std::uint64_t i = 0; i < persons; ++i) {
    PROOFMARK_TRY(auto person, few_looks(sources, models, first + i));
    all.push_back(std::move(person));
  }
  print_scores(all);
  return {};
}

}  // namespace proofmark::calibration

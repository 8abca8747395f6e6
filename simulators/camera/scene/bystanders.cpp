#include "simulators/camera/scene/bystanders.hpp"

#include <array>
#include <cmath>
#include <numbers>
#include <opencv2/imgproc.hpp>

#include "common/random.hpp"
#include "simulators/camera/scene/painter.hpp"
#include "simulators/camera/scene/places.hpp"
#include "simulators/camera/scene/room_warp.hpp"

namespace proofmark::camera {
namespace {

constexpr double kTurn = 2 * std::numbers::pi;
constexpr double kHead = 0.115;  // metres: half the height of a head

// A colour in the light of the place.
cv::Scalar lit(const Environment& environment, const cv::Scalar& colour) {
  cv::Mat one(1, 1, CV_8UC4, colour);
  light_background(environment, one);
  return one.at<cv::Vec4b>(0, 0);
}

// Painted twice: with its colour, and where it is.
class Cutout {
 public:
  Cutout(const Environment& environment, cv::Size size)
      : colour(size, CV_8UC4, cv::Scalar(0, 0, 0, 0)), cover(size, CV_8UC4, cv::Scalar(0, 0, 0, 0)), e_(environment) {}
  void ellipse(cv::Point centre, cv::Size half, double from, double to, const cv::Scalar& c) {
    cv::ellipse(colour, centre, half, 0, from, to, lit(e_, c), cv::FILLED);
    cv::ellipse(cover, centre, half, 0, from, to, cv::Scalar::all(255), cv::FILLED);
  }
  void box(const cv::Rect& where, const cv::Scalar& c) {
    cv::rectangle(colour, where, lit(e_, c), cv::FILLED);
    cv::rectangle(cover, where, cv::Scalar::all(255), cv::FILLED);
  }
  cv::Mat colour, cover;

 private:
  const Environment& e_;
};

}  // namespace

double Bystanders::Swing::at(double time) const {
  double sum = 0;
  for (int i = 0; i < 2; ++i) sum += amplitude[i] * std::sin(rate[i] * time + phase[i]);
  return sum;
}

Bystanders::Swing Bystanders::make_swing(RandomSource& random, double amplitude, double shortest, double longest) {
  Swing swing;
  for (int i = 0; i < 2; ++i) {
    swing.amplitude[i] = amplitude * random.uniform(0.3, 0.7);
    swing.rate[i] = kTurn / random.uniform(shortest, longest);
    swing.phase[i] = random.uniform(0, kTurn);
  }
  return swing;
}

// At the pace and cadence of people in rooms: 0.9 to 1.4 m/s, somewhat below two steps a second.
Bystanders::Walk Bystanders::make_walk(RandomSource& random, double head) {
  Walk walk;
  walk.speed = random.uniform(0.9, 1.4) / kHead * head * (random.chance(0.5) ? 1 : -1);
  walk.first = random.uniform(-2, 12);
  walk.every = random.uniform(14, 40);
  walk.step_rate = random.uniform(1.6, 2.0);
  walk.bob = 0.02 / kHead * head;
  return walk;
}

Bystanders::Part Bystanders::make_part(const cv::Mat& colour, const cv::Mat& cover, double softness, cv::Point at) {
  Part part;
  cv::GaussianBlur(colour, part.colour, cv::Size(0, 0), softness);
  cv::GaussianBlur(cover, part.clear, cv::Size(0, 0), softness);
  part.clear = cv::Scalar::all(255) - part.clear;
  part.at = at;
  return part;
}

Bystanders::Bystanders(const Environment& environment, cv::Size room, double softness) : room_(room) {
  const SeededRandom seed(environment.background_seed);
  SeededRandom r = seed.derive("people behind");
  constexpr std::array<double, 5> tones{205, 190, 170, 130, 90};  // red of the skin
  const int rim = static_cast<int>(std::ceil(3 * softness)) + 2;  // over which a blurred edge runs out
  for (int i = 0; i < environment.people_behind; ++i) {
    // In the outer thirds of what is seen: the middle is hidden by the person himself.
    const bool left = r.chance(0.5);
    const int x = static_cast<int>((left ? r.uniform(0.25, 0.36) : r.uniform(0.64, 0.75)) * room.width);
    const int head = static_cast<int>(r.uniform(0.045, 0.08) * room.height);  // half its height
    const int y = static_cast<int>(r.uniform(0.38, 0.52) * room.height);
    const double tone = tones[r.below(tones.size())];
    const cv::Scalar clothes = colour(r, r.uniform(30, 180), 0.4);
    const double hair = r.uniform(15, 110);
    SeededRandom life = seed.derive("people behind live", static_cast<std::uint64_t>(i));
    const cv::Scalar trousers = colour(life, life.uniform(25, 110), 0.25);

    Person person;
    // A grown-up is seven and a half heads tall: from the neck to below the room's lower edge.
    const cv::Point neck(head * 2 + rim, rim);
    Cutout body(environment, {head * 4 + 2 * rim + 1, head * 14 + 2 * rim});
    body.box({neck.x - head * 5 / 4, neck.y + head * 5, head * 5 / 2, head * 9}, trousers);
    body.ellipse({neck.x, neck.y + head * 3}, {head * 2, head * 3}, 0, 360, clothes);
    person.body = make_part(body.colour, body.cover, softness, cv::Point(x, y + head) - neck);
    const cv::Point face(head + rim, head + rim);
    Cutout top(environment, {2 * face.x + 1, 2 * face.y + 1});
    top.ellipse(face, {head * 3 / 4, head}, 0, 360, {tone * 0.66, tone * 0.78, tone, 255});
    top.ellipse({face.x, face.y - head / 3}, {head * 3 / 4 + 1, head * 3 / 4}, 180, 360,
                {hair * 0.6, hair * 0.8, hair, 255});
    person.head = make_part(top.colour, top.cover, softness, cv::Point(x, y) - face);

    // The first stands; of others every second one only walks by. How far people sway is the project's choice.
    if (i > 0 && life.chance(0.5)) {
      person.walk = make_walk(life, head);
    } else {
      person.sway = make_swing(life, 0.3 * head, 4, 11);
      person.turn = make_swing(life, 0.22 * head, 2.5, 7);
      person.nod = make_swing(life, 0.1 * head, 1.5, 5);
    }
    people_.push_back(std::move(person));
  }
}

cv::Point2d Bystanders::moved(const Person& person, double time) const {
  if (!person.walk) return {person.sway.at(time), 0};
  const Walk& walk = *person.walk;
  // Comes in at one edge, goes out at the other, and the other way the next time.
  const double since = time - walk.first, crossing = std::floor(since / walk.every);
  const double into = since - crossing * walk.every;
  const bool back = std::fmod(std::fabs(crossing), 2) == 1;
  const double speed = back ? -walk.speed : walk.speed;
  const double way = speed * into;
  const double start = speed > 0 ? -person.body.at.x - person.body.colour.cols : room_.width - person.body.at.x;
  return {start + way, walk.bob * std::cos(kTurn * walk.step_rate * into)};
}

void Bystanders::lay(const Part& part, cv::Point2d moved, cv::Mat& room) {
  const cv::Point2d corner = part.at + moved;
  const cv::Point whole(static_cast<int>(std::floor(corner.x)), static_cast<int>(std::floor(corner.y)));
  const cv::Rect place = cv::Rect(whole, part.colour.size()) & cv::Rect(cv::Point(0, 0), room.size());
  if (place.empty()) return;
  drawn_.push_back(place);
  const cv::Matx23d shift(1, 0, place.x - corner.x, 0, 1, place.y - corner.y);
  colour_.create(place.size(), CV_8UC4);
  clear_.create(place.size(), CV_8UC4);
  warp_room(part.colour, colour_, shift);
  warp_room(part.clear, clear_, shift);
  for (int y = 0; y < place.height; ++y) {
    const auto *colour = colour_.ptr<std::uint8_t>(y), *clear = clear_.ptr<std::uint8_t>(y);
    auto* to = room.ptr<std::uint8_t>(place.y + y) + std::ptrdiff_t{4} * place.x;
    for (int k = 0; k < 4 * place.width; ++k) {
      const unsigned through = unsigned{to[k]} * clear[k] + 128U;  // divided by 255, rounded
      to[k] = static_cast<std::uint8_t>(std::min(255U, colour[k] + ((through + (through >> 8U)) >> 8U)));
    }
  }
}

void Bystanders::draw(const cv::Mat& empty_room, double time, cv::Mat& room) {
  for (const cv::Rect& place : drawn_) empty_room(place).copyTo(room(place));
  drawn_.clear();
  for (const Person& person : people_) {
    const cv::Point2d by = moved(person, time);
    lay(person.body, by, room);
    lay(person.head, by + cv::Point2d(person.turn.at(time), person.nod.at(time)), room);
  }
}

}  // namespace proofmark::camera

// Places, their light on the face, and the light of the phone's own screen.
#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <opencv2/core.hpp>
#include <opencv2/imgproc.hpp>

#include "simulators/camera/scene/background.hpp"
#include "simulators/camera/scene/scene.hpp"
#include "tests/person/people_data.hpp"

namespace proofmark::camera {
namespace {

constexpr std::array<Place, 6> kPlaces{Place::indoor,    Place::office,      Place::backlight,
                                       Place::low_light, Place::outdoor_sun, Place::coloured_light};
constexpr int kWidth = 640, kHeight = 360;
// The cheeks and the nose of a head in the middle; the outer fifth of the upper picture is background.
const cv::Rect kFace(kWidth * 46 / 100, kHeight * 45 / 100, kWidth * 8 / 100, kHeight * 12 / 100);
const cv::Rect kBehind(0, 0, kWidth / 5, kHeight / 3);

person::Appearance look() {
  constexpr std::chrono::year_month_day today{std::chrono::year{2026}, std::chrono::March, std::chrono::day{2}};
  person::CivilRecord civil;
  civil.sex = person::Sex::male;
  civil.date_of_birth = today - std::chrono::years(30);
  return person::sample_appearance(*person::shared_assets(), SeededRandom(4), civil, today);
}

cv::Mat draw(const Environment& environment, person::Vec3 screen, float distance = 1) {
  cv::setNumThreads(1);
  const auto scene = Scene::create(person::shared_assets(), look(), environment, kWidth, kHeight);
  EXPECT_TRUE(scene);
  SceneState state;
  state.screen = screen;
  state.camera.distance = distance;
  cv::Mat frame;
  EXPECT_TRUE((*scene)->render(state, frame));
  return frame;
}

// Mean linear light of the region, blue, green, red: the display's gamma and the exposure's shoulder undone.
cv::Scalar light(const cv::Mat& frame, const cv::Rect& where) {
  cv::Scalar sum;
  for (int y = where.y; y < where.y + where.height; ++y)
    for (int x = where.x; x < where.x + where.width; ++x)
      for (int k = 0; k < 3; ++k) {
        const double v = std::pow(frame.at<cv::Vec3b>(y, x)[k] / 255.0, 2.2);
        sum[k] += v / (1 - 0.18 * v) / 1.05;
      }
  return sum / where.area();
}

Environment dim() {
  Environment e = Environment::sample(Place::low_light, SeededRandom(1));
  e.veil = 0;
  return e;
}

TEST(Screen, ItsColourFallsOnTheFaceAndNotOnTheWallBehind) {
  const cv::Mat dark = draw(dim(), {0, 0, 0}), red = draw(dim(), {1, 0, 0}), blue = draw(dim(), {0, 0, 1});
  const cv::Scalar by_red = light(red, kFace) - light(dark, kFace), by_blue = light(blue, kFace) - light(dark, kFace);
  EXPECT_GT(by_red[2], 0.02);
  EXPECT_NEAR(by_red[0], 0, 0.1 * by_red[2]);
  EXPECT_GT(by_blue[0], 0.005);
  EXPECT_NEAR(by_blue[2], 0, 0.1 * by_blue[0] + 0.002);
  EXPECT_EQ(cv::norm(dark(kBehind), red(kBehind), cv::NORM_INF), 0);
}

TEST(Screen, LightsAddUp) {
  const cv::Scalar dark = light(draw(dim(), {0, 0, 0}), kFace);
  const cv::Scalar red = light(draw(dim(), {0.4F, 0, 0}), kFace) - dark;
  const cv::Scalar green = light(draw(dim(), {0, 0.4F, 0}), kFace) - dark;
  const cv::Scalar blue = light(draw(dim(), {0, 0, 0.4F}), kFace) - dark;
  const cv::Scalar white = light(draw(dim(), {0.4F, 0.4F, 0.4F}), kFace) - dark;
  const cv::Scalar half = light(draw(dim(), {0.2F, 0.2F, 0.2F}), kFace) - dark;
  for (int k = 0; k < 3; ++k) {
    EXPECT_NEAR(white[k], red[k] + green[k] + blue[k], 0.04 * white[k]) << k;
    EXPECT_NEAR(half[k], white[k] / 2, 0.04 * white[k]) << k;
  }
}

TEST(Screen, IsStrongerNearAndLostInTheSun) {
  const auto gain = [](const Environment& e, float distance) {
    // Not so strong that the sensor is full.
    return light(draw(e, {0.2F, 0.2F, 0.2F}, distance), kFace)[1] - light(draw(e, {0, 0, 0}, distance), kFace)[1];
  };
  const double at_arms_length = gain(dim(), 1), near = gain(dim(), 0.8F);
  EXPECT_NEAR(near / at_arms_length, 1 / 0.64, 0.3) << "the inverse square, a screen as far as the camera";
  Environment sun = Environment::sample(Place::outdoor_sun, SeededRandom(1));
  sun.veil = 0;
  EXPECT_LT(gain(sun, 1), 0.02 * at_arms_length);
  EXPECT_EQ(cv::norm(draw({}, {0, 0, 0}), draw({}, {1, 1, 1}), cv::NORM_INF), 0) << "no screen in the environment";
}

TEST(Place, NamesAreReadBack) {
  for (const Place place : kPlaces) EXPECT_EQ(*parse_place(name_of(place)), place);
  const auto unknown = parse_place("moon");
  ASSERT_FALSE(unknown);
  EXPECT_NE(unknown.error().line().find("outdoor_sun"), std::string::npos);
}

TEST(Place, EachHasItsLight) {
  for (std::uint64_t seed = 1; seed <= 20; ++seed) {
    const auto of = [&](Place place) { return Environment::sample(place, SeededRandom(seed)); };
    EXPECT_GT(of(Place::outdoor_sun).illuminance, 10 * of(Place::office).illuminance);
    EXPECT_LT(of(Place::low_light).illuminance, 0.5F * of(Place::indoor).illuminance);
    EXPECT_GT(std::fabs(of(Place::backlight).light_azimuth), 90);
    const auto same = of(Place::office), again = of(Place::office);
    EXPECT_EQ(same.illuminance, again.illuminance);
    EXPECT_EQ(same.people_behind, again.people_behind);
    // A screen of 20 to 55 lux, dimmed in the dark.
    EXPECT_GE(of(Place::office).screen_illuminance, 20);
    EXPECT_LE(of(Place::low_light).screen_illuminance, 22);
  }
}

TEST(Place, WhatThePictureShowsIsThePlaces) {
  for (std::uint64_t seed = 1; seed <= 3; ++seed) {
    const auto of = [&](Place place) { return draw(Environment::sample(place, SeededRandom(seed)), {0, 0, 0}); };
    const cv::Mat back = of(Place::backlight), low = of(Place::low_light), office = of(Place::office);
    const auto grey = [](const cv::Mat& frame, const cv::Rect& where) {
      const cv::Scalar mean = cv::mean(frame(where));
      return (mean[0] + mean[1] + mean[2]) / 3;
    };
    const cv::Rect all(0, 0, kWidth, kHeight);
    EXPECT_GT(grey(back, kBehind), grey(back, kFace) + 30) << "a face against the light";
    EXPECT_LT(grey(low, kBehind), 90);
    EXPECT_GT(grey(office, all), grey(low, all));
    for (const cv::Mat& frame : {back, office}) {
      EXPECT_GT(grey(frame, kFace), 45) << "the phone exposes for the face";
      EXPECT_LT(grey(frame, kFace), 235);
    }
    const cv::Scalar sky = cv::mean(of(Place::outdoor_sun)(cv::Rect(0, 0, kWidth / 5, kHeight / 16)));
    EXPECT_GE(sky[0] + 4, sky[2]) << "the sky is blue or white";
  }
}

TEST(Place, PeopleBehindStandBesideTheHead) {
  Environment alone = Environment::sample(Place::office, SeededRandom(3));
  alone.people_behind = 0;
  Environment company = alone;
  company.people_behind = 2;
  const cv::Mat a = draw(alone, {0, 0, 0}), b = draw(company, {0, 0, 0});
  EXPECT_GT(cv::norm(a, b, cv::NORM_INF), 40);
  EXPECT_EQ(cv::norm(a(kFace), b(kFace), cv::NORM_INF), 0);
}

// Between two looks a second apart something moves beside the head and nothing else does; a scene that is asked for the
// same moment again, or for it first, draws the same bytes.
TEST(Place, PeopleBehindMoveAndTheRoomDoesNot) {
  for (const Place place : {Place::office, Place::outdoor_sun, Place::backlight}) {
    Environment company = Environment::sample(place, SeededRandom(3));
    company.people_behind = 2;
    Background one(company, kWidth, kHeight), other(company, kWidth, kHeight);
    company.people_behind = 0;
    Background nobody(company, kWidth, kHeight);
    const auto at = [](Background& background, double time) {
      cv::Mat frame(kHeight, kWidth, CV_8UC4);
      background.draw({}, time, frame);
      return frame;
    };
    const cv::Mat first = at(one, 0), second = at(one, 1), again = at(one, 0);
    EXPECT_EQ(cv::norm(first, again, cv::NORM_INF), 0);
    EXPECT_EQ(cv::norm(second, at(other, 1), cv::NORM_INF), 0);
    EXPECT_GT(cv::norm(first, second, cv::NORM_INF), 8);
    EXPECT_EQ(cv::norm(at(nobody, 0), at(nobody, 1), cv::NORM_INF), 0);
    const cv::Rect corner(0, 0, kWidth / 3, kHeight / 6);
    EXPECT_EQ(cv::norm(first(corner), second(corner), cv::NORM_INF), 0) << "heads end below the upper sixth";
  }
}

// Who only walks by is seen now and then, comes in at one side and leaves at the other.
TEST(Place, SomeWalkBy) {
  int seen = 0, unseen = 0;
  bool left = false, right = false;
  for (std::uint64_t seed = 1; seed <= 6; ++seed) {
    Environment e = Environment::sample(Place::office, SeededRandom(seed));
    e.people_behind = 1;
    Background one(e, kWidth, kHeight);
    e.people_behind = 3;
    Background three(e, kWidth, kHeight);
    cv::Mat a(kHeight, kWidth, CV_8UC4), b = a.clone(), less;
    for (double time = 0; time < 30; time += 0.5) {
      one.draw({}, time, a);
      three.draw({}, time, b);
      cv::absdiff(a, b, less);
      cv::transform(less, less, cv::Matx14f(1, 1, 1, 0));
      const cv::Mat edges = less > 30;
      const int there = cv::countNonZero(edges);
      (there > 0 ? seen : unseen)++;
      left |= cv::countNonZero(edges.colRange(0, kWidth / 8)) > 0;
      right |= cv::countNonZero(edges.colRange(kWidth * 7 / 8, kWidth)) > 0;
    }
  }
  EXPECT_GT(seen, 20);
  EXPECT_GT(unseen, 0);
  EXPECT_TRUE(left && right);
}

}  // namespace
}  // namespace proofmark::camera

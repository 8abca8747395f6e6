// Filming in real time: the same pictures as frame by frame, on time, and honest when it is not.
#include "simulators/camera/live_film.hpp"

#include <gtest/gtest.h>

#include "tests/camera/synthetic_source.hpp"

namespace proofmark::camera {
namespace {

using std::chrono::milliseconds;
using Clock = LiveFilm::Clock;

// Frames every 33 ms that take `costs` to make.
class Slow final : public Capture {
 public:
  Slow(milliseconds costs, std::vector<Told>* told) : costs_(costs), told_(told) {}
  Result<AccessUnit> next() override {
    std::this_thread::sleep_for(costs_);
    if (frames_ == last_) return fail("camera", "a picture", "none", "");
    return AccessUnit{milliseconds(33) * static_cast<std::int64_t>(frames_++), Bytes{1}};
  }
  void challenge(const Challenge& asked, StreamTime t, StreamTime) override {
    told_->push_back({std::get<Action>(asked), t});
  }
  void challenge_over(StreamTime) override {}
  void end_after(std::size_t frames) { last_ = frames; }

 private:
  milliseconds costs_;
  std::vector<Told>* told_;
  std::size_t frames_ = 0, last_ = SIZE_MAX;
};

TEST(LiveFilm, IsOnTimeAndNeverFurtherAheadThanNobodyCanReact) {
  std::vector<Told> told;
  LiveFilm film(std::make_unique<Slow>(milliseconds(5), &told));
  std::this_thread::sleep_for(milliseconds(300));  // it waits for its beginning
  const auto began = Clock::now();
  film.begin(began);
  for (int i = 0; i < 40; ++i) {
    const auto shot = film.take(began + std::chrono::seconds(10));
    ASSERT_TRUE(shot && *shot);
    EXPECT_EQ((*shot)->unit.captured, milliseconds(33) * i);
    EXPECT_LT((*shot)->late, milliseconds(100));
    EXPECT_LE((*shot)->unit.captured, Clock::now() - began + kUnaffected);
  }
}

TEST(LiveFilm, AFilmThatFallsBehindSaysByHowMuch) {
  std::vector<Told> told;
  LiveFilm film(std::make_unique<Slow>(milliseconds(50), &told));
  film.begin(Clock::now());
  StreamTime late{};
  for (int i = 0; i < 20; ++i) {
    const auto shot = film.take(Clock::now() + std::chrono::seconds(10));
    ASSERT_TRUE(shot && *shot);
    late = (*shot)->late;
  }
  // Frame 19 is of 627 ms and cannot be ready before 1000 ms.
  EXPECT_GE(late, milliseconds(300));
}

TEST(LiveFilm, FilmsOnWhileNobodyTakesItsShots) {
  std::vector<Told> told;
  LiveFilm film(std::make_unique<Slow>(milliseconds(1), &told));
  film.begin(Clock::now());
  std::this_thread::sleep_for(milliseconds(700));  // a service that does not read
  for (int i = 0; i < 20; ++i) {
    const auto shot = film.take(Clock::now());
    ASSERT_TRUE(shot && *shot) << i;
    EXPECT_LT((*shot)->late, milliseconds(100)) << "the camera is not to blame";
  }
}

TEST(LiveFilm, ChallengesComeAtTheirTimeAndErrorsAreTheLastWord) {
  std::vector<Told> told;
  auto capture = std::make_unique<Slow>(milliseconds(1), &told);
  capture->end_after(30);
  LiveFilm film(std::move(capture));
  const auto began = Clock::now();
  film.begin(began);
  std::this_thread::sleep_for(milliseconds(200));
  film.challenge(Action::smile, std::chrono::seconds(2));
  const auto asked = std::chrono::duration_cast<StreamTime>(Clock::now() - began);
  int shots = 0;
  for (;; ++shots) {
    const auto shot = film.take(Clock::now() + std::chrono::seconds(10));
    if (!shot) break;
    ASSERT_TRUE(*shot);
  }
  EXPECT_EQ(shots, 30);
  ASSERT_EQ(told.size(), 1U);
  EXPECT_EQ(told[0].action, Action::smile);
  EXPECT_LE(told[0].at, asked);
  EXPECT_GE(told[0].at, milliseconds(200));
}

TEST(LiveFilm, TheHalvesOfACameraGiveTheBytesOfTheWhole) {
  const auto camera = [] { return *make_camera(std::make_unique<SyntheticSource>(), Device(), SeededRandom(5)); };
  const auto whole = camera();
  const auto halves = camera();
  for (int i = 0; i < 10; ++i) {
    const auto unit = whole->next();
    ASSERT_TRUE(unit);
    auto exposure = halves->expose();
    ASSERT_TRUE(exposure);
    const auto encoded = halves->encode(*std::move(exposure));
    ASSERT_TRUE(encoded);
    EXPECT_EQ(encoded->captured, unit->captured);
    EXPECT_EQ(encoded->data, unit->data);
  }
}

}  // namespace
}  // namespace proofmark::camera

#include "common/media/probe.hpp"

#include <gmock/gmock.h>
#include <stdlib.h>  // mkdtemp is POSIX

#include "tests/corpus/small_films.hpp"

namespace proofmark::media {
namespace {

namespace fs = std::filesystem;

class Probe : public testing::Test {
 protected:
  void SetUp() override {
    std::string pattern = (fs::temp_directory_path() / "probe-XXXXXX").string();
    folder_ = ::mkdtemp(pattern.data());
  }
  void TearDown() override { fs::remove_all(folder_); }
  fs::path folder_;
};

TEST_F(Probe, SaysWhatAFilmIs) {
  corpus::put_film(folder_ / "a%03d.jpg", 10);  // the content tells, not the name
  const auto facts = probe(folder_ / "a%03d.jpg");
  ASSERT_TRUE(facts) << facts.error().line();
  EXPECT_EQ(facts->container, "mp4");
  EXPECT_EQ(facts->codec, "h264");
  EXPECT_EQ(facts->width, 128);
  EXPECT_EQ(facts->height, 96);
  EXPECT_FALSE(facts->still);
  EXPECT_EQ(facts->frames, 10U);
  EXPECT_NEAR(facts->seconds, 0.4, 1e-9);
  EXPECT_NEAR(facts->frames_per_second, 25, 1e-6);
}

TEST_F(Probe, SaysWhatAPictureIs) {
  corpus::put_picture(folder_ / "a.mp4");
  const auto facts = probe(folder_ / "a.mp4");
  ASSERT_TRUE(facts) << facts.error().line();
  EXPECT_EQ(facts->container, "jpeg");
  EXPECT_TRUE(facts->still);
  EXPECT_EQ(facts->width, 60);
  EXPECT_EQ(facts->seconds, 0);
}

// Each frame of the film is redder than the one before.
TEST_F(Probe, ShowsThePictureAtAShareOfTheFilm) {
  corpus::put_film(folder_ / "a.mp4", 11);
  double before = 0;
  for (const double share : {0.0, 0.3, 0.6, 1.0}) {
    const auto picture = picture_at(folder_ / "a.mp4", share, 64);
    ASSERT_TRUE(picture) << picture.error().line();
    EXPECT_EQ(picture->cols, 64);
    EXPECT_EQ(picture->rows, 48);
    const double red = cv::mean(*picture)[2];
    EXPECT_NEAR(red, 20 + 100 * share, 8) << share;
    EXPECT_GT(red, before);
    before = red;
  }
}

TEST_F(Probe, NoCutFilmEverEndsTheProgram) {
  corpus::put_film(folder_ / "a.mp4", 4);
  const Bytes film = read_file(folder_ / "a.mp4").value();
  for (std::size_t size = 0; size < film.size(); size += 37) {
    corpus::must(write_file(folder_ / "b.mp4", ByteView(film).first(size)));
    // What stands at the very end says nothing about the pictures.
    EXPECT_TRUE(!probe(folder_ / "b.mp4") || size + 64 > film.size()) << size << " of " << film.size();
  }
  EXPECT_FALSE(probe(folder_));
  EXPECT_FALSE(probe(folder_ / "nowhere"));
}

}  // namespace
}  // namespace proofmark::media

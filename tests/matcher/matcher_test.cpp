#include "simulators/matcher/matcher.hpp"

#include <gtest/gtest.h>

#include <array>
#include <filesystem>
#include <fstream>
#include <opencv2/core.hpp>
#include <opencv2/imgproc.hpp>

#include "common/files.hpp"
#include "simulators/camera/scene/scene.hpp"
#include "simulators/matcher/face_finder.hpp"
#include "simulators/matcher/quantised_weights.hpp"
#include "tests/person/people_data.hpp"

namespace proofmark::matcher {
namespace {

constexpr std::array kKinds = {Kind::feature512, Kind::dlib128};

ModelFolder models() {
  const std::filesystem::path root = PROOFMARK_SOURCE_DIR;
  return {root / "simulators/matcher/models.json", root / "setup/packages/node_modules"};
}

// What face-api.js itself (1.7.15 on its own TensorFlow.js, plain JavaScript backend) gives for the picture below.
constexpr std::array<float, 128> kReference = {
    -0.055518F, 0.137792F,  0.080070F,  -0.018832F, -0.065868F, -0.022411F, -0.083379F, 0.025778F,  0.113536F,
    0.009025F,  0.220239F,  -0.011918F, -0.238209F, -0.019480F, -0.044382F, 0.081008F,  -0.131382F, -0.037209F,
    -0.135065F, -0.120265F, 0.061248F,  0.018977F,  0.013794F,  0.010874F,  -0.126884F, -0.255234F, -0.051319F,
    -0.116121F, 0.066203F,  -0.225639F, 0.008673F,  0.015842F,  -0.152314F, -0.058335F, -0.010027F, 0.020531F,
    0.018150F,  -0.085746F, 0.160760F,  -0.030028F, -0.117126F, -0.036958F, 0.004355F,  0.273573F,  0.181126F,
    0.064786F,  0.024334F,  -0.040018F, 0.060803F,  -0.268479F, 0.007714F,  0.163848F,  0.040746F,  0.107654F,
    0.049974F,  -0.159400F, 0.008870F,  0.081948F,  -0.126058F, 0.057407F,  0.007442F,  -0.109332F, -0.045218F,
    -0.124387F, 0.225445F,  0.065612F,  -0.109161F, -0.139957F, 0.128356F,  -0.135360F, -0.026528F, 0.123431F,
    -0.092747F, -0.148483F, -0.234439F, 0.077184F,  0.341134F,  0.161952F,  -0.170753F, 0.019576F,  -0.147280F,
    -0.037622F, -0.029022F, 0.029736F,  -0.066110F, 0.030732F,  -0.070051F, 0.072909F,  0.214517F,  -0.087450F,
    0.016902F,  0.183850F,  -0.027895F, -0.001067F, -0.025906F, 0.023283F,  -0.112117F, 0.014621F,  -0.050508F,
    0.017607F,  0.120528F,  -0.124606F, 0.021485F,  0.097515F,  -0.178082F, 0.094258F,  -0.019733F, -0.051624F,
    0.013369F,  -0.001527F, -0.083480F, -0.047690F, 0.247847F,  -0.257419F, 0.234211F,  0.236828F,  0.054269F,
    0.110826F,  0.046658F,  0.127877F,  -0.008330F, -0.025206F, -0.100242F, -0.068331F, 0.013017F,  -0.024541F,
    -0.034551F, -0.009794F};

cv::Mat pattern() {
  cv::Mat bgr(150, 150, CV_8UC3);
  for (int y = 0; y < 150; ++y)
    for (int x = 0; x < 150; ++x)
      for (int c = 0; c < 3; ++c)  // 0 is red
        bgr.at<cv::Vec3b>(y, x)[2 - c] = static_cast<uchar>((x * 3 + y * 5 + c * 40 + ((x * y) >> 4)) % 256);
  return bgr;
}

TEST(Matcher_, TheRebuiltNetworkIsTheOriginal) {
  auto made = Matcher::create(Kind::dlib128, models());
  ASSERT_TRUE(made) << made.error().line();
  const auto embedding = (*made)->embed_aligned(pattern());
  ASSERT_TRUE(embedding) << embedding.error().line();
  ASSERT_EQ(embedding->values.size(), kReference.size());
  for (std::size_t i = 0; i < kReference.size(); ++i) EXPECT_NEAR(embedding->values[i], kReference[i], 2e-5F) << i;
}

TEST(Matcher_, BothSeparatePersonsAndKnowOneInOtherLight) {
  const auto assets = person::shared_assets();
  ASSERT_NE(assets, nullptr) << "run setup/set-up.sh test";
  constexpr std::chrono::year_month_day today{std::chrono::year{2026}, std::chrono::March, std::chrono::day{2}};
  std::vector<cv::Mat> portraits, rooms;
  for (std::uint64_t i = 1; i <= 3; ++i) {
    const SeededRandom seed(900 + i);
    const auto look =
        person::sample_appearance(*assets, seed, person::make_civil_record(seed.derive("civil"), today), today);
    portraits.emplace_back();
    ASSERT_TRUE(camera::document_portrait(assets, look, portraits.back()));
    auto scene = camera::Scene::create(assets, look, camera::Environment::sample(seed.derive("room")));
    ASSERT_TRUE(scene);
    camera::SceneState state;
    state.head.yaw = 6;
    rooms.emplace_back();
    ASSERT_TRUE((*scene)->render(state, rooms.back()));
  }
  for (const Kind kind : kKinds) {
    auto made = Matcher::create(kind, models());
    ASSERT_TRUE(made) << made.error().line();
    std::vector<Embedding> a, b;
    for (std::size_t i = 0; i < portraits.size(); ++i) {
      const auto portrait = (*made)->embed(portraits[i]), live = (*made)->embed(rooms[i]);
      ASSERT_TRUE(portrait && live);
      a.push_back(*portrait);
      b.push_back(*live);
    }
    for (std::size_t i = 0; i < a.size(); ++i)
      for (std::size_t k = 0; k < b.size(); ++k)
        if (k != i) {
          EXPECT_GT(score(a[i], b[i]), score(a[i], b[k])) << name_of(kind) << ' ' << i << ' ' << k;
        }
    EXPECT_NEAR(score(a[0], a[0]), 1, 1e-6);
  }
}

TEST(Matcher_, LandmarksGoWithTheFaceAndAMirrorChangesLittle) {
  const auto assets = person::shared_assets();
  ASSERT_NE(assets, nullptr) << "run setup/set-up.sh test";
  constexpr std::chrono::year_month_day today{std::chrono::year{2026}, std::chrono::March, std::chrono::day{2}};
  const SeededRandom seed(911);
  const auto look =
      person::sample_appearance(*assets, seed, person::make_civil_record(seed.derive("civil"), today), today);
  cv::Mat portrait, moved, mirrored;
  ASSERT_TRUE(camera::document_portrait(assets, look, portrait));
  auto finder = FaceFinder::create(models());
  ASSERT_TRUE(finder) << finder.error().line();
  const auto here = (*finder)->find(portrait);
  ASSERT_TRUE(here && *here);
  const cv::Point2d eyes = ((**here)[36] + (**here)[45]) * 0.5;
  const double apart = cv::norm((**here)[45] - (**here)[36]);  // of the outer corners
  EXPECT_GT(apart, portrait.cols / 10.0);
  EXPECT_LT(std::abs((**here)[30].x - eyes.x), apart / 4) << "the nose lies between the eyes";
  EXPECT_GT((**here)[57].y, (**here)[51].y) << "the lower lip lies below the upper one";

  constexpr int kMove = 24;
  cv::copyMakeBorder(portrait, moved, kMove, 0, kMove, 0, cv::BORDER_REPLICATE);
  const auto there = (*finder)->find(moved);
  ASSERT_TRUE(there && *there);
  for (std::size_t i = 0; i < 68; ++i)
    EXPECT_LT(cv::norm((**there)[i] - (**here)[i] - cv::Point2d(kMove, kMove)), apart * 0.08) << i;

  cv::flip(portrait, mirrored, 1);
  for (const Kind kind : kKinds) {
    auto made = Matcher::create(kind, models());
    ASSERT_TRUE(made) << made.error().line();
    const auto a = (*made)->embed(portrait), b = (*made)->embed(mirrored);
    ASSERT_TRUE(a && b);
    EXPECT_GT(score(*a, *b), 0.9) << name_of(kind);
  }
}

TEST(Matcher_, APictureWithoutAFaceSaysSo) {
  for (const Kind kind : kKinds) {
    auto made = Matcher::create(kind, models());
    ASSERT_TRUE(made) << made.error().line();
    const auto none = (*made)->embed(cv::Mat(480, 640, CV_8UC3, cv::Scalar(128, 128, 128)));
    ASSERT_FALSE(none);
    EXPECT_EQ(none.error().clause, "matcher: no face");
    EXPECT_FALSE((*made)->embed(cv::Mat()));
    EXPECT_FALSE((*made)->embed_aligned(cv::Mat(100, 100, CV_8UC3)));
  }
}

TEST(Matcher_, AnotherFileThanTheManifestsIsRefused) {
  const auto folder = std::filesystem::path(testing::TempDir()) / "matcher-models";
  std::filesystem::remove_all(folder);
  std::filesystem::create_directories(folder);
  ModelFolder changed{folder / "models.json", folder};
  EXPECT_FALSE(read_model(changed, "detect"));
  std::ofstream(changed.manifest) << R"({"models": [{"name": "detect", "file": "one", "sha256": ")"
                                  << sha256_hex(to_bytes("one")) << R"("}]})";
  std::ofstream(folder / "one") << "one";
  ASSERT_TRUE(read_model(changed, "detect"));
  EXPECT_FALSE(read_model(changed, "landmark"));
  std::ofstream(folder / "one") << "two";
  const auto other = read_model(changed, "detect");
  ASSERT_FALSE(other);
  EXPECT_NE(other.error().expected.find("SHA-256"), std::string::npos);
}

TEST(Matcher_, TheLookAlikeIsTheMostAlike) {
  const auto at = [](Kind kind, float x, float y) { return Embedding{kind, {x, y}}; };
  for (const Kind kind : kKinds) {
    const std::vector<Embedding> strangers = {at(kind, -1, 0), at(kind, 0.9F, 0.5F), at(kind, 0, 1)};
    EXPECT_EQ(most_alike(at(kind, 1, 0), strangers), 1U);
    EXPECT_EQ(most_alike(at(kind, -1, 0.1F), strangers), 0U);
    EXPECT_FALSE(most_alike(at(kind, 1, 0), {}));
  }
  EXPECT_NEAR(score(at(Kind::dlib128, 3, 0), at(Kind::dlib128, 0, 4)), -4, 1e-9);
  EXPECT_NEAR(score(at(Kind::feature512, 3, 0), at(Kind::feature512, 0, 4)), 0, 1e-9);
}

TEST(QuantisedWeights, LengthTypeAndShapeMustFit) {
  const std::string manifest = R"([{"weights": [{"name": "a", "shape": [2, 2], "dtype": "float32", )"
                               R"("quantization": {"dtype": "uint8", "scale": 0.5, "min": -1}}], "paths": ["a.bin"]}])";
  const Bytes four{0, 1, 2, 255};
  const auto read = read_quantised(manifest, four);
  ASSERT_TRUE(read) << read.error().line();
  EXPECT_EQ(read->at("a").values, (std::vector<float>{-1, -0.5F, 0, 126.5F}));
  EXPECT_FALSE(read_quantised(manifest, ByteView(four).first(3)));
  EXPECT_FALSE(read_quantised(manifest, Bytes(5)));
  EXPECT_FALSE(read_quantised("{}x", four));
  EXPECT_FALSE(read_quantised(manifest + std::string("\0", 1), four));
  std::string other = manifest;
  other.replace(other.find("uint8"), 5, "int16");
  EXPECT_FALSE(read_quantised(other, four));
  const std::string plain = R"([{"weights": [{"name": "a", "shape": [1], "dtype": "float32"}]}])";
  const auto one = read_quantised(plain, Bytes{0, 0, 0xc0, 0x3f});
  ASSERT_TRUE(one) << one.error().line();
  EXPECT_EQ(one->at("a").values, std::vector<float>{1.5F});
  other = manifest;
  other.replace(other.find("[2, 2]"), 6, "[0, 2]");
  EXPECT_FALSE(read_quantised(other, four));
}

}  // namespace
}  // namespace proofmark::matcher

#include "attacks/morph/morph.hpp"

#include <gtest/gtest.h>

#include <opencv2/imgproc.hpp>

#include "attacks/morph/print_scan.hpp"
#include "attacks/morph/warp.hpp"
#include "common/media/jpeg.hpp"
#include "tests/attacks/pair_stage.hpp"

namespace proofmark::attack {
namespace {

Species morph_of(const std::string& method, double share) {
  Species s;
  s.id = "morph-x";
  s.attack_class = "morph";
  s.parameters["blend"] = {share, share};
  s.parameters["dg2_bytes"] = {18000, 18000};
  s.choices = {{"method", method}, {"medium", "digital"}};
  return s;
}

double difference(const cv::Mat& a, const cv::Mat& b) {
  return cv::norm(a, b, cv::NORM_L1) / static_cast<double>(a.total() * 3);
}

class Morph : public testing::Test {
 protected:
  void SetUp() override {
    ASSERT_TRUE(person::shared_assets());
    PairStage first(1, 2), second(2, 1);
    ASSERT_TRUE(first.document_photo(a_.photograph));
    ASSERT_TRUE(second.document_photo(b_.photograph));
    a_.looks = *first.victim();
    b_.looks = *second.victim();
  }
  cv::Mat blend(const std::string& method, double share) {
    const auto made = morph::blend(morph_of(method, share), person::shared_assets(), a_, b_, SeededRandom(1));
    EXPECT_TRUE(made) << made.error().line();
    return *made;
  }
  morph::Projection project(const morph::Contributor& of) {
    return *morph::project(person::shared_assets(), of.looks, of.photograph.size());
  }
  morph::Contributor a_, b_;
  const cv::Rect face_{150, 180, 110, 160}, corner_{0, 0, 60, 60};
};

TEST_F(Morph, OfOnePersonAloneIsThatPersonsPhotograph) {
  EXPECT_LT(difference(blend("complete", 0), a_.photograph), 1.0);
  EXPECT_LT(difference(blend("complete", 1), b_.photograph), 1.0);
  EXPECT_GT(difference(a_.photograph, b_.photograph), 4.0) << "or the bounds say nothing";
}

TEST_F(Morph, AWarpBringsTheSamePointsToOnePlace) {
  const morph::Projection a = project(a_), b = project(b_);
  // A dot is drawn on b's cheek; after the warp to a's shape it is on a's.
  const person::BaseMesh& mesh = person::shared_assets()->base;
  std::size_t tip = 0;
  float most = -100;
  for (std::size_t v = 0; v < mesh.vertices.size(); ++v) {
    const person::Vec3 p = mesh.vertices[v];
    const bool cheek = p.x > 0.3F && p.x < 0.5F && p.y > 6.7F && p.y < 7.0F;
    if (!cheek || std::min(a.facing[v], b.facing[v]) < 0.5F || p.z <= most) continue;
    most = p.z;
    tip = v;
  }
  ASSERT_GT(most, -100);
  cv::Mat dot(b_.photograph.size(), CV_8UC3, cv::Scalar::all(0));
  cv::circle(dot, b.at[tip], 3, cv::Scalar::all(255), cv::FILLED, cv::LINE_AA);
  const cv::Mat moved = morph::warp(dot, b, a, mesh);
  cv::Mat grey;
  cv::cvtColor(moved, grey, cv::COLOR_BGR2GRAY);
  const cv::Moments m = cv::moments(grey);
  ASSERT_GT(m.m00, 0);
  EXPECT_NEAR(m.m10 / m.m00, static_cast<double>(a.at[tip].x), 1.5);
  EXPECT_NEAR(m.m01 / m.m00, static_cast<double>(a.at[tip].y), 1.5);
}

TEST_F(Morph, TheFaceIsBetweenBothAndTheRestAsTheMethodSays) {
  for (const char* method : {"complete", "combined", "spliced"}) {
    const cv::Mat mixed = blend(method, 0.5);
    EXPECT_GT(difference(mixed(face_), a_.photograph(face_)), 1.0) << method;
    EXPECT_LT(difference(mixed(face_), a_.photograph(face_)), difference(b_.photograph(face_), a_.photograph(face_)))
        << method;
    EXPECT_LT(difference(mixed(corner_), a_.photograph(corner_)), 1.5) << method;
  }
  // Clothes and hair of a splice are the accomplice's to the pixel's resampling.
  const cv::Rect clothes(0, 480, 413, 51);
  EXPECT_LT(difference(blend("spliced", 0.5)(clothes), a_.photograph(clothes)), 0.5);
  EXPECT_GT(difference(blend("complete", 0.5)(clothes), a_.photograph(clothes)), 0.5);
}

TEST_F(Morph, TheFileFitsDg2AndTheSameSeedGivesTheSameBytes) {
  Species s = morph_of("combined", 0.5);
  const auto one = morph::make(s, person::shared_assets(), a_, b_, SeededRandom(4));
  ASSERT_TRUE(one) << one.error().line();
  EXPECT_LE(one->size(), 18000U);
  EXPECT_EQ(*one, *morph::make(s, person::shared_assets(), a_, b_, SeededRandom(4)));
  EXPECT_EQ(media::decode_jpeg(*one)->size(), cv::Size(413, 531));
  s.parameters["dg2_bytes"] = {9000, 9000};
  EXPECT_LE(morph::make(s, person::shared_assets(), a_, b_, SeededRandom(4))->size(), 9000U);
}

TEST_F(Morph, PrintingAndScanningTakesDetailAndContrast) {
  Species s = morph_of("combined", 0.5);
  s.choices["medium"] = "print_scan";
  s.parameters["blur"] = {1, 1};
  s.parameters["grain"] = {0, 0};
  s.parameters["black"] = {12, 12};
  s.parameters["white"] = {6, 6};
  const cv::Mat before = blend("combined", 0.5);
  cv::Mat after = before.clone();
  morph::PrintScan(s, SeededRandom(4)).apply(after);
  const auto detail = [](const cv::Mat& picture) {
    cv::Mat grey, edges;
    cv::cvtColor(picture, grey, cv::COLOR_BGR2GRAY);
    cv::Laplacian(grey, edges, CV_64F);
    return cv::norm(edges, cv::NORM_L2);
  };
  EXPECT_LT(detail(after), 0.7 * detail(before));
  double low = 0, high = 0;
  cv::minMaxLoc(after.reshape(1), &low, &high);
  EXPECT_GE(low, 12);
  EXPECT_LE(high, 249);
}

TEST_F(Morph, WrongInputIsRefused) {
  const auto refused = [&](const Species& s, const morph::Contributor& other) {
    return !morph::make(s, person::shared_assets(), a_, other, SeededRandom(1));
  };
  const Species good = morph_of("complete", 0.5);
  EXPECT_FALSE(refused(good, b_));
  morph::Contributor small = b_;
  cv::resize(b_.photograph, small.photograph, {200, 260});
  EXPECT_TRUE(refused(good, small));
  EXPECT_TRUE(refused(good, {cv::Mat(), b_.looks}));
  Species s = good;
  s.attack_class = "print";
  EXPECT_TRUE(refused(s, b_));
  s = good;
  s.parameters["blend"] = {0.5, 1.2};
  EXPECT_TRUE(refused(s, b_));
  s = good;
  s.parameters.erase("dg2_bytes");
  EXPECT_TRUE(refused(s, b_));
  s = good;
  s.choices["method"] = "generative";
  EXPECT_TRUE(refused(s, b_));
  s = good;
  s.parameters["blned"] = {0, 1};
  EXPECT_TRUE(refused(s, b_));
}

}  // namespace
}  // namespace proofmark::attack

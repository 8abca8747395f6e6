#include "simulators/person/skin_tone.hpp"

#include <gtest/gtest.h>

#include <opencv2/core.hpp>

#include "simulators/camera/scene/scene.hpp"
#include "simulators/person/life.hpp"
#include "tests/person/people_data.hpp"
#include "tests/person/population_data.hpp"

namespace proofmark::person {
namespace {

TEST(SkinTone, LabOfKnownColours) {
  // The sRGB primaries as CIE 15 and IEC 61966-2-1 give them (D65).
  const Lab white = lab_of({1, 1, 1}), red = lab_of({1, 0, 0}), grey = lab_of({0.5F, 0.5F, 0.5F});
  EXPECT_NEAR(white.l, 100, 0.01);
  EXPECT_NEAR(white.a, 0, 0.02);
  EXPECT_NEAR(white.b, 0, 0.02);
  EXPECT_NEAR(red.l, 53.24, 0.02);
  EXPECT_NEAR(red.a, 80.09, 0.05);
  EXPECT_NEAR(red.b, 67.20, 0.05);
  EXPECT_NEAR(grey.l, 53.39, 0.02);
  const Lab blue = lab_of({0, 0, 1});
  EXPECT_NEAR(blue.l, 32.30, 0.02);
  EXPECT_NEAR(blue.a, 79.20, 0.05);
  EXPECT_NEAR(blue.b, -107.86, 0.05);
}

TEST(SkinTone, BackAndForth) {
  for (const float r : {0.1F, 0.45F, 0.9F})
    for (const float g : {0.05F, 0.5F, 0.85F})
      for (const float b : {0.02F, 0.4F, 0.95F}) {
        const Vec3 back = srgb_of(lab_of({r, g, b}));
        EXPECT_NEAR(back.x, r, 1e-4F);
        EXPECT_NEAR(back.y, g, 1e-4F);
        EXPECT_NEAR(back.z, b, 1e-4F);
      }
  const Vec3 outside = srgb_of({60, 120, -120});
  for (int k = 0; k < 3; ++k) EXPECT_TRUE(outside[k] >= 0 && outside[k] <= 1);
}

TEST(SkinTone, TheClassesOfChardon) {
  EXPECT_EQ(type_of_ita(55.1), SkinType::I);
  EXPECT_EQ(type_of_ita(55), SkinType::II);
  EXPECT_EQ(type_of_ita(41), SkinType::III);
  EXPECT_EQ(type_of_ita(28), SkinType::IV);
  EXPECT_EQ(type_of_ita(10), SkinType::V);
  EXPECT_EQ(type_of_ita(-30), SkinType::VI);
  for (const SkinType type : kSkinTypes) {
    EXPECT_EQ(parse_skin_type(name_of(type)), type);
    for (const double place : {0.0, 0.5, 1.0}) {
      const double ita = ita_within(type, place);
      EXPECT_EQ(type_of_ita(ita), type);
      const Lab colour = skin_colour(ita);
      EXPECT_NEAR(ita_of(colour), ita, 1e-9);
      EXPECT_NEAR(ita_of(lab_of(srgb_of(colour))), ita, 0.05) << "inside sRGB";
    }
  }
  EXPECT_FALSE(parse_skin_type("VII"));
}

// Cheeks and the middle of the forehead of a document portrait.
Lab colour_of(const cv::Mat& portrait) {
  cv::Scalar sum;
  double pixels = 0;
  for (const cv::Rect& box : {cv::Rect(138, 255, 36, 34), cv::Rect(239, 255, 36, 34), cv::Rect(184, 158, 46, 24)}) {
    sum += cv::sum(portrait(box));
    pixels += box.area();
  }
  const auto channel = [&](int k) { return static_cast<float>(sum[k] / pixels / 255); };
  return lab_of({channel(2), channel(1), channel(0)});
}

TEST(SkinTone, APortraitShowsTheClassOfItsType) {
  const auto assets = shared_assets();
  ASSERT_NE(assets, nullptr) << "run setup/set-up.sh test";
  const Population population = population_named("uniform");
  constexpr std::chrono::year_month_day today{std::chrono::year{2026}, std::chrono::March, std::chrono::day{2}};
  constexpr std::size_t kFaces = 3;
  std::array<std::vector<Lab>, 6> seen;
  for (std::uint64_t i = 0; i < 200; ++i) {
    const VirtualPerson person = sample_person(population, 7, i, today);
    auto& of_type = seen[static_cast<std::size_t>(person.skin)];
    if (of_type.size() == kFaces) continue;
    Appearance look = as_of(*assets, population, person, today);
    look.hair.style.clear();  // nothing hangs over forehead and cheeks
    look.skin.stubble = 0;
    look.hair.beard = false;
    look.skin.tone = srgb_of(skin_colour(ita_within(person.skin, 0.5)));
    cv::Mat portrait;
    ASSERT_TRUE(camera::document_portrait(assets, look, portrait));
    of_type.push_back(colour_of(portrait));
  }
  for (const SkinType type : kSkinTypes) {
    const auto& faces = seen[static_cast<std::size_t>(type)];
    ASSERT_EQ(faces.size(), kFaces) << name_of(type);
    Lab mean;
    for (const Lab& face : faces) {
      mean.l += face.l / kFaces;
      mean.a += face.a / kFaces;
      mean.b += face.b / kFaces;
    }
    const Lab wanted = skin_colour(ita_within(type, 0.5));
    EXPECT_EQ(type_of_ita(ita_of(mean)), type) << "ITA " << ita_of(mean) << ", wanted " << ita_of(wanted);
    // Not over-saturated, not overexposed.
    EXPECT_NEAR(mean.l, wanted.l, 4) << name_of(type);
    EXPECT_NEAR(std::hypot(mean.a, mean.b), std::hypot(wanted.a, wanted.b), 3) << name_of(type);
  }
}

}  // namespace
}  // namespace proofmark::person

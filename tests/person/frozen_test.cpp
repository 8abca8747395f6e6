// The looks that thresholds and suites were made with stay as they are: what is new is reached by a
// population. When the default changes on purpose, these hashes change in the same commit.
#include <gtest/gtest.h>

#include <cstdio>
#include <string>

#include "common/bytes.hpp"
#include "simulators/person/appearance.hpp"
#include "tests/person/people_data.hpp"

namespace proofmark::person {
namespace {

constexpr std::chrono::year_month_day kToday{std::chrono::year{2026}, std::chrono::March, std::chrono::day{2}};

std::string number(double value) {
  char text[40];
  std::snprintf(text, sizeof text, "%.6g ", value);
  return text;
}
std::string number(Vec3 v) {
  return number(static_cast<double>(v.x)) + number(static_cast<double>(v.y)) + number(static_cast<double>(v.z));
}

std::string written(const CivilRecord& c) {
  const auto day = [](std::chrono::year_month_day d) {
    return std::to_string(std::chrono::sys_days(d).time_since_epoch().count()) + ' ';
  };
  return c.given_names + ' ' + c.surname + (c.sex == Sex::male ? " male " : " female ") + day(c.date_of_birth) +
         c.personal_code + ' ' + c.document_number + ' ' + day(c.date_of_issue) + day(c.date_of_expiry) + c.can;
}

std::string written(const Appearance& look) {
  std::string all;
  for (const auto& [name, weight] : look.shape) all += name + ' ' + number(static_cast<double>(weight));
  for (const float share : look.population) all += number(static_cast<double>(share));
  const SkinLook& s = look.skin;
  all += number(s.tone) + s.texture + ' ' + s.texture_mixed + ' ' + std::to_string(s.detail) + ' ';
  for (const float v : {s.mixed, s.blotches, s.cheek_red, s.freckles, s.stubble, s.lip_red, s.lip_dark, s.eye_bags})
    all += number(static_cast<double>(v));
  const HairLook& h = look.hair;
  all += std::to_string(s.moles) + h.style + ' ' + number(h.colour) + number(static_cast<double>(h.cropped)) +
         (h.beard ? "beard " : "") + (h.moustache ? "moustache " : "") + h.brows +
         number(static_cast<double>(h.brow_strength));
  return all + look.iris + look.outfit + number(look.outfit_colour) + number(static_cast<double>(look.outfit_dyed));
}

TEST(Frozen, CivilRecordsOfPersonsWithoutAPopulation) {
  std::string all;
  for (std::uint64_t i = 0; i < 64; ++i)
    all += written(make_civil_record(SeededRandom(1).derive("evaluation/person", i), kToday)) + '\n';
  EXPECT_EQ(sha256_hex(to_bytes(all)), "27164d7a2d609453424897554250a16585dbb4f8c9e890d0b99041ebbaf7d803")
      << all.substr(0, 200);
}

TEST(Frozen, LooksOfPersonsWithoutAPopulation) {
  const auto assets = shared_assets();
  ASSERT_NE(assets, nullptr) << "run setup/set-up.sh test";
  std::string all;
  for (std::uint64_t i = 0; i < 64; ++i) {
    const SeededRandom seed = SeededRandom(1).derive("evaluation/person", i);
    const Appearance look = sample_appearance(*assets, seed, make_civil_record(seed, kToday), kToday);
    all += written(look) + '\n' + written(look_alike(look, look, 0.2F)) + '\n';
  }
  EXPECT_EQ(sha256_hex(to_bytes(all)), "7ecd0561d1fe2a0b64264418511729d85efadf9cafc7e3d006508f8a62b9efa3")
      << all.substr(0, 200);
}

}  // namespace
}  // namespace proofmark::person

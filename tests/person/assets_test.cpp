// Preparation and cache of the makehuman data. The package is found through PROOFMARK_PEOPLE or in the source tree.
#include "simulators/person/assets.hpp"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <fstream>

#include "common/files.hpp"
#include "simulators/person/appearance.hpp"
#include "tests/person/people_data.hpp"

namespace proofmark::person {
namespace {

namespace fs = std::filesystem;

// A folder of its own for one test, removed afterwards.
class Assets_ : public testing::Test {
 protected:
  void SetUp() override {
    ASSERT_TRUE(fs::exists(people_package() / "package.json")) << "run setup/set-up.sh test";
    folder_ = fs::temp_directory_path() / ("proofmark-assets-" + std::to_string(::getpid()) +
                                           testing::UnitTest::GetInstance()->current_test_info()->name());
    fs::create_directories(folder_);
  }
  void TearDown() override {
    if (!folder_.empty()) fs::remove_all(folder_);
  }
  // The shared cache, copied here so that it can be damaged.
  fs::path own_cache() {
    EXPECT_TRUE(shared_assets());
    fs::copy(people_cache() / "people.cache", folder_ / "people.cache");
    return folder_ / "people.cache";
  }
  fs::path folder_;
};

TEST_F(Assets_, HoldWhatPeopleAreMadeOf) {
  const auto assets = shared_assets();
  ASSERT_TRUE(assets);
  EXPECT_GT(assets->base.vertices.size(), 5000U);
  EXPECT_LT(assets->base.vertices.size(), 19158U);
  EXPECT_EQ(assets->base.vertices.size(), assets->base.head_weight.size());
  for (const char* target : {"expression/units/caucasian/eye-left-closure", "macrodetails/african-male-old",
                             "nose/nose-hump-morehump", "eyes/r-eye-bag-max"})
    EXPECT_NE(assets->target(target), nullptr) << target;
  for (const char* proxy : {"hair/short02", "eyebrows/eyebrow012", "teeth/Teeth_Base", "clothes/male_casualsuit01"})
    ASSERT_NE(assets->proxy(proxy), nullptr) << proxy;
  EXPECT_NE(assets->texture("skins/young_caucasian_female"), nullptr);
  EXPECT_EQ(assets->target("nose/nose-of-pinocchio"), nullptr);
  EXPECT_GT(assets->modifiers.size(), 120U);
}

TEST_F(Assets_, EveryIndexPointsIntoTheMesh) {
  const auto assets = shared_assets();
  ASSERT_TRUE(assets);
  const auto n = static_cast<std::int32_t>(assets->base.vertices.size());
  for (const Face& face : assets->base.faces)
    for (const std::int32_t v : face.vertex) ASSERT_TRUE(v >= -1 && v < n);
  for (const auto& [name, proxy] : assets->proxies) {
    ASSERT_EQ(proxy.hides.size(), assets->base.vertices.size()) << name;
    ASSERT_NE(assets->texture(proxy.texture), nullptr) << name;
    for (const auto& reference : proxy.reference)
      for (const std::int32_t v : reference) ASSERT_TRUE(v >= 0 && v < n) << name;
    for (const Face& face : proxy.faces)
      for (std::size_t k = 0; k < 3; ++k)
        ASSERT_TRUE(face.vertex[k] >= 0 && face.vertex[k] < static_cast<std::int32_t>(proxy.reference.size())) << name;
  }
}

TEST_F(Assets_, CorruptDeltasAreDropped) {
  const auto assets = shared_assets();
  ASSERT_TRUE(assets);
  // The package moves some vertices of this target by 20 dm.
  for (const auto& [name, target] : assets->targets) {
    if (name.starts_with("macrodetails/")) continue;
    for (const Vec3& d : target.delta) ASSERT_LT(dot(d, d), 3 * 2.0F * 2.0F) << name;
  }
}

TEST_F(Assets_, TheSecondLoadEqualsTheFirst) {
  const auto first = shared_assets();
  const auto second = load_assets(people_package(), people_cache());
  ASSERT_TRUE(first);
  ASSERT_TRUE(second);
  EXPECT_EQ(first->base.vertices, (*second)->base.vertices);
  EXPECT_EQ(first->targets.size(), (*second)->targets.size());
  const Texture *a = first->texture("hair/short02"), *b = (*second)->texture("hair/short02");
  EXPECT_TRUE(std::equal(a->pixels.begin(), a->pixels.end(), b->pixels.begin(), b->pixels.end()));
}

TEST_F(Assets_, ACutOrChangedCacheIsMadeAgain) {
  const fs::path cache = own_cache();
  const auto good = read_file(cache);
  ASSERT_TRUE(good);
  ASSERT_TRUE(write_file(cache, ByteView(*good).first(4096)));
  ASSERT_TRUE(load_assets(people_package(), folder_));
  EXPECT_EQ(*read_file(cache), *good) << "made again, byte for byte";
  // Each damage alone must be noticed: with the preparation made impossible, loading fails instead of succeeding.
  const fs::path empty = folder_ / "package";
  for (const char* name : {"public/data/targets/targets.bin", "public/data/models/human_full_size.json",
                           "src/json/targets/target-list.json", "src/json/modifiers/modeling_modifiers.json"}) {
    fs::create_directories((empty / name).parent_path());
    std::ofstream(empty / name).put('\n');
    fs::resize_file(empty / name, fs::file_size(people_package() / name));
  }
  fs::copy(people_package() / "package.json", empty / "package.json");
  ASSERT_TRUE(write_file(cache, *good));
  ASSERT_TRUE(load_assets(empty, folder_)) << "a whole cache needs no package data";
  for (const std::size_t length : {std::size_t{0}, std::size_t{60}, std::size_t{4096}, good->size() - 1}) {
    ASSERT_TRUE(write_file(cache, ByteView(*good).first(length)));
    EXPECT_FALSE(load_assets(empty, folder_)) << length;
  }
  for (const std::size_t at : {std::size_t{0}, std::size_t{9}, std::size_t{25}, std::size_t{60}, std::size_t{200},
                               good->size() / 2, good->size() - 1}) {
    Bytes changed = *good;
    changed[at] = static_cast<std::uint8_t>(changed[at] ^ 0x40U);
    ASSERT_TRUE(write_file(cache, changed));
    EXPECT_FALSE(load_assets(empty, folder_)) << at;
  }
}

TEST_F(Assets_, AMissingPackageIsNamed) {
  const auto assets = load_assets(folder_ / "nothing-here", folder_);
  ASSERT_FALSE(assets);
  EXPECT_NE(assets.error().expected.find("nothing-here"), std::string::npos);
  EXPECT_FALSE(assets.error().next_step.empty());
}

TEST_F(Assets_, APackageWithAMissingFileIsNamed) {
  fs::copy(people_package() / "package.json", folder_ / "package.json");
  const auto assets = load_assets(folder_, folder_);
  ASSERT_FALSE(assets);
  EXPECT_NE(assets.error().expected.find("targets.bin"), std::string::npos);
}

TEST_F(Assets_, AnUnwritableCacheIsAnError) {
  const fs::path file = folder_ / "a-file";
  std::ofstream(file) << "not a folder";
  const auto assets = load_assets(people_package(), file);
  EXPECT_FALSE(assets);
}

}  // namespace
}  // namespace proofmark::person

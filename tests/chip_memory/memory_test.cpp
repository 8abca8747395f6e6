// No chip makes the service allocate more than 64 MiB, or compute for long: measured for every profile, for a chip that
// is as full as it may be and for the largest portraits that are taken. What is counted: the inspection, and its
// portrait opened as the comparison of faces opens it. The simulated card lives in the same process and counts too.
#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <nlohmann/json.hpp>
#include <opencv2/core.hpp>

#include "common/emrtd/lds.hpp"
#include "common/emrtd/lds_details.hpp"
#include "common/emrtd/tlv.hpp"
#include "common/files.hpp"
#include "common/media/jpeg.hpp"
#include "common/picture_size.hpp"
#include "reference-impl/liveness/matching.hpp"
#include "tests/chip/support.hpp"
#include "tests/chip_memory/heap.hpp"
#include "tests/chip_memory/pictures.hpp"

namespace proofmark::chip::test {
namespace {

constexpr std::int64_t kMiB = 1 << 20;
constexpr std::int64_t kMost = 64 * kMiB;

struct Cost {
  std::string name;
  std::int64_t bytes = 0;
  double seconds = 0;
};

template <typename Work>
Cost measure(std::string name, const Work& work) {
  const auto begin = std::chrono::steady_clock::now();
  const heap::Growth growth;
  work();
  const std::chrono::duration<double> took = std::chrono::steady_clock::now() - begin;
  return {std::move(name), growth.peak(), took.count()};
}

// The time that the service gives the whole step (reference-impl/config/service.json), most of it for the chip's own
// answers: what it computes itself, which nothing interrupts, must be a small part of it.
double most_seconds() {
  const auto text =
      read_text(std::filesystem::path(PROOFMARK_SOURCE_DIR) / "reference-impl" / "config" / "service.json");
  return nlohmann::json::parse(text.value())["limits"]["chip_s"].get<double>() / 4;
}

void expect_within(std::vector<Cost> costs) {
  for (const Cost& cost : costs) {
    EXPECT_LE(cost.bytes, kMost) << cost.name;
    EXPECT_LE(cost.seconds, most_seconds()) << cost.name;
  }
  const auto print = [&](const char* what, auto more) {
    std::sort(costs.begin(), costs.end(), more);
    std::printf("most %s:\n", what);
    for (std::size_t i = 0; i < std::min<std::size_t>(costs.size(), 8); ++i)
      std::printf("  %-44s %7.2f MiB %7.3f s\n", costs[i].name.c_str(),
                  static_cast<double>(costs[i].bytes) / static_cast<double>(kMiB), costs[i].seconds);
  };
  print("memory", [](const Cost& one, const Cost& other) { return one.bytes > other.bytes; });
  print("time", [](const Cost& one, const Cost& other) { return one.seconds > other.seconds; });
}

void inspect_and_open(Field& field, const Inspect& inspect) {
  const Inspection inspection = inspect(field);
  if (!inspection.portrait.empty()) static_cast<void>(liveness::open_portrait(inspection.portrait));
}

TEST(Heap, counts_what_libraries_take_and_give_back) {
  const std::int64_t before = heap::live();
  {
    const heap::Growth growth;
    const cv::Mat picture(1024, 1024, CV_8UC3, cv::Scalar(1, 2, 3));
    EXPECT_GE(heap::live() - before, 3 * kMiB);
    EXPECT_LT(heap::live() - before, 4 * kMiB);
    EXPECT_GE(growth.peak(), 3 * kMiB);
  }
  EXPECT_LT(heap::live() - before, kMiB / 16);
  const heap::Growth growth;
  void* block = std::malloc(kMiB);
  ASSERT_NE(block, nullptr);
  block = std::realloc(block, 2 * kMiB);
  ASSERT_NE(block, nullptr);
  EXPECT_GE(growth.peak(), 3 * kMiB) << "a block that grows counts with its copy";
  std::free(block);
  void* const aligned = std::aligned_alloc(64, kMiB);
  ASSERT_NE(aligned, nullptr);
  EXPECT_GE(heap::live() - before, kMiB);
  std::free(aligned);
  EXPECT_LT(heap::live() - before, kMiB / 16);
}

TEST(ChipMemory, of_every_profile) {
  std::vector<Cost> costs;
  for (const auto& folder : {card::test::genuine_profiles(), card::test::attack_profiles()}) {
    const auto profiles = card::list_profiles(folder);
    ASSERT_TRUE(profiles) << profiles.error().line();
    for (const card::Profile& profile : *profiles) {
      for (const bool zone : {false, true}) {
        if ((!profile.pace || !profile.can) && !zone) continue;
        TestCard card(profile.name);
        Field field = card.field();
        Inspect inspect;
        inspect.password = zone ? mrz_password() : can_password();
        costs.push_back(measure(profile.name + (zone ? ", zone" : ""), [&] { inspect_and_open(field, inspect); }));
      }
    }
  }
  EXPECT_GT(costs.size(), 200U);
  expect_within(std::move(costs));
}

// The group that is parsed beside DG1, DG2, DG14 and DG15.
Bytes longest_details(std::size_t most) {
  emrtd::PersonalDetails details;
  details.full_name = std::string(most / 2, 'A');
  details.address = std::string(most / 2 - 100, 'B');
  return emrtd::encode_dg11(details);
}

// Every data group as long as the policy takes it, with a portrait that fills DG2.
TEST(ChipMemory, of_the_fullest_chip) {
  card::ChipContent chip = content("genuine");
  const std::size_t most = InspectionPolicy{}.max_file_bytes;
  emrtd::EfCom com = emrtd::parse_com(chip.files.at(emrtd::fid_com)).value();
  for (unsigned number = 5; number <= 16; ++number) {
    if (number == 14 || number == 15) continue;
    const std::uint8_t tag = emrtd::tag_of_data_group(number);
    chip.files[emrtd::fid_of_data_group(number)] =
        number == 11 ? longest_details(most) : emrtd::encode_tlv(tag, Bytes(most - 5, 0x5A));
    if (std::find(com.data_group_tags.begin(), com.data_group_tags.end(), tag) == com.data_group_tags.end())
      com.data_group_tags.push_back(tag);
  }
  chip.files[emrtd::fid_com] = emrtd::encode_com(com);
  Bytes portrait = progressive(1448, 1448, 90);
  portrait.resize(most - 120, 0);
  chip.files[emrtd::fid_of_data_group(2)] = emrtd::encode_dg2({portrait, emrtd::ImageFormat::jpeg, 1448, 1448}).value();
  Inspect inspect;
  inspect.store = resign(chip, {});
  TestCard card(chip);
  Field field = card.field();
  bool passed = false;
  const Cost cost = measure("the fullest chip", [&] {
    const Inspection inspection = inspect(field);
    passed = all_passed(inspection);
    EXPECT_TRUE(passed) << summary(inspection);
    EXPECT_TRUE(liveness::open_portrait(inspection.portrait));
  });
  EXPECT_TRUE(passed);
  EXPECT_GT(cost.bytes, static_cast<std::int64_t>(10 * most));
  expect_within({cost});
}

// The largest that require_modest() takes. What the packets hold is chance: it decides how many passes are decoded.
std::vector<std::pair<std::string, Bytes>> largest_pictures() {
  std::vector<std::pair<std::string, Bytes>> all{{"JPEG", progressive(1448, 1448, 90)},
                                                 {"JPEG, 4,096 high", progressive(512, 4096, 90)},
                                                 {"JPEG, 4,096 wide", progressive(4096, 512, 90)}};
  SeededRandom random(41, "packets");
  for (const bool empty : {true, false}) {
    Stream stream;
    const auto add = [&](const std::string& name) {
      const std::uint32_t tiles = ((stream.width + stream.tile_width - 1) / stream.tile_width) *
                                  ((stream.height + stream.tile_height - 1) / stream.tile_height);
      stream.data = empty ? Bytes(20000 / tiles, 0) : random.bytes(500000 / tiles);
      all.emplace_back("JPEG 2000, " + name + (empty ? ", no detail" : ""), encode(stream));
    };
    const auto make_small = [&] {
      stream.layers = 64;
      stream.levels = 10;
      stream.precinct = 7;
      stream.block_width = 4;
      stream.block_height = 6;
    };
    add("one tile");
    make_small();
    add("the smallest pieces");
    stream.width = stream.tile_width = 4096;
    stream.height = stream.tile_height = 512;
    add("the smallest pieces, 4,096 wide");
    stream = {};
    stream.width = stream.height = stream.tile_width = 1024;
    stream.tile_height = 1023;
    add("two tiles");
    make_small();
    add("the smallest pieces, two tiles");
    stream.tile_width = stream.tile_height = 128;
    add("the smallest pieces, 64 tiles");
  }
  return all;
}

TEST(ChipMemory, of_the_largest_portraits) {
  std::vector<Cost> costs;
  std::size_t opened = 0;
  for (const auto& each : largest_pictures()) {
    const std::string& name = each.first;
    const Bytes& picture = each.second;
    const auto size = picture_size(picture);
    ASSERT_TRUE(size) << name;
    ASSERT_TRUE(require_modest(*size)) << name << ": " << require_modest(*size).error().line();
    ASSERT_GT(size->width * size->height, (size->tiles > 1 ? 1U << 20U : 2U << 20U) - 500U) << name;
    costs.push_back(measure(name, [&] {
      const auto open = liveness::open_portrait(picture);
      if (open) ++opened;
    }));
  }
  EXPECT_GE(opened, 10U) << "hardly one of them was decoded, and nothing was measured";
  expect_within(std::move(costs));
}

// A photograph of that size as an encoder makes it, with as much detail as the file may hold.
TEST(ChipMemory, of_a_detailed_portrait) {
  cv::Mat noise(1448, 1448, CV_8UC3);
  cv::theRNG().state = 7;
  cv::randu(noise, cv::Scalar::all(0), cv::Scalar::all(256));
  std::vector<Cost> costs;
  for (const int kept : {20, 60, 80}) {
    const Bytes coded = media::encode_jpeg2000(noise, kept).value();
    ASSERT_TRUE(require_modest(*picture_size(coded))) << coded.size();
    costs.push_back(measure("JPEG 2000 of " + std::to_string(coded.size()) + " bytes",
                            [&] { EXPECT_TRUE(liveness::open_portrait(coded)); }));
  }
  expect_within(std::move(costs));
}

// One step beyond each limit.
TEST(ChipMemory, what_would_take_more_is_refused) {
  const auto refused = [](const std::string& name, const Bytes& picture) {
    const auto size = picture_size(picture);
    ASSERT_TRUE(size) << name;
    const auto modest = require_modest(*size);
    ASSERT_FALSE(modest) << name;
    EXPECT_NE(modest.error().expected.find("64 MiB"), std::string::npos) << modest.error().line();
  };
  refused("pixels", progressive(1449, 1448, 1));
  refused("width", progressive(4097, 16, 1));
  refused("height", progressive(16, 4097, 1));
  refused("scans", progressive(16, 16, 101));
  const auto changed = [&](const std::string& name, auto change) {
    Stream stream;
    change(stream);
    refused(name, encode(stream));
  };
  changed("layers", [](Stream& stream) { stream.layers = 65; });
  changed("levels", [](Stream& stream) { stream.levels = 11; });
  changed("blocks", [](Stream& stream) { stream.block_width = stream.block_height = 4; });
  changed("a block's width", [](Stream& stream) { stream.block_width = 3; });
  changed("precincts", [](Stream& stream) { stream.precinct = 6; });
  for (const std::uint8_t style : {std::uint8_t{0x01}, std::uint8_t{0x04}, std::uint8_t{0x40}})
    changed("style", [style](Stream& stream) { stream.style = style; });
  changed("tiles of many pixels", [](Stream& stream) { stream.tile_height = 1447; });
  changed("tiles", [](Stream& stream) {
    stream.width = stream.height = 64;
    stream.tile_width = stream.tile_height = 7;
  });
  changed("bytes", [](Stream& stream) { stream.data.resize(512U * 1024U); });
  Stream hidden;
  hidden.in_tile_part = true;
  Bytes stream = encode(hidden);
  EXPECT_TRUE(require_modest(*picture_size(stream)));
  const Bytes cod{0xFF, 0x52};
  const auto last = std::find_end(stream.begin(), stream.end(), cod.begin(), cod.end());
  *(last + 6) = 0xFF;  // 65,281 layers in the tile-part's header alone
  refused("layers in a tile-part", stream);
}

TEST(ChipMemory, a_strip_is_no_portrait) {
  const auto opened = liveness::open_portrait(progressive(4096, 16, 1));  // upright once it is turned
  ASSERT_FALSE(opened);
  EXPECT_NE(opened.error().observed.find("strip"), std::string::npos) << opened.error().line();
}

}  // namespace
}  // namespace proofmark::chip::test

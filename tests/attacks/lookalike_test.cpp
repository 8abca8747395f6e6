#include "attacks/lookalike/lookalike.hpp"

#include <gtest/gtest.h>

#include <filesystem>

#include "attacks/classes.hpp"
#include "attacks/registry/registry.hpp"
#include "tests/attacks/looks_stage.hpp"

namespace proofmark::attack {
namespace {

Species searched() {
  Species s;
  s.id = "lookalike-x";
  s.attack_class = "lookalike";
  s.parameters["gallery"] = {35, 200};
  s.choices = {{"relation", "look-alike"}, {"search", "portraits"}, {"matcher", "dlib128"}};
  return s;
}

// Takes note of what was asked for.
class AskedStage final : public Stage {
 public:
  Result<void> document_photo(cv::Mat& bgr) override { return inner_.document_photo(bgr); }
  Result<void> photograph(cv::Mat& bgr) override { return inner_.photograph(bgr); }
  Result<std::shared_ptr<const camera::Recording>> recording() override { return inner_.recording(); }
  Result<person::Appearance> victim() override { return fail("test", "the look-alike", "the victim", "-"); }
  Result<person::Appearance> attacker() override { return fail("test", "the look-alike", "another", "-"); }
  Result<person::Appearance> resembling(const Resemblance& how) override {
    asked = how;
    return inner_.attacker();
  }
  std::shared_ptr<const person::Assets> assets() override { return inner_.assets(); }
  const camera::Device& device() const override { return inner_.device(); }
  std::optional<Resemblance> asked;

 private:
  LooksStage inner_;
};

TEST(Lookalike, TheSpeciesSaysHowTheResemblanceIsFound) {
  const auto how = lookalike::resemblance_of(searched(), SeededRandom(3));
  ASSERT_TRUE(how) << how.error().line();
  EXPECT_EQ(how->relation, "look-alike");
  EXPECT_EQ(how->search, Resemblance::Search::portraits);
  EXPECT_EQ(how->matcher, "dlib128");
  EXPECT_GE(how->gallery, 35U);
  EXPECT_LE(how->gallery, 200U);
  Species twin;
  twin.attack_class = "lookalike";
  twin.choices["relation"] = "twin";
  const auto kin = lookalike::resemblance_of(twin, SeededRandom(3));
  ASSERT_TRUE(kin) << kin.error().line();
  EXPECT_EQ(kin->relation, "twin");
  EXPECT_EQ(kin->gallery, 0U);
}

TEST(Lookalike, WhoeverIsFoundIsBeforeTheCameraAndNobodyElse) {
  AskedStage stage;
  const auto capture = make_capture(searched(), stage, SeededRandom(3));
  ASSERT_TRUE(capture) << capture.error().line();
  ASSERT_TRUE(stage.asked);
  EXPECT_EQ(stage.asked->matcher, "dlib128");
  EXPECT_TRUE((*capture)->next());
}

TEST(Lookalike, WrongSpeciesAreRefused) {
  const auto refused = [](const auto& change) {
    Species s = searched();
    change(s);
    return !lookalike::resemblance_of(s, SeededRandom(1));
  };
  EXPECT_FALSE(refused([](Species&) {}));
  EXPECT_TRUE(refused([](Species& s) { s.attack_class = "print"; }));
  EXPECT_TRUE(refused([](Species& s) { s.parameters.clear(); })) << "no gallery";
  EXPECT_TRUE(refused([](Species& s) { s.parameters["gallery"] = {0, 10}; }));
  EXPECT_TRUE(refused([](Species& s) { s.parameters["gallery"] = {10, 1001}; }));
  EXPECT_TRUE(refused([](Species& s) { s.choices.erase("matcher"); })) << "a search without a matcher";
  EXPECT_TRUE(refused([](Species& s) { s.choices["search"] = "by_eye"; })) << "a matcher by eye";
  EXPECT_TRUE(refused([](Species& s) { s.choices["matcher"] = "the service's"; }));
  EXPECT_TRUE(refused([](Species& s) { s.choices["relation"] = "cousin"; }));
  EXPECT_TRUE(refused([](Species& s) { s.choices["relation"] = "twin"; })) << "kin are not searched for";
}

// A look-alike is an impostor of ISO/IEC 19795-1: neither an instrument of 30107-1 nor an injection.
TEST(Lookalike, RealPersonsAreImpostorsAndNothingElse) {
  for (const char* name : {"lookalike", "morph"}) {
    const AttackClass* of = find_class(name);
    ASSERT_NE(of, nullptr);
    EXPECT_TRUE(of->impostor);
    EXPECT_FALSE(of->presented || of->injected || of->social || of->recorded) << name;
  }
  EXPECT_EQ(relation_of(searched()), "look-alike");
  Species s = searched();
  s.attack_class = "morph";
  EXPECT_EQ(relation_of(s), "morph");
  s.attack_class = "print";
  EXPECT_EQ(relation_of(s), "");
}

}  // namespace
}  // namespace proofmark::attack

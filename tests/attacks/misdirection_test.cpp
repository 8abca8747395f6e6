#include "attacks/misdirection/misdirection.hpp"

#include <gtest/gtest.h>

#include <filesystem>

namespace proofmark::attack::misdirection {
namespace {

const Shown kAll{"Example Register", "0042"};

Species named(const std::string& id) {
  return load_species(std::filesystem::path(PROOFMARK_SOURCE_DIR) / "attacks/misdirection/species" / (id + ".json"))
      .value();
}

// Of 2,000 persons.
double share_that_goes_on(const Species& species, const Shown& shown) {
  int on = 0;
  for (std::uint64_t person = 0; person < 2000; ++person)
    on += goes_on(species, shown, SeededRandom(11).derive("person", person)).value();
  return on / 2000.0;
}

TEST(Misdirection, AnAttentivePersonIsStoppedByWhatIsShownAndByNothingElse) {
  const Species link = named("misdirection-relayed-link-attentive");
  EXPECT_EQ(share_that_goes_on(link, kAll), 0);
  EXPECT_EQ(share_that_goes_on(link, {"", "0042"}), 1) << "no party is shown";
  const Species code = named("misdirection-code-invented-attentive");
  EXPECT_EQ(share_that_goes_on(code, kAll), 0);
  EXPECT_EQ(share_that_goes_on(code, {"Example Register", ""}), 1) << "no code is shown";
}

TEST(Misdirection, TheSpeciesSharesAreThoseOfTheirRanges) {
  // Uniform from 0.5 to 0.8: 65 % read on average; binomial with n = 2,000, four standard deviations.
  EXPECT_NEAR(share_that_goes_on(named("misdirection-relayed-link"), kAll), 0.35, 0.045);
  EXPECT_NEAR(share_that_goes_on(named("misdirection-embedded-frame"), kAll), 0.675, 0.045);
  EXPECT_NEAR(share_that_goes_on(named("misdirection-wrong-party-shown"), kAll), 0.875, 0.035);
}

TEST(Misdirection, ACodeThatIsPassedOnTellsNobodyAnything) {
  EXPECT_EQ(share_that_goes_on(named("misdirection-order-for-another"), kAll), 1);
}

TEST(Misdirection, WhoLooksDoesNotDependOnWhatIsShown) {
  const Species link = named("misdirection-relayed-link");
  for (std::uint64_t person = 0; person < 200; ++person) {
    const SeededRandom seed = SeededRandom(3).derive("person", person);
    EXPECT_EQ(goes_on(link, kAll, seed).value(), goes_on(link, {"Another Register", "9999"}, seed).value());
  }
}

TEST(Misdirection, WrongSpeciesAreRefused) {
  Species s = named("misdirection-relayed-link");
  s.parameters["reads_party"] = {0.5, 1.5};
  EXPECT_FALSE(goes_on(s, kAll, SeededRandom(1)));
  s = named("misdirection-relayed-link");
  s.choices["code"] = "guessed";
  EXPECT_FALSE(goes_on(s, kAll, SeededRandom(1)));
  s = named("misdirection-relayed-link");
  s.attack_class = "print";
  EXPECT_FALSE(goes_on(s, kAll, SeededRandom(1)));
  EXPECT_FALSE(make(s, nullptr, {}, {}, SeededRandom(1)));
}

}  // namespace
}  // namespace proofmark::attack::misdirection

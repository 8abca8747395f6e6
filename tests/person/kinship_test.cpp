#include "simulators/person/kinship.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "simulators/person/civil.hpp"
#include "simulators/person/genes.hpp"
#include "simulators/person/life.hpp"
#include "tests/person/people_data.hpp"
#include "tests/person/population_data.hpp"

namespace proofmark::person {
namespace {

constexpr std::chrono::year_month_day kToday{std::chrono::year{2026}, std::chrono::March, std::chrono::day{2}};

double correlation(const std::vector<double>& a, const std::vector<double>& b) {
  double ab = 0, aa = 0, bb = 0;  // means are 0 by construction
  for (std::size_t i = 0; i < a.size(); ++i) {
    ab += a[i] * b[i];
    aa += a[i] * a[i];
    bb += b[i] * b[i];
  }
  return ab / std::sqrt(aa * bb);
}

class Kinship : public testing::Test {
 protected:
  void SetUp() override {
    assets_ = shared_assets();
    ASSERT_NE(assets_, nullptr) << "run setup/set-up.sh test";
    population_ = population_named("lithuania");
  }
  VirtualPerson person(std::uint64_t number) { return sample_person(population_, 1, number, kToday); }
  VirtualPerson young(std::uint64_t number) {
    while (attributes_on(population_, person(number), kToday).age > 60) number += 1000;
    return person(number);
  }
  std::vector<double> face(const VirtualPerson& p) {
    return expressed(genes_of(assets_->modifiers.size(), p), life_stream(p, "growth")).details;
  }
  std::shared_ptr<const Assets> assets_;
  Population population_;
};

TEST_F(Kinship, CorrelationsAreThoseOfTheRule) {
  // Of the details of 40 families together; 40 x 280 values give a standard error of 0.01.
  std::vector<double> own, twin, sibling, parent, stranger_, genes_own, genes_twin;
  const auto append = [](std::vector<double>& to, const std::vector<double>& from) {
    to.insert(to.end(), from.begin(), from.end());
  };
  for (std::uint64_t i = 0; i < 40; ++i) {
    const VirtualPerson p = young(i);
    append(own, face(p));
    append(genes_own, genes_of(assets_->modifiers.size(), p).details);
    const auto relative = [&](Relation relation) { return *relative_of(population_, p, relation, 0, kToday); };
    append(twin, face(relative(Relation::identical_twin)));
    append(genes_twin, genes_of(assets_->modifiers.size(), relative(Relation::identical_twin)).details);
    append(sibling, face(relative(Relation::fraternal_sibling)));
    append(parent, face(relative(Relation::parent)));
    append(stranger_, face(person(500 + i)));
  }
  EXPECT_EQ(genes_own, genes_twin);
  EXPECT_NEAR(correlation(own, twin), 1 - kEnvironment, 0.03);
  EXPECT_NEAR(correlation(own, sibling), (1 - kEnvironment) / 2, 0.05);
  EXPECT_NEAR(correlation(own, parent), (1 - kEnvironment) / 2, 0.05);
  EXPECT_NEAR(correlation(own, stranger_), 0, 0.05);
  double squares = 0;
  for (const double v : own) squares += v * v;
  EXPECT_NEAR(squares / static_cast<double>(own.size()), 1, 0.05) << "children vary as strangers do";
}

// Two children show the same allele in 5 of 12 cases and a parent and a child in 4 of 12, as the four alleles of the
// parents in every order and combination give.
TEST_F(Kinship, TraitsAreThoseOfTheStrongerAllele) {
  constexpr std::uint64_t kFamilies = 300;
  double siblings = 0, parents = 0;
  for (std::uint64_t i = 0; i < kFamilies; ++i) {
    const VirtualPerson p = young(i);
    const auto alike = [&](Relation relation) {
      const Genes own = genes_of(0, p), other = genes_of(0, *relative_of(population_, p, relation, 0, kToday));
      double same = 0;
      for (std::size_t trait = 0; trait < kTraits; ++trait) {
        SeededRandom one = shown(own, static_cast<Trait>(trait)), two = shown(other, static_cast<Trait>(trait));
        same += one.next_u64() == two.next_u64() ? 1 : 0;
      }
      return same / kTraits;
    };
    EXPECT_EQ(alike(Relation::identical_twin), 1);
    siblings += alike(Relation::fraternal_sibling) / kFamilies;
    parents += alike(Relation::parent) / kFamilies;
  }
  // 1,800 traits, those of one family being independent: a standard error of 0.012.
  EXPECT_NEAR(siblings, 5 / 12.0, 0.045);
  EXPECT_NEAR(parents, 4 / 12.0, 0.045);
}

// What a child has of a person is what the person has of a parent; a grandchild has half as much.
TEST_F(Kinship, AChildHasHalfOfTheGenes) {
  std::vector<double> own, child, grandparent;
  const auto append = [](std::vector<double>& to, const std::vector<double>& from) {
    to.insert(to.end(), from.begin(), from.end());
  };
  std::size_t families = 0;
  for (std::uint64_t i = 0; families < 40; ++i) {
    const VirtualPerson p = person(i);
    const auto born = relative_of(population_, p, Relation::child, 0, kToday);
    if (!born) continue;
    ++families;
    VirtualPerson father = p;
    father.conception = "father";
    father.life = p.family + "/father of the test";
    append(own, face(p));
    append(child, face(*born));
    append(grandparent, face(father));
    EXPECT_EQ(born->civil.sex, p.civil.sex);
  }
  EXPECT_NEAR(correlation(own, child), (1 - kEnvironment) / 2, 0.05);
  EXPECT_NEAR(correlation(grandparent, child), (1 - kEnvironment) / 4, 0.05);
}

TEST_F(Kinship, ATwinSharesTheDayAndTheColoursButNotTheMoles) {
  for (std::uint64_t i = 0; i < 30; ++i) {
    const VirtualPerson p = person(i);
    const auto twin = relative_of(population_, p, Relation::identical_twin, 0, kToday);
    ASSERT_TRUE(twin) << twin.error().line();
    EXPECT_EQ(twin->civil.date_of_birth, p.civil.date_of_birth);
    EXPECT_EQ(twin->civil.sex, p.civil.sex);
    EXPECT_EQ(twin->civil.surname, p.civil.surname);
    EXPECT_NE(twin->civil.personal_code, p.civil.personal_code);
    EXPECT_EQ(twin->hair, p.hair);
    EXPECT_EQ(twin->iris, p.iris);
    const Appearance a = as_of(*assets_, population_, p, kToday), b = as_of(*assets_, population_, *twin, kToday);
    EXPECT_NE(a.skin.detail, b.skin.detail);
    EXPECT_EQ(a.population, b.population);
    EXPECT_EQ(a.hair.brows, b.hair.brows);
    EXPECT_EQ(a.skin.freckles, b.skin.freckles);
  }
}

TEST_F(Kinship, AgesAreThoseOfTheRelation) {
  for (std::uint64_t i = 0; i < 200; ++i) {
    const VirtualPerson p = person(i);
    const double age = years_lived(p, kToday);
    const auto sibling = relative_of(population_, p, Relation::fraternal_sibling, i % 3, kToday);
    ASSERT_TRUE(sibling) << sibling.error().line();
    const double apart = std::abs(years_lived(*sibling, kToday) - age);
    EXPECT_TRUE(apart > 0.99 && apart < 6.01) << apart;
    EXPECT_GE(years_lived(*sibling, kToday), 18);
    EXPECT_LT(years_lived(*sibling, kToday), 91.5);
    EXPECT_TRUE(validate_personal_code(sibling->civil.personal_code));
    EXPECT_EQ(sibling->skin, p.skin);
    const auto parent = relative_of(population_, p, Relation::parent, 0, kToday);
    EXPECT_EQ(parent.has_value(), attributes_on(population_, p, kToday).age <= 70);
    const auto child = relative_of(population_, p, Relation::child, 0, kToday);
    EXPECT_EQ(child.has_value(), attributes_on(population_, p, kToday).age >= 38);
    if (child) {
      const double younger = age - years_lived(*child, kToday);
      EXPECT_TRUE(younger > 19.98 && younger < 38.01) << younger;
      EXPECT_GE(years_lived(*child, kToday), 17.99);
    }
    if (!parent) continue;
    const double older = years_lived(*parent, kToday) - age;
    EXPECT_TRUE(older > 19.99 && older < 38.01) << older;
    EXPECT_EQ(parent->conception, p.civil.sex == Sex::male ? "father" : "mother");
  }
}

TEST_F(Kinship, NamesOfRelations) {
  for (const Relation r : {Relation::identical_twin, Relation::fraternal_sibling, Relation::parent, Relation::child})
    EXPECT_EQ(parse_relation(name_of(r)), r);
  EXPECT_FALSE(parse_relation("twin"));  // the old looks' word, with the old looks' meaning
}

}  // namespace
}  // namespace proofmark::person

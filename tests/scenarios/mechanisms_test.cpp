// What a case's species have to be: of its class, of the evaluation split, and of the relation by which it is counted.
#include <gtest/gtest.h>

#include <array>

#include "scenarios/runner/attempt.hpp"

namespace proofmark::runner {
namespace {

Project project() {
  Project found;
  found.root = PROOFMARK_SOURCE_DIR;
  return found;
}

// The suite of one of the project's cases, in a population: there people have parents.
RunContext of_case(const std::string& name) {
  RunContext context;
  const auto read = load_case(project().cases(), name);
  EXPECT_TRUE(read) << read.error().line();
  context.suite.name = "one";
  context.suite.population = "lithuania";
  context.suite.scenarios = {*read};
  return context;
}

std::string refusal(RunContext& context) {
  const auto loaded = load_mechanisms(project(), context);
  return loaded ? std::string("none") : loaded.error().line();
}

TEST(Mechanisms, TheCasesOfKinLookAlikesAndMorphsAreOfTheirSpeciesRelation) {
  for (const char* name :
       {"lookalike.twin", "lookalike.sibling", "lookalike.parent", "lookalike.searched", "morph.document-photograph"}) {
    RunContext context = of_case(name);
    EXPECT_EQ(refusal(context), "none") << name;
  }
}

TEST(Mechanisms, ARelationOtherThanTheSpeciesIsRefusedWithTheRightOne) {
  // "unrelated" is what a case has that names none: its attempts would be counted among strangers.
  for (const auto& [name, relation, right] :
       {std::array{"lookalike.twin", "sibling", "twin"}, std::array{"lookalike.searched", "twin", "look-alike"},
        std::array{"lookalike.parent", "unrelated", "parent"},
        std::array{"morph.document-photograph", "look-alike", "morph"}}) {
    RunContext context = of_case(name);
    context.suite.scenarios[0].relation = relation;
    const std::string said = refusal(context);
    EXPECT_NE(said.find("scenario " + std::string(name)), std::string::npos) << said;
    EXPECT_NE(said.find("is counted: " + std::string(right)), std::string::npos) << said;
    EXPECT_NE(said.find("'" + std::string(relation) + "'"), std::string::npos) << said;
  }
}

TEST(Mechanisms, ASpeciesOfAnotherClassOrSplitIsRefused) {
  RunContext context = of_case("lookalike.searched");
  context.suite.scenarios[0].species = {"morph-digital-spliced"};
  EXPECT_NE(refusal(context).find("of class morph"), std::string::npos);
  context = of_case("lookalike.searched");
  context.suite.scenarios[0].species = {"lookalike-searched-few"};
  EXPECT_NE(refusal(context).find("of split development"), std::string::npos);
  context = of_case("lookalike.searched");
  context.suite.scenarios[0].species = {"lookalike-searched-far"};
  EXPECT_NE(refusal(context).find("'lookalike-searched-far'"), std::string::npos);
}

TEST(Mechanisms, OnlyPersonsOfAPopulationHaveParents) {
  RunContext context = of_case("lookalike.parent");
  context.suite.population.clear();
  EXPECT_NE(refusal(context).find("a population, where persons have parents"), std::string::npos);
}

}  // namespace
}  // namespace proofmark::runner

// The subject that accepts everything and the one that refuses everything: every suite must fail both, or it would show
// nothing of a real one.
#include <gtest/gtest.h>

#include <algorithm>

#include "reports/verdicts/evaluate.hpp"
#include "scenarios/runner/file_names.hpp"
#include "scenarios/runner/plan.hpp"
#include "scenarios/runner/prepare.hpp"
#include "scenarios/subjects/null_subject.hpp"

namespace proofmark::runner {
namespace {

using reports::Level;

Project project() {
  Project found;
  found.root = PROOFMARK_SOURCE_DIR;
  found.programs = PROOFMARK_BINARY_DIR;
  found.packages = found.root / "setup" / "packages";
  return found;
}

// What run_attempt would record, without the card and the camera that this subject does not look at. A probe needs an
// interface, which it does not offer.
reports::Observation observe(const Scenario& scenario, const Task& task, subjects::Subject& subject) {
  reports::Observation seen;
  if (scenario.kind == reports::Kind::probe) {
    seen.outcome = reports::Outcome::completed;
    seen.probe = reports::ProbeAnswer{false, "an interface", "not offered"};
  } else if (subject.level() == Level::full_service) {
    seen = subject.session({}).observation;
    seen.session_seconds = 1;
    seen.package_sha256 = std::string(64, 'a');
  } else if (subject.level() == Level::chip_inspection) {
    seen = subject.inspect({}).observation;
  } else if (subject.level() == Level::pad) {
    seen = subject.judge({}).observation;
  } else {
    seen = subject.compare({}).observation;
  }
  seen.attempt = task.id;
  return seen;
}

// Every suite that there is.
std::vector<std::string> suites() {
  return file_names(project().suites()).value_or(std::vector<std::string>());
}

TEST(NullSuites, AllAreThere) {
  const auto names = suites();
  for (const char* name : {"smoke", "gate", "full", "annual", "document", "pad", "injection", "social-engineering",
                           "presentation", "lookalike", "people", "comparison"})
    EXPECT_EQ(std::count(names.begin(), names.end(), name), 1) << name;
}

class NullTest : public ::testing::TestWithParam<std::string> {};

TEST_P(NullTest, PassesNoSuite) {
  const auto suite = load_suite(project().suites(), project().cases(), GetParam());
  ASSERT_TRUE(suite) << suite.error().line();
  const auto requirements = load_requirements(project());
  ASSERT_TRUE(requirements) << requirements.error().line();
  for (const bool accepts : {true, false}) {
    PlanInput input;
    input.suite = &*suite;
    input.seed = 1;
    input.subject.name = "null";
    input.subject.version = "1";
    input.subject.level = suite->level;
    input.subject.reached_by = "null";
    input.machine = "any";
    input.catalogue = requirements->catalogue ? &*requirements->catalogue : nullptr;
    input.catalogue_sha256 = requirements->sha256;
    const auto planned = make_plan(input);
    ASSERT_TRUE(planned) << planned.error().line();
    const auto subject = subjects::make_null_subject(suite->level, accepts);
    reports::ObservationFile file;
    for (const Task& task : planned->tasks) {
      file.observations.push_back(observe(suite->scenarios[task.scenario], task, *subject));
      file.observations.back().run = planned->plan.run;
    }
    const auto evaluation = reports::evaluate(planned->plan, file, requirements->catalogue);
    ASSERT_TRUE(evaluation) << evaluation.error().line();
    EXPECT_EQ(evaluation->gate.verdict, reports::Verdict::fail)
        << (accepts ? "accepts everything" : "refuses everything");
  }
}

INSTANTIATE_TEST_SUITE_P(Suites, NullTest, ::testing::ValuesIn(suites()), [](const auto& suite) {
  std::string name = suite.param;
  for (char& c : name)
    if (c == '-') c = '_';
  return name;
});

}  // namespace
}  // namespace proofmark::runner

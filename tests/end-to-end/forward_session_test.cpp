// Level full_service over standard input and output, with an adapter that drives something: examples/forward_session.py
// starts the reference service, sets its clock and forwards chip, video and challenges to it.
#include <gtest/gtest.h>

#include <map>

#include "reports/formats/observation.hpp"
#include "tests/engines/small_project.hpp"

namespace proofmark {
namespace {

using reports::Observation;
using reports::Outcome;

constexpr auto suite = R"({
  "format": "proofmark-suite/2", "name": "small", "title": "Small", "description": "A service behind an adapter.",
  "level": "full_service", "start": "2026-03-02T09:00:00Z", "spacing_s": 600, "time_limit_s": 300,
  "cases": [{"case": "genuine", "attempts": 1, "first_holder": 100000}, {"case": "document.cloned-chip", "attempts": 1},
            {"case": "document.expired", "attempts": 1}]
}
)";

TEST(ForwardSession, AnAdapterThatDrivesAServiceGivesItsDecisions) {
  const testing::SmallProject project{suite};
  const std::string adapter = std::string("stdio:/usr/bin/python3 '") + PROOFMARK_SOURCE_DIR +
                              "/examples/forward_session.py' '" + PROOFMARK_BINARY_DIR + "/proofmarkd' '" +
                              PROOFMARK_SOURCE_DIR + "/reference-impl/config/service.json'";
  const auto out = project.folder() / "run";
  const auto ended = testing::run(project.program({"run", "--suite", "small", "--subject", adapter, "--jobs", "1",
                                                   "--no-pdf", "--out", out.string()}),
                                  {}, project.folder() / "log");
  const auto file = reports::read_observations(out / "observations.jsonl");
  ASSERT_TRUE(file) << ended.error;
  std::map<std::string, Observation> seen;
  for (const Observation& one : file->observations) seen[one.attempt] = one;
  ASSERT_EQ(seen.size(), 3U) << ended.error;

  const Observation& genuine = seen["genuine-01"];
  ASSERT_EQ(genuine.outcome, Outcome::completed) << genuine.error;
  EXPECT_EQ(genuine.checks.size(), 13U);
  // The service chooses the challenges anew each time, and not every person's every action is recognised.
  bool all = true;
  for (const reports::Check& one : genuine.checks) {
    const bool passed = one.result == reports::CheckResult::passed;
    all = all && passed;
    EXPECT_TRUE(passed || one.id == "liveness.challenges") << one.id << ": " << one.reason;
  }
  EXPECT_EQ(genuine.decision, all ? reports::Decision::accepted : reports::Decision::refused);

  const Observation& copied = seen["document.cloned-chip-01"];
  ASSERT_EQ(copied.outcome, Outcome::completed) << copied.error;
  EXPECT_EQ(copied.decision, reports::Decision::refused);
  for (const reports::Check& one : copied.checks)
    if (one.id == "chip.genuine") {
      EXPECT_EQ(one.result, reports::CheckResult::failed);
    }

  // The adapter has the moment from the harness: by the machine's own date other documents would be past their last day.
  const Observation& expired = seen["document.expired-01"];
  ASSERT_EQ(expired.outcome, Outcome::completed) << expired.error;
  EXPECT_EQ(expired.decision, reports::Decision::refused);
  for (const reports::Check& one : expired.checks)
    if (one.id == "document.validity") {
      EXPECT_EQ(one.result, reports::CheckResult::failed) << one.reason;
    }
}

}  // namespace
}  // namespace proofmark

#include "scenarios/runner/slurm_output.hpp"

#include <gtest/gtest.h>

namespace proofmark::runner {
namespace {

TEST(SlurmOutput, AJobIsItsNumber) {
  EXPECT_EQ(parse_job("123\n", "sbatch").value(), "123");
  EXPECT_EQ(parse_job("123;cluster\n", "sbatch").value(), "123");
  EXPECT_EQ(parse_job("4294967295", "OUT.shards/job").value(), "4294967295");
  // The number is an argument of squeue and scancel.
  for (const char* wrong : {"", "\n", ";cluster", "--all", "12 34", "12x", "12345678901", " 1"}) {
    const auto job = parse_job(wrong, "OUT.shards/job");
    ASSERT_FALSE(job) << wrong;
    EXPECT_NE(job.error().line().find("OUT.shards/job"), std::string::npos);
    EXPECT_FALSE(job.error().next_step.empty());
  }
}

TEST(SlurmOutput, StatesByTask) {
  const std::map<std::size_t, std::string> expected = {{1, "RUNNING"}, {2, "COMPLETED"}, {10, "OUT_OF_MEMORY"}};
  EXPECT_EQ(parse_states("1 RUNNING\n2 COMPLETED\n\nN/A PENDING\n7\n-4 RUNNING\n3x RUNNING\n99999999999999999999 "
                         "FAILED\n10 OUT_OF_MEMORY"),
            expected);
  EXPECT_TRUE(parse_states("").empty());
  EXPECT_TRUE(has_ended("COMPLETED") && has_ended("OUT_OF_MEMORY"));
  EXPECT_FALSE(has_ended("RUNNING") || has_ended("PENDING") || has_ended(""));
}

}  // namespace
}  // namespace proofmark::runner

// Exit codes and the one line that names cause and remedy.
#include "scenarios/runner/commands.hpp"

#include <gtest/gtest.h>

#include "common/bytes.hpp"
#include "scenarios/runner/service_setup.hpp"
#include "tests/scenarios/support.hpp"

namespace proofmark::runner {
namespace {

class CommandsTest : public ::testing::Test {
 protected:
  CommandsTest() {
    project.root = PROOFMARK_SOURCE_DIR;
    project.programs = temporary.path();
    project.packages = temporary.path() / "packages";
  }
  // Runs it and gives its exit code; standard error must be one line.
  int line_of(const std::function<int()>& command) {
    ::testing::internal::CaptureStderr();
    ::testing::internal::CaptureStdout();
    const int code = command();
    error = ::testing::internal::GetCapturedStderr();
    output = ::testing::internal::GetCapturedStdout();
    if (code == 2) {
      EXPECT_EQ(error.find('\n'), error.size() - 1) << error;
      EXPECT_EQ(error.rfind("proofmark: ", 0), 0U) << error;
    }
    return code;
  }
  RunOptions run_options() {
    RunOptions options;
    options.project = project;
    options.out = temporary.path() / "run";
    return options;
  }
  testing::TemporaryFolder temporary;
  Project project;
  std::string error, output;
};

TEST_F(CommandsTest, UnknownSuite) {
  RunOptions options = run_options();
  options.suite = "nothing";
  EXPECT_EQ(line_of([&] { return command_run(options); }), 2);
  EXPECT_NE(error.find("first"), std::string::npos);
  PlanOptions plan;
  plan.project = project;
  plan.suite = "nothing";
  EXPECT_EQ(line_of([&] { return command_plan(plan); }), 2);
  EXPECT_FALSE(std::filesystem::exists(options.out));
}

TEST_F(CommandsTest, MissingPackageData) {
  EXPECT_EQ(line_of([&] { return command_run(run_options()); }), 2);
  EXPECT_NE(error.find("set-up.sh"), std::string::npos) << error;
}

TEST_F(CommandsTest, AFileOfAPackageThatIsNotTheOneExpected) {
  testing::write_file(project.packages / "a.bin", "abc");
  const std::string digest = sha256_hex(to_bytes("abc"));
  testing::write_file(project.packages / "files.sha256", digest + "  a.bin\n");
  EXPECT_TRUE(verify_packages(project.packages));
  testing::write_file(project.packages / "a.bin", "abd");
  EXPECT_EQ(line_of([&] { return command_run(run_options()); }), 2);
  EXPECT_NE(error.find("a.bin with SHA-256"), std::string::npos) << error;
  testing::write_file(project.packages / "files.sha256", "");
  EXPECT_FALSE(verify_packages(project.packages));
  testing::write_file(project.packages / "files.sha256", "xyz a.bin\n");
  EXPECT_FALSE(verify_packages(project.packages));
}

TEST_F(CommandsTest, AServiceThatIsNotBuilt) {
  testing::write_file(project.packages / "a.bin", "abc");
  testing::write_file(project.packages / "files.sha256", sha256_hex(to_bytes("abc")) + "  a.bin\n");
  EXPECT_EQ(line_of([&] { return command_run(run_options()); }), 2);
  EXPECT_NE(error.find("proofmarkd"), std::string::npos) << error;
  EXPECT_FALSE(std::filesystem::exists(temporary.path() / "run" / "plan.json"));
  EXPECT_EQ(line_of([&] { return command_serve(project, temporary.path() / "state", {}, {}); }), 2);
}

TEST_F(CommandsTest, PlanShowsEveryAttemptAndRunsNothing) {
  PlanOptions options;
  options.project = project;
  options.seed = 7;
  options.jobs = 2;
  EXPECT_EQ(line_of([&] { return command_plan(options); }), 0) << error;
  EXPECT_NE(output.find("genuine-08"), std::string::npos);
  EXPECT_NE(output.find("document.other-order-02"), std::string::npos);
  EXPECT_NE(output.find("34 attempts"), std::string::npos);
  EXPECT_NE(output.find("31.23 %"), std::string::npos) << "the bound that eight attempts without error allow";
  EXPECT_TRUE(std::filesystem::is_empty(temporary.path()));
}

TEST_F(CommandsTest, PlanOfAShardShowsItsShareAlone) {
  std::size_t attempts = 0;
  for (std::size_t number = 1; number <= 3; ++number) {
    PlanOptions options;
    options.project = project;
    options.shard = Shard{number, 3, {}};
    EXPECT_EQ(line_of([&] { return command_plan(options); }), 0) << error;
    for (std::size_t at = output.find(", expected "); at != std::string::npos; at = output.find(", expected ", at + 1))
      ++attempts;
  }
  EXPECT_EQ(attempts, 34U);
}

TEST_F(CommandsTest, MergeOfNothing) {
  MergeOptions options;
  options.out = temporary.path() / "run";
  EXPECT_EQ(line_of([&] { return command_merge(options); }), 2);
  options.shards = {temporary.path() / "nothing"};
  EXPECT_EQ(line_of([&] { return command_merge(options); }), 2);
  EXPECT_NE(error.find("--shard"), std::string::npos) << error;
  EXPECT_FALSE(std::filesystem::exists(options.out));
}

TEST_F(CommandsTest, AnEvidenceStoreThatWasNamedMustBeThere) {
  RunOptions options = run_options();
  options.evidence = temporary.path() / "nothing";
  EXPECT_EQ(line_of([&] { return command_run(options); }), 2);
  EXPECT_NE(error.find("--evidence"), std::string::npos) << error;
}

TEST_F(CommandsTest, SuitesAndProfilesAreListed) {
  EXPECT_EQ(line_of([&] { return command_suites(project); }), 0);
  EXPECT_NE(output.find("first"), std::string::npos);
  CardOptions options;
  options.project = project;
  options.list = true;
  EXPECT_EQ(line_of([&] { return command_card(options); }), 0);
  EXPECT_NE(output.find("cloned-chip"), std::string::npos);
  EXPECT_NE(output.find("lt-contact-current"), std::string::npos);
}

TEST_F(CommandsTest, CardNeedsAReaderAndAKnownProfile) {
  CardOptions options;
  options.project = project;
  for (const char* wrong : {"", "localhost", "127.0.0.1:", "127.0.0.1:0", "127.0.0.1:99999", "127.0.0.1:1x"}) {
    options.vpcd = wrong;
    EXPECT_EQ(line_of([&] { return command_card(options); }), 2) << wrong;
    EXPECT_NE(error.find("--vpcd"), std::string::npos);
  }
  options.vpcd = "127.0.0.1:35963";
  options.profile = "genuinely";
  EXPECT_EQ(line_of([&] { return command_card(options); }), 2);
  EXPECT_NE(error.find("genuine-"), std::string::npos) << error;
  options.profile = "lt-contact-perfect";
  EXPECT_EQ(line_of([&] { return command_card(options); }), 2);
  EXPECT_NE(error.find("lt-contact-suspended"), std::string::npos) << error;
  options.profile = "lt-contact-current-ec";
  options.vpcd = "127.0.0.1";
  EXPECT_EQ(line_of([&] { return command_card(options); }), 2);
  EXPECT_NE(error.find("--vpcd"), std::string::npos) << error;
  // Without a reader the provider's certificates and lists alone are written.
  options.vpcd.clear();
  options.trust = temporary.path() / "provider";
  EXPECT_EQ(line_of([&] { return command_card(options); }), 0) << error;
  for (const char* file : {"RootCA.crt", "PolicyCA.crl", "IssuingCA-delta.crl"})
    EXPECT_TRUE(std::filesystem::exists(options.trust / file)) << file;
}

TEST_F(CommandsTest, ReportOfNoRun) {
  EXPECT_EQ(line_of([&] { return command_report(temporary.path() / "nothing", {}); }), 2);
  testing::write_file(temporary.path() / "run" / "plan.json", "{");
  EXPECT_EQ(line_of([&] { return command_report(temporary.path() / "run", {}); }), 2);
}

TEST_F(CommandsTest, TheServicesFolderTellsNothingAndGoesAway) {
  const auto issuer = card::IssuerPki::create(7, testing::noon);
  ASSERT_TRUE(issuer);
  std::filesystem::path folder;
  const auto note = temporary.path() / "note";
  {
    const auto setup = ServiceSetup::create(project, *issuer);
    ASSERT_TRUE(setup) << setup.error().line();
    folder = (*setup)->folder();
    EXPECT_EQ(folder.filename().string().rfind("service-", 0), 0U);
    EXPECT_TRUE(std::filesystem::exists(folder / "trust" / "csca"));
    ASSERT_TRUE((*setup)->leave_note(note));
    EXPECT_EQ(testing::slurp(note), folder.string() + "\n");
  }
  EXPECT_FALSE(std::filesystem::exists(folder));
  EXPECT_FALSE(std::filesystem::exists(note));
}

TEST_F(CommandsTest, ANoteThatNamesAForeignFolderRemovesNothing) {
  const auto precious = temporary.path() / "service-precious";
  testing::write_file(precious / "service.json", "{}");
  const auto note = temporary.path() / "note";
  testing::write_file(note, precious.string() + "\n");
  const auto issuer = card::IssuerPki::create(7, testing::noon);
  const auto setup = ServiceSetup::create(project, *issuer);
  ASSERT_TRUE((*setup)->leave_note(note));
  EXPECT_TRUE(std::filesystem::exists(precious / "service.json"));
}

}  // namespace
}  // namespace proofmark::runner

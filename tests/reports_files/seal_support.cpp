#include "tests/reports_files/seal_support.hpp"

#include <gtest/gtest.h>
#include <sys/wait.h>

#include <cstdio>

#include "common/files.hpp"
#include "tests/reports/sample_run.hpp"

namespace proofmark::reports::sample {

namespace fs = std::filesystem;

fs::path small_folder(const std::string& name) {
  const fs::path folder = sample::folder(name) / "run";
  fs::create_directories(folder / "attempts" / "genuine-01");
  EXPECT_TRUE(write_text(folder / "plan.json", "{}\n"));
  EXPECT_TRUE(write_text(folder / "observations.jsonl", "{\"a\":1}\n"));
  EXPECT_TRUE(write_text(folder / "catalogue.json", "{}\n"));
  EXPECT_TRUE(write_text(folder / "attempts" / "genuine-01" / "apdu.jsonl", "x\n"));
  EXPECT_TRUE(write_text(folder / "ataskaita-ąčęėįšųūž.html", "<p>\n"));
  EXPECT_TRUE(write_text(folder / "empty", ""));
  return folder;
}

SealOptions own(const fs::path& folder) {
  SealOptions options;
  options.own_keys = folder.parent_path() / "keys";
  options.time = kNow;
  return options;
}

VerifyOptions trusting(const SealOptions& options) {
  VerifyOptions out;
  out.own_keys = options.own_keys;
  return out;
}

std::string shell(const std::string& command) {
  FILE* pipe = ::popen((command + " 2>&1").c_str(), "r");
  std::string out;
  for (int c = 0; pipe != nullptr && (c = std::fgetc(pipe)) != EOF;) out += static_cast<char>(c);
  return out + (pipe == nullptr ? "?" : "exit " + std::to_string(WEXITSTATUS(::pclose(pipe))));
}

}  // namespace proofmark::reports::sample

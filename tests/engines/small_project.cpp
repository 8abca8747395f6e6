#include "tests/engines/small_project.hpp"

#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <fstream>
#include <sstream>
#include <stdexcept>
#include <thread>

#include "tests/engines/varying.hpp"

namespace proofmark::testing {
namespace {

namespace fs = std::filesystem;

constexpr auto documents = R"({
  "format": "proofmark-suite/2", "name": "small", "title": "Small", "description": "A few documents.",
  "level": "chip_inspection", "start": "2026-03-02T09:00:00Z", "spacing_s": 600, "time_limit_s": 60,
  "cases": [{"case": "document.cloned-chip"}, {"case": "document.unknown-csca"}, {"case": "document.revoked-signer"},
            {"case": "document.expired"}]
}
)";

std::string slurp(const fs::path& file) {
  std::ostringstream text;
  text << std::ifstream(file, std::ios::binary).rdbuf();
  return text.str();
}

}  // namespace

SmallProject::SmallProject() : SmallProject(documents) {}

SmallProject::SmallProject(const std::string& suite, std::string subject) : subject_(std::move(subject)) {
  std::string pattern = (fs::temp_directory_path() / "small-XXXXXX").string();
  if (::mkdtemp(pattern.data()) == nullptr) throw std::runtime_error("mkdtemp");
  folder_ = pattern;
  const fs::path root = PROOFMARK_SOURCE_DIR;
  const fs::path project = folder_ / "project";
  fs::create_directories(project / "scenarios" / "suites");
  for (const char* part : {"simulators", "attacks", "reference-impl", "setup", "reports", ".cache"})
    if (fs::exists(root / part)) fs::create_directory_symlink(root / part, project / part);
  for (const char* part : {"cases", "catalogue"})
    fs::create_directory_symlink(root / "scenarios" / part, project / "scenarios" / part);
  std::ofstream(project / "scenarios" / "suites" / "small.json") << suite;
}

SmallProject::~SmallProject() {
  std::error_code ignored;
  fs::remove_all(folder_, ignored);
}

std::vector<std::string> SmallProject::program(const std::vector<std::string>& words) const {
  std::vector<std::string> all = {std::string(PROOFMARK_BINARY_DIR) + "/proofmark", "--project",
                                  (folder_ / "project").string()};
  all.insert(all.end(), words.begin(), words.end());
  return all;
}

std::vector<std::string> SmallProject::run_words(const fs::path& out, const std::vector<std::string>& more) const {
  std::vector<std::string> words = run_words_with_pdf(out);
  words.emplace_back("--no-pdf");
  words.insert(words.end(), more.begin(), more.end());
  return words;
}

std::vector<std::string> SmallProject::run_words_with_pdf(const fs::path& out) const {
  return program({"run", "--suite", "small", "--subject", subject_, "--out", out.string()});
}

Ended run(const std::vector<std::string>& words, const std::map<std::string, std::string>& environment,
          const fs::path& log, int kill_after_ms) {
  fs::remove(log);
  const pid_t child = ::fork();
  if (child == 0) {
    const int file = ::open(log.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0644);
    ::dup2(file, 1);
    ::dup2(file, 2);
    for (const auto& [name, value] : environment) ::setenv(name.c_str(), value.c_str(), 1);
    std::vector<char*> arguments;
    for (const std::string& word : words) arguments.push_back(const_cast<char*>(word.c_str()));  // NOLINT: execv's form
    arguments.push_back(nullptr);
    ::execv(arguments[0], arguments.data());
    ::_exit(127);
  }
  if (kill_after_ms > 0) {
    std::this_thread::sleep_for(std::chrono::milliseconds(kill_after_ms));
    ::kill(child, SIGKILL);
  }
  int status = 0;
  ::waitpid(child, &status, 0);
  return {WIFEXITED(status) ? WEXITSTATUS(status) : -1, slurp(log)};
}

std::map<std::string, std::string> steady_files(const fs::path& run_folder) {
  static const Varying varying = listed_as_varying();
  std::map<std::string, std::string> files;
  for (const char* name :
       {"plan.json", "catalogue.json", "verdicts.json", "results.json", "junit.xml", "observations.jsonl"})
    files[name] = without_varying(varying, name, slurp(run_folder / name));
  return files;
}

}  // namespace proofmark::testing

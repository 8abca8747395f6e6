// The project with one suite of its own: a few faulty documents at the chip alone, seconds of work.
#pragma once
#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "common/program.hpp"

namespace proofmark::testing {

class SmallProject {
 public:
  SmallProject();
  // The text of a suite called small, and what plays it.
  explicit SmallProject(const std::string& suite, std::string subject = "null:refuse");
  ~SmallProject();
  SmallProject(const SmallProject&) = delete;
  SmallProject& operator=(const SmallProject&) = delete;

  [[nodiscard]] const std::filesystem::path& folder() const { return folder_; }
  // `proofmark --project ...` and `words`.
  [[nodiscard]] std::vector<std::string> program(const std::vector<std::string>& words) const;
  // `proofmark run --suite small --subject SUBJECT --out OUT` and `more`; without PDFs, which take most of the
  // time.
  [[nodiscard]] std::vector<std::string> run_words(const std::filesystem::path& out,
                                                   const std::vector<std::string>& more = {}) const;
  [[nodiscard]] std::vector<std::string> run_words_with_pdf(const std::filesystem::path& out) const;

 private:
  std::filesystem::path folder_;
  std::string subject_;
};

struct Ended {
  int code = -1;  // -1: killed
  std::string error;
};
// Runs the words to their end, or kills the process with SIGKILL after `kill_after_ms` (0: never).
[[nodiscard]] Ended run(const std::vector<std::string>& words, const std::map<std::string, std::string>& environment,
                        const std::filesystem::path& log, int kill_after_ms = 0);

// The files of a run whose bytes must not depend on how it was run, the listed figures of real time and the seal apart.
[[nodiscard]] std::map<std::string, std::string> steady_files(const std::filesystem::path& run_folder);

}  // namespace proofmark::testing

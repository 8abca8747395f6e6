// verify, seal, compare: words about finished run folders.
#include <cstdio>

#include "common/clock.hpp"
#include "common/files.hpp"
#include "reports/compare/compare.hpp"
#include "scenarios/program/command_line.hpp"
#include "scenarios/program/seal_options.hpp"
#include "scenarios/runner/commands.hpp"
#include "scenarios/runner/sealing.hpp"

namespace proofmark::program {
namespace {

namespace fs = std::filesystem;
using reports::SealState;
using runner::Project;

void print_names(const char* what, const std::vector<std::string>& names) {
  for (const std::string& name : names) std::printf("%-8s %s\n", what, name.c_str());
}

void print_state(const char* what, SealState state, const std::string& when, const std::string& reason) {
  std::printf("%s: %s%s%s%s%s\n", what, std::string(name_of(state)).c_str(), when.empty() ? "" : ", ", when.c_str(),
              reason.empty() ? "" : ": ", reason.c_str());
}

int verify_folder(const fs::path& folder, const reports::VerifyOptions& options) {
  const auto result = reports::verify(folder, options);
  if (!result) return runner::print_error(result.error());
  print_names("changed", result->changed);
  print_names("missing", result->missing);
  print_names("added", result->added);
  std::printf("%zu files in the index, %zu changed, %zu missing, %zu added.\n", result->files, result->changed.size(),
              result->missing.size(), result->added.size());
  const std::string by = result->sealed_by.empty() ? "" : result->sealed_at + ", " + result->sealed_by;
  print_state("Seal", result->seal, by, result->seal_reason);
  if (result->timestamp != SealState::absent)
    print_state("Timestamp", result->timestamp, result->timestamp_at, result->timestamp_reason);
  std::printf("%s\n", result->holds() ? "The folder is as it was sealed." : "The folder is not shown to be as sealed.");
  return result->holds() ? 0 : 1;
}

void add_verify(CommandLine& line) {
  struct Words {
    fs::path folder;
    reports::VerifyOptions options;
  };
  const auto words = std::make_shared<Words>();
  auto* verify = line.word("verify", "Say whether anything in a run folder was changed since its report was sealed",
                           "Exit codes: 0 nothing changed and the seal is trusted, 1 not so, 2 could not be read.\n"
                           "Example: proofmark verify runs/first-7 --trust institution.pem");
  verify->add_option("folder", words->folder, "Run folder")->required();
  verify->add_option("--trust", words->options.trust,
                     "PEM certificates that the seal may lead to [that of this installation]");
  verify->add_option("--timestamp-trust", words->options.timestamp_trust,
                     "PEM certificates that the timestamp may lead to [none: its time is shown, not vouched for]");
  line.on(verify, [words](const Project& project) {
    words->options.own_keys = project.seal_keys();
    return verify_folder(words->folder, words->options);
  });
}

void add_seal(CommandLine& line) {
  struct Words {
    fs::path folder;
    SealWords seal;
  };
  const auto words = std::make_shared<Words>();
  auto* seal = line.word("seal", "Write the index of a run folder anew and seal it",
                         "Example: proofmark seal runs/first-7 --seal-key key.pem --seal-certificate chain.pem");
  seal->add_option("folder", words->folder, "Run folder")->required();
  add_seal_options(seal, words->seal);
  line.on(seal, [words](const Project& project) {
    reports::ReportOptions options;
    options.seal = seal_of(words->seal, project);
    const auto written = reports::write_index(words->folder, *runner::sealed_now(options).seal);
    return written ? 0 : runner::print_error(written.error());
  });
}

int compare_runs(const fs::path& a, const fs::path& b, const fs::path& out) {
  const auto comparison = reports::compare_folders(a, b);
  if (!comparison) return runner::print_error(comparison.error());
  std::fputs(comparison_to_text(*comparison).c_str(), stdout);
  if (!out.empty()) {
    if (const auto written = write_comparison(out, *comparison); !written) return runner::print_error(written.error());
    std::printf("Page: %s\n", (out / "comparison.html").c_str());
  }
  return comparison->exit_code();
}

void add_compare(CommandLine& line) {
  struct Words {
    fs::path a, b, out;
  };
  const auto words = std::make_shared<Words>();
  auto* compare = line.word("compare", "Say what got better or worse from run A to run B beyond noise",
                            "Exit codes: 0 nothing is worse, 1 something is worse, 2 cannot be compared.\n"
                            "Example: proofmark compare runs/before runs/after --out runs/comparison");
  compare->add_option("A", words->a, "Run folder")->required();
  compare->add_option("B", words->b, "Run folder of the same suite and level")->required();
  compare->add_option("--out", words->out, "Folder for comparison.json and the page in both languages");
  line.on_alone(compare, [words] { return compare_runs(words->a, words->b, words->out); });
}

}  // namespace

void add_seal_options(CLI::App* word, SealWords& words) {
  word->add_option("--seal-key", words.key, "PEM private key that seals the report [that of this installation]");
  word->add_option("--seal-certificate", words.certificate, "PEM certificate of that key, its chain after it");
  word->add_option("--timestamp", words.timestamp, "http address of an RFC 3161 timestamp authority [none]");
  word->add_option("--timestamp-trust", words.timestamp_trust, "PEM certificates that its timestamps must lead to");
}

reports::SealOptions seal_of(const SealWords& words, const Project& project) {
  reports::SealOptions out = runner::own_seal(project);
  out.key = words.key;
  out.certificate = words.certificate;
  out.timestamp_url = words.timestamp;
  out.timestamp_trust = words.timestamp_trust;
  return out;
}

void add_file_words(CommandLine& line) {
  add_verify(line);
  add_seal(line);
  add_compare(line);
}

}  // namespace proofmark::program

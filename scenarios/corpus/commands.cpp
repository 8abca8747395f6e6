#include "scenarios/corpus/commands.hpp"

#include <cstdio>

#include "common/files.hpp"
#include "scenarios/corpus/spec.hpp"
#include "scenarios/runner/commands.hpp"
#include "scenarios/runner/file_names.hpp"

namespace proofmark::corpus {
namespace {

Result<void> list_specs(const runner::Project& project) {
  PROOFMARK_TRY(const auto names, runner::file_names(project.root / "scenarios" / "corpus" / "specs"));
  for (const std::string& name : names) {
    PROOFMARK_TRY(const std::string text, spec_text(project, name));
    PROOFMARK_TRY(const Spec spec, parse_spec(text, name));
    std::printf("%-16s %s\n", name.c_str(), spec.description.c_str());
  }
  return {};
}

}  // namespace

int command_make(const MakeOptions& options) {
  const auto made = make_corpus(options);
  if (!made) return runner::print_error(made.error());
  for (const std::string& line : made->left_out) std::printf("Left out: %s\n", line.c_str());
  std::printf("%s: %zu files, %zu of them there before.\n", options.out.c_str(), made->files, made->there_before);
  return 0;
}

int command_specs(const runner::Project& project) {
  const auto listed = list_specs(project);
  return listed ? 0 : runner::print_error(listed.error());
}

}  // namespace proofmark::corpus

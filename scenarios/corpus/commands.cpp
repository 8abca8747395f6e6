#include "scenarios/corpus/commands.hpp"

#include <cstdio>

#include "common/files.hpp"
#include "scenarios/corpus/check.hpp"
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

int command_import(const ImportOptions& options) {
  const auto imported = import_corpus(options);
  if (!imported) return runner::print_error(imported.error());
  for (const Unusable& one : imported->unusable) std::printf("%s: %s\n", one.file.c_str(), one.reason.c_str());
  std::printf("%s: %zu files of use, %zu of none%s.\n", options.out.c_str(), imported->files, imported->unusable.size(),
              options.copy ? "; copied" : "; nothing was copied");
  return imported->unusable.empty() ? 0 : 1;
}

int command_check(const std::filesystem::path& folder, std::size_t jobs, const std::atomic<bool>* stop) {
  const auto checked = check_corpus(folder, jobs, stop);
  if (!checked) return runner::print_error(checked.error());
  for (const Finding& finding : checked->findings)
    std::printf("%-8s %s: %s\n", std::string(name_of(finding.kind)).c_str(), finding.file.c_str(),
                finding.what.c_str());
  std::printf("%zu files, %zu findings.\n", checked->files, checked->findings.size());
  return checked->findings.empty() ? 0 : 1;
}

int command_show(const ShowOptions& options) {
  const auto shown = show_corpus(options);
  if (!shown) return runner::print_error(shown.error());
  for (const std::string& line : *shown) std::printf("%s\n", line.c_str());
  return 0;
}

}  // namespace proofmark::corpus

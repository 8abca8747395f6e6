#include "scenarios/runner/project.hpp"

#include <cstdlib>
#include <sstream>

#include "common/bytes.hpp"
#include "common/files.hpp"

namespace proofmark::runner {
namespace {

namespace fs = std::filesystem;

fs::path from_environment(const char* name) {
  const char* value = std::getenv(name);
  return value == nullptr ? fs::path() : fs::path(value);
}

}  // namespace

Result<Project> find_project(const fs::path& root, const fs::path& packages) {
  std::error_code problem;
  const fs::path program = fs::read_symlink("/proc/self/exe", problem);
  if (problem) return fail("project", "/proc/self/exe", problem.message(), "Mount /proc.");
  Project project;
  project.programs = program.parent_path();
  project.root = !root.empty() ? root : from_environment("PROOFMARK_PROJECT");
  if (project.root.empty()) {
    fs::path at = project.programs;
    while (!fs::exists(at / "scenarios" / "suites", problem) && at != at.root_path()) at = at.parent_path();
    project.root = at;
  }
  project.root = fs::absolute(project.root, problem);
  if (!fs::is_directory(project.suites(), problem))
    return fail("project", "the project's root, with scenarios/suites in it", project.root.string(),
                "Give it with --project DIR or PROOFMARK_PROJECT.");
  project.packages = !packages.empty() ? packages : from_environment("PROOFMARK_PACKAGES");
  if (project.packages.empty()) project.packages = project.root / "setup" / "packages";
  project.packages = fs::absolute(project.packages, problem);
  return project;
}

Result<void> verify_packages(const fs::path& packages) {
  constexpr auto remedy = "Run setup/set-up.sh run, which fetches the packages again.";
  const auto list = read_text(packages / "files.sha256");
  if (!list)
    return fail("people data and models", "the list " + (packages / "files.sha256").string(), list.error().observed,
                remedy);
  std::istringstream lines(*list);
  std::size_t files = 0;
  for (std::string line; std::getline(lines, line);) {
    if (line.empty()) continue;
    const auto gap = line.find("  ");
    if (gap != 64)
      return fail("people data and models", "lines of SHA-256, two spaces and path", "'" + line.substr(0, 80) + "'",
                  "Restore setup/packages/files.sha256.");
    const fs::path file = packages / line.substr(gap + 2);
    const auto content = read_file(file);
    if (!content) return fail("people data and models", "the file " + file.string(), content.error().observed, remedy);
    if (sha256_hex(*content) != line.substr(0, gap))
      return fail("people data and models", file.string() + " with SHA-256 " + line.substr(0, 16) + "...",
                  sha256_hex(*content).substr(0, 16) + "...", remedy);
    ++files;
  }
  if (files == 0) return fail("people data and models", "at least one file in the list", "none", remedy);
  return {};
}

}  // namespace proofmark::runner

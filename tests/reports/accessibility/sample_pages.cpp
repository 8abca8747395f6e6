// sample_pages FOLDER: run folders of the made-up runs of every level with their pages, without PDF.
#include <cstdio>
#include <filesystem>
#include <utility>

#include "reports/documents/report.hpp"
#include "tests/reports/sample_run.hpp"

int main(int count, char** arguments) {
  using namespace proofmark::reports;
  if (count != 2) return 2;
  const std::filesystem::path root(arguments[1]);
  for (const auto& [name, plan] : {std::pair{"full", sample::full_plan()},
                                   {"pad", sample::pad_plan()},
                                   {"comparison", sample::comparison_plan()},
                                   {"chip", sample::chip_plan()}}) {
    const auto folder = root / name;
    std::filesystem::create_directories(folder);
    sample::write(folder, plan, sample::fair(plan), sample::catalogue());
    ReportOptions options;
    options.pdf = false;
    const auto summary = write_reports(folder, options);
    if (summary) continue;
    std::fprintf(stderr, "%s\n", summary.error().line().c_str());
    return 1;
  }
  return 0;
}

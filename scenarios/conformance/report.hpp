// What became of a conformance table: JSON for programs and one self-contained page for people.
#pragma once
#include <cstdint>
#include <filesystem>
#include <string>

#include "scenarios/conformance/play.hpp"

namespace proofmark::conformance {

struct Reported {
  const Table& table;
  const Played& played;
  std::string harness;  // version
  std::string command;  // that repeats it
  std::uint64_t seed = 1;
};

// Verdict, expected and observed of every row, and the numbers of each verdict.
[[nodiscard]] std::string to_json(const Reported& reported);
[[nodiscard]] Result<std::string> to_html(const Reported& reported);
// conformance.json and conformance.html in the folder.
[[nodiscard]] Result<void> write(const std::filesystem::path& folder, const Reported& reported);

}  // namespace proofmark::conformance

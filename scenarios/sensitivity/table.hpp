// The result of a measurement as text, JSON and HTML.
#pragma once
#include <string>

#include "scenarios/sensitivity/measure.hpp"

namespace proofmark::sensitivity {

struct Reported {
  std::vector<Weakness> weaknesses;  // in the order of measurement.results
  Measurement measurement;
  std::map<std::string, bool> required;        // of each scenario: required, not measured
  std::map<std::string, std::string> demands;  // of each scenario: its sentence
  std::string id;                              // of the measurement
  std::string harness;                         // version
  std::string command;                         // that repeats it
  std::uint64_t seed = 0;
  bool thorough = false;
  std::size_t planted = 0;  // weaknesses in the list; more than are measured when some were chosen
};

// 0 when everything was caught and nothing failed without a weakness; else 1.
[[nodiscard]] int exit_code(const Measurement& measurement);
// "136 of 137 caught; false alarms: none." and the survivors.
[[nodiscard]] std::string summary(const Reported& reported);
[[nodiscard]] std::string to_text(const Reported& reported);      // the table for a terminal, 100 columns
[[nodiscard]] std::string to_json(const Reported& reported);      // seconds apart: "times"
[[nodiscard]] std::string to_markdown(const Reported& reported);  // docs/sensitivity.md's last result; no times
[[nodiscard]] Result<std::string> to_html(const Reported& reported);

}  // namespace proofmark::sensitivity

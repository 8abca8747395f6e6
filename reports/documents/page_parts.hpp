// The parts of the page, each filling its section of the template.
#pragma once
#include <ctemplate/template.h>

#include <string>
#include <string_view>
#include <vector>

#include "reports/documents/page.hpp"

namespace proofmark::reports::page {

using Dictionary = ctemplate::TemplateDictionary;

void set(Dictionary& into, const char* name, const std::string& value);  // keeps a number and its % on one line
inline Dictionary& add(Dictionary& into, const char* section) {
  return *into.AddSectionDictionary(section);
}
inline void say(Dictionary& into, const char* section, const char* name, const std::string& value) {
  set(add(into, section), name, value);
}

void set_verdict(Dictionary& into, Verdict verdict);  // VERDICT and VERDICT_CLASS
[[nodiscard]] std::string joined(const std::vector<std::string>& words, std::string_view between = ", ");
[[nodiscard]] std::string interval_text(const Interval& interval);
[[nodiscard]] std::string position(double share);  // of a chart's width, "12.345" for SVG's percent coordinates
[[nodiscard]] std::string plural(std::uint64_t n, std::string_view one, std::string_view many);

void fill_head(Dictionary& into, const Evaluation& evaluation);
void fill_gate(Dictionary& into, const Evaluation& evaluation);
void fill_outcomes(Dictionary& into, const Evaluation& evaluation);
void fill_rates(Dictionary& into, const Evaluation& evaluation);
void fill_species(Dictionary& into, const Evaluation& evaluation);
[[nodiscard]] Result<void> fill_power(Dictionary& into, const Evaluation& evaluation);
void fill_document_attacks(Dictionary& into, const Evaluation& evaluation);
void fill_refusals(Dictionary& into, const Evaluation& evaluation);
void fill_session_times(Dictionary& into, const Evaluation& evaluation);
void fill_outside(Dictionary& into, const Evaluation& evaluation);
void fill_attempts(Dictionary& into, const Evaluation& evaluation);
void fill_pictures(Dictionary& into, const std::vector<Picture>& pictures);

}  // namespace proofmark::reports::page

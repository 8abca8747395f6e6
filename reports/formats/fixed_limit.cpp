// The figures of a requirement that are no limits of rates: their words, their form and what makes them valid.
#include <cmath>

#include "reports/formats/catalogue_fields.hpp"
#include "reports/formats/names.hpp"

namespace proofmark::reports {
namespace {

constexpr const char* kPlace = "requirements catalogue";
constexpr const char* kFix = "Correct the entry in scenarios/catalogue.";

constexpr Names<Measure, 5> kMeasures{{{Measure::scenarios, "scenarios"},
                                       {Measure::presentations_per_species, "presentations_per_species"},
                                       {Measure::injection_methods, "injection_methods"},
                                       {Measure::injection_instruments, "injection_instruments"},
                                       {Measure::documents, "documents"}}};

std::string rule_of(const FixedLimit& limit) {
  return limit.at_least ? "at least" : "at most";
}

Result<bool> parse_rule(std::string_view word) {
  static constexpr Names<bool, 2> kRules{{{false, "at most"}, {true, "at least"}}};
  return look_up(kRules, word, "the fixed limit's rule");
}

OrderedJson json_of(const Text& text) {
  return {{"en", text.en}, {"lt", text.lt}};
}

}  // namespace

std::string_view name_of(Measure measure) {
  return look_up(kMeasures, measure);
}
Result<Measure> parse_measure(std::string_view name) {
  return look_up(kMeasures, name, "what a fixed limit is held against");
}

std::string value_of(const FixedLimit& limit) {
  if (limit.value == std::floor(limit.value)) return std::to_string(static_cast<std::int64_t>(limit.value));
  return Json(limit.value).dump();
}
std::string words_of(const FixedLimit& limit) {
  return limit.unit.en + ": " + rule_of(limit) + " " + value_of(limit);
}

FixedLimit read_fixed(Fields& fields) {
  FixedLimit out;
  out.measure = fields.word<Measure>("measure", parse_measure);
  out.at_least = fields.word<bool>("rule", parse_rule);
  out.value = fields.number("value");
  out.unit = read_text_of(fields, "unit");
  out.kind = fields.word<LimitKind>("kind", parse_limit_kind);
  out.source = fields.text("source");
  out.checked = fields.word<Checked>("checked", parse_checked);
  return out;
}

OrderedJson json_of(const FixedLimit& l) {
  return {{"measure", name_of(l.measure)}, {"rule", rule_of(l)},      {"value", l.value},
          {"unit", json_of(l.unit)},       {"kind", name_of(l.kind)}, {"source", l.source},
          {"checked", name_of(l.checked)}};
}

Result<void> validate_figures(const Requirement& r) {
  for (const FixedLimit& l : r.fixed) {
    if (l.unit.en.empty() || l.unit.lt.empty())
      return fail(kPlace, "the unit of a fixed limit of " + r.id + " in English and Lithuanian", "one missing", kFix);
    if (!std::isfinite(l.value) || l.value < 0 || l.value > 1e9 || l.source.empty())
      return fail(kPlace, "a fixed limit of " + r.id + " with a figure from 0 to 1e9 and a source", "one without",
                  kFix);
    const bool of_attempts = l.measure == Measure::presentations_per_species ||
                             l.measure == Measure::injection_methods || l.measure == Measure::injection_instruments;
    if (of_attempts && !l.at_least)
      return fail(kPlace, r.id + " to ask for at least so many attempts, methods or instruments", "at most", kFix);
    if (l.measure == Measure::documents && r.slots.empty())
      return fail(kPlace, r.id + ", whose figure is of a document, to name a slot", "no slot", kFix);
  }
  if (r.no_limit.en.empty() && r.no_limit.lt.empty()) return {};
  if (r.no_limit.en.empty() || r.no_limit.lt.empty())
    return fail(kPlace, "the reason why " + r.id + " has no limit in English and Lithuanian", "one missing", kFix);
  if (!r.fixed.empty() || !r.limits.empty())
    return fail(kPlace, r.id + " with a limit or a reason why there is none", "both", kFix);
  return {};
}

}  // namespace proofmark::reports

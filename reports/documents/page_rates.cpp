// Error rates: the forest plot, the table per species, and what the sample can show.
#include <algorithm>
#include <map>

#include "reports/documents/page_parts.hpp"
#include "reports/formats/percent.hpp"
#include "reports/verdicts/judge.hpp"

namespace proofmark::reports::page {
namespace {

const Rate* find(const Evaluation& e, const std::string& id) {
  const auto at = std::find_if(e.rates.begin(), e.rates.end(), [&](const Rate& r) { return r.id == id; });
  return at == e.rates.end() ? nullptr : &*at;
}

// The line of one rate: errors of n, rate, interval, and the drawing of them.
void set_figures(Dictionary& into, const Rate& r) {
  set(into, "ERRORS", std::to_string(r.errors));
  set(into, "N", std::to_string(r.n));
  set(into, "RATE", r.rate ? percent(*r.rate) : "no figure");
  set(into, "INTERVAL", r.interval ? interval_text(*r.interval) : "none, as n = 0");
  if (!r.rate) return;
  Dictionary& bar = add(into, "BAR");
  set(bar, "LOW", position(r.interval->low));
  set(bar, "HIGH", position(r.interval->high));
  set(bar, "RATE", position(*r.rate));
  set(bar, "LABEL", percent(*r.rate) + ", 95 % interval " + interval_text(*r.interval));
  if (r.limit) say(bar, "LIMIT_MARK", "AT", position(r.limit->value));
}

void set_remainder(Dictionary& into, const Rate& r) {
  std::vector<std::string> notes;
  if (r.planned != r.n) notes.push_back(std::to_string(r.planned) + " planned");
  if (r.non_responses > 0) notes.push_back(std::to_string(r.non_responses) + " without a classification or decision");
  if (r.disrupted > 0) notes.push_back(plural(r.disrupted, "crash or timeout", "crashes or timeouts"));
  if (r.missing > 0) notes.push_back(std::to_string(r.missing) + " without usable evidence");
  if (!notes.empty()) say(into, "REMAINDER", "TEXT", joined(notes));
}

void set_limit(Dictionary& into, const Rate& r) {
  if (!r.limit) {
    add(into, "NO_LIMIT");
    return;
  }
  Dictionary& limit = add(into, "LIMIT");
  set(limit, "TEXT", r.limit->text);
  set(limit, "SOURCE", r.limit->source);
  set(limit, "KIND", std::string(name_of(r.limit->kind)));
  set(limit, "CHECKED", r.limit->checked);
}

void add_rate(Dictionary& into, const Rate& r) {
  Dictionary& row = add(into, "RATE_ROW");
  set(row, "NAME", r.name);
  set(row, "SPECIES", r.species.empty() ? "" : "worst species: " + r.species);
  set_figures(row, r);
  set_remainder(row, r);
  set_limit(row, r);
  set_verdict(row, r.verdict);
  set(row, "REASON", r.reason);
  if (!r.worst_group) return;
  const GroupRate& g = *r.worst_group;
  say(row, "GROUP", "TEXT",
      g.group + " " + g.value + ": " + std::to_string(g.errors) + " of " + std::to_string(g.n) + ", " +
          interval_text(g.interval));
}

// How often each check took part in the refusals of a species.
std::string detected_by(const Evaluation& e, const std::string& species) {
  std::vector<std::pair<std::string, std::size_t>> counts;
  for (std::size_t i = 0; i < e.attempts.size(); ++i) {
    const Attempt& a = e.plan.attempts[i];
    const bool attack = a.kind == Kind::presentation_attack || a.kind == Kind::injection_attack;
    if (!attack || a.species != species || !e.observations[i]) continue;
    for (const Check& c : e.observations[i]->checks) {
      if (!refused_by(*e.observations[i], c.id)) continue;
      const auto at = std::find_if(counts.begin(), counts.end(), [&](const auto& one) { return one.first == c.id; });
      if (at == counts.end()) {
        counts.emplace_back(c.id, 1);
      } else {
        ++at->second;
      }
    }
  }
  std::vector<std::string> words;
  for (const auto& [id, count] : counts) words.push_back(id + " (" + std::to_string(count) + ")");
  return words.empty() ? "no check" : joined(words);
}

void add_species(Dictionary& into, const Evaluation& e, const Rate& missed, const std::string& silent,
                 const std::string& accepted, const std::string& type) {
  Dictionary& row = add(into, "SPECIES_ROW");
  set(row, "SPECIES", missed.species);
  set(row, "TYPE", type);
  set(row, "BY", detected_by(e, missed.species));
  for (const Rate* rate : {&missed, find(e, silent + missed.species), find(e, accepted + missed.species)}) {
    if (rate == nullptr) continue;
    Dictionary& one = add(row, "FIGURE");
    set(one, "NAME", rate->name);
    set_figures(one, *rate);
    set_remainder(one, *rate);
    set_limit(one, *rate);
    set_verdict(one, rate->verdict);
    set(one, "REASON", rate->reason);
  }
}

}  // namespace

std::string interval_text(const Interval& i) {
  return percent(i.low) + " to " + percent(i.high);
}

void fill_rates(Dictionary& into, const Evaluation& e) {
  for (const Rate& r : e.rates)
    if (r.id == "apcer" || r.species.empty()) add_rate(into, r);
  std::vector<std::string> said;
  for (const Rate& r : e.rates) {
    if (std::find(said.begin(), said.end(), r.definition) != said.end()) continue;
    said.push_back(r.definition);
    Dictionary& one = add(into, "DEFINITION");
    set(one, "NAME", r.name);
    set(one, "TEXT", r.definition);
  }
}

void fill_species(Dictionary& into, const Evaluation& e) {
  for (const Rate& r : e.rates) {
    if (r.id == "apcer." + r.species) add_species(into, e, r, "apnrr.", "iapar.", "presentation");
    if (r.id == "injection_missed." + r.species)
      add_species(into, e, r, "injection_no_response.", "injection_accepted.", "injection");
  }
}

Result<void> fill_power(Dictionary& into, const Evaluation& e) {
  for (const Rate& r : e.rates) {
    if (!r.limit || r.planned == 0 || r.id == "apcer") continue;
    Dictionary& row = add(into, "POWER_ROW");
    set(row, "NAME", r.name + (r.species.empty() ? "" : ", " + r.species));
    set(row, "N", std::to_string(r.n));
    set(row, "BEST", r.upper_if_no_error ? percent(*r.upper_if_no_error) : "nothing");
    set(row, "LIMIT", r.limit->text);
    PROOFMARK_TRY(const std::uint64_t clean, attempts_to_show(r.limit->value, 0, r.limit->or_equal));
    set(row, "CLEAN", with_thousands(clean));
    set(row, "MORE",
        r.attempts_needed            ? with_thousands(*r.attempts_needed)
        : r.verdict == Verdict::pass ? "none"
        : r.verdict == Verdict::fail ? "refuted"
                                     : "evidence is missing");
  }
  const Rate* frr = find(e, "frr");
  if (frr != nullptr && frr->upper_if_no_error)
    say(into, "POWER_EXAMPLE", "TEXT",
        "With " + plural(frr->n, "attempt", "attempts") + " and no error the one-sided upper bound is " +
            percent(*frr->upper_if_no_error) +
            ": a service that fails this often would still come through such a test without an error in one run of "
            "twenty.");
  return {};
}

}  // namespace proofmark::reports::page

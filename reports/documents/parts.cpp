#include "reports/documents/parts.hpp"

#include <algorithm>

#include "reports/formats/percent.hpp"
#include "reports/formats/run_folder.hpp"

namespace proofmark::reports::parts {
namespace {

// Lithuanian writes 0,31 % and 29 956.
std::string localized(const Context& c, const std::string& english) {
  if (c.texts.language() == Language::en) return english;
  std::string out;
  for (const char x : english) out += x == ',' ? "\u00a0" : x == '.' ? "," : std::string(1, x);
  return out;
}

const char* key_of(Kind kind) {
  switch (kind) {
    case Kind::genuine:
      return "genuine";
    case Kind::impostor:
      return "impostor";
    case Kind::presentation_attack:
      return "presentation";
    case Kind::injection_attack:
      return "injection";
    case Kind::social_engineering:
      return "social_engineering";
    case Kind::document_attack:
      return "document";
    case Kind::probe:
      break;
  }
  return "probe";
}

}  // namespace

std::string percent(const Context& c, double proportion) {
  return localized(c, reports::percent(proportion));
}
std::string seconds(const Context& c, double value) {
  return localized(c, reports::seconds(value));
}
std::string decimal(const Context& c, double value, int places) {
  return localized(c, reports::decimal(value, places));
}
std::string whole(const Context& c, std::uint64_t n) {
  return localized(c, with_thousands(n));
}
std::string interval(const Context& c, const Interval& i) {
  return c("figure.interval", {{"low", percent(c, i.low)}, {"high", percent(c, i.high)}});
}

std::string joined(const std::vector<std::string>& words, std::string_view between) {
  std::string out;
  for (const std::string& word : words) {
    if (!out.empty()) out += between;
    out += word;
  }
  return out;
}

std::string kind(const Context& c, Kind kind) {
  return c(std::string("kind.") + key_of(kind));
}
std::string kind_group(const Context& c, Kind kind) {
  return c(std::string("kinds.") + key_of(kind));
}

std::string outcome(const Context& c, const std::optional<Observation>& o) {
  if (!o) return c("outcome.missing");
  switch (o->outcome) {
    case Outcome::crash:
      return c("outcome.crash");
    case Outcome::timeout:
      return c("outcome.timeout");
    case Outcome::harness_error:
      return c("outcome.harness_error");
    case Outcome::completed:
      break;
  }
  if (o->probe && o->probe->unexercised) return c("outcome.unexercised");
  if (o->probe) return c(o->probe->held ? "outcome.held" : "outcome.not_held");
  if (o->failed_to_acquire) return c("outcome.failed_to_acquire");
  if (o->pad) return c(o->pad->attack ? "outcome.attack" : "outcome.bona_fide");
  if (o->decision == Decision::accepted) return c("outcome.accepted");
  if (o->decision == Decision::refused) return c("outcome.refused");
  if (o->comparison) return c(o->comparison->score >= o->comparison->threshold ? "outcome.match" : "outcome.non_match");
  return c("outcome.completed");
}

Phrase rate_name(const Context& c, const Rate& rate) {
  return c.texts.name("rate." + rate.family, rate.name);
}

std::string day_of_testing(const Context& c) {
  const std::string& began = c.evaluation.began;
  return began.empty() ? c("fact.began_not_recorded") : began.substr(0, 10);
}

Document begin(const Context& c, std::string_view key) {
  const Plan& plan = c.evaluation.plan;
  Document d;
  d.language = c.texts.language();
  d.medium = c.medium;
  d.lead = c(std::string(key) + ".lead");
  d.title = c(std::string(key) + ".title",
              {{"subject", plan.subject.name}, {"version", plan.subject.version}, {"suite", plan.suite}});
  d.run = c("document.run", {{"title", d.lead},
                             {"run", plan.run},
                             {"subject", plan.subject.name},
                             {"version", plan.subject.version},
                             {"day", plan.started},
                             {"tested", day_of_testing(c)}});
  return d;
}

void add_statement(const Context& c, Section& section) {
  section.add(Notice{{strong(c("document.statement"))}});
}

Facts run_facts(const Context& c) {
  const Plan& plan = c.evaluation.plan;
  Facts facts;
  const auto fact = [&](std::string_view key, std::string value) {
    facts.rows.emplace_back(c(key), Line{plain(std::move(value))});
  };
  fact("fact.subject", plan.subject.name + " " + plan.subject.version);
  fact("fact.level", c("level." + std::string(name_of(plan.subject.level))));
  if (!plan.subject.reached_by.empty()) fact("fact.reached_by", plan.subject.reached_by);
  fact("fact.suite", plan.suite + ", " + c.texts.count("count.attempts", plan.attempts.size()));
  fact("fact.seed", std::to_string(plan.seed));
  fact("fact.run", plan.run);
  fact("fact.harness", "proofmark " + plan.harness);
  fact("fact.machine", plan.machine);
  fact("fact.began", c.evaluation.began.empty() ? c("fact.began_not_recorded") : c.evaluation.began);
  fact("fact.started", plan.started);
  if (!plan.catalogue_sha256.empty()) facts.rows.emplace_back(c("fact.catalogue"), Line{code(plan.catalogue_sha256)});
  facts.rows.emplace_back(c("fact.thresholds"), Line{plan.subject.thresholds_set_on.empty()
                                                         ? plain(c("fact.thresholds_not_stated"))
                                                         : phrase(c.texts.sentence(plan.subject.thresholds_set_on))});
  return facts;
}

Details settings(const Context& c) {
  Facts facts;
  facts.dense = true;
  for (const Setting& s : c.evaluation.plan.subject.settings) facts.rows.emplace_back(s.name, Line{code(s.value)});
  Details details;
  details.summary = {{soft(c.texts.count("count.settings", facts.rows.size()))}};
  details.blocks.push_back({std::move(facts)});
  return details;
}

std::vector<const Rate*> choose(const Evaluation& e, const Choice& choice) {
  std::vector<const Rate*> out;
  for (const Rate& r : e.rates)
    if (choice(r)) out.push_back(&r);
  return out;
}

const Rate* find(const Evaluation& e, std::string_view id) {
  const auto at = std::find_if(e.rates.begin(), e.rates.end(), [&](const Rate& r) { return r.id == id; });
  return at == e.rates.end() ? nullptr : &*at;
}

std::vector<std::string> detected_by(const Evaluation& e, const std::string& species) {
  std::vector<std::pair<std::string, std::size_t>> counts;
  for (std::size_t i = 0; i < e.attempts.size(); ++i) {
    const Attempt& a = e.plan.attempts[i];
    const bool attack =
        a.kind == Kind::presentation_attack || a.kind == Kind::injection_attack || a.kind == Kind::social_engineering;
    if (!attack || a.species != species || !e.observations[i]) continue;
    for (const Check& check : e.observations[i]->checks) {
      if (check.result != CheckResult::failed && check.result != CheckResult::undetermined) continue;
      const auto at =
          std::find_if(counts.begin(), counts.end(), [&](const auto& one) { return one.first == check.id; });
      if (at == counts.end()) {
        counts.emplace_back(check.id, 1);
      } else {
        ++at->second;
      }
    }
  }
  std::vector<std::string> words;
  for (const auto& [id, count] : counts) words.push_back(id + " (" + std::to_string(count) + ")");
  return words;
}

std::vector<Line> verdict_lines(const Context& c, Verdict verdict, const std::string& reason) {
  std::vector<Line> lines{{badge(c.texts, verdict)}};
  if (!reason.empty()) lines.push_back({phrase(c.texts.sentence(reason), Span::Style::soft)});
  return lines;
}

}  // namespace proofmark::reports::parts

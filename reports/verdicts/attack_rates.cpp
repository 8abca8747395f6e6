// Presentation attack detection, ISO/IEC 30107-3, and injection attack detection, CEN/TS 18099.
#include <algorithm>

#include "reports/verdicts/rates.hpp"
#include "reports/verdicts/recipes.hpp"

namespace proofmark::reports {
namespace {

Recipe recipe(Rate rate, std::function<bool(const Attempt&)> selected, std::function<Count(const Observation&)> of) {
  Recipe out;
  out.rate = std::move(rate);
  out.selected = std::move(selected);
  out.class_of = std::move(of);
  return out;
}

std::string seen_by(Level level) {
  return level == Level::pad ? "the subject's class" : "the checks video.* and liveness.* of the package";
}

// Letters, digits, '.', '_' and '-': an id is a file name and an anchor.
std::string slug(const std::string& text) {
  std::string out;
  for (const char c : text) {
    const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
    out += plain ? c : '-';
  }
  return out.empty() ? "none" : out;
}

// One list of rates for each question, so that the report reads question by question.
struct Lists {
  std::vector<Rate> missed, silent, accepted;
  void move_to(std::vector<Rate>& out) {
    for (auto* list : {&missed, &silent, &accepted})
      for (Rate& rate : *list) out.push_back(std::move(rate));
  }
};

Result<void> add_presentations(Lists& lists, const Material& m, const std::string& species) {
  const Level level = m.plan.subject.level;
  const auto selected = [species](const Attempt& a) {
    return a.kind == Kind::presentation_attack && a.species == species;
  };
  const auto add = [&](std::vector<Rate>& to, Rate rate, std::function<Count(const Observation&)> of) -> Result<void> {
    rate.species = species;
    PROOFMARK_TRY(Rate measured, measure(m, recipe(std::move(rate), selected, std::move(of))));
    to.push_back(std::move(measured));
    return {};
  };
  PROOFMARK_CHECK(add(lists.missed,
                      words("apcer." + species, "apcer", "PAD subsystem", "APCER",
                            "Presentations of this species classified as bona fide, by " + seen_by(level) +
                                ", of those that were classified (ISO/IEC 30107-3)."),
                      classified_as(level, PadClass::bona_fide)));
  PROOFMARK_CHECK(add(lists.silent,
                      words("apnrr." + species, "apnrr", "PAD subsystem", "APNRR",
                            "Presentations of this species without a classification (ISO/IEC 30107-3)."),
                      not_classified(level)));
  if (level == Level::pad) return {};
  return add(lists.accepted,
             words("iapar." + species, "iapar", "full system", "IAPAR",
                   "Presentations of this species that the full system accepted (ISO/IEC 30107-3)."),
             accepted_is_error);
}

Result<void> add_injections(Lists& lists, const Material& m, const std::string& id, const Rate& like,
                            const std::function<bool(const Attempt&)>& selected) {
  const Level level = m.plan.subject.level;
  const std::string of_whom = like.species.empty() ? "of this method and instrument" : "of this species";
  const std::string cell = like.species.empty() ? "_cell" : "";
  const auto add = [&](std::vector<Rate>& to, Rate rate, std::function<Count(const Observation&)> of) -> Result<void> {
    rate.species = like.species;
    rate.method = like.method;
    rate.instrument = like.instrument;
    PROOFMARK_TRY(Rate measured, measure(m, recipe(std::move(rate), selected, std::move(of))));
    to.push_back(std::move(measured));
    return {};
  };
  PROOFMARK_CHECK(
      add(lists.missed,
          words("injection_missed" + cell + "." + id, "injection_detection", "PAD subsystem", "Injections not detected",
                "Injections " + of_whom + " taken for bona fide, by " + seen_by(level) +
                    ", of those that were classified (CEN/TS 18099)."),
          classified_as(level, PadClass::bona_fide)));
  PROOFMARK_CHECK(
      add(lists.silent,
          words("injection_no_response" + cell + "." + id, "injection_no_response", "PAD subsystem",
                "Injections without a classification", "Crash, timeout, or ended before the video was judged."),
          not_classified(level)));
  if (level == Level::pad) return {};
  return add(lists.accepted,
             words("injection_accepted" + cell + "." + id, "injection_success", "full system", "Injections accepted",
                   "Injections " + of_whom + " that the full system accepted (CEN/TS 18099)."),
             accepted_is_error);
}

}  // namespace

// No presentation attack and no injection: the face and the document are the holder's own.
Result<void> add_social_engineering(std::vector<Rate>& out, const Material& m) {
  if (m.plan.subject.level != Level::full_service) return {};
  for (const std::string& species : species_of(m.plan, Kind::social_engineering)) {
    Rate rate = words("social_engineering_accepted." + species, "social_engineering_accepted", "full system",
                      "Forced or misled holders accepted",
                      "Sessions of this species that the full system accepted: the document's own holder, forced or "
                      "misled (ETSI TS 119 461 clause 4.5, tender 7.5.1.2.5).");
    rate.species = species;
    const auto selected = [species](const Attempt& a) {
      return a.kind == Kind::social_engineering && a.species == species;
    };
    PROOFMARK_TRY(Rate measured, measure(m, recipe(std::move(rate), selected, accepted_is_error)));
    out.push_back(std::move(measured));
  }
  return {};
}

PadClass pad_class(Level level, const Observation& o) {
  if (level == Level::pad) {
    if (!o.pad) return PadClass::no_response;
    return o.pad->attack ? PadClass::attack : PadClass::bona_fide;
  }
  std::size_t performed = 0;
  std::size_t passed = 0;
  std::size_t checks = 0;
  for (const Check& c : o.checks) {
    if (!c.id.starts_with("video.") && !c.id.starts_with("liveness.")) continue;
    ++checks;
    if (c.result == CheckResult::passed) ++passed;
    if (c.result == CheckResult::passed || c.result == CheckResult::failed) ++performed;
  }
  if (performed == 0) return PadClass::no_response;
  return passed == checks ? PadClass::bona_fide : PadClass::attack;
}

std::function<Count(const Observation&)> classified_as(Level level, PadClass wrong) {
  return [level, wrong](const Observation& o) {
    if (o.outcome != Outcome::completed) return Count::non_response;
    const PadClass found = pad_class(level, o);
    if (found == PadClass::no_response) return Count::non_response;
    return found == wrong ? Count::error : Count::correct;
  };
}

std::function<Count(const Observation&)> not_classified(Level level) {
  return [level](const Observation& o) {
    return o.outcome != Outcome::completed || pad_class(level, o) == PadClass::no_response ? Count::error
                                                                                           : Count::correct;
  };
}

std::vector<std::string> species_of(const Plan& plan, Kind kind) {
  std::vector<std::string> out;
  for (const Attempt& a : plan.attempts)
    if (a.kind == kind && std::find(out.begin(), out.end(), a.species) == out.end()) out.push_back(a.species);
  return out;
}

Rate maximum_of(const std::vector<Rate>& all, std::string name, std::string definition) {
  const Rate* worst = nullptr;
  for (const Rate& r : all) {
    if (worst == nullptr || (r.rate && !worst->rate) ||
        (r.rate && worst->rate && (*r.rate > *worst->rate || (*r.rate == *worst->rate && *r.upper > *worst->upper))))
      worst = &r;
  }
  Rate out = *worst;
  out.id = out.family;
  out.name = std::move(name);
  out.definition = std::move(definition);
  // The headline meets its limit only when every species does. The worst species speaks when it shares the verdict.
  Verdict verdict = out.limit ? Verdict::pass : Verdict::not_applicable;
  for (const Rate& r : all) {
    if (!out.limit) break;
    if (r.verdict == Verdict::fail) verdict = Verdict::fail;
    if (r.verdict != Verdict::pass && verdict == Verdict::pass) verdict = Verdict::inconclusive;
  }
  const auto speaker = std::find_if(all.begin(), all.end(), [&](const Rate& r) { return r.verdict == verdict; });
  const Rate& cause = out.verdict == verdict || speaker == all.end() ? *worst : *speaker;
  out.verdict = verdict;
  out.reason = "species " + cause.species + ": " + cause.reason;
  out.attempts_needed.reset();
  out.scenarios.clear();
  out.unanswered = false;
  for (const Rate& r : all) {
    if (r.attempts_needed) out.attempts_needed = std::max(out.attempts_needed.value_or(0), *r.attempts_needed);
    if (r.gate == GateRole::measured) out.gate = GateRole::measured;
    out.unanswered = out.unanswered || r.unanswered;
    for (const std::string& scenario : r.scenarios)
      if (std::find(out.scenarios.begin(), out.scenarios.end(), scenario) == out.scenarios.end())
        out.scenarios.push_back(scenario);
  }
  return out;
}

Result<void> add_attack_detection(std::vector<Rate>& out, const Material& m) {
  const Level level = m.plan.subject.level;
  if (level != Level::full_service && level != Level::pad) return {};
  const auto live = [](const Attempt& a) { return a.kind == Kind::genuine || a.kind == Kind::impostor; };
  const auto add_live = [&](Rate rate, std::function<Count(const Observation&)> of) -> Result<void> {
    Recipe one = recipe(std::move(rate), live, std::move(of));
    one.by_group = true;
    PROOFMARK_TRY(Rate measured, measure(m, std::move(one)));
    out.push_back(std::move(measured));
    return {};
  };
  PROOFMARK_CHECK(add_live(words("bpcer", "bpcer", "PAD subsystem", "BPCER",
                                 "Bona fide presentations classified as attacks, by " + seen_by(level) +
                                     ", of those that were classified (ISO/IEC 30107-3). Bona fide are genuine "
                                     "persons and zero-effort impostors, who are live persons too."),
                           classified_as(level, PadClass::attack)));
  PROOFMARK_CHECK(add_live(words("bpnrr", "bpnrr", "PAD subsystem", "BPNRR",
                                 "Bona fide presentations without a classification: crash, timeout, failure to "
                                 "acquire, or ended before the video was judged (ISO/IEC 30107-3)."),
                           not_classified(level)));
  Lists lists;
  for (const std::string& species : species_of(m.plan, Kind::presentation_attack)) {
    PROOFMARK_CHECK(add_presentations(lists, m, species));
  }
  if (!lists.missed.empty())
    out.push_back(maximum_of(lists.missed, "APCER, maximum over the species",
                             "The highest APCER of any species (ISO/IEC 30107-3); never pooled over species and never "
                             "averaged with BPCER."));
  if (!lists.accepted.empty())
    out.push_back(maximum_of(lists.accepted, "IAPAR, maximum over the species",
                             "The highest IAPAR of any species (ISO/IEC 30107-3); never pooled over species."));
  lists.move_to(out);
  return {};
}

Result<void> add_injection(std::vector<Rate>& out, const Material& m) {
  const Level level = m.plan.subject.level;
  if (level != Level::full_service && level != Level::pad) return {};
  Lists by_species, by_cell;
  for (const std::string& species : species_of(m.plan, Kind::injection_attack)) {
    Rate like;
    like.species = species;
    PROOFMARK_CHECK(add_injections(by_species, m, species, like, [species](const Attempt& a) {
      return a.kind == Kind::injection_attack && a.species == species;
    }));
  }
  std::vector<std::pair<std::string, std::string>> cells;
  for (const Attempt& a : m.plan.attempts) {
    const std::pair<std::string, std::string> cell(a.method, a.instrument);
    if (a.kind != Kind::injection_attack || (a.method.empty() && a.instrument.empty())) continue;
    if (std::find(cells.begin(), cells.end(), cell) == cells.end()) cells.push_back(cell);
  }
  for (const auto& [method, instrument] : cells) {
    Rate like;
    like.method = method;
    like.instrument = instrument;
    PROOFMARK_CHECK(add_injections(by_cell, m, slug(method) + "." + slug(instrument), like,
                                   [method = method, instrument = instrument](const Attempt& a) {
                                     return a.kind == Kind::injection_attack && a.method == method &&
                                            a.instrument == instrument;
                                   }));
  }
  by_species.move_to(out);
  by_cell.move_to(out);
  return {};
}

}  // namespace proofmark::reports

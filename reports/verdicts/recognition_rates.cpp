// Biometric recognition: comparison level (FMR, FNMR, FTA) and transaction level (FAR, FRR, FTE, GFAR, GFRR),
// ISO/IEC 19795-1. Deliberate attacks are no part of it.
#include <algorithm>

#include "reports/verdicts/recipes.hpp"

namespace proofmark::reports {
namespace {

using Selector = std::function<bool(const Attempt&)>;
using Classifier = std::function<Count(const Observation&)>;

// The reference is the portrait on the chip: without reading it nobody is enrolled.
bool reference_obtained(const Observation& o) {
  return std::none_of(o.checks.begin(), o.checks.end(),
                      [](const Check& c) { return c.id == "chip.access" && c.result != CheckResult::passed; });
}

bool face_found(const Observation& o) {
  return std::any_of(o.checks.begin(), o.checks.end(),
                     [](const Check& c) { return c.id == "face.found" && c.result == CheckResult::passed; });
}

// The person was asked for the video: otherwise there was nothing to acquire.
bool video_begun(const Observation& o) {
  return std::any_of(o.checks.begin(), o.checks.end(),
                     [](const Check& c) { return c.id == "video.format" && c.result != CheckResult::not_performed; });
}

Count generalised_false_reject(const Observation& o) {
  return o.decision == Decision::accepted ? Count::correct : Count::error;
}

Count false_reject(const Observation& o) {
  if (o.outcome == Outcome::completed && !reference_obtained(o)) return Count::non_response;
  return generalised_false_reject(o);
}

Count false_accept(const Observation& o) {
  if (o.outcome == Outcome::completed && !reference_obtained(o)) return Count::non_response;
  return accepted_is_error(o);
}

Count failure_to_enrol(const Observation& o) {
  if (o.outcome != Outcome::completed) return Count::non_response;
  return reference_obtained(o) ? Count::correct : Count::error;
}

Count failure_to_acquire_in_session(const Observation& o) {
  if (o.outcome != Outcome::completed || !video_begun(o)) return Count::non_response;
  return face_found(o) ? Count::correct : Count::error;
}

Count failure_to_acquire(const Observation& o) {
  if (o.outcome != Outcome::completed) return Count::non_response;
  return o.failed_to_acquire ? Count::error : Count::correct;
}

Classifier compared(bool match_is_error) {
  return [match_is_error](const Observation& o) {
    if (o.outcome != Outcome::completed || !o.comparison) return Count::non_response;
    const bool match = o.comparison->score >= o.comparison->threshold;
    return match == match_is_error ? Count::error : Count::correct;
  };
}

Selector of(Kind kind) {
  return [kind](const Attempt& a) { return a.kind == kind; };
}

bool unrelated(const Attempt& a) {
  return a.kind == Kind::impostor && (a.relation.empty() || a.relation == "unrelated");
}

std::vector<std::string> relations_of(const Plan& plan) {
  std::vector<std::string> out;
  for (const Attempt& a : plan.attempts)
    if (a.kind == Kind::impostor && !unrelated(a) && std::find(out.begin(), out.end(), a.relation) == out.end())
      out.push_back(a.relation);
  return out;
}

Recipe persons(Rate rate, Selector selected, Classifier classifier, bool pairs) {
  Recipe out;
  out.rate = std::move(rate);
  out.selected = std::move(selected);
  out.class_of = std::move(classifier);
  out.by_group = true;
  out.pairs = pairs;
  return out;
}

Result<void> add(std::vector<Rate>& out, const Material& m, Recipe recipe) {
  PROOFMARK_TRY(Rate rate, measure(m, std::move(recipe)));
  out.push_back(std::move(rate));
  return {};
}

// `far` or `fmr` of each relation, never mixed with unrelated impostors.
Result<void> add_relations(std::vector<Rate>& out, const Material& m, const Rate& base, const Classifier& classifier) {
  for (const std::string& relation : relations_of(m.plan)) {
    Rate rate = words(base.id + "." + relation, base.family + "_related", base.level, base.name + ", " + relation,
                      "As " + base.name + ", over impostors of relation '" + relation +
                          "' alone; not part of it, because its impostors are unrelated (ISO/IEC 19795-1).");
    rate.relation = relation;
    PROOFMARK_CHECK(
        add(out, m,
            persons(
                std::move(rate), [&](const Attempt& a) { return a.kind == Kind::impostor && a.relation == relation; },
                classifier, true)));
  }
  return {};
}

Result<void> add_transactions(std::vector<Rate>& out, const Material& m) {
  const std::string level = "transaction";
  PROOFMARK_CHECK(add(out, m,
                      persons(words("frr", "frr", level, "FRR, false rejection rate",
                                    "Genuine transactions not accepted, of all whose reference (the chip's portrait) "
                                    "was obtained; failure to acquire, crash and timeout count as not accepted "
                                    "(ISO/IEC 19795-1, transaction level)."),
                              of(Kind::genuine), false_reject, false)));
  const Rate far = words("far", "far", level, "FAR, false acceptance rate",
                         "Zero-effort transactions of unrelated impostors accepted, of those that ended in a decision "
                         "after the reference was obtained (ISO/IEC 19795-1, transaction level; deliberate attacks "
                         "are not part of it).");
  PROOFMARK_CHECK(add(out, m, persons(far, unrelated, false_accept, true)));
  PROOFMARK_CHECK(add_relations(out, m, far, false_accept));
  // Judged by FRR's limit: a service that enrols nobody would otherwise reject nobody.
  Recipe gfrr = persons(words("gfrr", "gfrr", level, "GFRR, generalised false rejection rate",
                              "Genuine transactions not accepted, of all that were begun: FRR with failure to enrol "
                              "(ISO/IEC 19795-1). Compared with the limit of FRR."),
                        of(Kind::genuine), generalised_false_reject, false);
  gfrr.metric = "frr";
  PROOFMARK_CHECK(add(out, m, std::move(gfrr)));
  PROOFMARK_CHECK(add(out, m,
                      persons(words("gfar", "gfar", level, "GFAR, generalised false acceptance rate",
                                    "Transactions of unrelated impostors accepted, of all that ended in a decision: "
                                    "FAR with failure to enrol (ISO/IEC 19795-1)."),
                              unrelated, accepted_is_error, true)));
  return add(out, m,
             persons(words("fte", "fte", level, "FTE, failure to enrol",
                           "Genuine transactions whose reference was not obtained, because the chip could not be read "
                           "(ISO/IEC 19795-1; there is no other enrolment here)."),
                     of(Kind::genuine), failure_to_enrol, false));
}

Result<void> add_comparisons(std::vector<Rate>& out, const Material& m, bool in_session) {
  const std::string level = "comparison";
  const std::string whose = in_session ? " The score and threshold are those that the service states." : "";
  PROOFMARK_CHECK(
      add(out, m,
          persons(
              words("fta", "fta", level, "FTA, failure to acquire",
                    in_session ? "Live persons, genuine and impostors, in whose video no usable face was found "
                                 "(ISO/IEC 19795-1)."
                               : "Pairs of pictures that the comparer could not use (ISO/IEC 19795-1)."),
              [](const Attempt& a) { return a.kind == Kind::genuine || a.kind == Kind::impostor; },
              in_session ? failure_to_acquire_in_session : failure_to_acquire, false)));
  PROOFMARK_CHECK(add(out, m,
                      persons(words("fnmr", "fnmr", level, "FNMR, false non-match rate",
                                    "Mated comparisons below the threshold, of those that gave a score "
                                    "(ISO/IEC 19795-1, comparison level; failure to acquire is apart)." +
                                        whose),
                              of(Kind::genuine), compared(false), false)));
  const Rate fmr = words("fmr", "fmr", level, "FMR, false match rate",
                         "Comparisons of unrelated persons at or above the threshold, of those that gave a score "
                         "(ISO/IEC 19795-1, comparison level)." +
                             whose);
  PROOFMARK_CHECK(add(out, m, persons(fmr, unrelated, compared(true), true)));
  return add_relations(out, m, fmr, compared(true));
}

}  // namespace

Count accepted_is_error(const Observation& o) {
  // Without a decision nobody was accepted, but nothing was refused either; it is not counted in the subject's favour.
  if (o.outcome != Outcome::completed) return Count::non_response;
  return o.decision == Decision::accepted ? Count::error : Count::correct;
}

Result<void> add_recognition(std::vector<Rate>& out, const Material& m) {
  const Level level = m.plan.subject.level;
  if (level == Level::full_service) {
    PROOFMARK_CHECK(add_transactions(out, m));
  }
  if (level == Level::full_service || level == Level::comparison)
    return add_comparisons(out, m, level == Level::full_service);
  return {};
}

}  // namespace proofmark::reports

#include "reports/formats/catalogue.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <set>

#include "reports/formats/catalogue_fields.hpp"
#include "reports/formats/day.hpp"
#include "reports/formats/names.hpp"

namespace proofmark::reports {
namespace {

constexpr std::uint64_t kFormat = 1;
constexpr unsigned kMostMonths = 600;
constexpr const char* kPlace = "requirements catalogue";
constexpr const char* kFix = "Correct the entry in scenarios/catalogue.";

constexpr Names<RequirementKind, 3> kKinds{{{RequirementKind::testable, "testable"},
                                            {RequirementKind::mechanism_and_document, "mechanism_and_document"},
                                            {RequirementKind::document_only, "document_only"}}};
constexpr Names<Checked, 6> kChecked{{{Checked::primary, "primary"},
                                      {Checked::transcription, "transcription"},
                                      {Checked::secondary, "secondary"},
                                      {Checked::recall, "recall"},
                                      {Checked::doubtful, "doubtful"},
                                      {Checked::computed, "computed"}}};
constexpr Names<Responsible, 4> kResponsible{{{Responsible::provider, "provider"},
                                              {Responsible::relying_party, "relying_party"},
                                              {Responsible::conformity_body, "conformity_body"},
                                              {Responsible::laboratory, "laboratory"}}};

OrderedJson json_of(const Text& text) {
  return {{"en", text.en}, {"lt", text.lt}};
}

template <typename T>
OrderedJson list_of(const std::vector<T>& items);

OrderedJson json_of(const Requirement& r) {
  OrderedJson out = {{"id", r.id},
                     {"clause", r.clause},
                     {"kind", name_of(r.kind)},
                     {"checked", name_of(r.checked)},
                     {"responsible", name_of(r.responsible)},
                     {"text", json_of(r.text)}};
  if (!r.limits.empty()) out["limits"] = r.limits;
  if (!r.fixed.empty()) out["fixed"] = list_of(r.fixed);
  if (!r.no_limit.en.empty()) out["no_limit"] = json_of(r.no_limit);
  if (!r.slots.empty()) out["slots"] = r.slots;
  if (!r.scenarios.empty()) out["scenarios"] = r.scenarios;
  if (!r.not_applicable.en.empty()) out["not_applicable"] = json_of(r.not_applicable);
  return out;
}

OrderedJson json_of(const Limit& l) {
  OrderedJson out = {{"id", l.id},
                     {"value", l.value},
                     {"rule", l.or_equal ? "at most" : "below"},
                     {"kind", name_of(l.kind)},
                     {"text", l.text},
                     {"source", l.source},
                     {"checked", l.checked}};
  if (l.any_fails) out["any_fails"] = true;
  return out;
}

OrderedJson json_of(const EvidenceSlot& s) {
  OrderedJson out = {{"id", s.id}, {"text", json_of(s.text)}, {"accreditation", s.accreditation}, {"clause", s.clause}};
  if (s.valid_months) out["valid_months"] = *s.valid_months;
  return out;
}

OrderedJson json_of(const CatalogueSource& source) {
  return {{"id", source.id}, {"title", json_of(source.title)}};
}

OrderedJson json_of(const CatalogueSuite& suite) {
  return {{"id", suite.id}, {"level", name_of(suite.level)}, {"scenarios", suite.scenarios}};
}

OrderedJson json_of(const FiledEvidence& e) {
  return {{"slot", e.slot},
          {"file", e.file},
          {"sha256", e.sha256},
          {"issuer", e.issuer},
          {"accreditation", e.accreditation},
          {"issued", e.issued},
          {"expires", e.expires},
          {"filed", e.filed},
          {"remark", e.remark}};
}

template <typename T>
OrderedJson list_of(const std::vector<T>& items) {
  OrderedJson out = OrderedJson::array();
  for (const T& item : items) out.push_back(json_of(item));
  return out;
}

FiledEvidence read_filed(Fields& fields) {
  FiledEvidence out;
  out.slot = fields.text("slot");
  out.file = fields.text("file");
  out.sha256 = fields.text("sha256");
  out.issuer = fields.text("issuer");
  out.accreditation = fields.text("accreditation");
  out.issued = fields.text("issued");
  out.expires = fields.text("expires");
  out.filed = fields.text("filed");
  out.remark = fields.text("remark");
  return out;
}

bool well_formed(const std::string& id) {
  return !id.empty() && id.size() <= 80 && std::all_of(id.begin(), id.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' || c == '-' ||
           c == '_';
  });
}

// The ids of a list, each once.
template <typename T>
Result<std::set<std::string>> ids_of(const std::vector<T>& items, const char* what) {
  std::set<std::string> out;
  for (const T& item : items) {
    if (!well_formed(item.id))
      return fail(kPlace, std::string("an id of letters, digits, '.', '-' and '_' for a ") + what, "'" + item.id + "'",
                  kFix);
    if (!out.insert(item.id).second)
      return fail(kPlace, std::string("each ") + what + " once", "'" + item.id + "' twice", kFix);
  }
  return out;
}

Result<void> in_both_languages(const Text& text, const std::string& what) {
  if (text.en.empty() || text.lt.empty())
    return fail(kPlace, what + " in English and Lithuanian", text.en.empty() ? "no English" : "no Lithuanian", kFix);
  return {};
}

Result<void> known(const std::vector<std::string>& named, const std::set<std::string>& ids, const std::string& what) {
  std::set<std::string> seen;
  for (const std::string& id : named) {
    if (!ids.contains(id)) return fail(kPlace, what + " to be one of the catalogue", "'" + id + "'", kFix);
    if (!seen.insert(id).second) return fail(kPlace, what + " to be named once", "'" + id + "' twice", kFix);
  }
  return {};
}

Result<void> check_dates(const FiledEvidence& e) {
  PROOFMARK_CHECK(parse_day(e.issued, "the date of issue of " + e.file));
  PROOFMARK_CHECK(parse_day(e.filed, "the day of filing of " + e.file));
  if (!e.expires.empty()) {
    PROOFMARK_CHECK(parse_day(e.expires, "the date of expiry of " + e.file));
  }
  return {};
}

Result<void> validate_kind(const Requirement& r) {
  const bool applies = r.not_applicable.en.empty() && r.not_applicable.lt.empty();
  if (!applies) {
    PROOFMARK_CHECK(in_both_languages(r.not_applicable, "the reason why " + r.id + " does not apply"));
    return {};
  }
  if (r.kind == RequirementKind::testable && !r.slots.empty())
    return fail(kPlace, r.id + ", which a simulation shows, to name no slot", "'" + r.slots.front() + "'", kFix);
  if (r.kind != RequirementKind::testable && r.slots.empty())
    return fail(kPlace, r.id + ", which needs a document, to name its slot", "no slot", kFix);
  return {};
}

}  // namespace

std::string_view name_of(RequirementKind kind) {
  return look_up(kKinds, kind);
}
Result<RequirementKind> parse_requirement_kind(std::string_view name) {
  return look_up(kKinds, name, "the requirement's kind");
}
std::string_view name_of(Checked checked) {
  return look_up(kChecked, checked);
}
Result<Checked> parse_checked(std::string_view name) {
  return look_up(kChecked, name, "how the source was checked");
}
std::string_view name_of(Responsible responsible) {
  return look_up(kResponsible, responsible);
}
Result<Responsible> parse_responsible(std::string_view name) {
  return look_up(kResponsible, name, "the responsible side");
}

Text read_text(Fields& fields) {
  Text out;
  out.en = fields.text("en");
  out.lt = fields.text("lt");
  return out;
}

Text read_text_of(Fields& fields, const char* name) {
  Fields part(fields.object(name), name);
  Text out = read_text(part);
  fields.take(part);
  return out;
}

namespace {

Result<bool> parse_rule(std::string_view word) {
  static constexpr Names<bool, 2> kRules{{{false, "below"}, {true, "at most"}}};
  return look_up(kRules, word, "the limit's rule");
}

}  // namespace

Limit read_limit(Fields& fields) {
  Limit out;
  out.id = fields.text("id");
  out.value = fields.number("value");
  out.or_equal = fields.word<bool>("rule", parse_rule);
  out.kind = fields.word<LimitKind>("kind", parse_limit_kind);
  out.text = fields.text("text");
  out.source = fields.text("source");
  out.checked = fields.text("checked");
  if (fields.has("any_fails")) out.any_fails = fields.flag("any_fails");
  return out;
}

EvidenceSlot read_slot(Fields& fields) {
  EvidenceSlot out;
  out.id = fields.text("id");
  out.text = read_text_of(fields, "text");
  out.accreditation = fields.flag("accreditation");
  out.clause = fields.text("clause");
  if (fields.has("valid_months")) out.valid_months = static_cast<unsigned>(fields.count("valid_months", kMostMonths));
  return out;
}

Requirement read_requirement(Fields& fields) {
  Requirement out;
  out.id = fields.text("id");
  out.source = out.id.substr(0, out.id.find('.'));
  out.clause = fields.text("clause");
  out.kind = fields.word<RequirementKind>("kind", parse_requirement_kind);
  out.checked = fields.word<Checked>("checked", parse_checked);
  out.responsible = fields.word<Responsible>("responsible", parse_responsible);
  out.text = read_text_of(fields, "text");
  if (fields.has("limits")) out.limits = fields.texts("limits");
  if (fields.has("fixed")) out.fixed = fields.list<FixedLimit>("fixed", read_fixed);
  if (fields.has("no_limit")) out.no_limit = read_text_of(fields, "no_limit");
  if (fields.has("slots")) out.slots = fields.texts("slots");
  if (fields.has("scenarios")) out.scenarios = fields.texts("scenarios");
  if (fields.has("not_applicable")) out.not_applicable = read_text_of(fields, "not_applicable");
  return out;
}

Result<void> validate(const Catalogue& catalogue) {
  PROOFMARK_TRY(const auto sources, ids_of(catalogue.sources, "source"));
  PROOFMARK_TRY(const auto limits, ids_of(catalogue.limits, "limit"));
  PROOFMARK_TRY(const auto slots, ids_of(catalogue.slots, "slot"));
  PROOFMARK_CHECK(ids_of(catalogue.requirements, "requirement"));
  PROOFMARK_CHECK(ids_of(catalogue.suites, "suite"));
  for (const CatalogueSource& s : catalogue.sources) {
    PROOFMARK_CHECK(in_both_languages(s.title, "the title of source " + s.id));
  }
  for (const Limit& l : catalogue.limits) {
    if (!std::isfinite(l.value) || l.value < 0 || l.value > 1 || l.text.empty() || l.source.empty() ||
        l.checked.empty())
      return fail(kPlace, "limit " + l.id + " with a proportion, text, source and how it was checked", "one missing",
                  kFix);
  }
  for (const EvidenceSlot& s : catalogue.slots) {
    PROOFMARK_CHECK(in_both_languages(s.text, "the text of slot " + s.id));
    if (s.clause.empty() || s.valid_months == 0U)
      return fail(kPlace, "slot " + s.id + " with its clause, and months above 0 where it has a longest age",
                  s.clause.empty() ? "no clause" : "0 months", kFix);
  }
  for (const Requirement& r : catalogue.requirements) {
    if (!catalogue.sources.empty()) {
      PROOFMARK_CHECK(known({r.source}, sources, "the source of " + r.id));
    }
    if (r.id.size() <= r.source.size() + 1 || r.clause.empty())
      return fail(kPlace, "the id SOURCE.CLAUSE and a clause to cite", "'" + r.id + "', '" + r.clause + "'", kFix);
    PROOFMARK_CHECK(in_both_languages(r.text, "the text of " + r.id));
    PROOFMARK_CHECK(known(r.limits, limits, "a limit of " + r.id));
    PROOFMARK_CHECK(known(r.slots, slots, "a slot of " + r.id));
    PROOFMARK_CHECK(validate_kind(r));
    PROOFMARK_CHECK(validate_figures(r));
  }
  return {};
}

Result<std::string> catalogue_to_json(const Catalogue& catalogue) {
  PROOFMARK_CHECK(validate(catalogue));
  OrderedJson out = {{"format", kFormat},
                     {"sources", list_of(catalogue.sources)},
                     {"limits", list_of(catalogue.limits)},
                     {"slots", list_of(catalogue.slots)},
                     {"requirements", list_of(catalogue.requirements)}};
  if (!catalogue.suites.empty()) out["suites"] = list_of(catalogue.suites);
  return dump_pretty(out);
}

Result<Catalogue> catalogue_from_json(std::string_view text) {
  PROOFMARK_TRY(const Json json, parse_json(text, "catalogue.json"));
  Fields fields(json, "catalogue.json");
  fields.expect_format(kFormat);
  Catalogue out;
  out.sources = fields.list<CatalogueSource>("sources", [](Fields& f) {
    CatalogueSource source;
    source.id = f.text("id");
    source.title = read_text_of(f, "title");
    return source;
  });
  out.limits = fields.list<Limit>("limits", read_limit);
  out.slots = fields.list<EvidenceSlot>("slots", read_slot);
  out.requirements = fields.list<Requirement>("requirements", read_requirement);
  if (fields.has("suites"))
    out.suites = fields.list<CatalogueSuite>("suites", [](Fields& f) {
      CatalogueSuite suite;
      suite.id = f.text("id");
      suite.level = f.word<Level>("level", parse_level);
      suite.scenarios = f.texts("scenarios");
      return suite;
    });
  PROOFMARK_CHECK(fields.finish());
  PROOFMARK_CHECK(validate(out));
  return out;
}

std::string evidence_to_json(const std::vector<FiledEvidence>& evidence) {
  return dump_pretty({{"format", kFormat}, {"evidence", list_of(evidence)}});
}

Result<std::vector<FiledEvidence>> evidence_from_json(std::string_view text) {
  PROOFMARK_TRY(const Json json, parse_json(text, "evidence.json"));
  Fields fields(json, "evidence.json");
  fields.expect_format(kFormat);
  auto out = fields.list<FiledEvidence>("evidence", read_filed);
  PROOFMARK_CHECK(fields.finish());
  for (const FiledEvidence& e : out) {
    if (!well_formed(e.slot) || e.sha256.size() != 64 ||
        e.sha256.find_first_not_of("0123456789abcdef") != std::string::npos || e.file.empty() || e.issuer.empty())
      return fail("proofmark run folder", "evidence with slot, file, SHA-256 in lower-case hex and issuer",
                  "an entry for slot '" + e.slot + "' without", "File it again with `proofmark evidence add`.");
    PROOFMARK_CHECK(check_dates(e));
  }
  return out;
}

}  // namespace proofmark::reports

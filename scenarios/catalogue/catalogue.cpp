#include "scenarios/catalogue/catalogue.hpp"

#include <algorithm>
#include <map>
#include <set>

#include "common/files.hpp"
#include "reports/formats/catalogue_fields.hpp"

namespace proofmark::catalogue {
namespace {

namespace fs = std::filesystem;
using reports::Catalogue;
using reports::Fields;

constexpr const char* kPlace = "requirements catalogue";
constexpr const char* kFix = "Correct the file in scenarios/catalogue.";

// The order of the report: what is bought first, then what it refers to.
constexpr const char* kSources[] = {"tender",   "table", "ts119461", "cir1502", "eidas",
                                    "en319401", "emrtd", "ltid",     "practice"};

template <typename T>
void append(std::vector<T>& to, std::vector<T>&& from) {
  to.insert(to.end(), std::make_move_iterator(from.begin()), std::make_move_iterator(from.end()));
}

Result<Part> read(const fs::path& folder, const std::string& name, const char* format) {
  const fs::path file = folder / (name + ".json");
  PROOFMARK_TRY(const std::string text, read_text(file));
  PROOFMARK_TRY(Part out, parse_part(text, file.filename().string()));
  if (out.format != format) return fail(kPlace, std::string(format) + " in " + file.string(), out.format, kFix);
  return out;
}

}  // namespace

Result<Part> parse_part(const std::string& text, const std::string& name) {
  PROOFMARK_TRY(const reports::Json json, reports::parse_json(text, name));
  Fields fields(json, name);
  Part out;
  out.format = fields.text("format");
  if (out.format == "proofmark-limits/1") {
    out.catalogue.limits = fields.list<reports::Limit>("limits", reports::read_limit);
  } else if (out.format == "proofmark-slots/1") {
    out.catalogue.slots = fields.list<reports::EvidenceSlot>("slots", reports::read_slot);
  } else if (out.format == "proofmark-requirements/1") {
    reports::CatalogueSource source;
    source.id = fields.text("source");
    Fields title(fields.object("title"), name + ".title");
    source.title = reports::read_text(title);
    fields.take(title);
    out.catalogue.sources.push_back(std::move(source));
    out.catalogue.requirements = fields.list<reports::Requirement>("requirements", reports::read_requirement);
  } else {
    return fail(kPlace, "format proofmark-limits/1, proofmark-slots/1 or proofmark-requirements/1 in " + name,
                "'" + out.format + "'", kFix);
  }
  PROOFMARK_CHECK(fields.finish());
  for (const reports::Requirement& r : out.catalogue.requirements) {
    if (r.source != out.catalogue.sources.front().id)
      return fail(kPlace, "ids of source '" + out.catalogue.sources.front().id + "' in " + name, "'" + r.id + "'",
                  kFix);
    if (!r.scenarios.empty())
      return fail(kPlace, "no scenarios in " + name + ": the cases name their requirements", "some at " + r.id, kFix);
  }
  return out;
}

Result<Catalogue> load(const fs::path& folder) {
  Catalogue out;
  PROOFMARK_TRY(Part limits, read(folder, "limits", "proofmark-limits/1"));
  out.limits = std::move(limits.catalogue.limits);
  PROOFMARK_TRY(Part slots, read(folder, "slots", "proofmark-slots/1"));
  out.slots = std::move(slots.catalogue.slots);
  for (const char* source : kSources) {
    PROOFMARK_TRY(Part file, read(folder, source, "proofmark-requirements/1"));
    if (file.catalogue.sources.front().id != source)
      return fail(kPlace, std::string("source '") + source + "' in " + source + ".json",
                  "'" + file.catalogue.sources.front().id + "'", kFix);
    append(out.sources, std::move(file.catalogue.sources));
    append(out.requirements, std::move(file.catalogue.requirements));
  }
  PROOFMARK_CHECK(reports::validate(out));
  return out;
}

Result<Catalogue> merge(Catalogue catalogue, const std::vector<CaseReferences>& cases) {
  std::map<std::string, reports::Requirement*> by_id;
  for (reports::Requirement& r : catalogue.requirements) {
    r.scenarios.clear();
    by_id[r.id] = &r;
  }
  std::set<std::string> limits;
  for (const reports::Limit& l : catalogue.limits) limits.insert(l.id);
  std::set<std::string> names;
  for (const CaseReferences& one : cases) {
    if (!names.insert(one.name).second)
      return fail(kPlace, "each case once", "'" + one.name + "' twice", "Give the list of cases without repeats.");
    if (!one.limit.empty() && !limits.contains(one.limit))
      return fail(kPlace, "case " + one.name + " to name a limit of limits.json", "'" + one.limit + "'",
                  "Correct `limit` in the case, or add the limit.");
    for (const std::string& id : one.requirements) {
      const auto at = by_id.find(id);
      if (at == by_id.end())
        return fail(kPlace, "case " + one.name + " to name requirements of the catalogue", "'" + id + "'",
                    "Correct `requirements` in the case; `proofmark requirements` lists the ids.");
      if (!at->second->not_applicable.en.empty())
        return fail(kPlace, "case " + one.name + " to name requirements that apply", "'" + id + "'",
                    "Take it out of the case, or correct the catalogue.");
      at->second->scenarios.push_back(one.name);
    }
  }
  for (reports::Requirement& r : catalogue.requirements) {
    std::sort(r.scenarios.begin(), r.scenarios.end());
    r.scenarios.erase(std::unique(r.scenarios.begin(), r.scenarios.end()), r.scenarios.end());
  }
  return catalogue;
}

Result<std::vector<std::string>> clauses_of(const Catalogue& catalogue, const std::vector<std::string>& requirements) {
  std::vector<std::string> out;
  for (const std::string& id : requirements) {
    const auto at = std::find_if(catalogue.requirements.begin(), catalogue.requirements.end(),
                                 [&](const reports::Requirement& r) { return r.id == id; });
    if (at == catalogue.requirements.end())
      return fail(kPlace, "a requirement of the catalogue", "'" + id + "'",
                  "`proofmark requirements` lists the ids of the catalogue.");
    if (std::find(out.begin(), out.end(), at->clause) == out.end()) out.push_back(at->clause);
  }
  return out;
}

Orphans orphans(const Catalogue& merged, const std::vector<CaseReferences>& cases) {
  Orphans out;
  std::set<std::string> named;
  for (const reports::Requirement& r : merged.requirements) {
    const bool applies = r.not_applicable.en.empty();
    if (applies && r.scenarios.empty() && r.slots.empty()) out.requirements.push_back(r.id);
    named.insert(r.slots.begin(), r.slots.end());
  }
  for (const CaseReferences& one : cases)
    if (one.requirements.empty()) out.cases.push_back(one.name);
  for (const reports::EvidenceSlot& slot : merged.slots)
    if (!named.contains(slot.id)) out.slots.push_back(slot.id);
  return out;
}

}  // namespace proofmark::catalogue

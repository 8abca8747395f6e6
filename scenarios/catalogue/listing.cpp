#include "scenarios/catalogue/listing.hpp"

#include <algorithm>

#include "reports/verdicts/requirements.hpp"

namespace proofmark::catalogue {
namespace {

using reports::Requirement;
using reports::RequirementKind;
using reports::Text;

const std::string& in_language(const Text& text, bool lithuanian) {
  return lithuanian ? text.lt : text.en;
}

bool applies(const Requirement& r) {
  return r.not_applicable.en.empty();
}

constexpr std::size_t kMostNames = 10;  // on a terminal; the JSON form has all

std::string joined(const std::vector<std::string>& items, const char* between = ", ") {
  std::string out;
  for (std::size_t i = 0; i < items.size() && i < kMostNames; ++i) out += (i == 0 ? "" : between) + items[i];
  if (items.size() > kMostNames) out += " and " + std::to_string(items.size() - kMostNames) + " more";
  return out;
}

// A simulation could show something of it, and none does yet.
bool lacks_scenario(const Requirement& r) {
  return r.kind != RequirementKind::document_only && r.scenarios.empty();
}

std::string_view kind_in_words(RequirementKind kind) {
  switch (kind) {
    case RequirementKind::testable:
      return "testable";
    case RequirementKind::mechanism_and_document:
      return "mechanism and document";
    case RequirementKind::document_only:
      return "document only";
  }
  return "";
}

std::string responsible_in_words(reports::Responsible responsible) {
  std::string out(name_of(responsible));
  std::replace(out.begin(), out.end(), '_', ' ');
  return out;
}

void add_line(std::string& out, const char* name, const std::string& value) {
  if (!value.empty()) out += std::string("    ") + name + ": " + value + "\n";
}

// "frames per second: at least 25 (tender: tender 7.4.5.3; checked: primary)"
std::string figure(const reports::FixedLimit& l, bool lithuanian) {
  const std::string words =
      lithuanian ? l.unit.lt + (l.at_least ? ": ne mažiau kaip " : ": ne daugiau kaip ") + reports::value_of(l)
                 : reports::words_of(l);
  return words + " (" + std::string(name_of(l.kind)) + ": " + l.source +
         "; checked: " + std::string(name_of(l.checked)) + ")";
}

std::string limits_of(const Requirement& r, const std::vector<reports::Limit>& all, bool lithuanian) {
  std::vector<std::string> out;
  for (const std::string& id : r.limits)
    for (const reports::Limit& l : all)
      if (l.id == id) out.push_back(id + ", " + l.text + " (" + std::string(name_of(l.kind)) + ")");
  for (const reports::FixedLimit& l : r.fixed) out.push_back(figure(l, lithuanian));
  return joined(out, "; ");
}

std::string paragraph(const Requirement& r, const std::vector<reports::Limit>& limits, bool lithuanian) {
  std::string out = "  " + r.id + "  (" + r.clause + ")\n    " + in_language(r.text, lithuanian) + "\n";
  if (!applies(r)) {
    add_line(out, "not applicable", in_language(r.not_applicable, lithuanian));
    return out;
  }
  add_line(out, "kind",
           std::string(kind_in_words(r.kind)) + "; source checked: " + std::string(name_of(r.checked)) +
               "; responsible: " + responsible_in_words(r.responsible));
  add_line(out, "limits", limits_of(r, limits, lithuanian));
  add_line(out, "no limit", in_language(r.no_limit, lithuanian));
  add_line(out, "scenarios", lacks_scenario(r) ? "none yet" : joined(r.scenarios));
  add_line(out, "slots", joined(r.slots));
  return out;
}

std::string sums(const std::vector<Requirement>& requirements) {
  std::size_t with_scenario = 0, with_slots_alone = 0, lacking = 0, with_nothing = 0, not_applicable = 0;
  for (const Requirement& r : requirements) {
    if (!applies(r)) {
      ++not_applicable;
    } else if (!r.scenarios.empty()) {
      ++with_scenario;
    } else if (!r.slots.empty()) {
      ++with_slots_alone;
      lacking += lacks_scenario(r) ? 1U : 0U;
    } else {
      ++with_nothing;
    }
  }
  return std::to_string(requirements.size()) + " requirements: " + std::to_string(with_scenario) + " with scenarios, " +
         std::to_string(with_slots_alone) + " with evidence slots alone (" + std::to_string(lacking) +
         " of them await a scenario), " + std::to_string(with_nothing) + " with neither, " +
         std::to_string(not_applicable) + " not applicable\n";
}

}  // namespace

Result<reports::Catalogue> select(const reports::Catalogue& merged, const Selection& selection) {
  reports::Catalogue out = merged;
  if (!selection.source.empty()) {
    std::vector<std::string> known;
    for (const auto& source : merged.sources) known.push_back(source.id);
    if (std::find(known.begin(), known.end(), selection.source) == known.end())
      return fail("requirements catalogue", "a source of the catalogue: " + joined(known), "'" + selection.source + "'",
                  "Correct --source.");
  }
  std::erase_if(out.sources, [&](const auto& s) { return !selection.source.empty() && s.id != selection.source; });
  std::erase_if(out.requirements, [&](const Requirement& r) {
    return (!selection.source.empty() && r.source != selection.source) ||
           (selection.untested && (!applies(r) || !r.scenarios.empty()));
  });
  return out;
}

std::string requirements_listing(const reports::Catalogue& selected, const Selection& selection) {
  std::string out;
  for (const auto& source : selected.sources) {
    bool headed = false;
    for (const Requirement& r : selected.requirements) {
      if (r.source != source.id) continue;
      if (!headed) out += source.id + ": " + in_language(source.title, selection.lithuanian) + "\n";
      headed = true;
      out += paragraph(r, selected.limits, selection.lithuanian);
    }
    if (headed) out += "\n";
  }
  return out + sums(selected.requirements);
}

Result<std::string> evidence_listing(const reports::Catalogue& catalogue,
                                     const std::vector<reports::FiledEvidence>& filed, std::string_view on_date,
                                     bool lithuanian) {
  std::string out;
  std::size_t open = 0;
  for (const reports::EvidenceSlot& slot : catalogue.slots) {
    std::string documents;
    bool valid = false;
    for (const reports::FiledEvidence& one : filed) {
      if (one.slot != slot.id) continue;
      PROOFMARK_TRY(const std::string why, reports::why_not_valid(slot, one, on_date));
      valid = valid || why.empty();
      documents += "    " + one.file + ", " + one.issuer + ", issued " + one.issued +
                   (one.expires.empty() ? "" : ", expires " + one.expires) + ", SHA-256 " + one.sha256.substr(0, 16) +
                   "...: " + (why.empty() ? "counts" : why) + "\n";
    }
    if (!valid) ++open;
    out += std::string(valid ? "filed  " : "open   ") + slot.id + "  " + in_language(slot.text, lithuanian) + "\n" +
           documents;
  }
  for (const reports::FiledEvidence& one : filed) {
    const bool known = std::any_of(catalogue.slots.begin(), catalogue.slots.end(),
                                   [&](const reports::EvidenceSlot& s) { return s.id == one.slot; });
    if (!known) out += "unknown slot " + one.slot + ": " + one.file + " counts for nothing\n";
  }
  return out + std::to_string(catalogue.slots.size() - open) + " of " + std::to_string(catalogue.slots.size()) +
         " slots filed, " + std::to_string(open) + " open (external evidence pending)\n";
}

}  // namespace proofmark::catalogue

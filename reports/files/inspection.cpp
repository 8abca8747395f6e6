// chip/ID.xml: the inspection of one chip with the checks, element names and results of BSI TR-03135-1 version 5.0.1.
// The guideline's own schema files are not public text, so this is its vocabulary and not a log that validates against
// them; the file says so itself.
#include <algorithm>
#include <array>
#include <optional>
#include <pugixml.hpp>
#include <sstream>

#include "reports/files/files.hpp"
#include "reports/files/guideline_checks.hpp"
#include "reports/formats/xml_text.hpp"

namespace proofmark::reports {
namespace {

// Section 3.6.2. A subject that says less than the guideline asks leaves a check undetermined, never successful.
enum class Outcome5 { failed, aborted, undetermined, successful, not_supported };

const char* name_of(Outcome5 outcome) {
  switch (outcome) {
    case Outcome5::failed:
      return "failed";
    case Outcome5::aborted:
      return "aborted";
    case Outcome5::undetermined:
      return "undetermined";
    case Outcome5::successful:
      return "successful";
    case Outcome5::not_supported:
      return "not supported";
  }
  return "undetermined";
}

// Table 3.1: the most severe one, in the order of the enumeration.
Outcome5 worst(Outcome5 a, Outcome5 b) {
  return std::min(a, b);
}

struct Part {
  const char* element;
  const char* section;
};

// A check of docs/interface.md and the checks of the guideline that it stands for. With `whole`, what it says holds for
// the element itself; without, a failure lies in one of several elements and which one is not stated.
struct Mapping {
  const char* check;
  bool whole;
  std::array<Part, 4> elements;  // those without a name are not used
};

constexpr std::array kElectronic = std::to_array<Mapping>({
    {"", true, {{{"SelectableApplicationsCheck", "5.8.2"}, {}, {}, {}}}},
    {"chip.access", true, {{{"AccessProtocolsCheck", "5.8.3"}, {}, {}, {}}}},
    {"", true, {{{"MandatoryFilesCheck", "5.8.4"}, {}, {}, {}}}},
    {"chip.genuine", true, {{{"AuthenticityCheck", "5.8.5"}, {}, {}, {}}}},
    {"chip.passive",
     false,
     {{{"SignatureCheck", "5.8.6"},
       {"SignerSignatureCheck", "5.6.3.2.1"},
       {"DataGroupsIntegrityCheck", "5.8.8.2"},
       {}}}},
    {"chip.revocation", true, {{{"SignerTrustedCheck", "5.6.3.2.4"}, {}, {}, {}}}},
    {"", true, {{{"IssuingCountryCheck", "5.8.9"}, {}, {}, {}}}},
});
constexpr std::array kCombined = std::to_array<Mapping>({
    {"document.validity", true, {{{"DateOfExpiryCheck", "5.10.2"}, {}, {}, {}}}},
    {"", true, {{{"MrzVsSignerExpiryCheck", "5.10.3"}, {}, {}, {}}}},
});
// One of several protocols was enough (tables 5.83 and 5.102), and the source does not say which.
constexpr std::array kProtocols = std::to_array<std::pair<const char*, Part>>({
    {"AccessProtocolsCheck", {"BacCheck", "5.8.3.1"}},
    {"AccessProtocolsCheck", {"PaceCheck", "5.8.3.2"}},
    {"AuthenticityCheck", {"ActiveAuthCheck", "5.8.5.1"}},
    {"AuthenticityCheck", {"ChipAuthCheck", "5.8.5.2"}},
    {"AuthenticityCheck", {"PaceChipAuthMappingCheck", "5.8.5.3"}},
});

const Check* find(const Observation& o, const char* id) {
  const auto found = std::find_if(o.checks.begin(), o.checks.end(), [&](const Check& c) { return c.id == id; });
  return found == o.checks.end() ? nullptr : &*found;
}

Outcome5 translate(CheckResult result) {
  switch (result) {
    case CheckResult::passed:
      return Outcome5::successful;
    case CheckResult::failed:
      return Outcome5::failed;
    case CheckResult::undetermined:
    case CheckResult::not_performed:
      return Outcome5::undetermined;
  }
  return Outcome5::undetermined;
}

pugi::xml_node add(pugi::xml_node into, const Part& part, Outcome5 outcome, bool stated) {
  pugi::xml_node node = into.append_child(part.element);
  node.append_attribute("section") = part.section;
  node.append_attribute("result") = name_of(outcome);
  node.append_attribute("stated") = stated;
  return node;
}

// Adds the checks and gives their common result, as far as the source carries them.
Outcome5 add_checks(pugi::xml_node into, const Observation* o, const Mapping* begin, const Mapping* end) {
  std::optional<Outcome5> common;
  for (const Mapping* m = begin; m != end; ++m) {
    const Check* source = o == nullptr || *m->check == '\0' ? nullptr : find(*o, m->check);
    const Outcome5 said = source == nullptr ? Outcome5::undetermined : translate(source->result);
    common = common ? worst(*common, said) : said;
    const bool located = source != nullptr && (m->whole || said == Outcome5::successful);
    for (const Part& part : m->elements) {
      if (part.element == nullptr) continue;
      pugi::xml_node node = add(into, part, located ? said : Outcome5::undetermined, located);
      if (source != nullptr) {
        node.append_attribute("from") = xml_text(source->id).c_str();
        if (!located) node.append_attribute("fromResult") = name_of(said);
        if (!source->reason.empty()) node.append_child("Reason").text() = xml_text(source->reason).c_str();
      }
      for (const auto& [parent, protocol] : kProtocols)
        if (std::string_view(parent) == part.element) add(node, protocol, Outcome5::undetermined, false);
    }
  }
  return common.value_or(Outcome5::undetermined);
}

constexpr const char* kFromChecks =
    "Derived from the checks that the subject stated, not a log of an inspection system and not an instance of the "
    "guideline's XML schemas. What the subject did not state has stated=\"false\" and is undetermined, never "
    "successful; where a stated check stands for several of the guideline's and failed, which of them failed is not "
    "stated (fromResult). The card is simulated.";
constexpr const char* kFromSteps =
    "Derived from the steps that the subject stated, each with its own id below the guideline's check that it belongs "
    "to; not an instance of the guideline's XML schemas. What the subject did not state has stated=\"false\" and is "
    "undetermined, never successful, and so is the whole, unless the interface has no step for it "
    "(SelectableApplicationsCheck, MrzVsSignerExpiryCheck). The card is simulated.";

std::vector<DocumentCheckStep> steps_of(const InspectionRecord& inspection) {
  std::vector<DocumentCheckStep> steps;
  for (const InspectionStep& step : inspection.steps)
    steps.push_back({step.id, std::string(name_of(step.result)), step.reason});
  return steps;
}

// From the five checks alone; gives the whole result.
const char* add_stated_checks(pugi::xml_node electronic, pugi::xml_node combined, const Observation* source,
                              bool broke_off) {
  electronic.append_attribute("section") = "5.8";
  combined.append_attribute("section") = "5.10";
  Outcome5 of_chip = add_checks(electronic, source, kElectronic.data(), kElectronic.data() + kElectronic.size());
  Outcome5 of_both = add_checks(combined, source, kCombined.data(), kCombined.data() + kCombined.size());
  add(combined, {"MrzVsDg1Check", "5.10.4"}, Outcome5::not_supported, false);  // nothing was read optically
  if (broke_off) of_chip = of_both = Outcome5::aborted;
  electronic.prepend_attribute("result") = name_of(of_chip);
  combined.prepend_attribute("result") = name_of(of_both);
  return name_of(worst(of_chip, of_both));
}

bool reads_chip(const Evaluation& e, std::size_t index) {
  const Attempt& a = e.plan.attempts[index];
  const Level level = e.plan.subject.level;
  if (a.kind == Kind::probe || (level != Level::full_service && level != Level::chip_inspection)) return false;
  const auto& o = e.observations[index];
  return !a.card.empty() || (o && std::any_of(o->checks.begin(), o->checks.end(),
                                              [](const Check& c) { return c.id.starts_with("chip."); }));
}

}  // namespace

Result<std::string> inspection_to_xml(const Evaluation& e, std::size_t index) {
  if (index >= e.plan.attempts.size() || !reads_chip(e, index)) return std::string();
  const Attempt& a = e.plan.attempts[index];
  const auto& o = e.observations[index];
  const bool ended = o && o->outcome == Outcome::completed;
  pugi::xml_document document;
  pugi::xml_node declaration = document.append_child(pugi::node_declaration);
  declaration.append_attribute("version") = "1.0";
  declaration.append_attribute("encoding") = "UTF-8";
  pugi::xml_node root = document.append_child("DocumentCheck");
  root.append_attribute("xmlns") = "urn:proofmark:chip-inspection:1";
  root.append_attribute("run") = xml_text(e.plan.run).c_str();
  root.append_attribute("attempt") = xml_text(a.id).c_str();
  root.append_attribute("scenario") = xml_text(a.scenario).c_str();
  root.append_attribute("subject") = xml_text(e.plan.subject.name + " " + e.plan.subject.version).c_str();
  root.append_attribute("simulated") = true;
  const bool with_steps = ended && o->inspection.has_value();
  if (with_steps) root.append_attribute("readings") = o->inspection->readings;
  pugi::xml_node derivation = root.append_child("Derivation");
  derivation.append_attribute("vocabulary") = "BSI TR-03135-1 version 5.0.1";
  derivation.append_attribute("from") = with_steps ? "steps of the inspection as the subject states them"
                                        : ended    ? "checks of the observation"
                                                   : "no answer of the subject";
  if (ended && !o->package_sha256.empty()) derivation.append_attribute("packageSha256") = o->package_sha256.c_str();
  derivation.text() = with_steps ? kFromSteps : kFromChecks;
  pugi::xml_node electronic = root.append_child("ElectronicCheck");
  pugi::xml_node combined = root.append_child("CombinedCheck");
  std::string whole;
  if (with_steps) {
    whole = add_guideline_checks(electronic, combined, steps_of(*o->inspection)).whole;
  } else {
    whole = add_stated_checks(electronic, combined, ended ? &*o : nullptr, o && !ended);
  }
  pugi::xml_node optical = root.append_child("OpticalCheck");
  optical.append_attribute("result") = name_of(Outcome5::not_supported);
  optical.append_attribute("section") = "5.7";
  root.append_attribute("result") = whole.c_str();
  std::ostringstream out;
  document.save(out, "  ", pugi::format_default, pugi::encoding_utf8);
  if (!out)
    return fail("chip inspection XML", "a document in memory", "a failed stream",
                "free memory and write the report again");
  return out.str();
}

}  // namespace proofmark::reports

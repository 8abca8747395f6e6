#include "reports/files/guideline_checks.hpp"

#include <algorithm>
#include <array>
#include <string_view>

#include "common/inspection_steps.hpp"
#include "reports/formats/xml_text.hpp"

namespace proofmark::reports {
namespace {

// Table 3.1 of version 5.0.1: the most severe first.
constexpr std::array<std::string_view, 5> severity{"failed", "aborted", "undetermined", "successful", "not_supported"};

std::size_t rank(std::string_view result) {
  const auto* const found = std::find(severity.begin(), severity.end(), result);
  return found == severity.end() ? 2 : static_cast<std::size_t>(found - severity.begin());
}
std::string words(std::size_t rank) {
  return rank == 4 ? "not supported" : std::string(severity[rank]);
}

// Which of the service's steps belong to a check of the guideline: by the beginning of their ids.
struct Mapping {
  const char* element;
  const char* section;
  std::array<const char*, 6> steps;
};
constexpr std::array electronic = std::to_array<Mapping>({
    {"SelectableApplicationsCheck", "5.8.2", {}},
    {"PaceCheck", "5.8.3.2", {"access.pace"}},
    {"BacCheck", "5.8.3.1", {"access.bac"}},
    {"AccessProtocolsCheck", "5.8.3", {"access.session", "access.card_access"}},
    {"MandatoryFilesCheck", "5.8.4", {"files."}},
    {"PaceChipAuthMappingCheck", "5.8.5.3", {"genuine.chip_authentication_mapping"}},
    {"ChipAuthCheck", "5.8.5.2", {"genuine.chip_authentication"}},
    {"ActiveAuthCheck", "5.8.5.1", {"genuine.active_authentication"}},
    {"AuthenticityCheck", "5.8.5", {"genuine.key"}},
    {"SignatureCheck",
     "5.8.6",
     {"passive.content_hash", "passive.sod_signature", "passive.signing_time", "passive.digest_algorithm",
      "passive.card_security."}},
    {"SignerSignatureCheck", "5.6.3.2.1", {"passive.ds_signature", "passive.ds_strength", "passive.csca_strength"}},
    {"SignerValidityCheck", "5.6.3.2.2", {"passive.ds_validity", "passive.csca_validity"}},
    {"SignerTrustedCheck",
     "5.6.3.2.4",
     {"passive.trust_status", "passive.ds_usage", "passive.csca_", "passive.ds_country", "passive.known_defects"}},
    {"SignerRevocationCheck", "5.6.3.2.3", {"revocation."}},
    {"SodVsComCheck", "5.8.8.1", {"passive.sod_vs_com"}},
    {"DataGroupsIntegrityCheck", "5.8.8.2", {"passive.hash."}},
    {"IssuingCountryCheck", "5.8.9", {"passive.dg1_state_vs_ds_country"}},
    {"OtherElectronicChecks", "", {"passive.", "access.", "genuine."}},
});
constexpr std::array combined = std::to_array<Mapping>({
    {"DateOfExpiryCheck", "5.10.2", {"validity.expiry"}},
    {"MrzVsDg1Check", "5.10.4", {"passive.mrz_vs_dg1"}},
    {"MrzVsSignerExpiryCheck", "5.10.3", {}},
    {"OtherCombinedChecks", "", {"validity.", "register."}},
});

bool belongs(const std::string& id, const Mapping& mapping) {
  return std::any_of(mapping.steps.begin(), mapping.steps.end(), [&](const char* step) {
    if (step == nullptr) return false;
    const std::string_view prefix(step);
    return prefix.ends_with('.') || prefix.ends_with('_') ? id.starts_with(prefix) : id == prefix;
  });
}

// What is not stated leaves the whole undetermined, but for protocols in whose place another may have succeeded, and
// checks for which the interface has no step.
bool is_demanded(const Mapping& mapping) {
  return std::any_of(mapping.steps.begin(), mapping.steps.end(),
                     [](const char* step) { return step != nullptr && !is_protocol_step(step); });
}

// Table 5.102: one protocol that succeeded is enough, and without one the chip is not shown to be genuine.
std::size_t genuineness(const std::vector<DocumentCheckStep>& steps) {
  std::size_t worst = 2;
  for (const DocumentCheckStep& step : steps) {
    if (!step.id.starts_with("genuine.") || !is_protocol_step(step.id)) continue;
    if (step.result == "successful") return 3;
    worst = std::min(worst, rank(step.result));
  }
  return worst;
}

template <typename Mappings>
std::size_t add_checks(pugi::xml_node into, const Mappings& mappings, const std::vector<DocumentCheckStep>& steps,
                       std::vector<bool>& taken) {
  std::size_t common = 3;
  for (const Mapping& mapping : mappings) {
    std::size_t worst = 4;
    std::size_t found = 0;
    pugi::xml_node node = into.append_child(mapping.element);
    for (std::size_t i = 0; i < steps.size(); ++i) {
      const DocumentCheckStep& step = steps[i];
      if (taken[i] || !belongs(step.id, mapping)) continue;
      taken[i] = true;
      ++found;
      worst = std::min(worst, rank(step.result));
      pugi::xml_node line = node.append_child("Check");
      line.append_attribute("id") = xml_text(step.id).c_str();
      line.append_attribute("result") = words(rank(step.result)).c_str();
      line.append_child("Reason").text() = xml_text(step.reason).c_str();
      if (!is_protocol_step(step.id) && !is_interruption(step.id) && rank(step.result) < 3)
        common = std::min(common, rank(step.result));
    }
    if (found == 0 && *mapping.section == '\0') {
      into.remove_child(node);
      continue;
    }
    if (found == 0 && is_demanded(mapping)) common = std::min<std::size_t>(common, 2);
    node.prepend_attribute("stated") = found > 0;
    node.prepend_attribute("result") = words(found == 0 ? 2 : worst).c_str();
    if (*mapping.section != '\0') node.prepend_attribute("section") = mapping.section;
  }
  return common;
}

}  // namespace

GuidelineResult add_guideline_checks(pugi::xml_node chip, pugi::xml_node both,
                                     const std::vector<DocumentCheckStep>& steps) {
  std::vector<bool> taken(steps.size(), false);
  // The zone's comparison and validity first, so that "passive." of the other table does not take them.
  const std::size_t of_both = add_checks(both, combined, steps, taken);
  const std::size_t of_chip = std::min(add_checks(chip, electronic, steps, taken), genuineness(steps));
  chip.prepend_attribute("result") = words(of_chip).c_str();
  chip.prepend_attribute("section") = "5.8";
  both.prepend_attribute("result") = words(of_both).c_str();
  both.prepend_attribute("section") = "5.10";
  return {words(std::min(of_chip, of_both))};
}

std::string guideline_element(const std::string& step) {
  // In the order of add_guideline_checks().
  for (const Mapping& mapping : combined)
    if (*mapping.section != '\0' && belongs(step, mapping)) return mapping.element;
  for (const Mapping& mapping : electronic)
    if (belongs(step, mapping)) return mapping.element;
  return belongs(step, combined.back()) ? combined.back().element : "";
}

}  // namespace proofmark::reports

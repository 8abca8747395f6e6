#include "reports/files/document_check.hpp"

#include <pugixml.hpp>
#include <sstream>

#include "reports/files/guideline_checks.hpp"
#include "reports/formats/xml_text.hpp"

namespace proofmark::reports {
Result<std::string> document_check_to_xml(const DocumentCheckInput& input) {
  pugi::xml_document document;
  pugi::xml_node declaration = document.append_child(pugi::node_declaration);
  declaration.append_attribute("version") = "1.0";
  declaration.append_attribute("encoding") = "UTF-8";
  pugi::xml_node root = document.append_child("DocumentCheck");
  root.append_attribute("xmlns") = "urn:proofmark:document-check:1";
  root.append_attribute("at") = xml_text(input.at).c_str();
  root.append_attribute("readings") = input.readings;
  root.append_attribute("simulated") = input.simulated;
  pugi::xml_node derivation = root.append_child("Derivation");
  derivation.append_attribute("vocabulary") = "BSI TR-03135-1 version 5.0.1";
  derivation.text() =
      "Element names and results of the guideline, not an instance of its XML schemas. Each check of the inspection "
      "stands with its own id below the guideline's check that it belongs to; a check without any is not stated and "
      "leaves the whole undetermined, but for those that have no step here (SelectableApplicationsCheck, "
      "MrzVsSignerExpiryCheck).";
  if (!input.number.empty()) {
    pugi::xml_node data = root.append_child("Document");
    data.append_attribute("issuer") = xml_text(input.issuer).c_str();
    data.append_attribute("type") = xml_text(input.type).c_str();
    data.append_attribute("number") = xml_text(input.number).c_str();
    data.append_attribute("dateOfExpiry") = xml_text(input.date_of_expiry).c_str();
    if (!input.full_name.empty()) data.append_attribute("fullName") = xml_text(input.full_name).c_str();
  }
  pugi::xml_node optical = root.append_child("OpticalCheck");
  optical.append_attribute("section") = "5.7";
  optical.append_attribute("result") = "not supported";
  pugi::xml_node chip = root.append_child("ElectronicCheck");
  pugi::xml_node both = root.append_child("CombinedCheck");
  const GuidelineResult found = add_guideline_checks(chip, both, input.steps);
  root.append_attribute("result") = found.whole.c_str();
  std::ostringstream out;
  document.save(out, "  ", pugi::format_default, pugi::encoding_utf8);
  if (!out)
    return fail("document check XML", "a document in memory", "a failed stream", "free memory and write it again");
  return out.str();
}

}  // namespace proofmark::reports

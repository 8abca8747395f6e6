#include "reports/files/document_check.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <pugixml.hpp>
#include <regex>
#include <sstream>

#include "common/files.hpp"
#include "common/inspection_steps.hpp"

namespace proofmark::reports {
namespace {

DocumentCheckInput good() {
  DocumentCheckInput input;
  input.at = "2026-03-02T09:00:00Z";
  input.number = "12345678";
  for (const char* id :
       {"access.pace", "access.session", "files.mandatory", "passive.content_hash", "passive.sod_signature",
        "passive.trust_status", "passive.ds_signature", "passive.ds_validity", "passive.hash.dg1", "passive.hash.dg2",
        "passive.sod_vs_com", "passive.dg1_state_vs_ds_country", "revocation.ds", "genuine.chip_authentication",
        "genuine.key", "validity.expiry"})
    input.steps.push_back({id, "successful", "as it should be"});
  input.steps.push_back({"access.bac", "not_supported", "not needed"});
  input.steps.push_back({"passive.mrz_vs_dg1", "not_supported", "no zone was read"});
  input.steps.push_back({"genuine.active_authentication", "not_supported", "not run"});
  return input;
}

class Written {
 public:
  explicit Written(const DocumentCheckInput& input) {
    const auto xml = document_check_to_xml(input);
    EXPECT_TRUE(xml);
    EXPECT_TRUE(document_.load_string(xml->c_str())) << *xml;
  }
  [[nodiscard]] pugi::xml_node root() const { return document_.child("DocumentCheck"); }
  [[nodiscard]] std::string result(const char* group = nullptr, const char* check = nullptr) const {
    pugi::xml_node node = root();
    if (group != nullptr) node = node.child(group);
    if (check != nullptr) node = node.child(check);
    return node.attribute("result").value();
  }

 private:
  pugi::xml_document document_;
};

TEST(DocumentCheck, the_holders_name_in_the_characters_of_his_country) {
  DocumentCheckInput input = good();
  EXPECT_FALSE(Written(input).root().child("Document").attribute("fullName")) << "none where DG11 has none";
  input.full_name = "ШЕВЧУК АНАСТАСІЯ";
  EXPECT_STREQ(Written(input).root().child("Document").attribute("fullName").value(), "ШЕВЧУК АНАСТАСІЯ");
}

TEST(DocumentCheck, every_step_stands_once_below_its_check) {
  const DocumentCheckInput input = good();
  const Written written(input);
  EXPECT_EQ(written.result(), "successful");
  EXPECT_EQ(written.result("ElectronicCheck"), "successful");
  EXPECT_EQ(written.result("ElectronicCheck", "BacCheck"), "not supported");
  EXPECT_EQ(written.result("CombinedCheck", "DateOfExpiryCheck"), "successful");
  std::size_t steps = 0;
  for (const pugi::xpath_node& found : written.root().select_nodes("//Check")) steps += found ? 1U : 0U;
  EXPECT_EQ(steps, input.steps.size());
  // For which the interface has no step.
  EXPECT_EQ(written.result("ElectronicCheck", "SelectableApplicationsCheck"), "undetermined");
}

TEST(DocumentCheck, what_is_not_stated_leaves_the_whole_undetermined) {
  const DocumentCheckInput whole = good();
  for (const DocumentCheckStep& left_out : whole.steps) {
    DocumentCheckInput input = whole;
    std::erase_if(input.steps, [&](const DocumentCheckStep& step) { return step.id == left_out.id; });
    const std::string element = guideline_element(left_out.id);
    const bool alone = std::none_of(input.steps.begin(), input.steps.end(), [&](const DocumentCheckStep& step) {
      return guideline_element(step.id) == element;
    });
    const bool other_protocol = is_protocol_step(left_out.id) && left_out.id != "genuine.chip_authentication";
    const Written written(input);
    EXPECT_EQ(written.result(), alone && !other_protocol ? "undetermined" : "successful") << left_out.id;
    if (!alone) continue;
    EXPECT_EQ(written.root().select_nodes(("//" + element + "[@stated='false']").c_str()).size(), 1U);
  }
}

TEST(DocumentCheck, one_failure_is_the_whole_result) {
  DocumentCheckInput input = good();
  input.steps.push_back({"passive.hash.dg11", "failed", "another hash\x01"});
  const Written written(input);
  EXPECT_EQ(written.result("ElectronicCheck", "DataGroupsIntegrityCheck"), "failed");
  EXPECT_EQ(written.result("ElectronicCheck"), "failed");
  EXPECT_EQ(written.result(), "failed");
}

TEST(DocumentCheck, an_expired_document_fails_the_combined_checks) {
  DocumentCheckInput input = good();
  for (DocumentCheckStep& step : input.steps)
    if (step.id == "validity.expiry") step.result = "failed";
  const Written written(input);
  EXPECT_EQ(written.result("CombinedCheck"), "failed");
  EXPECT_EQ(written.result("ElectronicCheck"), "successful");
  EXPECT_EQ(written.result(), "failed");
}

TEST(DocumentCheck, a_chip_without_proof_is_never_successful) {
  DocumentCheckInput input = good();
  for (DocumentCheckStep& step : input.steps)
    if (step.id == "genuine.chip_authentication") step.result = "not_supported";
  EXPECT_EQ(Written(input).result(), "undetermined");
  for (DocumentCheckStep& step : input.steps)
    if (step.id == "genuine.chip_authentication") step.result = "failed";
  EXPECT_EQ(Written(input).result(), "failed");
}

TEST(DocumentCheck, an_interruption_that_was_read_over_changes_no_result) {
  DocumentCheckInput input = good();
  input.readings = 2;
  input.steps.insert(input.steps.begin(), {"access.link", "aborted", "lost at command 7"});
  const Written written(input);
  EXPECT_EQ(written.result(), "successful");
  EXPECT_EQ(written.result("ElectronicCheck", "AccessProtocolsCheck"), "successful");
  EXPECT_STREQ(written.root().attribute("readings").value(), "2");
}

TEST(DocumentCheck, a_key_that_nobody_confirms_leaves_the_whole_undetermined) {
  DocumentCheckInput input = good();
  for (DocumentCheckStep& step : input.steps)
    if (step.id == "genuine.key") step.result = "undetermined";
  const Written written(input);
  EXPECT_EQ(written.result("ElectronicCheck", "AuthenticityCheck"), "undetermined");
  EXPECT_EQ(written.result(), "undetermined");
}

// docs/interface.md is where other providers read how to state their steps: its table is the one that is applied.
TEST(DocumentCheck, the_interface_names_the_checks_that_steps_belong_to) {
  const auto text = read_text(std::filesystem::path(PROOFMARK_SOURCE_DIR) / "docs/interface.md");
  ASSERT_TRUE(text) << text.error().line();
  static const std::regex id("`((access|files|passive|revocation|genuine|validity|register)\\.[a-z0-9_.]+)`");
  std::istringstream lines(*text);
  std::map<std::string, std::string> named;
  for (std::string line; std::getline(lines, line);) {
    if (!line.starts_with("| `")) continue;
    const std::size_t second = line.find(" | ") + 3;
    const std::size_t third = line.find(" | ", second);
    const std::string steps = line.substr(0, second), element = line.substr(second, third - second);
    for (std::sregex_iterator at(steps.begin(), steps.end(), id), end; at != end; ++at) named[at->str(1)] = element;
  }
  EXPECT_GE(named.size(), 40U);
  for (const auto& [step, element] : named) {
    EXPECT_EQ(guideline_element(step), element) << step;
    EXPECT_FALSE(check_of_step(step).empty()) << step;
  }
  EXPECT_EQ(guideline_element("chip.passive"), "");
}

}  // namespace
}  // namespace proofmark::reports

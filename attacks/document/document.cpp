#include "attacks/document/document.hpp"

#include <algorithm>

#include "attacks/document/issuing.hpp"
#include "attacks/document/mechanisms.hpp"
#include "simulators/card/contactless.hpp"
#include "simulators/card/emrtd_card.hpp"

namespace proofmark::attacks::document {

namespace {

using card::ChipContent;

const std::map<std::string, ContentFault>& content_faults() {
  static const std::map<std::string, ContentFault> all = [] {
    std::map<std::string, ContentFault> merged = key_faults();
    merged.merge(file_faults());
    merged.merge(security_object_faults());
    merged.merge(length_faults());
    merged.merge(group_faults());
    merged.merge(portrait_faults());
    merged.merge(cost_faults());
    merged.merge(messaging_faults());
    return merged;
  }();
  return all;
}

const std::map<std::string, AnswerFault>& all_answer_faults() {
  static const std::map<std::string, AnswerFault> all = [] {
    std::map<std::string, AnswerFault> merged = answer_faults();
    merged.merge(agreement_faults());
    return merged;
  }();
  return all;
}

const std::map<std::string, IssuingFault>& issuing_faults() {
  static const std::map<std::string, IssuingFault> all = [] {
    std::map<std::string, IssuingFault> merged = signed_data_faults();
    merged.merge(signer_faults());
    merged.merge(issued_content_faults());
    return merged;
  }();
  return all;
}

}  // namespace

std::vector<std::string> fault_names() {
  std::vector<std::string> names;
  for (const auto& [name, mechanism] : content_faults()) names.push_back(name);
  for (const auto& [name, mechanism] : all_answer_faults()) names.push_back(name);
  for (const auto& [name, mechanism] : issuing_faults()) names.push_back(name);
  std::sort(names.begin(), names.end());
  return names;
}

Result<ChipContent> apply_fault(const std::string& fault, ChipContent content, const card::Personalisation& input,
                                RandomSource& random) {
  if (all_answer_faults().contains(fault) || issuing_faults().contains(fault)) return content;
  const auto found = content_faults().find(fault);
  if (found == content_faults().end()) {
    std::string known;
    for (const std::string& name : fault_names()) known += (known.empty() ? "" : ", ") + name;
    return fail("card profile, field faults", "one of " + known, "\"" + fault + "\"", "Correct the profile.");
  }
  return found->second(std::move(content), input, random);
}

Result<std::unique_ptr<card::Card>> make_card(const card::Profile& profile, const card::Personalisation& input,
                                              const card::IssuerPki& issuer, RandomSource& random) {
  PROOFMARK_TRY(ChipContent content, card::personalise(profile, input, issuer, random));
  for (const std::string& fault : profile.faults) {
    if (const auto issuing = issuing_faults().find(fault); issuing != issuing_faults().end()) {
      if (profile.signature)
        return fail("card profile " + profile.name, "a fault of the issuer with the issuer's usual signature",
                    "\"" + fault + "\" with a scheme of the profile's own", "Leave out one of the two.");
      PROOFMARK_TRY(content, issuing->second(std::move(content), issuing_of(profile, input, issuer, random)));
    } else {
      PROOFMARK_TRY(content, apply_fault(fault, std::move(content), input, random));
    }
  }
  if (profile.timing) {
    content.access_delay = profile.timing->access_delay;
    content.access_delay_most = profile.timing->access_delay_most;
  }
  std::unique_ptr<card::Card> card = card::make_emrtd(std::move(content), random);
  for (const std::string& fault : profile.faults)
    if (const auto found = all_answer_faults().find(fault); found != all_answer_faults().end())
      card = found->second(std::move(card));
  if (profile.timing) card = card::make_contactless(std::move(card), *profile.timing);
  return card;
}

}  // namespace proofmark::attacks::document

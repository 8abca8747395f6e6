#include "reference-impl/chip/known_defects.hpp"

#include <algorithm>

#include "reference-impl/weakness/weakness.hpp"

namespace proofmark::chip {
namespace {

std::string group_id(unsigned number) {
  return "passive.hash.dg" + std::to_string(number);
}
std::string content_id(unsigned number) {
  return "passive.dg" + std::to_string(number) + "_content";
}

void excuse_content(unsigned number, const std::string& reason, KnownDefects& out) {
  out.excused.emplace(content_id(number), reason);
  if (number == 11) out.excused.emplace("passive.dg11_text", reason);
}

bool applies(const pki::Deviation& deviation, const pki::DeviationList& list, const pki::Certificate& signer,
             const std::optional<emrtd::Mrz>& mrz) {
  if (!deviation.signer.empty() && !deviation.signer.names(signer, list.hash)) return false;
  if (!deviation.document_type.empty() && (!mrz || !mrz->document_code.starts_with(deviation.document_type)))
    return false;
  if (deviation.document_numbers.empty()) return true;
  return mrz && std::find(deviation.document_numbers.begin(), deviation.document_numbers.end(), mrz->document_number) !=
                    deviation.document_numbers.end();
}

void note(const pki::Deviation::Description& one, KnownDefects& out) {
  const std::string reason =
      "the issuing state's deviation list: " + (one.text.empty() ? one.type : one.text + " (" + one.type + ")");
  ++out.entries;
  if (one.type == pki::oid_deviation_active_key) {
    out.active_key = reason;
  } else if (one.type == pki::oid_deviation_group_hash && one.number) {
    out.excused.emplace(group_id(*one.number), reason);
  } else if (one.type == pki::oid_deviation_group_malformed && one.number) {
    excuse_content(*one.number, reason, out);
  } else if (one.type == pki::oid_deviation_com) {
    out.excused.emplace("passive.sod_vs_com", reason);
  } else if (one.type == pki::oid_deviation_signature || one.type == pki::oid_deviation_signer_encoding ||
             one.type == pki::oid_deviation_authority_encoding) {
    for (const char* id : {"passive.ds_signature", "passive.ds_usage", "passive.ds_country", "passive.csca_usage"})
      out.excused.emplace(id, reason);
  } else if (one.type != pki::oid_deviation_sod_signature) {  // without a signature nobody knows the signer
    out.unknown = reason;
  }
}

// TR-03129-2 section 8.3.1.5: which protocols fail, by status code.
void note_failing_protocols(unsigned status, const std::string& reason, KnownDefects& out) {
  const bool chip = status == 0 || status == 2 || status == 4 || status == 6;
  const bool active = status == 1 || status == 2 || status == 5 || status == 6;
  const bool mapping = status >= 3 && status <= 6;
  if (chip) out.excused.emplace("genuine.chip_authentication", reason);
  if (active) out.excused.emplace("genuine.active_authentication", reason);
  if (mapping) out.excused.emplace("genuine.chip_authentication_mapping", reason);
}

void note(const pki::Defect::Known& one, KnownDefects& out) {
  const std::string reason = "the defect list: " + (one.text.empty() ? one.type : one.text + " (" + one.type + ")");
  ++out.entries;
  if (one.type == pki::oid_defect_signer_revoked) {
    // Only an investigation (1) leaves the matter open (section 8.3.1.1).
    (one.status == 1U ? out.signer_on_hold : out.signer_revoked) = reason;
  } else if (one.type == pki::oid_defect_chip_key) {
    out.chip_key = reason;
  } else if (one.type == pki::oid_defect_active_key) {
    out.active_key = reason;
  } else if (one.type == pki::oid_defect_protocol_fails && one.status) {
    note_failing_protocols(*one.status, reason, out);
  } else if (one.type == pki::oid_defect_validity) {
    if (one.status != 1U) out.excused.emplace("passive.csca_validity", reason);
    if (one.status != 0U) out.excused.emplace("passive.ds_validity", reason);
  } else if (one.type == pki::oid_defect_group_malformed) {
    for (const unsigned group : one.groups) {
      excuse_content(group, reason, out);
      out.excused.emplace(group_id(group), reason);
    }
  } else if (one.type == pki::oid_defect_com) {
    out.excused.emplace("passive.sod_vs_com", reason);
  } else if (one.type != pki::oid_defect_sod) {  // likewise
    out.unknown = reason;
  }
}

}  // namespace

KnownDefects known_defects(const pki::Certificate& signer, const std::optional<emrtd::Mrz>& mrz,
                           const TrustStore& trust) {
  KnownDefects out;
  for (const StateDeviations& state : trust.deviations) {
    if (state.country.empty() || state.country != signer.subject_country()) continue;
    if (PROOFMARK_WEAKNESS(deviation_list_ignored)) continue;
    for (const pki::Deviation& deviation : state.list.deviations)
      if (applies(deviation, state.list, signer, mrz))
        for (const auto& description : deviation.descriptions) note(description, out);
  }
  for (const pki::DefectList& list : trust.defects)
    for (const pki::Defect& defect : list.defects)
      if (defect.signer.names(signer, list.hash) && !PROOFMARK_WEAKNESS(defect_list_ignored))
        for (const auto& known : defect.known) note(known, out);
  return out;
}

}  // namespace proofmark::chip

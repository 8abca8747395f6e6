#include "reference-impl/chip/trust.hpp"

namespace proofmark::chip {

Result<TrustStore> load_trust(const std::filesystem::path& folder) {
  PROOFMARK_TRY(pki::TrustFolder content, pki::read_trust_folder(folder));
  return trust_of(std::move(content));
}

Result<TrustStore> trust_of(pki::TrustFolder content) {
  TrustStore trust{std::move(content.csca), std::move(content.crls)};
  // Whether the signers were valid was judged when the lists came in: a list does not lose its word with its signer.
  for (const Bytes& file : content.deviation_lists) {
    PROOFMARK_TRY(const auto list, pki::verify_list(file, pki::oid_deviation_list, trust.csca, std::nullopt));
    PROOFMARK_TRY(auto entries, pki::parse_deviation_list(list.content));
    trust.deviations.push_back({list.authority.subject_country(), std::move(entries)});
  }
  for (const Bytes& file : content.defect_lists) {
    PROOFMARK_TRY(const auto list, pki::verify_list(file, pki::oid_defect_list, content.publishers, std::nullopt));
    PROOFMARK_TRY(auto entries, pki::parse_defect_list(list.content));
    trust.defects.push_back(std::move(entries));
  }
  return trust;
}

}  // namespace proofmark::chip

// What the service trusts: country signing certificates and their revocation lists, deviation and defect lists, put
// there by its operator.
#pragma once
#include <filesystem>
#include <string>

#include "common/pki/folder.hpp"
#include "common/pki/signed_list.hpp"

namespace proofmark::chip {

// A deviation list speaks for the documents of the state that signed it alone.
struct StateDeviations {
  std::string country;  // two letters
  pki::DeviationList list;
};

struct TrustStore {
  std::vector<pki::Certificate> csca;
  std::vector<pki::Crl> crls;
  std::vector<StateDeviations> deviations{};
  std::vector<pki::DefectList> defects{};
};

// The folder of common/pki/folder.hpp. Errors: an unreadable file, no country signing certificate, a list that is not
// signed by one who may.
[[nodiscard]] Result<TrustStore> trust_of(pki::TrustFolder content);
[[nodiscard]] Result<TrustStore> load_trust(const std::filesystem::path& folder);

}  // namespace proofmark::chip

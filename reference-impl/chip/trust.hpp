// What the service trusts: country signing certificates and their revocation lists, put there by its operator.
#pragma once
#include <filesystem>

#include "common/pki/folder.hpp"

namespace proofmark::chip {

struct TrustStore {
  std::vector<pki::Certificate> csca;
  std::vector<pki::Crl> crls;
};

// FOLDER/csca/*.cer and FOLDER/crl/*.crl, DER or PEM. Errors: an unreadable file, no country signing certificate.
[[nodiscard]] Result<TrustStore> load_trust(const std::filesystem::path& folder);

}  // namespace proofmark::chip

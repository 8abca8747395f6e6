// The folder in which an operator puts what he trusts: csca/*.cer (one certificate each, DER or PEM) and crl/*.crl.
#pragma once
#include <filesystem>
#include <vector>

#include "common/pki/certificate.hpp"
#include "common/pki/crl.hpp"

namespace proofmark::pki {

struct TrustFolder {
  std::vector<Certificate> csca;  // in the order of the file names
  std::vector<Crl> crls;
};

// Any unreadable file is an error that names it; a folder without csca/ or without a certificate is an error, one
// without crl/ is not.
[[nodiscard]] Result<TrustFolder> read_trust_folder(const std::filesystem::path& folder);
[[nodiscard]] Result<void> write_trust_folder(const std::filesystem::path& folder, const TrustFolder& content);

}  // namespace proofmark::pki

// The folder in which an operator puts what he trusts: csca/*.cer (one certificate each, DER or PEM), crl/*.crl,
// publisher/*.cer (who may sign master and defect lists), deviation/*.dvl and defect/*.dfl (signed lists, DER).
#pragma once
#include <filesystem>
#include <vector>

#include "common/pki/certificate.hpp"
#include "common/pki/crl.hpp"

namespace proofmark::pki {

struct TrustFolder {
  std::vector<Certificate> csca;  // in the order of the file names
  std::vector<Crl> crls;
  std::vector<Certificate> publishers{};
  std::vector<Bytes> deviation_lists{};  // as they came; nothing about them is verified
  std::vector<Bytes> defect_lists{};
};

inline constexpr std::size_t largest_trust_file = std::size_t{1} << 26U;  // bytes

// Any unreadable file is an error that names it; a folder without csca/ or without a certificate is an error, one
// without the others is not. What is written: csca/ and crl/, each of the others where there is something in it.
[[nodiscard]] Result<TrustFolder> read_trust_folder(const std::filesystem::path& folder);
[[nodiscard]] Result<void> write_trust_folder(const std::filesystem::path& folder, const TrustFolder& content);

}  // namespace proofmark::pki

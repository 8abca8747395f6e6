#include "reference-impl/chip/trust.hpp"

namespace proofmark::chip {

Result<TrustStore> load_trust(const std::filesystem::path& folder) {
  PROOFMARK_TRY(pki::TrustFolder content, pki::read_trust_folder(folder));
  return TrustStore{std::move(content.csca), std::move(content.crls)};
}

}  // namespace proofmark::chip

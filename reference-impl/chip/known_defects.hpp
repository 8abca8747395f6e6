// What deviation lists (ICAO 9303-12 section 10) and defect lists (TR-03129-2 section 8, TR-03135-1 section 5.8) say of
// a document. An entry never makes a check pass: it takes away what a proof is worth, or it makes of a failure that the
// issuer has admitted a result that is undetermined.
#pragma once
#include <map>
#include <optional>
#include <string>

#include "common/emrtd/mrz.hpp"
#include "common/pki/certificate.hpp"
#include "reference-impl/chip/trust.hpp"

namespace proofmark::chip {

struct KnownDefects {
  std::optional<std::string> signer_revoked;  // the reason
  std::optional<std::string> signer_on_hold;
  std::optional<std::string> chip_key, active_key;  // compromised keys of chip and active authentication
  // Sub-checks that are known to fail, by id: the reason. "passive.hash.dg12", "genuine.active_authentication".
  std::map<std::string, std::string> excused;
  // A defect of a kind that is not known here: nobody can say what else it spoils.
  std::optional<std::string> unknown;
  std::size_t entries = 0;  // that apply to this document
};

// `mrz`: empty when DG1 cannot be read; entries that name document types or numbers then do not apply.
[[nodiscard]] KnownDefects known_defects(const pki::Certificate& signer, const std::optional<emrtd::Mrz>& mrz,
                                         const TrustStore& trust);

}  // namespace proofmark::chip

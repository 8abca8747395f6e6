// Documents that an issuer signed although they are not as they should be: by mistake, or with a signer's key in the
// wrong hands. Private to this folder.
#pragma once
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "common/emrtd/lds.hpp"
#include "common/random.hpp"
#include "simulators/card/issuer.hpp"
#include "simulators/card/personalisation.hpp"

namespace proofmark::attacks::document {

struct Issuing {
  const card::Profile& profile;
  const card::Personalisation& input;
  const card::IssuerPki& issuer;
  RandomSource& random;
  card::Signer signer;  // of the profile's kind, in use when the document was issued
  Instant signed_at;
};
[[nodiscard]] Issuing issuing_of(const card::Profile& profile, const card::Personalisation& input,
                                 const card::IssuerPki& issuer, RandomSource& random);

// How the SignedData of EF.SOD is made (RFC 5652 section 5); as it stands here it is a good one.
struct SodForm {
  std::optional<card::Signer> signer;  // the issuing one's own when absent
  pki::Digest digest = pki::Digest::sha256;
  bool attributes = true;
  std::string content_type = "2.23.136.1.1.1";  // of the attribute; "" leaves it out
  enum class MessageDigest { right, missing, of_other_data } message_digest = MessageDigest::right;
  std::optional<Instant> signing_time;              // the issuing one's own when absent
  std::optional<Bytes> algorithm_said;              // AlgorithmIdentifier in the place of the real one
  std::optional<Bytes> serial_said;                 // of the signer's certificate
  std::vector<pki::Certificate> more_certificates;  // beside the signer's
  unsigned signers = 1;
};
// EF.SOD around this LDSSecurityObject.
[[nodiscard]] Result<Bytes> sign_object(ByteView object, const Issuing& issuing, const SodForm& form);
// LDSSecurityObject of EF.SOD with the hashes of the data groups as they are now.
[[nodiscard]] Result<emrtd::LdsSecurityObject> object_of(const card::ChipContent& content);
// Both together.
[[nodiscard]] Result<card::ChipContent> sign_again(card::ChipContent content, const Issuing& issuing,
                                                   const SodForm& form);

using IssuingFault = Result<card::ChipContent> (*)(card::ChipContent, const Issuing&);
[[nodiscard]] std::map<std::string, IssuingFault> signed_data_faults();     // how EF.SOD is signed
[[nodiscard]] std::map<std::string, IssuingFault> signer_faults();          // the document signer's certificate
[[nodiscard]] std::map<std::string, IssuingFault> issued_content_faults();  // what is signed

}  // namespace proofmark::attacks::document

// SecurityInfos of EF.CardAccess and DG14, the keys in them, and DG15.
#include "common/emrtd/ec_domain.hpp"
#include "common/emrtd/lds.hpp"
#include "tests/fuzz/fuzz.hpp"

namespace emrtd = proofmark::emrtd;
using proofmark::fuzz::require;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const proofmark::ByteView input(data, size);
  auto infos = emrtd::parse_dg14(input);
  if (!infos) infos = emrtd::parse_security_infos(input);
  if (infos) {
    const auto again = emrtd::encode_dg14(*infos);
    require(again && emrtd::parse_dg14(*again).has_value());
    for (const auto& key : infos->chip_authentication_keys)
      (void)emrtd::EcDomain::of_public_key(key.public_key, nullptr);
  }
  if (const auto key = emrtd::parse_dg15(input)) (void)emrtd::EcDomain::of_public_key(*key, nullptr);
  (void)emrtd::EcDomain::of_public_key(input, nullptr);
  return 0;
}

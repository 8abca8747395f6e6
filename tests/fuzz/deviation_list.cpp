// Deviation and defect lists: what was read can be written, and is then read the same.
#include "common/pki/signed_list.hpp"
#include "tests/fuzz/fuzz.hpp"

namespace pki = proofmark::pki;
using proofmark::fuzz::require;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const proofmark::ByteView input(data, size);
  if (const auto list = pki::parse_deviation_list(input)) {
    require(list->deviations.size() <= size);
    const auto again = pki::parse_deviation_list(pki::encode_deviation_list(*list));
    require(!again || again->deviations.size() == list->deviations.size());
  }
  if (const auto list = pki::parse_defect_list(input)) {
    require(list->defects.size() <= size);
    for (const pki::Defect& defect : list->defects) require(!defect.signer.empty());
  }
  return 0;
}

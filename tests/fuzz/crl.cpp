// Revocation lists: every question that an inspection asks of one.
#include "common/pki/crl.hpp"

#include <algorithm>

#include "tests/fuzz/fuzz.hpp"

namespace pki = proofmark::pki;
using proofmark::fuzz::require;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const proofmark::ByteView input(data, size);
  auto crl = pki::Crl::from_der(input);
  if (!crl) crl = pki::Crl::from_pem(proofmark::to_text(input));
  if (!crl) return 0;
  require(crl->size() <= size);
  (void)crl->issuer();
  (void)crl->this_update();
  (void)crl->next_update();
  (void)crl->has_critical_extensions();
  (void)crl->revoked_at(input.first(std::min<std::size_t>(size, 20)));
  const auto again = pki::Crl::from_der(crl->der());
  require(again && again->size() == crl->size());
  return 0;
}

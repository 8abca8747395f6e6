// Master lists: the content alone, and whole signed lists under whoever is in them.
#include "common/pki/cms.hpp"
#include "common/pki/signed_list.hpp"
#include "tests/fuzz/fuzz.hpp"

namespace pki = proofmark::pki;
using proofmark::fuzz::require;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const proofmark::ByteView input(data, size);
  if (const auto certificates = pki::parse_master_list(input)) {
    require(certificates->size() <= size);
    for (const pki::Certificate& certificate : *certificates) {
      (void)certificate.extended_key_usages();
      (void)certificate.signature_digest();
      (void)certificate.signs_until();
      (void)certificate.public_key();
    }
  }
  const auto parsed = pki::parse_signed_data(input);
  if (!parsed) return 0;
  const auto list = pki::verify_list(input, pki::oid_master_list, parsed->certificates, std::nullopt);
  if (list) (void)pki::parse_master_list(list->content);
  return 0;
}

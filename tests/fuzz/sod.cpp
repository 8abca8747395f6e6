// EF.SOD: the wrapper, the CMS structure with its certificates, and the LDS security object.
#include "common/emrtd/lds.hpp"
#include "common/pki/cms.hpp"
#include "tests/fuzz/fuzz.hpp"

namespace emrtd = proofmark::emrtd;
namespace pki = proofmark::pki;
using proofmark::fuzz::require;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const proofmark::ByteView input(data, size);
  if (const auto object = emrtd::parse_lds_security_object(input)) {
    const auto again = emrtd::encode_lds_security_object(*object);
    require(again.has_value());
    const auto parsed = emrtd::parse_lds_security_object(*again);
    require(parsed && parsed->hashes == object->hashes);
  }
  if (const auto cms = emrtd::parse_sod(input)) {
    if (const auto data_of_sod = pki::parse_signed_data(*cms)) {
      (void)emrtd::parse_lds_security_object(data_of_sod->content);
      for (const pki::Certificate& certificate : data_of_sod->certificates) {
        (void)certificate.subject_country();
        (void)certificate.has_bad_extensions();
        (void)pki::verify_signed_data(*cms, certificate);
      }
    }
  }
  return 0;
}

// EF.COM and DG1: what was parsed is encoded again as the same bytes, where the file's lengths were the shortest ones;
// lengths in more bytes than needed are read too (BER, ISO 7816-4 section 5.2.2.2), and then the file gets shorter.
#include "common/emrtd/lds.hpp"
#include "tests/fuzz/fuzz.hpp"

namespace emrtd = proofmark::emrtd;
using proofmark::fuzz::require;
using proofmark::fuzz::same;

namespace {

// `again` is what was encoded of what `input` was read as; `read` reads it back and encodes it once more.
template <typename Read>
void require_round_trip(proofmark::ByteView input, const proofmark::Bytes& again, Read read) {
  require(again.size() <= input.size());
  require(again.size() < input.size() || same(again, input));
  const auto once_more = read(again);
  require(once_more.has_value() && same(*once_more, again));
}

proofmark::Result<proofmark::Bytes> com_again(proofmark::ByteView file) {
  PROOFMARK_TRY(const emrtd::EfCom com, emrtd::parse_com(file));
  return emrtd::encode_com(com);
}

proofmark::Result<proofmark::Bytes> dg1_again(proofmark::ByteView file) {
  PROOFMARK_TRY(const std::string zone, emrtd::parse_dg1(file));
  return emrtd::encode_dg1(zone);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const proofmark::ByteView input(data, size);
  if (const auto com = com_again(input)) require_round_trip(input, *com, com_again);
  if (const auto zone = dg1_again(input)) require_round_trip(input, *zone, dg1_again);
  return 0;
}

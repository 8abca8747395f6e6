// BER-TLV objects and object identifiers: what was read is written again as the same bytes.
#include "common/emrtd/tlv.hpp"

#include "tests/fuzz/fuzz.hpp"

namespace emrtd = proofmark::emrtd;
using proofmark::fuzz::require;
using proofmark::fuzz::same;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const proofmark::ByteView input(data, size);
  emrtd::TlvReader reader(input);
  while (!reader.at_end()) {
    const auto object = reader.next();
    if (!object) break;
    require(same(emrtd::encode_tlv(object->tag, object->value), object->whole));
    (void)emrtd::find(object->value, 0x80);
    (void)emrtd::decode_integer(object->value);
    if (const auto oid = emrtd::decode_oid(object->value)) {
      const auto again = emrtd::encode_oid(*oid);
      require(again && same(*again, object->value));
    }
  }
  (void)emrtd::announced_length(input);
  return 0;
}

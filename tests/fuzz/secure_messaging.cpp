// Secure messaging. Random bytes never carry the right MAC, so the first byte also chooses to append one: then what
// lies behind the MAC (order of objects, padding, lengths) meets hostile bytes too.
#include "common/emrtd/secure_messaging.hpp"

#include "common/emrtd/tlv.hpp"
#include "tests/fuzz/fuzz.hpp"

namespace emrtd = proofmark::emrtd;
using proofmark::Bytes;
using proofmark::ByteView;
using proofmark::fuzz::require;

namespace {

emrtd::SessionKeys keys_of(emrtd::Cipher cipher) {
  const std::size_t size = emrtd::key_size(cipher);
  return {cipher, Bytes(size, 0x31), Bytes(size, 0x52)};
}

Bytes first_counter(emrtd::Cipher cipher) {
  Bytes counter(emrtd::block_size(cipher), 0);
  counter.back() = 1;  // a session starts at zero and counts before its first message
  return counter;
}

Bytes with_mac(emrtd::Cipher cipher, ByteView header, ByteView objects) {
  const Bytes head = header.empty() ? Bytes{} : emrtd::pad(header, emrtd::block_size(cipher));
  const auto mac =
      emrtd::mac8(cipher, keys_of(cipher).mac, proofmark::concat({first_counter(cipher), head, objects}), true);
  require(mac.has_value());
  return proofmark::concat({objects, emrtd::encode_tlv(0x8E, *mac)});
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size < 6) return 0;
  const ByteView input(data + 1, size - 1);
  const auto cipher = static_cast<emrtd::Cipher>(data[0] & 3U);
  const auto session = emrtd::SecureMessaging::start(keys_of(cipher));
  require(session.has_value());
  emrtd::SecureMessaging terminal = *session;
  emrtd::SecureMessaging chip = *session;
  if ((data[0] & 4U) == 0) {
    (void)terminal.unwrap_response(input);
    (void)chip.unwrap_command(input);
    return 0;
  }
  const Bytes status{0x99, 0x02, 0x90, 0x00};
  const Bytes answer = with_mac(cipher, {}, proofmark::concat({input, status}));
  (void)terminal.unwrap_response(proofmark::concat({answer, Bytes{0x90, 0x00}}));
  emrtd::Command outer{
      static_cast<std::uint8_t>((input[0] & 0x10U) | 0x0CU), input[1], input[2], input[3], {}, 256U, false};
  const Bytes header{outer.cla, outer.ins, outer.p1, outer.p2};
  outer.data = with_mac(cipher, header, input.subspan(4));
  if (const auto apdu = emrtd::encode_command(outer)) {
    if (const auto command = chip.unwrap_command(*apdu)) require(command->data.size() <= outer.data.size());
  }
  return 0;
}

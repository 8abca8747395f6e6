#include "simulators/card/messaging_fault.hpp"

#include "common/emrtd/tlv.hpp"
#include "simulators/card/status.hpp"

namespace proofmark::card {

namespace {

constexpr std::size_t kFullAnswer = 223;  // of data, under AES and with short lengths

void step_back(Bytes& counter, unsigned steps) {
  for (; steps > 0; --steps)
    for (auto byte = counter.rbegin(); byte != counter.rend(); ++byte)
      if ((*byte)-- != 0) break;
}

bool needs_data(MessagingFault fault) {
  return fault != MessagingFault::counter_stuck && fault != MessagingFault::no_status &&
         fault != MessagingFault::short_checksum && fault != MessagingFault::status_outside &&
         fault != MessagingFault::all_in_plain;
}

Bytes padded(const Bytes& plain, std::size_t block, bool with_zeros) {
  if (!with_zeros) return emrtd::pad(plain, block);
  Bytes out = plain;
  out.resize((plain.size() / block + 1) * block);
  return out;
}

}  // namespace

emrtd::Response answer_wrongly(MessagingFault fault, emrtd::Response response) {
  // The last part of a file and zeros after it: who cuts them off does not notice.
  if (response.data.size() > 8 && response.data.size() < kFullAnswer && fault == MessagingFault::more_than_asked)
    response.data.resize(kFullAnswer);
  if (response.data.size() > 8 && fault == MessagingFault::one_byte_each) response = {{response.data.front()}, sw::kOk};
  return response;
}

std::optional<Bytes> wrap_wrongly(MessagingFault fault, const emrtd::SessionKeys& keys, const Bytes& counter,
                                  const emrtd::Response& response) {
  if (fault == MessagingFault::more_than_asked || fault == MessagingFault::one_byte_each) return std::nullopt;
  if (response.data.empty() && needs_data(fault)) return std::nullopt;
  if (fault == MessagingFault::all_in_plain) return emrtd::encode_response(response);
  const std::size_t block = emrtd::block_size(keys.cipher);
  Bytes used = counter;
  if (fault == MessagingFault::counter_stuck) step_back(used, 2);
  Bytes initial(block, 0);
  if (keys.cipher != emrtd::Cipher::tdes) {
    const auto encrypted = emrtd::encrypt_cbc(keys.cipher, keys.enc, initial, used);
    if (!encrypted) return std::nullopt;
    initial = *encrypted;
  }
  Bytes data;
  if (fault == MessagingFault::value_in_plain) {
    data = emrtd::encode_tlv(0x81, response.data);
  } else if (!response.data.empty()) {
    const auto cryptogram = emrtd::encrypt_cbc(keys.cipher, keys.enc, initial,
                                               padded(response.data, block, fault == MessagingFault::no_padding));
    if (!cryptogram) return std::nullopt;
    const Bytes indicator{fault == MessagingFault::padding_indicator ? std::uint8_t{0x02} : std::uint8_t{0x01}};
    data = emrtd::encode_tlv(0x87, concat({indicator, *cryptogram}));
  }
  const Bytes word{static_cast<std::uint8_t>(response.sw >> 8U), static_cast<std::uint8_t>(response.sw & 0xFFU)};
  const Bytes status = emrtd::encode_tlv(0x99, word);
  Bytes objects = concat({data, status});
  if (fault == MessagingFault::no_status) objects = data;
  if (fault == MessagingFault::status_first) objects = concat({status, data});
  if (fault == MessagingFault::data_twice) objects = concat({data, data, status});
  auto checksum = emrtd::mac8(keys.cipher, keys.mac, concat({used, objects}), true);
  if (!checksum) return std::nullopt;
  if (fault == MessagingFault::short_checksum) checksum->resize(4);
  const std::uint16_t outside = fault == MessagingFault::status_outside ? sw::kEndOfFile : response.sw;
  return emrtd::encode_response({concat({objects, emrtd::encode_tlv(0x8E, *checksum)}), outside});
}

}  // namespace proofmark::card

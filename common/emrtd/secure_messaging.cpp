#include "common/emrtd/secure_messaging.hpp"

#include "common/emrtd/tlv.hpp"

namespace proofmark::emrtd {
namespace {

constexpr const char* clause = "ICAO 9303-11 section 9.8";
constexpr const char* over = "End the session; nothing read in it after this point counts.";

bool odd(std::uint8_t ins) {
  return (ins & 1U) != 0;
}

// The value of DO87 (padding indicator 01 and cryptogram) or of DO85 (cryptogram alone, odd instructions).
Result<ByteView> cryptogram_of(const Tlv& object) {
  if (object.tag == 0x85) return object.value;
  if (object.value.empty() || object.value[0] != 0x01)
    return fail(clause, "padding indicator 01 in DO87", "another", over);
  return object.value.subspan(1);
}

Result<std::uint32_t> expected_length(ByteView value) {
  if (value.size() == 1) return value[0] == 0 ? 256U : std::uint32_t{value[0]};
  if (value.size() == 2) {
    const std::uint32_t le = static_cast<std::uint32_t>(value[0]) << 8U | value[1];
    return le == 0 ? 65536U : le;
  }
  return fail(clause, "DO97 of one or two bytes", std::to_string(value.size()), over);
}

}  // namespace

Result<SecureMessaging> SecureMessaging::start(SessionKeys keys, Bytes counter) {
  const std::size_t key = key_size(keys.cipher);
  if (keys.enc.size() != key || keys.mac.size() != key || counter.size() != block_size(keys.cipher))
    return fail(clause, "keys and counter of the cipher's size", "others", "Derive the session keys anew.");
  PROOFMARK_TRY(SessionCipher keyed, SessionCipher::start(keys.cipher, keys.enc, keys.mac));
  return SecureMessaging(keys.cipher, std::move(keyed), std::move(counter));
}

Result<SecureMessaging> SecureMessaging::start(SessionKeys keys) {
  const std::size_t block = block_size(keys.cipher);
  return start(std::move(keys), Bytes(block, 0));
}

Bytes SecureMessaging::bac_counter(ByteView rnd_ic, ByteView rnd_ifd) {
  if (rnd_ic.size() < 4 || rnd_ifd.size() < 4) return {};  // start() refuses it
  return concat({rnd_ic.last(4), rnd_ifd.last(4)});
}

void SecureMessaging::count() {
  for (auto byte = counter_.rbegin(); byte != counter_.rend(); ++byte) {
    if (++*byte != 0) break;
  }
}

// 9.8.6.1: zero for 3DES, the encrypted counter for AES.
Result<Bytes> SecureMessaging::initial_vector() const {
  const Bytes zero(block_size(cipher_), 0);
  if (cipher_ == Cipher::tdes) return zero;
  return keyed_.encrypt_cbc(zero, counter_);
}

Result<Bytes> SecureMessaging::encrypt(ByteView plain) const {
  PROOFMARK_TRY(const Bytes iv, initial_vector());
  return keyed_.encrypt_cbc(iv, pad(plain, block_size(cipher_)));
}

Result<Bytes> SecureMessaging::decrypt(ByteView cryptogram) const {
  if (cryptogram.empty()) return fail(clause, "a cryptogram", "nothing", over);
  PROOFMARK_TRY(const Bytes iv, initial_vector());
  PROOFMARK_TRY(const Bytes padded, keyed_.decrypt_cbc(iv, cryptogram));
  return unpad(padded);
}

Result<Bytes> SecureMessaging::mac_over(ByteView header, ByteView objects) const {
  const Bytes head = header.empty() ? Bytes{} : pad(header, block_size(cipher_));
  return keyed_.mac8(concat({counter_, head, objects}));
}

Result<Bytes> SecureMessaging::wrap_command(const Command& command) {
  if (command.le && (*command.le == 0 || *command.le > 65536))
    return fail(clause, "Le from 1 to 65536", std::to_string(*command.le), "Ask for less at once.");
  count();
  Command out{static_cast<std::uint8_t>(command.cla | 0x0CU), command.ins, command.p1, command.p2, {}, {}, false};
  Bytes objects;
  if (!command.data.empty()) {
    PROOFMARK_TRY(const Bytes cryptogram, encrypt(command.data));
    const Bytes indicator{0x01};
    objects = odd(command.ins) ? encode_tlv(0x85, cryptogram) : encode_tlv(0x87, concat({indicator, cryptogram}));
  }
  const bool long_le = command.le && (*command.le > 256 || command.extended);
  if (command.le) {
    const auto low = static_cast<std::uint8_t>(*command.le & 0xFFU);
    const auto high = static_cast<std::uint8_t>(*command.le >> 8U & 0xFFU);
    objects = concat({objects, encode_tlv(0x97, long_le ? Bytes{high, low} : Bytes{low})});
  }
  const Bytes header{out.cla, out.ins, out.p1, out.p2};
  PROOFMARK_TRY(const Bytes mac, mac_over(header, objects));
  out.data = concat({objects, encode_tlv(0x8E, mac)});
  out.extended = command.extended || long_le || out.data.size() > 255;
  out.le = out.extended ? 65536U : 256U;
  return encode_command(out);
}

Result<Response> SecureMessaging::unwrap_response(ByteView protected_response) {
  count();
  PROOFMARK_TRY(const Response outer, parse_response(protected_response));
  if (outer.data.empty())
    return fail(clause, "a protected answer", "status word " + to_hex(protected_response) + " in plain", over);
  TlvReader reader(outer.data);
  PROOFMARK_TRY(std::optional<Tlv> body, reader.optional(0x87));
  if (!body) {
    PROOFMARK_TRY(body, reader.optional(0x85));
  }
  PROOFMARK_TRY(const Tlv status, reader.expect(0x99, "the protected status word"));
  PROOFMARK_TRY(const Tlv mac, reader.expect(0x8E, "the MAC"));
  PROOFMARK_CHECK(reader.finish("the protected answer"));
  const Bytes covered = concat({body ? body->whole : ByteView{}, status.whole});
  PROOFMARK_TRY(const Bytes expected, mac_over({}, covered));
  if (!equal_constant_time(expected, mac.value)) return fail(clause, "a matching MAC", "another", over);
  if (status.value.size() != 2) return fail(clause, "a status word of two bytes", to_hex(status.value), over);
  const auto sw = static_cast<std::uint16_t>(status.value[0] << 8U | status.value[1]);
  if (sw != outer.sw) return fail(clause, "the same status word inside and outside", "two", over);
  Response response{{}, sw};
  if (body) {
    PROOFMARK_TRY(const ByteView cryptogram, cryptogram_of(*body));
    PROOFMARK_TRY(response.data, decrypt(cryptogram));
  }
  return response;
}

Result<Command> SecureMessaging::unwrap_command(ByteView protected_command) {
  count();
  PROOFMARK_TRY(const Command outer, parse_command(protected_command));
  if (!is_protected(outer.cla)) return fail(clause, "a class byte with secure messaging", to_hex({{outer.cla}}), over);
  TlvReader reader(outer.data);
  PROOFMARK_TRY(const std::optional<Tlv> body, reader.optional(odd(outer.ins) ? 0x85 : 0x87));
  PROOFMARK_TRY(const std::optional<Tlv> le, reader.optional(0x97));
  PROOFMARK_TRY(const Tlv mac, reader.expect(0x8E, "the MAC"));
  PROOFMARK_CHECK(reader.finish("the protected command"));
  const Bytes header{outer.cla, outer.ins, outer.p1, outer.p2};
  const Bytes covered = concat({body ? body->whole : ByteView{}, le ? le->whole : ByteView{}});
  PROOFMARK_TRY(const Bytes expected, mac_over(header, covered));
  if (!equal_constant_time(expected, mac.value)) return fail(clause, "a matching MAC", "another", over);
  odd_instruction_ = odd(outer.ins);
  Command command{static_cast<std::uint8_t>(outer.cla & 0xF3U), outer.ins, outer.p1, outer.p2, {}, {}, outer.extended};
  if (body) {
    PROOFMARK_TRY(const ByteView cryptogram, cryptogram_of(*body));
    PROOFMARK_TRY(command.data, decrypt(cryptogram));
  }
  if (le) {
    PROOFMARK_TRY(command.le, expected_length(le->value));
  }
  return command;
}

Result<Bytes> SecureMessaging::wrap_response(const Response& response) {
  count();
  Bytes objects;
  if (!response.data.empty()) {
    PROOFMARK_TRY(const Bytes cryptogram, encrypt(response.data));
    const Bytes indicator{0x01};
    objects = odd_instruction_ ? encode_tlv(0x85, cryptogram) : encode_tlv(0x87, concat({indicator, cryptogram}));
  }
  const Bytes status{static_cast<std::uint8_t>(response.sw >> 8U), static_cast<std::uint8_t>(response.sw & 0xFFU)};
  objects = concat({objects, encode_tlv(0x99, status)});
  PROOFMARK_TRY(const Bytes mac, mac_over({}, objects));
  return encode_response({concat({objects, encode_tlv(0x8E, mac)}), response.sw});
}

}  // namespace proofmark::emrtd

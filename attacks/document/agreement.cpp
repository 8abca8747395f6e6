// A chip that does not keep to PACE, or answers in a form that no chip may (ICAO 9303-11 section 4.4, ISO/IEC 7816-4).
#include "attacks/document/between.hpp"
#include "attacks/document/mechanisms.hpp"
#include "common/emrtd/secure_messaging.hpp"
#include "common/emrtd/tlv.hpp"

namespace proofmark::attacks::document {
namespace {

using Objects = std::function<Bytes(std::uint32_t tag, ByteView value)>;

// Dynamic authentication data with each of its objects as `change` gives it.
Bytes with_objects(ByteView command, Bytes answer, const Objects& change) {
  if (!is_general_authenticate(command) || answer.size() < 4) return answer;
  const auto outer =
      emrtd::parse_single(ByteView(answer).first(answer.size() - 2), 0x7C, "dynamic authentication data");
  if (!outer) return answer;
  Bytes objects;
  emrtd::TlvReader reader(outer->value);
  while (!reader.at_end()) {
    const auto object = reader.next();
    if (!object) return answer;
    objects = concat({objects, change(object->tag, object->value)});
  }
  return concat({emrtd::encode_tlv(0x7C, objects), Bytes{0x90, 0x00}});
}
Bytes replaced(ByteView command, Bytes answer, std::uint32_t wanted, const std::function<Bytes(ByteView)>& change) {
  return with_objects(command, std::move(answer), [&](std::uint32_t tag, ByteView value) {
    return tag == wanted ? change(value) : emrtd::encode_tlv(tag, value);
  });
}

// The neutral element: every key agreed with it is the same.
Bytes neutral_key(ByteView command, Bytes answer) {
  return replaced(command, std::move(answer), 0x84, [](ByteView) { return emrtd::encode_tlv(0x84, Bytes{0x00}); });
}
Bytes neutral_mapping(ByteView command, Bytes answer) {
  return replaced(command, std::move(answer), 0x82, [](ByteView) { return emrtd::encode_tlv(0x82, Bytes{0x00}); });
}
// The beginning of the right token: whoever compares no more than he is given is content.
Bytes short_token(ByteView command, Bytes answer) {
  return replaced(command, std::move(answer), 0x86,
                  [](ByteView token) { return emrtd::encode_tlv(0x86, token.first(token.size() / 4)); });
}
Bytes no_token(ByteView command, Bytes answer) {
  return replaced(command, std::move(answer), 0x86, [](ByteView) { return Bytes{}; });
}
Bytes short_nonce(ByteView command, Bytes answer) {
  return replaced(command, std::move(answer), 0x80, [](ByteView nonce) {
    return nonce.size() < 16 ? emrtd::encode_tlv(0x80, nonce) : emrtd::encode_tlv(0x80, nonce.first(8));
  });
}
Bytes altered_chip_data(ByteView command, Bytes answer) {
  return replaced(command, std::move(answer), 0x8A, [](ByteView data) {
    Bytes changed(data.begin(), data.end());
    changed.front() ^= 0x01U;
    return emrtd::encode_tlv(0x8A, changed);
  });
}
Bytes no_chip_data(ByteView command, Bytes answer) {
  return replaced(command, std::move(answer), 0x8A, [](ByteView) { return Bytes{}; });
}

// Reading in plain: what comes before the chip is opened.
bool reads_in_plain(ByteView command) {
  return command.size() >= 2 && command[1] == 0xB0 && !emrtd::is_protected(command[0]);
}
// The end of the file, and 60,000 bytes after it that nobody asked for.
Bytes oversized(ByteView command, Bytes answer) {
  if (reads_in_plain(command) && command.size() > 3 && command[3] != 0 && answer.size() > 2)
    answer.insert(answer.end() - 2, 60000, 0x31);
  return answer;
}
Bytes empty_read(ByteView command, Bytes answer) {
  return reads_in_plain(command) ? Bytes{0x90, 0x00} : answer;
}

Bytes nothing(Bytes, const Bytes&) {
  return {};
}
// "More bytes are there" (ISO/IEC 7816-4 clause 5.6), whenever it is asked.
Bytes always_more(Bytes, const Bytes&) {
  return {0x61, 0xFF};
}
Bytes other_length_wanted(Bytes, const Bytes&) {
  return {0x6C, 0xFF};
}

template <Bytes (*F)(ByteView, Bytes)>
std::unique_ptr<card::Card> plainly(std::unique_ptr<card::Card> card) {
  return std::make_unique<Between>(std::move(card), F);
}
template <Bytes (*F)(Bytes, const Bytes&)>
std::unique_ptr<card::Card> secured(std::unique_ptr<card::Card> card) {
  return std::make_unique<Between>(std::move(card), on_protected(F));
}

}  // namespace

std::map<std::string, AnswerFault> agreement_faults() {
  return {{"neutral_key", plainly<neutral_key>},   {"neutral_mapping", plainly<neutral_mapping>},
          {"short_token", plainly<short_token>},   {"no_token", plainly<no_token>},
          {"short_nonce", plainly<short_nonce>},   {"altered_chip_data", plainly<altered_chip_data>},
          {"no_chip_data", plainly<no_chip_data>}, {"oversized", plainly<oversized>},
          {"empty_read", plainly<empty_read>},     {"nothing", secured<nothing>},
          {"always_more", secured<always_more>},   {"other_length_wanted", secured<other_length_wanted>}};
}

}  // namespace proofmark::attacks::document

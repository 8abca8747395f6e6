// Somebody between chip and terminal, or a chip that does not keep to the protocol. Without the session's keys: what is
// protected can be cut, repeated and replaced, not read.
#include "attacks/document/between.hpp"
#include "attacks/document/mechanisms.hpp"
#include "common/emrtd/apdu.hpp"
#include "common/emrtd/ec_domain.hpp"
#include "common/emrtd/secure_messaging.hpp"
#include "common/emrtd/tlv.hpp"

namespace proofmark::attacks::document {
namespace {

// The chip has the document's number from somewhere else and cannot compute the token.
Bytes wrong_token(ByteView command, Bytes answer) {
  std::size_t length = 0;
  if (!is_general_authenticate(command)) return answer;
  if (const std::size_t at = value_in_7c(answer, 0x86, length); at != 0) answer[at + length - 1] ^= 0x01U;
  return answer;
}

// The terminal's own public key comes back (9303-11 section 4.4.1 step 3 c).
Bytes reflect(ByteView command, Bytes answer, std::uint32_t theirs, std::uint32_t ours) {
  std::size_t length = 0;
  if (!is_general_authenticate(command) || command.size() < 6) return answer;
  const std::size_t at = value_in_7c(answer, ours, length);
  const auto data = emrtd::parse_single(command.subspan(5, command[4]), 0x7C, "dynamic authentication data");
  if (at == 0 || !data) return answer;
  const auto point = emrtd::parse_single(data->value, theirs, "point");
  if (point && point->value.size() == length)
    std::copy(point->value.begin(), point->value.end(), answer.begin() + static_cast<std::ptrdiff_t>(at));
  return answer;
}
Bytes reflect_mapping(ByteView command, Bytes answer) {
  return reflect(command, std::move(answer), 0x81, 0x82);
}
Bytes reflect_agreement(ByteView command, Bytes answer) {
  return reflect(command, std::move(answer), 0x83, 0x84);
}

// A relay that knows no password: the terminal's ephemeral key and then its token come back. Both tokens cover the same
// key then, so that the terminal's own one fits unless it refuses its own key.
Bytes mirror(ByteView command, Bytes answer) {
  if (!is_general_authenticate(command) || command.size() < 6) return answer;
  const auto data = emrtd::parse_single(command.subspan(5, command[4]), 0x7C, "dynamic authentication data");
  if (!data) return answer;
  const auto token = emrtd::parse_single(data->value, 0x85, "token");
  if (!token) return reflect_agreement(command, std::move(answer));
  return concat({emrtd::encode_tlv(0x7C, emrtd::encode_tlv(0x86, token->value)), Bytes{0x90, 0x00}});
}

// A point that is not on the curve (invalid curve attack).
Bytes off_curve(ByteView command, Bytes answer) {
  std::size_t length = 0;
  if (!is_general_authenticate(command)) return answer;
  if (const std::size_t at = value_in_7c(answer, 0x84, length); at != 0) answer[at + length - 1] ^= 0x01U;
  return answer;
}

// A chip whose buffer ends at 4,096 bytes: it has no room to protect its refusal of a command that asks for more.
Bytes small_buffer(ByteView command, Bytes answer) {
  constexpr std::size_t room = 4096;
  const auto asked = emrtd::parse_command(command);
  if (!asked) return answer;
  std::size_t wanted = asked->le.value_or(0);
  if ((asked->cla & 0x0CU) == 0x0CU) {
    const auto le = emrtd::find(asked->data, 0x97);
    if (!le || !*le) return answer;
    wanted = 0;  // zeros ask for what there is (ISO/IEC 7816-4 clause 5.1)
    for (const std::uint8_t byte : (*le)->value) wanted = wanted << 8U | byte;
  }
  return wanted > room ? Bytes{0x67, 0x00} : answer;
}

Bytes altered_mac(Bytes answer, const Bytes&) {
  if (answer.size() > 4) answer[answer.size() - 3] ^= 0x01U;
  return answer;
}
Bytes altered_cryptogram(Bytes answer, const Bytes&) {
  if (answer.size() > 24 && answer[0] == 0x87) answer[answer[1] > 0x80 ? 8 : 6] ^= 0x01U;
  return answer;
}
Bytes repeated(Bytes, const Bytes& before) {
  return before;
}
// DO8E, the checksum, is the last object: ten bytes before the status word.
Bytes without_mac(Bytes answer, const Bytes&) {
  if (answer.size() > 12) answer.erase(answer.end() - 12, answer.end() - 2);
  return answer;
}
// An answer in plain, as a chip gives it that has no session: data a forger would like to have believed.
Bytes in_plain(Bytes, const Bytes&) {
  return {0x60, 0x14, 0x5F, 0x01, 0x04, 0x30, 0x31, 0x30, 0x37, 0x90, 0x00};
}
Bytes plain_status(Bytes, const Bytes&) {
  return {0x90, 0x00};
}
// The status word outside the protection says success whatever the chip said inside.
Bytes status_outside(Bytes answer, const Bytes&) {
  if (answer.size() > 4 && answer[0] == 0x99) return answer;
  for (std::size_t at = 0; at + 3 < answer.size(); ++at)
    if (answer[at] == 0x99 && answer[at + 1] == 0x02) {
      answer[at + 2] ^= 0x0AU;
      break;
    }
  return answer;
}
Bytes too_long_object(Bytes answer, const Bytes&) {
  if (answer.size() > 4) answer[1] = 0x7F;
  return answer;
}
Bytes one_byte(Bytes, const Bytes&) {
  return {0x90};
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

std::map<std::string, AnswerFault> answer_faults() {
  return {{"wrong_token", plainly<wrong_token>},
          {"reflect_mapping", plainly<reflect_mapping>},
          {"reflect_agreement", plainly<reflect_agreement>},
          {"mirror", plainly<mirror>},
          {"off_curve", plainly<off_curve>},
          {"small_buffer", plainly<small_buffer>},
          {"altered_mac", secured<altered_mac>},
          {"altered_cryptogram", secured<altered_cryptogram>},
          {"repeated", secured<repeated>},
          {"without_mac", secured<without_mac>},
          {"in_plain", secured<in_plain>},
          {"plain_status", secured<plain_status>},
          {"status_altered", secured<status_outside>},
          {"too_long_object", secured<too_long_object>},
          {"one_byte", secured<one_byte>}};
}

}  // namespace proofmark::attacks::document

#include "simulators/card/emrtd_applet.hpp"

#include <algorithm>
#include <utility>

#include "common/emrtd/tlv.hpp"
#include "simulators/card/emrtd_card.hpp"
#include "simulators/card/status.hpp"

namespace proofmark::card {

namespace {

// What a response under secure messaging adds at most: DO87 head (1 + 4 + 1), padding (16), DO99 (4), DO8E (10).
constexpr std::size_t kMessagingOverhead = 36;
constexpr std::size_t kLargestAnswer = 65000;  // of data; stays below the 65,533 bytes a virtual reader carries

constexpr std::uint8_t kSelect = 0xA4;
constexpr std::uint8_t kReadBinary = 0xB0;
constexpr std::uint8_t kReadBinaryOdd = 0xB1;
constexpr std::uint8_t kGetChallenge = 0x84;
constexpr std::uint8_t kExternalAuthenticate = 0x82;
constexpr std::uint8_t kInternalAuthenticate = 0x88;
constexpr std::uint8_t kManageSecurityEnvironment = 0x22;
constexpr std::uint8_t kGeneralAuthenticate = 0x86;
constexpr std::uint8_t kPerformSecurityOperation = 0x2A;

constexpr unsigned kFirstWrongAnswer = 4;  // of a chip with a messaging fault: by then files are read
constexpr std::uint8_t kChained = 0x10;    // class bit, ISO/IEC 7816-4 clause 5.3.3

Bytes status_only(std::uint16_t status) {
  return emrtd::encode_response({{}, status});
}

// Status word for a class byte that is refused; 9000 for one that is not.
std::uint16_t class_status(std::uint8_t cla) {
  if ((cla & 0xE0U) != 0) return sw::kUnknownClass;
  if ((cla & 0x03U) != 0) return sw::kChannelNotSupported;
  const unsigned messaging = cla & 0x0CU;
  if (messaging != 0 && messaging != 0x0C) return sw::kMessagingNotSupported;
  return sw::kOk;
}

// Largest plain answer whose protected form fits into `outer` bytes: encryption pads to whole blocks, always by at
// least one byte, after at most 22 bytes of data objects around it.
std::size_t protected_room(std::size_t outer, std::size_t block) {
  return (outer - 22) / block * block - 1;
}

}  // namespace

std::unique_ptr<Card> make_emrtd(ChipContent content, RandomSource& random) {
  return std::make_unique<EmrtdApplet>(std::move(content), random);
}

EmrtdApplet::EmrtdApplet(ChipContent content, RandomSource& random)
    : content_(std::move(content)),
      random_(random),
      files_(content_.master_file, content_.files, content_.manners.end_of_file) {}

// Answer to reset as PC/SC part 3 section 3.1.3.2.3.1 makes it up for a contactless card of type A; the historical
// bytes tell selection by name and identifier, and extended lengths.
Bytes EmrtdApplet::atr() const {
  Bytes out{0x3B, 0x88, 0x80, 0x01, 0x80, 0x73, 0xC4, 0x21, 0xC0, 0x82, 0x90, 0x00};
  std::uint8_t check = 0;
  for (std::size_t i = 1; i < out.size(); ++i) check = static_cast<std::uint8_t>(check ^ out[i]);
  out.push_back(check);
  return out;
}

void EmrtdApplet::reset() {
  end_session();
  challenge_.reset();
  pace_.reset();
  files_.reset();
}

// The keys are forgotten, and with them the access they stood for (9303-11 section 9.8.9).
void EmrtdApplet::end_session() {
  session_.reset();
  next_session_.reset();
  access_ = false;
  chip_authentication_set_ = nullptr;
  chain_.reset();
  terminal_ = {};
}

FileSystem::Access EmrtdApplet::access() const {
  // Without terminal authentication the sensitive groups are guarded by nothing more than the others.
  const bool guarded = content_.terminal_authentication.has_value();
  return {access_, access_ && (!guarded || terminal_.fingerprints), access_ && (!guarded || terminal_.irises)};
}

void EmrtdApplet::pause_after_failures() {
  if (failures_ == 0) return;
  Duration delay = content_.access_delay;
  for (unsigned i = 1; i < failures_ && delay < content_.access_delay_most; ++i) delay *= 2;
  paused_ += std::min(delay, content_.access_delay_most);
}

Bytes EmrtdApplet::transmit(ByteView apdu) {
  paused_ = Duration::zero();
  if (apdu.size() < 4) {
    end_session();
    return status_only(sw::kWrongLength);
  }
  const std::uint16_t refused = class_status(apdu[0]);
  const bool is_protected = refused == sw::kOk && emrtd::is_protected(apdu[0]);
  // Anything in plain ends a session under secure messaging.
  if (!is_protected && session_) end_session();
  if (refused != sw::kOk) return status_only(refused);

  const auto command = emrtd::parse_command(apdu);
  if (!command) {
    end_session();
    return status_only(sw::kWrongLength);
  }
  if (is_protected) return transmit_protected(apdu, *command);
  const std::size_t room = command->extended ? kLargestAnswer : 256;
  emrtd::Response response = perform(*command, room);
  if (response.data.size() > room) response = {{}, sw::kWrongLength};
  if (next_session_) {
    session_ = std::move(next_session_);
    next_session_.reset();
  }
  return emrtd::encode_response(response);
}

Bytes EmrtdApplet::transmit_protected(ByteView apdu, const emrtd::Command& outer) {
  if (!session_) return status_only(sw::kSecurityNotSatisfied);
  const auto checksum = emrtd::find(outer.data, 0x8E);
  if (!checksum || !*checksum) {
    const bool missing = checksum.has_value();
    end_session();
    return status_only(missing ? sw::kMessagingObjectsMissing : sw::kMessagingObjectsWrong);
  }
  const auto command = session_->messaging.unwrap_command(apdu);
  if (!command) {
    end_session();
    return status_only(sw::kMessagingObjectsWrong);
  }
  emrtd::Command inner = *command;
  // The two bytes of DO97 say extended, whatever the coding of the outer lengths.
  const auto le_object = emrtd::find(outer.data, 0x97);
  if (le_object && *le_object) inner.extended = (*le_object)->value.size() == 2;
  const std::size_t room = outer.extended ? kLargestAnswer - kMessagingOverhead : protected_room(256, session_->block);
  emrtd::Response response = perform(inner, room);
  const bool wrongly = content_.messaging_fault && ++session_->answers >= kFirstWrongAnswer;
  if (wrongly) response = answer_wrongly(*content_.messaging_fault, std::move(response));
  if (response.data.size() > room) response = {{}, sw::kWrongLength};
  auto wrapped = session_->messaging.wrap_response(response);
  if (!wrapped) {
    end_session();
    return status_only(sw::kMessagingObjectsWrong);
  }
  if (wrongly) wrapped = wrapped_wrongly(response, *std::move(wrapped));
  if (next_session_) {
    session_ = std::move(next_session_);
    next_session_.reset();
  }
  return *wrapped;
}

Bytes EmrtdApplet::wrapped_wrongly(const emrtd::Response& response, Bytes right) {
  // The counter goes up for the command and for its answer (9303-11 section 9.8.2).
  Bytes counter = session_->counter;
  for (unsigned steps = 2 * session_->answers; steps > 0; --steps)
    for (auto byte = counter.rbegin(); byte != counter.rend(); ++byte)
      if (++*byte != 0) break;
  return wrap_wrongly(*content_.messaging_fault, session_->keys, counter, response).value_or(std::move(right));
}

// Command chaining, ISO/IEC 7816-4 clause 5.3.3: the parts of one command's data. GENERAL AUTHENTICATE uses the same
// bit for the steps of a protocol (9303-11 section 4.4.4.2), so that its parts go on one by one.
emrtd::Response EmrtdApplet::perform(const emrtd::Command& command, std::size_t room) {
  if (command.ins == kGeneralAuthenticate) {
    chain_.reset();
    return dispatch(command, room);
  }
  const bool chained = (command.cla & kChained) != 0;
  if (chained && command.ins != kPerformSecurityOperation && command.ins != kExternalAuthenticate &&
      command.ins != kManageSecurityEnvironment)
    return {{}, sw::kChainingNotSupported};
  std::optional<emrtd::Command> before = std::exchange(chain_, std::nullopt);
  if (!chained && !before) return dispatch(command, room);
  emrtd::Command whole =
      before.value_or(emrtd::Command{command.cla, command.ins, command.p1, command.p2, {}, {}, false});
  if (whole.ins != command.ins || whole.p1 != command.p1 || whole.p2 != command.p2)
    return {{}, sw::kLastOfChainExpected};
  if (whole.data.size() + command.data.size() > kLargestAnswer) return {{}, sw::kWrongLength};
  whole.data.insert(whole.data.end(), command.data.begin(), command.data.end());
  if (chained) {
    chain_ = std::move(whole);
    return {{}, sw::kOk};
  }
  whole.cla = command.cla;
  whole.le = command.le;
  whole.extended = command.extended;
  return dispatch(whole, room);
}

emrtd::Response EmrtdApplet::dispatch(const emrtd::Command& command, std::size_t room) {
  // A challenge and a run of PACE live only until the next command that does not belong to them.
  if (command.ins != kExternalAuthenticate) challenge_.reset();
  if (command.ins != kGeneralAuthenticate) pace_.reset();
  switch (command.ins) {
    case kSelect: {
      if (content_.manners.application_after_pace && !access().open && FileSystem::selects_application(command))
        return {{}, sw::kSecurityNotSatisfied};
      emrtd::Response selected = files_.select(command, access());
      if (selected.ok() && content_.manners.selected != 0) selected.sw = content_.manners.selected;
      return selected;
    }
    case kReadBinary:
      return files_.read_binary(command, access(), room);
    case kReadBinaryOdd:
      return files_.read_binary_odd(command, access(), room);
    case kGetChallenge:
      return get_challenge(command);
    case kExternalAuthenticate:
      return external_authenticate(command);
    case kInternalAuthenticate:
      return internal_authenticate(command);
    case kManageSecurityEnvironment:
      return manage_security_environment(command);
    case kGeneralAuthenticate:
      return general_authenticate(command);
    case kPerformSecurityOperation:
      return verify_certificate(command);
    default:
      return {{}, sw::kUnknownInstruction};
  }
}

}  // namespace proofmark::card

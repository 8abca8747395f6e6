#include <reader.h>
#include <winscard.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <thread>

#include "simulators/card/pcscd.hpp"

namespace proofmark::card {

namespace {

constexpr std::chrono::milliseconds kLook{50};  // between two looks at a slot

tl::unexpected<Error> pcsc_error(const std::string& expected, LONG code) {
  return fail("PC/SC part 5", expected, pcsc_stringify_error(code), "Check pcscd, the reader and the card in it.");
}

class Context {
 public:
  [[nodiscard]] static Result<std::unique_ptr<Context>> establish() {
    std::unique_ptr<Context> context(new Context());
    const LONG code = SCardEstablishContext(SCARD_SCOPE_SYSTEM, nullptr, nullptr, &context->handle_);
    if (code != SCARD_S_SUCCESS) return pcsc_error("a running pcscd", code);
    context->open_ = true;
    return context;
  }
  ~Context() {
    if (open_) SCardReleaseContext(handle_);
  }
  Context(const Context&) = delete;
  Context& operator=(const Context&) = delete;
  [[nodiscard]] SCARDCONTEXT handle() const { return handle_; }

 private:
  Context() = default;
  SCARDCONTEXT handle_ = 0;
  bool open_ = false;
};

Result<std::vector<std::string>> readers_of(const Context& context) {
  DWORD size = 0;
  LONG code = SCardListReaders(context.handle(), nullptr, nullptr, &size);
  std::vector<std::string> readers;
  if (code == SCARD_E_NO_READERS_AVAILABLE) return readers;
  std::string names(size, '\0');
  if (code == SCARD_S_SUCCESS) code = SCardListReaders(context.handle(), nullptr, names.data(), &size);
  if (code == SCARD_E_NO_READERS_AVAILABLE) return readers;
  if (code != SCARD_S_SUCCESS) return pcsc_error("the list of readers", code);
  // Names one after the other, each ended by a zero, an empty one at the end.
  for (const char* at = names.c_str(); *at != '\0'; at += readers.back().size() + 1) readers.emplace_back(at);
  return readers;
}

// What pcscd knows of a slot. The upper half of the word counts its insertions and removals (PC/SC part 5 section
// 3.1.3), so that a change is seen even when it was undone between two looks.
Result<DWORD> state_of(const Context& context, const std::string& reader) {
  SCARD_READERSTATE state{};
  state.szReader = reader.c_str();
  const LONG code = SCardGetStatusChange(context.handle(), 0, &state, 1);
  if (code != SCARD_S_SUCCESS && code != SCARD_E_TIMEOUT) return pcsc_error("the state of " + reader, code);
  return state.dwEventState;
}

DWORD changes_in(DWORD state) {
  return state >> 16U;
}

}  // namespace

struct PcscReader::State {
  std::unique_ptr<Context> context;
  std::string reader;
  DWORD changes = 0;  // of the slot that pcscd had counted when the card was last known to be in it
  SCARDHANDLE card = 0;
  DWORD protocol = 0;
  Bytes answer = Bytes(MAX_BUFFER_SIZE_EXTENDED);
};

PcscReader::PcscReader(std::unique_ptr<State> state) : state_(std::move(state)) {}
PcscReader::~PcscReader() {
  SCardDisconnect(state_->card, SCARD_RESET_CARD);
}

Result<std::vector<std::string>> PcscReader::list() {
  PROOFMARK_TRY(const auto context, Context::establish());
  return readers_of(*context);
}

Result<std::unique_ptr<PcscReader>> PcscReader::connect(const std::string& reader, double seconds) {
  auto state = std::make_unique<State>();
  PROOFMARK_TRY(state->context, Context::establish());
  const auto until = std::chrono::steady_clock::now() + std::chrono::duration<double>(seconds);
  while (true) {
    PROOFMARK_TRY(const std::vector<std::string> readers, readers_of(*state->context));
    const auto found = std::find_if(readers.begin(), readers.end(),
                                    [&](const std::string& name) { return name.rfind(reader, 0) == 0; });
    const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(until - std::chrono::steady_clock::now());
    if (found != readers.end()) {
      const LONG code = SCardConnect(state->context->handle(), found->c_str(), SCARD_SHARE_EXCLUSIVE,
                                     SCARD_PROTOCOL_T0 | SCARD_PROTOCOL_T1, &state->card, &state->protocol);
      if (code == SCARD_S_SUCCESS) {
        state->reader = *found;
        PROOFMARK_TRY(const DWORD now, state_of(*state->context, state->reader));
        state->changes = changes_in(now);
        return std::unique_ptr<PcscReader>(new PcscReader(std::move(state)));
      }
      const bool may_come = code == SCARD_E_NO_SMARTCARD || code == SCARD_W_REMOVED_CARD ||
                            code == SCARD_W_UNPOWERED_CARD || code == SCARD_W_UNRESPONSIVE_CARD ||
                            code == SCARD_E_SHARING_VIOLATION;
      if (!may_come || left.count() <= 0) return pcsc_error("a card in the reader " + *found, code);
    } else if (left.count() <= 0) {
      return fail("PC/SC part 5", "a reader named \"" + reader + "...\"", std::to_string(readers.size()) + " others",
                  "Connect the reader, or name another.");
    }
    // Wakes at the next change of that reader, or of the list of readers.
    SCARD_READERSTATE waiting{};
    waiting.szReader = found != readers.end() ? found->c_str() : "\\\\?PnP?\\Notification";
    waiting.dwCurrentState = found != readers.end() ? SCARD_STATE_EMPTY : SCARD_STATE_UNAWARE;
    SCardGetStatusChange(state->context->handle(), static_cast<DWORD>(std::clamp<std::int64_t>(left.count(), 1, 100)),
                         &waiting, 1);
  }
}

Result<void> PcscReader::wait_until_empty(const std::string& reader, double seconds) {
  PROOFMARK_TRY(const auto context, Context::establish());
  PROOFMARK_TRY(const std::vector<std::string> readers, readers_of(*context));
  const auto found =
      std::find_if(readers.begin(), readers.end(), [&](const std::string& name) { return name.rfind(reader, 0) == 0; });
  if (found == readers.end()) return {};
  const auto until = std::chrono::steady_clock::now() + std::chrono::duration<double>(seconds);
  while (true) {
    PROOFMARK_TRY(const DWORD now, state_of(*context, *found));
    if ((now & SCARD_STATE_EMPTY) != 0) return {};
    if (std::chrono::steady_clock::now() > until)
      return fail("PC/SC part 5", "an empty reader " + *found, "a card in it", "Take the card out.");
    std::this_thread::sleep_for(kLook);
  }
}

Result<Bytes> PcscReader::transceive(ByteView command) {
  DWORD size = static_cast<DWORD>(state_->answer.size());
  const SCARD_IO_REQUEST* request = state_->protocol == SCARD_PROTOCOL_T0 ? SCARD_PCI_T0 : SCARD_PCI_T1;
  const LONG code = SCardTransmit(state_->card, request, command.data(), static_cast<DWORD>(command.size()), nullptr,
                                  state_->answer.data(), &size);
  if (code != SCARD_S_SUCCESS) return pcsc_error("an answer of the card", code);
  // So do drivers answer whose card has just left.
  if (size < 2)
    return fail("ISO/IEC 7816-4 clause 5.1", "an answer with a status word", std::to_string(size) + " bytes",
                "Hold the card to the reader again.");
  return Bytes(state_->answer.begin(), state_->answer.begin() + static_cast<std::ptrdiff_t>(size));
}

// The reader's features are a row of tag, length 4 and control code (big-endian), its properties one of tag, length and
// value (little-endian): PC/SC part 10 section 2.2 and 2.6.14.
bool PcscReader::extended_length() const {
  const auto ask = [&](DWORD code) {
    Bytes answer(512);
    DWORD size = 0;
    const LONG done =
        SCardControl(state_->card, code, nullptr, 0, answer.data(), static_cast<DWORD>(answer.size()), &size);
    answer.resize(done == SCARD_S_SUCCESS ? std::min<std::size_t>(size, answer.size()) : 0);
    return answer;
  };
  const auto value_of = [](const Bytes& row, std::uint8_t tag) {
    for (std::size_t at = 0; at + 2 <= row.size(); at += 2U + row[at + 1])
      if (row[at] == tag && row[at + 1] == 4 && at + 6 <= row.size())
        return Bytes(row.begin() + static_cast<std::ptrdiff_t>(at) + 2,
                     row.begin() + static_cast<std::ptrdiff_t>(at) + 6);
    return Bytes{};
  };
  const Bytes code = value_of(ask(CM_IOCTL_GET_FEATURE_REQUEST), FEATURE_GET_TLV_PROPERTIES);
  if (code.empty()) return false;
  DWORD control = 0;
  for (const std::uint8_t byte : code) control = control << 8U | byte;
  const Bytes most = value_of(ask(control), PCSCv2_PART10_PROPERTY_dwMaxAPDUDataSize);
  std::size_t bytes = 0;
  for (auto byte = most.rbegin(); byte != most.rend(); ++byte) bytes = bytes << 8U | *byte;
  return bytes > 256;
}

Result<Bytes> PcscReader::atr() const {
  std::array<BYTE, MAX_ATR_SIZE> atr{};
  DWORD size = static_cast<DWORD>(atr.size());
  DWORD name = 0;
  DWORD status = 0;
  DWORD protocol = 0;
  const LONG code = SCardStatus(state_->card, nullptr, &name, &status, &protocol, atr.data(), &size);
  if (code != SCARD_S_SUCCESS) return pcsc_error("the answer to reset", code);
  return Bytes(atr.begin(), atr.begin() + static_cast<std::ptrdiff_t>(size));
}

Result<void> PcscReader::reset() {
  const LONG code = SCardReconnect(state_->card, SCARD_SHARE_EXCLUSIVE, SCARD_PROTOCOL_T0 | SCARD_PROTOCOL_T1,
                                   SCARD_RESET_CARD, &state_->protocol);
  if (code != SCARD_S_SUCCESS) return pcsc_error("a card that can be reset", code);
  return {};
}

Result<void> PcscReader::take_up(double seconds) {
  const auto until = std::chrono::steady_clock::now() + std::chrono::duration<double>(seconds);
  // pcscd looks at a slot every 0.4 s, later on a busy machine, and knows of a card only what it saw there. A reset
  // before that reaches no card and is called done, or one that it then takes for new and loses its protocol. So
  // nothing is asked of the reader before both, going and coming, have been seen.
  while (std::chrono::steady_clock::now() < until) {
    PROOFMARK_TRY(const DWORD now, state_of(*state_->context, state_->reader));
    if (changes_in(now) != state_->changes && (now & SCARD_STATE_PRESENT) != 0) break;
    std::this_thread::sleep_for(kLook);
  }
  PROOFMARK_CHECK(reset());
  PROOFMARK_TRY(const DWORD now, state_of(*state_->context, state_->reader));
  state_->changes = changes_in(now);
  return {};
}

}  // namespace proofmark::card

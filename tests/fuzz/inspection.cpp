// The whole inspection before a chip that says what the fuzzer wants. The first byte chooses the chip. One answers each
// command with the next bytes, whatever it was: PACE and basic access control meet everything. The other has the keys
// of basic access control and holds files of the fuzzer's: what lies behind access meets everything. Neither has a key
// of the document's, so neither is ever genuine, and only the document's own files are ever believed.
#include "reference-impl/chip/inspection.hpp"

#include <algorithm>

#include "common/emrtd/apdu.hpp"
#include "common/emrtd/keys.hpp"
#include "common/emrtd/secure_messaging.hpp"
#include "common/emrtd/tlv.hpp"
#include "common/random.hpp"
#include "tests/fuzz/heap_limit.hpp"
#include "tests/fuzz/small_document.hpp"

namespace chip = proofmark::chip;
namespace emrtd = proofmark::emrtd;
using proofmark::Bytes;
using proofmark::ByteView;
using proofmark::concat;
using proofmark::Result;
using proofmark::decision::CheckResult;
using proofmark::fuzz::require;
using proofmark::fuzz::small_document;

namespace {

constexpr std::uint16_t ok = 0x9000, not_found = 0x6A82;

// The fuzzer's bytes from the front.
class Input {
 public:
  explicit Input(ByteView bytes) : rest_(bytes) {}
  [[nodiscard]] bool over() const { return rest_.empty(); }
  std::uint8_t byte() { return rest_.empty() ? std::uint8_t{0} : take(1)[0]; }
  // With its length in two bytes before it.
  Bytes part() {
    const std::size_t high = byte();
    const std::size_t size = high << 8U | byte();
    const ByteView taken = take(std::min(size, rest_.size()));
    return {taken.begin(), taken.end()};
  }

 private:
  ByteView take(std::size_t size) {
    const ByteView taken = rest_.first(size);
    rest_ = rest_.subspan(size);
    return taken;
  }
  ByteView rest_;
};

class Chip : public chip::Transceiver {
 public:
  Chip(Input input, bool returns, bool extended) : input_(input), returns_(returns), extended_(extended) {}
  [[nodiscard]] bool extended_length() const override { return extended_; }
  Result<void> begin_again() override {
    if (!returns_ || input_.over()) return Transceiver::begin_again();
    reset();
    return {};
  }

 protected:
  virtual void reset() {}
  static Result<Bytes> lost() { return proofmark::fail("fuzz", "an answer", "none", ""); }
  Input input_;

 private:
  bool returns_, extended_;
};

class Babbling final : public Chip {
 public:
  using Chip::Chip;
  Result<Bytes> transceive(ByteView) override {
    if (input_.over()) return lost();
    return input_.part();
  }
};

class Keyed final : public Chip {
 public:
  using Chip::Chip;
  Result<Bytes> transceive(ByteView apdu) override {
    if (!session_) {
      const auto command = emrtd::parse_command(apdu);
      require(command.has_value());
      return emrtd::encode_response(open(*command));
    }
    // After chip authentication the terminal has keys that this chip does not know.
    const auto command = session_->unwrap_command(apdu);
    if (!command) return Bytes{0x69, 0x88};
    const auto wrapped = session_->wrap_response(answer(*command));
    require(wrapped.has_value());
    return *wrapped;
  }

 private:
  void reset() override { session_.reset(); }

  emrtd::Response open(const emrtd::Command& command) {
    static const Bytes nonce(8, 0x11), half(16, 0x22);
    if (command.ins == 0x84) return {nonce, ok};
    if (command.ins != 0x82) return answer(command);
    const auto& document = small_document();
    const auto zone = emrtd::mrz_information(document.number, document.birth, document.expiry);
    const emrtd::SessionKeys keys = emrtd::derive_bac_keys(zone.value());
    const auto opened = emrtd::open_bac(keys, command.data);
    require(opened.has_value());
    const ByteView terminal = ByteView(*opened).first(8);
    const auto sealed = emrtd::seal_bac(keys, concat({nonce, terminal, half}));
    Bytes seed(16);
    for (std::size_t i = 0; i < seed.size(); ++i) seed[i] = static_cast<std::uint8_t>((*opened)[16 + i] ^ half[i]);
    auto session = emrtd::SecureMessaging::start(emrtd::derive_session_keys(seed, emrtd::Cipher::tdes),
                                                 emrtd::SecureMessaging::bac_counter(nonce, terminal));
    require(session && sealed);
    session_ = *std::move(session);
    return {*sealed, ok};
  }

  emrtd::Response answer(const emrtd::Command& command) {
    if (command.ins == 0xA4) return command.p1 == 0x04 ? emrtd::Response{{}, ok} : select();
    if (command.ins == 0xB0) return read(static_cast<std::size_t>(command.p1) << 8U | command.p2, command, false);
    if (command.ins == 0xB1) {
      const auto offset = emrtd::parse_single(command.data, 0x54, "offset");
      require(offset.has_value());
      std::size_t at = 0;
      for (const std::uint8_t byte : offset->value) at = at << 8U | byte;
      return read(at, command, true);
    }
    if (input_.over()) return {{}, 0x6985};
    return {input_.part(), ok};
  }

  emrtd::Response select() {
    const std::uint8_t kind = input_.over() ? std::uint8_t{1} : input_.byte();
    if (kind == 1) return {{}, not_found};
    if (kind == 2) {
      const auto high = input_.byte();
      return {{}, static_cast<std::uint16_t>(high << 8U | input_.byte())};
    }
    file_ = input_.part();
    return {{}, ok};
  }

  emrtd::Response read(std::size_t offset, const emrtd::Command& command, bool wrapped) {
    if (offset >= file_.size()) return {{}, 0x6B00};
    const std::size_t wanted = command.le.value_or(0);
    const ByteView part = ByteView(file_).subspan(offset, std::min(wanted, file_.size() - offset));
    if (!wrapped) return {Bytes(part.begin(), part.end()), ok};
    return {emrtd::encode_tlv(0x53, part.first(std::min(part.size(), wanted - 4))), ok};
  }

  std::optional<emrtd::SecureMessaging> session_;
  Bytes file_;
};

void check(const chip::Inspection& found) {
  static const char* const ids[] = {"chip.access", "chip.passive", "chip.revocation", "chip.genuine",
                                    "document.validity"};
  require(found.checks.size() == std::size(ids));
  for (std::size_t i = 0; i < found.checks.size(); ++i) require(found.checks[i].id == ids[i]);
  const bool passive = found.check("chip.passive").result == CheckResult::passed;
  require(found.document.has_value() == passive && found.portrait.empty() != passive);
  if (found.document) require(found.document->number == small_document().number);
  require(found.check("chip.genuine").result != CheckResult::passed);
  require(found.readings >= 1 && found.readings <= 3 && found.commands <= std::size_t{3} * 2501);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const auto& document = small_document();
  const std::uint8_t choice = data[0];
  const Input input(ByteView(data + 1, size - 1));
  Babbling babbling(input, (choice & 2U) != 0, (choice & 4U) != 0);
  Keyed keyed(input, (choice & 2U) != 0, (choice & 4U) != 0);
  chip::AccessPassword password{document.can, document.number, document.birth, document.expiry};
  if ((choice & 8U) != 0) password.can.clear();
  const chip::TrustStore trust{{document.csca}, {document.crl}};
  const chip::InspectionPolicy policy;
  proofmark::SeededRandom random(3, "terminal");
  const proofmark::fuzz::HeapLimit limit(std::size_t{64} << 20U);
  chip::Transceiver& terminal =
      (choice & 1U) != 0 ? static_cast<chip::Transceiver&>(keyed) : static_cast<chip::Transceiver&>(babbling);
  const auto found = chip::inspect(terminal, password, trust, policy, random, document.now);
  require(found.has_value());
  check(*found);
  return 0;
}

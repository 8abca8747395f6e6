// The simulated passport's commands, one after another, each with its length before it: every one is answered, and
// nothing of the holder is said in plain. The first byte chooses whether basic access control has opened the chip; then
// each command's first byte says whether it goes under secure messaging.
#include <algorithm>

#include "common/emrtd/apdu.hpp"
#include "common/emrtd/keys.hpp"
#include "common/emrtd/secure_messaging.hpp"
#include "common/random.hpp"
#include "simulators/card/emrtd_card.hpp"
#include "tests/fuzz/heap_limit.hpp"
#include "tests/fuzz/small_document.hpp"

namespace card = proofmark::card;
namespace emrtd = proofmark::emrtd;
using proofmark::Bytes;
using proofmark::ByteView;
using proofmark::concat;
using proofmark::fuzz::require;
using proofmark::fuzz::small_document;

namespace {

std::string zone_information() {
  const auto& document = small_document();
  return emrtd::mrz_information(document.number, document.birth, document.expiry).value();
}

card::ChipContent content() {
  const auto& document = small_document();
  card::ChipContent chip;
  chip.files = document.files;
  chip.master_file[card::kEfCardAccess] = document.card_access;
  chip.mrz_information = zone_information();
  chip.can = document.can;
  chip.active_authentication = document.active_key;
  return chip;
}

emrtd::SecureMessaging open(card::Card& chip) {
  const Bytes application{0x00, 0xA4, 0x04, 0x0C, 0x07, 0xA0, 0x00, 0x00, 0x02, 0x47, 0x10, 0x01};
  require(emrtd::parse_response(chip.transmit(application))->ok());
  const auto nonce = emrtd::parse_response(chip.transmit(Bytes{0x00, 0x84, 0x00, 0x00, 0x08}));
  require(nonce && nonce->data.size() == 8);
  const emrtd::SessionKeys keys = emrtd::derive_bac_keys(zone_information());
  const Bytes own(8, 0x33), half(16, 0x44);
  const auto sealed = emrtd::seal_bac(keys, concat({own, nonce->data, half}));
  const auto apdu = emrtd::encode_command({0x00, 0x82, 0x00, 0x00, sealed.value(), 40U, false});
  const auto answer = emrtd::parse_response(chip.transmit(apdu.value()));
  const auto opened = emrtd::open_bac(keys, answer->data);
  require(opened.has_value());
  Bytes seed(16);
  for (std::size_t i = 0; i < seed.size(); ++i) seed[i] = static_cast<std::uint8_t>((*opened)[16 + i] ^ half[i]);
  return emrtd::SecureMessaging::start(emrtd::derive_session_keys(seed, emrtd::Cipher::tdes),
                                       emrtd::SecureMessaging::bac_counter(nonce->data, own))
      .value();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  static const card::ChipContent made = content();
  static const Bytes holder = proofmark::to_bytes("PAVYZDYS");
  proofmark::SeededRandom random(4, "fuzz chip");
  const proofmark::fuzz::HeapLimit limit(std::size_t{16} << 20U);
  const auto chip = card::make_emrtd(made, random);
  std::optional<emrtd::SecureMessaging> session;
  if ((data[0] & 1U) != 0) session = open(*chip);
  ByteView rest(data + 1, size - 1);
  while (!rest.empty()) {
    const std::size_t length = std::min<std::size_t>(rest[0], rest.size() - 1);
    ByteView command = rest.subspan(1, length);
    rest = rest.subspan(1 + length);
    Bytes wrapped;
    if (session && !command.empty() && (command[0] & 1U) != 0) {
      const auto parsed = emrtd::parse_command(command.subspan(1));
      auto under = parsed ? session->wrap_command(*parsed) : proofmark::Result<Bytes>(Bytes{});
      if (!under) continue;
      wrapped = *std::move(under);
      command = wrapped;
    }
    const Bytes answer = chip->transmit(command);
    require(emrtd::parse_response(answer).has_value() && answer.size() <= 65538);
    require(std::search(answer.begin(), answer.end(), holder.begin(), holder.end()) == answer.end());
    if (!wrapped.empty()) static_cast<void>(session->unwrap_response(answer));
  }
  return 0;
}

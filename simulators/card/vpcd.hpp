// The card behind a PC/SC reader: a client of vsmartcard's virtual reader driver (vpcd).
#pragma once
#include <atomic>
#include <cstdint>
#include <string>

#include "simulators/card/card.hpp"

namespace proofmark::card {

// Connects to the virtual reader's slot (host is an IPv4 address) and answers until `stop` becomes true or the reader
// closes the connection. Insertion takes the reader about 0.4 s. A card that loses the field (Card::present) leaves the
// reader without an answer; one that returns is there again two seconds later, another one ends the call. Blocking: run
// it on a thread of its own; the card is used by that thread alone. `stop` is looked at every 50 ms.
[[nodiscard]] Result<void> serve_vpcd(Card& card, const std::string& host, std::uint16_t port,
                                      const std::atomic<bool>& stop);

}  // namespace proofmark::card

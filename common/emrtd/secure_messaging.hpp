// Secure messaging, ICAO 9303-11 section 9.8, both roles. One object is one end of one session: the send sequence
// counter goes up before every command and every response. After any error the session is over; a chip answers 6987 or
// 6988 in plain and forgets the keys, a terminal reads nothing more.
#pragma once
#include "common/emrtd/apdu.hpp"
#include "common/emrtd/keys.hpp"

namespace proofmark::emrtd {

class SecureMessaging {
 public:
  // `counter` is the first send sequence counter, block_size() bytes; zero after PACE and chip authentication.
  [[nodiscard]] static Result<SecureMessaging> start(SessionKeys keys, Bytes counter);
  [[nodiscard]] static Result<SecureMessaging> start(SessionKeys keys);  // counter zero
  // The first counter after BAC (9.8.6.3): last four bytes of RND.IC, last four of RND.IFD.
  [[nodiscard]] static Bytes bac_counter(ByteView rnd_ic, ByteView rnd_ifd);

  // Terminal: a command in plain to a protected one, and a protected answer back to plain.
  [[nodiscard]] Result<Bytes> wrap_command(const Command& command);
  [[nodiscard]] Result<Response> unwrap_response(ByteView protected_response);

  // Chip: the other way round. The unwrapped command has its class without the secure messaging bits.
  [[nodiscard]] Result<Command> unwrap_command(ByteView protected_command);
  [[nodiscard]] Result<Bytes> wrap_response(const Response& response);

 private:
  SecureMessaging(Cipher cipher, SessionCipher keyed, Bytes counter)
      : cipher_(cipher), keyed_(std::move(keyed)), counter_(std::move(counter)) {}
  void count();
  [[nodiscard]] Result<Bytes> initial_vector() const;
  [[nodiscard]] Result<Bytes> encrypt(ByteView plain) const;
  [[nodiscard]] Result<Bytes> decrypt(ByteView cryptogram) const;
  [[nodiscard]] Result<Bytes> mac_over(ByteView header, ByteView objects) const;

  Cipher cipher_;
  SessionCipher keyed_;
  Bytes counter_;
  bool odd_instruction_ = false;  // the chip answers an odd instruction with DO85 (9.8.4)
};

// True when an interindustry class byte says that header and data are protected (ISO/IEC 7816-4 table 2), chained or
// not.
[[nodiscard]] constexpr bool is_protected(std::uint8_t cla) {
  return (cla & 0xECU) == 0x0CU;
}

}  // namespace proofmark::emrtd

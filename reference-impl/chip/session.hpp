// One conversation with a chip: commands out, answers back, protected once secure messaging has begun.
#pragma once
#include <optional>
#include <string>

#include "common/emrtd/atr_info.hpp"
#include "common/emrtd/secure_messaging.hpp"
#include "reference-impl/chip/transceiver.hpp"

namespace proofmark::chip {

class Session {
 public:
  Session(Transceiver& chip, std::size_t max_file_bytes) : chip_(chip), max_file_bytes_(max_file_bytes) {}

  // Any status word is a result. An error is final (9303-11 section 9.8.2): link lost, or an answer that is malformed
  // or not protected as it should be; every later command fails with the same error.
  [[nodiscard]] Result<emrtd::Response> send(const emrtd::Command& command);
  // The same, and a status word other than 9000 is an error too (not a final one). `what` names the step.
  [[nodiscard]] Result<Bytes> require(const emrtd::Command& command, const std::string& what);
  void protect(emrtd::SecureMessaging messaging) { messaging_ = std::move(messaging); }

  // SELECT by file identifier and READ BINARY to the length its head announces; nothing when there is no such file.
  // `optional`: a file that not every chip has. Chips from before it was invented refuse its SELECT in words of their
  // own, which then say the same as 6A82. A warning (62xx) is no refusal: what comes is read and judged as any file.
  [[nodiscard]] Result<std::optional<Bytes>> read_file(std::uint16_t file_identifier, bool optional = false);
  // EF.ATR/INFO, and from here on reading in answers as long as chip and link can; nothing when there is no such file.
  [[nodiscard]] Result<std::optional<emrtd::LongestApdus>> learn_lengths();
  [[nodiscard]] Result<void> select_application();

  [[nodiscard]] bool lost() const { return lost_; }
  [[nodiscard]] bool ended() const { return ended_.has_value(); }
  [[nodiscard]] std::size_t commands() const { return commands_; }

 private:
  // SELECT of an elementary file; false when there is none.
  [[nodiscard]] Result<bool> select_file(std::uint16_t file_identifier, bool optional = false);
  // The most data whose protected answer still has short length with AES (224 bytes of cryptogram): every chip can.
  static constexpr std::size_t short_chunk = 223;
  // As much as is lost when the card moves, at 106 kbit/s a third of a second.
  static constexpr std::size_t long_chunk = 4096;

  [[nodiscard]] Result<Bytes> read_at(std::size_t offset, std::size_t wanted);

  Transceiver& chip_;
  std::size_t max_file_bytes_;
  std::size_t chunk_ = short_chunk;  // the most data that are asked for at once
  std::optional<emrtd::SecureMessaging> messaging_;
  std::optional<Error> ended_;
  bool lost_ = false;
  std::size_t commands_ = 0;
};

[[nodiscard]] std::string status_text(std::uint16_t sw);  // "status word 6A82"

}  // namespace proofmark::chip

// One subsystem behind the lines, and the chip at their other end. Private to this room.
#pragma once
#include <memory>
#include <string>

#include "reference-impl/chip/inspection.hpp"
#include "reference-impl/parts/parts.hpp"

namespace proofmark::parts {

class Part {
 public:
  virtual ~Part() = default;
  // The answer to one task, as a line. Errors end the conversation.
  virtual Result<std::string> answer(const std::string& line) = 0;
};

[[nodiscard]] tl::unexpected<Error> broken(std::string expected, std::string observed);

// A chip at the other end of the conversation.
class RemoteChip final : public chip::Transceiver {
 public:
  explicit RemoteChip(const Lines& lines, bool extended_length = true)
      : lines_(lines), extended_length_(extended_length) {}
  [[nodiscard]] Result<Bytes> transceive(ByteView command) override;
  [[nodiscard]] bool extended_length() const override { return extended_length_; }
  [[nodiscard]] Result<void> begin_again() override;

 private:
  const Lines& lines_;
  bool extended_length_;
  bool card_is_back_ = false;
};

// Level document: everything that an inspection found, for `proofmark inspect`. No level of proofmark-stdio/1.
[[nodiscard]] Result<std::unique_ptr<Part>> open_document(const api::Config& config, api::Entropy& entropy,
                                                          const Lines& lines);

}  // namespace proofmark::parts

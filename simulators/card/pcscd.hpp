// A pcscd of one's own, with one virtual reader, run without root beside others; and a client that speaks to it.
#pragma once
#include <sys/types.h>

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "common/bytes.hpp"

namespace proofmark::card {

class PrivatePcscd {
 public:
  // Call it from a thread that lives as long as the daemon shall: the kernel ends pcscd when that thread ends, so that
  // a test that was killed leaves nothing behind. Makes a folder below `parent` for socket and reader configuration,
  // finds a free pair of ports, starts pcscd.
  [[nodiscard]] static Result<std::unique_ptr<PrivatePcscd>> start(
      const std::filesystem::path& parent = std::filesystem::temp_directory_path());
  ~PrivatePcscd();  // ends that pcscd and removes the folder
  PrivatePcscd(const PrivatePcscd&) = delete;
  PrivatePcscd& operator=(const PrivatePcscd&) = delete;

  [[nodiscard]] std::uint16_t port() const { return port_; }  // of the contactless slot; contact is port() + 1
  [[nodiscard]] std::filesystem::path socket() const { return folder_ / "pcscd.comm"; }
  [[nodiscard]] pid_t pid() const { return pid_; }
  // Makes this process's SCard calls go to this pcscd. libpcsclite reads PCSCLITE_CSOCK_NAME at its first call and
  // remembers it: call this before any other use of PC/SC, once per process, before threads start (it calls setenv).
  [[nodiscard]] Result<void> use_in_this_process() const;

 private:
  PrivatePcscd() = default;
  std::filesystem::path folder_;
  std::uint16_t port_ = 0;
  pid_t pid_ = -1;
};

// One reader of the system's, or of a private, pcscd.
class PcscReader {
 public:
  [[nodiscard]] static Result<std::vector<std::string>> list();
  // Waits up to `seconds` for a reader whose name begins with `reader` ("" = the first) to hold a card, and connects
  // exclusively. pcscd looks at a slot every 0.4 s: between two cards in one slot, wait until it has seen it empty.
  [[nodiscard]] static Result<std::unique_ptr<PcscReader>> connect(const std::string& reader, double seconds = 10.0);
  // Waits up to `seconds` until the reader holds no card any more; a reader that is not there counts as empty.
  [[nodiscard]] static Result<void> wait_until_empty(const std::string& reader, double seconds = 15.0);
  ~PcscReader();
  PcscReader(const PcscReader&) = delete;
  PcscReader& operator=(const PcscReader&) = delete;

  // Response data and status word. A card that left the field is an error.
  [[nodiscard]] Result<Bytes> transceive(ByteView command);
  [[nodiscard]] Result<Bytes> atr() const;
  [[nodiscard]] Result<void> reset();
  // After a lost link: waits until pcscd has seen the card go, then for it, or another one, to be in the reader, and
  // resets it; all within `seconds`.
  [[nodiscard]] Result<void> take_up(double seconds = 15.0);
  // Whether the reader says that it carries extended lengths (PC/SC part 10, property dwMaxAPDUDataSize above 256); one
  // that says nothing counts as one that does not.
  [[nodiscard]] bool extended_length() const;

 private:
  struct State;
  explicit PcscReader(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace proofmark::card

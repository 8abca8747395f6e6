// The chip's files: selection and reading, ICAO 9303-10 section 3.6, ISO/IEC 7816-4 clauses 7.1 and 7.2.
#pragma once
#include <cstdint>
#include <map>
#include <optional>

#include "common/bytes.hpp"
#include "common/emrtd/apdu.hpp"

namespace proofmark::card {

class FileSystem {
 public:
  using Files = std::map<std::uint16_t, Bytes>;
  // `end_of_file`: status word where fewer bytes are left than Le asks for; 0: 6282.
  FileSystem(Files master_file, Files application, std::uint16_t end_of_file = 0)
      : master_file_(std::move(master_file)), application_(std::move(application)), end_of_file_(end_of_file) {}

  void reset();
  [[nodiscard]] bool application_selected() const { return in_application_; }
  // True when the command selects the LDS application, whether it is selected already or not.
  [[nodiscard]] static bool selects_application(const emrtd::Command& command);

  // Who the terminal has shown itself to be.
  struct Access {
    bool open = false;          // basic access control or PACE has succeeded
    bool fingerprints = false;  // terminal authentication for data group 3 too
    bool irises = false;        // and for data group 4
  };
  // `room`: most bytes that the answer may carry as data.
  [[nodiscard]] emrtd::Response select(const emrtd::Command& command, Access access);
  [[nodiscard]] emrtd::Response read_binary(const emrtd::Command& command, Access access, std::size_t room);      // B0
  [[nodiscard]] emrtd::Response read_binary_odd(const emrtd::Command& command, Access access, std::size_t room);  // B1

 private:
  [[nodiscard]] const Files& directory() const { return in_application_ ? application_ : master_file_; }
  [[nodiscard]] std::uint16_t open(std::uint16_t id, Access access);  // makes it the current file; status word
  [[nodiscard]] std::uint16_t identifier_of(unsigned short_identifier) const;
  [[nodiscard]] emrtd::Response part(const Bytes& file, std::size_t offset, std::size_t wanted, bool all) const;

  Files master_file_, application_;
  std::uint16_t end_of_file_;
  bool in_application_ = false;
  std::optional<std::uint16_t> current_;
};

}  // namespace proofmark::card

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
  explicit FileSystem(std::map<std::uint16_t, Bytes> files) : files_(std::move(files)) {}

  void reset();
  [[nodiscard]] bool application_selected() const { return in_application_; }
  // True when the command selects the LDS application, whether it is selected already or not.
  [[nodiscard]] static bool selects_application(const emrtd::Command& command);

  // `access`: basic access control or PACE has succeeded. `room`: most bytes that the answer may carry as data.
  [[nodiscard]] emrtd::Response select(const emrtd::Command& command, bool access);
  [[nodiscard]] emrtd::Response read_binary(const emrtd::Command& command, bool access, std::size_t room);      // B0
  [[nodiscard]] emrtd::Response read_binary_odd(const emrtd::Command& command, bool access, std::size_t room);  // B1

 private:
  [[nodiscard]] bool exists(std::uint16_t id) const;
  [[nodiscard]] std::uint16_t open(std::uint16_t id, bool access);  // makes it the current file; status word
  [[nodiscard]] static emrtd::Response part(const Bytes& file, std::size_t offset, std::size_t wanted, bool all);

  std::map<std::uint16_t, Bytes> files_;
  bool in_application_ = false;
  std::optional<std::uint16_t> current_;
};

}  // namespace proofmark::card

#include "simulators/card/file_system.hpp"

#include <algorithm>

#include "common/emrtd/lds.hpp"
#include "common/emrtd/tlv.hpp"
#include "simulators/card/personalisation.hpp"
#include "simulators/card/status.hpp"

namespace proofmark::card {

namespace {

constexpr std::uint16_t kMasterFile = 0x3F00;

std::uint16_t word(ByteView two) {
  return static_cast<std::uint16_t>(two[0] << 8U | two[1]);
}

}  // namespace

void FileSystem::reset() {
  in_application_ = false;
  current_.reset();
}

bool FileSystem::selects_application(const emrtd::Command& command) {
  return command.ins == 0xA4 && command.p1 == 0x04 &&
         std::equal(command.data.begin(), command.data.end(), emrtd::lds_application.begin(),
                    emrtd::lds_application.end());
}

std::uint16_t FileSystem::open(std::uint16_t id, Access access) {
  // Without access the application does not even tell which files it has; of the master file EF.CardSecurity is the
  // only one that is closed (9303-10 section 3.11.3).
  const bool closed = in_application_ ? !access.open : id == kEfCardSecurity && !access.open;
  if (closed) return sw::kSecurityNotSatisfied;
  if (directory().count(id) == 0) return sw::kFileNotFound;
  if (in_application_ && ((id == kEfDg3 && !access.fingerprints) || (id == kEfDg4 && !access.irises)))
    return sw::kSecurityNotSatisfied;
  current_ = id;
  return sw::kOk;
}

emrtd::Response FileSystem::select(const emrtd::Command& command, Access access) {
  if (command.p2 != 0x0C && command.p2 != 0x00) return {{}, sw::kWrongParameters};
  switch (command.p1) {
    case 0x00:  // MF, or any file by identifier
      if (command.data.empty() || (command.data.size() == 2 && word(command.data) == kMasterFile)) {
        reset();
        return {{}, sw::kOk};
      }
      [[fallthrough]];
    case 0x02:  // EF under the current directory
      if (command.data.size() != 2) return {{}, sw::kWrongLength};
      return {{}, open(word(command.data), access)};
    case 0x04: {  // application by name
      if (command.data.empty() || command.data.size() > 16) return {{}, sw::kWrongLength};
      if (!selects_application(command)) return {{}, sw::kFileNotFound};
      in_application_ = true;
      current_.reset();
      if (command.p2 == 0x0C || !command.le) return {{}, sw::kOk};
      return {emrtd::encode_tlv(0x6F, emrtd::encode_tlv(0x84, command.data)), sw::kOk};
    }
    default:
      return {{}, sw::kWrongParameters};
  }
}

// 9303-10 tables 3 and 4: EF.DIR is 1E and EF.ATR/INFO 01 in the master file.
std::uint16_t FileSystem::identifier_of(unsigned short_identifier) const {
  if (!in_application_ && short_identifier == 0x1E) return kEfDir;
  if (!in_application_ && short_identifier == 0x01) return kEfAtrInfo;
  return static_cast<std::uint16_t>(0x0100U | short_identifier);
}

emrtd::Response FileSystem::part(const Bytes& file, std::size_t offset, std::size_t wanted, bool all) const {
  if (offset >= file.size()) return {{}, end_of_file_ != 0 ? end_of_file_ : sw::kOffsetOutside};
  const std::size_t n = std::min(wanted, file.size() - offset);
  // 6Cxx says how many bytes there are, other words of this kind nothing; neither gives data.
  if (n < wanted && !all && end_of_file_ != 0 && end_of_file_ != sw::kEndOfFile)
    return {{}, static_cast<std::uint16_t>(end_of_file_ == 0x6C00 ? 0x6C00U | (n & 0xFFU) : end_of_file_)};
  const auto from = file.begin() + static_cast<std::ptrdiff_t>(offset);
  // An Le of zeros asks for what there is (ISO/IEC 7816-4 clause 5.1); a number that is too large gets a warning.
  return {Bytes(from, from + static_cast<std::ptrdiff_t>(n)), n < wanted && !all ? sw::kEndOfFile : sw::kOk};
}

emrtd::Response FileSystem::read_binary(const emrtd::Command& command, Access access, std::size_t room) {
  if (!command.data.empty() || !command.le) return {{}, sw::kWrongLength};
  std::size_t offset = 0;
  if ((command.p1 & 0x80U) != 0) {
    if ((command.p1 & 0x60U) != 0) return {{}, sw::kWrongParameters};
    const std::uint16_t status = open(identifier_of(command.p1 & 0x1FU), access);
    if (status != sw::kOk) return {{}, status};
    offset = command.p2;
  } else {
    if (!current_) return {{}, sw::kNoFileSelected};
    const std::uint16_t status = open(*current_, access);  // access may have been lost since it was selected
    if (status != sw::kOk) return {{}, status};
    offset = static_cast<std::size_t>(command.p1) << 8U | command.p2;
  }
  const bool all = *command.le == (command.extended ? 65536U : 256U);
  if (!all && *command.le > room) return {{}, sw::kWrongLength};
  return part(directory().at(*current_), offset, std::min<std::size_t>(*command.le, room), all);
}

// Offset data object 54 in, discretionary data object 53 out; reaches beyond the 32767 bytes of the even instruction.
emrtd::Response FileSystem::read_binary_odd(const emrtd::Command& command, Access access, std::size_t room) {
  if (!command.le || command.data.empty()) return {{}, sw::kWrongLength};
  const std::uint16_t target = static_cast<std::uint16_t>(command.p1 << 8U | command.p2);
  if (target != 0) {
    const unsigned sfi = target & 0x1FU;
    const bool is_sfi = (target & 0xFFE0U) == 0 && sfi != 0 && sfi != 0x1F;
    const std::uint16_t status = open(is_sfi ? identifier_of(sfi) : target, access);
    if (status != sw::kOk) return {{}, status};
  } else {
    if (!current_) return {{}, sw::kNoFileSelected};
    const std::uint16_t status = open(*current_, access);
    if (status != sw::kOk) return {{}, status};
  }
  const auto object = emrtd::parse_single(command.data, 0x54, "the offset data object");
  if (!object || object->value.empty() || object->value.size() > 4) return {{}, sw::kWrongData};
  std::size_t offset = 0;
  for (const std::uint8_t b : object->value) offset = offset << 8U | b;

  const bool all = *command.le == (command.extended ? 65536U : 256U);
  const std::size_t limit = std::min<std::size_t>(*command.le, room);
  if (!all && *command.le > room) return {{}, sw::kWrongLength};
  // Le covers the data object's tag and length too.
  std::size_t wanted = limit < 2 ? 0 : limit - 2;
  while (wanted > 0 && 1 + emrtd::encode_length(wanted).size() + wanted > limit) --wanted;
  if (wanted == 0) return {{}, sw::kWrongLength};
  // No warning at the end of the file: the data object says itself how much it holds.
  emrtd::Response response = part(directory().at(*current_), offset, wanted, true);
  if (!response.data.empty()) response.data = emrtd::encode_tlv(0x53, response.data);
  return response;
}

}  // namespace proofmark::card

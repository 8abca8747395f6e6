#include "reference-impl/chip/session.hpp"

#include <algorithm>

#include "common/emrtd/lds.hpp"
#include "common/emrtd/tlv.hpp"
#include "reference-impl/weakness/weakness.hpp"

namespace proofmark::chip {
namespace {

constexpr const char* next_step = "Hold the document still and start again; if it stays so, refuse the document.";
constexpr std::size_t head_bytes = 8;
// Far more than the longest chip needs: one that gives a byte at a time is not read for ever.
constexpr std::size_t most_commands = 2500;
// Of a protected answer around the data: DO87 with padding indicator and one block of padding, DO99, DO8E, SW1-SW2.
constexpr std::size_t messaging_overhead = 5 + 16 + 4 + 10 + 2;
constexpr std::size_t short_offset_end = 0x8000;  // READ BINARY with an even instruction has 15 bits for the offset

// What holds no picture is parsed into many small pieces, each of which takes tens of times its bytes: such a file has
// a few kilobytes, and a longer one is refused before it is read.
constexpr std::size_t most_structured_bytes = 64U * 1024U;
bool structured(std::uint16_t file) {
  using namespace emrtd;
  return file == fid_card_access || file == fid_card_security || file == fid_com || file == fid_sod ||
         file == fid_of_data_group(1) || file == fid_of_data_group(14) || file == fid_of_data_group(15);
}

// ISO/IEC 7816-4 table 5: normal processing, with data that could be fetched or without, or a warning and nothing
// changed.
bool completed(std::uint16_t sw) {
  return sw == 0x9000 || sw >> 8U == 0x61 || sw >> 8U == 0x62;
}
bool refused(std::uint16_t sw) {
  return sw >> 8U >= 0x64 && sw >> 8U <= 0x6F;  // an execution or checking error
}

// Data of READ BINARY with an odd instruction comes as DO53 (ISO/IEC 7816-4 clause 7.2.3).
Result<Bytes> discretionary_data(const Bytes& answer) {
  PROOFMARK_TRY(const emrtd::Tlv object, emrtd::parse_single(answer, 0x53, "the file's data"));
  return Bytes(object.value.begin(), object.value.end());
}

}  // namespace

std::string status_text(std::uint16_t sw) {
  const Bytes bytes{static_cast<std::uint8_t>(sw >> 8U), static_cast<std::uint8_t>(sw & 0xFFU)};
  return "status word " + to_hex(bytes);
}

Result<emrtd::Response> Session::send(const emrtd::Command& command) {
  if (ended_) return fail(*ended_);
  const auto exchange = [&]() -> Result<emrtd::Response> {
    if (commands_ >= most_commands && !PROOFMARK_WEAKNESS(endless_reading_followed))
      return fail("ICAO 9303-10 section 3.6", "a chip that is read with " + std::to_string(most_commands) + " commands",
                  "one that asks for more", "Refuse the document.");
    PROOFMARK_TRY(const Bytes apdu, messaging_ ? messaging_->wrap_command(command) : emrtd::encode_command(command));
    ++commands_;
    auto answer = chip_.transceive(apdu);
    if (!answer) {
      lost_ = true;
      return fail(std::move(answer).error());
    }
    auto opened = messaging_ ? messaging_->unwrap_response(*answer) : emrtd::parse_response(*answer);
    if (!opened && PROOFMARK_WEAKNESS(unprotected_answer_accepted)) return emrtd::parse_response(*answer);
    return opened;
  };
  auto response = exchange();
  if (!response) ended_ = response.error();
  return response;
}

Result<Bytes> Session::require(const emrtd::Command& command, const std::string& what) {
  PROOFMARK_TRY(emrtd::Response response, send(command));
  if (!response.ok())
    return fail("ISO/IEC 7816-4 clause 5.6", "status word 9000 to " + what, status_text(response.sw), next_step);
  return std::move(response.data);
}

Result<void> Session::select_application() {
  const emrtd::Command select{0x00, 0xA4, 0x04, 0x0C, {emrtd::lds_application.begin(), emrtd::lds_application.end()},
                              {},   {}};
  PROOFMARK_TRY(const emrtd::Response selected, send(select));
  if (!completed(selected.sw))
    return fail("ISO/IEC 7816-4 clause 5.6", "status word 9000 to SELECT of the eMRTD application",
                status_text(selected.sw), next_step);
  return {};
}

Result<Bytes> Session::read_at(std::size_t offset, std::size_t wanted) {
  emrtd::Command read{0x00, 0xB0, 0, 0, {}, static_cast<std::uint32_t>(std::min(wanted, chunk_)), false};
  const bool far = offset >= short_offset_end;
  if (far) {
    const Bytes position{static_cast<std::uint8_t>(offset >> 16U), static_cast<std::uint8_t>(offset >> 8U & 0xFFU),
                         static_cast<std::uint8_t>(offset & 0xFFU)};
    read.ins = 0xB1;
    read.data = emrtd::encode_tlv(0x54, offset > 0xFFFF ? position : Bytes(position.begin() + 1, position.end()));
    // And DO53's tag and length.
    const std::size_t around = chunk_ > short_chunk ? 4 : 3;
    read.le = static_cast<std::uint32_t>(std::min(wanted, chunk_ - around) + around);
  } else {
    read.p1 = static_cast<std::uint8_t>(offset >> 8U);
    read.p2 = static_cast<std::uint8_t>(offset & 0xFFU);
  }
  read.extended = *read.le > short_chunk;  // a protected answer to no more than that fits short lengths
  PROOFMARK_TRY(const emrtd::Response response, send(read));
  // 6282: the end of the file came before Le bytes were read. The data before it are good.
  if ((!response.ok() && response.sw != 0x6282) || response.data.empty())
    return fail("ISO/IEC 7816-4 clause 7.2.3", "data from READ BINARY at offset " + std::to_string(offset),
                status_text(response.sw), next_step);
  if (response.data.size() > *read.le && !PROOFMARK_WEAKNESS(oversized_answer_accepted))
    return fail("ISO/IEC 7816-4 clause 5.1", "at most the " + std::to_string(*read.le) + " bytes that were asked for",
                std::to_string(response.data.size()), next_step);
  if (!far) return response.data;
  return discretionary_data(response.data);
}

Result<bool> Session::select_file(std::uint16_t file_identifier, bool optional) {
  const Bytes name{static_cast<std::uint8_t>(file_identifier >> 8U),
                   static_cast<std::uint8_t>(file_identifier & 0xFFU)};
  PROOFMARK_TRY(const emrtd::Response selected, send({0x00, 0xA4, 0x02, 0x0C, name, {}, false}));
  if (completed(selected.sw)) return true;
  if (selected.sw == 0x6A82 || (optional && refused(selected.sw))) return false;
  return fail("ICAO 9303-10 section 3.6.2", "status word 9000 to SELECT of file " + to_hex(name),
              status_text(selected.sw), next_step);
}

Result<std::optional<emrtd::LongestApdus>> Session::learn_lengths() {
  using Lengths = std::optional<emrtd::LongestApdus>;
  PROOFMARK_TRY(const bool there, select_file(emrtd::fid_atr_info, true));
  if (!there) return Lengths{};
  // A row of objects, so that its head does not tell its length; an answer of short length holds it all.
  PROOFMARK_TRY(const emrtd::Response file, send({0x00, 0xB0, 0x00, 0x00, {}, 256U, false}));
  if (!file.ok() && file.sw != 0x6282)
    return fail("ICAO 9303-10 section 3.11.1", "EF.ATR/INFO free to be read", status_text(file.sw), next_step);
  PROOFMARK_TRY(const emrtd::LongestApdus longest, emrtd::parse_atr_info(file.data));
  if (chip_.extended_length() && longest.response > 256) {
    // Nobody signs this file: it may shorten what is asked for at once, never lengthen it.
    std::size_t most = long_chunk + messaging_overhead;
    if (PROOFMARK_WEAKNESS(announced_length_followed)) most = std::max(most, longest.response);
    chunk_ = std::clamp(longest.response, short_chunk + messaging_overhead, most) - messaging_overhead;
  }
  return Lengths(longest);
}

Result<std::optional<Bytes>> Session::read_file(std::uint16_t file_identifier, bool optional) {
  PROOFMARK_TRY(const bool there, select_file(file_identifier, optional));
  if (!there) return std::optional<Bytes>{};
  PROOFMARK_TRY(Bytes content, read_at(0, head_bytes));
  PROOFMARK_TRY(const std::size_t length, emrtd::announced_length(content));
  const bool pieces = structured(file_identifier) && !PROOFMARK_WEAKNESS(long_structure_accepted);
  const std::size_t most = pieces ? std::min(max_file_bytes_, most_structured_bytes) : max_file_bytes_;
  if (length > most)
    return fail("ICAO 9303-10 section 3.6", "a file of at most " + std::to_string(most) + " bytes",
                std::to_string(length), "Refuse the document.");
  while (content.size() < length) {
    PROOFMARK_TRY(const Bytes part, read_at(content.size(), length - content.size()));
    if (part.empty())
      return fail("ISO/IEC 7816-4 clause 7.2.3", "data from READ BINARY", "an empty data object", next_step);
    content.insert(content.end(), part.begin(), part.end());
  }
  content.resize(length);  // the head of a file shorter than head_bytes
  return std::optional<Bytes>(std::move(content));
}

}  // namespace proofmark::chip

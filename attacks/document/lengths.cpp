// Files whose lengths do not say the truth, and files of the master file that nobody signed (ICAO 9303-10 section 4).
#include <algorithm>

#include "attacks/document/mechanisms.hpp"
#include "common/emrtd/lds.hpp"
#include "common/emrtd/tlv.hpp"

namespace proofmark::attacks::document {
namespace {

using card::ChipContent;

std::size_t head_of_tag(ByteView object) {
  return (object[0] & 0x1FU) == 0x1FU ? 2 : 1;
}

// The first object inside the file says that it is longer than the file; the number of length bytes stays.
Result<Bytes> lying(Bytes file) {
  if (file.size() < 8) return unusable("a file of at least 8 bytes");
  std::size_t at = head_of_tag(file);
  at += file[at] < 0x80 ? 1U : 1U + (file[at] & 0x7FU);
  at += head_of_tag(ByteView(file).subspan(at));
  if (at + 4 > file.size()) return unusable("an object inside the file");
  if (file[at] < 0x80) {
    if (file.size() - at - 1 >= 0x7F) return unusable("a short object in a short file");
    file[at] = 0x7F;
  } else {
    file[at + 1] = 0xFF;
  }
  return file;
}
template <std::uint16_t File>
Result<ChipContent> lying_length(ChipContent content, const card::Personalisation&, RandomSource&) {
  const auto file = content.files.find(File);
  if (file == content.files.end()) return unusable("the file of the application");
  PROOFMARK_TRY(file->second, lying(file->second));
  return content;
}
Result<ChipContent> lying_length_card_access(ChipContent content, const card::Personalisation&, RandomSource&) {
  PROOFMARK_TRY(content.master_file[card::kEfCardAccess], lying(content.master_file[card::kEfCardAccess]));
  return content;
}
// Of a terminal that believes EF.CardAccess, which nobody signed, this costs the most.
Result<ChipContent> endless_card_access(ChipContent content, const card::Personalisation&, RandomSource&) {
  Bytes& file = content.master_file[card::kEfCardAccess];
  file = concat({Bytes{0x31, 0x83, 0xFF, 0xFF, 0xF0}, ByteView(file).subspan(2), Bytes(4096, 0)});
  return content;
}
Result<ChipContent> endless_sod(ChipContent content, const card::Personalisation&, RandomSource&) {
  Bytes& file = content.files[card::kEfSod];
  file = concat({Bytes{0x77, 0x84, 0x7F, 0xFF, 0xFF, 0xF0}, file, Bytes(4096, 0)});
  return content;
}
Result<ChipContent> garbage_in_card_access(ChipContent content, const card::Personalisation&, RandomSource& random) {
  const Bytes noise = random.bytes(content.master_file[card::kEfCardAccess].size() - 2);
  content.master_file[card::kEfCardAccess] = emrtd::encode_tlv(0x31, noise);
  return content;
}
// A weaker offer beside the chip's own, for a terminal that takes the first or the last.
Result<ChipContent> lengthen_card_access(ChipContent content, const card::Personalisation&, RandomSource&) {
  PROOFMARK_TRY(emrtd::SecurityInfos infos, emrtd::parse_security_infos(content.master_file[card::kEfCardAccess]));
  infos.pace.push_back({"0.4.0.127.0.7.2.2.4.2.1", 2, 12U});
  PROOFMARK_TRY(content.master_file[card::kEfCardAccess], emrtd::encode_security_infos(infos));
  return content;
}
Result<ChipContent> remove_card_security(ChipContent content, const card::Personalisation&, RandomSource&) {
  if (content.master_file.erase(card::kEfCardSecurity) == 0) return unusable("EF.CardSecurity");
  return content;
}

// Commands and answers of 4 GiB, in EF.ATR/INFO, which nobody signs.
Result<ChipContent> overstate_lengths(ChipContent content, const card::Personalisation&, RandomSource&) {
  const Bytes number = emrtd::encode_tlv(0x02, Bytes(4, 0xFF));
  content.master_file[card::kEfAtrInfo] = emrtd::encode_tlv(0x7F66, concat({number, number}));
  return content;
}

Result<ChipContent> bytes_after_sod(ChipContent content, const card::Personalisation&, RandomSource&) {
  PROOFMARK_TRY(const Bytes cms, emrtd::parse_sod(content.files[card::kEfSod]));
  content.files[card::kEfSod] = emrtd::encode_tlv(0x77, concat({cms, Bytes{0x05, 0x00}}));
  return content;
}
}  // namespace

std::map<std::string, ContentFault> length_faults() {
  return {{"lying_length_com", lying_length<card::kEfCom>},
          {"lying_length_sod", lying_length<card::kEfSod>},
          {"lying_length_dg1", lying_length<card::kEfDg1>},
          {"lying_length_dg11", lying_length<0x010B>},
          {"lying_length_dg14", lying_length<card::kEfDg14>},
          {"lying_length_dg15", lying_length<card::kEfDg15>},
          {"lying_length_card_access", lying_length_card_access},
          {"endless_card_access", endless_card_access},
          {"endless_sod", endless_sod},
          {"garbage_in_card_access", garbage_in_card_access},
          {"lengthen_card_access", lengthen_card_access},
          {"remove_card_security", remove_card_security},
          {"overstate_lengths", overstate_lengths},
          {"bytes_after_sod", bytes_after_sod}};
}

}  // namespace proofmark::attacks::document

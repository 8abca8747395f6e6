#include <algorithm>

#include "attacks/document/mechanisms.hpp"
#include "common/emrtd/lds.hpp"
#include "common/emrtd/pace.hpp"

namespace proofmark::attacks::document {
namespace {

using card::ChipContent;

// The portrait of the person who presents the card instead of the owner's; the signed hash stays that of the owner's.
Result<ChipContent> exchange_dg2(ChipContent content, const card::Personalisation& input, RandomSource&) {
  if (input.other_portrait.empty() || input.other_portrait == input.portrait)
    return fail("document attack exchange_dg2", "the portrait of another person", "none, or the owner's",
                "Give Personalisation::other_portrait.");
  PROOFMARK_TRY(content.files[card::kEfDg2], card::dg2_of_jpeg(input.other_portrait));
  return content;
}

// The zone with other names; no check digit covers them, so that the zone is a good one by itself.
Result<ChipContent> rename_dg1(ChipContent content, const card::Personalisation&, RandomSource&) {
  PROOFMARK_TRY(std::string zone, emrtd::parse_dg1(content.files[card::kEfDg1]));
  std::string names = "KALNIETIS<<JUOZAS";
  names.resize(30, '<');
  zone.replace(zone.size() - 30, 30, names);
  content.files[card::kEfDg1] = emrtd::encode_dg1(zone);
  return content;
}

// A date of expiry five years later, with its check digits.
Result<ChipContent> prolong_dg1(ChipContent content, const card::Personalisation& input, RandomSource&) {
  PROOFMARK_TRY(const std::string zone, emrtd::parse_dg1(content.files[card::kEfDg1]));
  person::CivilRecord civil = input.civil;
  civil.date_of_expiry = std::chrono::sys_days(civil.date_of_expiry) + std::chrono::days(1826);
  std::string prolonged = person::td1_mrz(civil);
  prolonged.replace(0, 5, zone.substr(0, 5));
  content.files[card::kEfDg1] = emrtd::encode_dg1(prolonged);
  return content;
}

template <std::uint16_t File>
Result<ChipContent> remove(ChipContent content, const card::Personalisation&, RandomSource&) {
  content.files.erase(File);
  return content;
}

Result<ChipContent> remove_card_access(ChipContent content, const card::Personalisation&, RandomSource&) {
  content.master_file.erase(card::kEfCardAccess);
  content.pace = false;
  return content;
}

// The head announces more than the file holds.
Result<ChipContent> cut_dg2(ChipContent content, const card::Personalisation&, RandomSource&) {
  Bytes& file = content.files[card::kEfDg2];
  file.resize(file.size() / 2);
  return content;
}

// The head announces 16 MiB: a terminal that believes it reads without end.
Result<ChipContent> endless_dg2(ChipContent content, const card::Personalisation&, RandomSource&) {
  content.files[card::kEfDg2] =
      concat({Bytes{0x75, 0x83, 0xFF, 0xFF, 0xFF}, content.files[card::kEfDg2], Bytes(4096, 0)});
  return content;
}

// An inner length that reaches beyond the file.
Result<ChipContent> lying_length_dg2(ChipContent content, const card::Personalisation&, RandomSource&) {
  Bytes& file = content.files[card::kEfDg2];
  for (std::size_t at = 4; at + 3 < file.size() && at < 12; ++at)
    if (file[at] == 0x7F && file[at + 1] == 0x61 && file[at + 2] == 0x82) {
      file[at + 3] = 0xFF;
      return content;
    }
  return fail("document attack lying_length_dg2", "the tag 7F61 with a length of two bytes in DG2", "none",
              "Give a portrait of at least 256 bytes.");
}

Result<ChipContent> no_jpeg_in_dg2(ChipContent content, const card::Personalisation&, RandomSource&) {
  Bytes& file = content.files[card::kEfDg2];
  PROOFMARK_TRY(const emrtd::FacialImage face, emrtd::parse_dg2(file));
  const auto at = std::search(file.begin(), file.end(), face.image.begin(), face.image.end());
  std::fill(at, at + std::min<std::ptrdiff_t>(file.end() - at, 16), std::uint8_t{0x2E});
  return content;
}

Result<ChipContent> change_com(ChipContent content, bool longer) {
  PROOFMARK_TRY(emrtd::EfCom com, emrtd::parse_com(content.files[card::kEfCom]));
  if (longer) {
    com.data_group_tags.push_back(emrtd::tag_of_data_group(3));
  } else {
    com.data_group_tags.pop_back();
  }
  content.files[card::kEfCom] = emrtd::encode_com(com);
  return content;
}
Result<ChipContent> shorten_com(ChipContent content, const card::Personalisation&, RandomSource&) {
  return change_com(std::move(content), false);
}
Result<ChipContent> lengthen_com(ChipContent content, const card::Personalisation&, RandomSource&) {
  return change_com(std::move(content), true);
}

// Only a weaker method is offered in the file that nobody signed, so that the attacker in between has less to break.
Result<ChipContent> downgrade_card_access(ChipContent content, const card::Personalisation&, RandomSource&) {
  PROOFMARK_TRY(emrtd::SecurityInfos infos, emrtd::parse_security_infos(content.master_file[card::kEfCardAccess]));
  for (emrtd::PaceInfo& info : infos.pace) info.protocol = emrtd::oid_pace_ecdh_gm_3des;
  PROOFMARK_TRY(content.master_file[card::kEfCardAccess], emrtd::encode_security_infos(infos));
  return content;
}

// The stronger offer is gone from the file that nobody signed.
Result<ChipContent> shorten_card_access(ChipContent content, const card::Personalisation&, RandomSource&) {
  PROOFMARK_TRY(emrtd::SecurityInfos infos, emrtd::parse_security_infos(content.master_file[card::kEfCardAccess]));
  if (infos.pace.size() < 2)
    return fail("document attack shorten_card_access", "a chip with two offers of PACE", "one with fewer",
                "Correct the profile.");
  const auto strongest = std::max_element(infos.pace.begin(), infos.pace.end(), [](const auto& a, const auto& b) {
    return a.protocol.back() < b.protocol.back();  // the last arc grows with the cipher
  });
  infos.pace.erase(strongest);
  PROOFMARK_TRY(content.master_file[card::kEfCardAccess], emrtd::encode_security_infos(infos));
  return content;
}

}  // namespace

std::map<std::string, ContentFault> file_faults() {
  return {{"exchange_dg2", exchange_dg2},
          {"rename_dg1", rename_dg1},
          {"prolong_dg1", prolong_dg1},
          {"remove_sod", remove<card::kEfSod>},
          {"remove_com", remove<card::kEfCom>},
          {"remove_dg1", remove<card::kEfDg1>},
          {"remove_dg2", remove<card::kEfDg2>},
          {"remove_dg14", remove<card::kEfDg14>},
          {"remove_dg15", remove<card::kEfDg15>},
          {"remove_card_access", remove_card_access},
          {"cut_dg2", cut_dg2},
          {"endless_dg2", endless_dg2},
          {"lying_length_dg2", lying_length_dg2},
          {"no_jpeg_in_dg2", no_jpeg_in_dg2},
          {"shorten_com", shorten_com},
          {"lengthen_com", lengthen_com},
          {"downgrade_card_access", downgrade_card_access},
          {"shorten_card_access", shorten_card_access}};
}

}  // namespace proofmark::attacks::document

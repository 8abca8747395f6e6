// Data groups that were exchanged or taken away without the issuer, and lists that do not fit them (ICAO 9303-10
// sections 4.6 and 4.7).
#include <algorithm>

#include "attacks/document/mechanisms.hpp"
#include "common/emrtd/lds.hpp"
#include "common/emrtd/lds_details.hpp"
#include "common/emrtd/tlv.hpp"
#include "common/pki/rsa.hpp"

namespace proofmark::attacks::document {
namespace {

using card::ChipContent;

// EF.COM says LDS 1.7, the security object in its version of LDS 1.8 says that.
Result<ChipContent> older_version_in_com(ChipContent content, const card::Personalisation&, RandomSource&) {
  PROOFMARK_TRY(emrtd::EfCom com, emrtd::parse_com(content.files[card::kEfCom]));
  com.lds_version = "0107";
  content.files[card::kEfCom] = emrtd::encode_com(com);
  return content;
}
Result<ChipContent> double_entry_in_com(ChipContent content, const card::Personalisation&, RandomSource&) {
  PROOFMARK_TRY(emrtd::EfCom com, emrtd::parse_com(content.files[card::kEfCom]));
  com.data_group_tags.push_back(com.data_group_tags.front());
  content.files[card::kEfCom] = emrtd::encode_com(com);
  return content;
}

Result<ChipContent> exchange_dg11(ChipContent content, const card::Personalisation&, RandomSource&) {
  const std::uint16_t id = emrtd::fid_of_data_group(11);
  PROOFMARK_TRY(emrtd::PersonalDetails details, emrtd::parse_dg11(content.files[id]));
  details.full_name = "KALNIETIS<<JUOZAS";
  content.files[id] = emrtd::encode_dg11(details);
  return content;
}
// Texts that are none. What a decoder makes of them that is kinder than RFC 3629 is not what was written: here in the
// place of the first letter, so that every name has it.
Result<ChipContent> with_full_name(ChipContent content, const std::string& beginning) {
  const std::uint16_t id = emrtd::fid_of_data_group(11);
  PROOFMARK_TRY(emrtd::PersonalDetails details, emrtd::parse_dg11(content.files[id]));
  details.full_name.insert(0, beginning);
  content.files[id] = emrtd::encode_dg11(details);
  return content;
}
// One byte of ISO 8859-13, as issuers wrote it before UTF-8: the letter S with caron.
Result<ChipContent> latin_dg11(ChipContent content, const card::Personalisation&, RandomSource&) {
  return with_full_name(std::move(content), "\xD0");
}
// The filler '<' in two bytes: who compares bytes does not see it, who decodes kindly does.
Result<ChipContent> overlong_dg11(ChipContent content, const card::Personalisation&, RandomSource&) {
  return with_full_name(std::move(content), "\xC0\xBC");
}
// RIGHT-TO-LEFT OVERRIDE: people read the name backwards.
Result<ChipContent> override_dg11(ChipContent content, const card::Personalisation&, RandomSource&) {
  return with_full_name(std::move(content), "\xE2\x80\xAE");
}
Result<ChipContent> exchange_dg12(ChipContent content, const card::Personalisation&, RandomSource&) {
  const std::uint16_t id = emrtd::fid_of_data_group(12);
  PROOFMARK_TRY(emrtd::DocumentDetails details, emrtd::parse_dg12(content.files[id]));
  details.date_of_issue = "20010101";
  content.files[id] = emrtd::encode_dg12(details);
  return content;
}
Result<ChipContent> exchange_dg13(ChipContent content, const card::Personalisation&, RandomSource& random) {
  const std::uint16_t id = emrtd::fid_of_data_group(13);
  content.files[id] = emrtd::encode_tlv(emrtd::tag_of_data_group(13), emrtd::encode_tlv(0x53, random.bytes(32)));
  return content;
}
Result<ChipContent> exchange_dg16(ChipContent content, const card::Personalisation&, RandomSource&) {
  const std::uint16_t id = emrtd::fid_of_data_group(16);
  content.files[id] = emrtd::encode_dg16({{"20200101", "KALNIETIS<<JUOZAS", "+37060000001", "LTU"}});
  return content;
}
template <unsigned Group>
Result<ChipContent> remove_group(ChipContent content, const card::Personalisation&, RandomSource&) {
  if (content.files.erase(emrtd::fid_of_data_group(Group)) == 0) return unusable("the data group");
  return content;
}

// The copier's own key in a group that neither EF.COM nor EF.SOD lists, for a terminal that asks for it all the same.
Result<ChipContent> add_dg15(ChipContent content, const card::Personalisation&, RandomSource& random) {
  PROOFMARK_TRY(content.active_authentication, pki::generate_rsa(1024, random));
  content.files[card::kEfDg15] = emrtd::encode_dg15(content.active_authentication->spki());
  return content;
}

// The infos of chip authentication name keys that the chip does not have.
Result<ChipContent> other_key_identifiers(ChipContent content, const card::Personalisation&, RandomSource&) {
  PROOFMARK_TRY(emrtd::SecurityInfos infos, emrtd::parse_dg14(content.files[card::kEfDg14]));
  if (infos.chip_authentication.size() < 2) return unusable("two keys of chip authentication");
  for (auto& info : infos.chip_authentication) info.key_id = info.key_id.value_or(0) + 40;
  PROOFMARK_TRY(content.files[card::kEfDg14], emrtd::encode_dg14(infos));
  return content;
}
// Each info with the other's key: what is agreed is agreed with another key than the one that was meant.
Result<ChipContent> exchange_key_identifiers(ChipContent content, const card::Personalisation&, RandomSource&) {
  PROOFMARK_TRY(emrtd::SecurityInfos infos, emrtd::parse_dg14(content.files[card::kEfDg14]));
  if (infos.chip_authentication_keys.size() != 2) return unusable("two keys of chip authentication");
  std::swap(infos.chip_authentication_keys[0].key_id, infos.chip_authentication_keys[1].key_id);
  PROOFMARK_TRY(content.files[card::kEfDg14], emrtd::encode_dg14(infos));
  return content;
}

}  // namespace

std::map<std::string, ContentFault> group_faults() {
  return {{"older_version_in_com", older_version_in_com},
          {"double_entry_in_com", double_entry_in_com},
          {"exchange_dg11", exchange_dg11},
          {"latin_dg11", latin_dg11},
          {"overlong_dg11", overlong_dg11},
          {"override_dg11", override_dg11},
          {"exchange_dg12", exchange_dg12},
          {"exchange_dg13", exchange_dg13},
          {"exchange_dg16", exchange_dg16},
          {"add_dg15", add_dg15},
          {"remove_dg11", remove_group<11>},
          {"other_key_identifiers", other_key_identifiers},
          {"exchange_key_identifiers", exchange_key_identifiers}};
}

}  // namespace proofmark::attacks::document

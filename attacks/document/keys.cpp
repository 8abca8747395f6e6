#include <algorithm>

#include "attacks/document/mechanisms.hpp"
#include "common/emrtd/active_authentication.hpp"
#include "common/emrtd/lds.hpp"

namespace proofmark::attacks::document {
namespace {

using card::ChipContent;

Result<void> renew(std::optional<pki::Key>& key, RandomSource& random) {
  if (!key) return {};
  PROOFMARK_TRY(key, pki::Key::generate(key->curve().value_or(pki::Curve::brainpool_p256r1), random));
  return {};
}

// Every file can be copied from a chip that one may read; the private keys cannot (9303-11 section 6). The copy's maker
// puts keys of his own in their place, so that the chip answers every command.
Result<ChipContent> clone(ChipContent content, const card::Personalisation&, RandomSource& random) {
  PROOFMARK_CHECK(renew(content.active_authentication, random));
  PROOFMARK_CHECK(renew(content.chip_authentication, random));
  return content;
}

Result<ChipContent> clone_chip_authentication(ChipContent content, const card::Personalisation&, RandomSource& random) {
  PROOFMARK_CHECK(renew(content.chip_authentication, random));
  return content;
}

// The copy that has no key at all and says that it knows no such method, so that the terminal may try another.
Result<ChipContent> refuse_chip_authentication(ChipContent content, const card::Personalisation&, RandomSource&) {
  content.chip_authentication.reset();
  return content;
}

// The copier's own key in the data group too: the proof succeeds, the group is no longer the signed one.
Result<ChipContent> exchange_chip_authentication(ChipContent content, const card::Personalisation&,
                                                 RandomSource& random) {
  PROOFMARK_CHECK(renew(content.chip_authentication, random));
  PROOFMARK_TRY(emrtd::SecurityInfos infos, emrtd::parse_dg14(content.files[card::kEfDg14]));
  if (infos.chip_authentication_keys.empty() || !content.chip_authentication)
    return fail("document attack exchange_chip_authentication", "a chip with chip authentication", "one without",
                "Correct the profile.");
  infos.chip_authentication_keys.front().public_key = content.chip_authentication->spki();
  PROOFMARK_TRY(content.files[card::kEfDg14], emrtd::encode_dg14(infos));
  return content;
}

Result<ChipContent> exchange_active_authentication(ChipContent content, const card::Personalisation&,
                                                   RandomSource& random) {
  if (!content.active_authentication)
    return fail("document attack exchange_active_authentication", "a chip with active authentication", "one without",
                "Correct the profile.");
  PROOFMARK_CHECK(renew(content.active_authentication, random));
  content.files[card::kEfDg15] = emrtd::encode_dg15(content.active_authentication->spki());
  return content;
}

// A copy that hides that its original could prove itself: the groups with the keys are gone, from EF.COM too.
Result<ChipContent> strip_authentication(ChipContent content, const card::Personalisation&, RandomSource&) {
  content.files.erase(card::kEfDg14);
  content.files.erase(card::kEfDg15);
  content.active_authentication.reset();
  content.chip_authentication.reset();
  PROOFMARK_TRY(emrtd::EfCom com, emrtd::parse_com(content.files[card::kEfCom]));
  auto& tags = com.data_group_tags;
  tags.erase(std::remove_if(tags.begin(), tags.end(),
                            [](std::uint8_t tag) {
                              return tag == emrtd::tag_of_data_group(14) || tag == emrtd::tag_of_data_group(15);
                            }),
             tags.end());
  content.files[card::kEfCom] = emrtd::encode_com(com);
  return content;
}

}  // namespace

std::map<std::string, ContentFault> key_faults() {
  return {{"clone", clone},
          {"clone_chip_authentication", clone_chip_authentication},
          {"refuse_chip_authentication", refuse_chip_authentication},
          {"exchange_chip_authentication", exchange_chip_authentication},
          {"exchange_active_authentication", exchange_active_authentication},
          {"strip_authentication", strip_authentication}};
}

}  // namespace proofmark::attacks::document

#include <algorithm>
#include <map>
#include <memory>

#include "attacks/document/mechanisms.hpp"
#include "common/emrtd/active_authentication.hpp"
#include "common/emrtd/lds.hpp"
#include "common/pki/rsa.hpp"

namespace proofmark::attacks::document {
namespace {

using card::ChipContent;

Result<void> renew(std::optional<pki::Key>& key, RandomSource& random) {
  if (!key) return {};
  if (const unsigned bits = pki::rsa_bits(*key); bits > 0) {
    PROOFMARK_TRY(key, pki::generate_rsa(bits, random));
    return {};
  }
  PROOFMARK_TRY(key, pki::Key::generate(key->curve().value_or(pki::Curve::brainpool_p256r1), random));
  return {};
}

Result<void> renew(std::vector<card::ChipKey>& keys, RandomSource& random) {
  for (card::ChipKey& key : keys) {
    PROOFMARK_TRY(key, card::make_chip_key(key.protocol, key.key_id, key.domain, random));
  }
  return {};
}

Result<void> renew(std::optional<card::ChipKey>& key, RandomSource& random) {
  if (!key) return {};
  PROOFMARK_TRY(key, card::make_chip_key(key->protocol, key->key_id, key->domain, random));
  return {};
}

// Every file can be copied from a chip that one may read; the private keys cannot (9303-11 section 6). The copy's maker
// puts keys of his own in their place, so that the chip answers every command.
Result<ChipContent> clone(ChipContent content, const card::Personalisation&, RandomSource& random) {
  PROOFMARK_CHECK(renew(content.active_authentication, random));
  PROOFMARK_CHECK(renew(content.chip_authentication, random));
  PROOFMARK_CHECK(renew(content.mapping_key, random));
  return content;
}

// A copy whose maker had the original before a reader of his own between two showings: to a challenge that it was asked
// before, the copy gives the original's signature. It proves itself where a terminal repeats its challenges.
Result<ChipContent> record_signatures(ChipContent content, const card::Personalisation& input, RandomSource& random) {
  if (!content.active_authentication)
    return fail("document attack record_signatures", "a chip with active authentication", "one without",
                "Correct the profile.");
  struct Notebook {
    pki::Key original;
    pki::Digest digest;
    std::map<std::string, Bytes> signatures;  // by challenge, hexadecimal
  };
  auto notebook =
      std::make_shared<Notebook>(Notebook{*content.active_authentication, content.active_authentication_digest, {}});
  PROOFMARK_TRY(content, clone(std::move(content), input, random));
  content.recorded_signature = [notebook, &random](ByteView asked) -> std::optional<Bytes> {
    const std::string challenge = to_hex(asked);
    if (const auto known = notebook->signatures.find(challenge); known != notebook->signatures.end())
      return known->second;
    const auto signature = emrtd::sign_active_authentication(notebook->original, notebook->digest, asked, random);
    if (signature) notebook->signatures.emplace(challenge, *signature);
    return std::nullopt;
  };
  return content;
}

Result<ChipContent> clone_chip_authentication(ChipContent content, const card::Personalisation&, RandomSource& random) {
  PROOFMARK_CHECK(renew(content.chip_authentication, random));
  return content;
}

// The copy that has no key at all and says that it knows no such method, so that the terminal may try another.
Result<ChipContent> refuse_chip_authentication(ChipContent content, const card::Personalisation&, RandomSource&) {
  content.chip_authentication.clear();
  return content;
}

// The copier's own key in the data group too: the proof succeeds, the group is no longer the signed one.
Result<ChipContent> exchange_chip_authentication(ChipContent content, const card::Personalisation&,
                                                 RandomSource& random) {
  PROOFMARK_CHECK(renew(content.chip_authentication, random));
  PROOFMARK_TRY(emrtd::SecurityInfos infos, emrtd::parse_dg14(content.files[card::kEfDg14]));
  if (infos.chip_authentication_keys.empty() || content.chip_authentication.empty())
    return fail("document attack exchange_chip_authentication", "a chip with chip authentication", "one without",
                "Correct the profile.");
  const card::ChipKey& own = content.chip_authentication.front();
  PROOFMARK_TRY(infos.chip_authentication_keys.front().public_key, own.domain.subject_public_key_info(own.public_key));
  PROOFMARK_TRY(content.files[card::kEfDg14], emrtd::encode_dg14(infos));
  return content;
}

// The copier's own static key in EF.CardSecurity, at the place of the signed one.
Result<ChipContent> exchange_mapping_key(ChipContent content, const card::Personalisation&, RandomSource& random) {
  if (!content.mapping_key)
    return fail("document attack exchange_mapping_key", "a chip with chip authentication mapping", "one without",
                "Correct the profile.");
  const Bytes before = content.mapping_key->public_key;
  PROOFMARK_CHECK(renew(content.mapping_key, random));
  Bytes& file = content.master_file[card::kEfCardSecurity];
  const auto at = std::search(file.begin(), file.end(), before.begin(), before.end());
  if (at == file.end())
    return fail("document attack exchange_mapping_key", "the chip's key in EF.CardSecurity", "another",
                "Correct the personalisation.");
  std::copy(content.mapping_key->public_key.begin(), content.mapping_key->public_key.end(), at);
  return content;
}

// A false chip that knows the zone, and with it the keys, and gives no heed to the terminal's nonce.
Result<ChipContent> foreign_bac_nonces(ChipContent content, const card::Personalisation&, RandomSource&) {
  content.foreign_bac_nonces = true;
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
  content.chip_authentication.clear();
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
          {"record_signatures", record_signatures},
          {"clone_chip_authentication", clone_chip_authentication},
          {"refuse_chip_authentication", refuse_chip_authentication},
          {"exchange_chip_authentication", exchange_chip_authentication},
          {"exchange_active_authentication", exchange_active_authentication},
          {"exchange_mapping_key", exchange_mapping_key},
          {"foreign_bac_nonces", foreign_bac_nonces},
          {"strip_authentication", strip_authentication}};
}

}  // namespace proofmark::attacks::document

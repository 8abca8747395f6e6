#include "attacks/malformed/recipe.hpp"

#include <algorithm>

#include "attacks/document/document.hpp"
#include "attacks/malformed/mechanisms.hpp"
#include "common/emrtd/mrz.hpp"
#include "simulators/card/emrtd_card.hpp"

namespace proofmark::attacks::malformed {
namespace {

using card::ChipContent;

// The bytes of a file by its name; null where the chip has no such file.
Bytes* file_of(ChipContent& content, const std::string& name) {
  const auto in = [](std::map<std::uint16_t, Bytes>& files, std::uint16_t id) {
    const auto found = files.find(id);
    return found == files.end() ? nullptr : &found->second;
  };
  if (name == "com") return in(content.files, card::kEfCom);
  if (name == "dg1") return in(content.files, card::kEfDg1);
  if (name == "dg2") return in(content.files, card::kEfDg2);
  if (name == "dg14") return in(content.files, card::kEfDg14);
  if (name == "dg15") return in(content.files, card::kEfDg15);
  if (name == "sod") return in(content.files, card::kEfSod);
  if (name == "card_access") return in(content.master_file, card::kEfCardAccess);
  if (name == "card_security") return in(content.master_file, card::kEfCardSecurity);
  if (name == "atr_info") return in(content.master_file, card::kEfAtrInfo);
  return nullptr;
}

Result<void> change_files(const Recipe& recipe, bool finished, ChipContent& content) {
  for (const FileEdit& edit : recipe.files) {
    if ((edit.file == "sod" || edit.file == "card_security") != finished) continue;
    Bytes* file = file_of(content, edit.file);
    if (file == nullptr)
      return fail("conformance table, field files", "a file of this chip", "\"" + edit.file + "\"", "Correct the row.");
    PROOFMARK_TRY(*file, edited(edit.edits, *file));
  }
  return {};
}

Result<void> change_portrait(const Recipe& recipe, const card::Personalisation& input, ChipContent& content) {
  if (recipe.jpeg2000 || recipe.portrait_bytes > 0) {
    PROOFMARK_TRY(content.files[card::kEfDg2], portrait_group(recipe, input.portrait));
  }
  if (recipe.feature_points) {
    Bytes& file = content.files[card::kEfDg2];
    PROOFMARK_TRY(file, with_feature_points(file, *recipe.feature_points, recipe.feature_points_counted));
  }
  return {};
}

// The chip's own way, which its files do not tell.
void change_manners(const Recipe& recipe, ChipContent& content, const std::shared_ptr<std::vector<Bytes>>& keys,
                    RandomSource& random) {
  card::Manners& manners = content.manners;
  manners.end_of_file = recipe.end_of_file;
  manners.key_reference_refused = recipe.key_reference_refused;
  manners.keeps_session_keys = recipe.keeps_session_keys;
  manners.application_after_pace = recipe.application_after_pace;
  manners.terminal_key = [keys](ByteView key) { keys->emplace_back(key.begin(), key.end()); };
  for (std::size_t i = 0; i < std::min(recipe.chip_key_ids.size(), content.chip_authentication.size()); ++i)
    content.chip_authentication[i].key_id = recipe.chip_key_ids[i];
  if (recipe.active_trailer.empty()) return;
  auto original = std::make_shared<ChipContent>();
  original->active_authentication = content.active_authentication;
  original->active_authentication_digest = content.active_authentication_digest;
  content.recorded_signature = [original, trailer = recipe.active_trailer,
                                &random](ByteView challenge) -> std::optional<Bytes> {
    auto signature = sign_with_trailer(*original, trailer, challenge, random);
    if (!signature) return std::nullopt;
    return *std::move(signature);
  };
}

}  // namespace

Result<MadeCard> make_card(const Recipe& recipe, const card::Personalisation& input, const card::IssuerPki& issuer,
                           const Authorities& authorities, RandomSource& random) {
  PROOFMARK_TRY(ChipContent content, card::personalise(recipe.profile, input, issuer, random));
  const auto civil = card::printed_record(recipe.profile, input.civil, input.today.value_or(issuer.now()));
  const std::chrono::sys_days issued{civil.date_of_issue};
  MadeCard made;
  PROOFMARK_CHECK(change_portrait(recipe, input, content));
  if (!recipe.zone.empty()) {
    std::string zone;
    PROOFMARK_TRY(content.files[card::kEfDg1], changed_zone(recipe, content.files[card::kEfDg1], zone));
    if (recipe.printed_too && zone.size() == 88) {
      made.printed = zone.substr(44, 10) + zone.substr(57, 7) + zone.substr(65, 7);
      content.mrz_information = made.printed;
    }
  }
  PROOFMARK_CHECK(change_files(recipe, false, content));
  if (recipe.card_security) {
    PROOFMARK_CHECK(sign_card_security(content, *recipe.card_security, authorities, issued));
  }
  if (recipe.resign) {
    PROOFMARK_CHECK(sign_security_object(content, recipe.security_object, authorities, issued));
  }
  PROOFMARK_CHECK(change_files(recipe, true, content));
  for (const std::string& fault : recipe.profile.faults) {
    PROOFMARK_TRY(content, document::apply_fault(fault, std::move(content), input, random));
  }
  made.terminal_keys = std::make_shared<std::vector<Bytes>>();
  change_manners(recipe, content, made.terminal_keys, random);
  const auto done = std::make_shared<std::vector<bool>>(recipe.answers.size(), false);
  made.card = answering(card::make_emrtd(std::move(content), random), recipe.answers, done);
  made.in_play = [done] { return std::all_of(done->begin(), done->end(), [](bool one) { return one; }); };
  return made;
}

}  // namespace proofmark::attacks::malformed

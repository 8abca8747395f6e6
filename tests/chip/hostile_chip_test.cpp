// Lost links, altered answers, false chips: whatever comes, nothing may pass that was not proven.
#include <gtest/gtest.h>

#include "common/emrtd/lds.hpp"
#include "common/emrtd/tlv.hpp"
#include "tests/chip/support.hpp"

namespace proofmark::chip::test {
namespace {

using decision::CheckResult;

// A card with a very small portrait, so that going through every command stays quick.
struct Way {
  card::ChipContent chip;
  Inspect inspect;
  std::size_t commands = 0;

  Way(const std::string& profile, AccessPassword password) : chip(content(profile)) {
    const Bytes portrait = card::test::jpeg(413, 531, 30, 0x21);
    chip.files[emrtd::fid_of_data_group(2)] = emrtd::encode_dg2({portrait, emrtd::ImageFormat::jpeg, 413, 531}).value();
    inspect.password = std::move(password);
    inspect.store = resign(chip, {});
    TestCard card(chip);
    Field field = card.field();
    const Inspection inspection = inspect(field);
    EXPECT_TRUE(all_passed(inspection)) << summary(inspection);
    commands = field.commands();
  }
};
std::vector<Way> ways() {
  return {{"genuine", can_password()}, {"genuine-bac-only", mrz_password()}};
}

TEST(HostileChip, link_lost_at_any_command) {
  for (const Way& way : ways()) {
    ASSERT_GT(way.commands, 15U);
    for (std::size_t at = 0; at < way.commands; ++at) {
      TestCard card(way.chip);
      Field field = card.field();
      field.lost_from = at;
      const Inspection inspection = way.inspect(field);
      EXPECT_FALSE(all_passed(inspection)) << "lost at " << at;
      EXPECT_EQ(field.commands(), at + 1) << "nothing is sent after the link is lost";
      for (const decision::Check& check : inspection.checks)
        EXPECT_NE(check.result, CheckResult::failed) << "lost at " << at << "\n" << summary(inspection);
      if (result_of(inspection, "chip.passive") != CheckResult::passed) {
        EXPECT_TRUE(inspection.portrait.empty());
        EXPECT_FALSE(inspection.document);
      }
    }
  }
}

TEST(HostileChip, any_answer_altered) {
  for (const Way& way : ways()) {
    SeededRandom random(5, "alterations");
    for (std::size_t at = 0; at < way.commands; ++at) {
      TestCard card(way.chip);
      Field field = card.field();
      // EF.ATR/INFO before basic access control: it says how much may be asked for at once, and proves nothing.
      bool lengths = false;
      field.instead = [&](std::size_t index, ByteView command) -> std::optional<Bytes> {
        if (index + 1 == at) lengths = to_hex(command) == "00a4020c022f01";
        return std::nullopt;
      };
      field.alter = [&](std::size_t index, Bytes& answer) {
        if (index != at) return;
        const std::size_t bit = static_cast<std::size_t>(random.below(answer.size() * 8));
        answer[bit / 8] = static_cast<std::uint8_t>(answer[bit / 8] ^ (1U << (bit % 8)));
      };
      const Inspection inspection = way.inspect(field);
      EXPECT_FALSE(all_passed(inspection) && !lengths) << "answer " << at;
      if (lengths && inspection.document) {
        EXPECT_TRUE(all_passed(inspection)) << summary(inspection);
      }
    }
  }
}

TEST(HostileChip, any_answer_replaced) {
  const Way way("genuine", can_password());
  for (const char* answer : {"9000", "", "90", "6A82"}) {
    for (std::size_t at = 0; at < way.commands; ++at) {
      TestCard card(way.chip);
      Field field = card.field();
      // 9000 is what the card itself answers to a SELECT or MSE in plain; replacing like by like changes nothing.
      bool changed = false;
      field.alter = [&](std::size_t index, Bytes& given) {
        if (index != at) return;
        const Bytes other = from_hex(answer).value();
        changed = given != other;
        given = other;
      };
      const Inspection inspection = way.inspect(field);
      if (changed) {
        EXPECT_FALSE(all_passed(inspection)) << answer << " at " << at;
      }
    }
  }
}

TEST(HostileChip, random_answers) {
  SeededRandom random(6, "noise");
  const Way way("genuine", can_password());
  for (int round = 0; round < 100; ++round) {
    TestCard card(way.chip);
    Field field = card.field();
    const std::size_t from = static_cast<std::size_t>(random.below(12));
    field.instead = [&](std::size_t index, ByteView) -> std::optional<Bytes> {
      if (index < from) return std::nullopt;
      Bytes noise = random.bytes(static_cast<std::size_t>(random.below(80)));
      if (random.chance(0.7)) noise.insert(noise.end(), {0x90, 0x00});
      return noise;
    };
    Inspect inspect = way.inspect;
    if (random.chance(0.5)) inspect.password = mrz_password();
    const Inspection inspection = inspect(field);
    EXPECT_NE(result_of(inspection, "chip.access"), CheckResult::passed);
    EXPECT_NE(result_of(inspection, "chip.genuine"), CheckResult::passed);
  }
}

TEST(HostileChip, wrong_password) {
  for (const char* wrong : {"can", "mrz"}) {
    TestCard card("genuine");
    Field field = card.field();
    Inspect inspect;
    inspect.password = std::string(wrong) == "can" ? can_password() : mrz_password();
    if (inspect.password.can.empty()) {
      inspect.password.document_number = "00000001";
    } else {
      inspect.password.can = inspect.password.can == "000000" ? "000001" : "000000";
    }
    const Inspection inspection = inspect(field);
    EXPECT_EQ(result_of(inspection, "chip.access"), CheckResult::failed) << summary(inspection);
    for (const char* id : {"chip.passive", "chip.revocation", "chip.genuine", "document.validity"})
      EXPECT_EQ(result_of(inspection, id), CheckResult::not_performed) << id;
  }
  TestCard card("genuine-bac-only");
  Field field = card.field();
  Inspect inspect;
  inspect.password = mrz_password();
  inspect.password.document_number = "00000001";
  EXPECT_EQ(result_of(inspect(field), "chip.access"), CheckResult::failed);
}

TEST(HostileChip, a_card_access_number_alone_opens_no_basic_access) {
  TestCard card("genuine-bac-only");
  Field field = card.field();
  const Inspection inspection = Inspect{}(field);
  EXPECT_EQ(result_of(inspection, "chip.access"), CheckResult::failed);
  EXPECT_NE(inspection.check("chip.access").reason.find("machine readable zone"), std::string::npos);
}

TEST(HostileChip, basic_access_can_be_forbidden) {
  TestCard card("genuine-bac-only");
  Field field = card.field();
  Inspect inspect;
  inspect.password = mrz_password();
  inspect.policy.allow_basic_access = false;
  EXPECT_EQ(result_of(inspect(field), "chip.access"), CheckResult::failed);
}

// 9303-11 section 4.2: somebody between card and terminal hides EF.CardAccess to get to the weaker protocol.
TEST(HostileChip, downgrade_to_basic_access_is_noticed) {
  TestCard card("genuine");
  Field field = card.field();
  field.instead = [](std::size_t index, ByteView) -> std::optional<Bytes> {
    if (index == 0) return Bytes{0x6A, 0x82};
    return std::nullopt;
  };
  Inspect inspect;
  inspect.password = mrz_password();
  const Inspection inspection = inspect(field);
  EXPECT_EQ(result_of(inspection, "chip.access"), CheckResult::failed) << summary(inspection);
  EXPECT_NE(inspection.check("chip.access").reason.find("downgraded"), std::string::npos);
}

TEST(HostileChip, altered_card_access_is_noticed) {
  card::ChipContent altered = content("genuine");
  emrtd::SecurityInfos infos = emrtd::parse_security_infos(altered.master_file[emrtd::fid_card_access]).value();
  infos.pace.push_back({"0.4.0.127.0.7.2.2.4.4.2", 2, 13U});  // integrated mapping, which DG14 does not confirm
  altered.master_file[emrtd::fid_card_access] = emrtd::encode_security_infos(infos).value();
  TestCard card(altered);
  Field field = card.field();
  const Inspection inspection = Inspect{}(field);
  EXPECT_EQ(result_of(inspection, "chip.access"), CheckResult::failed) << summary(inspection);
}

// 9303-11 section 4.4.3.3: the chip sends the terminal's own key back.
TEST(HostileChip, reflected_public_key_is_refused) {
  for (const std::uint8_t step : {std::uint8_t{0x81}, std::uint8_t{0x83}}) {
    TestCard card("genuine");
    Field field = card.field();
    field.instead = [step](std::size_t, ByteView command) -> std::optional<Bytes> {
      if (command.size() < 10 || command[1] != 0x86 || command[7] != step) return std::nullopt;
      Bytes answer(command.begin() + 5, command.end() - 1);
      answer[2] = static_cast<std::uint8_t>(step + 1);
      answer.insert(answer.end(), {0x90, 0x00});
      return answer;
    };
    const Inspection inspection = Inspect{}(field);
    EXPECT_EQ(result_of(inspection, "chip.access"), CheckResult::failed);
    EXPECT_NE(inspection.check("chip.access").reason.find("sent back"), std::string::npos) << summary(inspection);
  }
}

TEST(HostileChip, a_file_that_claims_to_be_endless_is_refused_before_it_is_read) {
  card::ChipContent endless = content("genuine");
  Bytes& dg2 = endless.files[emrtd::fid_of_data_group(2)];
  dg2 = concat({Bytes{0x75, 0x83, 0xFF, 0xFF, 0xFF}, Bytes(1000, 1)});
  TestCard card(endless);
  Field field = card.field();
  const Inspection inspection = Inspect{}(field);
  EXPECT_EQ(result_of(inspection, "chip.passive"), CheckResult::failed) << summary(inspection);
  EXPECT_LT(inspection.commands, 60U);
}

}  // namespace
}  // namespace proofmark::chip::test

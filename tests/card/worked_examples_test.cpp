// The chip's side of the worked examples of ICAO 9303-11: appendix D (basic access control, secure messaging) and
// appendix G.1 (PACE, ECDH generic mapping). The chip's random numbers are those of the examples.
#include <gtest/gtest.h>

#include "common/emrtd/ec_domain.hpp"
#include "common/emrtd/lds.hpp"
#include "common/emrtd/pace.hpp"
#include "common/emrtd/tlv.hpp"
#include "tests/card/support.hpp"

namespace proofmark::card::test {
namespace {

std::string send(Card& card, const std::string& apdu) {
  return to_hex(card.transmit(hex(apdu)));
}
std::string lower(const std::string& text) {
  return to_hex(hex(text));
}

TEST(WorkedExamples, BasicAccessControlAppendixD) {
  ChipContent content;
  content.pace = false;
  content.mrz_information = "L898902C<369080619406236";
  content.files[kEfCom] = hex("60145F0104303130365F36063034303030305C026175");
  ScriptedRandom random(
      hex("4608F91988702212"
          "0B4F80323EB3191CB04970CB4052790B"));  // RND.IC, K.IC
  const auto card = make_emrtd(content, random);

  EXPECT_EQ(send(*card, "00A4040C07A0000002471001"), "9000");
  EXPECT_EQ(send(*card, "0084000008"), "4608f919887022129000");
  EXPECT_EQ(send(*card,
                 "0082000028"
                 "72C29C2371CC9BDB65B779B8E8D37B29ECC154AA56A8799FAE2F498F76ED92F25F1448EEA8AD90A7"
                 "28"),
            lower("46B9342A41396CD7386BF5803104D7CEDC122B9132139BAF2EEDC94EE178534F2F2D235D074D7449"
                  "9000"));
  EXPECT_TRUE(random.used_up());
  EXPECT_EQ(send(*card, "0CA4020C158709016375432908C044F68E08BF8B92D635FF24F800"),
            lower("990290008E08FA855A5D4C50A8ED9000"));
  EXPECT_EQ(send(*card, "0CB000000D9701048E08ED6705417E96BA5500"),
            lower("8709019FF0EC34F9922651990290008E08AD55CC17140B2DED9000"));
  EXPECT_EQ(send(*card, "0CB000040D9701128E082EA28A70F3C7B53500"),
            lower("871901FB9235F4E4037F2327DCC8964F1F9B8C30F42C8E2FFF224A990290008E08C8B2787EAEA07D749000"));
}

TEST(WorkedExamples, PaceAppendixG1) {
  ChipContent content;
  content.bac = false;
  content.mrz_information = "T22000129364081251010318";
  emrtd::SecurityInfos infos;
  infos.pace.push_back({emrtd::oid_pace_ecdh_gm_aes128, 2, 13});
  content.master_file[kEfCardAccess] = emrtd::encode_security_infos(infos).value();
  ScriptedRandom random(
      hex("3F00C4D39D153F2B2A214A078D899B22"
          "498FF49756F2DC1587840041839A85982BE7761D14715FB091EFA7BCE9058560"
          "107CF58696EF6155053340FD633392BA81909DF7B9706F226F32086C7AFF974A"));
  const auto card = make_emrtd(content, random);

  const auto domain = emrtd::EcDomain::standardised(13).value();
  const auto mapping =
      domain.from_private(hex("7F4EF07B9EA82FD78AD689B38D0BC78CF21F249D953BC46F4C6E19259C010F99")).value();
  const auto chip_mapping =
      domain.from_private(hex("498FF49756F2DC1587840041839A85982BE7761D14715FB091EFA7BCE9058560")).value();
  const auto mapped =
      domain.map_generic(hex("3F00C4D39D153F2B2A214A078D899B22"), mapping.private_key, chip_mapping.public_point)
          .value();
  const auto terminal =
      mapped.from_private(hex("A73FB703AC1436A18E0CFA5ABB3F7BEC7A070E7A6788486BEE230C4A22762595")).value();
  const auto chip =
      mapped.from_private(hex("107CF58696EF6155053340FD633392BA81909DF7B9706F226F32086C7AFF974A")).value();
  EXPECT_EQ(to_hex(mapping.public_point), lower("047ACF3EFC982EC45565A4B155129EFBC74650DCBFA6362D896FC70262E0C2CC5E"
                                                "544552DCB6725218799115B55C9BAA6D9F6BC3A9618E70C25AF71777A9C4922D"));

  EXPECT_EQ(send(*card, "0022C1A40F800A04007F00070202040202830101"), "9000");
  EXPECT_EQ(send(*card, "10860000027C0000"), lower("7C12801095A3A016522EE98D01E76CB6B98B42C39000"));
  EXPECT_EQ(send(*card, "10860000457C438141" + to_hex(mapping.public_point) + "00"),
            lower("7C438241") + to_hex(chip_mapping.public_point) + "9000");
  EXPECT_EQ(send(*card, "10860000457C438341" + to_hex(terminal.public_point) + "00"),
            lower("7C438441") + to_hex(chip.public_point) + "9000");
  EXPECT_EQ(send(*card, "008600000C7C0A8508C2B0BD78D94BA86600"), lower("7C0A86083ABB9674BCE93C089000"));
  EXPECT_TRUE(random.used_up());

  // The session keys of the example open the session on the chip too.
  const emrtd::SessionKeys keys{emrtd::Cipher::aes128, hex("F5F0E35C0D7161EE6724EE513A0D9A7F"),
                                hex("FE251C7858B356B24514B3BD5F4297D1")};
  auto messaging = emrtd::SecureMessaging::start(keys).value();
  const Bytes select = messaging.wrap_command({0, 0xA4, 4, 0x0C, hex("A0000002471001"), std::nullopt, false}).value();
  EXPECT_EQ(messaging.unwrap_response(card->transmit(select)).value().sw, 0x9000);
}

}  // namespace
}  // namespace proofmark::card::test

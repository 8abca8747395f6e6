#include "common/emrtd/mrz.hpp"

#include <gtest/gtest.h>

#include "common/emrtd/keys.hpp"

namespace proofmark::emrtd {
namespace {

// The specimen of ICAO 9303-5 appendix B and of 9303-4 appendix B.
const std::string td1 =
    "I<UTOD231458907<<<<<<<<<<<<<<<"
    "7408122F1204159UTO<<<<<<<<<<<6"
    "ERIKSSON<<ANNA<MARIA<<<<<<<<<<";
const std::string td3 =
    "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<"
    "L898902C36UTO7408122F1204159ZE184226B<<<<<10";
// A document number of more than nine characters (9303-11 appendix D.2).
const std::string long_number =
    "I<UTOD23145890<7349<<<<<<<<<<<"
    "3407127M9507122UTO<<<<<<<<<<<2"
    "STEVENSON<<PETER<JOHN<<<<<<<<<";

TEST(Mrz, td1_specimen) {
  const auto mrz = parse_mrz(td1);
  ASSERT_TRUE(mrz) << mrz.error().line();
  EXPECT_EQ(mrz->document_code, "I");
  EXPECT_EQ(mrz->issuer, "UTO");
  EXPECT_EQ(mrz->document_number, "D23145890");
  EXPECT_EQ(mrz->date_of_birth, "740812");
  EXPECT_EQ(mrz->sex, "F");
  EXPECT_EQ(mrz->date_of_expiry, "120415");
  EXPECT_EQ(mrz->nationality, "UTO");
  EXPECT_EQ(mrz->surname, "ERIKSSON");
  EXPECT_EQ(mrz->given_names, "ANNA MARIA");
  EXPECT_EQ(mrz->optional_data, "");
}

TEST(Mrz, td3_specimen_with_line_feed) {
  const auto mrz = parse_mrz(td3.substr(0, 44) + "\n" + td3.substr(44) + "\n");
  ASSERT_TRUE(mrz) << mrz.error().line();
  EXPECT_EQ(mrz->document_number, "L898902C3");
  EXPECT_EQ(mrz->optional_data, "ZE184226B");
  EXPECT_EQ(mrz->given_names, "ANNA MARIA");
}

TEST(Mrz, long_document_number_is_put_together) {
  const auto mrz = parse_mrz(long_number);
  ASSERT_TRUE(mrz) << mrz.error().line();
  EXPECT_EQ(mrz->document_number, "D23145890734");
  EXPECT_EQ(mrz->optional_data, "");
  EXPECT_EQ(mrz->surname, "STEVENSON");
}

TEST(Mrz, every_digit_that_is_changed_is_noticed) {
  // Weights 7, 3, 1 modulo 10 notice every change of one digit into another.
  for (const std::string& zone : {td1, td3}) {
    const std::size_t names_from = zone.size() == 90 ? 60 : 0;
    const std::size_t names_to = zone.size() == 90 ? 90 : 44;
    for (std::size_t i = 0; i < zone.size(); ++i) {
      if (zone[i] < '0' || zone[i] > '9' || (i >= names_from && i < names_to)) continue;
      std::string altered = zone;
      altered[i] = altered[i] == '9' ? '0' : static_cast<char>(altered[i] + 1);
      EXPECT_FALSE(parse_mrz(altered)) << "position " << i;
    }
  }
}

TEST(Mrz, malformed_zones_are_refused) {
  EXPECT_FALSE(parse_mrz(""));
  EXPECT_FALSE(parse_mrz(td1.substr(0, 89)));
  EXPECT_FALSE(parse_mrz(td1 + "<"));
  EXPECT_FALSE(parse_mrz(std::string(100000, '<')));
  EXPECT_FALSE(parse_mrz(std::string(90, '<')));
  std::string lower = td1;
  lower[60] = 'e';
  EXPECT_FALSE(parse_mrz(lower));
  std::string foreign = td1;
  foreign[61] = '\x80';
  EXPECT_FALSE(parse_mrz(foreign));
  std::string sex = td1;
  sex[37] = 'X';
  EXPECT_FALSE(parse_mrz(sex));
  std::string digit_in_name = td1;
  digit_in_name[62] = '1';
  EXPECT_FALSE(parse_mrz(digit_in_name));
}

// The second line of a passport with its check digits, so that only the field itself is wrong.
std::string passport(const std::string& nationality, const std::string& birth, const std::string& expiry) {
  const auto with_digit = [](const std::string& field) { return field + *mrz_check_digit(field); };
  const std::string number = with_digit("L898902C3"), born = with_digit(birth), ends = with_digit(expiry);
  const std::string personal = with_digit("ZE184226B<<<<<");
  std::string names = "P<UTOERIKSSON<<ANNA<MARIA";
  names.resize(44, '<');
  return names + number + nationality + born + "F" + ends + personal +
         *mrz_check_digit(number + born + ends + personal);
}

TEST(Mrz, dates_exist_or_are_not_known) {
  for (const char* birth : {"740812", "7408<<", "74<<12", "<<0812", "<<<<<<", "740831"})
    EXPECT_TRUE(parse_mrz(passport("UTO", birth, "300415"))) << birth;
  for (const char* birth : {"741312", "740012", "740832", "740800", "7408<1", "74<812"})
    EXPECT_FALSE(parse_mrz(passport("UTO", birth, "300415"))) << birth;
  EXPECT_FALSE(parse_mrz(passport("UTO", "740812", "301332")));
}

TEST(Mrz, codes_are_of_letters) {
  EXPECT_TRUE(parse_mrz(passport("D<<", "740812", "300415")));
  EXPECT_FALSE(parse_mrz(passport("U1O", "740812", "300415")));
}

TEST(Mrz, check_digits) {
  EXPECT_EQ(*mrz_check_digit("D23145890734"), '9');
  EXPECT_EQ(*mrz_check_digit("340712"), '7');
  EXPECT_EQ(*mrz_check_digit("L898902C<"), '3');
  EXPECT_EQ(*mrz_check_digit(""), '0');
  EXPECT_FALSE(mrz_check_digit("a"));
  EXPECT_FALSE(mrz_check_digit("12 4"));
}

TEST(MrzInformation, refuses_what_no_zone_can_hold) {
  EXPECT_FALSE(mrz_information("", "740812", "120415"));
  EXPECT_FALSE(mrz_information("d23145890", "740812", "120415"));
  EXPECT_FALSE(mrz_information("D23145890", "1974-08-12", "120415"));
  EXPECT_FALSE(mrz_information("D23145890", "740812", ""));
  EXPECT_FALSE(mrz_information(std::string(23, 'A'), "740812", "120415"));
}

}  // namespace
}  // namespace proofmark::emrtd

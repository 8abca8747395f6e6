// What a chip holds beside the zone: the holder's name in the characters of his country, and the portrait in the newer
// record and the newer coding.
#include <gtest/gtest.h>

#include <opencv2/core.hpp>

#include "common/media/jpeg.hpp"
#include "tests/chip/support.hpp"

namespace proofmark::chip::test {
namespace {

Inspection inspect_profile(const std::string& name, const InspectionPolicy& policy = {}) {
  TestCard card(name);
  Field field = card.field();
  Inspect inspect;
  inspect.policy = policy;
  return inspect(field);
}

TEST(Characters, names_stand_in_both_scripts) {
  struct Expected {
    const char *profile, *full_name, *place, *surname, *given_names;
  };
  for (const Expected& e :
       {Expected{"genuine-cyrillic", "ШЕВЧУК<<АНАСТАСІЯ", "Київ", "SHEVCHUK", "ANASTASIIA"},
        Expected{"genuine-greek", "ΠΑΠΑΔΟΠΟΥΛΟΣ<<ΓΕΩΡΓΙΟΣ", "Θεσσαλονίκη", "PAPADOPOULOS", "GEORGIOS"},
        Expected{"genuine-arabic", "الحسن<<كريم", "دمشق", "ALHASAN", "KARIM"}}) {
    const Inspection found = inspect_profile(e.profile);
    ASSERT_TRUE(found.document) << summary(found);
    ASSERT_TRUE(found.details) << e.profile;
    EXPECT_EQ(found.details->full_name, e.full_name);
    EXPECT_EQ(found.details->place_of_birth, e.place);
    EXPECT_EQ(found.document->surname, e.surname);
    EXPECT_EQ(found.document->given_names, e.given_names);
  }
}

TEST(Characters, lithuanian_letters_stay) {
  const Inspection found = inspect_profile("genuine-passport");
  ASSERT_TRUE(found.details) << summary(found);
  EXPECT_EQ(found.details->full_name, civil().surname + "<<" + civil().given_names);
  EXPECT_FALSE(inspect_profile("genuine").details) << "no DG11";
}

TEST(Characters, details_that_nobody_confirms_are_not_shown) {
  const Inspection found = inspect_profile("dg11-exchanged");
  EXPECT_FALSE(found.details);
  EXPECT_EQ(sub(found, "passive.dg11_text"), SubResult::successful) << "it is text, of somebody else";
}

class UnreadableDetails : public ::testing::TestWithParam<const char*> {};

TEST_P(UnreadableDetails, refuse_the_document_though_the_issuer_signed_them) {
  const Inspection found = inspect_profile(GetParam());
  EXPECT_EQ(sub(found, "passive.dg11_text"), SubResult::failed) << summary(found);
  EXPECT_EQ(sub(found, "passive.sod_signature"), SubResult::successful);
  EXPECT_EQ(sub(found, "passive.hash.dg11"), SubResult::successful);
  EXPECT_EQ(sub(found, "passive.dg11_content"), std::nullopt) << "its structure is right";
  EXPECT_EQ(result_of(found, "chip.passive"), decision::CheckResult::failed);
  EXPECT_FALSE(found.document);
  EXPECT_FALSE(found.details);
}

// Where the policy leaves them out, the names of an order are compared with the zone's and nothing of DG11 is used.
TEST_P(UnreadableDetails, are_left_out_where_the_policy_says_so) {
  InspectionPolicy lenient;
  lenient.require_details_text = false;
  const Inspection found = inspect_profile(GetParam(), lenient);
  EXPECT_TRUE(all_passed(found)) << summary(found);
  EXPECT_EQ(sub(found, "passive.dg11_text"), SubResult::undetermined) << "it is stated all the same";
  EXPECT_FALSE(found.details);
  ASSERT_TRUE(found.document);
  EXPECT_EQ(found.document->number, civil().document_number);
  EXPECT_FALSE(found.document->surname.empty());
  EXPECT_EQ(found.document->surname.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZ "), std::string::npos);
}
INSTANTIATE_TEST_SUITE_P(Documents, UnreadableDetails,
                         ::testing::Values("dg11-not-utf8", "dg11-overlong", "dg11-direction-override"));

TEST(Characters, leaving_text_out_forgives_nothing_else_of_the_details) {
  InspectionPolicy lenient;
  lenient.require_details_text = false;
  for (const char* profile : {"dg11-exchanged", "dg11-lying-length", "dg11-missing"})
    EXPECT_EQ(result_of(inspect_profile(profile, lenient), "chip.passive"), decision::CheckResult::failed) << profile;
}

// ISO/IEC 39794-5 around JPEG 2000: what comes out is the picture that went in, but for the coding's loss.
TEST(Portrait, jpeg2000_in_the_newer_record) {
  const Inspection found = inspect_profile("genuine-passport-jpeg2000");
  ASSERT_TRUE(all_passed(found)) << summary(found);
  EXPECT_TRUE(found.portrait_is_jpeg2000);
  const auto read = media::decode_picture(found.portrait);
  ASSERT_TRUE(read) << read.error().line();
  const cv::Mat given = media::decode_picture(card::test::input().portrait).value();
  ASSERT_EQ(read->size(), given.size());
  EXPECT_LT(cv::norm(*read, given, cv::NORM_L1) / static_cast<double>(given.total() * 3), 6.0)
      << "mean difference of a value, of 255";
}

}  // namespace
}  // namespace proofmark::chip::test

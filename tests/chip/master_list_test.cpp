// A real master list: the country signing certificates of the world as a trust store must cope with them. Kept beside
// the project; skipped where it is absent.
#include <gtest/gtest.h>

#include "common/asn1/der.hpp"
#include "common/files.hpp"
#include "common/pki/cms.hpp"

namespace proofmark::chip {
namespace {

TEST(MasterList, every_certificate_of_a_real_list_can_be_read) {
  const auto folder = std::filesystem::path(PROOFMARK_SOURCE_DIR) / "../shared/data/master-lists";
  const auto file = folder / "DE_ML_2026-05-28-08-28-45.ml";
  if (!std::filesystem::exists(file)) GTEST_SKIP() << "no master list in " << folder;
  const auto data = pki::parse_signed_data(*read_file(file));
  ASSERT_TRUE(data) << data.error().line();
  EXPECT_EQ(data->content_type, "2.23.136.1.1.2");  // ICAO 9303-12 section 9: CscaMasterList
  const auto list = asn1::read_whole(data->content, asn1::kSequence);
  ASSERT_TRUE(list);
  asn1::Reader fields(*list);
  ASSERT_TRUE(fields.next(asn1::kInteger));
  const auto set = fields.next(asn1::kSet);
  ASSERT_TRUE(set);
  asn1::Reader certificates(set->content);
  std::size_t read = 0;
  std::size_t lithuanian = 0;
  while (!certificates.at_end()) {
    const auto element = certificates.next(asn1::kSequence);
    ASSERT_TRUE(element) << element.error().line();
    const auto certificate = pki::Certificate::from_der(element->whole);
    ASSERT_TRUE(certificate) << "certificate " << read << ": " << certificate.error().line();
    ++read;
    if (certificate->subject_country() == "LT") ++lithuanian;
  }
  EXPECT_GT(read, 100U);
  EXPECT_GT(lithuanian, 0U);
}

}  // namespace
}  // namespace proofmark::chip

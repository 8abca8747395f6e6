#include "reference-impl/chip/document.hpp"

#include <gtest/gtest.h>

#include "reference-impl/chip/country.hpp"

namespace proofmark::chip {
namespace {

Instant at(const std::string& text) {
  return from_rfc3339(text).value();
}

std::string birth(const std::string& yymmdd, const std::string& code, const std::string& now) {
  emrtd::Mrz mrz;
  mrz.issuer = "LTU";
  mrz.date_of_birth = yymmdd;
  mrz.optional_data = code;
  return document_data(mrz, at(now)).date_of_birth;
}

std::string expiry(const std::string& yymmdd, const std::string& now) {
  emrtd::Mrz mrz;
  mrz.date_of_expiry = yymmdd;
  return document_data(mrz, at(now)).date_of_expiry;
}

TEST(Document, century_of_birth) {
  EXPECT_EQ(birth("900229", "", "2026-03-02T00:00:00Z"), "");  // 1990 was no leap year
  EXPECT_EQ(birth("920229", "", "2026-03-02T00:00:00Z"), "1992-02-29");
  EXPECT_EQ(birth("260302", "", "2026-03-02T00:00:00Z"), "2026-03-02");
  EXPECT_EQ(birth("260303", "", "2026-03-02T00:00:00Z"), "1926-03-03");
  // The personal code tells a person of 106 from a child.
  EXPECT_EQ(birth("200115", "42001150000", "2026-03-02T00:00:00Z"), "1920-01-15");
  EXPECT_EQ(birth("200115", "62001150000", "2026-03-02T00:00:00Z"), "2020-01-15");
  EXPECT_EQ(birth("200115", "62001160000", "2026-03-02T00:00:00Z"), "2020-01-15");  // of another date: no word on it
  EXPECT_EQ(birth("9<<<<<", "", "2026-03-02T00:00:00Z"), "");
}

TEST(Document, century_of_expiry) {
  EXPECT_EQ(expiry("330101", "2026-03-02T00:00:00Z"), "2033-01-01");
  EXPECT_EQ(expiry("991231", "2026-03-02T00:00:00Z"), "1999-12-31");
  EXPECT_EQ(expiry("050101", "2098-03-02T00:00:00Z"), "2105-01-01");
  EXPECT_EQ(expiry("330230", "2026-03-02T00:00:00Z"), "");
  EXPECT_EQ(expiry("<<<<<<", "2026-03-02T00:00:00Z"), "");
}

TEST(Document, an_unknown_date_of_expiry_is_never_valid) {
  emrtd::Mrz mrz;
  for (const char* date : {"<<<<<<", "330230", "", "33"}) {
    mrz.date_of_expiry = date;
    EXPECT_EQ(check_validity(mrz, at("2026-03-02T00:00:00Z")).result, decision::CheckResult::undetermined);
  }
}

TEST(Country, states_and_special_codes) {
  EXPECT_EQ(certificate_country("LTU"), "LT");
  EXPECT_EQ(certificate_country("AFG"), "AF");
  EXPECT_EQ(certificate_country("ZWE"), "ZW");
  EXPECT_EQ(certificate_country("D"), "DE");
  EXPECT_EQ(certificate_country("EUE"), "EU");
  EXPECT_EQ(certificate_country("UTO"), "");
  EXPECT_EQ(certificate_country("FGA"), "");  // letters across two entries
  EXPECT_EQ(certificate_country(""), "");
}

}  // namespace
}  // namespace proofmark::chip

#include "scenarios/corpus/csv.hpp"

#include <gmock/gmock.h>

namespace proofmark::corpus {
namespace {

using testing::HasSubstr;
using Rows = std::vector<std::vector<std::string>>;

TEST(Csv, ReadsWhatRfc4180Shows) {
  EXPECT_EQ(parse_csv("a,b\r\n1,2\r\n", "x").value(), (Rows{{"a", "b"}, {"1", "2"}}));
  EXPECT_EQ(parse_csv("\xEF\xBB\xBF"
                      "a,b\n1,2",
                      "x")
                .value(),
            (Rows{{"a", "b"}, {"1", "2"}}));
  EXPECT_EQ(parse_csv("a\n\"x, \"\"y\"\"\nz\"\n", "x").value(), (Rows{{"a"}, {"x, \"y\"\nz"}}));
  EXPECT_EQ(parse_csv("a,b\n,\"\"\n", "x").value(), (Rows{{"a", "b"}, {"", ""}}));
  EXPECT_EQ(parse_csv("a,b,", "x").value(), (Rows{{"a", "b", ""}}));
  EXPECT_TRUE(parse_csv("", "x").value().empty());
}

TEST(Csv, NamesTheLineOfWhatIsWrong) {
  const auto said = [](const std::string& text) {
    const auto rows = parse_csv(text, "list.csv");
    return rows ? std::string("read") : rows.error().line();
  };
  EXPECT_THAT(said("a,b\n1\n"), HasSubstr("list.csv line 2"));
  EXPECT_THAT(said("a,b\n1,2\n1,2,3\n"), HasSubstr("line 3"));
  EXPECT_THAT(said("a\n\"open"), HasSubstr("end of the file"));
  EXPECT_THAT(said("a\n\"b\"c\n"), HasSubstr("comma or line end"));
  EXPECT_THAT(said("a\nb\"c\n"), HasSubstr("quotes around"));
  EXPECT_THAT(said("a\n\xC0\xAF\n"), HasSubstr("UTF-8"));
  EXPECT_THAT(said(std::string(4097, 'a')), HasSubstr("4,096"));
  EXPECT_THAT(said(std::string(64, ',')), HasSubstr("64 fields"));
}

}  // namespace
}  // namespace proofmark::corpus

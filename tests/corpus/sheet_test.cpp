#include "scenarios/corpus/sheet.hpp"

#include <gmock/gmock.h>

#include "scenarios/corpus/check.hpp"
#include "scenarios/corpus/import.hpp"
#include "tests/corpus/small_films.hpp"
#include "tests/corpus/support.hpp"

namespace proofmark::corpus {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;
using testing::Not;

TEST(Sheet, AddressesAreNeverReadAsAnythingElse) {
  EXPECT_EQ(relative_address("a/b-1.mp4"), "a/b-1.mp4");
  EXPECT_EQ(relative_address("javascript:alert(1)"), "javascript%3Aalert%281%29");
  EXPECT_EQ(relative_address("a?b#c%d \xC5\xA1"), "a%3Fb%23c%25d%20%C5%A1");
}

TEST(Sheet, EveryTextIsEscapedForItsPlace) {
  Manifest manifest;
  manifest.header.name = "</title><script>alert(1)</script>";
  Record record = small_record("a\"><script>.mp4");
  record.subject = "\"><script>alert(2)</script>";
  record.device = "' onclick='alert(3)";
  manifest.records.push_back(record);
  const std::string page = sheet_html(manifest, {Thumbnail()}, "../own").value();
  EXPECT_THAT(page, Not(HasSubstr("<script>alert")));
  EXPECT_THAT(page, Not(HasSubstr("\"><script>")));
  EXPECT_THAT(page, HasSubstr("href=\"../own/a%22%3E%3Cscript%3E.mp4\""));
  EXPECT_THAT(page, HasSubstr("cannot be shown"));
  EXPECT_FALSE(sheet_html(manifest, {}, "."));
}

TEST(Sheet, ShowsEveryFileAndKeepsTheCorpusWhole) {
  const TemporaryFolder folder;
  put_film(folder.path() / "own/anna/1.mp4");
  put_film(folder.path() / "own/anna/2.mp4", 6, 40);
  put_picture(folder.path() / "own/ben/1.jpg");
  put(folder.path() / "l.csv",
      "file,subject,species,class\nanna/1.mp4,anna,,\nanna/2.mp4,anna,mask-x,masks\nben/1.jpg,ben,,\n");
  ImportOptions import;
  import.folder = folder.path() / "own";
  import.out = folder.path() / "out";
  import.layout = Layout::list;
  import.list = folder.path() / "l.csv";
  import.licence = "l";
  ASSERT_TRUE(import_corpus(import));
  ShowOptions options;
  options.folder = import.out;
  options.pictures = folder.path() / "docs/pictures";
  options.page = folder.path() / "docs/page.md";
  put(options.page, "# Page\n## The species\nold\n\n## After\nkept\n");
  const auto shown = show_corpus(options);
  ASSERT_TRUE(shown) << shown.error().line();
  const std::string page = read_text(import.out / kSheetFile).value();
  EXPECT_THAT(page, HasSubstr("href=\"../own/anna/1.mp4\""));
  EXPECT_THAT(page, HasSubstr("data:image/jpeg;base64,"));
  EXPECT_THAT(page, Not(HasSubstr("http://")));
  EXPECT_THAT(page, Not(HasSubstr("https://")));
  EXPECT_TRUE(check_corpus(import.out, 1).value().findings.empty());
  const std::string renewed = read_text(options.page).value();
  EXPECT_THAT(renewed, HasSubstr("![mask-x](pictures/mask-x.jpg)"));
  EXPECT_THAT(renewed, Not(HasSubstr("old")));
  EXPECT_THAT(renewed, HasSubstr("\n## After\nkept\n"));
  EXPECT_LT(fs::file_size(options.pictures / "mask-x.jpg"), 15'000U);
  EXPECT_TRUE(fs::exists(options.pictures / "person.jpg"));
}

}  // namespace
}  // namespace proofmark::corpus

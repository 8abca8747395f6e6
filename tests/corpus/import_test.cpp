#include "scenarios/corpus/import.hpp"

#include <gmock/gmock.h>
#include <sys/stat.h>

#include "scenarios/corpus/check.hpp"
#include "tests/corpus/small_films.hpp"
#include "tests/corpus/support.hpp"

namespace proofmark::corpus {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;

ImportOptions options_for(const TemporaryFolder& folder, Layout layout) {
  ImportOptions options;
  options.folder = folder.path() / "own";
  options.out = folder.path() / "out";
  options.layout = layout;
  options.licence = "consent 7";
  options.jobs = 2;
  return options;
}

std::map<std::string, std::string> reasons(const Imported& imported) {
  std::map<std::string, std::string> all;
  for (const Unusable& one : imported.unusable) all[one.file] = one.reason;
  return all;
}

TEST(Import, NamesEveryFileThatIsOfNoUseAndWhy) {
  const TemporaryFolder folder;
  const fs::path own = folder.path() / "own";
  put_film(own / "anna/good.mp4");
  put_film(own / "ben/same.mp4");
  put_picture(own / "ben/face.jpg");
  put(own / "ben/empty.mp4", "");
  put(own / "ben/letter.mp4", "dear all, this is no film at all");
  const std::string film = read_text(own / "anna/good.mp4").value();
  put(own / "ben/cut.mp4", film.substr(0, film.size() / 2));
  put(own / "ben/list.mp4", "#EXTM3U\n#EXTINF:1,\nfile:///etc/passwd\n");
  put(own / "ben/half.jpg", read_text(own / "ben/face.jpg").value().substr(0, 200));
  put(folder.path() / "secret.jpg", read_text(own / "ben/face.jpg").value());
  fs::create_symlink(folder.path() / "secret.jpg", own / "ben/link.jpg");
  fs::create_symlink(own / "nowhere", own / "ben/nowhere.jpg");
  ASSERT_EQ(::mkfifo((own / "ben/pipe.mp4").c_str(), 0600), 0);
  put(own / "stray.txt", "x");
  put(own / "carl/\xff.jpg", "x");
  const auto imported = import_corpus(options_for(folder, Layout::folders));
  ASSERT_TRUE(imported) << imported.error().line();
  EXPECT_EQ(imported->files, 2U);
  const auto why = reasons(*imported);
  EXPECT_EQ(why.size(), 11U);
  EXPECT_THAT(why.at("ben/same.mp4"), HasSubstr("anna/good.mp4"));
  EXPECT_THAT(why.at("ben/link.jpg"), HasSubstr("leads out"));
  EXPECT_THAT(why.at("ben/pipe.mp4"), HasSubstr("not a regular file"));
  EXPECT_THAT(why.at("stray.txt"), HasSubstr("subject's folder"));
  EXPECT_THAT(why.at("carl/\xff.jpg"), HasSubstr("name"));
  for (const char* name : {"empty.mp4", "letter.mp4", "cut.mp4", "list.mp4", "half.jpg", "nowhere.jpg"})
    EXPECT_TRUE(why.contains(std::string("ben/") + name)) << name;

  const Manifest manifest = read_manifest(folder.path() / "out").value();
  ASSERT_EQ(manifest.records.size(), 2U);
  const Record& good = manifest.records[0];
  EXPECT_EQ(good.file, "anna/good.mp4");
  EXPECT_EQ(good.subject, "anna");
  EXPECT_EQ(good.licence, "consent 7");
  EXPECT_EQ(good.codec, "h264");
  EXPECT_EQ(good.width, 128U);
  EXPECT_EQ(good.frames, 5U);
  EXPECT_EQ(good.milliseconds, 200U);
  EXPECT_FALSE(fs::exists(folder.path() / "out/files")) << "nothing is copied unless asked";
  EXPECT_TRUE(check_corpus(folder.path() / "out", 1).value().findings.empty());
}

TEST(Import, CopiesWhenAsked) {
  const TemporaryFolder folder;
  put_film(folder.path() / "own/anna/good.mp4");
  ImportOptions options = options_for(folder, Layout::folders);
  options.copy = true;
  options.split = "development";
  ASSERT_TRUE(import_corpus(options));
  const Manifest manifest = read_manifest(options.out).value();
  EXPECT_EQ(manifest.records.at(0).file, "files/anna/good.mp4");
  EXPECT_EQ(manifest.records.at(0).split, "development");
  EXPECT_EQ(read_text(options.out / "files/anna/good.mp4").value(),
            read_text(options.folder / "anna/good.mp4").value());
  fs::remove_all(options.folder);
  EXPECT_TRUE(check_corpus(options.out, 1).value().findings.empty());
}

TEST(Import, LfwKeepsThePairsWhosePicturesAreThere) {
  const TemporaryFolder folder;
  const fs::path own = folder.path() / "own";
  put_picture(own / "A/A_0001.jpg", 10);
  put_picture(own / "A/A_0002.jpg", 60);
  put(own / "pairs.txt", "1\nA\t1\t2\nA\t1\tB\t1\n");
  const auto imported = import_corpus(options_for(folder, Layout::lfw));
  ASSERT_TRUE(imported) << imported.error().line();
  EXPECT_EQ(imported->files, 2U);
  EXPECT_EQ(imported->unusable.size(), 1U);
  const std::string pairs = read_text(folder.path() / "out/pairs.jsonl").value();
  EXPECT_EQ(pairs, "{\"a\":\"A/A_0001.jpg\",\"b\":\"A/A_0002.jpg\",\"same\":true,\"fold\":1}\n");
}

TEST(Import, AsksForALicenceAListAndANewFolder) {
  const TemporaryFolder folder;
  put_film(folder.path() / "own/anna/good.mp4");
  ImportOptions options = options_for(folder, Layout::folders);
  options.licence.clear();
  EXPECT_THAT(import_corpus(options).error().line(), HasSubstr("licence"));
  options = options_for(folder, Layout::list);
  EXPECT_THAT(import_corpus(options).error().line(), HasSubstr("--list"));
  put(folder.path() / "l.csv", "file,subject,licence\nanna/good.mp4,anna,CC0\n");
  options.list = folder.path() / "l.csv";
  ASSERT_TRUE(import_corpus(options));
  EXPECT_EQ(read_manifest(options.out).value().records.at(0).licence, "CC0");
  EXPECT_THAT(import_corpus(options).error().line(), HasSubstr("new or empty"));
}

}  // namespace
}  // namespace proofmark::corpus

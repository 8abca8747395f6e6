#include "scenarios/corpus/check.hpp"

#include <gmock/gmock.h>

#include "scenarios/corpus/commands.hpp"
#include "scenarios/corpus/import.hpp"
#include "tests/corpus/small_films.hpp"
#include "tests/corpus/support.hpp"

namespace proofmark::corpus {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;

std::vector<std::string> lines(const std::vector<Finding>& findings) {
  std::vector<std::string> out;
  for (const Finding& f : findings) out.push_back(std::string(name_of(f.kind)) + " " + f.file + ": " + f.what);
  return out;
}

class CheckCorpus : public testing::Test {
 protected:
  void SetUp() override {
    put_film(folder_.path() / "own/anna/1.mp4");
    put_film(folder_.path() / "own/ben/1.mp4", 6, 30);
    ImportOptions options;
    options.folder = folder_.path() / "own";
    options.out = corpus_;
    options.layout = Layout::folders;
    options.licence = "l";
    options.copy = true;
    ASSERT_TRUE(import_corpus(options));
    ASSERT_TRUE(checked().empty());
  }
  std::vector<std::string> checked() { return lines(check_corpus(corpus_, 2).value().findings); }
  void rewrite(const std::function<void(Record&)>& change) {
    Manifest manifest = read_manifest(corpus_).value();
    change(manifest.records.at(0));
    must(write_manifest(corpus_, manifest));
  }

  TemporaryFolder folder_;
  fs::path corpus_ = folder_.path() / "corpus";
  fs::path film_ = corpus_ / "files/anna/1.mp4";
};

TEST_F(CheckCorpus, FindsOneChangedByteWhereverItIs) {
  const std::string film = read_text(film_).value();
  for (const std::size_t at : {std::size_t{0}, film.size() / 2, film.size() - 1}) {
    std::string changed = film;
    changed[at] = static_cast<char>(changed[at] ^ 1);
    put(film_, changed);
    EXPECT_THAT(checked(), testing::ElementsAre(HasSubstr("changed files/anna/1.mp4"))) << at;
  }
}

TEST_F(CheckCorpus, FindsAMissingAndAnAddedFile) {
  fs::rename(film_, corpus_ / "files/anna/2.mp4");
  EXPECT_THAT(checked(),
              testing::ElementsAre(HasSubstr("missing files/anna/1.mp4"), HasSubstr("added files/anna/2.mp4")));
}

TEST_F(CheckCorpus, FindsALinkInAFilesPlace) {
  fs::rename(film_, folder_.path() / "1.mp4");
  fs::create_symlink(folder_.path() / "1.mp4", film_);
  EXPECT_THAT(checked(), testing::ElementsAre(HasSubstr("not a regular file")));
}

TEST_F(CheckCorpus, FindsAManifestThatSaysAnotherSizeOrLength) {
  rewrite([](Record& r) { r.milliseconds += 1; });
  EXPECT_THAT(checked(), testing::ElementsAre(HasSubstr("unlike files/anna/1.mp4")));
  rewrite([](Record& r) { r.milliseconds -= 1, r.bytes += 1; });
  EXPECT_THAT(checked(), testing::ElementsAre(HasSubstr("unlike files/anna/1.mp4")));
}

TEST_F(CheckCorpus, ExitCodesAreThoseOfTheOtherWords) {
  const auto code = [&] { return command_check(corpus_, 1, nullptr); };
  EXPECT_EQ(code(), 0);
  put(corpus_ / "files/added.txt", "x");
  EXPECT_EQ(code(), 1);
  fs::remove(corpus_ / kManifestFile);
  EXPECT_EQ(code(), 2);

  ImportOptions options;
  options.folder = folder_.path() / "own";
  options.layout = Layout::folders;
  options.licence = "l";
  options.out = folder_.path() / "all-of-use";
  EXPECT_EQ(command_import(options), 0);
  put(options.folder / "anna/letter.txt", "x");
  options.out = folder_.path() / "one-of-none";
  EXPECT_EQ(command_import(options), 1);
  EXPECT_EQ(command_import(options), 2) << "the folder is not empty any more";
  EXPECT_EQ(command_show({options.out, {}, {}, nullptr}), 0);
  EXPECT_EQ(command_show({folder_.path(), {}, {}, nullptr}), 2);
}

TEST_F(CheckCorpus, CannotBeDoneWithoutAManifest) {
  fs::remove(corpus_ / kManifestFile);
  EXPECT_THAT(check_corpus(corpus_, 1).error().line(), HasSubstr("manifest.jsonl"));
  put(corpus_ / kMakingFile, "");
  EXPECT_THAT(check_corpus(corpus_, 1).error().line(), HasSubstr("being made"));
}

Record in_split(const std::string& split, const std::string& file) {
  Record r = small_record(file);
  r.split = split;
  r.subject = file;
  r.sha256 = sha256_hex(to_bytes(file));
  return r;
}

TEST(Leaks, EachThingThatBothSplitsHave) {
  const auto leak = [](const std::function<void(Record&, Record&)>& share) {
    Record a = in_split("development", "a"), b = in_split("evaluation", "b");
    share(a, b);
    return lines(leaks({a, b, a, b}));
  };
  EXPECT_TRUE(leak([](Record&, Record&) {}).empty());
  EXPECT_THAT(leak([](Record& a, Record& b) { a.subject = b.subject; }),
              testing::ElementsAre("leak b: person b in both splits"));
  EXPECT_THAT(leak([](Record& a, Record& b) { a.attacker = b.subject; }), testing::ElementsAre(HasSubstr("person b")));
  EXPECT_THAT(leak([](Record& a, Record& b) { a.family = b.family = "f"; }),
              testing::ElementsAre(HasSubstr("family f")));
  EXPECT_THAT(leak([](Record& a, Record& b) { a.species = b.species = "s"; }),
              testing::ElementsAre(HasSubstr("species s")));
  EXPECT_THAT(leak([](Record& a, Record& b) { a.sha256 = b.sha256; }), testing::ElementsAre(HasSubstr("content")));
  EXPECT_THAT(leak([](Record& a, Record& b) {
                a.device = b.device = "phone";
                a.unit = b.unit = 3;
              }),
              testing::ElementsAre(HasSubstr("unit phone 3")));
  EXPECT_TRUE(leak([](Record& a, Record& b) {
                a.device = b.device = "phone";
                a.unit = 3;
                b.unit = 4;
              }).empty());
  EXPECT_TRUE(leak([](Record& a, Record& b) {
                a.subject = b.subject;
                a.split = "demonstration";
              }).empty());
}

TEST(Leaks, SpeciesWhoseDrawnParametersMeet) {
  const auto attack = [](const std::string& split, const std::string& file, double grain) {
    Record r = in_split(split, file);
    r.kind = "attack";
    r.species = split == "development" ? "one" : "two";
    r.attack_class = "print";
    r.parameters = {{"grain", grain}};
    return r;
  };
  std::vector<Record> records{attack("development", "a", 1), attack("development", "b", 2),
                              attack("evaluation", "c", 2.5), attack("evaluation", "d", 4)};
  EXPECT_TRUE(leaks(records).empty());
  records.push_back(attack("evaluation", "e", 1.5));
  EXPECT_THAT(lines(leaks(records)), testing::ElementsAre(HasSubstr("one and two")));
  for (Record& r : records) r.choices["finish"] = r.split;
  EXPECT_TRUE(leaks(records).empty());
}

}  // namespace
}  // namespace proofmark::corpus

#include "scenarios/corpus/make.hpp"

#include <gmock/gmock.h>
#include <sys/resource.h>

#include <csignal>

#include "scenarios/corpus/making.hpp"
#include "scenarios/runner/census.hpp"
#include "tests/corpus/support.hpp"

namespace proofmark::corpus {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;

MakeOptions options_for(const fs::path& out, std::size_t jobs) {
  static std::FILE* const nowhere = std::fopen("/dev/null", "w");
  MakeOptions options;
  options.project = project();
  options.spec = "tiny";
  options.out = out;
  options.jobs = jobs;
  options.progress = nowhere;
  return options;
}

// Everything in the folder, by name.
std::map<std::string, std::string> contents(const fs::path& folder) {
  std::map<std::string, std::string> all;
  for (const auto& entry : fs::recursive_directory_iterator(folder))
    if (entry.is_regular_file()) all[fs::relative(entry.path(), folder).string()] = read_text(entry.path()).value();
  return all;
}

// Files of the folder are written by one process at a time; a limit on their size is the full disk of these tests.
class FileSizeLimit {
 public:
  explicit FileSizeLimit(rlim_t most) {
    std::signal(SIGXFSZ, SIG_IGN);
    ::getrlimit(RLIMIT_FSIZE, &before_);
    const rlimit now{most, before_.rlim_max};
    ::setrlimit(RLIMIT_FSIZE, &now);
  }
  ~FileSizeLimit() {
    ::setrlimit(RLIMIT_FSIZE, &before_);
    std::signal(SIGXFSZ, SIG_DFL);
  }
  FileSizeLimit(const FileSizeLimit&) = delete;
  FileSizeLimit& operator=(const FileSizeLimit&) = delete;

 private:
  rlimit before_{};
};

TEST(MakeCorpus, TheSameBytesWhateverTheWorkersAndInterruptions) {
  const TemporaryFolder folder;
  const fs::path once = folder.path() / "once", again = folder.path() / "again";
  const auto made = make_corpus(options_for(once, 1));
  ASSERT_TRUE(made) << made.error().line();
  EXPECT_EQ(made->files, 5U);
  EXPECT_EQ(made->there_before, 0U);
  const Manifest manifest = read_manifest(once).value();
  ASSERT_EQ(manifest.records.size(), 5U);
  for (const Record& record : manifest.records) {
    const Bytes content = read_file(once / record.file).value();
    EXPECT_EQ(record.sha256, sha256_hex(content)) << record.file;
    EXPECT_EQ(record.bytes, content.size());
  }
  EXPECT_EQ(manifest.records.back().asked.size(), 1U);
  EXPECT_FALSE(manifest.records.back().parameters.empty());

  // A disk that is full in the middle of the first film: an error that says so, and nothing half-written.
  {
    const FileSizeLimit limit(24'000);
    const auto full = make_corpus(options_for(again, 2));
    ASSERT_FALSE(full);
    EXPECT_THAT(full.error().line(), HasSubstr("File too large"));
    EXPECT_THAT(full.error().line(), HasSubstr("free space"));
  }
  const auto half = contents(again);
  EXPECT_TRUE(half.contains(kMakingFile));
  EXPECT_FALSE(half.contains(kManifestFile));
  for (const auto& [name, content] : half) {
    EXPECT_FALSE(name.ends_with(".part")) << name;
    if (name.ends_with(".mp4") || name.ends_with(".jpg")) {
      EXPECT_EQ(content, read_text(once / name).value()) << name;
    }
  }
  // What a kill leaves: half a line, half a film, a file that was recorded and lost its content.
  std::ofstream(again / kMakingFile, std::ios::app) << "{\"file\":\"develop";
  put(again / "development/bona-fide/person-1000000-1.mp4.part", "half");
  ASSERT_TRUE(fs::exists(again / "development/portraits/person-1000000.jpg"));
  put(again / "development/portraits/person-1000000.jpg", "");
  const auto resumed = make_corpus(options_for(again, 2));
  ASSERT_TRUE(resumed) << resumed.error().line();
  EXPECT_LT(resumed->there_before, 5U);
  EXPECT_EQ(contents(again), contents(once));
  EXPECT_EQ(make_corpus(options_for(again, 2)).value().there_before, 5U);
}

// Somebody who passes by his face and somebody whose face is in the photograph, of five persons without a population.
std::string resembling_spec() {
  nlohmann::json spec = small_spec();
  spec["splits"].erase(0);
  spec["splits"][0]["persons"] = {{"first", 40}, {"count", 5}};
  spec["splits"][0]["bona_fide"] = 0;
  spec["splits"][0]["species"] = {"lookalike-by-eye", "morph-digital-spliced"};
  spec["splits"][0]["attempts"] = 1;
  spec["seconds"] = 0.5;
  return spec.dump();
}

TEST(MakeCorpus, LookAlikesAndMorphsNameBothPersonsAndAreTheSameTwice) {
  const TemporaryFolder folder;
  put(folder.path() / "resembling.json", resembling_spec());
  const auto make = [&](const char* name, std::size_t jobs) {
    MakeOptions options = options_for(folder.path() / name, jobs);
    options.spec = (folder.path() / "resembling.json").string();
    const auto made = make_corpus(options);
    EXPECT_TRUE(made) << made.error().line();
    return read_manifest(folder.path() / name).value();
  };
  const Manifest manifest = make("once", 1);
  ASSERT_EQ(manifest.records.size(), 2U);
  const Record& found = manifest.records[0];
  const Record& morph = manifest.records[1];
  ASSERT_EQ(found.species, "lookalike-by-eye");
  ASSERT_EQ(morph.species, "morph-digital-spliced");
  EXPECT_EQ(found.container, "mp4");
  EXPECT_EQ(morph.container, "jpeg");
  EXPECT_EQ(morph.frames, 0U);
  for (const Record& record : manifest.records) {
    EXPECT_EQ(record.kind, "attack");
    EXPECT_THAT(record.subject, testing::StartsWith("person-"));
    EXPECT_THAT(record.attacker, testing::StartsWith("person-")) << record.file;
    EXPECT_NE(record.attacker, record.subject) << record.file;
    EXPECT_EQ(record.sha256, sha256_hex(read_file(folder.path() / "once" / record.file).value()));
  }
  // Whoever was found by eye is of the holder's groups; who hands in a morph looks for nobody.
  const auto number_of = [](const std::string& subject) { return std::stoull(subject.substr(subject.find('-') + 1)); };
  const Instant noon = std::chrono::sys_days(std::chrono::year{2026} / 3 / 2) + std::chrono::hours(12);
  const runner::Census census(small_spec()["seed"], noon);
  EXPECT_EQ(census.groups(number_of(found.attacker)), found.groups);
  EXPECT_EQ(census.groups(number_of(found.subject)), found.groups);
  EXPECT_GE(number_of(morph.attacker), 40U);
  EXPECT_LT(number_of(morph.attacker), 45U);
  EXPECT_TRUE(make("again", 2).records == manifest.records);
}

TEST(MakeCorpus, RefusesAFolderThatIsNotItsOwn) {
  const TemporaryFolder folder;
  put(folder.path() / "other" / "letter.txt", "dear");
  const auto other = make_corpus(options_for(folder.path() / "other", 1));
  ASSERT_FALSE(other);
  EXPECT_THAT(other.error().line(), HasSubstr("other things"));
  EXPECT_EQ(contents(folder.path() / "other").size(), 1U);

  Header header;
  header.name = "x";
  header.harness = "1";
  {
    const auto held = MakingFolder::open(folder.path() / "held", header, "{}");
    ASSERT_TRUE(held) << held.error().line();
    const auto second = MakingFolder::open(folder.path() / "held", header, "{}");
    ASSERT_FALSE(second);
    EXPECT_THAT(second.error().line(), HasSubstr("just now"));
  }
  EXPECT_THAT(MakingFolder::open(folder.path() / "held", header, "{ }").error().line(),
              HasSubstr("another specification"));
  header.harness = "2";
  EXPECT_THAT(MakingFolder::open(folder.path() / "held", header, "{}").error().line(), HasSubstr("another version"));
}

TEST(MakeCorpus, SaysWhichSpecificationsThereAre) {
  EXPECT_THAT(spec_text(project(), "tyni").error().line(), HasSubstr("tiny"));
  EXPECT_FALSE(spec_text(project(), "../specs/tiny"));
}

}  // namespace
}  // namespace proofmark::corpus

#include "scenarios/corpus/make.hpp"

#include <gmock/gmock.h>
#include <sys/resource.h>

#include <csignal>

#include "scenarios/corpus/making.hpp"
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

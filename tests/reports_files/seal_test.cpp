// Index, seal and timestamp: every changed bit, lost, added or exchanged file is found, and a second implementation
// (the openssl program) agrees.
#include "reports/seal/seal.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>

#include "common/files.hpp"
#include "common/random.hpp"
#include "reports/seal/index.hpp"
#include "reports/seal/signature.hpp"
#include "reports/seal/timestamp.hpp"
#include "tests/reports/sample_run.hpp"
#include "tests/reports_files/authority.hpp"
#include "tests/reports_files/seal_support.hpp"

namespace proofmark::reports {
namespace {

namespace fs = std::filesystem;
using sample::kNow;
using sample::own;
using sample::small_folder;
using sample::trusting;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

// Whether verification says that something is wrong; that it cannot be read counts.
bool found(const fs::path& folder, const VerifyOptions& options) {
  const auto result = verify(folder, options);
  return !result || !result->holds();
}

Bytes flipped(Bytes bytes, std::size_t bit) {
  bytes[bit / 8] ^= static_cast<std::uint8_t>(1U << (bit % 8));
  return bytes;
}

TEST(Index, NamesEveryFileWithItsRole) {
  const fs::path folder = small_folder("index");
  ASSERT_TRUE(write_index(folder, {}));
  const auto index = index_from_json(*read_text(folder / kIndexFile));
  ASSERT_TRUE(index) << index.error().line();
  std::vector<std::string> lines;
  for (const IndexEntry& e : index->files) lines.push_back(e.path + " " + e.role + " " + std::to_string(e.bytes));
  EXPECT_THAT(lines,
              ElementsAre("ataskaita-ąčęėįšųūž.html report 4", "attempts/genuine-01/apdu.jsonl record of an attempt 2",
                          "catalogue.json requirements 3", "empty other 0", "observations.jsonl observations 8",
                          "plan.json plan 3"));
  EXPECT_EQ(index->files[3].sha256, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  const std::string first = *read_text(folder / kIndexFile);
  ASSERT_TRUE(write_index(folder, {}));
  EXPECT_EQ(*read_text(folder / kIndexFile), first);
  const auto unsealed = verify(folder, {});
  ASSERT_TRUE(unsealed);
  EXPECT_EQ(unsealed->seal, SealState::absent);
  EXPECT_FALSE(unsealed->holds());
}

TEST(Index, RefusesLinksAndReadsNoPathOutside) {
  const fs::path folder = small_folder("links");
  fs::create_symlink("/etc/hostname", folder / "link");
  const auto refused = write_index(folder, {});
  ASSERT_FALSE(refused);
  EXPECT_THAT(refused.error().line(), ::testing::HasSubstr("'link'"));
  const std::string sha(64, 'a');
  const auto index = [&](const std::string& files) {
    return static_cast<bool>(index_from_json(R"({"format":1,"digest":"SHA-256","files":[)" + files + "]}"));
  };
  const auto entry = [&](const std::string& path) {
    return R"({"path":")" + path + R"(","role":"x","bytes":1,"sha256":")" + sha + "\"}";
  };
  EXPECT_TRUE(index(entry("a")));
  for (const char* path :
       {"", "/etc/passwd", "../x", "a/../b", "a//b", "a/", "./a", "index.json", "index.p7s", "\\u0007"})
    EXPECT_FALSE(index(entry(path))) << path;
  EXPECT_FALSE(index(entry("b") + "," + entry("a")));
  EXPECT_FALSE(index(entry("a") + "," + entry("a")));
  EXPECT_FALSE(index(R"({"path":"a","role":"x","bytes":1,"sha256":"AA"})"));
  EXPECT_FALSE(index(R"({"path":"a","role":"x","bytes":-1,"sha256":")" + sha + "\"}"));
}

TEST(Seal, HoldsAndTheOpensslProgramAgrees) {
  const fs::path folder = small_folder("seal");
  const SealOptions options = own(folder);
  ASSERT_TRUE(write_index(folder, options));
  const auto result = verify(folder, trusting(options));
  ASSERT_TRUE(result) << result.error().line();
  EXPECT_TRUE(result->holds()) << result->seal_reason;
  EXPECT_EQ(result->files, 6U);
  EXPECT_THAT(result->sealed_by, ::testing::HasSubstr("shows integrity\\, not identity"));
  EXPECT_EQ(result->sealed_at, to_rfc3339(std::chrono::floor<std::chrono::seconds>(kNow)));
  struct stat mode {};
  ASSERT_EQ(::stat((options.own_keys / "seal.pem").c_str(), &mode), 0);
  EXPECT_EQ(mode.st_mode & 0777U, 0600U);
  const std::string certificate = own_certificate_file(options.own_keys).string();
  EXPECT_THAT(sample::shell("openssl cms -verify -cades -binary -inform DER -in '" + (folder / kSealFile).string() +
                            "' -content '" + (folder / kIndexFile).string() + "' -CAfile '" + certificate +
                            "' -partial_chain -purpose any -out /dev/null"),
              ::testing::HasSubstr("exit 0"));
  // The same key the next time; without anybody's trust the seal is valid, but no more.
  ASSERT_TRUE(write_index(folder, options));
  EXPECT_TRUE(verify(folder, trusting(options))->holds());
  const auto stranger = verify(folder, {});
  ASSERT_TRUE(stranger);
  EXPECT_EQ(stranger->seal, SealState::untrusted);
  EXPECT_FALSE(stranger->holds());
}

TEST(Seal, EveryBitFlipOfEveryFileIsFound) {
  const fs::path folder = small_folder("flips");
  const sample::Authority authority;
  SealOptions options = own(folder);
  options.timestamp_url = authority.url();
  options.timestamp_trust = folder.parent_path() / "tsa.pem";
  ASSERT_TRUE(write_text(options.timestamp_trust, authority.root().pem()));
  const auto sealed = write_index(folder, options);
  ASSERT_TRUE(sealed) << sealed.error().line();
  VerifyOptions trust = trusting(options);
  trust.timestamp_trust = options.timestamp_trust;
  const auto good = verify(folder, trust);
  ASSERT_TRUE(good);
  ASSERT_TRUE(good->holds());
  ASSERT_EQ(good->timestamp, SealState::trusted) << good->timestamp_reason;
  // Through the whole way: every bit of the indexed files, one in 32 of index, seal and timestamp.
  SeededRandom random(1, "flips");
  std::size_t flips = 0;
  for (const auto& entry : fs::recursive_directory_iterator(folder)) {
    if (!entry.is_regular_file()) continue;
    const bool own_file = entry.path().filename().string().starts_with("index.");
    const Bytes content = *read_file(entry.path());
    for (std::size_t bit = 0; bit < content.size() * 8; bit += own_file ? 32 : 1, ++flips) {
      const Bytes changed = flipped(content, bit + (own_file ? random.below(8) : 0));
      std::FILE* out = std::fopen(entry.path().c_str(), "wb");  // without a flush to disk for each of thousands
      std::fwrite(changed.data(), 1, changed.size(), out);
      std::fclose(out);
      EXPECT_TRUE(found(folder, trust)) << entry.path().filename() << ", byte " << bit / 8;
    }
    ASSERT_TRUE(write_file(entry.path(), content));
  }
  EXPECT_GT(flips, 500U);
  EXPECT_TRUE(verify(folder, trust)->holds());
  // And every bit of those three by what verification rests on.
  const Bytes index = *read_file(folder / kIndexFile);
  const Bytes seal = *read_file(folder / kSealFile);
  const Bytes stamp = *read_file(folder / kTimestampFile);
  ASSERT_TRUE(check_detached(seal, index, {}));
  ASSERT_TRUE(check_timestamp(stamp, seal, {}, {}));
  for (std::size_t bit = 0; bit < index.size() * 8; bit += 7)
    EXPECT_FALSE(check_detached(seal, flipped(index, bit), {})) << bit / 8;
  for (std::size_t bit = 0; bit < seal.size() * 8; ++bit)
    EXPECT_FALSE(check_detached(flipped(seal, bit), index, {})) << bit / 8 << "." << bit % 8;
  for (std::size_t bit = 0; bit < stamp.size() * 8; ++bit)
    EXPECT_FALSE(check_timestamp(flipped(stamp, bit), seal, {}, {})) << bit / 8 << "." << bit % 8;
}

TEST(Seal, LostAddedAndExchangedFilesAreNamed) {
  const fs::path folder = small_folder("names");
  const SealOptions options = own(folder);
  ASSERT_TRUE(write_index(folder, options));
  fs::remove(folder / "empty");
  ASSERT_TRUE(write_text(folder / "attempts" / "more.txt", "x"));
  fs::create_symlink("plan.json", folder / "link");
  ASSERT_TRUE(write_text(folder / "plan.json", "{ }\n"));
  const auto result = verify(folder, trusting(options));
  ASSERT_TRUE(result);
  EXPECT_THAT(result->changed, ElementsAre("plan.json"));
  EXPECT_THAT(result->missing, ElementsAre("empty"));
  EXPECT_THAT(result->added, ElementsAre("attempts/more.txt", "link"));
  EXPECT_EQ(result->seal, SealState::trusted);
  EXPECT_FALSE(result->holds());
}

TEST(Seal, WhoeverWritesANewIndexIsNotTrusted) {
  const fs::path folder = small_folder("forged");
  const SealOptions options = own(folder);
  ASSERT_TRUE(write_index(folder, options));
  ASSERT_TRUE(write_text(folder / "plan.json", "{\"better\":1}\n"));
  // The index alone: the old seal is not over it.
  const auto index = index_folder(folder);
  ASSERT_TRUE(index);
  ASSERT_TRUE(write_text(folder / kIndexFile, index_to_json(*index)));
  EXPECT_EQ(verify(folder, trusting(options))->seal, SealState::broken);
  // Index and seal, by a key of one's own with the very same name.
  SealOptions forger = options;
  forger.own_keys = folder.parent_path() / "forger";
  ASSERT_TRUE(write_index(folder, forger));
  const auto result = verify(folder, trusting(options));
  ASSERT_TRUE(result);
  EXPECT_EQ(result->seal, SealState::untrusted);
  EXPECT_THAT(result->changed, IsEmpty());
  EXPECT_FALSE(result->holds());
  fs::remove(folder / kSealFile);
  EXPECT_EQ(verify(folder, trusting(options))->seal, SealState::absent);
}

TEST(Seal, AnInstitutionsKeyAndChain) {
  const fs::path folder = small_folder("institution");
  const pki::Key root_key = sample::new_key();
  const pki::Key key = sample::new_key();
  const auto root = sample::certificate("Root", sample::Usage::certificates, root_key, kNow - std::chrono::hours{2},
                                        nullptr, root_key);
  const auto leaf =
      sample::certificate("Įstaiga", sample::Usage::signing, key, kNow - std::chrono::hours{1}, &root, root_key);
  SealOptions options;
  options.key = folder.parent_path() / "key.pem";
  options.certificate = folder.parent_path() / "certificate.pem";
  options.time = kNow;
  ASSERT_TRUE(write_text(options.key, *key.private_pem()));
  ASSERT_TRUE(write_text(options.certificate, leaf.pem()));
  ASSERT_TRUE(write_text(folder.parent_path() / "root.pem", root.pem()));
  ASSERT_TRUE(write_index(folder, options));
  VerifyOptions trust;
  trust.trust = folder.parent_path() / "root.pem";
  EXPECT_TRUE(verify(folder, trust)->holds());
  trust.trust = options.certificate;
  EXPECT_TRUE(verify(folder, trust)->holds());
  // Not yet valid at the signing time, another's certificate, half of the pair, nothing in the file.
  options.time = kNow - std::chrono::days{30};
  EXPECT_FALSE(write_index(folder, options));
  options.time = kNow;
  options.certificate = folder.parent_path() / "root.pem";
  EXPECT_FALSE(write_index(folder, options));
  options.certificate.clear();
  EXPECT_FALSE(write_index(folder, options));
  options.certificate = options.key;
  EXPECT_FALSE(write_index(folder, options));
  EXPECT_FALSE(fs::exists(folder / kSealFile));  // an earlier seal does not stay beside a newer index
}

TEST(Seal, ProcessesThatMakeTheKeyAtOnceGetTheSame) {
  const fs::path keys = sample::folder("keys") / "seal";
  std::vector<pid_t> children;
  for (int i = 0; i < 6; ++i) {
    const pid_t child = ::fork();
    ASSERT_GE(child, 0);
    if (child == 0) {
      const auto key = own_seal_key(keys, kNow);
      const bool written = key && write_text(keys.parent_path() / ("key-" + std::to_string(i)), key->certificate.pem());
      ::_exit(written ? 0 : 1);
    }
    children.push_back(child);
  }
  for (const pid_t child : children) {
    int status = 0;
    ASSERT_EQ(::waitpid(child, &status, 0), child);
    EXPECT_EQ(status, 0);
  }
  const auto now = own_seal_key(keys, kNow);
  ASSERT_TRUE(now);
  for (int i = 0; i < 6; ++i)
    EXPECT_EQ(*read_text(keys.parent_path() / ("key-" + std::to_string(i))), now->certificate.pem());
  std::vector<std::string> names;
  for (const auto& entry : fs::directory_iterator(keys)) names.push_back(entry.path().filename());
  EXPECT_THAT(names, ::testing::UnorderedElementsAre("seal.pem", "certificate.pem"));
}

// Whatever bytes an index, a seal or a timestamp holds, reading it ends in an answer.
TEST(Seal, ReadersTakeAnyBytes) {
  const fs::path folder = small_folder("bytes");
  const sample::Authority authority;
  const SealOptions options = own(folder);
  ASSERT_TRUE(write_index(folder, options));
  const std::string index = *read_text(folder / kIndexFile);
  const Bytes seal = *read_file(folder / kSealFile);
  const auto request = make_timestamp_request(seal);
  ASSERT_TRUE(request);
  const auto response = normalised_response(authority.answer(request->der));
  ASSERT_TRUE(response);
  ASSERT_TRUE(check_timestamp(*response, seal, request->nonce, {}));
  SeededRandom random(1, "bytes");
  const auto mangled = [&](Bytes bytes) {
    const std::uint64_t changes = 1 + random.below(4);
    for (std::uint64_t i = 0; i < changes && !bytes.empty(); ++i) {
      const auto at = static_cast<std::ptrdiff_t>(random.below(bytes.size()));
      switch (random.below(4)) {
        case 0:
          bytes[static_cast<std::size_t>(at)] = static_cast<std::uint8_t>(random.below(256));
          break;
        case 1:
          bytes.erase(bytes.begin() + at);
          break;
        case 2:
          bytes.insert(bytes.begin() + at, static_cast<std::uint8_t>(random.below(256)));
          break;
        default:
          bytes.resize(static_cast<std::size_t>(at));
          break;
      }
    }
    return bytes;
  };
  for (int i = 0; i < 4000; ++i) {
    const Bytes text = mangled(to_bytes(index));
    EXPECT_TRUE(text == to_bytes(index) || !check_detached(seal, text, {}));
    static_cast<void>(index_from_json(to_text(text)));
    const Bytes changed = mangled(seal);
    EXPECT_TRUE(changed == seal || !check_detached(changed, to_bytes(index), {}));
    const Bytes stamp = mangled(*response);
    if (stamp != *response) {
      const auto check = check_timestamp(stamp, seal, request->nonce, {authority.root()});
      EXPECT_FALSE(check && check->trusted && stamp.size() < response->size() / 2);
    }
    static_cast<void>(check_detached(random.bytes(random.below(200)), to_bytes(index), {}));
    static_cast<void>(check_timestamp(random.bytes(random.below(200)), seal, {}, {}));
  }
}

}  // namespace
}  // namespace proofmark::reports

// The timestamp beside a seal: only an honest answer of a trusted authority holds, and the openssl program agrees.
#include "reports/seal/timestamp.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "common/files.hpp"
#include "tests/reports_files/authority.hpp"
#include "tests/reports_files/seal_support.hpp"

namespace proofmark::reports {
namespace {

namespace fs = std::filesystem;
using sample::own;
using sample::small_folder;
using sample::trusting;

TEST(Timestamp, HoldsAndTheOpensslProgramAgrees) {
  const fs::path folder = small_folder("timestamp");
  const sample::Authority authority;
  SealOptions options = own(folder);
  options.timestamp_url = authority.url();
  EXPECT_FALSE(write_index(folder, options));  // nobody named whom to trust
  options.timestamp_trust = folder.parent_path() / "tsa.pem";
  ASSERT_TRUE(write_text(options.timestamp_trust, authority.root().pem()));
  const auto sealed = write_index(folder, options);
  ASSERT_TRUE(sealed) << sealed.error().line();
  VerifyOptions trust = trusting(options);
  EXPECT_EQ(verify(folder, trust)->timestamp, SealState::untrusted);
  EXPECT_TRUE(verify(folder, trust)->holds());
  trust.timestamp_trust = options.timestamp_trust;
  EXPECT_EQ(verify(folder, trust)->timestamp, SealState::trusted);
  EXPECT_THAT(sample::shell("openssl ts -verify -in '" + (folder / kTimestampFile).string() + "' -data '" +
                            (folder / kSealFile).string() + "' -CAfile '" + options.timestamp_trust.string() + "'"),
              ::testing::HasSubstr("exit 0"));
  // A new seal makes the old timestamp worthless.
  const Bytes old = *read_file(folder / kTimestampFile);
  options.timestamp_url.clear();
  options.time += std::chrono::seconds{1};
  ASSERT_TRUE(write_index(folder, options));
  EXPECT_FALSE(fs::exists(folder / kTimestampFile));
  ASSERT_TRUE(write_file(folder / kTimestampFile, old));
  EXPECT_EQ(verify(folder, trust)->timestamp, SealState::broken);
  EXPECT_FALSE(verify(folder, trust)->holds());
}

TEST(Timestamp, NoAnswerButAnHonestOneIsTaken) {
  using Manner = sample::Authority::Manner;
  for (const Manner manner : {Manner::refuses, Manner::other_digest, Manner::other_nonce, Manner::garbage}) {
    const sample::Authority authority(manner);
    const fs::path folder = small_folder("dishonest");
    SealOptions options = own(folder);
    options.timestamp_url = authority.url();
    options.timestamp_trust = folder.parent_path() / "tsa.pem";
    ASSERT_TRUE(write_text(options.timestamp_trust, authority.root().pem()));
    const auto sealed = write_index(folder, options);
    EXPECT_FALSE(sealed) << static_cast<int>(manner);
    EXPECT_FALSE(fs::exists(folder / kTimestampFile));
    EXPECT_TRUE(verify(folder, trusting(options))->holds());  // sealed it is
  }
  const sample::Authority silent(Manner::silent);
  const auto request = make_timestamp_request(to_bytes("x"));
  ASSERT_TRUE(request);
  EXPECT_FALSE(ask_timestamp_authority(silent.url(), *request, std::chrono::seconds{1}));
  EXPECT_FALSE(ask_timestamp_authority("http://127.0.0.1:1/", *request, std::chrono::seconds{1}));
  const sample::Authority authority;
  const sample::Authority another;
  const fs::path folder = small_folder("another");
  SealOptions options = own(folder);
  options.timestamp_trust = folder.parent_path() / "tsa.pem";
  ASSERT_TRUE(write_text(options.timestamp_trust, another.root().pem()));
  for (const std::string& url :
       {authority.url(), std::string("https://127.0.0.1/"), std::string("ftp://x/"), std::string("nonsense")}) {
    options.timestamp_url = url;
    EXPECT_FALSE(write_index(folder, options)) << url;
  }
}

}  // namespace
}  // namespace proofmark::reports

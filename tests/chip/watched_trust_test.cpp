// The trust folder of a running service, changed while it runs.
#include "reference-impl/chip/watched_trust.hpp"

#include <gtest/gtest.h>
#include <unistd.h>

#include "common/files.hpp"
#include "tests/chip/support.hpp"

namespace proofmark::chip::test {
namespace {

namespace fs = std::filesystem;

class Watched : public testing::Test {
 protected:
  void SetUp() override {
    folder_ = fs::path(testing::TempDir()) / ("watched-trust-" + std::to_string(::getpid()));
    fs::remove_all(folder_);
    ASSERT_TRUE(issuer().write_trust(folder_));
    auto opened = WatchedTrust::open(
        folder_, [this](const std::string& line) { log_.push_back(line); }, std::chrono::milliseconds(0));
    ASSERT_TRUE(opened) << opened.error().line();
    trust_ = *opened;
  }
  void TearDown() override { fs::remove_all(folder_); }

  [[nodiscard]] fs::path a_list() const { return fs::directory_iterator(folder_ / "crl")->path(); }

  fs::path folder_;
  std::vector<std::string> log_;
  std::shared_ptr<WatchedTrust> trust_;
};

TEST_F(Watched, IsReadOnceWhileNothingChanges) {
  const auto first = trust_->current();
  EXPECT_FALSE(first->csca.empty());
  EXPECT_FALSE(first->crls.empty());
  EXPECT_EQ(trust_->current(), first);
  EXPECT_TRUE(log_.empty());
}

TEST_F(Watched, ListsThatComeAndGoAreSeen) {
  const auto before = trust_->current();
  const fs::path away = folder_.string() + ".crl";
  fs::rename(a_list(), away);
  const auto without = trust_->current();
  EXPECT_EQ(without->crls.size() + 1, before->crls.size());
  EXPECT_EQ(before->crls.size(), without->crls.size() + 1) << "an inspection that has begun keeps what it had";
  fs::rename(away, folder_ / "crl" / "again.crl");
  EXPECT_EQ(trust_->current()->crls.size(), before->crls.size());
  EXPECT_EQ(log_.size(), 2U);
}

TEST_F(Watched, AnExchangedFolderIsSeen) {
  const fs::path other = folder_.string() + ".new";
  fs::copy(folder_, other, fs::copy_options::recursive);
  for (const auto& list : fs::directory_iterator(other / "crl")) fs::remove(list);
  fs::rename(folder_, folder_.string() + ".old");
  fs::rename(other, folder_);
  EXPECT_TRUE(trust_->current()->crls.empty());
  EXPECT_FALSE(trust_->current()->csca.empty());
  fs::remove_all(folder_.string() + ".old");
}

TEST_F(Watched, WhatCannotBeReadLeavesTheOneBeforeInForce) {
  const auto before = trust_->current();
  const fs::path list = a_list();
  const Bytes good = read_file(list).value();
  ASSERT_TRUE(write_file(list, to_bytes("half a li")));
  EXPECT_EQ(trust_->current(), before);
  EXPECT_EQ(trust_->current(), before);
  ASSERT_EQ(log_.size(), 1U) << "said once, not at every document";
  EXPECT_NE(log_[0].find("stays in force"), std::string::npos) << log_[0];
  ASSERT_TRUE(write_file(list, good));
  EXPECT_NE(trust_->current(), before) << "read again once it is whole";
  fs::rename(folder_, folder_.string() + ".away");
  const auto last = trust_->current();
  EXPECT_FALSE(last->csca.empty()) << "a folder that is not there for a moment";
  fs::rename(folder_.string() + ".away", folder_);
}

TEST_F(Watched, IsLookedAtNoMoreOftenThanItSays) {
  auto seldom = WatchedTrust::open(folder_, {}, std::chrono::hours(1));
  ASSERT_TRUE(seldom);
  const auto before = (*seldom)->current();
  fs::remove(a_list());
  EXPECT_EQ((*seldom)->current(), before);
  EXPECT_FALSE(WatchedTrust::open(folder_ / "none", {}));
}

}  // namespace
}  // namespace proofmark::chip::test

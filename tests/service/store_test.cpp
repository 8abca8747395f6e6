// What is kept survives the process, and a decision is made once.
#include "reference-impl/store/store.hpp"

#include <gtest/gtest.h>
#include <signal.h>
#include <sqlite3.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/http/certificates.hpp"

namespace proofmark::store {
namespace {

using decision::CheckResult;
using testing::TemporaryFolder;

Instant second(int n) {
  return Instant(std::chrono::seconds{1'800'000'000 + n});
}

Order make_order(const std::string& id) {
  return {.id = id,
          .reference = "R-1",
          .given_names = "Ona",
          .surname = "Šapkaitė",
          .personal_code = "49001010001",
          .document_number = "12345678",
          .token_hash = "hash-of-" + id,
          .created_at = second(0),
          .expires_at = second(100),
          .state = {},
          .session = {}};
}

Session make_session(const std::string& id, const std::string& order, int at = 10) {
  return {.id = id,
          .order = order,
          .key_hash = "key",
          .state = "consent",
          .created_at = second(at),
          .expires_at = second(at + 50),
          .consent_at = std::nullopt,
          .language = {}};
}

DecisionRecord make_decision(const std::string& session, bool accepted) {
  return {.session = session,
          .final_state = "completed",
          .decided_at = second(20),
          .accepted = accepted,
          .checks = {{"chip.access", CheckResult::passed, "fine"}, {"face.match", CheckResult::failed, "other face"}},
          .actions = {{1, "blink", 100, 2800, std::nullopt, "failed"}, {2, "smile", 4000, 2800, 5000, "passed"}},
          .evidence = R"({"a":1})",
          .package = accepted ? "a.b.c" : "r.b.c"};
}

class StoreTest : public ::testing::Test {
 protected:
  std::shared_ptr<Store> open() {
    auto opened = Store::open(file());
    EXPECT_TRUE(opened) << opened.error().line();
    return *opened;
  }
  std::filesystem::path file() const { return folder_.path() / "service.db"; }
  TemporaryFolder folder_;
};

TEST_F(StoreTest, OrdersAreFoundByIdAndToken) {
  const auto store = open();
  ASSERT_TRUE(store->add_order(make_order("o1")));
  EXPECT_FALSE(store->add_order(make_order("o1"))) << "an id twice";
  EXPECT_EQ((**store->find_order("o1")).surname, "Šapkaitė");
  EXPECT_EQ((**store->find_order("o1")).state, "waiting");
  EXPECT_EQ((**store->find_order_by_token("hash-of-o1")).id, "o1");
  EXPECT_FALSE(store->find_order("o2")->has_value());
  EXPECT_EQ(*store->orders_with_reference("R-1"), 1);
  EXPECT_EQ(*store->orders_with_reference("R-2"), 0);
  EXPECT_FALSE(store->find_order("' OR 1=1 --")->has_value());
}

TEST_F(StoreTest, AnOrderOpensOneSession) {
  const auto store = open();
  ASSERT_TRUE(store->add_order(make_order("o1")));
  EXPECT_TRUE(*store->open_session(make_session("s1", "o1")));
  EXPECT_FALSE(*store->open_session(make_session("s2", "o1")));
  EXPECT_FALSE(store->find_session("s2")->has_value());
  EXPECT_EQ((**store->find_order("o1")).session, "s1");
  ASSERT_TRUE(store->add_order(make_order("o2")));
  EXPECT_FALSE(*store->open_session(make_session("s3", "o2", 100))) << "the order's time is over";
}

TEST_F(StoreTest, ExpiredOrdersAreMarkedAndOnlyThose) {
  const auto store = open();
  ASSERT_TRUE(store->add_order(make_order("o1")));
  ASSERT_TRUE(store->add_order(make_order("o2")));
  ASSERT_TRUE(*store->open_session(make_session("s1", "o1")));
  ASSERT_TRUE(store->expire_orders(second(99)));
  EXPECT_EQ((**store->find_order("o2")).state, "waiting");
  ASSERT_TRUE(store->expire_orders(second(100)));
  EXPECT_EQ((**store->find_order("o2")).state, "expired");
  EXPECT_EQ((**store->find_order("o1")).state, "in_progress");
}

TEST_F(StoreTest, AStateIsLeftOnce) {
  const auto store = open();
  ASSERT_TRUE(store->add_order(make_order("o1")));
  ASSERT_TRUE(*store->open_session(make_session("s1", "o1")));
  EXPECT_FALSE(*store->advance("s1", "chip", "chip_running"));
  EXPECT_TRUE(*store->record_consent("s1", second(11), "lt"));
  EXPECT_FALSE(*store->record_consent("s1", second(12), "en"));
  EXPECT_EQ((**store->find_session("s1")).language, "lt");
  EXPECT_EQ((**store->find_session("s1")).consent_at, second(11));
  EXPECT_TRUE(*store->advance("s1", "chip", "chip_running"));
  EXPECT_FALSE(*store->advance("s1", "chip", "chip_running"));
  EXPECT_FALSE(store->advance("s1", "chip_running", "anything")) << "no such state";
}

TEST_F(StoreTest, ADecisionIsMadeOnce) {
  const auto store = open();
  ASSERT_TRUE(store->add_order(make_order("o1")));
  ASSERT_TRUE(*store->open_session(make_session("s1", "o1")));
  EXPECT_FALSE(store->find_package("o1")->has_value());
  EXPECT_TRUE(*store->record_decision(make_decision("s1", false)));
  EXPECT_FALSE(*store->record_decision(make_decision("s1", true)));
  EXPECT_EQ(**store->find_package("o1"), "r.b.c");
  EXPECT_EQ(**store->find_evidence("s1"), R"({"a":1})");
  EXPECT_EQ((**store->find_order("o1")).state, "decided");
  EXPECT_TRUE(store->unfinished_sessions()->empty());
}

TEST_F(StoreTest, AFailedDecisionLeavesNothingBehind) {
  const auto store = open();
  ASSERT_TRUE(store->add_order(make_order("o1")));
  ASSERT_TRUE(*store->open_session(make_session("s1", "o1")));
  auto broken = make_decision("s1", true);
  broken.checks.push_back(broken.checks.front());  // the same check twice breaks a rule of the table
  EXPECT_FALSE(store->record_decision(broken));
  EXPECT_FALSE(store->find_package("o1")->has_value());
  EXPECT_EQ((**store->find_session("s1")).state, "consent");
  EXPECT_EQ(store->unfinished_sessions()->size(), 1U);
}

TEST_F(StoreTest, WhatWasAnsweredSurvivesAKill) {
  const pid_t child = ::fork();
  ASSERT_GE(child, 0);
  if (child == 0) {
    auto store = Store::open(file());
    const bool done = store && (*store)->add_order(make_order("o1")) &&
                      (*store)->open_session(make_session("s1", "o1")).value_or(false) &&
                      (*store)->record_decision(make_decision("s1", true)).value_or(false) &&
                      (*store)->add_order(make_order("o2"));
    if (!done) ::_exit(1);
    ::kill(::getpid(), SIGKILL);
  }
  int status = 0;
  ASSERT_EQ(::waitpid(child, &status, 0), child);
  ASSERT_TRUE(WIFSIGNALED(status)) << "the child could not write";
  const auto store = open();
  EXPECT_EQ(**store->find_package("o1"), "a.b.c");
  EXPECT_EQ((**store->find_order("o2")).state, "waiting");
}

TEST_F(StoreTest, AnotherSchemaVersionIsRefused) {
  open().reset();
  sqlite3* raw = nullptr;
  ASSERT_EQ(sqlite3_open(file().c_str(), &raw), SQLITE_OK);
  ASSERT_EQ(sqlite3_exec(raw, "PRAGMA user_version=99", nullptr, nullptr, nullptr), SQLITE_OK);
  sqlite3_close(raw);
  const auto refused = Store::open(file());
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().observed, "version 99");
}

TEST_F(StoreTest, AFileThatIsNoDatabaseIsRefused) {
  ASSERT_TRUE(write_text(file(), std::string(8192, 'x')));
  EXPECT_FALSE(Store::open(file()));
  EXPECT_FALSE(Store::open(folder_.path() / "no" / "such" / "folder.db"));
}

TEST_F(StoreTest, ActionsAndChecksCanBeQueried) {
  {
    const auto store = open();
    ASSERT_TRUE(store->add_order(make_order("o1")));
    ASSERT_TRUE(*store->open_session(make_session("s1", "o1")));
    ASSERT_TRUE(*store->record_decision(make_decision("s1", false)));
  }
  sqlite3* raw = nullptr;
  ASSERT_EQ(sqlite3_open(file().c_str(), &raw), SQLITE_OK);
  std::string rows;
  const auto collect = [](void* out, int n, char** values, char**) {
    for (int i = 0; i < n; ++i) static_cast<std::string*>(out)->append(values[i] ? values[i] : "null").append(" ");
    return 0;
  };
  sqlite3_exec(raw, "SELECT id, result, reason FROM checks ORDER BY position", collect, &rows, nullptr);
  sqlite3_exec(raw, "SELECT action, answered_at_ms FROM actions ORDER BY number", collect, &rows, nullptr);
  sqlite3_exec(raw, "SELECT journal_mode FROM pragma_journal_mode", collect, &rows, nullptr);
  sqlite3_close(raw);
  EXPECT_EQ(rows, "chip.access passed fine face.match failed other face blink null smile 5000 wal ");
}

}  // namespace
}  // namespace proofmark::store

// The store of filed evidence: what is filed stays, what was altered or cut is found, a kill leaves no half state.
#include "scenarios/catalogue/evidence_store.hpp"

#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <thread>

#include "common/bytes.hpp"
#include "common/files.hpp"
#include "scenarios/catalogue/catalogue.hpp"
#include "scenarios/catalogue/listing.hpp"
#include "tests/catalogue/support.hpp"

namespace proofmark::catalogue {
namespace {

namespace fs = std::filesystem;

class Store : public ::testing::Test {
 protected:
  void SetUp() override {
    auto loaded = load(testing::catalogue_folder());
    ASSERT_TRUE(loaded) << loaded.error().line();
    catalogue_ = *std::move(loaded);
    folder_ = testing::fresh_folder("store");
    report_ = folder_ / "report.pdf";
    ASSERT_TRUE(write_text(report_, "%PDF a laboratory's report"));
  }
  [[nodiscard]] Filing filing() const {
    Filing out;
    out.slot = "lab.pad";
    out.file = report_;
    out.issuer = "Laboratory X";
    out.accreditation = "LA.01.234, National Accreditation Bureau";
    out.issued = "2026-03-02";
    out.filed = "2026-03-10";
    return out;
  }
  [[nodiscard]] Result<reports::FiledEvidence> add(const Filing& one) const {
    return add_to_store(store(), catalogue_, one);
  }
  [[nodiscard]] fs::path store() const { return folder_ / "evidence"; }
  [[nodiscard]] std::string problem() const {
    const auto read = read_store(store());
    return read ? "" : read.error().line();
  }

  reports::Catalogue catalogue_;
  fs::path folder_, report_;
};

TEST_F(Store, IsEmptyWhereThereIsNone) {
  const auto read = read_store(store());
  ASSERT_TRUE(read);
  EXPECT_TRUE(read->empty());
  EXPECT_FALSE(fs::exists(store()));
}

TEST_F(Store, KeepsACopyUnderItsHashAndASecondFilingBesideTheFirst) {
  const auto first = add(filing());
  ASSERT_TRUE(first) << first.error().line();
  EXPECT_EQ(first->file, "report.pdf");
  EXPECT_EQ(*read_text(store() / "files" / first->sha256), "%PDF a laboratory's report");
  ASSERT_TRUE(write_text(report_, "%PDF the next report"));
  Filing next = filing();
  next.issued = "2026-03-05";
  next.expires = "2027-03-05";
  ASSERT_TRUE(add(next));
  const auto read = read_store(store());
  ASSERT_TRUE(read) << read.error().line();
  ASSERT_EQ(read->size(), 2U);
  EXPECT_EQ((*read)[0].sha256, first->sha256);
  EXPECT_EQ((*read)[0].issued, "2026-03-02");
  EXPECT_EQ((*read)[1].expires, "2027-03-05");
  EXPECT_FALSE(add(next)) << "the same filing twice";
  EXPECT_EQ(read_store(store())->size(), 2U);
}

TEST_F(Store, RefusesAFilingThatCannotCount) {
  const auto refused = [&](const std::function<void(Filing&)>& change, const std::string& said) {
    Filing one = filing();
    change(one);
    const auto added = add(one);
    EXPECT_FALSE(added) << said;
    if (!added) {
      EXPECT_NE(added.error().line().find(said), std::string::npos) << added.error().line();
    }
    EXPECT_FALSE(fs::exists(store()));
  };
  refused([](Filing& f) { f.slot = "lab.paid"; }, "'lab.paid'");
  refused([](Filing& f) { f.issued = "2026-02-30"; }, "2026-02-30");
  refused([](Filing& f) { f.issued = "2.3.2026"; }, "--issued");
  refused([](Filing& f) { f.issued = "2026-03-11"; }, "2026-03-10");
  refused([](Filing& f) { f.expires = "2026-03-01"; }, "--expires");
  refused([](Filing& f) { f.issuer = ""; }, "--issuer");
  refused([](Filing& f) { f.accreditation = ""; }, "--accreditation");
  refused([&](Filing& f) { f.file = folder_ / "nowhere.pdf"; }, "nowhere.pdf");
  ASSERT_TRUE(write_text(folder_ / "empty.pdf", ""));
  refused([&](Filing& f) { f.file = folder_ / "empty.pdf"; }, "empty file");
}

TEST_F(Store, FindsEveryChange) {
  const auto filed = add(filing());
  ASSERT_TRUE(filed);
  const fs::path index = store() / "index.json";
  const fs::path copy = store() / "files" / filed->sha256;
  const std::string good_index = *read_text(index), good_copy = *read_text(copy);
  EXPECT_EQ(problem(), "");

  testing::replace_in(index, "2026-03-02", "2026-03-09");
  EXPECT_NE(problem().find("altered entries"), std::string::npos) << problem();
  ASSERT_TRUE(write_text(index, good_index));
  testing::replace_in(index, "Laboratory X", "Laboratory Y");
  EXPECT_NE(problem(), "");
  for (std::size_t cut = 0; cut + 1 < good_index.size(); ++cut) {
    ASSERT_TRUE(write_text(index, good_index.substr(0, cut)));
    EXPECT_NE(problem(), "") << cut;
  }
  fs::remove(index);
  EXPECT_NE(problem().find("without an index"), std::string::npos) << problem();
  ASSERT_TRUE(write_text(index, good_index));

  for (std::size_t at = 0; at < good_copy.size(); ++at) {
    std::string changed = good_copy;
    changed[at] = static_cast<char>(changed[at] ^ 1);
    ASSERT_TRUE(write_text(copy, changed));
    EXPECT_NE(problem().find("altered content"), std::string::npos) << at;
  }
  ASSERT_TRUE(write_text(copy, good_copy.substr(1)));
  EXPECT_NE(problem(), "");
  fs::remove(copy);
  EXPECT_NE(problem().find("report.pdf"), std::string::npos) << problem();
  ASSERT_TRUE(write_text(copy, good_copy));
  EXPECT_EQ(problem(), "");
}

TEST_F(Store, ADamagedStoreTakesNothingMore) {
  ASSERT_TRUE(add(filing()));
  testing::replace_in(store() / "index.json", "Laboratory X", "Laboratory Y");
  Filing next = filing();
  next.issued = "2026-03-05";
  EXPECT_FALSE(add(next));
}

// Killed at any moment while documents are filed, the store is whole and holds a prefix of what was filed.
TEST_F(Store, SurvivesAKill) {
  for (int round = 0; round < 20; ++round) {
    fs::remove_all(store());
    const pid_t child = ::fork();
    ASSERT_GE(child, 0);
    if (child == 0) {
      for (int day = 1; day <= 28; ++day) {
        Filing one = filing();
        one.issued = "2025-01-" + std::string(day < 10 ? "0" : "") + std::to_string(day);
        if (!write_text(report_, "report of " + one.issued) || !add(one)) ::_exit(1);
      }
      ::_exit(0);
    }
    std::this_thread::sleep_for(std::chrono::microseconds(700 * round));
    ::kill(child, SIGKILL);
    ::waitpid(child, nullptr, 0);
    const auto read = read_store(store());
    ASSERT_TRUE(read) << read.error().line();
    for (std::size_t i = 0; i < read->size(); ++i)
      EXPECT_EQ((*read)[i].issued, "2025-01-" + std::string(i < 9 ? "0" : "") + std::to_string(i + 1));
    ASSERT_TRUE(write_text(report_, "filed after the kill"));
    const auto next = add(filing());
    ASSERT_TRUE(next) << next.error().line();
    EXPECT_EQ(read_store(store())->size(), read->size() + 1);
  }
}

TEST_F(Store, TwoAtOnceLoseNothing) {
  std::vector<std::thread> writers;
  for (int writer = 0; writer < 4; ++writer) {
    writers.emplace_back([&, writer] {
      for (int day = 1; day <= 5; ++day) {
        Filing one = filing();
        one.issued = "2025-0" + std::to_string(writer + 1) + "-0" + std::to_string(day);
        EXPECT_TRUE(add(one));
      }
    });
  }
  for (auto& writer : writers) writer.join();
  const auto read = read_store(store());
  ASSERT_TRUE(read) << read.error().line();
  EXPECT_EQ(read->size(), 20U);
}

TEST_F(Store, TheListingShowsWhatCountsOnADay) {
  ASSERT_TRUE(add(filing()));
  const auto read = read_store(store());
  ASSERT_TRUE(read);
  const auto on = [&](const char* day) {
    const auto text = evidence_listing(catalogue_, *read, day, false);
    return text ? *text : text.error().line();
  };
  EXPECT_NE(on("2026-11-22").find("filed  lab.pad"), std::string::npos);
  EXPECT_NE(on("2026-11-22").find("1 of " + std::to_string(catalogue_.slots.size()) + " slots filed"),
            std::string::npos);
  EXPECT_NE(on("2028-03-02").find("filed  lab.pad"), std::string::npos);
  EXPECT_NE(on("2028-03-03").find("open   lab.pad"), std::string::npos);
  EXPECT_NE(on("2028-03-03").find("older than 24 months"), std::string::npos);
  EXPECT_NE(on("soon").find("YYYY-MM-DD"), std::string::npos);
}

}  // namespace
}  // namespace proofmark::catalogue

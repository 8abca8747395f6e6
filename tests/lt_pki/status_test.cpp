// The status machine (CP 47, 48; CPS 62 to 73), the requests about it and the operations log (CPS 81, 82).
#include "common/files.hpp"
#include "common/pki/cms.hpp"
#include "common/program.hpp"
#include "simulators/lt_pki/forms.hpp"
#include "tests/lt_pki/support.hpp"

namespace proofmark::lt_pki {
namespace {

using std::chrono::hours;
using testing::kAllPassed;
using testing::Office;

std::string clause_of(const Result<void>& result) {
  return result ? "done" : result.error().clause;
}

TEST(Status, EveryStepFromEveryStateIsAllowedOrRefusedWithItsClause) {
  // How to come into each state, and what each action then says.
  const struct {
    Status state;
    std::vector<Action> way;
    std::map<Action, std::string> says;
  } rows[] = {
      {Status::inactive,
       {},
       {{Action::activate, "done"}, {Action::suspend, "CPS 68"}, {Action::lift, "CPS 72"}, {Action::revoke, "done"}}},
      {Status::active,
       {Action::activate},
       {{Action::activate, "CPS 62"}, {Action::suspend, "done"}, {Action::lift, "CPS 72"}, {Action::revoke, "done"}}},
      {Status::suspended,
       {Action::activate, Action::suspend},
       {{Action::activate, "CPS 62"}, {Action::suspend, "CPS 68"}, {Action::lift, "done"}, {Action::revoke, "done"}}},
      {Status::revoked,
       {Action::activate, Action::revoke},
       {{Action::activate, "CP 47.4"},
        {Action::suspend, "CP 47.4"},
        {Action::lift, "CP 47.4"},
        {Action::revoke, "CP 47.4"}}}};
  for (const auto& row : rows)
    for (const auto& [action, says] : row.says) {
      const Office office("current-ec");
      for (const Action step : row.way) ASSERT_TRUE(office.change(office.qualified(), step));
      ASSERT_EQ(office.status(office.qualified()), row.state);
      EXPECT_EQ(clause_of(office.change(office.qualified(), action)), says)
          << name_of(row.state) << " " << name_of(action);
      if (says != "done") {
        EXPECT_EQ(office.status(office.qualified()), row.state) << "a refusal changes nothing";
      }
      EXPECT_EQ(office.status(office.authentication()), Status::inactive) << "each certificate for itself";
    }
}

TEST(Status, ASuspensionThatNobodyLiftsEndsInRevocationAfterOneMonth) {
  const Office office("current-ec");
  ASSERT_TRUE(office.change(office.qualified(), Action::activate));
  ASSERT_TRUE(office.change(office.qualified(), Action::suspend));  // 2 March, noon
  office.clock->advance(hours(24 * 31) - std::chrono::seconds(1));
  EXPECT_EQ(office.status(office.qualified()), Status::suspended);
  office.clock->advance(std::chrono::seconds(1));
  const Change state = *office.provider->state_of(office.qualified().serial());
  EXPECT_EQ(state.to, Status::revoked);
  EXPECT_EQ(state.cause, Cause::suspension_ran_out);
  EXPECT_EQ(to_rfc3339(state.at), "2026-04-02T12:00:00Z");
  EXPECT_EQ(clause_of(office.change(office.qualified(), Action::lift)), "CP 47.4");
}

TEST(Status, AMonthEndsOnTheLastDayOfAShorterOne) {
  EXPECT_EQ(to_rfc3339(add_months(from_rfc3339("2026-01-31T08:00:00Z").value(), 1)), "2026-02-28T08:00:00Z");
  EXPECT_EQ(to_rfc3339(add_months(from_rfc3339("2027-12-31T08:00:00Z").value(), 2)), "2028-02-29T08:00:00Z");
  EXPECT_EQ(to_rfc3339(add_months(from_rfc3339("2026-03-15T00:00:00Z").value(), -12)), "2025-03-15T00:00:00Z");
}

TEST(Status, LiftedWithinTheMonthItIsActiveAndMayBeSuspendedForAnotherMonth) {
  const Office office("current-ec");
  ASSERT_TRUE(office.change(office.qualified(), Action::activate));
  for (int round = 0; round < 2; ++round) {
    ASSERT_TRUE(office.change(office.qualified(), Action::suspend));
    office.clock->advance(hours(24 * 28));
    ASSERT_TRUE(office.change(office.qualified(), Action::lift));
    EXPECT_EQ(office.status(office.qualified()), Status::active);
  }
}

TEST(Status, OnlyWhoAskedForASuspensionMayHaveItLifted) {
  const Office office("current-ec");
  ASSERT_TRUE(office.change(office.qualified(), Action::activate));
  ASSERT_TRUE(office.change(office.qualified(), Action::suspend, Cause::law_enforcement, Requester::law_enforcement));
  EXPECT_EQ(clause_of(office.change(office.qualified(), Action::lift)), "CPS 72");
  EXPECT_EQ(clause_of(office.change(office.qualified(), Action::lift, Cause::holder_asked, Requester::provider)),
            "CPS 72");
  EXPECT_TRUE(office.change(office.qualified(), Action::lift, Cause::law_enforcement, Requester::law_enforcement));
}

TEST(Status, NothingIsBackdated) {
  StatusRegister status;
  const Instant noon = from_rfc3339("2026-03-02T12:00:00Z").value();
  const Bytes serial{0x41};
  ASSERT_TRUE(status.enter(serial, Level::issuing, Status::inactive, noon));
  EXPECT_EQ(clause_of(status.enter(serial, Level::issuing, Status::inactive, noon)), "RFC 5280 section 4.1.2.2");
  ASSERT_TRUE(status.activate(serial, noon + hours(1)));
  const Instant before = noon + hours(1) - std::chrono::seconds(1);
  EXPECT_EQ(clause_of(status.revoke(serial, Cause::holder_asked, Requester::holder, before)), "CP 48");
  EXPECT_EQ(clause_of(status.suspend(serial, Cause::holder_asked, Requester::holder, before)), "CP 48");
  EXPECT_EQ(clause_of(status.enter(Bytes{0x42}, Level::issuing, Status::inactive, before)), "CP 48");
  EXPECT_EQ(clause_of(status.activate(Bytes{0x43}, noon + hours(2))), "CP 47.2");
  EXPECT_EQ(clause_of(status.suspend(serial, Cause::holder_died, Requester::provider, noon + hours(2))), "CPS 68");
  EXPECT_EQ(status.state_at(serial, noon + hours(9))->to, Status::active);
  EXPECT_EQ(status.state_at(serial, before)->to, Status::inactive);
  EXPECT_FALSE(status.state_at(serial, noon - hours(1)));
}

TEST(Requests, NeedTheChecksOfTheirClause) {
  const struct {
    Action action;
    IdentityChecks checks;
    std::string says;
  } rows[] = {{Action::activate, {false, true, true, true}, "CPS 54"},
              {Action::activate, {true, false, true, true}, "CPS 54"},
              {Action::activate, {true, true, false, true}, "CPS 54"},
              {Action::activate, {true, true, true, false}, "CPS 54"},
              {Action::activate, kAllPassed, "done"},
              {Action::suspend, {}, "CPS 50, 51"},
              {Action::suspend, {false, false, false, true}, "done"},
              {Action::lift, {false, true, true, true}, "CPS 53"},
              {Action::lift, kAllPassed, "done"},
              {Action::revoke, {true, true, true, false}, "CPS 48"},
              {Action::revoke, kAllPassed, "done"}};
  const Office office("current-ec");
  for (const auto& row : rows) {
    const auto number = office.provider->receive({office.qualified().serial(), row.action});
    EXPECT_EQ(clause_of(office.provider->decide(number, row.checks)), row.says) << name_of(row.action);
    EXPECT_EQ(clause_of(office.provider->decide(number, row.checks)), "CP 47.1") << "one decision each";
  }
  EXPECT_FALSE(office.provider->decide(99, kAllPassed));
  EXPECT_EQ(office.provider->requests().size(), std::size(rows));
}

TEST(Requests, ThatWaitLongerThanADayAreOverdue) {
  const Office office("current-ec");
  ASSERT_TRUE(office.change(office.qualified(), Action::activate));
  const auto quick = office.provider->receive({office.qualified().serial(), Action::suspend});
  const auto slow = office.provider->receive({office.authentication().serial(), Action::activate});
  office.clock->advance(hours(24));
  ASSERT_TRUE(office.provider->decide(quick, kAllPassed));
  EXPECT_TRUE(office.provider->overdue().empty());
  office.clock->advance(std::chrono::seconds(1));
  EXPECT_EQ(office.provider->overdue(), std::vector<std::uint64_t>{slow});
  ASSERT_TRUE(office.provider->decide(slow, kAllPassed));
  EXPECT_EQ(office.provider->overdue(), std::vector<std::uint64_t>{slow}) << "late stays late";
}

TEST(Journal, HoldsTheOperationsAndIsSigned) {
  const Office office("current-ec");
  ASSERT_TRUE(office.change(office.qualified(), Action::activate));
  ASSERT_TRUE(office.change(office.qualified(), Action::suspend));
  EXPECT_FALSE(office.change(office.qualified(), Action::activate));
  const auto& issuer = office.provider->hierarchy().authority(Level::issuing).certificate;
  static_cast<void>(office.provider->answer(testing::ask({{office.qualified(), issuer}}, false)));
  office.clock->advance(hours(24));
  const Bytes signed_log = office.provider->signed_journal().value();
  const auto signer = office.provider->hierarchy().journal_signer().value();
  const auto content = pki::verify_signed_data(signed_log, signer.certificate);
  ASSERT_TRUE(content) << content.error().line();
  std::string text = to_text(*content);
  for (const Event event :
       {Event::certificate_requested, Event::key_generated, Event::certificate_made, Event::status_requested,
        Event::status_changed, Event::request_refused, Event::status_asked, Event::list_published})
    EXPECT_NE(text.find("\t" + std::string(name_of(event)) + "\t"), std::string::npos) << name_of(event);
  EXPECT_NE(text.find("IssuingCA delta list 4"), std::string::npos) << text;
  ASSERT_TRUE(check_journal(text));

  // The openssl command finds the signature good under the provider's own chain.
  const testing::Folder folder;
  std::string chain;
  for (const Level level : kLevels) chain += office.provider->hierarchy().authority(level).certificate.pem();
  ASSERT_TRUE(write_file(folder.file("log.p7s"), signed_log));
  ASSERT_TRUE(write_text(folder.file("chain.pem"), chain));
  const auto now = std::chrono::floor<std::chrono::seconds>(office.clock->now()).time_since_epoch().count();
  const auto verified =
      run_program({{"openssl", "cms", "-verify", "-binary", "-inform", "DER", "-in", folder.file("log.p7s"), "-CAfile",
                    folder.file("chain.pem"), "-purpose", "any", "-attime", std::to_string(now)},
                   {},
                   "openssl"},
                  "");
  ASSERT_TRUE(verified) << verified.error().line();
  EXPECT_EQ(*verified, text);

  // Whatever line is changed or taken out, the next one tells.
  const auto cut = text.find('\n') + 1;
  EXPECT_FALSE(check_journal(text.substr(cut)));
  text[30] = static_cast<char>(text[30] ^ 1);
  const auto broken = check_journal(text);
  ASSERT_FALSE(broken);
  EXPECT_EQ(broken.error().observed, "line 2");
}

}  // namespace
}  // namespace proofmark::lt_pki

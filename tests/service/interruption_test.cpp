// ETSI TS 119 461 VAL-8.3.2-04A through the whole service, from the device's socket to the sealed package: the link is
// lost at one command after another, the same card comes back or another one or none, or another one is put in its
// place without a word. Whatever comes, the package speaks of one document alone, or of none.
#include "tests/card/support.hpp"
#include "tests/service/fixture.hpp"

namespace proofmark::testing {
namespace {

using card::test::issuer;

// A document that is in the same hand as another one: its access number is the other's.
struct Document {
  person::CivilRecord civil;
  Bytes portrait;

  [[nodiscard]] std::unique_ptr<card::Card> card(RandomSource& random) const {
    auto made = attacks::document::make_card(card::test::profile("genuine"), {civil, portrait, {}}, issuer(), random);
    EXPECT_TRUE(made) << made.error().line();
    return made ? *std::move(made) : nullptr;
  }
};

enum class Then { same_again, other_again, other_unsaid, gone };

class InterruptedSession : public ServiceTest {
 protected:
  void SetUp() override {
    clock->set(card::test::today());
    inspect = [](chip::Transceiver& chip, const chip::AccessPassword& password, RandomSource& random, Instant now) {
      const chip::TrustStore trust{issuer().trust().csca, issuer().trust().crls};
      return chip::inspect(chip, password, trust, {}, random, now);
    };
    first.civil = card::test::civil();
    first.portrait = card::test::input().portrait;
    second.civil = person::make_civil_record(SeededRandom(6, "another person"),
                                             std::chrono::floor<std::chrono::days>(card::test::today()));
    second.civil.can = first.civil.can;
    second.portrait = card::test::input().other_portrait;
    ASSERT_NE(first.civil.personal_code, second.civil.personal_code);
    ServiceTest::SetUp();
  }

  Opened open_for(const person::CivilRecord& civil) {
    const json body = {{"reference", "interruption"},
                       {"given_names", civil.given_names},
                       {"surname", civil.surname},
                       {"personal_code", civil.personal_code},
                       {"document_number", civil.document_number}};
    const json order = expect(relying().post("/v1/orders", body.dump()), 201);
    const json session = expect(device().post("/v1/sessions", json{{"token", order["token"]}}.dump()), 201);
    const Opened opened{order["order"], order["token"], session["session"], session["key"]};
    expect(device().post(opened.path("/consent"), R"({"accepted":true,"language":"lt"})", opened.key), 204);
    return opened;
  }

  // The first document until command `at`, then what `then` says. Gives what chip_done says next.
  std::string play(const Opened& opened, std::size_t at, Then then) {
    last_portrait.clear();
    commands = 0;
    SeededRandom random(7, "cards");
    const auto one = first.card(random);
    const auto two = then == Then::same_again ? first.card(random) : second.card(random);
    card::Card* now = one.get();
    auto socket = device().open_websocket(opened.path("/chip"), opened.key);
    EXPECT_TRUE(socket) << socket.error().line();
    if (!socket) return {};
    EXPECT_TRUE(
        (*socket)->send_text(json{{"type", "card"}, {"can", first.civil.can}, {"extended_length", true}}.dump()));
    for (;; ++commands) {
      const auto message = wait(**socket);
      if (message.kind == http::Message::Kind::closed) return {};
      if (message.kind == http::Message::Kind::text) return json::parse(message.text())["next"];
      if (commands == at && then == Then::gone) {
        EXPECT_TRUE((*socket)->send_text(R"({"type":"link_lost"})"));
        continue;
      }
      if (commands == at) now = two.get();
      if (commands == at && then != Then::other_unsaid) {
        EXPECT_TRUE((*socket)->send_text(R"({"type":"card_again"})"));
        continue;
      }
      EXPECT_TRUE((*socket)->send_binary(now->transmit(message.data)));
    }
  }

  // Everything that the package, the comparison of faces and the record are told is this document's.
  void expect_accepted_as(const Opened& opened, const Document& whose, int readings) {
    play_video(opened);
    const json package = claims(opened);
    ASSERT_EQ(package["decision"], "accepted") << package.dump(1);
    EXPECT_EQ(package["identity"]["personal_code"], whose.civil.personal_code);
    EXPECT_EQ(package["identity"]["surname"], whose.civil.surname);
    EXPECT_EQ(package["identity"]["given_names"], whose.civil.given_names);
    EXPECT_EQ(package["document"]["number"], whose.civil.document_number);
    EXPECT_EQ(last_portrait, whose.portrait);
    EXPECT_EQ(package["inspection"]["readings"], readings);
    int whole = 0, aborted = 0;
    for (const json& made : package["inspection"]["steps"]) {
      aborted += made["result"] == "aborted" ? 1 : 0;
      whole += made["id"] == "access.session" ? 1 : 0;
    }
    EXPECT_EQ(aborted, readings - 1) << "each reading but the last is said to be cut off";
    EXPECT_EQ(whole, 1) << "the findings of two readings are mixed";
    const auto evidence = store->find_evidence(opened.session);
    ASSERT_TRUE(evidence && *evidence);
    EXPECT_EQ(json::parse(**evidence)["chip"]["portrait_sha256"], sha256_hex(whose.portrait));
  }

  // Refused, and the package gives away nobody.
  // `checks`: one of them at least did not pass.
  void expect_refused(const Opened& opened, const std::vector<std::string>& checks) {
    const json package = claims(opened);
    EXPECT_EQ(package["decision"], "refused");
    EXPECT_TRUE(std::any_of(checks.begin(), checks.end(), [&](const std::string& check) {
      return result_of(package, check) != "passed";
    })) << package["checks"].dump(1);
    EXPECT_TRUE(package["identity"].is_null() && package["document"].is_null() && package["loip"].is_null());
    EXPECT_TRUE(last_portrait.empty()) << "the session went on to the video";
    const std::string text = package.dump();
    for (const Document* either : {&first, &second})
      for (const std::string& said : {either->civil.personal_code, either->civil.document_number})
        EXPECT_EQ(text.find(said), std::string::npos) << said;
  }

  // How many commands an undisturbed inspection of either document takes.
  std::size_t undisturbed() {
    const Opened opened = open_for(first.civil);
    EXPECT_EQ(play(opened, SIZE_MAX, Then::gone), "video");
    expect_accepted_as(opened, first, 1);
    return commands;
  }
  static constexpr std::size_t step = 5;
  // Every fifth command, and the last.
  static std::vector<std::size_t> sampled(std::size_t whole) {
    std::vector<std::size_t> places;
    for (std::size_t at = 0; at < whole; at += step) places.push_back(at);
    if (whole > 0 && places.back() + 1 != whole) places.push_back(whole - 1);
    return places;
  }

  Document first, second;
  std::size_t commands = 0;  // of the last chip step
};

TEST_F(InterruptedSession, TheSameCardIsReadAgainFromTheBeginning) {
  const std::size_t whole = undisturbed();
  ASSERT_GT(whole, 25U);
  for (const std::size_t at : sampled(whole)) {
    SCOPED_TRACE("lost at " + std::to_string(at));
    const Opened opened = open_for(first.civil);
    EXPECT_EQ(play(opened, at, Then::same_again), "video");
    EXPECT_EQ(commands, at + 1 + whole) << "everything is read anew";
    expect_accepted_as(opened, first, 2);
  }
}

TEST_F(InterruptedSession, AnotherCardThatComesBackIsTakenForItselfAlone) {
  const std::size_t whole = undisturbed();
  for (const std::size_t at : sampled(whole)) {
    SCOPED_TRACE("lost at " + std::to_string(at));
    const Opened of_second = open_for(second.civil);
    EXPECT_EQ(play(of_second, at, Then::other_again), "video");
    expect_accepted_as(of_second, second, 2);
    const Opened of_first = open_for(first.civil);
    EXPECT_EQ(play(of_first, at, Then::other_again), "end");
    expect_refused(of_first, {"order.match"});
  }
}

TEST_F(InterruptedSession, AnotherCardInItsPlaceHasNoKeyOfTheSession) {
  const std::size_t all = undisturbed();
  for (std::size_t at = 1; at < all; at += step) {
    for (const Document* ordered : {&first, &second}) {
      SCOPED_TRACE("exchanged at " + std::to_string(at) + ", order of " + ordered->civil.surname);
      const Opened opened = open_for(ordered->civil);
      const std::string next = play(opened, at, Then::other_unsaid);
      // EF.CardAccess alone, which both have, is read from the first card before the first key is agreed on.
      if (at <= 5 && ordered == &second && next == "video") {
        expect_accepted_as(opened, second, 1);
      } else {
        EXPECT_EQ(next, "end");
        // Read whole, the second card is another document. Exchanged later, passive authentication has not every file;
        // and when it has, the chip has no key to prove with.
        std::vector<std::string> checks{"chip.access", "chip.passive", "chip.genuine"};
        if (at <= 5 && ordered == &first) checks = {"order.match"};
        expect_refused(opened, checks);
      }
    }
  }
}

TEST_F(InterruptedSession, ACardThatIsGoneIsARefusal) {
  const std::size_t whole = undisturbed();
  for (const std::size_t at : sampled(whole)) {
    SCOPED_TRACE("gone at " + std::to_string(at));
    const Opened opened = open_for(first.civil);
    EXPECT_EQ(play(opened, at, Then::gone), "end");
    expect_refused(opened, {"session.complete"});
  }
}

}  // namespace
}  // namespace proofmark::testing

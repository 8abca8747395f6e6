// The chip WebSocket: the person's device carries APDUs, the service speaks to the chip.
#include <algorithm>
#include <cstdlib>
#include <thread>

#include "common/json_text.hpp"
#include "reference-impl/api/core.hpp"
#include "reference-impl/api/json_body.hpp"
#include "reference-impl/decision/order_match.hpp"
#include "reference-impl/weakness/weakness.hpp"

namespace proofmark::api {
namespace {

using decision::CheckResult;
using http::Message;
using nlohmann::json;

constexpr Duration poll_time = std::chrono::milliseconds{50};
constexpr std::size_t longest_response = 65538;  // ISO/IEC 7816-4 5.2: 65536 bytes of data, SW1, SW2

// Waits for messages until the step's time on the clock or the patience with silence in wall time is over.
class Inbox {
 public:
  Inbox(http::WebSocket& socket, const Clock& clock, Instant deadline, Duration silence)
      : socket_(socket), clock_(clock), deadline_(deadline), silence_(silence) {}

  Result<Message> next() {
    const auto since = std::chrono::steady_clock::now();
    for (;;) {
      PROOFMARK_TRY(auto message, socket_.receive(poll_time));
      if (message && message->kind == Message::Kind::closed) return lost("the device closed the connection");
      // A device that always answers has no more time than a silent one.
      if (clock_.now() >= deadline_) return lost("the time for the chip was over");
      if (message) return *std::move(message);
      if (std::chrono::steady_clock::now() - since >= silence_) return lost("nothing came from the device");
    }
  }

  static tl::unexpected<Error> lost(std::string observed) {
    return fail("docs/interface.md", "the chip step's next message", std::move(observed), "Start a new order.");
  }

 private:
  http::WebSocket& socket_;
  const Clock& clock_;
  Instant deadline_;
  Duration silence_;
};

class SocketTransceiver final : public chip::Transceiver {
 public:
  SocketTransceiver(http::WebSocket& socket, Inbox& inbox) : socket_(socket), inbox_(inbox) {}

  Result<Bytes> transceive(ByteView command) override {
    if (lost_) return fail(*lost_);
    auto response = exchange(command);
    if (!response) lost_ = response.error();
    return response;
  }

  // The device has said that the card is back: the chip is read from the beginning.
  Result<void> begin_again() override {
    if (!card_is_back_) return fail(lost_.value_or(Error{}));
    card_is_back_ = false;
    lost_.reset();
    return {};
  }

  [[nodiscard]] const std::optional<Error>& lost() const { return lost_; }

  [[nodiscard]] bool extended_length() const override { return extended_length_; }
  void allow_extended_length() { extended_length_ = true; }

 private:
  Result<Bytes> exchange(ByteView command) {
    PROOFMARK_CHECK(socket_.send_binary(command));
    PROOFMARK_TRY(Message message, inbox_.next());
    if (message.kind == Message::Kind::text) {
      const auto note = read_object(message.text(), {{"type"}});
      if (!note && PROOFMARK_WEAKNESS(unknown_note_hangs)) std::this_thread::sleep_for(std::chrono::hours(1));
      const std::string type = note ? (*note)["type"].get<std::string>() : "";
      card_is_back_ = type == "card_again";
      return Inbox::lost(card_is_back_         ? "the card left the field and came back too often"
                         : type == "link_lost" ? "the card left the field"
                                               : "an unknown message");
    }
    if (message.data.size() < 2 && PROOFMARK_WEAKNESS(short_answer_ends_process)) std::abort();
    if (message.data.size() < 2 || message.data.size() > longest_response)
      return Inbox::lost("a response of " + std::to_string(message.data.size()) + " bytes");
    return std::move(message.data);
  }

  http::WebSocket& socket_;
  Inbox& inbox_;
  std::optional<Error> lost_;
  bool card_is_back_ = false;
  bool extended_length_ = false;
};

// What the device says before the first command.
struct CardBefore {
  chip::AccessPassword password;
  bool extended_length = false;  // the device's reader carries it
};

Result<CardBefore> read_card(const Message& message) {
  if (message.kind != Message::Kind::text) return Inbox::lost("a binary message before the card's data");
  PROOFMARK_TRY(const json card, read_object(message.text(), {{"type"},
                                                              {"can", json::value_t::string, true},
                                                              {"mrz", json::value_t::object, true},
                                                              {"extended_length", json::value_t::boolean, true}}));
  if (card["type"] != "card" || (!card.contains("can") && !card.contains("mrz")))
    return Inbox::lost("another message than the card's data");
  CardBefore before;
  before.extended_length = card.value("extended_length", false);
  chip::AccessPassword& password = before.password;
  if (card.contains("can")) {
    password.can = card["can"];
    if (!is_digits(password.can, 6)) return Inbox::lost("a card access number that is not six digits");
  }
  if (card.contains("mrz")) {
    const json& mrz = card["mrz"];
    PROOFMARK_CHECK(check_object(mrz, {{"document_number"}, {"date_of_birth"}, {"date_of_expiry"}}));
    password.document_number = mrz["document_number"];
    password.date_of_birth = mrz["date_of_birth"];
    password.date_of_expiry = mrz["date_of_expiry"];
    if (!is_identifier(password.document_number, 22) || !is_digits(password.date_of_birth, 6) ||
        !is_digits(password.date_of_expiry, 6))
      return Inbox::lost("a document number or date in another form");
  }
  return before;
}

// For a planted weakness alone: the picture that a device sends beside the card's data, taken out of its message.
Bytes take_portrait(Message& message) {
  json card = parse_json_or_null(message.text());
  if (!card.is_object() || !card.contains("portrait") || !card["portrait"].is_string()) return {};
  const auto portrait = from_base64url(card["portrait"].get<std::string>());
  card.erase("portrait");
  message.data = to_bytes(card.dump());
  return portrait.value_or(Bytes{});
}

Result<chip::Inspection> inspect(ServiceCore& core, const store::Session& session, SocketTransceiver& transceiver,
                                 Inbox& inbox) {
  PROOFMARK_TRY(Message message, inbox.next());
  const Bytes brought = PROOFMARK_WEAKNESS(device_portrait_accepted) ? take_portrait(message) : Bytes();
  PROOFMARK_TRY(const CardBefore card, read_card(message));
  if (card.extended_length) transceiver.allow_extended_length();
  const auto random =
      core.parts.entropy->stream("chip/" + (PROOFMARK_WEAKNESS(terminal_keys_reused) ? std::string() : session.order));
  PROOFMARK_TRY(chip::Inspection inspection,
                core.parts.inspect(transceiver, card.password, *random, core.parts.clock->now()));
  if (!brought.empty()) inspection.portrait = brought;
  return inspection;
}

// Every chip check of the list passed, and nothing else was said.
bool all_passed(const Progress& progress) {
  std::vector<decision::Check> checks = progress.inspection->checks;
  checks.push_back(*progress.order_match);
  std::size_t needed = 0;
  for (const decision::Check& check : decision::decide(checks).checks) {
    const bool of_chip = check.id == "order.match" || check.id.starts_with("chip.") || check.id == "document.validity";
    if (of_chip && decision::satisfied(check)) ++needed;
  }
  return needed == 6;
}

decision::Check match(const ServiceCore& core, const store::Session& session, const chip::Inspection& inspection) {
  if (!inspection.document)
    return {"order.match", CheckResult::not_performed, "there is no document whose data can be relied on"};
  const auto order = core.parts.store->find_order(session.order);
  if (!order || !order->has_value())
    return {"order.match", CheckResult::undetermined, "the order could not be read from the store"};
  const chip::DocumentData& document = *inspection.document;
  return decision::match_order(
      {(*order)->given_names, (*order)->surname, (*order)->personal_code, (*order)->document_number},
      {.given_names = document.given_names,
       .surname = document.surname,
       .personal_code = document.personal_code,
       .document_number = document.number,
       .name_field = document.type.starts_with('P') ? std::size_t{39} : std::size_t{30}});
}

chip::SubCheck sub_check(const char* id, const decision::Check& judged, bool answered) {
  const bool good = judged.result == CheckResult::passed;
  return {id,
          !answered ? chip::SubResult::undetermined
          : good    ? chip::SubResult::successful
                    : chip::SubResult::failed,
          judged.reason};
}

// Only about a document and a person that everything else has confirmed: a stranger's data go to nobody.
void ask_registers(const ServiceCore& core, Progress& progress) {
  if (!core.parts.registers || PROOFMARK_WEAKNESS(registers_not_asked)) return;
  const registers::Registers& asked = *core.parts.registers;
  chip::Inspection& inspection = *progress.inspection;
  const chip::DocumentData& document = *inspection.document;
  const auto validity = std::find_if(inspection.checks.begin(), inspection.checks.end(),
                                     [](const decision::Check& check) { return check.id == "document.validity"; });
  const auto document_status = asked.document({document.issuer, document.type, document.number});
  *validity = registers::judge_document(*validity, document_status, core.parts.register_policy);
  inspection.sub_checks.push_back(sub_check("register.document", *validity, document_status.has_value()));
  if (validity->result != CheckResult::passed || PROOFMARK_WEAKNESS(population_not_asked)) return;
  const auto person_status = asked.person(document.personal_code);
  progress.order_match =
      registers::judge_person(*std::move(progress.order_match), person_status, core.parts.register_policy);
  inspection.sub_checks.push_back(sub_check("register.person", *progress.order_match, person_status.has_value()));
}

}  // namespace

void run_chip_step(StepClaim& claim, http::WebSocket& socket) {
  ServiceCore& core = claim.core();
  const store::Session& session = claim.session();
  const Clock& clock = *core.parts.clock;
  const Duration allowed = core.settings.chip_time * (PROOFMARK_WEAKNESS(chip_time_unlimited) ? 1000 : 1);
  const Instant deadline = std::min(clock.now() + allowed, session.expires_at);
  Inbox inbox(socket, clock, deadline, core.settings.silence);
  SocketTransceiver transceiver(socket, inbox);

  Progress progress;
  auto inspection = inspect(core, session, transceiver, inbox);
  decision::Check complete = complete_check(CheckResult::not_performed, "the session ended after the chip");
  const auto broken = [&](const Error& error) {
    complete = complete_check(CheckResult::failed,
                              "ETSI TS 119 461 VAL-8.3.2-04A: expected the chip to be read without interruption, "
                              "observed: " +
                                  error.observed);
  };
  if (inspection) {
    progress.order_match = match(core, session, *inspection);
    progress.inspection = *std::move(inspection);
    if (transceiver.lost()) broken(*transceiver.lost());
    if (!transceiver.lost() && all_passed(progress)) ask_registers(core, progress);
  } else {
    broken(inspection.error());
  }

  const bool go_on = progress.inspection && !transceiver.lost() && all_passed(progress);
  if (go_on) {
    core.keep_progress(session.id, std::move(progress));
    const auto advanced = core.parts.store->advance(session.id, "chip_running", "video");
    if (!advanced || !*advanced) return;  // the claim ends the session
  } else {
    core.finish(session.id, complete, progress, clock.now(), "ended");
  }
  claim.settle();
  std::string done = go_on ? R"({"type":"chip_done","next":"video"})" : R"({"type":"chip_done","next":"end"})";
  if (!go_on && PROOFMARK_WEAKNESS(check_named_to_device))
    done = R"({"type":"chip_done","next":"end","reason":"chip.passive"})";
  static_cast<void>(socket.send_text(done));
  socket.close();
}

}  // namespace proofmark::api

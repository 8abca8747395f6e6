// order.* and chip.*: the document against the order, and what only several readings of a chip show.
#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>

#include "common/emrtd/secure_messaging.hpp"
#include "common/emrtd/tlv.hpp"
#include "scenarios/probes/door.hpp"
#include "scenarios/probes/registry.hpp"

namespace proofmark::probes {
namespace {

using nlohmann::json;

// The order of a person who differs from the document's holder in one attribute.
json order_with(Door& door, const std::string& fault) {
  json body = door.order_body();
  const person::CivilRecord& holder = door.task().holder;
  const person::CivilRecord& other = door.task().other;
  if (fault == "surname") body["surname"] = other.surname == holder.surname ? "Kalnietis" : other.surname;
  if (fault == "given_names")
    body["given_names"] = other.given_names == holder.given_names ? "Juozas" : other.given_names;
  if (fault == "personal_code") body["personal_code"] = other.personal_code;
  if (fault == "document_number") body["document_number"] = other.document_number;
  // Another document of the same person: the number before it.
  if (fault == "other_document_same_person") {
    std::string number = holder.document_number;
    number.back() = number.back() == '0' ? '1' : static_cast<char>(number.back() - 1);
    body["document_number"] = number;
  }
  if (fault == "surname_longer") body["surname"] = holder.surname + "aitis";
  if (fault == "second_given_name") body["given_names"] = holder.given_names + " Kazimieras";
  if (fault == "names_exchanged") {
    body["surname"] = holder.given_names;
    body["given_names"] = holder.surname;
  }
  return body;
}

Result<reports::ProbeAnswer> attribute(const ProbeTask& task, subjects::Subject& subject, const json& parameters) {
  const std::string fault = text_parameter(parameters, "fault");
  const std::string expected = "refused, order.match not passed";
  return at_the_door(task, subject, expected, [&](Door& door) -> Result<reports::ProbeAnswer> {
    Verdict verdict(expected);
    PROOFMARK_TRY(const PlacedOrder order, door.place(order_with(door, fault)));
    PROOFMARK_TRY(const OpenedSession session, door.open_session(order));
    PROOFMARK_CHECK(door.consent(session));
    PROOFMARK_TRY(const ChipEnd end, door.present(session, Who::holder, "genuine"));
    verdict.demand(end.next == "end", "after the chip: \"" + end.next + "\"");
    if (!verdict.held()) return verdict.answer("");
    PROOFMARK_TRY(const json claims, door.package(order));
    verdict.demand(claims.value("decision", "") == "refused", "the session " + claims.value("decision", ""));
    verdict.demand(check_result(claims, "order.match") != "passed", check_line(claims, "order.match"));
    return verdict.answer(check_line(claims, "order.match"));
  });
}

std::string yymmdd(std::chrono::year_month_day date) {
  const std::string text = to_rfc3339(std::chrono::sys_days(date));
  return text.substr(2, 2) + text.substr(5, 2) + text.substr(8, 2);
}

// The zone printed on the document that was shown is not the chip's: a genuine chip in another document.
Result<reports::ProbeAnswer> zone(const ProbeTask& task, subjects::Subject& subject, const json&) {
  const std::string expected = "refused, chip.passive not passed";
  return at_the_door(task, subject, expected, [&](Door& door) -> Result<reports::ProbeAnswer> {
    Verdict verdict(expected);
    PROOFMARK_TRY(const OpenedSession session, door.begin());
    SeededRandom random = task.random.derive("zone chip");
    auto card = task.card(Who::holder, "genuine", random);
    if (!card) return fail(ours(card.error()));
    const json message = {{"type", "card"},
                          {"can", task.holder.can},
                          {"mrz",
                           {{"document_number", task.other.document_number},
                            {"date_of_birth", yymmdd(task.other.date_of_birth)},
                            {"date_of_expiry", yymmdd(task.other.date_of_expiry)}}}};
    PROOFMARK_TRY(const ChipEnd end,
                  door.read_chip(
                      session, [&](ByteView command) { return std::optional<Bytes>((*card)->transmit(command)); },
                      message.dump()));
    verdict.demand(end.next == "end", "after the chip: \"" + end.next + "\"");
    if (!verdict.held()) return verdict.answer("");
    PROOFMARK_TRY(const json claims, door.package(session.order));
    verdict.demand(check_result(claims, "chip.passive") != "passed", check_line(claims, "chip.passive"));
    return verdict.answer(check_line(claims, "chip.passive"));
  });
}

// What the terminal sends of its own making in one reading: its public keys in PACE.
Result<std::vector<Bytes>> terminal_keys(Door& door) {
  PROOFMARK_TRY(const OpenedSession session, door.begin());
  SeededRandom random = door.task().random.derive("keys chip");
  auto card = door.task().card(Who::holder, "genuine", random);
  if (!card) return fail(ours(card.error()));
  std::vector<Bytes> keys;
  PROOFMARK_TRY(const ChipEnd end, door.read_chip(session, [&](ByteView command) {
    if (command.size() > 6 && command[1] == 0x86 && !emrtd::is_protected(command[0])) {
      const auto data = emrtd::parse_single(command.subspan(5, command[4]), 0x7C, "dynamic authentication data");
      if (data && data->value.size() > 60) keys.emplace_back(data->value.begin(), data->value.end());
    }
    return std::optional<Bytes>((*card)->transmit(command));
  }));
  if (end.next != "video" || keys.size() < 2)
    return otherwise("PACE with a genuine card", std::to_string(keys.size()) + " keys, then \"" + end.next + "\"");
  return keys;
}

// The same chip with the same nonces, read twice: the terminal's ephemeral keys are new each time (9303-11
// section 4.4).
Result<reports::ProbeAnswer> ephemeral_keys(const ProbeTask& task, subjects::Subject& subject, const json&) {
  const std::string expected = "new ephemeral keys of the terminal in each reading";
  return at_the_door(task, subject, expected, [&](Door& door) -> Result<reports::ProbeAnswer> {
    Verdict verdict(expected);
    std::set<Bytes> seen;
    std::size_t sent = 0;
    for (int i = 0; i < 4; ++i) {
      PROOFMARK_TRY(const std::vector<Bytes> keys, terminal_keys(door));
      sent += keys.size();
      seen.insert(keys.begin(), keys.end());
    }
    verdict.demand(seen.size() == sent,
                   std::to_string(sent - seen.size()) + " of " + std::to_string(sent) + " repeated");
    return verdict.answer(std::to_string(sent) + " keys, all different");
  });
}

// The public key in one command or answer of PACE; empty: none.
Bytes pace_key(ByteView dynamic_data, std::uint32_t tag) {
  const auto data = emrtd::parse_single(dynamic_data, 0x7C, "dynamic authentication data");
  if (!data) return {};
  const auto key = emrtd::parse_single(data->value, tag, "public key");
  return key ? Bytes(key->value.begin(), key->value.end()) : Bytes{};
}

// The chip, or somebody in its place, sends the terminal's own key back: the terminal compares the two and ends the
// protocol there (9303-11 section 4.4.1); neither its token nor a protected command follows. Beginning again is
// allowed.
Result<reports::ProbeAnswer> reflected_key(const ProbeTask& task, subjects::Subject& subject, const json& parameters) {
  const std::string profile = text_parameter(parameters, "card");
  const std::string expected = "no further step of the protocol after the terminal's own key came back";
  return at_the_door(task, subject, expected, [&](Door& door) -> Result<reports::ProbeAnswer> {
    Verdict verdict(expected);
    SeededRandom random = task.random.derive("reflecting chip");
    auto card = task.card(Who::holder, profile, random);
    if (!card) return fail(ours(card.error()));
    int reflected = 0, after = 0;
    bool over = false;
    PROOFMARK_TRY(const OpenedSession session, door.begin());
    PROOFMARK_TRY(const ChipEnd end, door.read_chip(session, [&](ByteView command) {
      const bool authenticates = command.size() > 6 && command[1] == 0x86;
      if (command.size() > 3 && command[1] == 0x22 && command[2] == 0xC1) over = false;
      if (over && (authenticates || emrtd::is_protected(command[0]))) ++after;
      Bytes answer = (*card)->transmit(command);
      if (authenticates && answer.size() > 2)
        for (const std::uint32_t tag : {0x81U, 0x83U}) {
          const Bytes sent = pace_key(command.subspan(5, command[4]), tag);
          if (sent.empty() || sent != pace_key(ByteView(answer).first(answer.size() - 2), tag + 1)) continue;
          ++reflected;
          over = true;
        }
      return std::optional<Bytes>(std::move(answer));
    }));
    if (reflected == 0) return otherwise("PACE with a chip that offers it", "no key sent to be reflected");
    verdict.demand(after == 0, std::to_string(after) + " more commands of the protocol");
    verdict.demand(end.next == "end", "after the chip: \"" + end.next + "\"");
    return verdict.answer("ended after " + std::to_string(reflected) + " reflected keys");
  });
}

// A copy whose maker notes what it is asked and has the original sign that between two showings: the challenge of
// active authentication is new each time (9303-11 section 6.1), so that the copy is refused at the second showing as
// well.
Result<reports::ProbeAnswer> recorded_signature(const ProbeTask& task, subjects::Subject& subject, const json&) {
  const std::string expected = "a copy refused at each showing, chip.genuine not passed";
  return at_the_door(task, subject, expected, [&](Door& door) -> Result<reports::ProbeAnswer> {
    Verdict verdict(expected);
    SeededRandom random = task.random.derive("signature chip");
    auto copy = task.card(Who::holder, "aa-signature-recorded", random);
    if (!copy) return fail(ours(copy.error()));
    std::string line;
    for (int showing = 1; showing <= 2; ++showing) {
      const std::string which = "showing " + std::to_string(showing) + ": ";
      (*copy)->reset();
      PROOFMARK_TRY(const OpenedSession session, door.begin());
      PROOFMARK_TRY(const ChipEnd end, door.read_chip(session, [&](ByteView command) {
        return std::optional<Bytes>((*copy)->transmit(command));
      }));
      verdict.demand(end.next == "end", which + "after the chip \"" + end.next + "\"");
      if (!verdict.held()) return verdict.answer("");
      PROOFMARK_TRY(const json claims, door.package(session.order));
      line = check_line(claims, "chip.genuine");
      verdict.demand(check_result(claims, "chip.genuine") != "passed", which + line);
    }
    return verdict.answer(line);
  });
}

// A genuine document of the less usual kind is taken: the chip's step ends with the question for the video.
Result<reports::ProbeAnswer> accepted(const ProbeTask& task, subjects::Subject& subject, const json& parameters) {
  const std::string profile = text_parameter(parameters, "card");
  const std::string expected = "the document taken and the video asked for";
  return at_the_door(task, subject, expected, [&](Door& door) -> Result<reports::ProbeAnswer> {
    Verdict verdict(expected);
    PROOFMARK_TRY(const OpenedSession session, door.begin());
    PROOFMARK_TRY(const ChipEnd end, door.present(session, Who::holder, profile));
    std::string why;
    if (end.next == "end") {
      PROOFMARK_TRY(const json claims, door.package(session.order));
      for (const json& check : claims["checks"])
        if (check.value("result", "") == "failed" || check.value("result", "") == "undetermined")
          why += "; " + check_line(claims, check.value("id", ""));
    }
    verdict.demand(end.next == "video", "\"" + end.next + "\"" + why);
    return verdict.answer("taken");
  });
}

// The link is lost amid the reading (ETSI TS 119 461 VAL-8.3.2-04A): nothing of what was read is used later.
Result<reports::ProbeAnswer> interruption(const ProbeTask& task, subjects::Subject& subject, const json& parameters) {
  const int after = number_parameter(parameters, "commands", 20);
  const std::string expected = "a reading that was interrupted ends the session as refused";
  return at_the_door(task, subject, expected, [&](Door& door) -> Result<reports::ProbeAnswer> {
    Verdict verdict(expected);
    PROOFMARK_TRY(const OpenedSession session, door.begin());
    SeededRandom random = task.random.derive("link chip");
    auto card = task.card(Who::holder, "genuine", random);
    if (!card) return fail(ours(card.error()));
    int sent = 0;
    PROOFMARK_TRY(const ChipEnd end, door.read_chip(session, [&](ByteView command) -> std::optional<Bytes> {
      if (sent++ >= after) return std::nullopt;
      return (*card)->transmit(command);
    }));
    verdict.demand(end.next != "video", "the video was asked for");
    const auto again = door.device().open_websocket(session.path("/chip"), session.key);
    verdict.demand(!again, "the reading could be taken up again in the same session");
    PROOFMARK_TRY(const json claims, door.package(session.order));
    verdict.demand(claims.value("decision", "") == "refused", "the session " + claims.value("decision", ""));
    verdict.demand(check_result(claims, "session.complete") != "passed", check_line(claims, "session.complete"));
    return verdict.answer(check_line(claims, "session.complete"));
  });
}

}  // namespace

std::vector<ProbeEntry> chip_probes() {
  return {{.name = "order.attribute",
           .run = attribute,
           .faults = {"surname", "given_names", "personal_code", "document_number", "other_document_same_person",
                      "surname_longer", "second_given_name", "names_exchanged"}},
          {.name = "chip.accepted", .run = accepted, .texts = {"card"}},
          {.name = "chip.zone", .run = zone},
          {.name = "chip.ephemeral_keys", .run = ephemeral_keys},
          {.name = "chip.recorded_signature", .run = recorded_signature},
          {.name = "chip.reflected_key", .run = reflected_key, .texts = {"card"}},
          {.name = "chip.interruption", .run = interruption, .numbers = {"commands"}}};
}

}  // namespace proofmark::probes

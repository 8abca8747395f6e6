// register.*: what the service makes of the state's registers. The registers are this side's, so only a subject that
// this side has configured can be asked.
#include <map>
#include <nlohmann/json.hpp>

#include "scenarios/probes/door.hpp"
#include "scenarios/probes/registry.hpp"
#include "simulators/centre/state_registers.hpp"

namespace proofmark::probes {
namespace {

using centre::RegisterAnswer;
using nlohmann::json;

struct Fault {
  RegisterAnswer answer;
  bool about_person;
  const char* result;  // that the check must have
};

const std::map<std::string, Fault>& faults() {
  static const std::map<std::string, Fault> all = {
      {"lost", {RegisterAnswer::lost, false, "failed"}},
      {"stolen", {RegisterAnswer::stolen, false, "failed"}},
      {"invalid", {RegisterAnswer::invalid, false, "failed"}},
      {"unknown_document", {RegisterAnswer::unknown, false, "failed"}},
      {"unknown_person", {RegisterAnswer::unknown, true, "failed"}},
      {"dead_person", {RegisterAnswer::dead, true, "failed"}},
      {"silent", {RegisterAnswer::silent, false, "undetermined"}},
      {"slow", {RegisterAnswer::slow, false, "undetermined"}},
      {"garbage", {RegisterAnswer::garbage, false, "undetermined"}},
      {"refused", {RegisterAnswer::refused, false, "undetermined"}},
      {"silent_population", {RegisterAnswer::silent, true, "undetermined"}},
  };
  return all;
}

std::set<std::string> fault_names() {
  std::set<std::string> names;
  for (const auto& [name, fault] : faults()) names.insert(name);
  return names;
}

constexpr const char* no_registers = "registers that the harness can set";

Result<reports::ProbeAnswer> answer(const ProbeTask& task, subjects::Subject& subject, const json& parameters) {
  const Fault& fault = faults().at(text_parameter(parameters, "fault"));
  const std::string check = fault.about_person ? "order.match" : "document.validity";
  const std::string expected = "refused, " + check + " not passed";
  centre::StateRegisters* registers = subject.registers();
  if (registers == nullptr) return not_offered(expected, no_registers);
  return at_the_door(task, subject, expected, [&](Door& door) -> Result<reports::ProbeAnswer> {
    Verdict verdict(expected);
    const person::CivilRecord& holder = door.person(Who::holder);
    const auto say = [&](RegisterAnswer what) {
      if (fault.about_person)
        registers->answer_person(holder.personal_code, what);
      else
        registers->answer_document(holder.document_number, what);
    };
    say(fault.answer);
    PROOFMARK_TRY(const OpenedSession session, door.begin());
    PROOFMARK_TRY(const ChipEnd end, door.present(session, Who::holder, "genuine"));
    say(RegisterAnswer::good);
    verdict.demand(end.next == "end", "after the chip: \"" + end.next + "\"");
    if (!verdict.held()) return verdict.answer("");
    PROOFMARK_TRY(const json claims, door.package(session.order));
    verdict.demand(claims.value("decision", "") == "refused", "the session " + claims.value("decision", ""));
    verdict.demand(check_result(claims, check) == fault.result, check_line(claims, check));
    return verdict.answer(check_line(claims, check));
  });
}

// Somebody whose document is refused for another reason is nobody whom a register should hear of (data minimisation).
Result<reports::ProbeAnswer> asked(const ProbeTask& task, subjects::Subject& subject, const json&) {
  const std::string expected = "the registers asked about the session's document and person, and about no stranger";
  centre::StateRegisters* registers = subject.registers();
  if (registers == nullptr) return not_offered(expected, no_registers);
  return at_the_door(task, subject, expected, [&](Door& door) -> Result<reports::ProbeAnswer> {
    Verdict verdict(expected);
    const person::CivilRecord& holder = door.person(Who::holder);
    const person::CivilRecord& other = door.person(Who::other);
    const int documents = registers->asked_document(holder.document_number);
    const int persons = registers->asked_person(holder.personal_code);
    const int strangers =
        registers->asked_document(other.document_number) + registers->asked_person(other.personal_code);
    PROOFMARK_TRY(const OpenedSession session, door.begin());
    PROOFMARK_TRY(const ChipEnd end, door.present(session, Who::holder, "genuine"));
    verdict.demand(end.next == "video", "after the chip: \"" + end.next + "\"");
    verdict.demand(registers->asked_document(holder.document_number) == documents + 1,
                   "the document register was not asked once");
    verdict.demand(registers->asked_person(holder.personal_code) == persons + 1,
                   "the population register was not asked once");
    PROOFMARK_TRY(const OpenedSession foreign, door.begin());
    SeededRandom random = task.random.derive("stranger's chip");
    auto card = task.card(Who::other, "genuine", random);
    if (!card) return fail(ours(card.error()));
    PROOFMARK_TRY(const ChipEnd refused,
                  door.read_chip(
                      foreign, [&](ByteView command) { return std::optional<Bytes>((*card)->transmit(command)); },
                      json{{"type", "card"}, {"can", other.can}}.dump()));
    verdict.demand(refused.next == "end", "after a stranger's chip: \"" + refused.next + "\"");
    verdict.demand(
        registers->asked_document(other.document_number) + registers->asked_person(other.personal_code) == strangers,
        "a stranger's data were sent to a register");
    return verdict.answer("asked");
  });
}

}  // namespace

std::vector<ProbeEntry> register_probes() {
  return {{.name = "register.answer", .run = answer, .faults = fault_names()},
          {.name = "register.asked", .run = asked}};
}

}  // namespace proofmark::probes

// A few requirements of each kind for the made-up runs.
#include "tests/reports/sample_run.hpp"

namespace proofmark::reports::sample {
namespace {

Limit limit(std::string id, double value, bool or_equal, std::string text, LimitKind kind) {
  Limit out;
  out.id = std::move(id);
  out.value = value;
  out.or_equal = or_equal;
  out.text = std::move(text);
  out.source = "made up for a test";
  out.kind = kind;
  out.checked = "not at all";
  return out;
}

Requirement requirement(std::string id, std::string source, std::string clause, std::string en, std::string lt,
                        RequirementKind kind) {
  Requirement out;
  out.id = std::move(id);
  out.source = std::move(source);
  out.clause = std::move(clause);
  out.text = {std::move(en), std::move(lt)};
  out.kind = kind;
  out.responsible = Responsible::provider;
  return out;
}

}  // namespace

Catalogue catalogue() {
  Catalogue out;
  out.sources = {{"ts119461", {"ETSI TS 119 461", "ETSI TS 119 461"}},
                 {"table", {"Table of measures", "Matavimų lentelė"}},
                 {"tender", {"Technical specification", "Techninė specifikacija"}}};
  out.limits = {
      limit("frr", 0.04, false, "one-sided 95 % upper bound below 4 %", LimitKind::borrowed),
      limit("fnmr", 0.01, true, "one-sided 95 % upper bound at most 1 %", LimitKind::borrowed),
      limit("far", 1e-4, true, "one-sided 95 % upper bound at most 0.01 %", LimitKind::borrowed),
      limit("fmr", 1e-4, true, "one-sided 95 % upper bound at most 0.01 %", LimitKind::borrowed),
      limit("group_ratio", 0.25, true, "no group's rate more than 25 % above the rate over everyone",
            LimitKind::borrowed),
      limit("apcer", 0.07, false, "one-sided 95 % upper bound below 7 %, for every species", LimitKind::borrowed),
      limit("bpcer", 0.15, true, "one-sided 95 % upper bound at most 15 %", LimitKind::borrowed),
      limit("iapar", 0.07, false, "one-sided 95 % upper bound below 7 %", LimitKind::borrowed),
      limit("injection_detection", 0.07, false, "one-sided 95 % upper bound below 7 %", LimitKind::proposed),
      limit("injection_success", 0.07, false, "no success, and a one-sided 95 % upper bound below 7 %",
            LimitKind::own_goal),
      limit("unavailability", 0.0015, true, "availability at least 99.85 %", LimitKind::tender)};
  for (Limit& one : out.limits) one.any_fails = one.id == "injection_success";
  const auto add = [&](Requirement r, std::vector<std::string> limits, std::vector<std::string> slots,
                       std::vector<std::string> scenarios) {
    r.limits = std::move(limits);
    r.slots = std::move(slots);
    r.scenarios = std::move(scenarios);
    out.requirements.push_back(std::move(r));
  };
  const auto testable = RequirementKind::testable;
  add(requirement("ts119461.VAL-8.3.2-01", "ts119461", "ETSI TS 119 461 VAL-8.3.2-01", "Transfer is protected.",
                  "Perdavimas yra apsaugotas.", testable),
      {}, {}, {"tls.version", "log.erased"});
  add(requirement("ts119461.VAL-8.3.2-02", "ts119461", "ETSI TS 119 461 VAL-8.3.2-02",
                  "The issuer's signature is validated.", "Tikrinamas išdavėjo parašas.", testable),
      {}, {}, {"document.clone", "document.dg2_exchanged"});
  add(requirement("ts119461.BIN-8.4.2-02A", "ts119461", "ETSI TS 119 461 BIN-8.4.2-02A",
                  "No recorded stream is accepted.", "Įrašytas srautas nepriimamas.", testable),
      {"injection_success"}, {}, {"injection.recording"});
  add(requirement("ts119461.BIN-8.4.2-08X", "ts119461", "ETSI TS 119 461 BIN-8.4.2-08X", "The APCER goal is met.",
                  "Pasiekiamas APCER tikslas.", RequirementKind::mechanism_and_document),
      {"apcer"}, {"lab.pad"}, {"presentation.print", "presentation.replay"});
  add(requirement("ts119461.BIN-8.4.2-09X", "ts119461", "ETSI TS 119 461 BIN-8.4.2-09X", "The BPCER goal is met.",
                  "Pasiekiamas BPCER tikslas.", testable),
      {"bpcer"}, {}, {"genuine"});
  add(requirement("ts119461.BIN-8.4.3-07X", "ts119461", "ETSI TS 119 461 BIN-8.4.3-07X", "The FAR goal is met.",
                  "Pasiekiamas FAR tikslas.", testable),
      {"far"}, {}, {"impostor.zero-effort", "impostor.twin"});
  add(requirement("ts119461.BIN-8.4.3-08X", "ts119461", "ETSI TS 119 461 BIN-8.4.3-08X", "The FRR goal is met.",
                  "Pasiekiamas FRR tikslas.", testable),
      {"frr"}, {}, {"genuine"});
  add(requirement("table.36", "table", "table 36", "No group fares more than 25 % worse.",
                  "Nė viena grupė nepatiria daugiau kaip 25 % daugiau klaidų.", testable),
      {"group_ratio"}, {}, {"genuine"});
  add(requirement("tender.7.4.15", "tender", "tender 7.4.15", "The service is available 99.85 % of the time.",
                  "Paslauga prieinama 99,85 % laiko.", testable),
      {"unavailability"}, {}, {"service.health"});
  Requirement staff = requirement("tender.6.1", "tender", "tender 6.1", "Named staff.", "Paskirti darbuotojai.",
                                  RequirementKind::document_only);
  staff.responsible = Responsible::relying_party;
  add(std::move(staff), {}, {"doc.staff"}, {});
  Requirement physical = requirement("ts119461.VAL-8.3.3-02X", "ts119461", "ETSI TS 119 461 VAL-8.3.3-02X",
                                     "The document is shown live.", "Dokumentas parodomas tiesiogiai.", testable);
  physical.not_applicable = {"The chip is the authoritative evidence here.", "Čia lustas yra patikimas įrodymas."};
  add(std::move(physical), {}, {}, {});
  EvidenceSlot lab;
  lab.id = "lab.pad";
  lab.text = {"Laboratory report, ISO/IEC 19989-3", "Laboratorijos ataskaita, ISO/IEC 19989-3"};
  lab.accreditation = true;
  lab.valid_months = 24;
  lab.clause = "ETSI TS 119 461 BIN-8.4.2-07A";
  EvidenceSlot staff_list;
  staff_list.id = "doc.staff";
  staff_list.text = {"List of named staff", "Paskirtų darbuotojų sąrašas"};
  staff_list.clause = "tender 6.1";
  out.slots = {lab, staff_list};
  return out;
}

}  // namespace proofmark::reports::sample

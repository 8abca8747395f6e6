#include "simulators/lt_pki/status.hpp"

#include "simulators/lt_pki/forms.hpp"

namespace proofmark::lt_pki {

namespace {

tl::unexpected<Error> refused(const char* clause, std::string expected, std::string observed) {
  return fail(clause, std::move(expected), std::move(observed), "Leave the certificate as it is.");
}

Bytes key_of(ByteView serial) {
  return Bytes(serial.begin(), serial.end());
}

}  // namespace

std::string_view name_of(Status status) {
  switch (status) {
    case Status::inactive:
      return "inactive";
    case Status::active:
      return "active";
    case Status::suspended:
      return "suspended";
    case Status::revoked:
      return "revoked";
  }
  return "";
}

std::string_view name_of(Cause cause) {
  switch (cause) {
    case Cause::accepted:
      return "accepted";
    case Cause::holder_asked:
      return "holder asked";
    case Cause::wrong_data:
      return "wrong data";
    case Cause::key_control_lost:
      return "control of the key lost";
    case Cause::conditions_violated:
      return "conditions violated";
    case Cause::provider_ends:
      return "provider ends";
    case Cause::authority_compromised:
      return "authority compromised";
    case Cause::holder_incapacitated:
      return "holder incapacitated";
    case Cause::holder_died:
      return "holder died";
    case Cause::law_enforcement:
      return "law enforcement";
    case Cause::suspension_ran_out:
      return "suspension ran out";
    case Cause::card_ended:
      return "card ended";
  }
  return "";
}

std::string_view name_of(Requester requester) {
  switch (requester) {
    case Requester::holder:
      return "holder";
    case Requester::law_enforcement:
      return "law enforcement";
    case Requester::provider:
      return "provider";
  }
  return "";
}

int reason_code(Cause cause) {
  switch (cause) {
    case Cause::key_control_lost:
      return 1;  // keyCompromise
    case Cause::authority_compromised:
      return 2;  // cACompromise
    case Cause::wrong_data:
      return 3;  // affiliationChanged: what the certificate says is no longer so
    case Cause::provider_ends:
    case Cause::holder_died:
    case Cause::holder_incapacitated:
    case Cause::card_ended:
      return 5;  // cessationOfOperation
    case Cause::conditions_violated:
      return 9;  // privilegeWithdrawn
    case Cause::accepted:
    case Cause::holder_asked:
    case Cause::law_enforcement:
    case Cause::suspension_ran_out:
      break;
  }
  return 0;  // unspecified
}

void StatusRegister::append(Record& record, Change change) {
  last_ = change.at;
  history_.push_back(change);
  record.changes.push_back(std::move(change));
}

Result<void> StatusRegister::enter(ByteView serial, Level issuer, Status status, Instant at) {
  if (at < last_) return refused("CP 48", "a time not before " + to_rfc3339(last_), to_rfc3339(at));
  const auto [record, added] = records_.try_emplace(key_of(serial), Record{issuer, {}});
  if (!added) return refused("RFC 5280 section 4.1.2.2", "a serial number of its own", to_hex(serial));
  append(record->second, {key_of(serial), status, at, Cause::accepted, Requester::provider});
  return {};
}

Result<StatusRegister::Record*> StatusRegister::changing(ByteView serial, Instant at) {
  const auto record = records_.find(key_of(serial));
  if (record == records_.end()) return refused("CP 47.2", "a certificate of this provider", to_hex(serial));
  if (at < last_) return refused("CP 48", "a time not before " + to_rfc3339(last_), to_rfc3339(at));
  if (record->second.changes.back().to == Status::revoked)
    return refused("CP 47.4", "a certificate that is not revoked",
                   "revoked since " + to_rfc3339(record->second.changes.back().at));
  return &record->second;
}

Result<void> StatusRegister::activate(ByteView serial, Instant at) {
  PROOFMARK_TRY(Record* const record, changing(serial, at));
  if (record->changes.back().to != Status::inactive)
    return refused("CPS 62", "an inactive certificate", std::string(name_of(record->changes.back().to)));
  append(*record, {key_of(serial), Status::active, at, Cause::accepted, Requester::holder});
  return {};
}

Result<void> StatusRegister::suspend(ByteView serial, Cause cause, Requester by, Instant at) {
  PROOFMARK_TRY(Record* const record, changing(serial, at));
  if (record->changes.back().to != Status::active)
    return refused("CPS 68", "an active certificate", std::string(name_of(record->changes.back().to)));
  if (cause != Cause::holder_asked && cause != Cause::law_enforcement && cause != Cause::wrong_data &&
      cause != Cause::key_control_lost)
    return refused("CPS 68", "one of the causes 68.1 to 68.3", std::string(name_of(cause)));
  append(*record, {key_of(serial), Status::suspended, at, cause, by});
  return {};
}

Result<void> StatusRegister::lift(ByteView serial, Requester by, Instant at) {
  PROOFMARK_TRY(Record* const record, changing(serial, at));
  const Change& last = record->changes.back();
  if (last.to != Status::suspended) return refused("CPS 72", "a suspended certificate", std::string(name_of(last.to)));
  // The holder, or the authority at whose request it was suspended; a suspension that law enforcement asked for is
  // not the holder's to lift.
  if (by == Requester::provider || (last.by == Requester::law_enforcement) != (by == Requester::law_enforcement))
    return refused("CPS 72", "a request of who may lift it", std::string(name_of(by)));
  if (at >= add_months(last.at, 1)) return refused("CPS 73", "a request within one month", to_rfc3339(at));
  append(*record, {key_of(serial), Status::active, at, last.cause, by});
  return {};
}

Result<void> StatusRegister::revoke(ByteView serial, Cause cause, Requester by, Instant at) {
  PROOFMARK_TRY(Record* const record, changing(serial, at));
  if (cause == Cause::accepted)
    return refused("CPS 64", "one of the causes 64.1 to 64.10", std::string(name_of(cause)));
  append(*record, {key_of(serial), Status::revoked, at, cause, by});
  return {};
}

std::optional<StatusRegister::Deadline> StatusRegister::next_deadline() const {
  std::optional<Deadline> first;
  for (const auto& [serial, record] : records_) {
    const Change& last = record.changes.back();
    if (last.to != Status::suspended) continue;
    const Instant at = add_months(last.at, 1);
    if (!first || at < first->at) first = Deadline{serial, at};
  }
  return first;
}

std::optional<Change> StatusRegister::state_at(ByteView serial, Instant at) const {
  const auto record = records_.find(key_of(serial));
  if (record == records_.end()) return std::nullopt;
  std::optional<Change> state;
  for (const Change& change : record->second.changes)
    if (change.at <= at) state = change;
  return state;
}

std::vector<Change> StatusRegister::not_valid_at(Level issuer, Instant at) const {
  std::vector<Change> found;
  for (const auto& [serial, record] : records_) {
    if (record.issuer != issuer) continue;
    const auto state = state_at(serial, at);
    if (state && state->to != Status::active) found.push_back(*state);
  }
  return found;
}

std::optional<Level> StatusRegister::issuer_of(ByteView serial) const {
  const auto record = records_.find(key_of(serial));
  if (record == records_.end()) return std::nullopt;
  return record->second.issuer;
}

}  // namespace proofmark::lt_pki

// The state of each certificate over time: inactive until its holder has accepted it, active, suspended, revoked.
// A change takes effect when it is made, never before (CP 48); revocation is for ever (CP 47.4).
#pragma once
#include <map>
#include <optional>
#include <vector>

#include "common/bytes.hpp"
#include "common/clock.hpp"
#include "simulators/lt_pki/profile.hpp"

namespace proofmark::lt_pki {

enum class Status { inactive, active, suspended, revoked };
[[nodiscard]] std::string_view name_of(Status status);

// Why a status changes.
enum class Cause {
  accepted,               // CPS 62
  holder_asked,           // CPS 64.1, 68.1, 72
  wrong_data,             // CPS 64.2, 68.3, 59
  key_control_lost,       // CPS 64.3, 68.3
  conditions_violated,    // CPS 64.4
  provider_ends,          // CPS 64.5
  authority_compromised,  // CPS 64.6
  holder_incapacitated,   // CPS 64.7
  holder_died,            // CPS 64.8
  law_enforcement,        // CPS 68.2, 72
  suspension_ran_out,     // CPS 73
  card_ended,             // CPS 67
};
[[nodiscard]] std::string_view name_of(Cause cause);
[[nodiscard]] int reason_code(Cause cause);  // CRLReason, RFC 5280 section 5.3.1

// Who asked for it.
enum class Requester { holder, law_enforcement, provider };
[[nodiscard]] std::string_view name_of(Requester requester);

struct Change {
  Bytes serial;
  Status to = Status::inactive;
  Instant at;
  Cause cause = Cause::accepted;
  Requester by = Requester::provider;
};

class StatusRegister {
 public:
  // A new certificate: inactive for a person, active for an authority.
  [[nodiscard]] Result<void> enter(ByteView serial, Level issuer, Status status, Instant at);

  // Errors name the rule: an unknown certificate, a change that its state does not allow, a time before the last one
  // (CP 48), a requester who may not ask.
  [[nodiscard]] Result<void> activate(ByteView serial, Instant at);
  [[nodiscard]] Result<void> suspend(ByteView serial, Cause cause, Requester by, Instant at);
  // Only for who asked for the suspension (CPS 72), and only within the month (CPS 73).
  [[nodiscard]] Result<void> lift(ByteView serial, Requester by, Instant at);
  [[nodiscard]] Result<void> revoke(ByteView serial, Cause cause, Requester by, Instant at);

  // The suspension whose month ends first, and when; nothing when none is.
  struct Deadline {
    Bytes serial;
    Instant at;
  };
  [[nodiscard]] std::optional<Deadline> next_deadline() const;

  // The state at a moment that is not later than the last change; nothing for a serial that was not entered by then.
  [[nodiscard]] std::optional<Change> state_at(ByteView serial, Instant at) const;
  // All certificates of this level that nobody may rely on at that moment, by serial: suspended, revoked, and those
  // not yet active (project-chosen: the order says that an inactive certificate is not valid, not how that is shown).
  [[nodiscard]] std::vector<Change> not_valid_at(Level issuer, Instant at) const;
  [[nodiscard]] std::optional<Level> issuer_of(ByteView serial) const;
  [[nodiscard]] const std::vector<Change>& history() const { return history_; }

 private:
  struct Record {
    Level issuer = Level::issuing;
    std::vector<Change> changes;  // oldest first; the first is the entry
  };
  [[nodiscard]] Result<Record*> changing(ByteView serial, Instant at);
  void append(Record& record, Change change);

  std::map<Bytes, Record> records_;
  std::vector<Change> history_;
  Instant last_{};
};

}  // namespace proofmark::lt_pki

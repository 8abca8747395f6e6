// The certification service provider as it runs: it issues, takes requests about the status of certificates, carries
// them out after the checks of CPS 48 to 54, answers about status and keeps its log, all on the clock that it is given.
#pragma once
#include <memory>
#include <mutex>

#include "simulators/lt_pki/hierarchy.hpp"
#include "simulators/lt_pki/journal.hpp"
#include "simulators/lt_pki/lists.hpp"
#include "simulators/lt_pki/ocsp.hpp"
#include "simulators/lt_pki/status.hpp"

namespace proofmark::lt_pki {

enum class Action { activate, suspend, lift, revoke };
[[nodiscard]] std::string_view name_of(Action action);

struct StatusRequest {
  Bytes serial;
  Action action = Action::suspend;
  Cause cause = Cause::holder_asked;  // of suspension and revocation
  Requester by = Requester::holder;
};

// What the registration office found out about who asks: the four checks of CPS 53 and 54.
struct IdentityChecks {
  bool person_matches_document = false;  // compared directly or by equivalent means
  bool document_genuine_and_valid = false;
  bool request_matches_document = false;
  bool request_matches_register = false;
};

struct RequestRecord {
  std::uint64_t number = 0;
  StatusRequest request;
  Instant received;
  std::optional<Instant> decided;
  bool done = false;  // carried out, else refused once it is decided
};

// Safe to use from several threads.
class Provider {
 public:
  // Lists begin at midnight of the day on which the provider starts.
  [[nodiscard]] static Result<std::unique_ptr<Provider>> create(Profile profile, const SeededRandom& seed,
                                                                std::shared_ptr<const Clock> clock);

  [[nodiscard]] const Hierarchy& hierarchy() const { return hierarchy_; }

  // A certificate over this key, inactive until it is accepted (CPS 62).
  [[nodiscard]] Result<pki::Certificate> issue(Purpose purpose, const person::CivilRecord& civil, const pki::Key& key);

  // A request is received at once, and carried out when the asker has been checked; the status changes at that moment.
  [[nodiscard]] std::uint64_t receive(const StatusRequest& request);
  // Errors: unknown or decided already, a check that the request needs has failed, or the status does not allow it.
  [[nodiscard]] Result<void> decide(std::uint64_t number, const IdentityChecks& checks);
  [[nodiscard]] std::vector<RequestRecord> requests() const;
  // Those that were not decided within one day (CP 47.3), so far or when they were decided.
  [[nodiscard]] std::vector<std::uint64_t> overdue() const;
  // When the change stood in a list for the first time after it: on the next delta list; by base lists alone, later.
  [[nodiscard]] std::optional<Instant> listed_at(std::uint64_t number, bool base_lists_alone) const;

  // The state now; nothing for a certificate of somebody else.
  [[nodiscard]] std::optional<Change> state_of(ByteView serial) const;
  [[nodiscard]] Result<Bytes> base_list(Level level) const;  // DER, the one that is current now
  [[nodiscard]] Result<Bytes> delta_list() const;            // DER, issuing level
  // Always a response, DER; what is wrong with the request is said in it (RFC 6960 section 4.2.1).
  [[nodiscard]] Bytes answer(ByteView ocsp_request) const;
  // The operations log so far, signed (CPS 82).
  [[nodiscard]] Result<Bytes> signed_journal() const;

 private:
  Provider(Hierarchy hierarchy, SeededRandom random, std::shared_ptr<const Clock> clock);
  void catch_up() const;
  void publish_until(Instant until) const;
  [[nodiscard]] Result<void> carry_out(const StatusRequest& request, Instant now);
  [[nodiscard]] Result<Bytes> answer_query(const StatusQuery& query, Instant now) const;

  Hierarchy hierarchy_;
  SeededRandom seed_;
  std::shared_ptr<const Clock> clock_;
  Instant start_;
  std::vector<RequestRecord> requests_;

  // What time alone changes: suspensions that run out, lists that fall due, answers that are logged.
  mutable std::mutex mutex_;
  mutable SeededRandom serials_, salts_;
  mutable StatusRegister status_;
  mutable Journal journal_;
  mutable Instant published_until_;
  mutable std::map<Level, Authority> responders_;
};

}  // namespace proofmark::lt_pki

#include "simulators/lt_pki/provider.hpp"

#include <algorithm>

#include "common/asn1/der.hpp"

namespace proofmark::lt_pki {

namespace {

using std::chrono::hours;

Result<void> check_identity(const StatusRequest& request, const IdentityChecks& checks) {
  const auto needs = [](const char* clause, const char* what, bool found) -> Result<void> {
    if (found) return {};
    return fail(clause, what, "a check that failed", "Refuse the request.");
  };
  // CPS 52: an institution shows its powers and says which certificate and why; the provider acts on its own findings.
  if (request.by != Requester::holder) return {};
  // CPS 50 looks at the document alone; CPS 51, by telephone, at data that the register confirms.
  if (request.action == Action::suspend)
    return needs("CPS 50, 51", "a genuine and valid document, or data that the register confirms",
                 checks.document_genuine_and_valid || checks.request_matches_register);
  const char* clause = request.action == Action::lift       ? "CPS 53"
                       : request.action == Action::activate ? "CPS 54"
                                                            : "CPS 48";
  PROOFMARK_CHECK(needs(clause, "a person who matches the document", checks.person_matches_document));
  PROOFMARK_CHECK(needs(clause, "a genuine and valid document", checks.document_genuine_and_valid));
  PROOFMARK_CHECK(needs(clause, "a request that matches the document", checks.request_matches_document));
  return needs(clause, "a request that matches the population register", checks.request_matches_register);
}

}  // namespace

std::string_view name_of(Action action) {
  switch (action) {
    case Action::activate:
      return "activate";
    case Action::suspend:
      return "suspend";
    case Action::lift:
      return "lift the suspension of";
    case Action::revoke:
      return "revoke";
  }
  return "";
}

Provider::Provider(Hierarchy hierarchy, SeededRandom random, std::shared_ptr<const Clock> clock)
    : hierarchy_(std::move(hierarchy)),
      seed_(std::move(random)),
      clock_(std::move(clock)),
      start_(std::chrono::floor<std::chrono::days>(clock_->now())),
      serials_(seed_.derive("serials")),
      salts_(seed_.derive("salts of answers")),
      published_until_(start_ - std::chrono::seconds(1)) {}

Result<std::unique_ptr<Provider>> Provider::create(Profile profile, const SeededRandom& seed,
                                                   std::shared_ptr<const Clock> clock) {
  PROOFMARK_TRY(Hierarchy hierarchy, Hierarchy::create(std::move(profile), seed, clock->now()));
  // std::make_unique cannot reach the private constructor.
  std::unique_ptr<Provider> provider(
      new Provider(std::move(hierarchy), seed.derive("provider"), std::move(clock)));  // NOLINT
  for (const Level level : kLevels) {
    const Authority& authority = provider->hierarchy_.authority(level);
    if (level != Level::root) {
      PROOFMARK_CHECK(provider->status_.enter(authority.certificate.serial(), parent_of(level), Status::active,
                                              authority.certificate.not_before()));
    }
    provider->journal_.add(provider->start_, Event::key_generated, "key of " + authority.certificate.subject());
  }
  return provider;
}

void Provider::publish_until(Instant until) const {
  const Profile& profile = hierarchy_.profile();
  while (true) {
    const Instant next =
        published_until_ < start_ ? start_ : delta_list_dates(profile, start_, published_until_).next_publication;
    if (next > until) break;
    for (const Level level : kLevels) {
      const ListDates dates = base_list_dates(profile, level, start_, next);
      // Lists of the offline levels fall between two of the issuing level's, and are logged with the next of those.
      if (dates.this_update > published_until_)
        journal_.add(dates.this_update, Event::list_published,
                     std::string(name_of(level)) + " base list " + std::to_string(dates.number));
    }
    journal_.add(next, Event::list_published,
                 "IssuingCA delta list " + std::to_string(delta_list_dates(profile, start_, next).number));
    published_until_ = next;
  }
}

// Brings register and log to the clock's time: every event at its own moment, in order.
void Provider::catch_up() const {
  const Instant now = clock_->now();
  for (auto deadline = status_.next_deadline(); deadline && deadline->at <= now; deadline = status_.next_deadline()) {
    publish_until(deadline->at);
    const auto revoked = status_.revoke(deadline->serial, Cause::suspension_ran_out, Requester::provider, deadline->at);
    if (!revoked) break;  // a suspended certificate can be revoked; without this a fault would loop for ever
    journal_.add(deadline->at, Event::status_changed, "revoke " + to_hex(deadline->serial) + ": suspension ran out");
  }
  publish_until(now);
}

Result<pki::Certificate> Provider::issue(Purpose purpose, const person::CivilRecord& civil, const pki::Key& key) {
  const std::lock_guard lock(mutex_);
  catch_up();
  const Instant now = clock_->now();
  const std::string kind = purpose == Purpose::qualified ? "qualified" : "authentication";
  journal_.add(now, Event::certificate_requested, kind);
  const Bytes serial = draw_serial(serials_);
  PROOFMARK_TRY(pki::Certificate certificate, hierarchy_.issue(purpose, civil, key, serial, now));
  PROOFMARK_CHECK(status_.enter(serial, Level::issuing, Status::inactive, now));
  journal_.add(now, Event::certificate_made, kind + " " + to_hex(serial));
  return certificate;
}

std::uint64_t Provider::receive(const StatusRequest& request) {
  const std::lock_guard lock(mutex_);
  catch_up();
  RequestRecord record;
  record.number = requests_.size() + 1;
  record.request = request;
  record.received = clock_->now();
  requests_.push_back(record);
  journal_.add(record.received, Event::status_requested,
               std::to_string(record.number) + ": " + std::string(name_of(request.action)) + " " +
                   to_hex(request.serial) + " by " + std::string(name_of(request.by)));
  return record.number;
}

Result<void> Provider::carry_out(const StatusRequest& request, Instant now) {
  switch (request.action) {
    case Action::activate:
      return status_.activate(request.serial, now);
    case Action::suspend:
      return status_.suspend(request.serial, request.cause, request.by, now);
    case Action::lift:
      return status_.lift(request.serial, request.by, now);
    case Action::revoke:
      return status_.revoke(request.serial, request.cause, request.by, now);
  }
  return {};
}

Result<void> Provider::decide(std::uint64_t number, const IdentityChecks& checks) {
  const std::lock_guard lock(mutex_);
  catch_up();
  if (number == 0 || number > requests_.size() || requests_[number - 1].decided)
    return fail("CP 47.1", "a request that waits for its decision", std::to_string(number), "Give its number.");
  RequestRecord& record = requests_[number - 1];
  const Instant now = clock_->now();
  record.decided = now;
  Result<void> done = check_identity(record.request, checks);
  if (done) done = carry_out(record.request, now);
  record.done = done.has_value();
  const std::string what =
      std::to_string(number) + ": " + std::string(name_of(record.request.action)) + " " + to_hex(record.request.serial);
  if (done)
    journal_.add(now, Event::status_changed, what + ": " + std::string(name_of(record.request.cause)));
  else
    journal_.add(now, Event::request_refused, what + ": " + done.error().clause);
  return done;
}

std::vector<RequestRecord> Provider::requests() const {
  const std::lock_guard lock(mutex_);
  return requests_;
}

std::vector<std::uint64_t> Provider::overdue() const {
  const std::lock_guard lock(mutex_);
  std::vector<std::uint64_t> late;
  for (const RequestRecord& record : requests_)
    if (record.decided.value_or(clock_->now()) - record.received > hours(24)) late.push_back(record.number);
  return late;
}

std::optional<Instant> Provider::listed_at(std::uint64_t number, bool base_lists_alone) const {
  const std::lock_guard lock(mutex_);
  if (number == 0 || number > requests_.size() || !requests_[number - 1].done) return std::nullopt;
  const Instant changed = *requests_[number - 1].decided;
  const Profile& profile = hierarchy_.profile();
  const ListDates dates = base_lists_alone ? base_list_dates(profile, Level::issuing, start_, changed)
                                           : delta_list_dates(profile, start_, changed);
  return dates.this_update == changed ? dates.this_update : dates.next_publication;
}

std::optional<Change> Provider::state_of(ByteView serial) const {
  const std::lock_guard lock(mutex_);
  catch_up();
  return status_.state_at(serial, clock_->now());
}

Result<Bytes> Provider::base_list(Level level) const {
  const std::lock_guard lock(mutex_);
  catch_up();
  return lt_pki::base_list(hierarchy_, status_, level, start_, clock_->now(), seed_);
}

Result<Bytes> Provider::delta_list() const {
  const std::lock_guard lock(mutex_);
  catch_up();
  return lt_pki::delta_list(hierarchy_, status_, start_, clock_->now(), seed_);
}

Result<Bytes> Provider::answer_query(const StatusQuery& query, Instant now) const {
  // One answer has one signer: that of the first certificate's issuer. Certificates of other issuers are unknown to it.
  const auto issuer = std::find_if(std::begin(kLevels), std::end(kLevels), [&](Level level) {
    return query.certificates.front().issued_by(hierarchy_.authority(level));
  });
  if (issuer == std::end(kLevels)) return error_response(QueryError::unauthorized);
  if (!responders_.contains(*issuer)) {
    PROOFMARK_TRY(Authority signer, hierarchy_.responder(*issuer));
    responders_.emplace(*issuer, std::move(signer));
  }
  std::vector<StatusAnswer> answers;
  for (const CertificateId& id : query.certificates) {
    StatusAnswer answer;
    answer.certificate = id;
    const auto state = status_.state_at(id.serial, now);
    if (state && id.issued_by(hierarchy_.authority(*issuer)) && status_.issuer_of(id.serial) == *issuer) {
      answer.kind = state->to == Status::active ? AnswerKind::good : AnswerKind::revoked;
      answer.revoked_at = state->at;
      answer.reason = state->to == Status::revoked ? reason_code(state->cause) : 6;  // certificateHold
    }
    static constexpr const char* kKinds[] = {"good", "revoked", "unknown"};
    journal_.add(now, Event::status_asked, to_hex(id.serial) + ": " + kKinds[static_cast<std::size_t>(answer.kind)]);
    answers.push_back(std::move(answer));
  }
  return make_response(hierarchy_.profile().scheme, responders_.at(*issuer), now, answers, query.nonce, salts_);
}

Bytes Provider::answer(ByteView ocsp_request) const {
  const std::lock_guard lock(mutex_);
  catch_up();
  const auto query = parse_query(ocsp_request);
  if (!query) return error_response(QueryError::malformed);
  const auto response = answer_query(*query, clock_->now());
  return response ? *response : error_response(QueryError::internal);
}

Result<Bytes> Provider::signed_journal() const {
  const std::lock_guard lock(mutex_);
  catch_up();
  PROOFMARK_TRY(const Authority signer, hierarchy_.journal_signer());
  return journal_.sign(signer, clock_->now());
}

}  // namespace proofmark::lt_pki

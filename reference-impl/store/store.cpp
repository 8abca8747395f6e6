#include "reference-impl/store/store.hpp"

#include <mutex>

#include "reference-impl/store/database.hpp"
#include "reference-impl/weakness/weakness.hpp"

namespace proofmark::store {
namespace {

constexpr const char* schema = R"sql(
CREATE TABLE orders(
  id TEXT PRIMARY KEY, reference TEXT NOT NULL, given_names TEXT NOT NULL, surname TEXT NOT NULL,
  personal_code TEXT NOT NULL, document_number TEXT NOT NULL, token_hash TEXT NOT NULL UNIQUE,
  created_at INTEGER NOT NULL, expires_at INTEGER NOT NULL,
  state TEXT NOT NULL CHECK(state IN ('waiting','in_progress','decided','expired')),
  session TEXT UNIQUE) STRICT;
CREATE INDEX orders_reference ON orders(reference);
CREATE TABLE sessions(
  id TEXT PRIMARY KEY, order_id TEXT NOT NULL UNIQUE REFERENCES orders(id), key_hash TEXT NOT NULL,
  state TEXT NOT NULL CHECK(state IN
    ('consent','chip','chip_running','video','video_running','completed','ended')),
  created_at INTEGER NOT NULL, expires_at INTEGER NOT NULL, consent_at INTEGER, language TEXT NOT NULL) STRICT;
CREATE TABLE decisions(
  session TEXT PRIMARY KEY REFERENCES sessions(id), decided_at INTEGER NOT NULL,
  decision TEXT NOT NULL CHECK(decision IN ('accepted','refused')),
  evidence TEXT NOT NULL, package TEXT NOT NULL) STRICT;
CREATE TABLE checks(
  session TEXT NOT NULL REFERENCES decisions(session), position INTEGER NOT NULL, id TEXT NOT NULL,
  result TEXT NOT NULL CHECK(result IN ('passed','failed','undetermined','not_performed')),
  reason TEXT NOT NULL, PRIMARY KEY(session, position), UNIQUE(session, id)) STRICT;
CREATE TABLE actions(
  session TEXT NOT NULL REFERENCES decisions(session), number INTEGER NOT NULL, action TEXT NOT NULL,
  asked_at_ms INTEGER NOT NULL, window_ms INTEGER NOT NULL, answered_at_ms INTEGER, result TEXT NOT NULL,
  PRIMARY KEY(session, number)) STRICT;
)sql";

constexpr const char* order_columns =
    "SELECT id, reference, given_names, surname, personal_code, document_number, token_hash, created_at, expires_at, "
    "state, session FROM orders ";
constexpr const char* session_columns =
    "SELECT id, order_id, key_hash, state, created_at, expires_at, consent_at, language FROM sessions ";

std::int64_t to_number(Instant t) {
  return t.time_since_epoch().count();
}

Instant to_instant(std::int64_t number) {
  return Instant(Duration(number));
}

Order read_order(const Statement& row) {
  return {.id = row.text(0),
          .reference = row.text(1),
          .given_names = row.text(2),
          .surname = row.text(3),
          .personal_code = row.text(4),
          .document_number = row.text(5),
          .token_hash = row.text(6),
          .created_at = to_instant(row.number(7)),
          .expires_at = to_instant(row.number(8)),
          .state = row.text(9),
          .session = row.text(10)};
}

Session read_session(const Statement& row) {
  Session session{.id = row.text(0),
                  .order = row.text(1),
                  .key_hash = row.text(2),
                  .state = row.text(3),
                  .created_at = to_instant(row.number(4)),
                  .expires_at = to_instant(row.number(5)),
                  .consent_at = std::nullopt,
                  .language = row.text(7)};
  if (!row.null(6)) session.consent_at = to_instant(row.number(6));
  return session;
}

Result<void> prepare_schema(Database& database, const std::filesystem::path& file) {
  PROOFMARK_TRY(auto transaction, Transaction::begin(database));
  std::int64_t version = 0;
  {
    PROOFMARK_TRY(auto query, Statement::prepare(database, "PRAGMA user_version"));
    PROOFMARK_TRY(const bool row, query.step());
    if (row) version = query.number(0);
  }
  if (version == 0) {
    PROOFMARK_CHECK(database.execute(schema));
    PROOFMARK_CHECK(database.execute("PRAGMA user_version=" + std::to_string(schema_version)));
  } else if (version != schema_version) {
    return fail("store schema", "version " + std::to_string(schema_version) + " in " + file.string(),
                "version " + std::to_string(version), "Use the program that wrote it, or another state folder.");
  }
  return transaction.commit();
}

}  // namespace

struct Store::State {
  explicit State(Database opened) : database(std::move(opened)) {}
  mutable std::mutex mutex;
  mutable Database database;

  Result<std::optional<Order>> order_where(const char* condition, const std::string& value) const {
    const std::scoped_lock lock(mutex);
    PROOFMARK_TRY(auto query, Statement::prepare(database, (std::string(order_columns) + condition).c_str()));
    PROOFMARK_TRY(const bool row, query.bind(value).step());
    if (!row) return std::optional<Order>{};
    return std::optional<Order>(read_order(query));
  }

  Result<std::optional<std::string>> text_where(const char* sql, const std::string& value) const {
    const std::scoped_lock lock(mutex);
    PROOFMARK_TRY(auto query, Statement::prepare(database, sql));
    PROOFMARK_TRY(const bool row, query.bind(value).step());
    if (!row) return std::optional<std::string>{};
    return std::optional<std::string>(query.text(0));
  }
};

Store::Store(std::unique_ptr<State> state) : state_(std::move(state)) {}
Store::~Store() = default;

Result<std::shared_ptr<Store>> Store::open(const std::filesystem::path& file) {
  PROOFMARK_TRY(Database database, Database::open(file));
  PROOFMARK_CHECK(prepare_schema(database, file));
  return std::shared_ptr<Store>(new Store(std::make_unique<State>(std::move(database))));
}

Result<void> Store::add_order(const Order& order) {
  const std::scoped_lock lock(state_->mutex);
  PROOFMARK_TRY(auto insert, Statement::prepare(state_->database,
                                                "INSERT INTO orders(id, reference, given_names, surname, personal_code,"
                                                " document_number, token_hash, created_at, expires_at, state)"
                                                " VALUES(?,?,?,?,?,?,?,?,?,'waiting')"));
  insert.bind(order.id).bind(order.reference).bind(order.given_names).bind(order.surname).bind(order.personal_code);
  insert.bind(order.document_number).bind(order.token_hash);
  return insert.bind(to_number(order.created_at)).bind(to_number(order.expires_at)).run();
}

Result<std::int64_t> Store::orders_with_reference(const std::string& reference) const {
  const std::scoped_lock lock(state_->mutex);
  PROOFMARK_TRY(auto query, Statement::prepare(state_->database, "SELECT count(*) FROM orders WHERE reference=?"));
  PROOFMARK_TRY(const bool row, query.bind(reference).step());
  return row ? query.number(0) : std::int64_t{0};
}

Result<std::optional<Order>> Store::find_order(const std::string& id) const {
  return state_->order_where("WHERE id=?", id);
}

Result<std::optional<Order>> Store::find_order_by_token(const std::string& token_hash) const {
  return state_->order_where("WHERE token_hash=?", token_hash);
}

Result<void> Store::expire_orders(Instant now) {
  const std::scoped_lock lock(state_->mutex);
  PROOFMARK_TRY(auto update, Statement::prepare(state_->database,
                                                "UPDATE orders SET state='expired' "
                                                "WHERE state='waiting' AND expires_at<=?"));
  return update.bind(to_number(now)).run();
}

Result<bool> Store::open_session(const Session& session) {
  const std::scoped_lock lock(state_->mutex);
  Database& database = state_->database;
  PROOFMARK_TRY(auto transaction, Transaction::begin(database));
  {
    PROOFMARK_TRY(auto update, Statement::prepare(database,
                                                  "UPDATE orders SET state='in_progress', session=? "
                                                  "WHERE id=? AND state='waiting' AND expires_at>?"));
    PROOFMARK_CHECK(update.bind(session.id).bind(session.order).bind(to_number(session.created_at)).run());
  }
  if (database.changed_rows() != 1) return false;
  PROOFMARK_TRY(auto insert, Statement::prepare(database,
                                                "INSERT INTO sessions(id, order_id, key_hash, state, created_at,"
                                                " expires_at, language) VALUES(?,?,?,'consent',?,?,'')"));
  insert.bind(session.id).bind(session.order).bind(session.key_hash);
  PROOFMARK_CHECK(insert.bind(to_number(session.created_at)).bind(to_number(session.expires_at)).run());
  PROOFMARK_CHECK(transaction.commit());
  return true;
}

Result<std::optional<Session>> Store::find_session(const std::string& id) const {
  const std::scoped_lock lock(state_->mutex);
  PROOFMARK_TRY(auto query,
                Statement::prepare(state_->database, (std::string(session_columns) + "WHERE id=?").c_str()));
  PROOFMARK_TRY(const bool row, query.bind(id).step());
  if (!row) return std::optional<Session>{};
  return std::optional<Session>(read_session(query));
}

Result<bool> Store::advance(const std::string& session, std::string_view from, std::string_view to) {
  const std::scoped_lock lock(state_->mutex);
  PROOFMARK_TRY(auto update,
                Statement::prepare(state_->database, "UPDATE sessions SET state=? WHERE id=? AND state=?"));
  PROOFMARK_CHECK(update.bind(std::string(to)).bind(session).bind(std::string(from)).run());
  return state_->database.changed_rows() == 1;
}

Result<bool> Store::record_consent(const std::string& session, Instant at, const std::string& language) {
  const std::scoped_lock lock(state_->mutex);
  PROOFMARK_TRY(auto update, Statement::prepare(state_->database,
                                                "UPDATE sessions SET state='chip', consent_at=?, language=? "
                                                "WHERE id=? AND state='consent'"));
  const Instant recorded = PROOFMARK_WEAKNESS(consent_time_not_recorded) ? Instant{} : at;
  PROOFMARK_CHECK(update.bind(to_number(recorded)).bind(language).bind(session).run());
  return state_->database.changed_rows() == 1;
}

Result<std::vector<Session>> Store::unfinished_sessions() const {
  const std::scoped_lock lock(state_->mutex);
  PROOFMARK_TRY(
      auto query,
      Statement::prepare(
          state_->database,
          (std::string(session_columns) + "WHERE state NOT IN ('completed','ended') ORDER BY created_at, id").c_str()));
  std::vector<Session> found;
  for (;;) {
    PROOFMARK_TRY(const bool row, query.step());
    if (!row) return found;
    found.push_back(read_session(query));
  }
}

Result<bool> Store::record_decision(const DecisionRecord& record) {
  const std::scoped_lock lock(state_->mutex);
  Database& database = state_->database;
  PROOFMARK_TRY(auto transaction, Transaction::begin(database));
  {
    PROOFMARK_TRY(auto update, Statement::prepare(database,
                                                  "UPDATE sessions SET state=? WHERE id=? "
                                                  "AND state NOT IN ('completed','ended')"));
    PROOFMARK_CHECK(update.bind(record.final_state).bind(record.session).run());
  }
  if (database.changed_rows() != 1) return false;
  {
    PROOFMARK_TRY(auto insert, Statement::prepare(database,
                                                  "INSERT INTO decisions(session, decided_at, decision, "
                                                  "evidence, package) VALUES(?,?,?,?,?)"));
    insert.bind(record.session).bind(to_number(record.decided_at)).bind(record.accepted ? "accepted" : "refused");
    PROOFMARK_CHECK(insert.bind(record.evidence).bind(record.package).run());
  }
  std::int64_t position = 0;
  for (const decision::Check& check : record.checks) {
    PROOFMARK_TRY(auto insert, Statement::prepare(database, "INSERT INTO checks VALUES(?,?,?,?,?)"));
    insert.bind(record.session).bind(++position).bind(check.id);
    PROOFMARK_CHECK(insert.bind(std::string(name_of(check.result))).bind(check.reason).run());
  }
  for (const ActionRow& action : record.actions) {
    PROOFMARK_TRY(auto insert, Statement::prepare(database, "INSERT INTO actions VALUES(?,?,?,?,?,?,?)"));
    insert.bind(record.session).bind(std::int64_t{action.number}).bind(action.action).bind(action.asked_at_ms);
    PROOFMARK_CHECK(insert.bind(action.window_ms).bind(action.answered_at_ms).bind(action.result).run());
  }
  {
    PROOFMARK_TRY(auto update, Statement::prepare(database, "UPDATE orders SET state='decided' WHERE session=?"));
    PROOFMARK_CHECK(update.bind(record.session).run());
  }
  PROOFMARK_CHECK(transaction.commit());
  return true;
}

Result<std::optional<std::string>> Store::find_package(const std::string& order) const {
  return state_->text_where(
      "SELECT package FROM decisions JOIN orders ON orders.session=decisions.session WHERE orders.id=?", order);
}

Result<std::optional<std::string>> Store::find_evidence(const std::string& session) const {
  return state_->text_where("SELECT evidence FROM decisions WHERE session=?", session);
}

}  // namespace proofmark::store

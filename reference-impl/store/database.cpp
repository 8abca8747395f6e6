#include "reference-impl/store/database.hpp"

#include <utility>

namespace proofmark::store {
namespace {

// SQLITE_TRANSIENT is an old-style cast of -1; this is the same value.
sqlite3_destructor_type copied() {
  return reinterpret_cast<sqlite3_destructor_type>(std::intptr_t{-1});
}

}  // namespace

Result<Database> Database::open(const std::filesystem::path& file) {
  sqlite3* handle = nullptr;
  const int code = sqlite3_open_v2(file.c_str(), &handle,
                                   SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_FULLMUTEX, nullptr);
  Database database(handle);
  if (code != SQLITE_OK) return database.problem("to open the database " + file.string());
  sqlite3_extended_result_codes(handle, 1);
  sqlite3_busy_timeout(handle, 5000);
  PROOFMARK_CHECK(database.execute("PRAGMA journal_mode=WAL"));
  PROOFMARK_CHECK(database.execute("PRAGMA synchronous=FULL"));
  PROOFMARK_CHECK(database.execute("PRAGMA foreign_keys=ON"));
  return Result<Database>(std::move(database));
}

Database::~Database() {
  sqlite3_close(handle_);
}
Database::Database(Database&& other) noexcept : handle_(std::exchange(other.handle_, nullptr)) {}

Result<void> Database::execute(const std::string& sql) {
  if (sqlite3_exec(handle_, sql.c_str(), nullptr, nullptr, nullptr) != SQLITE_OK) return problem("to execute SQL");
  return {};
}

int Database::changed_rows() const {
  return sqlite3_changes(handle_);
}

tl::unexpected<Error> Database::problem(const std::string& expected) const {
  return fail("store", expected, handle_ != nullptr ? sqlite3_errmsg(handle_) : "no memory",
              "Check the state folder's rights and free space.");
}

Result<Transaction> Transaction::begin(Database& database) {
  PROOFMARK_CHECK(database.execute("BEGIN IMMEDIATE"));
  return Result<Transaction>(Transaction(database));
}

Transaction::~Transaction() {
  if (database_ != nullptr) static_cast<void>(database_->execute("ROLLBACK"));
}
Transaction::Transaction(Transaction&& other) noexcept : database_(std::exchange(other.database_, nullptr)) {}

Result<void> Transaction::commit() {
  PROOFMARK_CHECK(database_->execute("COMMIT"));
  database_ = nullptr;
  return {};
}

Result<Statement> Statement::prepare(Database& database, const char* sql) {
  sqlite3_stmt* statement = nullptr;
  if (sqlite3_prepare_v2(database.get(), sql, -1, &statement, nullptr) != SQLITE_OK)
    return database.problem(std::string("to prepare ") + sql);
  return Result<Statement>(Statement(database, statement));
}

Statement::~Statement() {
  sqlite3_finalize(statement_);
}
Statement::Statement(Statement&& other) noexcept
    : database_(other.database_), statement_(std::exchange(other.statement_, nullptr)), bound_(other.bound_) {}

Statement& Statement::bind(const std::string& text) {
  sqlite3_bind_text64(statement_, ++bound_, text.data(), text.size(), copied(), SQLITE_UTF8);
  return *this;
}

Statement& Statement::bind(std::int64_t number) {
  sqlite3_bind_int64(statement_, ++bound_, number);
  return *this;
}

Statement& Statement::bind(const std::optional<std::int64_t>& number) {
  if (number) return bind(*number);
  sqlite3_bind_null(statement_, ++bound_);
  return *this;
}

Result<bool> Statement::step() {
  const int code = sqlite3_step(statement_);
  if (code == SQLITE_ROW) return true;
  if (code == SQLITE_DONE) return false;
  return database_->problem("to execute a statement");
}

Result<void> Statement::run() {
  for (;;) {
    PROOFMARK_TRY(const bool row, step());
    if (!row) return {};
  }
}

std::string Statement::text(int column) const {
  const auto* data = reinterpret_cast<const char*>(sqlite3_column_text(statement_, column));
  return data == nullptr ? std::string{}
                         : std::string(data, static_cast<std::size_t>(sqlite3_column_bytes(statement_, column)));
}

std::int64_t Statement::number(int column) const {
  return sqlite3_column_int64(statement_, column);
}

bool Statement::null(int column) const {
  return sqlite3_column_type(statement_, column) == SQLITE_NULL;
}

}  // namespace proofmark::store

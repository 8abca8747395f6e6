// SQLite by RAII: an open database and a prepared statement. Private to the store.
#pragma once
#include <sqlite3.h>

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>

#include "common/result.hpp"

namespace proofmark::store {

class Database {
 public:
  // WAL, foreign keys, full synchronisation: what was answered is on disk.
  [[nodiscard]] static Result<Database> open(const std::filesystem::path& file);
  ~Database();
  Database(Database&& other) noexcept;
  Database& operator=(Database&&) = delete;

  [[nodiscard]] Result<void> execute(const std::string& sql);
  [[nodiscard]] sqlite3* get() const { return handle_; }
  [[nodiscard]] int changed_rows() const;
  [[nodiscard]] tl::unexpected<Error> problem(const std::string& expected) const;

 private:
  explicit Database(sqlite3* handle) : handle_(handle) {}
  sqlite3* handle_ = nullptr;
};

// BEGIN IMMEDIATE; rolls back unless committed.
class Transaction {
 public:
  [[nodiscard]] static Result<Transaction> begin(Database& database);
  ~Transaction();
  Transaction(Transaction&& other) noexcept;
  Transaction& operator=(Transaction&&) = delete;
  [[nodiscard]] Result<void> commit();

 private:
  explicit Transaction(Database& database) : database_(&database) {}
  Database* database_;
};

class Statement {
 public:
  [[nodiscard]] static Result<Statement> prepare(Database& database, const char* sql);
  ~Statement();
  Statement(Statement&& other) noexcept;
  Statement& operator=(Statement&&) = delete;

  // The next parameter.
  Statement& bind(const std::string& text);
  Statement& bind(std::int64_t number);
  Statement& bind(const std::optional<std::int64_t>& number);
  [[nodiscard]] Result<bool> step();  // true: a row is there
  [[nodiscard]] Result<void> run();   // to the end

  [[nodiscard]] std::string text(int column) const;
  [[nodiscard]] std::int64_t number(int column) const;
  [[nodiscard]] bool null(int column) const;

 private:
  Statement(Database& database, sqlite3_stmt* statement) : database_(&database), statement_(statement) {}
  Database* database_;
  sqlite3_stmt* statement_;
  int bound_ = 0;
};

}  // namespace proofmark::store

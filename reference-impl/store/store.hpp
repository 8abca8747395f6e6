// What the service keeps: orders, sessions, and of each decision its checks, actions, evidence and sealed package.
// One SQLite database; secrets are kept as SHA-256 only. Safe from several threads.
#pragma once
#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "common/clock.hpp"
#include "common/result.hpp"
#include "reference-impl/decision/check.hpp"

namespace proofmark::store {

// Raised with every change of the tables; an older database is refused, not changed by guesswork.
inline constexpr int schema_version = 1;

struct Order {
  std::string id, reference;
  std::string given_names, surname, personal_code, document_number;
  std::string token_hash;  // SHA-256, hex
  Instant created_at, expires_at;
  std::string state;    // waiting, in_progress, decided, expired
  std::string session;  // empty until opened
};

// consent -> chip -> chip_running -> video -> video_running -> completed or ended; ended from every state before.
struct Session {
  std::string id, order;
  std::string key_hash;  // SHA-256, hex
  std::string state = "consent";
  Instant created_at, expires_at;
  std::optional<Instant> consent_at;
  std::string language;
};

struct ActionRow {
  int number = 0;
  std::string action;
  std::int64_t asked_at_ms = 0, window_ms = 0;  // since the start of the stream
  std::optional<std::int64_t> answered_at_ms;
  std::string result;
};

struct DecisionRecord {
  std::string session;
  std::string final_state;  // completed or ended
  Instant decided_at;
  bool accepted = false;
  std::vector<decision::Check> checks;
  std::vector<ActionRow> actions;
  std::string evidence;  // the evidence record, JSON
  std::string package;   // JWS compact
};

class Store {
 public:
  // Makes the database when there is none. Errors: unreadable, another schema version, damaged.
  [[nodiscard]] static Result<std::shared_ptr<Store>> open(const std::filesystem::path& file);
  ~Store();
  Store(const Store&) = delete;
  Store& operator=(const Store&) = delete;

  [[nodiscard]] Result<void> add_order(const Order& order);
  [[nodiscard]] Result<std::int64_t> orders_with_reference(const std::string& reference) const;
  [[nodiscard]] Result<std::optional<Order>> find_order(const std::string& id) const;
  [[nodiscard]] Result<std::optional<Order>> find_order_by_token(const std::string& token_hash) const;
  // The first time an order is seen past its time, it is marked.
  [[nodiscard]] Result<void> expire_orders(Instant now);

  // False: the order is not waiting any more; nothing was changed. One of several callers at once gets true.
  [[nodiscard]] Result<bool> open_session(const Session& session);
  [[nodiscard]] Result<std::optional<Session>> find_session(const std::string& id) const;
  // From one state to the next, if it is still in that state; else false.
  [[nodiscard]] Result<bool> advance(const std::string& session, std::string_view from, std::string_view to);
  [[nodiscard]] Result<bool> record_consent(const std::string& session, Instant at, const std::string& language);
  // Those without a decision, oldest first.
  [[nodiscard]] Result<std::vector<Session>> unfinished_sessions() const;

  // Decision, checks, actions, evidence, package and both states at once. False: there is a decision already, which
  // stays as it is.
  [[nodiscard]] Result<bool> record_decision(const DecisionRecord& record);
  [[nodiscard]] Result<std::optional<std::string>> find_package(const std::string& order) const;
  [[nodiscard]] Result<std::optional<std::string>> find_evidence(const std::string& session) const;

 private:
  struct State;
  explicit Store(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace proofmark::store

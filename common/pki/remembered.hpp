// What was found good before stays good: signatures of authorities and keys of certificates, which come again with
// every document of a year. Bounded; thread-safe. Private to common/pki.
#pragma once
#include <deque>
#include <map>
#include <mutex>
#include <optional>

#include "common/bytes.hpp"

namespace proofmark::pki {

template <typename Value>
class Remembered {
 public:
  explicit Remembered(std::size_t most) : most_(most) {}
  [[nodiscard]] std::optional<Value> find(const Bytes& id) const {
    const std::scoped_lock lock(mutex_);
    const auto found = values_.find(to_text(id));
    return found == values_.end() ? std::nullopt : std::optional<Value>(found->second);
  }
  // The oldest goes when there are too many.
  void keep(const Bytes& id, Value value) {
    const std::scoped_lock lock(mutex_);
    const std::string name = to_text(id);
    if (!values_.emplace(name, std::move(value)).second) return;
    order_.push_back(name);
    if (order_.size() <= most_) return;
    values_.erase(order_.front());
    order_.pop_front();
  }

 private:
  std::size_t most_;
  mutable std::mutex mutex_;
  std::map<std::string, Value> values_;  // by the SHA-256 of all that they depend on
  std::deque<std::string> order_;
};

// Calls `verify` unless the same signed bytes were found good under the same key before. A failure is not kept.
template <typename Verify>
Result<void> verified_once(Remembered<bool>& good, ByteView signed_bytes, ByteView public_key, const Verify& verify) {
  const Bytes id = sha256(concat({sha256(public_key), signed_bytes}));
  if (good.find(id)) return {};
  Result<void> result = verify();
  if (result) good.keep(id, true);
  return result;
}

}  // namespace proofmark::pki

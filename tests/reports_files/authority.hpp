// A timestamp authority on loopback for the tests: OpenSSL's own TS responder behind a socket.
#pragma once
#include <atomic>
#include <filesystem>
#include <string>
#include <thread>

#include "common/bytes.hpp"
#include "common/clock.hpp"
#include "common/pki/certificate.hpp"
#include "common/pki/key.hpp"

namespace proofmark::reports::sample {

enum class Usage { signing, timestamping, certificates };
// Self-signed when `issuer` is null.
[[nodiscard]] pki::Certificate certificate(const std::string& name, Usage usage, const pki::Key& key, Instant from,
                                           const pki::Certificate* issuer, const pki::Key& issuer_key);
[[nodiscard]] pki::Key new_key();

class Authority {
 public:
  enum class Manner { honest, refuses, other_digest, other_nonce, garbage, silent };
  explicit Authority(Manner manner = Manner::honest);
  ~Authority();
  Authority(const Authority&) = delete;
  Authority& operator=(const Authority&) = delete;

  [[nodiscard]] std::string url() const;  // http://127.0.0.1:PORT/tsa
  [[nodiscard]] const pki::Certificate& root() const { return root_; }
  [[nodiscard]] Bytes answer(ByteView request) const;  // without the socket

 private:
  void serve();
  Manner manner_;
  pki::Key root_key_, key_;
  pki::Certificate root_, certificate_;
  int listener_ = -1;
  int port_ = 0;
  std::atomic<bool> stop_{false};
  std::thread thread_;
};

}  // namespace proofmark::reports::sample

// One WebSocket (RFC 6455) over TLS, either side. Calls block; one thread at a time uses it.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "common/bytes.hpp"
#include "common/clock.hpp"
#include "common/result.hpp"

namespace proofmark::http {

struct Message {
  enum class Kind { text, binary, closed };
  Kind kind = Kind::closed;
  Bytes data;  // empty when closed

  [[nodiscard]] std::string text() const { return to_text(data); }
};

class WebSocket {
 public:
  virtual ~WebSocket() = default;
  // Waits at most `timeout` of wall time. No value: nothing came, call again (a message that is half here is kept).
  // Kind closed: the peer closed in order. Error: the connection is lost, or this side is stopping.
  [[nodiscard]] virtual Result<std::optional<Message>> receive(Duration timeout) = 0;
  [[nodiscard]] virtual Result<void> send_text(std::string_view text) = 0;
  [[nodiscard]] virtual Result<void> send_binary(ByteView data) = 0;
  // The closing handshake, at most one second; safe to repeat.
  virtual void close() = 0;
};

}  // namespace proofmark::http

// A connection after its upgrade (RFC 6455).
#include "common/http/connection_impl.hpp"

namespace proofmark::http {

Result<void> Connection::accept_websocket(Duration timeout) {
  impl_->begin_websocket();
  const error_code code =
      impl_->run(timeout, [&](Done done) { impl_->websocket->async_accept(impl_->last_request, done); });
  if (code) return broken("a WebSocket handshake", code, "");
  return {};
}

Result<void> Connection::connect_websocket(const Request& request, const std::string& host) {
  impl_->begin_websocket();
  impl_->websocket->set_option(ws::stream_base::decorator([&](ws::request_type& upgrade) {
    for (const auto& [name, value] : request.headers) upgrade.set(name, value);
  }));
  bhttp::response<bhttp::string_body> answer;
  const error_code code =
      impl_->run([&](Done done) { impl_->websocket->async_handshake(answer, host, request.target, done); });
  if (code == ws::error::upgrade_declined)
    return fail("RFC 6455 4.1", "status 101 for " + request.target,
                "status " + std::to_string(answer.result_int()) + " " + answer.body(), "Check the call's state.");
  if (code) return broken("a WebSocket at " + request.target, code, "Check the service's log.");
  return {};
}

Result<std::optional<Message>> Connection::receive(Duration timeout) {
  auto& impl = *impl_;
  if (impl.closed) return std::optional<Message>(Message{});
  if (impl.aborted) return broken("a message", asio::error::operation_aborted, "");
  if (!impl.reading) {
    impl.reading = true;
    impl.read_done = false;
    if (impl.loop.stopped()) impl.loop.restart();
    impl.websocket->async_read(impl.incoming, Done{&impl.read_done, &impl.read_result});
  }
  const auto deadline = Steady::now() + timeout;
  impl.loop.poll();
  while (!impl.read_done && Steady::now() < deadline) {
    if (impl.loop.stopped()) impl.loop.restart();
    auto until = deadline;
    if (!impl.websocket->is_open()) {
      // Beast has refused a message, or answered a close, and waits for the peer to end TLS: not for ever.
      if (!impl.closing_until) impl.closing_until = Steady::now() + closing_time;
      if (Steady::now() < *impl.closing_until)
        until = std::min(until, *impl.closing_until);
      else
        impl.cut();
    }
    impl.loop.run_one_until(until);
  }
  if (!impl.read_done) return std::optional<Message>{};
  impl.reading = false;
  if (impl.read_result == ws::error::closed) {
    impl.closed = true;
    return std::optional<Message>(Message{});
  }
  if (impl.read_result) return broken("a message", impl.read_result, "Open the session again.");
  Message message;
  message.kind = impl.websocket->got_text() ? Message::Kind::text : Message::Kind::binary;
  const auto data = impl.incoming.cdata();
  const auto* first = static_cast<const std::uint8_t*>(data.data());
  message.data.assign(first, first + data.size());
  impl.incoming.consume(impl.incoming.size());
  return std::optional<Message>(std::move(message));
}

Result<void> Connection::send_text(std::string_view text) {
  impl_->websocket->text(true);
  return impl_->send(asio::buffer(text.data(), text.size()));
}

Result<void> Connection::send_binary(ByteView data) {
  impl_->websocket->binary(true);
  return impl_->send(asio::buffer(data.data(), data.size()));
}

void Connection::close() {
  if (!impl_->websocket) return;
  if (!impl_->closed && impl_->websocket->is_open() && impl_->socket().is_open())
    static_cast<void>(
        impl_->run(closing_time, [&](Done done) { impl_->websocket->async_close(ws::close_code::normal, done); }));
  impl_->closed = true;
}

}  // namespace proofmark::http

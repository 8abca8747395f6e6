#include "common/http/server.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <cstring>
#include <list>
#include <mutex>
#include <thread>

#include "common/http/connection.hpp"

namespace proofmark::http {
namespace {

struct Address {
  sockaddr_storage storage{};
  socklen_t size = 0;
  bool ipv6 = false;

  sockaddr* raw() { return reinterpret_cast<sockaddr*>(&storage); }
};

bool parse_address(const std::string& text, std::uint16_t port, Address& out) {
  auto* v4 = reinterpret_cast<sockaddr_in*>(&out.storage);
  if (::inet_pton(AF_INET, text.c_str(), &v4->sin_addr) == 1) {
    v4->sin_family = AF_INET;
    v4->sin_port = htons(port);
    out.size = sizeof(sockaddr_in);
    return true;
  }
  auto* v6 = reinterpret_cast<sockaddr_in6*>(&out.storage);
  if (::inet_pton(AF_INET6, text.c_str(), &v6->sin6_addr) == 1) {
    v6->sin6_family = AF_INET6;
    v6->sin6_port = htons(port);
    out.size = sizeof(sockaddr_in6);
    out.ipv6 = true;
    return true;
  }
  return false;
}

Response refusal_response(int status) {
  switch (status) {
    case 404:
      return error_response(404, "not_found", "There is no such resource.");
    case 405:
      return error_response(405, "method_not_allowed", "The resource does not have this method.");
    case 413:
      return error_response(413, "body_too_large", "The body is too large.");
    case 426: {
      Response response = error_response(426, "upgrade_required", "The resource is a WebSocket.");
      response.headers.emplace_back("Upgrade", "websocket");
      return response;
    }
    case 431:
      return error_response(431, "header_too_large", "The header is too large.");
    default:
      return error_response(status, "bad_request", "The request is no HTTP/1.1 request.");
  }
}

}  // namespace

struct Server::State {
  struct Peer {
    std::shared_ptr<Connection> connection;
    std::thread thread;
    std::atomic<bool> finished = false;
  };

  ServerSettings settings;
  TlsContext tls;
  Routes routes;
  int listener = -1;
  int wake = -1;
  bool ipv6 = false;
  std::uint16_t port = 0;
  std::atomic<bool> stopping = false;
  std::mutex mutex;
  std::list<std::unique_ptr<Peer>> peers;
  std::thread acceptor;

  void log(const std::string& line) const {
    if (settings.log) settings.log(line);
  }

  void accept_loop();
  void take(int fd);
  void reap();
  void serve(Connection& connection);
  // False: this connection has ended.
  bool answer(Connection& connection, Incoming& incoming);
  bool answer_upgrade(Connection& connection, const Routes::Route& route, const Incoming& incoming);
};

void Server::State::accept_loop() {
  while (!stopping) {
    pollfd waits[2] = {{.fd = listener, .events = POLLIN, .revents = 0}, {.fd = wake, .events = POLLIN, .revents = 0}};
    // Once a second even when nobody calls, so that the threads of ended connections are joined.
    if (::poll(waits, 2, 1000) < 0 && errno != EINTR) break;
    reap();
    if (stopping || (waits[0].revents & POLLIN) == 0) continue;
    const int fd = ::accept4(listener, nullptr, nullptr, SOCK_CLOEXEC);
    if (fd >= 0) {
      take(fd);
    } else if (errno == EMFILE || errno == ENFILE || errno == ENOBUFS || errno == ENOMEM) {
      // Out of descriptors: the pending connection stays in the queue and would make this loop spin.
      log(std::string("a connection waits: ") + std::strerror(errno));
      std::this_thread::sleep_for(std::chrono::milliseconds{100});
    }
  }
}

void Server::State::take(int fd) {
  const std::scoped_lock lock(mutex);
  if (peers.size() >= settings.connection_limit) {
    ::close(fd);
    log("connection limit of " + std::to_string(settings.connection_limit) + " reached: a connection was closed");
    return;
  }
  const Limits limits{.header = settings.header_limit,
                      .body = settings.body_limit,
                      .message = settings.message_limit,
                      .timeout = settings.idle_timeout};
  auto connection = Connection::adopt(fd, ipv6, tls, limits);
  if (!connection) {
    ::close(fd);
    log(connection.error().line());
    return;
  }
  auto peer = std::make_unique<Peer>();
  peer->connection = *connection;
  Peer* raw = peer.get();
  try {
    peers.push_back(std::move(peer));
    raw->thread = std::thread([this, raw] {
      try {
        serve(*raw->connection);
      } catch (const std::exception& problem) {
        log(std::string("connection ended by an error: ") + problem.what());
      } catch (...) {
        log("connection ended by an unknown error");
      }
      raw->finished = true;
    });
  } catch (const std::exception& problem) {  // no thread to be had
    log(std::string("no thread for a connection: ") + problem.what());
    peers.pop_back();
  }
}

void Server::State::reap() {
  const std::scoped_lock lock(mutex);
  for (auto peer = peers.begin(); peer != peers.end();) {
    if ((*peer)->finished) {
      (*peer)->thread.join();
      peer = peers.erase(peer);
    } else {
      ++peer;
    }
  }
}

void Server::State::serve(Connection& connection) {
  const auto secured = connection.accept_tls(settings.handshake_timeout);
  if (!secured) return log(secured.error().line());
  while (!stopping) {
    auto incoming = connection.read_request();
    if (!incoming) return;  // idle for too long or cut: nothing is owed
    if (!incoming->has_value()) break;
    if ((*incoming)->refusal != 0) {
      static_cast<void>(connection.write_response(refusal_response((*incoming)->refusal), false));
      return connection.shut_down(true);
    }
    if (!answer(connection, **incoming)) break;
  }
  connection.shut_down(false);
}

bool Server::State::answer(Connection& connection, Incoming& incoming) {
  int refusal = 0;
  const Routes::Route* route = routes.match(incoming.request, incoming.upgrade, refusal);
  if (route != nullptr && incoming.upgrade) return answer_upgrade(connection, *route, incoming);
  Response response;
  if (route == nullptr) {
    response = refusal_response(refusal);
  } else {
    try {
      response = route->handler(incoming.request);
    } catch (const std::exception& problem) {
      log("the handler of " + route->pattern + " failed: " + problem.what());
      response = error_response(500, "internal", "The request could not be processed.");
    }
  }
  const auto written = connection.write_response(response, incoming.keep_alive);
  return written && incoming.keep_alive;
}

bool Server::State::answer_upgrade(Connection& connection, const Routes::Route& route, const Incoming& incoming) {
  std::variant<Response, SocketTask> decided;
  try {
    decided = route.socket_handler(incoming.request);
  } catch (const std::exception& problem) {
    log("the handler of " + route.pattern + " failed: " + problem.what());
    decided = error_response(500, "internal", "The request could not be processed.");
  }
  if (const auto* response = std::get_if<Response>(&decided)) {
    const auto written = connection.write_response(*response, incoming.keep_alive);
    return written && incoming.keep_alive;
  }
  const auto opened = connection.accept_websocket(settings.handshake_timeout);
  if (!opened) {
    log(opened.error().line());
    return false;
  }
  try {
    std::get<SocketTask>(decided)(connection);
  } catch (const std::exception& problem) {
    log("the WebSocket task of " + route.pattern + " failed: " + problem.what());
  }
  return false;
}

Server::Server(std::unique_ptr<State> state) : state_(std::move(state)) {}
Server::~Server() {
  stop();
}

Result<std::unique_ptr<Server>> Server::start(const ServerSettings& settings, const TlsContext& tls, Routes routes) {
  const std::string where = settings.address + ":" + std::to_string(settings.port);
  Address address;
  if (!parse_address(settings.address, settings.port, address))
    return fail("HTTPS listener", "a numeric IPv4 or IPv6 address", settings.address, "Give for example 127.0.0.1:0.");
  auto state = std::make_unique<State>();
  state->settings = settings;
  state->tls = tls;
  state->routes = std::move(routes);
  state->ipv6 = address.ipv6;
  const auto give_up = [&](const char* expected) -> Result<std::unique_ptr<Server>> {
    const std::string observed = std::strerror(errno);
    if (state->listener >= 0) ::close(state->listener);
    if (state->wake >= 0) ::close(state->wake);
    return fail("HTTPS listener", expected + where, observed, "Choose another port, or port 0 for a free one.");
  };
  state->listener = ::socket(address.storage.ss_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
  if (state->listener < 0) return give_up("a socket for ");
  const int on = 1;
  ::setsockopt(state->listener, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on));
  if (::bind(state->listener, address.raw(), address.size) != 0) return give_up("to listen on ");
  if (::listen(state->listener, 128) != 0) return give_up("to listen on ");
  if (::getsockname(state->listener, address.raw(), &address.size) != 0) return give_up("the port of ");
  state->port = ntohs(address.ipv6 ? reinterpret_cast<sockaddr_in6*>(&address.storage)->sin6_port
                                   : reinterpret_cast<sockaddr_in*>(&address.storage)->sin_port);
  state->wake = ::eventfd(0, EFD_CLOEXEC);
  if (state->wake < 0) return give_up("an event for ");
  try {
    state->acceptor = std::thread([raw = state.get()] { raw->accept_loop(); });
  } catch (const std::exception&) {
    errno = EAGAIN;
    return give_up("a thread for ");
  }
  return std::unique_ptr<Server>(new Server(std::move(state)));
}

std::uint16_t Server::port() const {
  return state_->port;
}

std::string Server::url() const {
  const std::string host = state_->ipv6 ? "[" + state_->settings.address + "]" : state_->settings.address;
  return "https://" + host + ":" + std::to_string(state_->port);
}

void Server::stop() {
  if (state_->stopping.exchange(true)) return;
  const std::uint64_t one = 1;
  static_cast<void>(!::write(state_->wake, &one, sizeof(one)));
  state_->acceptor.join();
  {
    const std::scoped_lock lock(state_->mutex);
    for (const auto& peer : state_->peers) peer->connection->abort();
  }
  for (const auto& peer : state_->peers) peer->thread.join();  // the acceptor is gone: nobody else changes the list
  state_->peers.clear();
  ::close(state_->listener);
  ::close(state_->wake);
}

}  // namespace proofmark::http

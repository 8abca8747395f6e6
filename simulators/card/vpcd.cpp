#include "simulators/card/vpcd.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <thread>

namespace proofmark::card {

namespace {

constexpr std::uint8_t kPowerOff = 0;
constexpr std::uint8_t kPowerOn = 1;
constexpr std::uint8_t kReset = 2;
constexpr std::uint8_t kAtr = 4;
constexpr int kPollMilliseconds = 50;
constexpr std::size_t kLargestMessage = 65535;
constexpr std::chrono::seconds kAway{2};  // pcscd looks at a slot every 0.4 s and must have seen it empty

tl::unexpected<Error> link_error(std::string expected, std::string observed) {
  return fail("vsmartcard virtual reader protocol", std::move(expected), std::move(observed),
              "Check that pcscd runs with the vpcd driver and that nothing else holds this slot.");
}

std::string reason() {
  return std::strerror(errno);
}

class Socket {
 public:
  explicit Socket(int fd) : fd_(fd) {}
  ~Socket() {
    if (fd_ >= 0) ::close(fd_);
  }
  Socket(const Socket&) = delete;
  Socket& operator=(const Socket&) = delete;
  [[nodiscard]] int fd() const { return fd_; }

 private:
  int fd_;
};

// The driver writes a message's length and body apart. With a delayed acknowledgement its second write waits 40 ms for
// ours (Nagle), so the acknowledgement is asked for at once; the kernel forgets the wish, hence before every receive.
void acknowledge_at_once(int fd) {
  const int on = 1;
  ::setsockopt(fd, IPPROTO_TCP, TCP_QUICKACK, &on, sizeof(on));
}

enum class Received { whole, stopped, closed };

// Fills `out` unless the peer closes or `stop` is set while nothing has come yet.
Result<Received> receive(int fd, std::span<std::uint8_t> out, const std::atomic<bool>& stop) {
  std::size_t done = 0;
  while (done < out.size()) {
    pollfd waiting{fd, POLLIN, 0};
    const int ready = ::poll(&waiting, 1, kPollMilliseconds);
    if (stop) return Received::stopped;
    if (ready < 0 && errno != EINTR) return link_error("a readable connection", reason());
    if (ready <= 0) continue;
    acknowledge_at_once(fd);
    const ssize_t n = ::recv(fd, out.data() + done, out.size() - done, 0);
    if (n == 0 || (n < 0 && errno == ECONNRESET)) return Received::closed;
    if (n < 0 && errno != EINTR) return link_error("a readable connection", reason());
    if (n > 0) done += static_cast<std::size_t>(n);
  }
  acknowledge_at_once(fd);
  return Received::whole;
}

Result<void> send_message(int fd, ByteView payload) {
  if (payload.size() > kLargestMessage)
    return link_error("an answer of at most 65535 bytes", std::to_string(payload.size()) + " bytes");
  Bytes message{static_cast<std::uint8_t>(payload.size() >> 8U), static_cast<std::uint8_t>(payload.size() & 0xFFU)};
  message.insert(message.end(), payload.begin(), payload.end());
  std::size_t done = 0;
  while (done < message.size()) {
    const ssize_t n = ::send(fd, message.data() + done, message.size() - done, MSG_NOSIGNAL);
    if (n < 0 && errno != EINTR) return link_error("a writable connection", reason());
    if (n > 0) done += static_cast<std::size_t>(n);
  }
  return {};
}

Result<int> connect_to(const std::string& host, std::uint16_t port) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  if (::inet_pton(AF_INET, host.c_str(), &address.sin_addr) != 1)
    return link_error("an IPv4 address", "\"" + host + "\"");
  const int fd = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (fd < 0) return link_error("a socket", reason());
  // The system's interface takes every kind of address by the same pointer type.
  if (::connect(fd, reinterpret_cast<const sockaddr*>(&address), sizeof(address)) != 0) {
    const std::string why = reason();
    ::close(fd);
    return link_error("a virtual reader at " + host + ":" + std::to_string(port), why);
  }
  return fd;
}

enum class Ended { over, lost_field };

// The card from its insertion until it leaves.
Result<Ended> serve_once(Card& card, const std::string& host, std::uint16_t port, const std::atomic<bool>& stop) {
  PROOFMARK_TRY(const int connected, connect_to(host, port));
  const Socket socket(connected);
  Bytes payload;
  while (true) {
    std::array<std::uint8_t, 2> header{};
    PROOFMARK_TRY(const Received head, receive(socket.fd(), header, stop));
    if (head != Received::whole) return Ended::over;
    payload.resize(static_cast<std::size_t>(header[0]) << 8U | header[1]);
    PROOFMARK_TRY(const Received body, receive(socket.fd(), payload, stop));
    if (body != Received::whole) return Ended::over;
    if (payload.size() == 1) {
      switch (payload[0]) {
        case kPowerOff:
        case kPowerOn:
        case kReset:
          card.reset();
          break;
        case kAtr: {
          PROOFMARK_CHECK(send_message(socket.fd(), card.atr()));
          break;
        }
        default:
          break;  // a control byte of a later version; the protocol leaves it unanswered
      }
      continue;
    }
    if (payload.empty()) continue;
    const Bytes answer = card.transmit(payload);
    if (!card.present()) return Ended::lost_field;
    PROOFMARK_CHECK(send_message(socket.fd(), answer));
  }
}

}  // namespace

Result<void> serve_vpcd(Card& card, const std::string& host, std::uint16_t port, const std::atomic<bool>& stop) {
  while (true) {
    PROOFMARK_TRY(const Ended ended, serve_once(card, host, port, stop));
    if (ended == Ended::over || stop || !card.take_up()) return {};
    const auto back = std::chrono::steady_clock::now() + kAway;
    while (!stop && std::chrono::steady_clock::now() < back)
      std::this_thread::sleep_for(std::chrono::milliseconds(kPollMilliseconds));
    if (stop) return {};
  }
}

}  // namespace proofmark::card

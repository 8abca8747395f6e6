#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <openssl/ts.h>
#include <openssl/x509v3.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "common/pki/openssl.hpp"
#include "common/random.hpp"
#include "tests/reports_files/authority.hpp"

namespace proofmark::reports::sample {
namespace {

ASN1_INTEGER* next_serial(TS_RESP_CTX*, void*) {
  ASN1_INTEGER* out = ASN1_INTEGER_new();
  ASN1_INTEGER_set(out, 4711);
  return out;
}

void send_all(int socket, const std::string& text) {
  for (std::size_t done = 0; done < text.size();) {
    const ssize_t n = ::send(socket, text.data() + done, text.size() - done, MSG_NOSIGNAL);
    if (n <= 0) return;
    done += static_cast<std::size_t>(n);
  }
}

}  // namespace

pki::Key new_key() {
  SystemRandom random;
  auto key = pki::Key::generate(pki::Curve::p256, random);
  EXPECT_TRUE(key);
  return *key;
}

pki::Certificate certificate(const std::string& name, Usage usage, const pki::Key& key, Instant from,
                             const pki::Certificate* issuer, const pki::Key& issuer_key) {
  X509* x = X509_new();
  SystemRandom random;
  Bytes serial = random.bytes(8);
  serial[0] = (serial[0] & 0x3FU) | 0x40U;
  X509_set_version(x, X509_VERSION_3);
  X509_set_serialNumber(x, pki::openssl::to_asn1_integer(serial).get());
  X509_set1_notBefore(x, pki::openssl::to_asn1_time(from).get());
  X509_set1_notAfter(x, pki::openssl::to_asn1_time(from + std::chrono::days{400}).get());
  X509_NAME_add_entry_by_txt(X509_get_subject_name(x), "CN", MBSTRING_UTF8,
                             reinterpret_cast<const unsigned char*>(name.c_str()), -1, -1, 0);
  X509_set_issuer_name(x, issuer == nullptr ? X509_get_subject_name(x) : X509_get_subject_name(issuer->get()));
  X509_set_pubkey(x, key.get());
  const auto add = [&](int nid, const char* value) {
    const pki::openssl::Extension e(X509V3_EXT_conf_nid(nullptr, nullptr, nid, value));
    ASSERT_NE(e, nullptr);
    X509_add_ext(x, e.get(), -1);
  };
  add(NID_basic_constraints, usage == Usage::certificates ? "critical,CA:TRUE" : "critical,CA:FALSE");
  add(NID_key_usage, usage == Usage::certificates ? "critical,keyCertSign,cRLSign" : "critical,digitalSignature");
  if (usage == Usage::timestamping) add(NID_ext_key_usage, "critical,timeStamping");
  EXPECT_NE(X509_sign(x, issuer_key.get(), EVP_sha256()), 0);
  return pki::Certificate::adopt(x);
}

Authority::Authority(Manner manner)
    : manner_(manner),
      root_key_(new_key()),
      key_(new_key()),
      root_(certificate("Timestamp root", Usage::certificates, root_key_, SystemClock().now() - std::chrono::hours{2},
                        nullptr, root_key_)),
      certificate_(certificate("Timestamp authority", Usage::timestamping, key_,
                               SystemClock().now() - std::chrono::hours{1}, &root_, root_key_)) {
  listener_ = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  EXPECT_EQ(::bind(listener_, reinterpret_cast<sockaddr*>(&address), size), 0);
  EXPECT_EQ(::listen(listener_, 4), 0);
  EXPECT_EQ(::getsockname(listener_, reinterpret_cast<sockaddr*>(&address), &size), 0);
  port_ = ntohs(address.sin_port);
  thread_ = std::thread([this] { serve(); });
}

Authority::~Authority() {
  stop_ = true;
  thread_.join();
  ::close(listener_);
}

std::string Authority::url() const {
  return "http://127.0.0.1:" + std::to_string(port_) + "/tsa";
}

Bytes Authority::answer(ByteView request) const {
  Bytes asked(request.begin(), request.end());
  // The digest stands before the nonce, which ends 3 bytes before the end (certReq TRUE).
  if (manner_ == Manner::other_digest) asked[asked.size() - 20] ^= 1U;
  if (manner_ == Manner::other_nonce) asked[asked.size() - 4] ^= 1U;
  TS_RESP_CTX* context = TS_RESP_CTX_new();
  TS_RESP_CTX_set_signer_cert(context, certificate_.get());
  TS_RESP_CTX_set_signer_key(context, key_.get());
  TS_RESP_CTX_set_signer_digest(context, EVP_sha256());
  TS_RESP_CTX_set_ess_cert_id_digest(context, EVP_sha256());
  ASN1_OBJECT* policy = OBJ_txt2obj("1.2.3.4.1", 1);
  TS_RESP_CTX_set_def_policy(context, policy);
  TS_RESP_CTX_add_md(context, manner_ == Manner::refuses ? EVP_sha512() : EVP_sha256());
  TS_RESP_CTX_set_serial_cb(context, next_serial, nullptr);
  const pki::openssl::Bio in = pki::openssl::reader_of(asked);
  TS_RESP* response = TS_RESP_create_response(context, in.get());
  Bytes out = pki::openssl::der_of(response, i2d_TS_RESP);
  TS_RESP_free(response);
  ASN1_OBJECT_free(policy);
  TS_RESP_CTX_free(context);
  return out;
}

void Authority::serve() {
  while (!stop_) {
    pollfd wait{listener_, POLLIN, 0};
    if (::poll(&wait, 1, 20) <= 0) continue;
    const int socket = ::accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
    if (socket < 0) continue;
    std::string text;
    std::size_t head = std::string::npos;
    std::size_t length = 0;
    std::array<char, 4096> block{};
    while (head == std::string::npos || text.size() < head + 4 + length) {
      const ssize_t n = ::recv(socket, block.data(), block.size(), 0);
      if (n <= 0) break;
      text.append(block.data(), static_cast<std::size_t>(n));
      head = text.find("\r\n\r\n");
      const std::size_t at = text.find("Content-Length: ");
      if (head != std::string::npos && at != std::string::npos) length = std::stoul(text.substr(at + 16));
    }
    if (manner_ != Manner::silent && head != std::string::npos) {
      const Bytes body =
          manner_ == Manner::garbage ? to_bytes("<html>busy</html>") : answer(to_bytes(text.substr(head + 4, length)));
      send_all(socket, "HTTP/1.1 200 OK\r\nContent-Type: application/timestamp-reply\r\nContent-Length: " +
                           std::to_string(body.size()) + "\r\nConnection: close\r\n\r\n" + to_text(body));
    }
    ::close(socket);
  }
}

}  // namespace proofmark::reports::sample

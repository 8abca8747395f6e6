// tls.*: what the two listeners agree to (tender 7.3.3; BSI TR-02102-2). Handshakes are made with OpenSSL itself,
// because the project's own client would never offer what is to be refused.
#include <arpa/inet.h>
#include <netdb.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <map>
#include <nlohmann/json.hpp>

#include "common/files.hpp"
#include "common/pki/certificate.hpp"
#include "common/pki/openssl.hpp"
#include "scenarios/probes/door.hpp"
#include "scenarios/probes/registry.hpp"

namespace proofmark::probes {
namespace {

using nlohmann::json;

template <auto F>
using Free = pki::openssl::Deleter<F>;
using Context = std::unique_ptr<SSL_CTX, Free<SSL_CTX_free>>;
using Ssl = std::unique_ptr<SSL, Free<SSL_free>>;

struct Socket {
  int fd = -1;
  Socket() = default;
  Socket(Socket&& from) noexcept : fd(std::exchange(from.fd, -1)) {}
  Socket& operator=(Socket&&) = delete;
  ~Socket() {
    if (fd >= 0) ::close(fd);
  }
};

// What the client brings.
struct Offer {
  int least = TLS1_2_VERSION, most = TLS1_3_VERSION;
  std::string suites;  // of TLS 1.2 and below; empty: the library's
  std::string groups;
  std::string certificate, key;  // PEM; both empty: none
  bool renegotiate = false;
};

struct Met {
  bool connected = false;  // TCP
  bool handshake = false;
  bool renegotiated = false;
  int status = 0;  // of GET /v1/health; 0: no answer
  std::string version, suite;
  [[nodiscard]] std::string text() const {
    if (!connected) return "no connection";
    if (!handshake) return "handshake refused";
    std::string text = version + " " + suite;
    return text + (status == 0 ? ", then refused" : ", status " + std::to_string(status));
  }
};

Socket connect_to(const std::string& url) {
  Socket socket;
  const std::string rest = url.substr(std::string("https://").size());
  const auto colon = rest.rfind(':');
  std::string host = rest.substr(0, colon);
  if (host.starts_with('[')) host = host.substr(1, host.size() - 2);
  addrinfo hints{};
  hints.ai_socktype = SOCK_STREAM;
  addrinfo* found = nullptr;
  if (::getaddrinfo(host.c_str(), rest.substr(colon + 1).c_str(), &hints, &found) != 0) return socket;
  socket.fd = ::socket(found->ai_family, SOCK_STREAM | SOCK_CLOEXEC, 0);
  const timeval wait{10, 0};
  ::setsockopt(socket.fd, SOL_SOCKET, SO_RCVTIMEO, &wait, sizeof(wait));
  ::setsockopt(socket.fd, SOL_SOCKET, SO_SNDTIMEO, &wait, sizeof(wait));
  if (::connect(socket.fd, found->ai_addr, found->ai_addrlen) != 0) {
    ::close(socket.fd);
    socket.fd = -1;
  }
  ::freeaddrinfo(found);
  return socket;
}

bool use_identity(SSL_CTX* context, const Offer& offer) {
  if (offer.certificate.empty()) return true;
  using Bio = std::unique_ptr<BIO, Free<BIO_free_all>>;
  const Bio certificates(BIO_new_mem_buf(offer.certificate.data(), static_cast<int>(offer.certificate.size())));
  const Bio keys(BIO_new_mem_buf(offer.key.data(), static_cast<int>(offer.key.size())));
  const std::unique_ptr<X509, Free<X509_free>> leaf(PEM_read_bio_X509(certificates.get(), nullptr, nullptr, nullptr));
  const std::unique_ptr<EVP_PKEY, Free<EVP_PKEY_free>> key(
      PEM_read_bio_PrivateKey(keys.get(), nullptr, nullptr, nullptr));
  if (!leaf || !key || SSL_CTX_use_certificate(context, leaf.get()) != 1 ||
      SSL_CTX_use_PrivateKey(context, key.get()) != 1)
    return false;
  while (X509* above = PEM_read_bio_X509(certificates.get(), nullptr, nullptr, nullptr))
    if (SSL_CTX_add0_chain_cert(context, above) != 1) X509_free(above);
  return true;
}

int ask_health(SSL* ssl) {
  const std::string request = "GET /v1/health HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
  if (SSL_write(ssl, request.data(), static_cast<int>(request.size())) <= 0) return 0;
  char answer[64] = {};
  const int got = SSL_read(ssl, answer, sizeof(answer) - 1);
  int status = 0;
  if (got < 12 || std::sscanf(answer, "HTTP/1.1 %d", &status) != 1) return 0;
  return status;
}

// An error is ours. The certificate of the server is not looked at: what is judged is what it agrees to.
Result<Met> meet(const std::string& url, const Offer& offer) {
  ERR_clear_error();
  const Context context(SSL_CTX_new(TLS_client_method()));
  const auto unusable = [](const char* what) {
    return fail(ours(Error{"TLS", what, "OpenSSL does not take it", "Check the OpenSSL installation."}));
  };
  if (!context) return unusable("a TLS context");
  SSL_CTX_set_security_level(context.get(), 0);
  SSL_CTX_set_options(context.get(), SSL_OP_LEGACY_SERVER_CONNECT);
  if (SSL_CTX_set_min_proto_version(context.get(), offer.least) != 1 ||
      SSL_CTX_set_max_proto_version(context.get(), offer.most) != 1)
    return unusable("protocol versions");
  if (!offer.suites.empty() && SSL_CTX_set_cipher_list(context.get(), offer.suites.c_str()) != 1)
    return unusable("cipher suites");
  if (!offer.groups.empty() && SSL_CTX_set1_groups_list(context.get(), offer.groups.c_str()) != 1)
    return unusable("groups");
  if (!use_identity(context.get(), offer)) return unusable("a client certificate and its key");
  Met met;
  const Socket socket = connect_to(url);
  if (socket.fd < 0) return met;
  met.connected = true;
  const Ssl ssl(SSL_new(context.get()));
  SSL_set_fd(ssl.get(), socket.fd);
  met.handshake = SSL_connect(ssl.get()) == 1;
  if (met.handshake) {
    met.version = SSL_get_version(ssl.get());
    met.suite = SSL_get_cipher_name(ssl.get());
    if (offer.renegotiate) met.renegotiated = SSL_renegotiate(ssl.get()) == 1 && SSL_do_handshake(ssl.get()) == 1;
    // TLS 1.3 tells of a refused client certificate only after the client's side of the handshake.
    met.status = ask_health(ssl.get());
  }
  ERR_clear_error();
  return met;
}

Result<Offer> own_identity(const Door& door) {
  Offer offer;
  auto certificate = read_text(door.endpoints().pki / "relying-client.pem");
  auto key = read_text(door.endpoints().pki / "relying-client.key");
  if (!certificate || !key) return fail(ours(certificate ? key.error() : certificate.error()));
  offer.certificate = *std::move(certificate);
  offer.key = *std::move(key);
  return offer;
}

// Both listeners, the relying one with its proper certificate.
template <typename Judge>
Result<void> each_listener(const Door& door, Judge judge) {
  PROOFMARK_TRY(const Offer own, own_identity(door));
  PROOFMARK_CHECK(judge("relying", door.endpoints().relying, own));
  return judge("device", door.endpoints().device, Offer());
}

struct Weak {
  int least = TLS1_2_VERSION, most = TLS1_2_VERSION;
  const char* suites = "";
  const char* groups = "";
};
const std::map<std::string, Weak>& weak_offers() {
  static const std::map<std::string, Weak> all = {
      {"ssl3_to_tls1.0", {TLS1_VERSION, TLS1_VERSION, "ALL:@SECLEVEL=0", ""}},
      {"tls1.1", {TLS1_1_VERSION, TLS1_1_VERSION, "ALL:@SECLEVEL=0", ""}},
      {"cbc",
       {TLS1_2_VERSION, TLS1_2_VERSION,
        "ECDHE-ECDSA-AES256-SHA384:ECDHE-ECDSA-AES128-SHA:ECDHE-RSA-AES128-SHA:@SECLEVEL=0", ""}},
      {"no_forward_secrecy",
       {TLS1_2_VERSION, TLS1_2_VERSION, "AES128-GCM-SHA256:AES256-SHA256:AES128-SHA:@SECLEVEL=0", ""}},
      {"no_encryption", {TLS1_2_VERSION, TLS1_2_VERSION, "NULL:eNULL:@SECLEVEL=0", ""}},
      {"no_authentication", {TLS1_2_VERSION, TLS1_2_VERSION, "aNULL:@SECLEVEL=0", ""}},
      {"weak_group", {TLS1_2_VERSION, TLS1_3_VERSION, "", "P-224"}}};
  return all;
}

Result<reports::ProbeAnswer> refused(const ProbeTask& task, subjects::Subject& subject, const json& parameters) {
  const std::string expected = "the handshake refused on both listeners";
  return at_the_door(task, subject, expected, [&](Door& door) -> Result<reports::ProbeAnswer> {
    Verdict verdict(expected);
    const Weak& weak = weak_offers().at(text_parameter(parameters, "fault"));
    PROOFMARK_CHECK(each_listener(door, [&](const char* name, const std::string& url, Offer offer) -> Result<void> {
      PROOFMARK_TRY(const Met good, meet(url, offer));
      verdict.demand(good.status == 200, std::string(name) + " listener with an ordinary client: " + good.text());
      offer.least = weak.least;
      offer.most = weak.most;
      offer.suites = weak.suites;
      offer.groups = weak.groups;
      PROOFMARK_TRY(const Met met, meet(url, offer));
      verdict.demand(met.connected && !met.handshake, std::string(name) + " listener: " + met.text());
      return {};
    }));
    return verdict.answer("refused; an ordinary client is answered");
  });
}

Result<reports::ProbeAnswer> accepted(const ProbeTask& task, subjects::Subject& subject, const json&) {
  const std::string expected = "TLS 1.2 and TLS 1.3 with forward secrecy and authenticated encryption";
  return at_the_door(task, subject, expected, [&](Door& door) -> Result<reports::ProbeAnswer> {
    Verdict verdict(expected);
    std::string observed;
    PROOFMARK_CHECK(each_listener(door, [&](const char* name, const std::string& url, Offer offer) -> Result<void> {
      for (const int version : {TLS1_2_VERSION, TLS1_3_VERSION}) {
        offer.least = offer.most = version;
        PROOFMARK_TRY(const Met met, meet(url, offer));
        const bool strong =
            met.suite.find("GCM") != std::string::npos || met.suite.find("POLY1305") != std::string::npos;
        verdict.demand(met.status == 200 && strong, std::string(name) + " listener: " + met.text());
        observed += (observed.empty() ? "" : "; ") + std::string(name) + ": " + met.text();
      }
      return {};
    }));
    return verdict.answer(observed);
  });
}

Result<reports::ProbeAnswer> renegotiation(const ProbeTask& task, subjects::Subject& subject, const json&) {
  const std::string expected = "no renegotiation at a client's wish (TLS 1.2)";
  return at_the_door(task, subject, expected, [&](Door& door) -> Result<reports::ProbeAnswer> {
    Verdict verdict(expected);
    PROOFMARK_CHECK(each_listener(door, [&](const char* name, const std::string& url, Offer offer) -> Result<void> {
      offer.least = offer.most = TLS1_2_VERSION;
      offer.renegotiate = true;
      PROOFMARK_TRY(const Met met, meet(url, offer));
      verdict.demand(met.handshake, std::string(name) + " listener: " + met.text());
      verdict.demand(!met.renegotiated, std::string(name) + " listener: renegotiated");
      return {};
    }));
    return verdict.answer("refused on both listeners");
  });
}

// A certificate that looks like the relying side's and is of the prober's own making.
Result<Offer> foreign_identity(const Door& door, const std::string& fault) {
  SeededRandom random = door.task().random.derive("client certificate");
  const Instant now = std::chrono::floor<std::chrono::days>(door.now());
  pki::CertificateSpec above;
  above.role = pki::CertificateRole::country_signing_ca;
  above.subject = {"LT", "Identity proofing service authority", "", "Identity proofing service authority"};
  above.serial = Bytes{0x41, 0x02};
  above.not_before = now - std::chrono::days(100);
  above.not_after = now + std::chrono::days(1000);
  PROOFMARK_TRY(const pki::Key ca_key, pki::Key::generate(pki::Curve::p256, random));
  PROOFMARK_TRY(const pki::Certificate ca, pki::issue_certificate(above, ca_key, nullptr, ca_key));
  pki::CertificateSpec spec;
  spec.subject = {"LT", "Relying party", "", "Relying party"};
  spec.serial = Bytes{0x41, 0x03};
  spec.not_before = above.not_before;
  spec.not_after = now + std::chrono::days(300);
  PROOFMARK_TRY(const pki::Key key, pki::Key::generate(pki::Curve::p256, random));
  const bool self_made = fault == "self_signed";
  PROOFMARK_TRY(const pki::Certificate leaf,
                pki::issue_certificate(spec, key, self_made ? nullptr : &ca, self_made ? key : ca_key));
  Offer offer;
  offer.certificate = leaf.pem() + (self_made ? "" : ca.pem());
  PROOFMARK_TRY(offer.key, key.private_pem());
  return offer;
}

Result<reports::ProbeAnswer> client(const ProbeTask& task, subjects::Subject& subject, const json& parameters) {
  const std::string fault = text_parameter(parameters, "fault");
  const std::string expected = "no answer on the relying listener";
  return at_the_door(task, subject, expected, [&](Door& door) -> Result<reports::ProbeAnswer> {
    Verdict verdict(expected);
    PROOFMARK_TRY(const Offer own, own_identity(door));
    PROOFMARK_TRY(const Met good, meet(door.endpoints().relying, own));
    verdict.demand(good.status == 200, "with the proper certificate: " + good.text());
    Offer offer;
    if (fault == "other_authority" || fault == "self_signed") {
      auto made = foreign_identity(door, fault);
      if (!made) return fail(ours(made.error()));
      offer = *std::move(made);
    } else if (fault == "other_purpose") {
      // The seal's pair is of the same authority and for documents; only an embedded subject's lies at hand.
      const auto certificate = read_text(door.endpoints().pki / "seal.pem");
      const auto key = read_text(door.endpoints().pki / "seal.key");
      if (!certificate || !key) return not_offered(expected, "no certificate of another purpose is at hand");
      offer.certificate = *certificate;
      offer.key = *key;
    } else if (fault == "expired") {
      PROOFMARK_TRY(const auto clock, door.clock());
      auto own_certificate = pki::Certificate::from_pem(own.certificate);
      if (!own_certificate) return fail(ours(own_certificate.error()));
      clock->set(own_certificate->not_after() + std::chrono::hours(1));
      offer = own;
    }
    for (const int version : {TLS1_2_VERSION, TLS1_3_VERSION}) {
      offer.least = offer.most = version;
      PROOFMARK_TRY(const Met met, meet(door.endpoints().relying, offer));
      verdict.demand(met.connected && met.status == 0, met.text());
    }
    return verdict.answer("refused with TLS 1.2 and 1.3; the proper certificate is answered");
  });
}

std::set<std::string> weak_names() {
  std::set<std::string> names;
  for (const auto& [name, weak] : weak_offers()) names.insert(name);
  return names;
}

}  // namespace

std::vector<ProbeEntry> tls_probes() {
  return {{.name = "tls.refused", .run = refused, .faults = weak_names()},
          {.name = "tls.accepted", .run = accepted},
          {.name = "tls.renegotiation", .run = renegotiation},
          {.name = "tls.client",
           .run = client,
           .faults = {"missing", "other_authority", "self_signed", "other_purpose", "expired"}}};
}

}  // namespace proofmark::probes

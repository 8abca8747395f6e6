#include "reference-impl/api/program.hpp"

#include <fcntl.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>
#include <sys/file.h>
#include <unistd.h>

#include <charconv>
#include <cstring>
#include <nlohmann/json.hpp>

#include "common/files.hpp"
#include "reference-impl/api/real_parts.hpp"
#include "reference-impl/api/service_pki.hpp"
#include "reference-impl/weakness/weakness.hpp"

namespace proofmark::api {
namespace {

namespace fs = std::filesystem;

Result<http::ServerSettings> read_listener(const char* option, const std::string& text) {
  http::ServerSettings settings;
  const auto refuse = [&] {
    return fail(std::string("option ") + option, "ADDR:PORT with a numeric address", text,
                "Give for example 127.0.0.1:0.");
  };
  const auto colon = text.rfind(':');
  if (colon == std::string::npos) return refuse();
  std::string_view address = std::string_view(text).substr(0, colon);
  if (address.starts_with('[') && address.ends_with(']')) address = address.substr(1, address.size() - 2);
  const char* end = text.data() + text.size();
  const auto [stop, problem] = std::from_chars(text.data() + colon + 1, end, settings.port);
  if (address.empty() || problem != std::errc{} || stop != end) return refuse();
  settings.address = address;
  return settings;
}

bool is_loopback(const http::ServerSettings& settings) {
  return settings.address.starts_with("127.") || settings.address == "::1";
}

Result<std::shared_ptr<const Clock>> open_clock(const std::string& text) {
  constexpr std::string_view simulated = "simulated:";
  if (text == "system") return std::shared_ptr<const Clock>(std::make_shared<SystemClock>());
  if (!text.starts_with(simulated))
    return fail("option --clock", "system or simulated:FILE", text, "Correct the option.");
  PROOFMARK_TRY(auto clock, SimulatedClock::open(text.substr(simulated.size())));
  return std::shared_ptr<const Clock>(std::move(clock));
}

// Rule of the house: predictable challenges exist only where nobody but the same machine can ask for them, and where
// time is not real either.
Result<std::shared_ptr<Entropy>> open_entropy(const std::string& seed, const Clock& clock, bool loopback) {
  if (seed.empty()) return std::shared_ptr<Entropy>(std::make_shared<SystemEntropy>());
  if (!clock.simulated() || !loopback)
    return fail("option --challenge-seed", "a simulated clock and both listeners on loopback",
                !clock.simulated() ? "the system's clock" : "a listener that others can reach",
                "Leave the option out: then the system's generator is used.");
  const auto key = from_hex(seed);
  if (!key || key->size() != 32 || seed.size() != 64)
    return fail("option --challenge-seed", "64 hexadecimal digits", "another text", "Correct the option.");
  return std::shared_ptr<Entropy>(std::make_shared<SeededEntropy>(*key));
}

Result<int> lock_state(const fs::path& folder) {
  std::error_code problem;
  fs::create_directories(folder, problem);
  const fs::path file = folder / "lock";
  const int fd = problem ? -1 : ::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (fd < 0)
    return fail("option --state", "a folder that can be written, " + folder.string(),
                problem ? problem.message() : std::strerror(errno), "Check its rights, or give another folder.");
  if (::flock(fd, LOCK_EX | LOCK_NB) != 0) {
    ::close(fd);
    return fail("option --state", "a folder of this service alone, " + folder.string(), "another service runs on it",
                "Stop that one, or give another folder.");
  }
  return fd;
}

// Nothing in the service as it is built for use.
void weaken_tls(const http::TlsContext& tls) {
  SSL_CTX* context = tls.native();
  if (PROOFMARK_WEAKNESS(old_tls_accepted)) {
    SSL_CTX_set_security_level(context, 0);
    SSL_CTX_set_min_proto_version(context, TLS1_VERSION);
    SSL_CTX_set_cipher_list(context, "ALL:@SECLEVEL=0");  // no suite of the good list works below TLS 1.2
  }
  if (PROOFMARK_WEAKNESS(weak_suites_accepted)) SSL_CTX_set_cipher_list(context, "ALL:@SECLEVEL=0");
  if (PROOFMARK_WEAKNESS(renegotiation_accepted)) {
    SSL_CTX_clear_options(context, SSL_OP_NO_RENEGOTIATION);
    SSL_CTX_set_options(context, SSL_OP_ALLOW_CLIENT_RENEGOTIATION);
  }
  if (PROOFMARK_WEAKNESS(client_certificate_optional)) SSL_CTX_set_verify(context, SSL_VERIFY_PEER, nullptr);
  if (PROOFMARK_WEAKNESS(any_client_accepted))
    SSL_CTX_set_cert_verify_callback(
        context, [](X509_STORE_CTX*, void*) { return 1; }, nullptr);
  // X509_V_FLAG_NO_CHECK_TIME would not do: each connection sets the time to check at.
  if (PROOFMARK_WEAKNESS(expired_client_accepted))
    SSL_CTX_set_verify(context, SSL_CTX_get_verify_mode(context), [](int good, X509_STORE_CTX* chain) {
      return good != 0 || X509_STORE_CTX_get_error(chain) == X509_V_ERR_CERT_HAS_EXPIRED ? 1 : 0;
    });
  if (PROOFMARK_WEAKNESS(any_client_purpose_accepted)) SSL_CTX_set_purpose(context, X509_PURPOSE_ANY);
}

}  // namespace

Result<std::unique_ptr<Program>> Program::start(const Options& options) {
  PROOFMARK_TRY(auto relying, read_listener("--relying", options.relying));
  PROOFMARK_TRY(auto device, read_listener("--device", options.device));
  PROOFMARK_TRY(const auto clock, open_clock(options.clock));
  Parts parts;
  parts.clock = clock;
  parts.log = options.log;
  PROOFMARK_TRY(parts.entropy,
                open_entropy(options.challenge_seed, *clock, is_loopback(relying) && is_loopback(device)));
  PROOFMARK_TRY(Config config, read_config(options.config, {.trust = options.trust, .models = options.models}));
  PROOFMARK_CHECK(load_real_parts(config, parts));

  std::unique_ptr<Program> program(new Program);
  PROOFMARK_TRY(program->lock_, lock_state(options.state));
  program->pki_ = fs::absolute(options.state) / "pki";
  PROOFMARK_CHECK(prepare_pki(program->pki_, config.name, clock->now()));
  const fs::path& pki = program->pki_;
  PROOFMARK_TRY(parts.sealer, evidence::Sealer::load(pki / "seal.pem", pki / "seal.key"));
  PROOFMARK_TRY(parts.store, store::Store::open(options.state / "service.db"));
  PROOFMARK_TRY(
      const auto relying_tls,
      http::TlsContext::server(
          {.certificate_chain = pki / "server.pem", .key = pki / "server.key", .client_ca = pki / "ca.pem"}, clock));
  PROOFMARK_TRY(const auto device_tls,
                http::TlsContext::server(
                    {.certificate_chain = pki / "server.pem", .key = pki / "server.key", .client_ca = {}}, clock));
  weaken_tls(relying_tls);
  weaken_tls(device_tls);
  PROOFMARK_TRY(program->service_, Service::create(std::move(parts), config.settings));
  relying.log = device.log = options.log;
  if (PROOFMARK_WEAKNESS(body_unlimited)) relying.body_limit = device.body_limit = std::size_t{1} << 26U;
  if (PROOFMARK_WEAKNESS(message_unlimited)) device.message_limit = std::size_t{1} << 26U;
  PROOFMARK_TRY(program->relying_, http::Server::start(relying, relying_tls, program->service_->relying_routes()));
  PROOFMARK_TRY(program->device_, http::Server::start(device, device_tls, program->service_->device_routes()));
  return program;
}

Program::~Program() {
  stop();
}

std::string Program::ready_line() const {
  nlohmann::ordered_json line;
  line["relying"] = relying_->url();
  line["device"] = device_->url();
  line["pki"] = pki_.string();
  return line.dump();
}

void Program::sweep() {
  service_->sweep();
}

void Program::stop() {
  if (device_) device_->stop();
  if (relying_) relying_->stop();
  if (lock_ >= 0) ::close(lock_);
  lock_ = -1;
}

}  // namespace proofmark::api

// The provider of the LT ID card's certificates as a server: its repository, its OCSP responder and its office.
#include <charconv>
#include <cstdio>
#include <thread>

#include "common/files.hpp"
#include "scenarios/runner/commands.hpp"
#include "scenarios/runner/contact_cards.hpp"
#include "scenarios/runner/simulated_card.hpp"
#include "simulators/lt_pki/office.hpp"
#include "simulators/lt_pki/plain_server.hpp"
#include "simulators/lt_pki/repository.hpp"

namespace proofmark::runner {
namespace {

struct Listen {
  std::string address;
  std::uint16_t port = 0;
};

Result<Listen> parse_listen(const std::string& text) {
  const auto colon = text.rfind(':');
  const std::string digits = colon == std::string::npos ? "" : text.substr(colon + 1);
  Listen listen;
  const auto parsed = std::from_chars(digits.data(), digits.data() + digits.size(), listen.port);
  if (digits.empty() || parsed.ec != std::errc() || parsed.ptr != digits.data() + digits.size())
    return fail("--listen", "ADDRESS:PORT, for example 127.0.0.1:8080", "'" + text + "'", "Correct the option.");
  listen.address = text.substr(0, colon);
  // "[::1]:8080" as in an address of the web.
  if (listen.address.size() > 2 && listen.address.front() == '[' && listen.address.back() == ']')
    listen.address = listen.address.substr(1, listen.address.size() - 2);
  return listen;
}

// What openssl's commands take: PEM, and the three authorities in one file.
Result<void> write_certificates(const card::contact::ContactCard& card, const std::filesystem::path& folder) {
  PROOFMARK_CHECK(card::contact::write_published(*card.provider, folder));
  std::string all;
  for (const lt_pki::Level level : lt_pki::kLevels) {
    const std::string pem = card.provider->hierarchy().authority(level).certificate.pem();
    PROOFMARK_CHECK(write_text(folder / (std::string(lt_pki::name_of(level)) + ".pem"), pem));
    all += pem;
  }
  PROOFMARK_CHECK(write_text(folder / "authorities.pem", all));
  PROOFMARK_CHECK(write_text(folder / "qualified.pem", card.content.qualified.certificate.pem()));
  return write_text(folder / "authentication.pem", card.content.authentication.certificate.pem());
}

Result<void> serve_lt_pki(const LtPkiOptions& options) {
  PROOFMARK_TRY(const Listen listen, parse_listen(options.listen));
  // The card's history is laid before the day's begin, as `proofmark card` does; from then on time passes.
  const auto clock = std::make_shared<lt_pki::OfficeClock>(today());
  PROOFMARK_TRY(const ContactPerson holder,
                make_contact_person(options.project, options.profile, options.seed, options.person, clock));
  clock->start();
  const auto& provider = holder.card.provider;
  http::Routes routes = lt_pki::repository_routes(provider);
  const http::Routes office = lt_pki::office_routes(provider, clock);
  for (const http::Routes::Route& route : office.all()) routes.on(route.method, route.pattern, route.handler);
  PROOFMARK_TRY(const auto server, lt_pki::PlainServer::start(listen.address, listen.port, std::move(routes)));
  if (!options.out.empty()) {
    PROOFMARK_CHECK(write_certificates(holder.card, options.out));
    // Last: who waits for this file finds the others.
    PROOFMARK_CHECK(write_text(options.out / "url", server->url() + "\n"));
  }
  std::printf(
      "The simulated provider of the \"%s\" of %s %s at %s: /cdp, /aia, /OCSP/ocspresponder.nsc, /office.\n"
      "Serial numbers: qualified %s, authentication %s. Stop with Ctrl-C.\n",
      options.profile.c_str(), holder.civil.given_names.c_str(), holder.civil.surname.c_str(), server->url().c_str(),
      to_hex(holder.card.content.qualified.certificate.serial()).c_str(),
      to_hex(holder.card.content.authentication.certificate.serial()).c_str());
  std::fflush(stdout);
  while (options.stop == nullptr || !*options.stop) std::this_thread::sleep_for(std::chrono::milliseconds(50));
  return {};
}

}  // namespace

int command_lt_pki(const LtPkiOptions& options) {
  const auto done = serve_lt_pki(options);
  return done ? 0 : print_error(done.error());
}

}  // namespace proofmark::runner

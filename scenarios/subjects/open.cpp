#include "scenarios/subjects/open.hpp"

#include <algorithm>

#include "common/files.hpp"
#include "scenarios/subjects/home.hpp"
#include "scenarios/subjects/mapping.hpp"
#include "scenarios/subjects/null_subject.hpp"
#include "scenarios/subjects/stdio_subject.hpp"

namespace proofmark::subjects {
namespace {

namespace fs = std::filesystem;
using reports::Level;

constexpr auto choices = "reference, https:MAPPING.json, stdio:COMMAND, null:accept or null:refuse";

std::vector<reports::Setting> sorted(std::vector<reports::Setting> settings) {
  std::sort(settings.begin(), settings.end(),
            [](const reports::Setting& a, const reports::Setting& b) { return a.name < b.name; });
  return settings;
}

class OpenedReference final : public Opened {
 public:
  OpenedReference(OpenOptions options, std::unique_ptr<Home> home)
      : options_(std::move(options)), home_(std::move(home)) {}

  Result<reports::Subject> describe() override {
    reports::Subject subject;
    subject.level = options_.level;
    subject.reached_by = name_of(Choice::Kind::reference);
    if (options_.level == Level::full_service) {
      PROOFMARK_TRY(const auto service, start(options_.start));
      HttpsRoute route;
      route.device_url = service->endpoints().device;
      route.device_ca = service->endpoints().pki / "ca.pem";
      PROOFMARK_TRY(subject.version, ask_version(route, service->time()));
      subject.name = options_.places.service.filename().string();
      service->stop();
    } else {
      PROOFMARK_TRY(const auto parts, start_parts());
      subject.name = parts->ready().name;
      subject.version = parts->ready().version;
      parts->stop();
    }
    // The thresholds of another service are not ours to know: they count as not stated, and the report says so.
    if (options_.places.own_service) {
      PROOFMARK_CHECK(read_thresholds(options_.places.service_config, subject));
    }
    return subject;
  }
  Result<std::unique_ptr<Subject>> start(Instant start) override {
    if (options_.level == Level::full_service)
      return start_service(*home_, options_.places, start, options_.challenge_seed, options_.more);
    PROOFMARK_TRY(auto parts, start_parts());
    return std::unique_ptr<Subject>(std::move(parts));
  }
  Result<void> leave_note(const fs::path& note) override { return home_->leave_note(note); }

 private:
  // The service's own rooms behind the same lines that any program under test speaks.
  Result<std::unique_ptr<StdioSubject>> start_parts() {
    StdioOptions stdio;
    stdio.command = {options_.places.parts.string(), "--config", home_->config().string(), "--challenge-seed",
                     options_.challenge_seed};
    stdio.command.insert(stdio.command.end(), options_.more.begin(), options_.more.end());
    stdio.level = options_.level;
    PROOFMARK_TRY(const fs::path folder, home_->next());
    stdio.log = folder / "service.log";
    return start_stdio(stdio);
  }

  OpenOptions options_;
  std::unique_ptr<Home> home_;
};

class OpenedStdio final : public Opened {
 public:
  OpenedStdio(OpenOptions options, std::vector<std::string> command, std::unique_ptr<Home> home)
      : options_(std::move(options)), command_(std::move(command)), home_(std::move(home)) {}

  Result<reports::Subject> describe() override {
    PROOFMARK_TRY(const auto program, start_program());
    const protocol::Ready& ready = program->ready();
    reports::Subject subject;
    subject.name = ready.name;
    subject.version = ready.version;
    subject.level = options_.level;
    subject.reached_by = name_of(Choice::Kind::stdio);
    subject.settings = sorted(ready.settings);
    subject.thresholds_set_on = ready.thresholds_set_on;
    program->stop();
    return subject;
  }
  Result<std::unique_ptr<Subject>> start(Instant) override {
    PROOFMARK_TRY(auto program, start_program());
    return std::unique_ptr<Subject>(std::move(program));
  }
  Result<void> leave_note(const fs::path& note) override { return home_->leave_note(note); }

 private:
  Result<std::unique_ptr<StdioSubject>> start_program() {
    StdioOptions stdio;
    stdio.command = command_;
    stdio.level = options_.level;
    if (options_.level == Level::full_service || options_.level == Level::chip_inspection) stdio.trust = home_->trust();
    PROOFMARK_TRY(const fs::path folder, home_->next());
    stdio.log = folder / "service.log";
    return start_stdio(stdio);
  }

  OpenOptions options_;
  std::vector<std::string> command_;
  std::unique_ptr<Home> home_;
};

// A provider elsewhere: nothing is started here, and time is real.
class HttpsSubject final : public Subject {
 public:
  HttpsSubject(HttpsRoute route, fs::path pki)
      : route_(std::move(route)),
        endpoints_{route_.relying.url, route_.device_url, std::move(pki),
                   route_.relying.dialect.plain() && route_.relying.dialect.paths.empty()} {}
  Level level() const override { return Level::full_service; }
  Answer session(const SessionTask& task) override { return play_https(route_, nullptr, task); }
  const Endpoints& endpoints() const override { return endpoints_; }
  bool running() override { return true; }
  std::string ending() const override { return "not of this machine"; }
  long peak_memory_kib() override { return 0; }
  void stop() override {}

 private:
  HttpsRoute route_;
  Endpoints endpoints_;
};

class OpenedHttps final : public Opened {
 public:
  OpenedHttps(OpenOptions options, Mapping mapping, std::unique_ptr<Home> home)
      : options_(std::move(options)), mapping_(std::move(mapping)), home_(std::move(home)) {}

  // The folder that Endpoints::pki promises, from the mapping's files.
  Result<void> lay_out_pki() {
    const fs::path pki = home_->folder() / "pki";
    std::error_code problem;
    fs::create_directory(pki, problem);
    const centre::Access& relying = mapping_.route.relying;
    PROOFMARK_TRY(std::string authorities, read_text(relying.ca));
    PROOFMARK_TRY(const std::string device, read_text(mapping_.route.device_ca));
    if (device != authorities) authorities += "\n" + device;
    PROOFMARK_CHECK(write_text(pki / "ca.pem", authorities));
    if (!relying.client_certificate.empty()) {
      PROOFMARK_TRY(const std::string certificate, read_text(relying.client_certificate));
      PROOFMARK_TRY(const std::string key, read_text(relying.client_key));
      PROOFMARK_CHECK(write_text(pki / "relying-client.pem", certificate));
      PROOFMARK_CHECK(write_text(pki / "relying-client.key", key));
      fs::permissions(pki / "relying-client.key", fs::perms::owner_read | fs::perms::owner_write, problem);
    }
    return {};
  }

  Result<reports::Subject> describe() override {
    reports::Subject subject;
    subject.name = mapping_.name;
    PROOFMARK_TRY(subject.version, ask_version(mapping_.route, std::make_shared<SystemClock>()));
    subject.reached_by = name_of(Choice::Kind::https);
    subject.thresholds_set_on = mapping_.thresholds_set_on;
    return subject;
  }
  Result<std::unique_ptr<Subject>> start(Instant) override {
    return std::unique_ptr<Subject>(std::make_unique<HttpsSubject>(mapping_.route, home_->folder() / "pki"));
  }
  Result<void> leave_note(const fs::path& note) override { return home_->leave_note(note); }

 private:
  OpenOptions options_;
  Mapping mapping_;
  std::unique_ptr<Home> home_;
};

class OpenedNull final : public Opened {
 public:
  OpenedNull(Level level, bool accepts) : level_(level), accepts_(accepts) {}
  Result<reports::Subject> describe() override {
    reports::Subject subject;
    subject.name = accepts_ ? "null: accepts everything" : "null: refuses everything";
    subject.version = "1";
    subject.level = level_;
    subject.reached_by = name_of(Choice::Kind::null);
    return subject;
  }
  Result<std::unique_ptr<Subject>> start(Instant) override { return make_null_subject(level_, accepts_); }
  Result<void> leave_note(const fs::path&) override { return {}; }

 private:
  Level level_;
  bool accepts_;
};

}  // namespace

Result<std::unique_ptr<Opened>> open(const OpenOptions& options) {
  switch (options.choice.kind) {
    case Choice::Kind::reference: {
      PROOFMARK_TRY(auto home, Home::create(options.issuer));
      PROOFMARK_CHECK(home->write_config(options.places));
      return std::unique_ptr<Opened>(std::make_unique<OpenedReference>(options, std::move(home)));
    }
    case Choice::Kind::stdio: {
      PROOFMARK_TRY(auto command, split_command(options.choice.argument));
      PROOFMARK_TRY(auto home, Home::create(options.issuer));
      return std::unique_ptr<Opened>(std::make_unique<OpenedStdio>(options, std::move(command), std::move(home)));
    }
    case Choice::Kind::https: {
      if (options.level != Level::full_service)
        return fail("option --subject", "a suite of level full_service for https",
                    "one of level " + std::string(name_of(options.level)), "Use stdio, or another suite.");
      PROOFMARK_TRY(auto mapping, read_mapping(options.choice.argument));
      PROOFMARK_TRY(auto home, Home::create(options.issuer));
      auto opened = std::make_unique<OpenedHttps>(options, std::move(mapping), std::move(home));
      PROOFMARK_CHECK(opened->lay_out_pki());
      return std::unique_ptr<Opened>(std::move(opened));
    }
    case Choice::Kind::null:
      break;
  }
  return std::unique_ptr<Opened>(std::make_unique<OpenedNull>(options.level, options.choice.argument == "accept"));
}

std::string_view name_of(Choice::Kind kind) {
  switch (kind) {
    case Choice::Kind::reference:
      return "reference";
    case Choice::Kind::https:
      return "https";
    case Choice::Kind::stdio:
      return "stdio";
    case Choice::Kind::null:
      break;
  }
  return "null";
}

Result<Choice> parse_choice(std::string_view text) {
  if (text == "reference") return Choice{};
  const auto colon = text.find(':');
  const std::string_view kind = text.substr(0, colon);
  const std::string argument(colon == std::string_view::npos ? "" : text.substr(colon + 1));
  if (kind == "https" && !argument.empty()) return Choice{Choice::Kind::https, argument};
  if (kind == "stdio") {
    PROOFMARK_TRY(const auto command, split_command(argument));
    return Choice{Choice::Kind::stdio, argument};
  }
  if (kind == "null" && (argument == "accept" || argument == "refuse")) return Choice{Choice::Kind::null, argument};
  return fail("option --subject", choices, "'" + std::string(text) + "'", "See docs/connect-your-service.md.");
}

std::string to_text(const Choice& choice) {
  if (choice.kind == Choice::Kind::reference) return "reference";
  return std::string(name_of(choice.kind)) + ":" + choice.argument;
}

Result<std::vector<std::string>> split_command(std::string_view line) {
  std::vector<std::string> words;
  std::string word;
  bool inside = false;  // a word has begun
  char quote = 0;
  for (std::size_t i = 0; i < line.size(); ++i) {
    const char c = line[i];
    if (c == '\\' && quote != '\'' && i + 1 < line.size()) {
      word += line[++i];
      inside = true;
    } else if (quote != 0 && c == quote) {
      quote = 0;
    } else if (quote == 0 && (c == '\'' || c == '"')) {
      quote = c;
      inside = true;
    } else if (quote == 0 && (c == ' ' || c == '\t')) {
      if (inside) words.push_back(std::exchange(word, {}));
      inside = false;
    } else {
      word += c;
      inside = true;
    }
  }
  if (quote != 0)
    return fail("option --subject", "a closing quotation mark in the command", "none", "Close the quotation.");
  if (inside) words.push_back(std::move(word));
  if (words.empty() || words.front().empty())
    return fail("option --subject", "stdio:COMMAND", "no command", "Name the program and its options.");
  return words;
}

}  // namespace proofmark::subjects

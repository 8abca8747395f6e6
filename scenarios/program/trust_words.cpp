// trust import, trust list: what a service trusts, in the folder that it is started with.
#include <cstdio>

#include "common/pki/trust_import.hpp"
#include "scenarios/program/command_line.hpp"
#include "scenarios/runner/commands.hpp"

namespace proofmark::program {
namespace {

struct Words {
  pki::TrustImport import;
  std::string at;  // RFC 3339; empty: now
};

Result<Instant> moment(const std::string& at) {
  if (at.empty()) return SystemClock().now();
  const auto time = from_rfc3339(at);
  if (!time) return fail("--at", "a UTC time such as 2026-03-02T09:00:00Z", "'" + at + "'", "Correct it.");
  return *time;
}

Result<void> check_countries(const std::vector<std::string>& countries) {
  for (const std::string& code : countries)
    if (code.size() != 2 || code.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZ") != std::string::npos)
      return fail("--country", "two capital letters, as certificates carry them: LT", "'" + code + "'", "Correct it.");
  return {};
}

Result<void> import(Words words) {
  PROOFMARK_CHECK(check_countries(words.import.countries));
  PROOFMARK_TRY(words.import.now, moment(words.at));
  if (words.import.files.empty() && words.import.authorities.empty() && words.import.publishers.empty())
    return fail("trust import", "at least one file", "none", "See proofmark trust import --help.");
  PROOFMARK_TRY(const auto changes, pki::import_trust(words.import));
  std::size_t expired = 0;
  for (const pki::TrustChange& change : changes) {
    if (change.kind == pki::TrustChange::Kind::expired) ++expired;
    std::printf("%-9s %-28s %s\n", name_of(change.kind), change.what.c_str(), change.name.c_str());
  }
  std::printf("%zu changes%s, %zu certificates and lists past their time at %s.\n", changes.size() - expired,
              words.import.dry_run ? " (not made)" : "", expired, to_rfc3339(words.import.now).c_str());
  if (!words.import.dry_run && changes.size() > expired)
    std::printf("A service that is running reads %s when it is started again.\n", words.import.folder.c_str());
  return {};
}

Result<void> list(const Words& words) {
  PROOFMARK_CHECK(check_countries(words.import.countries));
  PROOFMARK_TRY(const Instant now, moment(words.at));
  PROOFMARK_TRY(const auto lines, pki::describe_trust(words.import.folder, words.import.countries, now));
  for (const std::string& line : lines) std::printf("%s\n", line.c_str());
  return {};
}

int exit_code(const Result<void>& done) {
  return done ? 0 : runner::print_error(done.error());
}

void add_common(CLI::App* word, Words& words) {
  word->add_option("--trust", words.import.folder, "The trust folder: csca/, crl/, publisher/, deviation/, defect/")
      ->required();
  word->add_option("--country", words.import.countries, "Only certificates of this country, two letters; repeatable")
      ->allow_extra_args(false);
  word->add_option("--at", words.at, "Judge as of this moment, 2026-03-02T09:00:00Z [now]");
}

}  // namespace

void add_trust_words(CommandLine& line) {
  const auto words = std::make_shared<Words>();
  auto* trust = line.word("trust", "Bring certificates and signed lists into a service's trust folder, and list it",
                          "Example: proofmark trust list --trust trust/ --country LT");
  trust->require_subcommand(1);
  auto* import_word = trust->add_subcommand("import", "Import files and show what changed: all of them or none");
  import_word->footer(
      "Taken are link certificates, master lists, revocation lists, deviation lists and defect lists that somebody\n"
      "trusted has signed; for --csca and --publisher you vouch, once you have compared the fingerprint.\n"
      "Exit codes: 0 done, 2 nothing was changed.\n"
      "Example: proofmark trust import --trust trust/ --publisher DE_CSCA.cer --country LT DE_ML.ml");
  add_common(import_word, *words);
  import_word
      ->add_option("--csca", words->import.authorities, "A country signing certificate that you vouch for; repeatable")
      ->allow_extra_args(false);
  import_word
      ->add_option("--publisher", words->import.publishers,
                   "An authority whose master and defect lists are taken, and that you vouch for; repeatable")
      ->allow_extra_args(false);
  import_word->add_flag("--dry-run", words->import.dry_run, "Show what would change and change nothing");
  import_word->add_option("files", words->import.files, "Certificates and signed lists");
  line.on_alone(import_word, [words] { return exit_code(import(*words)); });

  auto* list_word = trust->add_subcommand("list", "Show what the folder holds, valid or not");
  add_common(list_word, *words);
  line.on_alone(list_word, [words] { return exit_code(list(*words)); });
}

}  // namespace proofmark::program

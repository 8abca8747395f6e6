#include <chrono>
#include <cstdio>

#include "reports/formats/day.hpp"
#include "scenarios/catalogue/catalogue.hpp"
#include "scenarios/catalogue/evidence_store.hpp"
#include "scenarios/catalogue/listing.hpp"
#include "scenarios/program/command_line.hpp"
#include "scenarios/runner/commands.hpp"
#include "scenarios/runner/prepare.hpp"

namespace proofmark::program {
namespace {

using runner::Project;

struct Options {
  catalogue::Selection selection;
  bool json = false;
  std::string language = "en";
  std::filesystem::path store = catalogue::kEvidenceFolder;
  std::string on;  // YYYY-MM-DD; empty: today
  catalogue::Filing filing;
};

std::string today() {
  return reports::to_text(std::chrono::floor<std::chrono::days>(std::chrono::system_clock::now()));
}

Result<std::string> requirements(const Project& project, const Options& options) {
  PROOFMARK_TRY(const auto all, runner::load_requirements(project));
  PROOFMARK_TRY(const auto selected, catalogue::select(*all.catalogue, options.selection));
  if (options.json) return reports::catalogue_to_json(selected);
  return catalogue::requirements_listing(selected, options.selection);
}

Result<std::string> add_evidence(const Project& project, const Options& options) {
  PROOFMARK_TRY(const auto catalogue, catalogue::load(project.catalogue()));
  catalogue::Filing filing = options.filing;
  filing.filed = today();
  PROOFMARK_TRY(const auto filed, catalogue::add_to_store(options.store, catalogue, filing));
  return "Filed " + filed.file + " for " + filed.slot + " under " + filed.sha256 + "\n";
}

Result<std::string> list_evidence(const Project& project, const Options& options) {
  PROOFMARK_TRY(const auto catalogue, catalogue::load(project.catalogue()));
  PROOFMARK_TRY(const auto filed, catalogue::read_store(options.store));
  if (options.json) return reports::evidence_to_json(filed);
  return catalogue::evidence_listing(catalogue, filed, options.on.empty() ? today() : options.on,
                                     options.selection.lithuanian);
}

int print(const Result<std::string>& text) {
  if (!text) return runner::print_error(text.error());
  std::fputs(text->c_str(), stdout);
  return std::fflush(stdout) == 0 ? 0 : 2;
}

void add_output(CLI::App* word, const std::shared_ptr<Options>& options) {
  word->add_flag("--json", options->json, "As JSON");
  word->add_option("--language", options->language, "en or lt")
      ->check(CLI::IsMember({"en", "lt"}))
      ->capture_default_str();
}

void add_requirements(CommandLine& line) {
  const auto options = std::make_shared<Options>();
  auto* word = line.word("requirements", "List the requirements and what gives evidence for each",
                         "Example: proofmark requirements --source tender --untested");
  word->add_option("--source", options->selection.source, "Only those of one source: tender, ts119461, ...");
  word->add_flag("--untested", options->selection.untested, "Only those that no scenario gives evidence for");
  add_output(word, options);
  line.on(word, [options](const Project& project) {
    options->selection.lithuanian = options->language == "lt";
    return print(requirements(project, *options));
  });
}

void add_evidence_words(CommandLine& line) {
  const auto options = std::make_shared<Options>();
  auto* word = line.word("evidence", "File and list what no simulation shows: certificates, reports, contracts",
                         "Example: proofmark evidence list");
  word->require_subcommand(1);
  word->add_option("--store", options->store, "Folder of the filed evidence")->capture_default_str();

  auto* add = word->add_subcommand("add", "File a document for a slot");
  add->footer(
      "Example: proofmark evidence add --slot lab.pad --file report.pdf --issuer \"Laboratory X\"\n"
      "           --issued 2026-03-02 --accreditation \"LA.01.234, National Accreditation Bureau\"");
  catalogue::Filing& filing = options->filing;
  add->add_option("--slot", filing.slot, "Slot of the catalogue")->required();
  add->add_option("--file", filing.file, "The document; a copy is kept under its hash")->required();
  add->add_option("--issuer", filing.issuer, "Who issued it")->required();
  add->add_option("--issued", filing.issued, "Date of issue, YYYY-MM-DD")->required();
  add->add_option("--expires", filing.expires, "Date of expiry, YYYY-MM-DD");
  add->add_option("--accreditation", filing.accreditation, "The issuer's accreditation: number and body");
  add->add_option("--remark", filing.remark, "A remark");
  line.on(add, [options](const Project& project) { return print(add_evidence(project, *options)); });

  auto* list = word->add_subcommand("list", "Show every slot and what was filed for it");
  list->add_option("--on", options->on, "Day on which it must be valid, YYYY-MM-DD [today, UTC]");
  add_output(list, options);
  line.on(list, [options](const Project& project) {
    options->selection.lithuanian = options->language == "lt";
    return print(list_evidence(project, *options));
  });
}

}  // namespace

void add_catalogue_words(CommandLine& line) {
  add_requirements(line);
  add_evidence_words(line);
}

}  // namespace proofmark::program

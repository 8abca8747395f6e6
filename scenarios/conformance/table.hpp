// A conformance table: one row for each test case of a published test plan, with the card that the case asks for, what
// an inspection system is to make of it, or why the case does not apply.
//
// {"format": "proofmark-conformance/1", "name", "title", "source", "notes": [...], "units": {"LDS_A": 10, ...},
//  "reasons": {KEY: sentence}, "bases": {KEY: card}, "rows": [...]}
// A row: {"id", "what": one sentence, "icao": where the case's text is a referral: the case of ICAO's test plan, and
//  either "not_applicable": KEY of "reasons", or "expected": "successful", "failed" or "either", for "failed" "checks":
//  of which at least one must not have passed, "steps": of docs/interface.md, first the one that decides, then what
//  follows from it (where the row is to succeed: those that must be successful), "password": "zone" (the default),
//  "can" or "both", "twice", and the card: "base", "card", "files", "zone", "zone_digits", "printed_too", "portrait",
//  "sod", "card_security", "resign", "answers", "end_of_file", "key_reference_refused", "chip_key_ids",
//  "keeps_session_keys", "application_after_pace", "active_trailer", "variants": [each {"name", "steps" and fields of
//  the card in the place of the row's}], "remark", "known"}
// A base: {"follows": the plan's configuration, "differs": [how and why], and fields of the card}. The row's own fields
// stand in their place; "card", "portrait" and "sod" are merged field by field.
#pragma once
#include <filesystem>
#include <string>
#include <vector>

#include "attacks/malformed/recipe.hpp"
#include "common/result.hpp"

namespace proofmark::conformance {

enum class Expected {
  successful,  // every check of the chip and the document passed
  failed,      // the inspection ended with an answer, and one of the named checks has not passed
  either,      // the inspection ended with an answer
};
[[nodiscard]] std::string_view name_of(Expected expected);

enum class Password { zone, can, both };

struct Variant {
  std::string name;                // empty when the row has one alone
  std::vector<std::string> steps;  // the first decides; see above
  attacks::malformed::Recipe recipe;
};

struct Row {
  std::string id;          // "LDS_H_22"
  std::size_t number = 0;  // place in the table
  std::string what;        // in our own words
  std::string icao;        // "LDS_D_07": the case whose text is the case's text; empty: it stands in the plan itself
  std::string not_applicable;  // the reason; then nothing of what follows
  std::string remark;
  std::string known;  // why the reference is known not to do what the case asks; it fails all the same
  Expected expected = Expected::successful;
  std::vector<std::string> checks;
  Password password = Password::zone;
  bool twice = false;  // the card is inspected twice, and the terminal's ephemeral keys differ
  std::string card;    // base and changes as the row has them: JSON in one line
  std::vector<Variant> variants;
};

struct Base {
  std::string name;
  std::string follows;               // "CFG.DFLT.EAC"
  std::vector<std::string> differs;  // in what it does not follow the plan, and why
  std::string card;                  // JSON in one line
};

struct Table {
  std::string name, title, source;
  std::vector<std::string> notes;
  std::vector<Base> bases;
  std::vector<Row> rows;  // in the order of the plan
  std::string sha256;     // of the file
};

// Strict: an unknown, missing or ill-typed field, an identifier that is none of the units', that occurs twice or that
// is missing is an error that names the row.
[[nodiscard]] Result<Table> parse_table(const std::string& text, const std::string& origin);
[[nodiscard]] Result<Table> load_table(const std::filesystem::path& file);

// The schemes that the table's issuers sign with: of certificates, and of security objects.
[[nodiscard]] std::vector<std::string> chains_of(const Table& table);
[[nodiscard]] std::vector<std::string> schemes_of(const Table& table);

}  // namespace proofmark::conformance

// Every protocol with every parameter, the simulated card against the service's terminal; docs/emrtd.md shows what
// passed here and nothing else. Where page and runs differ, the new table stands in the build folder as emrtd.md.
#include <gtest/gtest.h>

#include <fstream>
#include <functional>

#include "common/emrtd/active_authentication.hpp"
#include "common/emrtd/pace.hpp"
#include "common/files.hpp"
#include "reference-impl/chip/access.hpp"
#include "reference-impl/chip/genuineness.hpp"
#include "reference-impl/chip/passive.hpp"
#include "tests/card/terminal_chain.hpp"
#include "tests/chip/support.hpp"

namespace proofmark::chip::test {
namespace {

using card::ChipContent;
using emrtd::Cipher;
using emrtd::Mapping;

struct Parameters {
  unsigned id;
  const char* name;
};
constexpr std::array<Parameters, 14> all_parameters{{{0, "DH 1024/160"},
                                                     {1, "DH 2048/224"},
                                                     {2, "DH 2048/256"},
                                                     {8, "P-192"},
                                                     {9, "brainpoolP192r1"},
                                                     {10, "P-224"},
                                                     {11, "brainpoolP224r1"},
                                                     {12, "P-256"},
                                                     {13, "brainpoolP256r1"},
                                                     {14, "brainpoolP320r1"},
                                                     {15, "P-384"},
                                                     {16, "brainpoolP384r1"},
                                                     {17, "brainpoolP512r1"},
                                                     {18, "P-521"}}};
constexpr std::array<Cipher, 4> all_ciphers{Cipher::tdes, Cipher::aes128, Cipher::aes192, Cipher::aes256};
constexpr const char* heading =
    "| Protocol | Parameters | 3DES | AES-128 | AES-192 | AES-256 |\n|---|---|---|---|---|---|\n";

const Bytes com = emrtd::encode_com({"0107", "040000", {0x61, 0x75}});

// What is too weak for the policy must still work.
InspectionPolicy everything() {
  InspectionPolicy policy;
  policy.floor = StrengthFloor::none();
  return policy;
}

// A chip with one offer of PACE and nothing in it but EF.COM.
ChipContent chip_with(const std::string& protocol, unsigned parameter) {
  ChipContent chip;
  chip.mrz_information = emrtd::mrz_information(mrz_password().document_number, mrz_password().date_of_birth,
                                                mrz_password().date_of_expiry)
                             .value();
  chip.can = civil().can;
  chip.bac = false;
  emrtd::SecurityInfos infos;
  infos.pace.push_back({protocol, 2, parameter});
  chip.master_file[card::kEfCardAccess] = emrtd::encode_security_infos(infos).value();
  chip.files[card::kEfCom] = com;
  return chip;
}

// Opens the chip as the service does. What it found is in `findings`.
struct Opened {
  explicit Opened(ChipContent content, const AccessPassword& password = can_password())
      : card(std::move(content)), field(card.field()), session(field, 65536) {
    auto opened = open_access(session, password, everything(), random, findings);
    if (!opened) {
      why = opened.error().line();
      return;
    }
    access = *std::move(opened);
    const auto read = session.read_file(emrtd::fid_com);
    ok = read && *read && **read == com;
    if (!ok) why = read ? "EF.COM differs" : read.error().line();
  }
  SeededRandom random{4, "matrix terminal"};
  TestCard card;
  Field field;
  Session session;
  Findings findings;
  OpenedAccess access;
  bool ok = false;
  std::string why;
};

// A row of cells by cipher: "yes" where `run` says so, "-" where the standard defines nothing. Counts the runs.
std::string row(const std::string& name, const std::string& parameters,
                const std::function<std::optional<bool>(Cipher)>& run) {
  std::string line = "| " + name + " | " + parameters + " |";
  for (const Cipher cipher : all_ciphers) {
    const auto done = run(cipher);
    line += done ? (*done ? " yes |" : " no |") : " - |";
  }
  return line + "\n";
}

// EF.CardSecurity with the key that the chip maps, as the issuer signs it (9303-11 section 9.2.12).
Bytes card_security(const emrtd::PaceInfo& offer, const card::ChipKey& key) {
  emrtd::SecurityInfos infos;
  infos.pace.push_back(offer);
  infos.chip_authentication_keys.push_back({emrtd::oid_chip_authentication_key_ecdh,
                                            key.domain.subject_public_key_info(key.public_key).value(), key.key_id});
  const card::Signer& signer =
      issuer().signer(card::SignerKind::document_signer, std::chrono::floor<std::chrono::days>(today()));
  pki::SignedDataSpec spec;
  spec.content_type = emrtd::oid_security_object;
  spec.signing_time = today();
  spec.content = emrtd::encode_security_infos(infos).value();
  return pki::make_signed_data(spec, signer.certificate, signer.key).value();
}

// What the service makes of an opened chip's mapping: the data of PACE's last answer against the key of the signed
// EF.CardSecurity that it has read.
Finding judge_mapping(Opened& opened) {
  Findings findings;
  ProofKeys keys;
  keys.mapped = opened.access.mapped;
  if (keys.mapped && keys.mapped->file) {
    CardSecurityResult security =
        authenticate_card_security(*keys.mapped->file, trust(), everything(), today(), findings);
    keys.card_security = std::move(security.infos);
    keys.card_security_authenticated = security.finding.result == decision::CheckResult::passed;
    EXPECT_TRUE(keys.card_security_authenticated) << security.finding.reason;
  }
  return prove_genuine(opened.session, keys, everything(), opened.random, opened.findings);
}

// The genuine chip is proven, and one that holds another key than its EF.CardSecurity names is not: it opens as well,
// and its data fail section 4.4.3.5 and nothing before it.
bool mapping_works(const ChipContent& chip, const AccessPassword& password, const std::string& cell) {
  Opened genuine(chip, password);
  const Finding proven = judge_mapping(genuine);
  const bool shown = genuine.ok && proven.result == decision::CheckResult::passed &&
                     proven.reason == "PACE with chip authentication mapping";
  EXPECT_TRUE(shown) << cell << ": " << genuine.why << proven.reason;

  ChipContent copy = chip;
  SeededRandom random(16, "another static key");
  copy.mapping_key = card::make_chip_key("", chip.mapping_key->key_id, chip.mapping_key->domain, random).value();
  EXPECT_NE(copy.mapping_key->public_key, chip.mapping_key->public_key);
  Opened false_chip(copy, password);
  const Finding refused = judge_mapping(false_chip);
  const bool caught = false_chip.ok && refused.result == decision::CheckResult::failed &&
                      refused.reason.find("section 4.4.3.5") != std::string::npos;
  EXPECT_TRUE(caught) << cell << ", another static key: " << false_chip.why << refused.reason;
  return shown && caught;
}

bool pace_works(const emrtd::PaceProtocol& protocol, unsigned parameter) {
  const std::string oid = emrtd::oid_of(protocol).value();
  const std::string cell = oid + " " + std::to_string(parameter);
  ChipContent chip = chip_with(oid, parameter);
  if (protocol.mapping == Mapping::chip_authentication) {
    SeededRandom random(6, "static key");
    chip.mapping_key =
        card::make_chip_key("", parameter, emrtd::Domain::standardised(parameter).value(), random).value();
    chip.master_file[card::kEfCardSecurity] = card_security({oid, 2, parameter}, *chip.mapping_key);
  }
  bool good = true;
  for (const AccessPassword& password : {can_password(), mrz_password()}) {
    if (chip.mapping_key) {
      good = mapping_works(chip, password, cell) && good;
      continue;
    }
    const Opened opened(chip, password);
    EXPECT_TRUE(opened.ok) << cell << ": " << opened.why;
    good = good && opened.ok;
  }
  return good;
}

std::string pace_table() {
  std::string table = heading;
  const std::pair<const char*, Mapping> mappings[] = {
      {"GM", Mapping::generic}, {"IM", Mapping::integrated}, {"CAM", Mapping::chip_authentication}};
  for (const auto& [name, mapping] : mappings)
    for (const auto& [id, parameters] : all_parameters) {
      const bool elliptic = id >= 8;
      if (!elliptic && mapping == Mapping::chip_authentication) continue;
      if (id == 10 && mapping == Mapping::integrated) continue;  // the encoding needs a prime that is 3 modulo 4
      table += row(std::string("PACE ") + (elliptic ? "ECDH-" : "DH-") + name, std::to_string(id) + " " + parameters,
                   [&, map = mapping, number = id](Cipher cipher) -> std::optional<bool> {
                     const emrtd::PaceProtocol protocol{map, elliptic, cipher};
                     if (!emrtd::oid_of(protocol)) return std::nullopt;
                     return pace_works(protocol, number);
                   });
    }
  return table;
}

bool chip_authentication_works(const emrtd::ChipAuthenticationProtocol& protocol, unsigned parameter) {
  ChipContent chip = chip_with(emrtd::oid_pace_ecdh_gm_aes128, 13);
  SeededRandom random(7, "chip keys");
  emrtd::SecurityInfos infos;
  // Two keys, so that the identifier counts: the weaker one first.
  const std::string kind =
      protocol.elliptic ? emrtd::oid_chip_authentication_key_ecdh : emrtd::oid_chip_authentication_key_dh;
  const std::string weaker = emrtd::oid_of(emrtd::ChipAuthenticationProtocol{protocol.elliptic, Cipher::tdes});
  for (const std::uint32_t key_id : {1U, 2U}) {
    const std::string oid = key_id == 2 ? emrtd::oid_of(protocol) : weaker;
    const unsigned group = key_id == 2 ? parameter : protocol.elliptic ? 8U : 0U;
    auto key = card::make_chip_key(oid, key_id, emrtd::Domain::standardised(group).value(), random).value();
    infos.chip_authentication.push_back({oid, 1, key_id});
    infos.chip_authentication_keys.push_back(
        {kind, key.domain.subject_public_key_info(key.public_key).value(), key_id});
    chip.chip_authentication.push_back(std::move(key));
  }
  Opened opened(chip);
  ProofKeys keys;
  keys.dg14 = emrtd::parse_dg14(emrtd::encode_dg14(infos).value()).value();
  keys.authenticated = {14};
  const Finding found = prove_genuine(opened.session, keys, everything(), opened.random, opened.findings);
  EXPECT_EQ(found.result, decision::CheckResult::passed) << emrtd::oid_of(protocol) << " " << parameter << found.reason;
  const bool strongest = found.reason.find(emrtd::oid_of(protocol)) != std::string::npos;
  EXPECT_TRUE(strongest) << found.reason;
  return found.result == decision::CheckResult::passed && strongest;
}

std::string chip_authentication_table() {
  std::string table = heading;
  for (const auto& [id, parameters] : all_parameters) {
    const bool elliptic = id >= 8;
    table += row(elliptic ? "CA v1 ECDH" : "CA v1 DH", std::to_string(id) + " " + parameters,
                 [&, number = id](Cipher cipher) -> std::optional<bool> {
                   return chip_authentication_works({elliptic, cipher}, number);
                 });
  }
  return table;
}

bool active_authentication_works(const pki::Key& key, pki::Digest digest) {
  ChipContent chip = chip_with(emrtd::oid_pace_ecdh_gm_aes128, 13);
  chip.active_authentication = key;
  chip.active_authentication_digest = digest;
  Opened opened(chip);
  ProofKeys keys;
  keys.active_authentication_key = key.spki();
  keys.authenticated = {15};
  if (key.is_ec()) {
    keys.dg14.emplace();
    keys.dg14->active_authentication_algorithm = emrtd::oid_of_plain_ecdsa(digest);
    keys.authenticated.insert(14);
  }
  const Finding found = prove_genuine(opened.session, keys, everything(), opened.random, opened.findings);
  EXPECT_EQ(found.result, decision::CheckResult::passed) << found.reason;
  return found.result == decision::CheckResult::passed;
}

std::string active_authentication_table() {
  std::string table =
      "| Protocol | Key | SHA-1 | SHA-224 | SHA-256 | SHA-384 | SHA-512 |\n|---|---|---|---|---|---|---|\n";
  const pki::Digest digests[] = {pki::Digest::sha1, pki::Digest::sha224, pki::Digest::sha256, pki::Digest::sha384,
                                 pki::Digest::sha512};
  const auto add = [&](const std::string& protocol, const std::string& name, const pki::Key& key, bool sha1) {
    table += "| " + protocol + " | " + name + " |";
    for (const pki::Digest digest : digests) {
      if (digest == pki::Digest::sha1 && !sha1) {
        table += " - |";
      } else {
        table += active_authentication_works(key, digest) ? " yes |" : " no |";
      }
    }
    table += "\n";
  };
  SeededRandom random(8, "active keys");
  for (const unsigned bits : {1024U, 2048U})
    add("AA RSA, ISO/IEC 9796-2", std::to_string(bits), pki::generate_rsa(bits, random).value(), true);
  for (const pki::Curve curve : {pki::Curve::p256, pki::Curve::p384, pki::Curve::p521, pki::Curve::brainpool_p256r1,
                                 pki::Curve::brainpool_p384r1, pki::Curve::brainpool_p512r1})
    add("AA ECDSA, plain", pki::openssl_name(curve), pki::Key::generate(curve, random).value(), false);
  return table;
}

bool terminal_authentication_works(const std::string& oid) {
  ChipContent chip = chip_with(emrtd::oid_pace_ecdh_gm_aes128, 13);
  const card::test::TerminalChain chain(oid);
  chip.terminal_authentication = chain.trust();
  chip.files[card::kEfDg3] = emrtd::encode_tlv(0x63, Bytes(40, 3));
  SeededRandom random(9, "guarded chip");
  auto key =
      card::make_chip_key(emrtd::oid_ca_ecdh_aes128, std::nullopt, emrtd::Domain::standardised(13).value(), random)
          .value();
  emrtd::SecurityInfos infos;
  infos.chip_authentication.push_back({key.protocol, 1, std::nullopt});
  infos.chip_authentication_keys.push_back(
      {emrtd::oid_chip_authentication_key_ecdh, key.domain.subject_public_key_info(key.public_key).value(), {}});
  chip.chip_authentication.push_back(std::move(key));
  const auto card = card::make_emrtd(chip, random);
  card::test::Terminal terminal(*card);
  card::test::InspectionSystem system(terminal, chain);
  const bool read = terminal.pace_with_can(chip.can) == 0x9000 && terminal.select_application() == 0x9000 &&
                    terminal.chip_authentication(emrtd::encode_dg14(infos).value(), false) == 0x9000 &&
                    terminal.select(card::kEfDg3) == 0x6982 && system.present_chain() == 0x9000 &&
                    system.authenticate(terminal.chip_identifier(), terminal.compressed_key()) == 0x9000 &&
                    terminal.read(card::kEfDg3) == chip.files.at(card::kEfDg3);
  EXPECT_TRUE(read) << oid;
  return read;
}

std::string terminal_authentication_table() {
  const char* names[] = {"RSA v1.5 SHA-1",   "RSA v1.5 SHA-256", "RSA PSS SHA-1", "RSA PSS SHA-256",
                         "RSA v1.5 SHA-512", "RSA PSS SHA-512",  "ECDSA SHA-1",   "ECDSA SHA-224",
                         "ECDSA SHA-256",    "ECDSA SHA-384",    "ECDSA SHA-512"};
  std::string table = "| Protocol | Signature | Card |\n|---|---|---|\n";
  std::size_t at = 0;
  for (const std::string& oid : emrtd::terminal_signature_oids())
    table +=
        std::string("| TA v1 | ") + names[at++] + " | " + (terminal_authentication_works(oid) ? "yes" : "no") + " |\n";
  return table;
}

// The part of the page between its marks.
std::string section(const std::string& page) {
  const std::string begin = "<!-- generated: begin -->\n";
  const std::size_t from = page.find(begin);
  const std::size_t to = page.find("<!-- generated: end -->");
  if (from == std::string::npos || to == std::string::npos) return "";
  return page.substr(from + begin.size(), to - from - begin.size());
}

TEST(Protocols, the_page_shows_what_passed) {
  ChipContent old = chip_with(emrtd::oid_pace_ecdh_gm_aes128, 13);
  old.master_file.clear();
  old.pace = false;
  old.bac = true;
  const Opened bac(old, mrz_password());
  EXPECT_TRUE(bac.ok) << bac.why;
  const std::string table = "\n| Protocol | Parameters | Passed |\n|---|---|---|\n| BAC | 3DES, MRZ | " +
                            std::string(bac.ok ? "yes" : "no") + " |\n\n" + pace_table() + "\n" +
                            chip_authentication_table() + "\n" + active_authentication_table() + "\n" +
                            terminal_authentication_table() + "\n";
  std::ofstream(std::string(PROOFMARK_BINARY_DIR) + "/emrtd.md") << table;
  const auto page = read_text(std::string(PROOFMARK_SOURCE_DIR) + "/docs/emrtd.md");
  ASSERT_TRUE(page);
  EXPECT_EQ(section(*page), table) << "put the table of the build folder's emrtd.md between the page's marks";
}

}  // namespace
}  // namespace proofmark::chip::test

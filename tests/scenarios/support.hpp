// What the tests of this folder share: a throw-away folder, a throw-away PKI, and sealed packages.
#pragma once
#include <openssl/evp.h>
#include <openssl/x509.h>

#include <filesystem>
#include <fstream>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>

#include "common/clock.hpp"
#include "tests/common/temporary_folder.hpp"

namespace proofmark::testing {

using test::TemporaryFolder;

void write_file(const std::filesystem::path& file, const std::string& text);
// An executable shell script.
std::filesystem::path write_script(const std::filesystem::path& file, const std::string& body);
std::string slurp(const std::filesystem::path& file);

inline const Instant noon = std::chrono::sys_days(std::chrono::year{2026} / 3 / 2) + std::chrono::hours(12);

struct Identity {
  std::shared_ptr<EVP_PKEY> key;
  std::shared_ptr<X509> certificate;
  [[nodiscard]] std::string key_pem() const;
  [[nodiscard]] std::string certificate_pem() const;
  [[nodiscard]] std::string certificate_base64() const;  // DER, as x5c has it
};

struct IdentityRequest {
  std::string name;
  const char* curve = "P-256";
  bool ca = false;
  bool seal = true;  // key usage digitalSignature; false: keyEncipherment only
  std::chrono::days valid_for{365};
};
// Valid from a day before noon; `issuer` null: self-signed. Leaves name 127.0.0.1.
Identity make_identity(const IdentityRequest& request, const Identity* issuer);

// Claims that hold every field of docs/interface.md; accepted.
nlohmann::json accepted_claims(const std::string& order, const std::string& reference);
std::string seal(const nlohmann::json& claims, const Identity& sealer, const nlohmann::json& header_changes = {});
// A payload that a JSON library would not write.
std::string seal_text(const std::string& text, const Identity& sealer, const nlohmann::json& header_changes = {});

}  // namespace proofmark::testing

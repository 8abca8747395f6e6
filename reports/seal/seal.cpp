#include "reports/seal/seal.hpp"

#include <algorithm>
#include <map>
#include <system_error>

#include "common/files.hpp"
#include "reports/seal/index.hpp"
#include "reports/seal/signature.hpp"
#include "reports/seal/timestamp.hpp"

namespace proofmark::reports {
namespace {

namespace fs = std::filesystem;

constexpr const char* kClause = "proofmark seal";

Result<void> remove_old(const fs::path& file) {
  std::error_code error;
  fs::remove(file, error);
  if (error)
    return fail(kClause, "to remove the earlier " + file.string(), error.message(), "check the folder's permissions");
  return {};
}

Result<SealKey> key_of(const SealOptions& options) {
  if (options.key.empty() && options.certificate.empty()) return own_seal_key(options.own_keys, options.time);
  if (options.key.empty() || options.certificate.empty())
    return fail(kClause, "both a key and its certificate", "one of them", "name both, or none");
  return read_seal_key(options.key, options.certificate);
}

Result<void> write_timestamp(const fs::path& folder, ByteView seal, const SealOptions& options) {
  if (options.timestamp_trust.empty())
    return fail(kClause, "the certificates that the timestamp authority's leads to", "none",
                "name them with --timestamp-trust");
  PROOFMARK_TRY(const auto trust, read_certificates(options.timestamp_trust));
  PROOFMARK_TRY(const TimestampRequest request, make_timestamp_request(seal));
  PROOFMARK_TRY(const Bytes answer, ask_timestamp_authority(options.timestamp_url, request));
  PROOFMARK_TRY(const Bytes response, normalised_response(answer));
  PROOFMARK_TRY(const TimestampCheck check, check_timestamp(response, seal, request.nonce, trust));
  if (!check.trusted)
    return fail(kClause, "a timestamp by a trusted authority", check.authority + ": " + check.reason,
                "check --timestamp-trust and the address");
  return write_file(folder / kTimestampFile, response);
}

void compare_files(const fs::path& folder, const Index& index, const FolderListing& listing, Verification& out) {
  std::map<std::string, const IndexEntry*> expected;
  for (const IndexEntry& e : index.files) expected.emplace(e.path, &e);
  for (const std::string& path : listing.files) {
    const auto found = expected.find(path);
    if (found == expected.end()) {
      out.added.push_back(path);
      continue;
    }
    const auto digest = digest_file(folder / path);
    if (!digest || digest->bytes != found->second->bytes || digest->sha256 != found->second->sha256)
      out.changed.push_back(path);
    expected.erase(found);
  }
  out.added.insert(out.added.end(), listing.odd.begin(), listing.odd.end());
  std::sort(out.added.begin(), out.added.end());
  for (const auto& [path, entry] : expected) out.missing.push_back(path);
}

Result<void> verify_seal(ByteView index, const Bytes& seal, const VerifyOptions& options, Verification& out) {
  std::vector<pki::Certificate> trust;
  std::error_code error;
  const fs::path own = options.own_keys.empty() ? fs::path() : own_certificate_file(options.own_keys);
  if (!options.trust.empty()) {
    PROOFMARK_TRY(trust, read_certificates(options.trust));
  } else if (!own.empty() && fs::exists(own, error)) {
    PROOFMARK_TRY(trust, read_certificates(own));
  }
  const auto check = check_detached(seal, index, trust);
  if (!check) {
    out.seal = SealState::broken;
    out.seal_reason = check.error().line();
    return {};
  }
  out.seal = check->trusted ? SealState::trusted : SealState::untrusted;
  out.seal_reason = check->reason;
  out.sealed_by = check->signer.subject() + ", SHA-256 " + sha256_hex(check->signer.der());
  out.sealed_at = to_rfc3339(check->signing_time);
  return {};
}

Result<void> verify_timestamp(const Bytes& seal, const fs::path& file, const VerifyOptions& options,
                              Verification& out) {
  std::vector<pki::Certificate> trust;
  if (!options.timestamp_trust.empty()) {
    PROOFMARK_TRY(trust, read_certificates(options.timestamp_trust));
  }
  PROOFMARK_TRY(const Bytes response, read_file(file));
  const auto check = check_timestamp(response, seal, {}, trust);
  if (!check) {
    out.timestamp = SealState::broken;
    out.timestamp_reason = check.error().line();
    return {};
  }
  out.timestamp = check->trusted ? SealState::trusted : SealState::untrusted;
  out.timestamp_reason = check->reason;
  out.timestamp_at = to_rfc3339(check->time) + " by " + check->authority;
  return {};
}

}  // namespace

std::string_view name_of(SealState state) {
  switch (state) {
    case SealState::trusted:
      return "trusted";
    case SealState::untrusted:
      return "untrusted";
    case SealState::broken:
      return "broken";
    case SealState::absent:
      return "absent";
  }
  return "broken";
}

bool Verification::holds() const {
  return changed.empty() && missing.empty() && added.empty() && seal == SealState::trusted &&
         timestamp != SealState::broken;
}

Result<void> write_index(const fs::path& folder, const SealOptions& options) {
  const bool sealed = !options.key.empty() || !options.certificate.empty() || !options.own_keys.empty();
  if (!sealed && !options.timestamp_url.empty())
    return fail(kClause, "a seal for the timestamp to be over", "a timestamp without a seal",
                "name a key and its certificate");
  // The seal goes first: an index without its seal is unsealed, never wrongly sealed.
  for (const std::string_view name : {kTimestampFile, kSealFile, kIndexFile}) {
    PROOFMARK_CHECK(remove_old(folder / name));
  }
  PROOFMARK_TRY(const Index index, index_folder(folder));
  const std::string text = index_to_json(index);
  PROOFMARK_CHECK(write_text(folder / kIndexFile, text));
  if (!sealed) return {};
  PROOFMARK_TRY(const SealKey key, key_of(options));
  PROOFMARK_TRY(const Bytes seal, sign_detached(to_bytes(text), key, options.time));
  PROOFMARK_TRY(const SealCheck check, check_detached(seal, to_bytes(text), {}));
  static_cast<void>(check);  // what is written can be verified: a certificate that has expired is found here
  PROOFMARK_CHECK(write_file(folder / kSealFile, seal));
  if (options.timestamp_url.empty()) return {};
  return write_timestamp(folder, seal, options);
}

Result<Verification> verify(const fs::path& folder, const VerifyOptions& options) {
  std::error_code error;
  if (!fs::is_regular_file(folder / kIndexFile, error))
    return fail(kClause, "a folder with " + std::string(kIndexFile), folder.string(),
                "name a folder whose reports were written by `proofmark run` or `proofmark report`");
  PROOFMARK_TRY(const std::string text, read_text(folder / kIndexFile));
  PROOFMARK_TRY(const Index index, index_from_json(text));
  PROOFMARK_TRY(const FolderListing listing, list_folder(folder));
  Verification out;
  out.files = index.files.size();
  compare_files(folder, index, listing, out);
  if (!fs::exists(folder / kSealFile, error)) {
    out.seal_reason = "the folder holds no " + std::string(kSealFile) + ": whoever changes a file can change the index";
    if (fs::exists(folder / kTimestampFile, error)) {
      out.timestamp = SealState::broken;
      out.timestamp_reason = "there is a timestamp, but no seal that it could be over";
    }
    return out;
  }
  PROOFMARK_TRY(const Bytes seal, read_file(folder / kSealFile));
  PROOFMARK_CHECK(verify_seal(to_bytes(text), seal, options, out));
  if (fs::exists(folder / kTimestampFile, error)) {
    PROOFMARK_CHECK(verify_timestamp(seal, folder / kTimestampFile, options, out));
  }
  return out;
}

}  // namespace proofmark::reports

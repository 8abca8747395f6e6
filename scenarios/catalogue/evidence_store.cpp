#include "scenarios/catalogue/evidence_store.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <algorithm>
#include <memory>

#include "common/bytes.hpp"
#include "common/files.hpp"
#include "reports/formats/day.hpp"
#include "reports/formats/json_fields.hpp"

namespace proofmark::catalogue {
namespace {

namespace fs = std::filesystem;
using reports::FiledEvidence;

constexpr const char* kPlace = "evidence store";
constexpr const char* kRestore = "Restore the folder from its backup, or file the evidence again in an empty one.";

fs::path index_of(const fs::path& store) {
  return store / "index.json";
}
fs::path copy_of(const fs::path& store, const std::string& sha256) {
  return store / "files" / sha256;
}

std::string hash_of(const std::string& text) {
  return sha256_hex(ByteView(reinterpret_cast<const std::uint8_t*>(text.data()), text.size()));
}

// The index carries the hash of its own entries, so that a changed date or issuer is found.
std::string index_text(const std::vector<FiledEvidence>& evidence) {
  const std::string entries = reports::evidence_to_json(evidence);
  reports::OrderedJson out = {{"format", 1}, {"sha256", hash_of(entries)}};
  out["evidence"] = reports::OrderedJson::parse(entries)["evidence"];
  return reports::dump_pretty(out);
}

Result<std::vector<FiledEvidence>> read_index(const fs::path& store) {
  std::error_code error;
  const fs::path file = index_of(store);
  if (!fs::exists(file, error)) {
    // Copies without an index: the index was lost, and with it what they are evidence for.
    if (fs::exists(store / "files", error) && !fs::is_empty(store / "files", error))
      return fail(kPlace, file.string(), "filed copies without an index", kRestore);
    return std::vector<FiledEvidence>();
  }
  PROOFMARK_TRY(const std::string text, read_text(file));
  return parse_index(text, file);
}

Result<void> check_copy(const fs::path& store, const FiledEvidence& filed) {
  const fs::path file = copy_of(store, filed.sha256);
  const auto bytes = read_file(file);
  if (!bytes)
    return fail(kPlace, "the copy of " + filed.file + " at " + file.string(), bytes.error().observed, kRestore);
  if (sha256_hex(*bytes) != filed.sha256)
    return fail(kPlace, "the copy of " + filed.file + " as it was filed", "altered content in " + file.string(),
                kRestore);
  return {};
}

// One filing at a time. The lock ends with the process.
class Lock {
 public:
  static Result<std::unique_ptr<Lock>> take(const fs::path& store) {
    const fs::path file = store / "lock";
    const int descriptor = ::open(file.c_str(), O_CREAT | O_RDWR | O_CLOEXEC, 0600);
    if (descriptor < 0)
      return fail(kPlace, "to write " + file.string(), "no permission or no such folder",
                  "Choose a folder that can be written with --store.");
    auto out = std::unique_ptr<Lock>(new Lock(descriptor));
    if (::flock(descriptor, LOCK_EX) != 0)
      return fail(kPlace, "to lock " + file.string(), "the file system has no locks",
                  "Keep the store on a local disk.");
    return out;
  }
  ~Lock() { ::close(descriptor_); }
  Lock(const Lock&) = delete;
  Lock& operator=(const Lock&) = delete;

 private:
  explicit Lock(int descriptor) : descriptor_(descriptor) {}
  int descriptor_;
};

Result<void> check_filing(const reports::Catalogue& catalogue, const Filing& filing) {
  const auto slot = std::find_if(catalogue.slots.begin(), catalogue.slots.end(),
                                 [&](const reports::EvidenceSlot& s) { return s.id == filing.slot; });
  if (slot == catalogue.slots.end())
    return fail(kPlace, "a slot of the catalogue", "'" + filing.slot + "'",
                "`proofmark evidence list` shows the slots.");
  PROOFMARK_TRY(const reports::Day issued, reports::parse_day(filing.issued, "the date of issue (--issued)"));
  PROOFMARK_TRY(const reports::Day today, reports::parse_day(filing.filed, "the day of filing"));
  if (issued > today) return fail(kPlace, "a date of issue up to " + filing.filed, filing.issued, "Correct --issued.");
  if (!filing.expires.empty()) {
    PROOFMARK_TRY(const reports::Day expires, reports::parse_day(filing.expires, "the date of expiry (--expires)"));
    if (expires < issued)
      return fail(kPlace, "a date of expiry from " + filing.issued + " on", filing.expires, "Correct --expires.");
  }
  if (filing.issuer.empty()) return fail(kPlace, "who issued the document", "no issuer", "Give --issuer.");
  if (slot->accreditation && filing.accreditation.empty())
    return fail(kPlace, "the issuer's accreditation for slot " + filing.slot + " (" + slot->clause + ")", "none",
                "Give --accreditation with number and accreditation body.");
  return {};
}

bool same(const FiledEvidence& a, const FiledEvidence& b) {
  return a.slot == b.slot && a.sha256 == b.sha256 && a.issuer == b.issuer && a.accreditation == b.accreditation &&
         a.issued == b.issued && a.expires == b.expires;
}

}  // namespace

Result<std::vector<FiledEvidence>> parse_index(const std::string& text, const fs::path& file) {
  PROOFMARK_TRY(const reports::Json json, reports::parse_json(text, file.string()));
  reports::Fields fields(json, file.string());
  fields.expect_format(1);
  const std::string sha256 = fields.text("sha256");
  const reports::Json& entries = fields.array("evidence");
  PROOFMARK_CHECK(fields.finish());
  const reports::Json wrapped = {{"format", 1}, {"evidence", entries}};
  PROOFMARK_TRY(auto out, reports::evidence_from_json(wrapped.dump()));
  if (hash_of(reports::evidence_to_json(out)) != sha256)
    return fail(kPlace, "entries with the SHA-256 that " + file.string() + " states", "altered entries", kRestore);
  return out;
}

Result<std::vector<FiledEvidence>> read_store(const fs::path& store) {
  PROOFMARK_TRY(auto out, read_index(store));
  for (const FiledEvidence& filed : out) {
    PROOFMARK_CHECK(check_copy(store, filed));
  }
  return out;
}

Result<FiledEvidence> add_to_store(const fs::path& store, const reports::Catalogue& catalogue, const Filing& filing) {
  PROOFMARK_CHECK(check_filing(catalogue, filing));
  PROOFMARK_TRY(const Bytes content, read_file(filing.file));
  if (content.empty())
    return fail(kPlace, "a document in " + filing.file.string(), "an empty file", "File the whole document.");
  std::error_code error;
  fs::create_directories(store, error);
  if (error)
    return fail(kPlace, "to make " + store.string(), error.message(),
                "Choose a folder that can be written with --store.");
  PROOFMARK_TRY(const auto lock, Lock::take(store));
  PROOFMARK_TRY(auto evidence, read_index(store));
  FiledEvidence filed{filing.slot,          filing.file.filename().string(),
                      sha256_hex(content),  filing.issuer,
                      filing.accreditation, filing.issued,
                      filing.expires,       filing.filed,
                      filing.remark};
  if (std::any_of(evidence.begin(), evidence.end(), [&](const FiledEvidence& e) { return same(e, filed); }))
    return fail(kPlace, "a new filing for slot " + filing.slot, "the same document with the same dates, filed before",
                "Nothing needs to be done.");
  // The index is there before the first copy: copies without one are a loss, not a killed filing.
  if (!fs::exists(index_of(store), error)) {
    PROOFMARK_CHECK(write_text(index_of(store), index_text({})));
  }
  fs::create_directories(store / "files", error);
  if (error)
    return fail(kPlace, "to make " + (store / "files").string(), error.message(),
                "Free space, or choose another --store.");
  evidence.push_back(filed);
  const std::string text = index_text(evidence);
  PROOFMARK_CHECK(parse_index(text, index_of(store)));
  PROOFMARK_CHECK(write_file(copy_of(store, filed.sha256), content));
  PROOFMARK_CHECK(write_text(index_of(store), text));
  return filed;
}

}  // namespace proofmark::catalogue

#include "scenarios/corpus/check.hpp"

#include <algorithm>
#include <optional>
#include <set>
#include <thread>

#include "common/file_digest.hpp"
#include "scenarios/corpus/making.hpp"

namespace proofmark::corpus {
namespace {

namespace fs = std::filesystem;

// What `make`, `import` and `show` write beside the files.
constexpr const char* kOwnFiles[] = {kManifestFile, kSpecFile,      kMakingFile,
                                     "index.html",  "unusable.txt", "pairs.jsonl"};

std::optional<Finding> look(const fs::path& root, const Record& record) {
  const auto found = [&](Finding::Kind kind, const std::string& what) { return Finding{kind, record.file, what}; };
  const fs::path file = root / record.file;
  std::error_code problem;
  const fs::file_status status = fs::symlink_status(file, problem);
  if (status.type() == fs::file_type::not_found) return found(Finding::Kind::missing, "not there");
  if (status.type() != fs::file_type::regular) return found(Finding::Kind::changed, "not a regular file any more");
  const auto digest = digest_of(file);
  if (!digest) return found(Finding::Kind::missing, digest.error().observed);
  if (digest->sha256 != record.sha256)
    return found(Finding::Kind::changed,
                 "SHA-256 " + digest->sha256.substr(0, 16) + "... instead of " + record.sha256.substr(0, 16) + "...");
  if (digest->bytes != record.bytes)
    return found(Finding::Kind::unlike,
                 std::to_string(digest->bytes) + " bytes instead of " + std::to_string(record.bytes));
  const auto facts = media::probe(file);
  if (!facts) return found(Finding::Kind::unlike, facts.error().observed);
  Record now = record;
  take_facts(*facts, now);
  if (!(now == record))
    return found(Finding::Kind::unlike, "container, codec, size or length not as the manifest says");
  return std::nullopt;
}

Result<void> find_added(const fs::path& root, const std::vector<Record>& records, std::vector<Finding>& findings) {
  std::set<std::string> known(std::begin(kOwnFiles), std::end(kOwnFiles));
  for (const Record& record : records) known.insert(record.file);
  std::vector<std::string> added;
  std::error_code problem;
  fs::recursive_directory_iterator at(root, problem);
  for (const fs::recursive_directory_iterator end; !problem && at != end; at.increment(problem)) {
    const std::string name = at->path().lexically_relative(root).generic_string();
    if (!fs::is_directory(at->symlink_status()) && !known.contains(name)) added.push_back(name);
  }
  if (problem) return fail("corpus", "a readable folder " + root.string(), problem.message(), "Check its rights.");
  std::sort(added.begin(), added.end());
  for (const std::string& name : added) findings.push_back({Finding::Kind::added, name, "not in the manifest"});
  return {};
}

}  // namespace

std::string_view name_of(Finding::Kind kind) {
  switch (kind) {
    case Finding::Kind::changed:
      return "changed";
    case Finding::Kind::missing:
      return "missing";
    case Finding::Kind::added:
      return "added";
    case Finding::Kind::unlike:
      return "unlike";
    case Finding::Kind::leak:
      break;
  }
  return "leak";
}

fs::path root_of(const fs::path& folder, const Manifest& manifest) {
  return manifest.header.root == "." ? folder : folder / fs::path(manifest.header.root);
}

Result<Checked> check_corpus(const fs::path& folder, std::size_t jobs, const std::atomic<bool>* stop) {
  PROOFMARK_TRY(const Manifest manifest, read_manifest(folder));
  const fs::path root = root_of(folder, manifest);
  std::vector<std::optional<Finding>> of_files(manifest.records.size());
  std::atomic<std::size_t> next{0};
  const auto work = [&] {
    for (std::size_t i = next++; i < of_files.size(); i = next++) {
      if (stop != nullptr && *stop) return;
      of_files[i] = look(root, manifest.records[i]);
    }
  };
  std::vector<std::thread> threads;
  const std::size_t workers = jobs > 0 ? jobs : std::max(1U, std::thread::hardware_concurrency());
  for (std::size_t i = 0; i < std::min(workers, of_files.size()); ++i) threads.emplace_back(work);
  for (std::thread& thread : threads) thread.join();
  if (stop != nullptr && *stop)
    return fail("corpus check", "to read every file", "it was asked to stop", "Start again.");
  Checked checked;
  checked.files = of_files.size();
  for (auto& finding : of_files)
    if (finding) checked.findings.push_back(*std::move(finding));
  if (manifest.header.root == ".") {
    PROOFMARK_CHECK(find_added(folder, manifest.records, checked.findings));
  }
  for (Finding& leak : leaks(manifest.records)) checked.findings.push_back(std::move(leak));
  return checked;
}

}  // namespace proofmark::corpus

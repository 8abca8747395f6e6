#include "scenarios/corpus/import.hpp"

#include <unistd.h>

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <thread>

#include "common/file_digest.hpp"
#include "common/files.hpp"
#include "reports/formats/json_fields.hpp"
#include "scenarios/corpus/csv.hpp"
#include "scenarios/runner/plan.hpp"

namespace proofmark::corpus {
namespace {

namespace fs = std::filesystem;

constexpr const char* kCopies = "files";

Result<Listed> list_files(const ImportOptions& options) {
  if (options.layout == Layout::lfw || options.layout == Layout::list) {
    const fs::path file = options.list.empty() ? options.folder / "pairs.txt" : options.list;
    PROOFMARK_TRY(const std::string text, read_text(file));
    const std::string origin = file.filename().string();
    if (options.layout == Layout::lfw) return listed_by_lfw(text, origin);
    return file.extension() == ".json" ? listed_in_json(text, origin) : listed_in_csv(text, origin);
  }
  PROOFMARK_TRY(const auto files, files_below(options.folder));
  return options.layout == Layout::oulu_npu ? listed_by_oulu(files) : listed_by_folder(files);
}

// A link may lie in the folder and lead to anywhere.
bool leads_out(const fs::path& root, const fs::path& file) {
  std::error_code problem;
  const fs::path real = fs::canonical(file, problem);
  if (problem) return false;  // not there: said when it is read
  const auto [of_root, of_file] = std::mismatch(root.begin(), root.end(), real.begin(), real.end());
  static_cast<void>(of_file);
  return of_root != root.end();
}

// Written beside its place and put there whole.
Result<void> put_copy(const fs::path& from, const fs::path& to) {
  std::error_code problem;
  fs::create_directories(to.parent_path(), problem);
  const fs::path partial = to.string() + ".partial-" + std::to_string(::getpid());
  if (!problem) fs::copy_file(from, partial, fs::copy_options::overwrite_existing, problem);
  if (!problem) fs::rename(partial, to, problem);
  if (!problem) return {};
  std::error_code ignored;
  fs::remove(partial, ignored);
  return fail("corpus import", "to copy to " + to.string(), problem.message(),
              "Check the folder's rights and the free space.");
}

class Import {
 public:
  Import(const ImportOptions& options, fs::path root) : options_(options), root_(std::move(root)) {}

  Result<Imported> run() {
    PROOFMARK_TRY(listed_, list_files(options_));
    reasons_.resize(listed_.records.size());
    PROOFMARK_CHECK(look_at_all());
    Manifest manifest;
    manifest.header.name = options_.name.empty() ? root_.filename().string() : options_.name;
    manifest.header.root = options_.copy ? "." : root_.string();
    manifest.header.harness = runner::harness_version();
    sort_out(manifest.records);
    if (manifest.records.empty())
      return fail("corpus import", "at least one film or picture that is of use",
                  listed_.unusable.empty() ? "no file" : listed_.unusable[0].file + ": " + listed_.unusable[0].reason,
                  "Check --layout and the folder.");
    PROOFMARK_CHECK(write(manifest));
    return Imported{manifest.records.size(), listed_.unusable};
  }

 private:
  Result<void> look_at_all() {
    std::atomic<std::size_t> next{0};
    const auto work = [&] {
      for (std::size_t i = next++; i < reasons_.size(); i = next++) {
        if (options_.stop != nullptr && *options_.stop) return;
        reasons_[i] = look(listed_.records[i]);
      }
    };
    std::vector<std::thread> threads;
    const std::size_t workers = options_.jobs > 0 ? options_.jobs : std::max(1U, std::thread::hardware_concurrency());
    for (std::size_t i = 0; i < std::min(workers, reasons_.size()); ++i) threads.emplace_back(work);
    for (std::thread& thread : threads) thread.join();
    if (options_.stop != nullptr && *options_.stop)
      return fail("corpus import", "to read every file", "it was asked to stop", "Start again.");
    return {};
  }

  // Why the file is of no use; empty when it is.
  [[nodiscard]] std::string look(Record& record) const {
    if (!stays_below(record.file) || !is_utf8(record.file)) return "a name that a manifest cannot hold";
    if (record.licence.empty()) record.licence = options_.licence;
    if (record.licence.empty()) return "nothing says under which licence it stands";
    if (record.split.empty()) record.split = options_.split;
    const fs::path file = root_ / record.file;
    if (leads_out(root_, file)) return "a link that leads out of the folder";
    // A hash first: it opens nothing but a regular file.
    const auto digest = digest_of(file);
    if (!digest) return digest.error().observed;
    const auto facts = take_facts(file, record);
    return facts ? std::string() : facts.error().observed + " (expected " + facts.error().expected + ")";
  }

  void sort_out(std::vector<Record>& usable) {
    std::map<std::string, std::string> first;  // by hash
    std::set<std::string> gone;
    for (std::size_t i = 0; i < reasons_.size(); ++i) {
      const Record& record = listed_.records[i];
      if (reasons_[i].empty())
        if (const auto [at, alone] = first.emplace(record.sha256, record.file); !alone)
          reasons_[i] = "the same bytes as " + at->second;
      if (reasons_[i].empty()) {
        usable.push_back(record);
      } else {
        listed_.unusable.push_back({record.file, reasons_[i]});
        gone.insert(record.file);
      }
    }
    std::sort(listed_.unusable.begin(), listed_.unusable.end(),
              [](const Unusable& a, const Unusable& b) { return a.file < b.file; });
    std::erase_if(listed_.pairs, [&](const Pair& pair) { return gone.contains(pair.a) || gone.contains(pair.b); });
  }

  Result<void> write(Manifest& manifest) {
    std::error_code problem;
    fs::create_directories(options_.out, problem);
    if (problem)
      return fail("--out", "a folder that can be written", problem.message(), "Give another folder with --out.");
    const std::string below = options_.copy ? std::string(kCopies) + "/" : "";
    for (Record& record : manifest.records) {
      if (options_.copy) {
        PROOFMARK_CHECK(put_copy(root_ / record.file, options_.out / (below + record.file)));
      }
      record.file = below + record.file;
    }
    std::string pairs, unusable;
    for (const Pair& pair : listed_.pairs) {
      reports::OrderedJson json;
      json["a"] = below + pair.a;
      json["b"] = below + pair.b;
      json["same"] = pair.same;
      json["fold"] = pair.fold;
      pairs += reports::dump_line(json) + "\n";
    }
    for (const Unusable& one : listed_.unusable) unusable += one.file + "\t" + one.reason + "\n";
    if (!pairs.empty()) {
      PROOFMARK_CHECK(write_text(options_.out / "pairs.jsonl", pairs));
    }
    if (!unusable.empty()) {
      PROOFMARK_CHECK(write_text(options_.out / "unusable.txt", unusable));
    }
    return write_manifest(options_.out, manifest);
  }

  const ImportOptions& options_;
  fs::path root_;
  Listed listed_;
  std::vector<std::string> reasons_;  // of listed_.records
};

}  // namespace

Result<Layout> parse_layout(std::string_view name) {
  if (name == "list") return Layout::list;
  if (name == "lfw") return Layout::lfw;
  if (name == "oulu-npu") return Layout::oulu_npu;
  if (name == "folders") return Layout::folders;
  return fail("--layout", "list, lfw, oulu-npu or folders", "'" + std::string(name) + "'", "Correct it.");
}

Result<Imported> import_corpus(const ImportOptions& options) {
  std::error_code problem;
  const fs::path root = fs::canonical(options.folder, problem);
  if (problem || !fs::is_directory(root, problem))
    return fail("corpus import", "a folder of recordings", options.folder.string(), "Correct the path.");
  if (options.out.empty() || (fs::exists(options.out, problem) && !fs::is_empty(options.out, problem)))
    return fail("--out", "a new or empty folder", "'" + options.out.string() + "'", "Give another.");
  if (options.layout == Layout::list && options.list.empty())
    return fail("--list", "a .csv or .json file", "none", "Say what is in the folder, or choose another --layout.");
  if (!is_utf8(root.string())) return fail("corpus import", "a folder whose name is UTF-8", "another", "Rename it.");
  return Import(options, root).run();
}

}  // namespace proofmark::corpus

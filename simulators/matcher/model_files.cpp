#include "simulators/matcher/model_files.hpp"

#include <nlohmann/json.hpp>

#include "common/files.hpp"
#include "common/json_text.hpp"

namespace proofmark::matcher {
namespace {

constexpr const char* kClause = "proofmark matcher manifest";

struct Entry {
  std::string file, sha256;
};

Result<Entry> find_entry(const std::filesystem::path& manifest, std::string_view name) {
  PROOFMARK_TRY(const std::string text, read_text(manifest));
  try {
    PROOFMARK_TRY(const auto json, parse_json_text(text, manifest.string()));
    for (const auto& item : json.at("models"))
      if (item.at("name").get<std::string>() == name) return Entry{item.at("file"), item.at("sha256")};
  } catch (const nlohmann::json::exception& error) {
    return fail(kClause, "JSON with an array \"models\" of name, file, sha256", error.what(),
                "Restore or correct " + manifest.string() + ".");
  }
  return fail(kClause, "an entry for the model \"" + std::string(name) + "\"", "none",
              "Restore or correct " + manifest.string() + ".");
}

}  // namespace

Result<Bytes> read_model(const ModelFolder& folder, std::string_view name) {
  PROOFMARK_TRY(const Entry entry, find_entry(folder.manifest, name));
  const auto file = folder.files / entry.file;
  const std::string remedy = "Run the set-up again, or point to the folder that holds the files of the manifest.";
  auto content = read_file(file, std::size_t{512} << 20U);
  if (!content) return fail(kClause, "the model file " + file.string(), content.error().observed, remedy);
  if (const std::string hash = sha256_hex(*content); hash != entry.sha256)
    return fail(kClause, "SHA-256 " + entry.sha256 + " of " + file.string(), "SHA-256 " + hash, remedy);
  return content;
}

}  // namespace proofmark::matcher

#include "reference-impl/face/models.hpp"

#include <algorithm>
#include <array>
#include <exception>
#include <nlohmann/json.hpp>
#include <opencv2/dnn.hpp>
#include <set>

#include "common/files.hpp"
#include "common/json_text.hpp"

namespace proofmark::face {
namespace {

constexpr std::array<std::string_view, 5> needed{"detect", "landmark", "feature", "liveness", "eye"};
constexpr const char* clause = "proofmark model manifest";

tl::unexpected<Error> manifest_error(const std::filesystem::path& file, std::string expected, std::string observed) {
  return fail(clause, std::move(expected), std::move(observed), "Restore or correct " + file.string() + ".");
}

bool is_sha256(const std::string& text) {
  return text.size() == 64 && text.find_first_not_of("0123456789abcdef") == std::string::npos;
}

// A file name that stays inside the folder.
bool is_plain_name(const std::string& text) {
  return !text.empty() && text.find('/') == std::string::npos && text.find('\\') == std::string::npos && text != ".." &&
         text != ".";
}

}  // namespace

Result<Manifest> read_manifest(const std::filesystem::path& file) {
  PROOFMARK_TRY(const std::string text, read_text(file));
  PROOFMARK_TRY(const auto json, parse_json_text(text, file.string()));
  Manifest manifest;
  try {
    for (const auto& item : json.at("models")) {
      ModelEntry entry;
      const auto take = [&item](const char* key) { return item.at(key).get<std::string>(); };
      entry = {take("name"),       take("file"),  take("sha256"), take("licence"),
               take("provenance"), take("input"), take("output")};
      manifest.models.push_back(std::move(entry));
    }
  } catch (const std::exception& error) {
    return manifest_error(
        file, "JSON with an array \"models\" of name, file, sha256, licence, provenance, input, output", error.what());
  }
  std::set<std::string> seen;
  for (const auto& entry : manifest.models) {
    if (!seen.insert(entry.name).second)
      return manifest_error(file, "every model once", "\"" + entry.name + "\" twice");
    if (!is_sha256(entry.sha256))
      return manifest_error(file, "64 lower-case hexadecimal digits as sha256 of \"" + entry.name + "\"",
                            "\"" + entry.sha256 + "\"");
    if (!is_plain_name(entry.file))
      return manifest_error(file, "a plain file name for \"" + entry.name + "\"", "\"" + entry.file + "\"");
  }
  for (const auto name : needed)
    if (!seen.contains(std::string(name)))
      return manifest_error(file, "an entry for the model \"" + std::string(name) + "\"", "none");
  return manifest;
}

ByteView Models::bytes_of(std::string_view name) const {
  for (std::size_t i = 0; i < manifest_.models.size(); ++i)
    if (manifest_.models[i].name == name) return contents_[i];
  return {};
}

Result<std::shared_ptr<const Models>> load_models(const std::filesystem::path& folder, const Manifest& manifest) {
  const std::string remedy =
      "Run the set-up again, or point the service to the folder that holds the files of the manifest.";
  auto models = std::make_shared<Models>();
  models->manifest_ = manifest;
  for (const auto& entry : manifest.models) {
    const auto file = folder / entry.file;
    auto content = read_file(file, std::size_t{512} << 20U);
    if (!content) return fail(clause, "the model file " + file.string(), content.error().observed, remedy);
    const std::string hash = sha256_hex(*content);
    if (hash != entry.sha256)
      return fail(clause, "SHA-256 " + entry.sha256 + " of " + file.string(), "SHA-256 " + hash, remedy);
    try {
      const std::vector<uchar> buffer(content->begin(), content->end());
      if (cv::dnn::readNetFromONNX(buffer).empty())
        return fail(clause, "an ONNX network in " + file.string(), "an empty network", remedy);
    } catch (const std::exception& error) {
      return fail(clause, "an ONNX network that OpenCV can read in " + file.string(), error.what(), remedy);
    }
    models->contents_.push_back(*std::move(content));
  }
  for (const auto name : needed)
    if (models->bytes_of(name).empty())
      return fail(clause, "the model \"" + std::string(name) + "\"", "no entry in the manifest",
                  "Add it to the manifest.");
  return std::shared_ptr<const Models>(std::move(models));
}

}  // namespace proofmark::face

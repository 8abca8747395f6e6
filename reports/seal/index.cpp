#include "reports/seal/index.hpp"

#include <algorithm>
#include <array>
#include <fstream>
#include <set>
#include <system_error>

#include "common/bytes.hpp"
#include "common/pki/openssl.hpp"
#include "reports/formats/json_fields.hpp"
#include "reports/seal/seal.hpp"

namespace proofmark::reports {
namespace {

namespace fs = std::filesystem;

constexpr std::uint64_t kFormat = 1;
constexpr const char* kClause = "proofmark index";
constexpr const char* kRestore = "restore the folder from its copy, or write its reports again";

struct Role {
  std::string_view name, role;
};

// Whole names first, then folders, then endings.
constexpr std::array kNames = std::to_array<Role>({
    {"plan.json", "plan"},
    {"began.json", "date of testing"},
    {"observations.jsonl", "observations"},
    {"resources.jsonl", "resources"},
    {"catalogue.json", "requirements"},
    {"evidence.json", "filed evidence"},
    {"verdicts.json", "verdicts"},
    {"results.json", "results"},
    {"junit.xml", "results for CI"},
    {"results.sarif", "results for CI"},
    {"oscal-assessment-results.json", "results for compliance tools"},
    {"oscal-catalog.json", "requirements for compliance tools"},
});
constexpr std::array kFolders = std::to_array<Role>({
    {"attempts/", "record of an attempt"},
    {"chip/", "chip inspection"},
    {"pictures/", "illustration"},
    {"evidence/", "filed evidence"},
    {"shards/", "shard"},
});
constexpr std::array kEndings = std::to_array<Role>({
    {".html", "report"},
    {".pdf", "report"},
    {".svg", "chart"},
});

bool valid_utf8(std::string_view text) {
  for (std::size_t i = 0; i < text.size();) {
    const auto lead = static_cast<unsigned char>(text[i]);
    std::size_t length = 0;
    std::uint32_t point = 0;
    if (lead < 0x80) {
      length = 1;
      point = lead;
    } else if ((lead & 0xE0U) == 0xC0) {
      length = 2;
      point = lead & 0x1FU;
    } else if ((lead & 0xF0U) == 0xE0) {
      length = 3;
      point = lead & 0x0FU;
    } else if ((lead & 0xF8U) == 0xF0) {
      length = 4;
      point = lead & 0x07U;
    }
    if (length == 0 || i + length > text.size()) return false;
    for (std::size_t k = 1; k < length; ++k) {
      const auto next = static_cast<unsigned char>(text[i + k]);
      if ((next & 0xC0U) != 0x80) return false;
      point = point << 6U | (next & 0x3FU);
    }
    // No control characters, no overlong form, no surrogate: one name has one spelling.
    constexpr std::array<std::uint32_t, 5> kLeast = {0, 0x20, 0x80, 0x800, 0x10000};
    if (point < kLeast[length] || point == 0x7F || (point >= 0xD800 && point < 0xE000) || point > 0x10FFFF)
      return false;
    i += length;
  }
  return true;
}

// A name that cannot be written in JSON as it is.
std::string escaped(std::string_view name) {
  std::string out;
  for (const char c : name) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte >= 0x20 && byte < 0x7F) {
      out += c;
    } else {
      out += "\\x" + to_hex(std::array<std::uint8_t, 1>{byte});
    }
  }
  return out;
}

bool own_file(const std::string& path) {
  return path == kIndexFile || path == kSealFile || path == kTimestampFile;
}

bool good_path(const std::string& path) {
  if (path.empty() || path.front() == '/' || !valid_utf8(path) || own_file(path)) return false;
  std::size_t begin = 0;
  while (begin <= path.size()) {
    const std::size_t end = std::min(path.find('/', begin), path.size());
    const std::string_view part = std::string_view(path).substr(begin, end - begin);
    if (part.empty() || part == "." || part == "..") return false;
    begin = end + 1;
  }
  return true;
}

bool good_digest(const std::string& text) {
  return text.size() == 64 &&
         std::all_of(text.begin(), text.end(), [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); });
}

}  // namespace

std::string_view role_of(std::string_view path) {
  for (const Role& r : kNames)
    if (path == r.name) return r.role;
  for (const Role& r : kFolders)
    if (path.starts_with(r.name)) return r.role;
  for (const Role& r : kEndings)
    if (path.ends_with(r.name)) return r.role;
  return "other";
}

Result<FolderListing> list_folder(const fs::path& folder) {
  std::error_code error;
  if (!fs::is_directory(folder, error))
    return fail(kClause, "a folder " + folder.string(), error ? error.message() : "no folder of that name",
                "name the run folder");
  FolderListing out;
  fs::recursive_directory_iterator at(folder, error);
  for (const fs::recursive_directory_iterator end; !error && at != end; at.increment(error)) {
    const auto kind = at->symlink_status(error).type();
    if (error) break;
    const std::string path = at->path().lexically_relative(folder).generic_string();
    if (own_file(path)) {
      if (kind != fs::file_type::regular) out.odd.push_back(path);
    } else if (!valid_utf8(path) || (kind != fs::file_type::regular && kind != fs::file_type::directory)) {
      out.odd.push_back(escaped(path));
    } else if (kind == fs::file_type::regular) {
      out.files.push_back(path);
    }
  }
  if (error)
    return fail(kClause, "to read the folder " + folder.string(), error.message(), "check the folder's permissions");
  std::sort(out.files.begin(), out.files.end());
  std::sort(out.odd.begin(), out.odd.end());
  return out;
}

Result<FileDigest> digest_file(const fs::path& file) {
  std::ifstream in(file, std::ios::binary);
  const pki::openssl::DigestContext context(EVP_MD_CTX_new());
  if (context == nullptr || EVP_DigestInit_ex(context.get(), EVP_sha256(), nullptr) != 1)
    return fail(kClause, "SHA-256", pki::openssl::last_reason(), "check the installation of OpenSSL");
  FileDigest out;
  std::vector<char> block(std::size_t{1} << 18U);
  while (in) {
    in.read(block.data(), static_cast<std::streamsize>(block.size()));
    const auto n = static_cast<std::size_t>(in.gcount());
    EVP_DigestUpdate(context.get(), block.data(), n);
    out.bytes += n;
  }
  if (!in.eof() || in.bad())
    return fail(kClause, "to read " + file.string(), "the file cannot be read", "check the file's permissions");
  Bytes digest(32);
  if (EVP_DigestFinal_ex(context.get(), digest.data(), nullptr) != 1)
    return fail(kClause, "SHA-256", pki::openssl::last_reason(), "check the installation of OpenSSL");
  out.sha256 = to_hex(digest);
  return out;
}

Result<Index> index_folder(const fs::path& folder) {
  PROOFMARK_TRY(const FolderListing listing, list_folder(folder));
  if (!listing.odd.empty())
    return fail(kClause, "files and folders alone in " + folder.string(),
                "'" + listing.odd.front() + "', which is a link, a device or has a name that is not UTF-8",
                "remove it and write the reports again");
  Index out;
  for (const std::string& path : listing.files) {
    PROOFMARK_TRY(const FileDigest digest, digest_file(folder / path));
    out.files.push_back({path, std::string(role_of(path)), digest.bytes, digest.sha256});
  }
  return out;
}

std::string index_to_json(const Index& index) {
  OrderedJson files = OrderedJson::array();
  for (const IndexEntry& e : index.files)
    files.push_back({{"path", e.path}, {"role", e.role}, {"bytes", e.bytes}, {"sha256", e.sha256}});
  return dump_pretty({{"format", kFormat}, {"digest", "SHA-256"}, {"files", files}});
}

Result<Index> index_from_json(std::string_view text) {
  PROOFMARK_TRY(const Json json, parse_json(text, std::string(kIndexFile)));
  Fields in(json, std::string(kIndexFile));
  in.expect_format(kFormat);
  const std::string digest = in.text("digest");
  Index out;
  out.files = in.list<IndexEntry>("files", [](Fields& f) {
    return IndexEntry{f.text("path"), f.text("role"), f.count("bytes"), f.text("sha256")};
  });
  PROOFMARK_CHECK(in.finish());
  if (digest != "SHA-256") return fail(kClause, "digest SHA-256", "'" + digest + "'", kRestore);
  const std::string* last = nullptr;
  for (const IndexEntry& e : out.files) {
    if (!good_path(e.path)) return fail(kClause, "paths inside the folder", "'" + escaped(e.path) + "'", kRestore);
    if (!good_digest(e.sha256)) return fail(kClause, "a SHA-256 of " + e.path, "'" + e.sha256 + "'", kRestore);
    if (last != nullptr && *last >= e.path)
      return fail(kClause, "paths in order, each once", "'" + e.path + "' after '" + *last + "'", kRestore);
    last = &e.path;
  }
  return out;
}

}  // namespace proofmark::reports

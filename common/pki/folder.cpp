#include "common/pki/folder.hpp"

#include <algorithm>
#include <array>
#include <cstdio>
#include <system_error>

#include "common/files.hpp"

namespace proofmark::pki {

namespace {

constexpr const char* kRule = "trust folder";

// The folder's regular files with this ending, by name, so that the order is the same on every file system.
Result<std::vector<std::filesystem::path>> files_of(const std::filesystem::path& folder, const char* ending) {
  std::vector<std::filesystem::path> files;
  std::error_code error;
  std::filesystem::directory_iterator at(folder, error);
  for (; !error && at != std::filesystem::directory_iterator(); at.increment(error))
    if (at->path().extension() == ending) files.push_back(at->path());
  if (error) return fail(kRule, "a readable folder " + folder.string(), error.message(), "Check path and permissions.");
  std::sort(files.begin(), files.end());
  return files;
}

template <typename T>
Result<T> read_one(const std::filesystem::path& file) {
  PROOFMARK_TRY(const Bytes content, read_file(file, largest_trust_file));
  const bool pem = content.size() > 10 && to_text(ByteView(content).first(10)) == "-----BEGIN";
  Result<T> parsed = pem ? T::from_pem(to_text(content)) : T::from_der(content);
  if (!parsed) {
    Error error = parsed.error();
    error.observed += " in " + file.string();
    return fail(std::move(error));
  }
  return parsed;
}

// All files of a subfolder that may be absent.
template <typename T, typename Read>
Result<std::vector<T>> read_all(const std::filesystem::path& folder, const char* ending, Read read) {
  std::vector<T> all;
  std::error_code error;
  if (!std::filesystem::exists(folder, error)) return all;
  PROOFMARK_TRY(const auto files, files_of(folder, ending));
  for (const auto& file : files) {
    PROOFMARK_TRY(T one, read(file));
    all.push_back(std::move(one));
  }
  return all;
}

Result<Bytes> read_raw(const std::filesystem::path& file) {
  return read_file(file, largest_trust_file);
}

std::string numbered(std::size_t index, const char* ending) {
  std::array<char, 32> text{};
  std::snprintf(text.data(), text.size(), "%02zu%s", index + 1, ending);
  return text.data();
}

Result<void> write_all(const std::filesystem::path& folder, const char* ending, const std::vector<Bytes>& files) {
  std::error_code error;
  std::filesystem::create_directories(folder, error);
  if (error)
    return fail(kRule, "to make the folder " + folder.string(), error.message(), "Check path and permissions.");
  for (std::size_t i = 0; i < files.size(); ++i) {
    PROOFMARK_CHECK(write_file(folder / numbered(i, ending), files[i]));
  }
  return {};
}

}  // namespace

Result<TrustFolder> read_trust_folder(const std::filesystem::path& folder) {
  TrustFolder trust;
  PROOFMARK_TRY(const auto certificates, files_of(folder / "csca", ".cer"));
  for (const auto& file : certificates) {
    PROOFMARK_TRY(Certificate certificate, read_one<Certificate>(file));
    trust.csca.push_back(std::move(certificate));
  }
  if (trust.csca.empty())
    return fail(kRule, "at least one certificate (*.cer) in " + (folder / "csca").string(), "none",
                "Put the country signing CA certificates there, DER or PEM.");
  PROOFMARK_TRY(trust.crls, read_all<Crl>(folder / "crl", ".crl", read_one<Crl>));
  PROOFMARK_TRY(trust.publishers, read_all<Certificate>(folder / "publisher", ".cer", read_one<Certificate>));
  PROOFMARK_TRY(trust.deviation_lists, read_all<Bytes>(folder / "deviation", ".dvl", read_raw));
  PROOFMARK_TRY(trust.defect_lists, read_all<Bytes>(folder / "defect", ".dfl", read_raw));
  return trust;
}

Result<void> write_trust_folder(const std::filesystem::path& folder, const TrustFolder& content) {
  const auto der_of = [](const auto& all) {
    std::vector<Bytes> files;
    for (const auto& one : all) files.push_back(one.der());
    return files;
  };
  PROOFMARK_CHECK(write_all(folder / "csca", ".cer", der_of(content.csca)));
  PROOFMARK_CHECK(write_all(folder / "crl", ".crl", der_of(content.crls)));
  if (!content.publishers.empty()) PROOFMARK_CHECK(write_all(folder / "publisher", ".cer", der_of(content.publishers)));
  if (!content.deviation_lists.empty())
    PROOFMARK_CHECK(write_all(folder / "deviation", ".dvl", content.deviation_lists));
  if (!content.defect_lists.empty()) PROOFMARK_CHECK(write_all(folder / "defect", ".dfl", content.defect_lists));
  return {};
}

}  // namespace proofmark::pki

// `proofmark corpus show`: a contact sheet in one HTML file, which plays the clips by relative path from file:// and
// needs neither server nor network; and a small picture of each species for the documentation.
#pragma once
#include <atomic>
#include <filesystem>
#include <string>
#include <vector>

#include "scenarios/corpus/manifest.hpp"

namespace proofmark::corpus {

inline constexpr const char* kSheetFile = "index.html";

struct ShowOptions {
  std::filesystem::path folder;    // of the corpus; takes index.html
  std::filesystem::path pictures;  // not empty: a JPEG of less than 15,000 bytes of each species, and person.jpg
  std::filesystem::path page;      // not empty, with `pictures`: its section "The species" is renewed
  const std::atomic<bool>* stop = nullptr;
};

// What was written, in a line each; a file that cannot be shown is named and has no picture in the sheet.
[[nodiscard]] Result<std::vector<std::string>> show_corpus(const ShowOptions& options);

// A path below the sheet's folder, or beside it, as a relative address: nothing in it is read as a scheme, query or
// mark.
[[nodiscard]] std::string relative_address(std::string_view path);

struct Thumbnail {
  std::string jpeg_base64;  // empty: it cannot be shown
};
// The page; `thumbnails` are those of the records, `to_root` leads from the page's folder to the files'.
[[nodiscard]] Result<std::string> sheet_html(const Manifest& manifest, const std::vector<Thumbnail>& thumbnails,
                                             const std::string& to_root);

// Writes the pictures and, where asked, renews the page. In species_pictures.cpp.
[[nodiscard]] Result<std::size_t> write_species_pictures(const Manifest& manifest, const std::filesystem::path& root,
                                                         const ShowOptions& options);

}  // namespace proofmark::corpus

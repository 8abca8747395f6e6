#include <map>
#include <opencv2/core.hpp>

#include "common/files.hpp"
#include "common/media/jpeg.hpp"
#include "scenarios/corpus/sheet.hpp"

namespace proofmark::corpus {
namespace {

namespace fs = std::filesystem;

constexpr int width = 384;
constexpr std::size_t most_bytes = 15'000;
constexpr double share = 0.15;  // of the clip: before the phone asks for something

Result<Bytes> small_picture(const fs::path& file) {
  PROOFMARK_TRY(const cv::Mat picture, media::picture_at(file, share, width));
  for (int quality = 80;; quality -= 10) {
    PROOFMARK_TRY(Bytes jpeg, media::encode_jpeg(picture, quality));
    if (jpeg.size() < most_bytes || quality <= 30) return jpeg;
  }
}

std::string row(const Record& record, const std::string& picture) {
  const bool injected = !record.method.empty();
  std::string what = injected ? record.method + ", " + record.instrument : record.material;
  for (const auto& [name, value] : record.choices) what += ", " + name + " " + value;
  return "| ![" + record.species + "](" + relative_address(picture) + ") | `" + record.species + "` | " + what + " | " +
         record.attack_potential + " | " + record.clause + " |\n";
}

// From the heading to the next one.
Result<void> renew(const fs::path& page, const std::string& section) {
  constexpr std::string_view heading = "## The species\n";
  PROOFMARK_TRY(const std::string text, read_text(page));
  const std::size_t at = text.find(heading);
  if (at == std::string::npos)
    return fail("--page", "the line '## The species' in " + page.string(), "none", "Give docs/corpus.md.");
  const std::size_t from = at + heading.size();
  const std::size_t next = text.find("\n## ", from);
  return write_text(page, text.substr(0, from) + section + (next == std::string::npos ? "" : text.substr(next)));
}

}  // namespace

Result<std::size_t> write_species_pictures(const Manifest& manifest, const fs::path& root, const ShowOptions& options) {
  std::error_code problem;
  fs::create_directories(options.pictures, problem);
  if (problem) return fail("--pictures", "a folder that can be written", problem.message(), "Give another folder.");
  const Record* person = nullptr;
  std::map<std::string, std::map<std::string, const Record*>> classes;  // the first clip of each species
  for (const Record& record : manifest.records) {
    if (record.kind == "bona_fide" && person == nullptr) person = &record;
    if (record.kind == "attack") classes[record.attack_class].emplace(record.species, &record);
  }
  const fs::path beside = options.page.empty() ? fs::path() : fs::absolute(options.page).parent_path();
  const auto write = [&](const Record& record, const std::string& name) -> Result<std::string> {
    PROOFMARK_TRY(const Bytes jpeg, small_picture(root / record.file));
    const fs::path file = options.pictures / (name + ".jpg");
    PROOFMARK_CHECK(write_file(file, jpeg));
    return fs::absolute(file).lexically_relative(beside).generic_string();
  };
  std::size_t written = 0;
  std::string section;
  if (person != nullptr) {
    PROOFMARK_TRY(const std::string picture, write(*person, "person"));
    section += "A person, before a phone: ![a simulated person](" + relative_address(picture) + ")\n";
    ++written;
  }
  for (const auto& [name, species] : classes) {
    section += "\n### " + name + "\n| | species | what it takes | potential | clause |\n|---|---|---|---|---|\n";
    for (const auto& [id, record] : species) {
      if (!stays_below(id) || id.find('/') != std::string::npos)
        return fail("corpus show", "a species whose name can be a file's", "'" + id + "'", "Rename it.");
      PROOFMARK_TRY(const std::string picture, write(*record, id));
      section += row(*record, picture);
      ++written;
    }
  }
  if (!options.page.empty()) {
    PROOFMARK_CHECK(renew(options.page, section));
  }
  return written;
}

}  // namespace proofmark::corpus

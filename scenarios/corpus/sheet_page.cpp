// The contact sheet through its template: every text is escaped for its place.
#include <ctemplate/template.h>

#include <algorithm>
#include <memory>
#include <set>

#include "scenarios/corpus/sheet.hpp"
#include "scenarios/corpus/sheet_template.hpp"

namespace proofmark::corpus {
namespace {

using Dictionary = ctemplate::TemplateDictionary;

std::string group_of(const Record& record) {
  if (record.kind == "attack") return record.attack_class.empty() ? "attacks" : record.attack_class;
  return record.kind == "portrait" ? "document portraits" : "bona fide";
}

std::string length_of(const Record& record) {
  if (record.milliseconds == 0) return std::to_string(record.width) + " x " + std::to_string(record.height);
  const std::uint64_t tenths = (record.milliseconds + 50) / 100;
  return std::to_string(tenths / 10) + "." + std::to_string(tenths % 10) + " s";
}

// "device 3, home, drawn: grain 2.31, ..." for those who look closer.
std::string details_of(const Record& record) {
  std::string text = record.file + "\n" + record.container + ", " + record.codec + ", " + std::to_string(record.width) +
                     " x " + std::to_string(record.height);
  if (record.unit) text += "\nunit " + std::to_string(*record.unit);
  for (const auto& [name, value] : record.groups) text += "\n" + name + ": " + value;
  for (const AskedThen& asked : record.asked)
    text += "\nasked: " + asked.action + " at " + std::to_string(asked.at_ms) + " ms";
  for (const auto& [name, value] : record.choices) text += "\n" + name + ": " + value;
  for (const auto& [name, value] : record.parameters) {
    char number[32];
    std::snprintf(number, sizeof number, "%.3g", value);
    text += "\n" + name + ": " + number;
  }
  return text + "\nSHA-256 " + record.sha256.substr(0, 16) + "...";
}

void add_tag(Dictionary& card, const std::string& text) {
  if (!text.empty()) card.AddSectionDictionary("TAG")->SetValue("TEXT", text);
}

void fill_card(Dictionary& card, const Record& record, const Thumbnail& thumbnail, const std::string& address) {
  card.SetValue("ADDRESS", address);
  card.SetValue("KIND", record.kind);
  card.SetValue("SPLIT", record.split.empty() ? "none" : record.split);
  card.SetValue("SPECIES", record.species.empty() ? record.kind : record.species);
  card.SetValue("DEVICE", record.device.empty() ? "none" : record.device);
  card.SetValue("SUBJECT", record.subject);
  card.SetValue("LENGTH", length_of(record));
  card.SetValue("DETAILS", details_of(record));
  if (thumbnail.jpeg_base64.empty()) {
    card.ShowSection("NO_PICTURE");
  } else {
    card.AddSectionDictionary("PICTURE")->SetValue("DATA", thumbnail.jpeg_base64);
  }
  if (!record.species.empty()) card.AddSectionDictionary("ATTACK")->SetValue("NAME", record.species);
  add_tag(card, record.device);
  add_tag(card, record.place);
  add_tag(card, record.attacker.empty() ? "" : "by " + record.attacker);
}

void add_filter(Dictionary& all, const char* id, const char* label, const std::set<std::string>& values) {
  if (values.size() < 2) return;
  Dictionary& filter = *all.AddSectionDictionary("FILTER");
  filter.SetValue("ID", id);
  filter.SetValue("LABEL", label);
  for (const std::string& value : values) filter.AddSectionDictionary("OPTION")->SetValue("VALUE", value);
}

void fill(Dictionary& all, const Manifest& manifest, const std::vector<Thumbnail>& thumbnails,
          const std::string& to_root) {
  std::set<std::string> kinds, splits, species, devices, subjects;
  std::vector<std::string> groups;
  std::uint64_t milliseconds = 0;
  for (const Record& record : manifest.records) {
    kinds.insert(record.kind);
    splits.insert(record.split.empty() ? "none" : record.split);
    species.insert(record.species.empty() ? record.kind : record.species);
    devices.insert(record.device.empty() ? "none" : record.device);
    subjects.insert(record.subject);
    milliseconds += record.milliseconds;
    if (std::find(groups.begin(), groups.end(), group_of(record)) == groups.end()) groups.push_back(group_of(record));
  }
  all.SetValue("NAME", manifest.header.name);
  all.SetValue("DESCRIPTION", manifest.header.description);
  all.ShowSection(manifest.header.made ? "MADE" : "IMPORTED");
  all.SetIntValue("FILES", static_cast<long>(manifest.records.size()));
  all.SetIntValue("SUBJECTS", static_cast<long>(subjects.size()));
  const bool short_time = milliseconds < 120'000;
  all.SetValue("LENGTH", std::to_string(milliseconds / (short_time ? 1'000 : 60'000)) + (short_time ? " s" : " min"));
  add_filter(all, "split", "Split", splits);
  add_filter(all, "kind", "Kind", kinds);
  add_filter(all, "species", "Species", species);
  add_filter(all, "device", "Device", devices);
  for (const std::string& group : groups) {
    Dictionary& section = *all.AddSectionDictionary("GROUP");
    section.SetValue("NAME", group);
    for (std::size_t i = 0; i < manifest.records.size(); ++i) {
      const Record& record = manifest.records[i];
      if (group_of(record) != group) continue;
      const std::string path = to_root == "." ? record.file : to_root + "/" + record.file;
      fill_card(*section.AddSectionDictionary("CARD"), record, thumbnails.at(i), relative_address(path));
    }
  }
}

}  // namespace

Result<std::string> sheet_html(const Manifest& manifest, const std::vector<Thumbnail>& thumbnails,
                               const std::string& to_root) {
  if (thumbnails.size() != manifest.records.size())
    return fail("corpus show", "a thumbnail for each file", std::to_string(thumbnails.size()), "Correct the call.");
  const std::string_view text = sheet_template();
  const std::unique_ptr<ctemplate::Template> page(
      ctemplate::Template::StringToTemplate(text.data(), text.size(), ctemplate::STRIP_BLANK_LINES));
  Dictionary all("sheet");
  fill(all, manifest, thumbnails, to_root);
  std::string out;
  if (page == nullptr || !page->Expand(&out, &all))
    return fail("corpus show", "a page from the template", "a template that could not be filled",
                "Build from an unchanged source tree.");
  return out;
}

}  // namespace proofmark::corpus

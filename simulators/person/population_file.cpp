// Reading of proofmark-population/1.
#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>
#include <optional>
#include <set>

#include "common/files.hpp"
#include "common/json_text.hpp"
#include "simulators/person/population.hpp"

namespace proofmark::person {
namespace {

using nlohmann::json;

constexpr const char* kFormat = "proofmark-population/1";
const std::set<std::string> kHair = {"black", "dark brown", "brown", "dark blond", "blond", "red"};
const std::set<std::string> kEyes = {"brown",     "brownlight", "blue",      "green", "grey",
                                     "bluegreen", "deepblue",   "lightblue", "ice"};
const std::set<std::string> kFacialHair = {"beard", "moustache", "stubble", "shaved"};

// What is wrong first; later complaints are dropped.
class Complaints {
 public:
  explicit Complaints(std::string origin) : origin_(std::move(origin)) {}
  void add(const std::string& place, std::string expected, std::string observed) {
    if (!first_)
      first_ = Error{"population " + origin_ + " at " + (place.empty() ? "/" : place), std::move(expected),
                     std::move(observed), "Correct the file."};
  }
  [[nodiscard]] const std::optional<Error>& first() const { return first_; }

 private:
  std::string origin_;
  std::optional<Error> first_;
};

// One object of the file, whose every field has to be asked for.
class Section {
 public:
  Section(const json& value, std::string place, Complaints& complaints)
      : value_(value), place_(std::move(place)), complaints_(complaints) {
    if (!value_.is_object()) complaints_.add(place_, "an object", shown(value_));
  }
  ~Section() {
    if (!value_.is_object()) return;
    for (const auto& [field, ignored] : value_.items())
      if (asked_.count(field) == 0) complaints_.add(place_ + "/" + field, "no such field", "'" + field + "'");
  }
  Section(const Section&) = delete;
  Section& operator=(const Section&) = delete;

  const json& at(const char* field) {
    static const json nothing;
    asked_.insert(field);
    if (value_.is_object() && value_.contains(field)) return value_.at(field);
    complaints_.add(place_ + "/" + field, "this field", "nothing");
    return nothing;
  }
  std::string text(const char* field) {
    const json& found = at(field);
    if (found.is_string() && !found.get_ref<const std::string&>().empty()) return found;
    complaints_.add(place_ + "/" + field, "text", shown(found));
    return {};
  }
  double number(const char* field, double low, double high) {
    const json& found = at(field);
    if (found.is_number() && found.get<double>() >= low && found.get<double>() <= high) return found;
    complaints_.add(place_ + "/" + field, "a number from " + trimmed(low) + " to " + trimmed(high), shown(found));
    return low;
  }
  // Whole years.
  int age(const char* field) {
    const double read = number(field, 18, 90);
    if (read != std::floor(read)) complaints_.add(place_ + "/" + field, "whole years", shown(value_.at(field)));
    return static_cast<int>(read);
  }
  // Named shares that add up to 1.
  Shares shares(const char* field, const std::set<std::string>& names) {
    Shares out;
    const std::string where = place_ + "/" + field;
    const json& found = at(field);
    if (!found.is_object()) complaints_.add(where, "an object of shares", shown(found));
    double sum = 0;
    if (found.is_object())
      for (const auto& [name, share] : found.items()) {
        if (names.count(name) == 0) complaints_.add(where + "/" + name, "one of " + joined(names), "'" + name + "'");
        const bool good = share.is_number() && share.get<double>() >= 0 && share.get<double>() <= 1;
        if (!good) complaints_.add(where + "/" + name, "a share from 0 to 1", shown(share));
        out.emplace_back(name, good ? share.get<double>() : 0);
        sum += out.back().second;
      }
    check_sum(where, sum);
    return out;
  }
  void check_sum(const std::string& where, double sum) {
    if (std::fabs(sum - 1) > 1e-6) complaints_.add(where, "shares that add up to 1", "a sum of " + trimmed(sum));
  }
  void complain(const std::string& expected, const std::string& observed) {
    complaints_.add(place_, expected, observed);
  }

 private:
  static std::string shown(const json& value) { return value.dump().substr(0, 80); }
  static std::string trimmed(double value) { return json(value).dump(); }
  static std::string joined(const std::set<std::string>& words) {
    std::string text;
    for (const std::string& word : words) text += (text.empty() ? "" : ", ") + word;
    return text;
  }
  const json& value_;
  std::string place_;
  Complaints& complaints_;
  std::set<std::string> asked_;
};

void read_ages(Section& file, Complaints& complaints, Population& out) {
  Section age(file.at("age"), "/age", complaints);
  age.text("source");
  const json& bands = age.at("bands");
  if (!bands.is_array() || bands.empty()) return age.complain("one or more bands", bands.dump().substr(0, 80));
  double sum = 0;
  for (std::size_t i = 0; i < bands.size(); ++i) {
    Section band(bands[i], "/age/bands/" + std::to_string(i), complaints);
    AgeBand read;
    read.from = band.age("from");
    read.to = band.age("to");
    read.share = band.number("share", 0, 1);
    read.women = band.number("women", 0, 1);
    read.bald_men = band.number("bald_men", 0, 1);
    read.glasses = band.number("glasses", 0, 1);
    const int after = out.bands.empty() ? 18 : out.bands.back().to + 1;
    if (read.from < after || read.to < read.from)
      band.complain("years in order, from " + std::to_string(after) + " on",
                    std::to_string(read.from) + " to " + std::to_string(read.to));
    sum += read.share;
    out.bands.push_back(read);
  }
  age.check_sum("/age/bands", sum);
}

void read_skin(Section& file, Complaints& complaints, Population& out) {
  Section skin(file.at("skin"), "/skin", complaints);
  skin.text("source");
  for (const auto& [name, share] : skin.shares("shares", {"I", "II", "III", "IV", "V", "VI"}))
    if (const auto type = parse_skin_type(name)) out.skin[static_cast<std::size_t>(*type)] = share;
}

void read_colouring(Section& file, Complaints& complaints, Population& out) {
  Section colouring(file.at("colouring"), "/colouring", complaints);
  colouring.text("source");
  const json& entries = colouring.at("by_skin");
  if (!entries.is_array()) return colouring.complain("a list of colourings", entries.dump().substr(0, 80));
  for (std::size_t i = 0; i < entries.size(); ++i) {
    Section entry(entries[i], "/colouring/by_skin/" + std::to_string(i), complaints);
    const Colouring read{entry.shares("hair", kHair), entry.shares("eyes", kEyes)};
    const json& types = entry.at("types");
    for (const auto& name : types.is_array() ? types : json::array({types})) {
      const auto type = name.is_string() ? parse_skin_type(name.get<std::string>()) : std::nullopt;
      if (!type || !out.colouring[static_cast<std::size_t>(*type)].hair.empty())
        entry.complain("types from I to VI, each named once", name.dump());
      else
        out.colouring[static_cast<std::size_t>(*type)] = read;
    }
  }
  for (const SkinType type : kSkinTypes)
    if (out.colouring[static_cast<std::size_t>(type)].hair.empty())
      colouring.complain("a colouring of type " + std::string(name_of(type)), "none");
}

void read_rest(Section& file, Complaints& complaints, Population& out) {
  Section men(file.at("men"), "/men", complaints);
  men.text("source");
  out.facial_hair = men.shares("shares", kFacialHair);
  Section grey(file.at("grey"), "/grey", complaints);
  grey.text("source");
  out.grey_begins = grey.number("begins", 15, 90);
  out.grey_deviation = grey.number("deviation", 0, 30);
  out.grey_years = grey.number("years", 1, 80);
  Section scarf(file.at("head_scarf"), "/head_scarf", complaints);
  scarf.text("source");
  out.head_scarf_women = scarf.number("women", 0, 1);
  Section photograph(file.at("document_photograph"), "/document_photograph", complaints);
  photograph.text("source");
  out.photographed_without_glasses = photograph.number("without_glasses", 0, 1);
}

}  // namespace

Result<Population> parse_population(std::string_view text, const std::string& origin) {
  const auto parsed = parse_json_text(text, origin);
  if (!parsed)
    return fail("population " + origin, parsed.error().expected, parsed.error().observed, "Correct the file.");
  Complaints complaints(origin);
  Population out;
  {
    Section file(*parsed, "", complaints);
    if (const std::string format = file.text("format"); format != kFormat)
      complaints.add("/format", kFormat, "'" + format + "'");
    out.name = file.text("name");
    file.text("about");
    read_ages(file, complaints, out);
    read_skin(file, complaints, out);
    read_colouring(file, complaints, out);
    read_rest(file, complaints, out);
  }
  if (complaints.first()) return fail(*complaints.first());
  return out;
}

Result<Population> read_population(const std::filesystem::path& file) {
  PROOFMARK_TRY(const std::string text, read_text(file));
  return parse_population(text, file.string());
}

}  // namespace proofmark::person

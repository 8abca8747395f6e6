#include <algorithm>
#include <functional>
#include <map>
#include <nlohmann/json.hpp>

#include "common/files.hpp"
#include "common/json_text.hpp"
#include "simulators/card/contact/personalise.hpp"

namespace proofmark::card::contact {

namespace {

using nlohmann::json;

tl::unexpected<Error> wrong(const std::filesystem::path& file, const std::string& expected,
                            const std::string& observed) {
  return fail("contact card profile " + file.string(), expected, observed, "Correct the file.");
}

using Reader = std::function<bool(const json&)>;

Reader text(std::string& to) {
  return [&to](const json& value) {
    if (value.is_string()) to = value.get<std::string>();
    return value.is_string() && !to.empty();
  };
}

template <typename T>
Reader number(T& to, int least, int most) {
  return [&to, least, most](const json& value) {
    if (!value.is_number_integer() || value.get<std::int64_t>() < least || value.get<std::int64_t>() > most)
      return false;
    to = value.get<T>();
    return true;
  };
}

// Every field is there, known and right; the error names it.
Result<void> read(const std::filesystem::path& file, const json& object, const std::map<std::string, Reader>& fields,
                  const std::string& optional = "") {
  if (!object.is_object()) return wrong(file, "a JSON object", object.type_name());
  for (const auto& [name, value] : object.items()) {
    const auto field = fields.find(name);
    if (field == fields.end()) return wrong(file, "known fields only", "the field \"" + name + "\"");
    if (!field->second(value)) return wrong(file, "an allowed value of \"" + name + "\"", value.dump());
  }
  for (const auto& [name, reader] : fields)
    if (!object.contains(name) && name != optional) return wrong(file, "the field \"" + name + "\"", "it is missing");
  return {};
}

Reader rules(const std::filesystem::path& file, CodeRules& to) {
  return [&file, &to](const json& value) {
    return read(file, value,
                {{"shortest", number(to.shortest, 4, 12)},
                 {"longest", number(to.longest, 4, 16)},
                 {"tries", number(to.tries, 1, 15)}})
               .has_value() &&
           to.shortest <= to.longest;
  };
}

Reader status(lt_pki::Status& to) {
  return [&to](const json& value) {
    for (const lt_pki::Status status :
         {lt_pki::Status::inactive, lt_pki::Status::active, lt_pki::Status::suspended, lt_pki::Status::revoked})
      if (value.is_string() && value.get<std::string>() == lt_pki::name_of(status)) {
        to = status;
        return true;
      }
    return false;
  };
}

}  // namespace

Result<ContactProfile> load_contact_profile(const std::filesystem::path& file) {
  PROOFMARK_TRY(const std::string content, read_text(file));
  ContactProfile profile;
  profile.name = file.stem().string();
  unsigned left = 0;
  PROOFMARK_TRY(const json root, parse_json_text(content, file.string()));
  PROOFMARK_CHECK(read(
      file, root,
      {{"description", text(profile.description)},
       {"certification", text(profile.certification)},
       {"status", status(profile.status)},
       // A suspension of eight days ago needs a card that is older.
       {"issued_days_ago", number(profile.issued_days_ago, 9, 1460)},
       {"pin_tries_left", number(left, 0, 15)},
       {"project_chosen",
        [&](const json& value) {
          return read(file, value, {{"pin", rules(file, profile.pin_rules)}, {"puk", rules(file, profile.puk_rules)}})
              .has_value();
        }}},
      "pin_tries_left"));
  if (root.contains("pin_tries_left")) profile.pin_tries_left = left;
  if (profile.pin_tries_left > profile.pin_rules.tries)
    return wrong(file, "no more tries left than the PIN has", std::to_string(left));
  return profile;
}

Result<std::vector<ContactProfile>> list_contact_profiles(const std::filesystem::path& folder) {
  std::vector<std::filesystem::path> files;
  std::error_code error;
  std::filesystem::directory_iterator at(folder, error);
  for (; !error && at != std::filesystem::directory_iterator(); at.increment(error))
    if (at->path().extension() == ".json") files.push_back(at->path());
  if (error)
    return fail("contact card profiles", "a readable folder " + folder.string(), error.message(),
                "Check path and permissions.");
  std::sort(files.begin(), files.end());
  std::vector<ContactProfile> profiles;
  for (const auto& file : files) {
    PROOFMARK_TRY(ContactProfile profile, load_contact_profile(file));
    profiles.push_back(std::move(profile));
  }
  return profiles;
}

}  // namespace proofmark::card::contact

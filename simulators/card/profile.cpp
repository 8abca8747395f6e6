#include "simulators/card/profile.hpp"

#include <algorithm>
#include <functional>
#include <nlohmann/json.hpp>
#include <set>

#include "common/files.hpp"
#include "simulators/card/issuer.hpp"

namespace proofmark::card {

namespace {

using nlohmann::json;

tl::unexpected<Error> wrong(const std::filesystem::path& file, const std::string& expected,
                            const std::string& observed) {
  return fail("card profile " + file.string(), expected, observed, "Correct the file.");
}

const std::set<std::string> kChecks{"chip.access", "chip.passive", "chip.revocation", "chip.genuine",
                                    "document.validity"};
const std::set<std::string> kResults{"passed", "failed", "undetermined", "not_performed"};
const std::set<std::string> kMessaging{"aes-128", "3des"};
const std::set<std::string> kDigests{"sha-256", "sha-1"};
const std::set<std::string> kContentTypes{"lds", "data"};

bool capitals(const std::string& text, std::size_t size) {
  return text.size() == size &&
         std::all_of(text.begin(), text.end(), [](char c) { return (c >= 'A' && c <= 'Z') || c == '<'; });
}

}  // namespace

Result<Profile> load_profile(const std::filesystem::path& file) {
  PROOFMARK_TRY(const std::string text, read_text(file));
  const json root = json::parse(text, nullptr, false);
  if (!root.is_object()) return wrong(file, "a JSON object", root.is_discarded() ? "no JSON" : root.type_name());

  Profile profile;
  profile.name = file.stem().string();
  const auto text_into = [](std::string& to) {
    return [&to](const json& value) {
      if (!value.is_string()) return false;
      to = value.get<std::string>();
      return true;
    };
  };
  const auto choice_into = [](std::string& to, const std::set<std::string>& of) {
    return [&to, &of](const json& value) {
      if (!value.is_string() || of.count(value.get<std::string>()) == 0) return false;
      to = value.get<std::string>();
      return true;
    };
  };
  const auto flag_into = [](bool& to) {
    return [&to](const json& value) {
      if (!value.is_boolean()) return false;
      to = value.get<bool>();
      return true;
    };
  };
  const std::map<std::string, std::function<bool(const json&)>> fields{
      {"description", text_into(profile.description)},
      {"clause", text_into(profile.clause)},
      {"pace", flag_into(profile.pace)},
      {"bac", flag_into(profile.bac)},
      {"active_authentication", flag_into(profile.active_authentication)},
      {"chip_authentication", flag_into(profile.chip_authentication)},
      {"secure_messaging", choice_into(profile.secure_messaging, kMessaging)},
      {"signer",
       [&](const json& value) {
         if (!value.is_string() || !parse_signer_kind(value.get<std::string>())) return false;
         profile.signer = value.get<std::string>();
         return true;
       }},
      {"digest", choice_into(profile.digest, kDigests)},
      {"content_type", choice_into(profile.content_type, kContentTypes)},
      {"unsigned_groups",
       [&](const json& value) {
         if (!value.is_array()) return false;
         for (const json& group : value) {
           if (!group.is_number_unsigned() || group < 1 || group > 16) return false;
           profile.unsigned_groups.push_back(group.get<unsigned>());
         }
         return true;
       }},
      {"state", [&](const json& value) { return text_into(profile.state)(value) && capitals(profile.state, 3); }},
      {"document_code",
       [&](const json& value) {
         return text_into(profile.document_code)(value) && capitals(profile.document_code, 2);
       }},
      {"expires_today", flag_into(profile.expires_today)},
      {"expired_days",
       [&](const json& value) {
         if (!value.is_number_integer() || value.get<std::int64_t>() < 0 || value.get<std::int64_t>() > 365)
           return false;
         profile.expired_days = value.get<int>();
         return true;
       }},
      {"faults",
       [&](const json& value) {
         if (!value.is_array()) return false;
         for (const json& fault : value) {
           if (!fault.is_string()) return false;
           profile.faults.push_back(fault.get<std::string>());
         }
         return true;
       }},
      {"expected", [&](const json& value) {
         if (!value.is_object() || value.empty()) return false;
         for (const auto& [check, result] : value.items()) {
           if (kChecks.count(check) == 0 || !result.is_string() || kResults.count(result.get<std::string>()) == 0)
             return false;
           profile.expected[check] = result.get<std::string>();
         }
         return true;
       }}};
  for (const auto& [name, value] : root.items()) {
    const auto field = fields.find(name);
    if (field == fields.end()) return wrong(file, "known fields only", "the field \"" + name + "\"");
    if (!field->second(value)) return wrong(file, "an allowed value of \"" + name + "\"", value.dump());
  }
  if (profile.description.empty() || profile.expected.empty())
    return wrong(file, "the fields \"description\" and \"expected\"", "one is missing");
  if (profile.expires_today && profile.expired_days > 0)
    return wrong(file, "\"expired_days\" or \"expires_today\"", "both");
  if (!profile.pace && !profile.bac) return wrong(file, "\"pace\" or \"bac\"", "a chip nobody can open");
  return profile;
}

Result<std::vector<Profile>> list_profiles(const std::filesystem::path& folder) {
  std::vector<std::filesystem::path> files;
  std::error_code error;
  std::filesystem::directory_iterator at(folder, error);
  for (; !error && at != std::filesystem::directory_iterator(); at.increment(error))
    if (at->path().extension() == ".json") files.push_back(at->path());
  if (error)
    return fail("card profiles", "a readable folder " + folder.string(), error.message(),
                "Check path and permissions.");
  std::sort(files.begin(), files.end(), [](const auto& a, const auto& b) { return a.stem() < b.stem(); });
  std::vector<Profile> profiles;
  for (const auto& file : files) {
    PROOFMARK_TRY(Profile profile, load_profile(file));
    profiles.push_back(std::move(profile));
  }
  return profiles;
}

}  // namespace proofmark::card

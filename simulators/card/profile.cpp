#include "simulators/card/profile.hpp"

#include <algorithm>
#include <functional>
#include <nlohmann/json.hpp>
#include <set>

#include "common/emrtd/pace.hpp"
#include "common/files.hpp"
#include "common/json_text.hpp"
#include "simulators/card/issuer.hpp"
#include "simulators/person/person.hpp"

namespace proofmark::card {

namespace {

using nlohmann::json;

tl::unexpected<Error> wrong(const std::filesystem::path& file, const std::string& expected,
                            const std::string& observed) {
  return fail("card profile " + file.string(), expected, observed, "Correct the file.");
}

const std::set<std::string> kChecks{"chip.access",  "chip.passive",      "chip.revocation",
                                    "chip.genuine", "document.validity", "session.complete"};
const std::set<std::string> kResults{"passed", "failed", "undetermined", "not_performed"};
const std::set<std::string> kSubResults{"successful", "failed", "undetermined", "not_supported", "aborted"};
const std::set<std::string> kMessaging{"aes-128", "3des"};
const std::set<std::string> kContentTypes{"lds", "data"};
const std::set<std::string> kLdsVersions{"1.7", "1.8"};
const std::set<std::string> kFaces{"19794-5", "39794-5"};
const std::set<std::string> kPictures{"jpeg", "jpeg2000"};
const std::set<unsigned> kFurtherGroups{3, 11, 12, 13, 16};
const std::map<std::string, DocumentKind> kDocuments{{"identity-card", DocumentKind::identity_card},
                                                     {"residence-permit", DocumentKind::residence_permit},
                                                     {"passport", DocumentKind::passport}};
const std::map<std::string, emrtd::Cipher> kCiphers{{"3des", emrtd::Cipher::tdes},
                                                    {"aes-128", emrtd::Cipher::aes128},
                                                    {"aes-192", emrtd::Cipher::aes192},
                                                    {"aes-256", emrtd::Cipher::aes256}};
const std::map<std::string, emrtd::Mapping> kMappings{
    {"gm", emrtd::Mapping::generic}, {"im", emrtd::Mapping::integrated}, {"cam", emrtd::Mapping::chip_authentication}};
template <typename Key, typename Value>
std::optional<Value> look_up(const std::map<Key, Value>& table, const Key& key) {
  const auto found = table.find(key);
  return found == table.end() ? std::nullopt : std::optional<Value>(found->second);
}

// "NAME NUMBER".
std::optional<std::pair<std::string, unsigned>> name_and_number(const json& value) {
  if (!value.is_string()) return std::nullopt;
  const std::string text = value.get<std::string>();
  const std::size_t gap = text.find(' ');
  if (gap == std::string::npos || gap + 1 == text.size() || text.size() > gap + 5 ||
      text.find_first_not_of("0123456789", gap + 1) != std::string::npos)
    return std::nullopt;
  return std::pair{text.substr(0, gap), static_cast<unsigned>(std::stoul(text.substr(gap + 1)))};
}

// "ecdh-gm-aes-128 13"; without the mapping for chip authentication: "dh-3des 0".
std::optional<Offer> offer(const json& value, bool with_mapping) {
  const auto parts = name_and_number(value);
  if (!parts) return std::nullopt;
  std::string rest = parts->first;
  const auto next = [&rest] {
    const std::string word = rest.substr(0, rest.find('-'));
    rest.erase(0, word.size() + 1);
    return word;
  };
  const std::string agreement = next();
  if ((agreement != "ecdh" && agreement != "dh") || (agreement == "ecdh") != (parts->second >= 8)) return std::nullopt;
  std::optional<emrtd::Mapping> mapping = emrtd::Mapping::generic;
  if (with_mapping) mapping = look_up(kMappings, next());
  const auto cipher = look_up(kCiphers, rest);
  if (!mapping || !cipher) return std::nullopt;
  const bool elliptic = agreement == "ecdh";
  if (!with_mapping) return Offer{emrtd::oid_of(emrtd::ChipAuthenticationProtocol{elliptic, *cipher}), parts->second};
  const auto oid = emrtd::oid_of(emrtd::PaceProtocol{*mapping, elliptic, *cipher});
  if (!oid) return std::nullopt;
  return Offer{*oid, parts->second};
}

bool read_offers(const json& value, bool with_mapping, bool& on, std::vector<Offer>& into) {
  if (value.is_boolean()) {
    on = value.get<bool>();
    return true;
  }
  if (!value.is_array() || value.empty()) return false;
  on = true;
  for (const json& entry : value) {
    const auto parsed = offer(entry, with_mapping);
    if (!parsed) return false;
    into.push_back(*parsed);
  }
  return true;
}

bool read_active_authentication(const json& value, Profile& profile) {
  if (value.is_boolean()) {
    profile.active_authentication = value.get<bool>();
    return true;
  }
  const auto parts = name_and_number(value);
  if (!parts) return false;
  const std::string kind = parts->first.substr(0, parts->first.find('-'));
  const auto digest = parse_digest(parts->first.substr(std::min(kind.size() + 1, parts->first.size())));
  if (!digest || (kind != "rsa" && kind != "ecdsa")) return false;
  profile.active_authentication = true;
  if (kind == "rsa") {
    profile.active_authentication_key = {*digest, std::nullopt, parts->second};
    return parts->second >= 1024 && parts->second <= 4096;
  }
  profile.active_authentication_key = {*digest, parse_curve(parts->second), 0};
  return profile.active_authentication_key.curve.has_value();
}

bool read_signature(const json& value, std::optional<SignatureScheme>& into) {
  const auto parts = name_and_number(value);
  into = parts ? parse_signature_scheme(parts->first, parts->second) : std::nullopt;
  return into.has_value();
}

// {"surname", "given_names", "full_name", "place_of_birth", "address"}, all optional. The two names of the zone have
// letters that it can have, or Lithuanian ones: what it does not know it would fill with '<'.
bool read_holder(const json& value, HolderText& into) {
  const std::map<std::string, std::string*> texts{{"surname", &into.surname},
                                                  {"given_names", &into.given_names},
                                                  {"full_name", &into.full_name},
                                                  {"place_of_birth", &into.place_of_birth},
                                                  {"address", &into.address}};
  if (!value.is_object() || value.empty()) return false;
  for (const auto& [name, entry] : value.items()) {
    const auto text = texts.find(name);
    if (text == texts.end() || !entry.is_string() || entry.get<std::string>().empty()) return false;
    *text->second = entry.get<std::string>();
  }
  for (const std::string* const name : {&into.surname, &into.given_names}) {
    const std::string zone = person::transliterate(*name);
    if (zone.starts_with('<') || zone.ends_with('<') || zone.find("<<") != std::string::npos) return false;
  }
  return into.surname.empty() == into.given_names.empty();
}

bool read_groups(const json& value, const std::function<bool(unsigned)>& allowed, std::vector<unsigned>& into) {
  if (!value.is_array()) return false;
  for (const json& group : value) {
    if (!group.is_number_unsigned() || !allowed(group.get<unsigned>())) return false;
    into.push_back(group.get<unsigned>());
  }
  return true;
}

// {"bit_rate", "frame_size", "frame_waiting", "command_ms", "asks_for_time", "relay_ms", "access_delay_ms",
// "access_delay_most_ms", "lost_at", "returns"}, all optional.
bool read_timing(const json& value, std::optional<ContactlessTiming>& into) {
  if (!value.is_object() || value.empty()) return false;
  ContactlessTiming timing;
  const auto number = [](const json& entry, std::uint64_t least, std::uint64_t most) -> std::optional<std::uint64_t> {
    if (!entry.is_number_unsigned()) return std::nullopt;
    const auto read = entry.get<std::uint64_t>();
    return read >= least && read <= most ? std::optional<std::uint64_t>(read) : std::nullopt;
  };
  const std::map<std::string, Duration*> times{{"command_ms", &timing.command},
                                               {"relay_ms", &timing.relay},
                                               {"access_delay_ms", &timing.access_delay},
                                               {"access_delay_most_ms", &timing.access_delay_most}};
  for (const auto& [name, entry] : value.items()) {
    if (name == "asks_for_time" || name == "returns") {
      if (!entry.is_boolean()) return false;
      (name == "returns" ? timing.returns : timing.asks_for_time) = entry.get<bool>();
    } else if (const auto time = times.find(name); time != times.end()) {
      const auto read = number(entry, 0, 60000);
      if (!read) return false;
      *time->second = std::chrono::milliseconds(*read);
    } else if (name == "lost_at") {
      const auto read = number(entry, 0, 10000);
      if (!read) return false;
      timing.lost_at = static_cast<std::size_t>(*read);
    } else {
      const bool size = name == "frame_size";
      const bool rate = name == "bit_rate";
      const auto read = size ? number(entry, 16, 4096) : rate ? number(entry, 106, 848) : number(entry, 0, 14);
      if (!read || (!size && !rate && name != "frame_waiting")) return false;
      if (rate && *read != 106 && *read != 212 && *read != 424 && *read != 848) return false;
      (size ? timing.frame_size : rate ? timing.bit_rate : timing.frame_waiting) = static_cast<unsigned>(*read);
    }
  }
  into = timing;
  return timing.access_delay <= timing.access_delay_most;
}

bool capitals(const std::string& text, std::size_t size) {
  return text.size() == size &&
         std::all_of(text.begin(), text.end(), [](char c) { return (c >= 'A' && c <= 'Z') || c == '<'; });
}

}  // namespace

Result<Profile> load_profile(const std::filesystem::path& file) {
  PROOFMARK_TRY(const std::string text, read_text(file));
  return parse_profile(text, file);
}

Result<Profile> parse_profile(const std::string& text, const std::filesystem::path& file) {
  PROOFMARK_TRY(const json root, parse_json_text(text, file.string()));
  if (!root.is_object()) return wrong(file, "a JSON object", root.type_name());

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
      {"document",
       [&](const json& value) {
         const auto kind = look_up(kDocuments, value.is_string() ? value.get<std::string>() : "");
         profile.document = kind.value_or(profile.document);
         return kind.has_value();
       }},
      {"pace", [&](const json& value) { return read_offers(value, true, profile.pace, profile.pace_offers); }},
      {"can", flag_into(profile.can)},
      {"bac", flag_into(profile.bac)},
      {"active_authentication", [&](const json& value) { return read_active_authentication(value, profile); }},
      {"chip_authentication",
       [&](const json& value) {
         return read_offers(value, false, profile.chip_authentication, profile.chip_authentication_offers);
       }},
      {"terminal_authentication", flag_into(profile.terminal_authentication)},
      {"lds", choice_into(profile.lds, kLdsVersions)},
      {"face", choice_into(profile.face, kFaces)},
      {"picture", choice_into(profile.picture, kPictures)},
      {"timing", [&](const json& value) { return read_timing(value, profile.timing); }},
      {"further_groups",
       [&](const json& value) {
         return read_groups(
             value, [](unsigned group) { return kFurtherGroups.count(group) > 0; }, profile.further_groups);
       }},
      {"nationality",
       [&](const json& value) { return text_into(profile.nationality)(value) && capitals(profile.nationality, 3); }},
      {"secure_messaging", choice_into(profile.secure_messaging, kMessaging)},
      {"signer",
       [&](const json& value) {
         if (!value.is_string() || !parse_signer_kind(value.get<std::string>())) return false;
         profile.signer = value.get<std::string>();
         return true;
       }},
      {"digest",
       [&](const json& value) { return text_into(profile.digest)(value) && parse_digest(profile.digest).has_value(); }},
      {"signature", [&](const json& value) { return read_signature(value, profile.signature); }},
      {"holder", [&](const json& value) { return read_holder(value, profile.holder); }},
      {"content_type", choice_into(profile.content_type, kContentTypes)},
      {"unsigned_groups",
       [&](const json& value) {
         return read_groups(
             value, [](unsigned group) { return group >= 1 && group <= 16; }, profile.unsigned_groups);
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
      {"sub_checks",
       [&](const json& value) {
         if (!value.is_object() || value.empty()) return false;
         for (const auto& [step, result] : value.items()) {
           if (step.find('.') == std::string::npos || !result.is_string() ||
               kSubResults.count(result.get<std::string>()) == 0)
             return false;
           profile.sub_checks[step] = result.get<std::string>();
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
  if (profile.terminal_authentication && !profile.chip_authentication)
    return wrong(file, "\"chip_authentication\" beside \"terminal_authentication\"", "none");
  if (profile.signature && profile.signer != "document_signer")
    return wrong(file, "\"signature\" of a document signer in good standing", "\"signer\" " + profile.signer);
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

#include "common/pki/trust_import.hpp"

#include <algorithm>
#include <optional>

#include "common/files.hpp"
#include "common/pki/cms.hpp"
#include "common/pki/crl.hpp"
#include "common/pki/folder.hpp"
#include "common/pki/signed_list.hpp"
#include "common/pki/trust_files.hpp"

namespace proofmark::pki {
namespace {

namespace fs = std::filesystem;
using Kind = TrustChange::Kind;

constexpr const char* untouched = "Nothing was changed; correct or leave out the file.";

bool is_pem(const Bytes& content) {
  return content.size() > 10 && to_text(ByteView(content).first(10)) == "-----BEGIN";
}
template <typename T>
Result<T> read_as(const Bytes& content) {
  return is_pem(content) ? T::from_pem(to_text(content)) : T::from_der(content);
}

std::string short_hash(ByteView bytes) {
  return sha256_hex(bytes).substr(0, 16);
}
std::string country_or_none(const Certificate& certificate) {
  const std::string country = certificate.subject_country();
  const bool plain =
      country.size() == 2 && country.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZ") == std::string::npos;
  return plain ? country : "XX";
}
std::string day(Instant t) {
  return to_rfc3339(std::chrono::floor<std::chrono::days>(t)).substr(0, 10);
}
std::string describe(const Certificate& certificate) {
  return certificate.subject() + ", " + day(certificate.not_before()) + " to " + day(certificate.not_after()) +
         ", SHA-256 " + short_hash(certificate.der()) + "...";
}
std::string describe(const Crl& crl) {
  return crl.issuer() + ", " + std::to_string(crl.size()) + " entries, of " + day(crl.this_update()) +
         (crl.next_update() ? " to " + day(*crl.next_update()) : " without end");
}

// A change of the folder that is being put together.
class Draft {
 public:
  Draft(const TrustImport& import, TrustFiles files) : import_(import), before_(files), files_(std::move(files)) {}

  Result<void> read_present() {
    for (const auto& [name, content] : files_) {
      const bool authority = name.starts_with("csca/") && name.ends_with(".cer");
      const bool publisher = name.starts_with("publisher/") && name.ends_with(".cer");
      if (!authority && !publisher) continue;
      auto certificate = read_as<Certificate>(content);
      if (!certificate) return named(certificate.error(), import_.folder / name);
      (authority ? authorities_ : publishers_).push_back(*std::move(certificate));
    }
    return {};
  }

  Result<void> vouch(const fs::path& file, bool publisher) {
    PROOFMARK_TRY(const Bytes content, read_file(file, largest_trust_file));
    auto read = read_as<Certificate>(content);
    if (!read) return named(read.error(), file);
    PROOFMARK_CHECK(check_authority(*read, file));
    const std::string name =
        (publisher ? "publisher/own-" : "csca/own-") + country_or_none(*read) + "-" + short_hash(read->der()) + ".cer";
    auto& trusted = publisher ? publishers_ : authorities_;
    if (!holds(trusted, *read)) {
      put(name, read->der());
      trusted.push_back(*std::move(read));
    }
    return {};
  }

  // What the file is, by its content; a certificate waits for the one that signed it.
  Result<void> take(const fs::path& file) {
    PROOFMARK_TRY(const Bytes content, read_file(file, largest_trust_file));
    if (auto certificate = read_as<Certificate>(content)) {
      links_.push_back({file, *std::move(certificate)});
      return {};
    }
    if (auto crl = read_as<Crl>(content)) {
      crls_.push_back({file, *std::move(crl)});
      return {};
    }
    const auto data = parse_signed_data(content);
    if (!data || name_of_list(data->content_type).empty())
      return fail("trust import, " + file.string(),
                  "a certificate, a revocation list, or a signed master, deviation or defect list",
                  data ? "signed data of type " + data->content_type : "something else", untouched);
    lists_.push_back({file, content, data->content_type});
    return {};
  }

  Result<void> settle() {
    PROOFMARK_CHECK(settle_links());
    for (const List& list : lists_)
      if (list.type == oid_master_list) PROOFMARK_CHECK(settle_list(list));
    for (const auto& [file, crl] : crls_) PROOFMARK_CHECK(settle_crl(file, crl));
    for (const List& list : lists_)
      if (list.type != oid_master_list) PROOFMARK_CHECK(settle_list(list));
    return {};
  }

  [[nodiscard]] const TrustFiles& files() const { return files_; }
  [[nodiscard]] bool changed() const { return files_ != before_; }
  [[nodiscard]] std::vector<TrustChange> changes() const {
    std::vector<TrustChange> all;
    for (const auto& [name, content] : files_) {
      const auto old = before_.find(name);
      if (old == before_.end())
        all.push_back(change(Kind::added, name, content));
      else if (old->second != content)
        all.push_back(change(Kind::replaced, name, content));
    }
    for (const auto& [name, content] : before_)
      if (!files_.contains(name)) all.push_back(change(Kind::removed, name, content));
    for (const auto& [name, content] : files_)
      if (expired(name, content)) all.push_back(change(Kind::expired, name, content));
    return all;
  }

 private:
  struct List {
    fs::path file;
    Bytes content;
    std::string type;
  };

  static tl::unexpected<Error> named(Error error, const fs::path& file) {
    error.observed += " in " + file.string();
    error.next_step = untouched;
    return fail(std::move(error));
  }
  static bool holds(const std::vector<Certificate>& all, const Certificate& one) {
    const Bytes der = one.der();
    return std::any_of(all.begin(), all.end(), [&](const Certificate& other) { return other.der() == der; });
  }
  static Result<void> check_authority(const Certificate& certificate, const fs::path& file) {
    if (certificate.is_ca() && certificate.allows_certificate_signing() && certificate.public_key()) return {};
    return fail("ICAO 9303-12 table 5", "a CA with key usage keyCertSign in " + file.string(), certificate.subject(),
                untouched);
  }

  void put(const std::string& name, Bytes content) { files_[name] = std::move(content); }

  // A link may be signed by what another link brings.
  Result<void> settle_links() {
    bool moved = true;
    while (moved) {
      moved = false;
      for (auto at = links_.begin(); at != links_.end();) {
        const std::string& file = at->first;
        const Certificate& certificate = at->second;
        if (!holds(authorities_, certificate)) {
          const auto issuer = std::find_if(authorities_.begin(), authorities_.end(), [&](const Certificate& one) {
            return names_chain(certificate, one) && one.is_ca() && one.valid_at(import_.now) &&
                   verify_signature(certificate, one);
          });
          if (issuer == authorities_.end()) {
            ++at;
            continue;
          }
          PROOFMARK_CHECK(check_authority(certificate, file));
          put("csca/link-" + country_or_none(certificate) + "-" + short_hash(certificate.der()) + ".cer",
              certificate.der());
          authorities_.push_back(certificate);
        }
        at = links_.erase(at);
        moved = true;
      }
    }
    if (links_.empty()) return {};
    return fail("ICAO 9303-12 section 7.1.3.5",
                "a certificate that a trusted country signing key has signed in " + links_.front().first.string(),
                links_.front().second.subject() + " under " + links_.front().second.issuer(),
                "Nothing was changed; if you have verified its fingerprint by other means, give it as --csca.");
  }

  Result<void> settle_crl(const fs::path& file, const Crl& crl) {
    const auto issuer = std::find_if(authorities_.begin(), authorities_.end(), [&](const Certificate& one) {
      return crl.issued_by(one) && one.allows_crl_signing() && verify_signature(crl, one);
    });
    if (issuer == authorities_.end())
      return fail("ICAO 9303-12 section 7.1.4", "a list of a trusted country signing CA in " + file.string(),
                  crl.issuer(), untouched);
    if (crl.has_critical_extensions())
      return fail("RFC 5280 section 5.2", "a complete list in " + file.string(), "one with critical extensions",
                  untouched);
    if (crl.this_update() > import_.now)
      return fail("RFC 5280 section 5.1.2.4", "a list issued by " + to_rfc3339(import_.now) + " in " + file.string(),
                  to_rfc3339(crl.this_update()), untouched);
    PROOFMARK_TRY(const Key key, issuer->public_key());
    const std::string name = "crl/" + country_or_none(*issuer) + "-" + short_hash(key.spki()) + ".crl";
    for (const auto& [present, content] : files_) {
      if (!present.starts_with("crl/")) continue;
      const auto other = read_as<Crl>(content);
      if (!other || !other->issued_by(*issuer) || !verify_signature(*other, *issuer)) continue;
      if (other->this_update() > crl.this_update())
        return fail("RFC 5280 section 5.1.2.4", "a list newer than " + present + " of " + day(other->this_update()),
                    file.string() + " of " + day(crl.this_update()), untouched);
    }
    // Older lists of the same key say nothing more.
    std::erase_if(files_, [&](const auto& entry) {
      if (!entry.first.starts_with("crl/") || entry.first == name) return false;
      const auto other = read_as<Crl>(entry.second);
      return other && other->issued_by(*issuer) && verify_signature(*other, *issuer).has_value();
    });
    put(name, crl.der());
    return {};
  }

  Result<void> settle_list(const List& list) {
    const bool of_state = list.type == oid_deviation_list;
    auto verified = verify_list(list.content, list.type, of_state ? authorities_ : publishers_, import_.now);
    if (!verified) {
      Error error = verified.error();
      error.observed += " in " + list.file.string();
      if (!of_state && publishers_.empty()) error.next_step = "Name who may publish lists with --publisher.";
      return fail(std::move(error));
    }
    const std::string country = country_or_none(verified->authority);
    const std::string name = of_state                       ? "deviation/" + country + ".dvl"
                             : list.type == oid_defect_list ? "defect/" + country + ".dfl"
                                                            : "list/ml-" + country + ".ml";
    if (const auto present = files_.find(name); present != files_.end() && present->second != list.content) {
      const auto old = parse_signed_data(present->second);
      if (old && old->signing_time && (!verified->signed_at || *verified->signed_at < *old->signing_time))
        return fail("trust import, " + list.file.string(), "a list signed after " + to_rfc3339(*old->signing_time),
                    verified->signed_at ? to_rfc3339(*verified->signed_at) : "no signing time", untouched);
    }
    if (list.type == oid_master_list) {
      PROOFMARK_CHECK(spread(verified->content, country));
    } else if (of_state) {
      PROOFMARK_CHECK(parse_deviation_list(verified->content));
    } else {
      PROOFMARK_CHECK(parse_defect_list(verified->content));
    }
    put(name, list.content);
    return {};
  }

  // The certificates of a master list take the place of those that its publisher's earlier list brought.
  Result<void> spread(const Bytes& content, const std::string& publisher) {
    PROOFMARK_TRY(const auto certificates, parse_master_list(content));
    const std::string prefix = "csca/ml-" + publisher + ".";
    std::erase_if(files_, [&](const auto& entry) { return entry.first.starts_with(prefix); });
    for (const Certificate& certificate : certificates) {
      const std::string country = country_or_none(certificate);
      const auto& wanted = import_.countries;
      if (!wanted.empty() && std::find(wanted.begin(), wanted.end(), country) == wanted.end()) continue;
      put(prefix + country + "-" + short_hash(certificate.der()) + ".cer", certificate.der());
      authorities_.push_back(certificate);
    }
    return {};
  }

  [[nodiscard]] bool expired(const std::string& name, const Bytes& content) const {
    if (name.ends_with(".cer")) {
      const auto certificate = read_as<Certificate>(content);
      return certificate && certificate->not_after() < import_.now;
    }
    if (!name.ends_with(".crl")) return false;
    const auto crl = read_as<Crl>(content);
    return crl && (!crl->next_update() || *crl->next_update() < import_.now);
  }
  static TrustChange change(Kind kind, const std::string& name, const Bytes& content) {
    TrustChange out{kind, "file", name, name};
    if (name.ends_with(".cer")) {
      out.what = name.starts_with("publisher/") ? "publisher of lists" : "country signing certificate";
      if (const auto certificate = read_as<Certificate>(content)) out.name = describe(*certificate);
    } else if (name.ends_with(".crl")) {
      out.what = "revocation list";
      if (const auto crl = read_as<Crl>(content)) out.name = describe(*crl);
    } else if (const auto data = parse_signed_data(content); data && !name_of_list(data->content_type).empty()) {
      out.what = name_of_list(data->content_type);
      out.name = "signed " + (data->signing_time ? to_rfc3339(*data->signing_time) : std::string("without a time"));
    }
    return out;
  }

  const TrustImport& import_;
  TrustFiles before_, files_;
  std::vector<Certificate> authorities_, publishers_;
  std::vector<std::pair<fs::path, Certificate>> links_;
  std::vector<std::pair<fs::path, Crl>> crls_;
  std::vector<List> lists_;
};

// The folder itself, not a link to it; its parent must exist.
Result<fs::path> resolved(const fs::path& folder) {
  std::error_code error;
  const fs::path real = fs::weakly_canonical(fs::absolute(folder), error);
  if (error || real.filename().empty() || !fs::is_directory(real.parent_path(), error))
    return fail("trust folder", "a folder in an existing one", folder.string(), "Correct the path.");
  return real;
}

}  // namespace

const char* name_of(Kind kind) {
  switch (kind) {
    case Kind::added:
      return "added";
    case Kind::replaced:
      return "replaced";
    case Kind::removed:
      return "removed";
    case Kind::expired:
      return "expired";
  }
  return "";
}

Result<std::vector<TrustChange>> import_trust(const TrustImport& import) {
  PROOFMARK_TRY(const fs::path folder, resolved(import.folder));
  PROOFMARK_TRY(const auto lock, TrustLock::take(folder));
  PROOFMARK_TRY(TrustFiles present, read_trust_files(folder));
  Draft draft(import, std::move(present));
  PROOFMARK_CHECK(draft.read_present());
  for (const fs::path& file : import.authorities) PROOFMARK_CHECK(draft.vouch(file, false));
  for (const fs::path& file : import.publishers) PROOFMARK_CHECK(draft.vouch(file, true));
  for (const fs::path& file : import.files) PROOFMARK_CHECK(draft.take(file));
  PROOFMARK_CHECK(draft.settle());
  if (!import.dry_run && draft.changed()) {
    PROOFMARK_CHECK(exchange_trust_files(folder, draft.files(), import.step));
  }
  return draft.changes();
}

Result<std::vector<std::string>> describe_trust(const fs::path& folder, const std::vector<std::string>& countries,
                                                Instant now) {
  PROOFMARK_TRY(const TrustFolder content, read_trust_folder(folder));
  const auto wanted = [&](const Certificate& certificate) {
    return countries.empty() ||
           std::find(countries.begin(), countries.end(), certificate.subject_country()) != countries.end();
  };
  std::vector<std::string> lines;
  for (const Certificate& certificate : content.csca) {
    if (!wanted(certificate)) continue;
    std::string lists = "no revocation list";
    for (const Crl& crl : content.crls)
      if (crl.issued_by(certificate) && verify_signature(crl, certificate))
        lists = crl.next_update() && now <= *crl.next_update() ? "revocation list to " + day(*crl.next_update())
                                                               : "revocation list out of date";
    const std::string state = now < certificate.not_before()  ? "not yet valid"
                              : now > certificate.not_after() ? "expired"
                                                              : "valid";
    lines.push_back(country_or_none(certificate) + "  " + state + "  " + describe(certificate) + "; " + lists);
  }
  std::sort(lines.begin(), lines.end());
  for (const Certificate& publisher : content.publishers) lines.push_back("publisher of lists  " + describe(publisher));
  const auto add_lists = [&](const std::vector<Bytes>& lists) {
    for (const Bytes& list : lists) {
      const auto data = parse_signed_data(list);
      lines.push_back(data ? name_of_list(data->content_type) + ", signed " +
                                 (data->signing_time ? to_rfc3339(*data->signing_time) : std::string("without a time"))
                           : std::string("a list that cannot be read"));
    }
  };
  add_lists(content.deviation_lists);
  add_lists(content.defect_lists);
  return lines;
}

}  // namespace proofmark::pki

// The trust folder changes as a whole, for what somebody trusted has signed, and loses nothing when it is interrupted.
#include "common/pki/trust_import.hpp"

#include <gtest/gtest.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>

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

const Instant now = from_rfc3339("2026-06-01T00:00:00Z").value();
using std::chrono::days;

class Import : public ::testing::Test {
 protected:
  Import() {
    std::string pattern = (fs::temp_directory_path() / "proofmark-trust-XXXXXX").string();
    root_ = ::mkdtemp(pattern.data());
  }
  ~Import() override {
    std::error_code ignored;
    fs::remove_all(root_, ignored);
  }

  struct Party {
    Key key;
    Certificate certificate;
  };
  Key key() { return Key::generate(Curve::p256, random_).value(); }
  Party csca(const std::string& country, Instant until = now + days(1000)) {
    const Key own = key();
    return {own, issue(CertificateRole::country_signing_ca, country, own, nullptr, own, "", until)};
  }
  Certificate issue(CertificateRole role, const std::string& country, const Key& subject, const Party* issuer,
                    const Key& issuer_key, const std::string& usage, Instant until = now + days(1000)) {
    CertificateSpec spec;
    spec.role = role;
    spec.subject = {country, "Test", "", role == CertificateRole::country_signing_ca ? "CSCA" : "Signer"};
    spec.serial = {++serial_};
    spec.not_before = now - days(2000);
    spec.not_after = until;
    spec.extended_key_usage = usage;
    auto made = issue_certificate(spec, subject, issuer == nullptr ? nullptr : &issuer->certificate, issuer_key);
    EXPECT_TRUE(made) << made.error().line();
    return *made;
  }
  Bytes list(const Party& publisher, const char* type, const char* usage, const Bytes& content, Instant at) {
    const Key own = key();
    const Certificate signer = issue(CertificateRole::document_signer, publisher.certificate.subject_country(), own,
                                     &publisher, publisher.key, usage);
    return make_signed_data({type, content, Digest::sha256, at}, signer, own).value();
  }
  Bytes master_list(const Party& publisher, const std::vector<Certificate>& all, Instant at = now - days(1)) {
    return list(publisher, oid_master_list, oid_master_list_signer, encode_master_list(all), at);
  }
  Bytes crl(const Party& authority, Instant from, std::vector<RevokedEntry> revoked = {}) {
    CrlSpec spec;
    spec.this_update = from;
    spec.next_update = from + days(60);
    spec.revoked = std::move(revoked);
    return issue_crl(spec, authority.certificate, authority.key)->der();
  }
  fs::path file(const std::string& name, const Bytes& content) {
    const fs::path path = root_ / name;
    EXPECT_TRUE(write_file(path, content));
    return path;
  }
  fs::path file(const std::string& name, const Certificate& certificate) { return file(name, certificate.der()); }
  [[nodiscard]] fs::path folder() const { return root_ / "trust"; }
  [[nodiscard]] TrustImport order() const {
    TrustImport import;
    import.folder = folder();
    import.now = now;
    return import;
  }
  static std::size_t count(const std::vector<TrustChange>& changes, Kind kind) {
    return static_cast<std::size_t>(
        std::count_if(changes.begin(), changes.end(), [&](const TrustChange& c) { return c.kind == kind; }));
  }

  SeededRandom random_{31, "trust import"};
  std::uint8_t serial_ = 0;
  fs::path root_;
};

TEST_F(Import, a_folder_from_nothing) {
  const Party lt = csca("LT");
  const Party de = csca("DE");
  const Party fr = csca("FR", now - days(1));
  TrustImport import = order();
  import.authorities = {file("lt.cer", lt.certificate)};
  import.publishers = {file("de.cer", de.certificate)};
  import.files = {file("lt.crl", crl(lt, now - days(2))),
                  file("de.ml", master_list(de, {lt.certificate, de.certificate, fr.certificate}))};
  const auto changes = import_trust(import);
  ASSERT_TRUE(changes) << changes.error().line();
  EXPECT_EQ(count(*changes, Kind::added), 7U);  // LT by hand and by list, DE, FR, the publisher, the CRL, the list
  EXPECT_EQ(count(*changes, Kind::expired), 1U);
  EXPECT_EQ(count(*changes, Kind::removed), 0U);
  const auto read = read_trust_folder(folder());
  ASSERT_TRUE(read) << read.error().line();
  EXPECT_EQ(read->csca.size(), 4U);
  EXPECT_EQ(read->crls.size(), 1U);
  EXPECT_EQ(read->publishers.size(), 1U);
  // Once more: nothing changes.
  const auto again = import_trust(import);
  ASSERT_TRUE(again);
  EXPECT_EQ(count(*again, Kind::added) + count(*again, Kind::replaced) + count(*again, Kind::removed), 0U);
  const auto lines = describe_trust(folder(), {"LT"}, now);
  ASSERT_TRUE(lines);
  EXPECT_NE(lines->front().find("LT  valid"), std::string::npos) << lines->front();
  EXPECT_NE(lines->front().find("revocation list to 2026-07-29"), std::string::npos) << lines->front();
}

TEST_F(Import, a_newer_master_list_takes_the_place_of_the_older) {
  const Party lt = csca("LT");
  const Party old = csca("LT", now - days(5));
  const Party de = csca("DE");
  TrustImport import = order();
  import.publishers = {file("de.cer", de.certificate)};
  import.countries = {"LT"};
  import.files = {file("one.ml", master_list(de, {old.certificate, de.certificate}, now - days(9)))};
  ASSERT_TRUE(import_trust(import));
  EXPECT_EQ(read_trust_folder(folder())->csca.size(), 1U) << "other states were not asked for";
  import.files = {file("two.ml", master_list(de, {lt.certificate, de.certificate}, now - days(2)))};
  const auto changes = import_trust(import);
  ASSERT_TRUE(changes) << changes.error().line();
  EXPECT_EQ(count(*changes, Kind::added), 1U);
  EXPECT_EQ(count(*changes, Kind::removed), 1U);
  EXPECT_EQ(count(*changes, Kind::replaced), 1U);
  EXPECT_EQ(read_trust_folder(folder())->csca.front().der(), lt.certificate.der());
  import.files = {root_ / "one.ml"};
  const auto back = import_trust(import);
  ASSERT_FALSE(back) << "an older list brings removed certificates back";
  EXPECT_NE(back.error().line().find("one.ml"), std::string::npos);
}

TEST_F(Import, links_lead_from_a_trusted_key_to_the_next) {
  const Party first = csca("LT");
  const Key second_key = key();
  const Party second{second_key, issue(CertificateRole::country_signing_ca, "LT", second_key, &first, first.key, "")};
  const Key third_key = key();
  const Certificate third = issue(CertificateRole::country_signing_ca, "LT", third_key, &second, second.key, "");
  TrustImport import = order();
  import.authorities = {file("first.cer", first.certificate)};
  import.files = {file("third.cer", third), file("second.cer", second.certificate)};
  const auto changes = import_trust(import);
  ASSERT_TRUE(changes) << changes.error().line();
  EXPECT_EQ(read_trust_folder(folder())->csca.size(), 3U);
  // A link of a stranger who calls himself the same.
  const Party stranger = csca("LT");
  const Key false_key = key();
  const Certificate false_link =
      issue(CertificateRole::country_signing_ca, "LT", false_key, &stranger, stranger.key, "");
  import.files = {file("false.cer", false_link)};
  EXPECT_FALSE(import_trust(import));
  import.files = {file("stranger.cer", stranger.certificate)};
  EXPECT_FALSE(import_trust(import)) << "a self-signed certificate needs the operator's word";
  EXPECT_EQ(read_trust_folder(folder())->csca.size(), 3U);
}

TEST_F(Import, all_or_nothing) {
  const Party lt = csca("LT");
  const Party other = csca("LV");
  TrustImport import = order();
  import.authorities = {file("lt.cer", lt.certificate)};
  import.files = {file("lt.crl", crl(lt, now - days(2)))};
  ASSERT_TRUE(import_trust(import));
  const TrustFiles before = read_trust_files(folder()).value();
  const Key signer_key = key();
  const Certificate signer = issue(CertificateRole::document_signer, "LT", signer_key, &lt, lt.key, "");
  import.authorities = {file("lv.cer", other.certificate)};
  const std::pair<const char*, Bytes> wrong[] = {
      {"older.crl", crl(lt, now - days(30))},
      {"future.crl", crl(lt, now + days(1))},
      {"stranger.crl", crl(csca("LT"), now - days(1))},
      {"stranger.ml", master_list(csca("DE"), {lt.certificate})},
      {"signer.ml", make_signed_data({oid_master_list, encode_master_list({other.certificate}), Digest::sha256, now},
                                     signer, signer_key)
                        .value()},
      {"signer.cer", signer.der()},
      {"garbage", to_bytes("garbage")},
      {"empty", Bytes{}},
  };
  for (const auto& [name, content] : wrong) {
    import.files = {file("good.crl", crl(lt, now - days(1))), file(name, content)};
    const auto changes = import_trust(import);
    ASSERT_FALSE(changes) << name;
    EXPECT_NE(changes.error().line().find(name), std::string::npos) << changes.error().line();
    EXPECT_EQ(read_trust_files(folder()).value(), before) << name;
  }
  import.files = {root_ / "good.crl"};
  import.dry_run = true;
  const auto planned = import_trust(import);
  ASSERT_TRUE(planned);
  EXPECT_EQ(count(*planned, Kind::added), 1U);
  EXPECT_EQ(count(*planned, Kind::replaced), 1U);
  EXPECT_EQ(read_trust_files(folder()).value(), before);
}

TEST_F(Import, deviation_and_defect_lists_are_kept_where_the_service_reads_them) {
  const Party lt = csca("LT");
  const Party de = csca("DE");
  DeviationList deviations;
  deviations.deviations.push_back({});
  deviations.deviations.back().descriptions = {{"text", oid_deviation_com, std::nullopt}};
  DefectList defects;
  Defect defect;
  defect.signer.key_identifier = lt.certificate.subject_key_identifier();
  defect.known = {{oid_defect_chip_key, std::nullopt, {}, ""}};
  defects.defects = {defect};
  TrustImport import = order();
  import.authorities = {file("lt.cer", lt.certificate)};
  import.publishers = {file("de.cer", de.certificate)};
  import.files = {
      file("lt.dvl", list(lt, oid_deviation_list, oid_deviation_list_signer, encode_deviation_list(deviations), now)),
      file("de.dfl", list(de, oid_defect_list, oid_defect_list_signer, encode_defect_list(defects), now))};
  const auto changes = import_trust(import);
  ASSERT_TRUE(changes) << changes.error().line();
  const auto read = read_trust_folder(folder());
  ASSERT_TRUE(read);
  EXPECT_EQ(read->deviation_lists.size(), 1U);
  EXPECT_EQ(read->defect_lists.size(), 1U);
  // A state that is trusted for documents may not publish defects of others.
  import.files = {file("lt.dfl", list(lt, oid_defect_list, oid_defect_list_signer, encode_defect_list(defects), now))};
  EXPECT_FALSE(import_trust(import));
}

// Killed at each step in turn, the folder is the old one or the new one, and the next import finds its way.
TEST_F(Import, killed_in_the_middle_loses_nothing) {
  const Party lt = csca("LT");
  const Party lv = csca("LV");
  TrustImport import = order();
  import.authorities = {file("lt.cer", lt.certificate)};
  ASSERT_TRUE(import_trust(import));
  const TrustFiles before = read_trust_files(folder()).value();
  import.authorities = {file("lv.cer", lv.certificate)};
  import.files = {file("lt.crl", crl(lt, now - days(1)))};
  const fs::path kept = root_ / "kept";
  fs::copy(folder(), kept, fs::copy_options::recursive);
  TrustFiles after;
  bool ended = false;
  int old_ones = 0, new_ones = 0;
  for (int at = 0; !ended; ++at) {
    ASSERT_LT(at, 50);
    fs::remove_all(folder());
    fs::copy(kept, folder(), fs::copy_options::recursive);
    const pid_t child = ::fork();
    ASSERT_GE(child, 0);
    if (child == 0) {
      int steps = 0;
      import.step = [&](const std::string&) { if (steps++ == at)::kill(::getpid(), SIGKILL);
    };
    ::_exit(import_trust(import) ? 0 : 1);
  }
  int status = 0;
  ASSERT_EQ(::waitpid(child, &status, 0), child);
  ended = WIFEXITED(status);
  const TrustFiles found = read_trust_files(folder()).value();
  if (ended) {
    EXPECT_EQ(WEXITSTATUS(status), 0);
    after = found;
  }
  EXPECT_TRUE(read_trust_folder(folder())) << "killed at step " << at;
  (found == before ? old_ones : new_ones) += 1;
  EXPECT_TRUE(found == before || found.size() == before.size() + 2) << "killed at step " << at;
  import.step = {};
  const auto next = import_trust(import);
  ASSERT_TRUE(next) << "after a kill at step " << at << ": " << next.error().line();
  EXPECT_EQ(read_trust_files(folder()).value().size(), before.size() + 2);
}
EXPECT_GT(old_ones, 3);
EXPECT_GE(new_ones, 2) << "the kill after the exchange leaves the new folder";
EXPECT_FALSE(fs::exists(root_ / ".trust.import"));
}  // namespace

TEST_F(Import, one_at_a_time_and_only_into_a_folder) {
  const Party lt = csca("LT");
  TrustImport import = order();
  import.authorities = {file("lt.cer", lt.certificate)};
  import.step = [&](const std::string& step) { if (step != "exchange") return;
  TrustImport second = order();
  second.authorities = {root_ / "lt.cer"};
  const auto refused = import_trust(second);
  ASSERT_FALSE(refused);
  EXPECT_NE(refused.error().line().find("running"), std::string::npos);
};
ASSERT_TRUE(import_trust(import));
import.step = {};
import.folder = root_ / "absent" / "trust";
EXPECT_FALSE(import_trust(import));
fs::create_symlink("/etc/hostname", folder() / "csca" / "link.cer");
import.folder = folder();
EXPECT_FALSE(import_trust(import));
}  // namespace proofmark::pki

// The real German list: Lithuania's certificates and nobody else's. Skipped where the data beside the project is
// absent.
TEST_F(Import, lithuania_from_the_german_list) {
  const auto data = fs::path(PROOFMARK_SOURCE_DIR) / "../shared/data/master-lists";
  if (!fs::exists(data)) GTEST_SKIP() << "no master list in " << data;
  TrustImport import = order();
  import.publishers = {data / "DE_ROOT_CA_CSCA07.cer"};
  import.files = {data / "DE_ML_2026-05-28-08-28-45.ml"};
  import.countries = {"LT"};
  const auto changes = import_trust(import);
  ASSERT_TRUE(changes) << changes.error().line();
  const auto read = read_trust_folder(folder());
  ASSERT_TRUE(read) << read.error().line();
  EXPECT_GT(read->csca.size(), 1U);
  for (const Certificate& certificate : read->csca) EXPECT_EQ(certificate.subject_country(), "LT");
  const auto lines = describe_trust(folder(), {"LT"}, now);
  ASSERT_TRUE(lines);
  EXPECT_GE(lines->size(), read->csca.size());
}

}  // namespace
}  // namespace proofmark::pki

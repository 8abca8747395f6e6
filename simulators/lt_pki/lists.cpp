#include "simulators/lt_pki/lists.hpp"

#include <set>

#include "common/asn1/der.hpp"
#include "simulators/lt_pki/forms.hpp"
#include "simulators/lt_pki/scheme.hpp"

namespace proofmark::lt_pki {

namespace {

constexpr int kCertificateHold = 6;
constexpr int kRemoveFromList = 8;

struct Entry {
  Bytes serial;
  Instant at;
  int reason = 0;
};

Bytes reason_extension(int reason) {
  const Bytes value{0x0A /* ENUMERATED */, 1, static_cast<std::uint8_t>(reason)};
  return extension("2.5.29.21", false, value);
}

Bytes encode(const Entry& entry, bool with_reason) {
  // "Unspecified" is said by leaving the reason out (RFC 5280 section 5.3.1).
  const Bytes extensions =
      with_reason && entry.reason != 0 ? asn1::sequence({reason_extension(entry.reason)}) : Bytes{};
  return asn1::sequence({asn1::integer(ByteView(entry.serial)), time(entry.at), extensions});
}

Entry entry_of(const Change& change) {
  return {change.serial, change.at, change.to == Status::revoked ? reason_code(change.cause) : kCertificateHold};
}

struct List {
  Level level = Level::issuing;
  ListDates dates;
  std::optional<std::uint64_t> base_number;  // of a delta list
  std::vector<Entry> entries;
};

Result<Bytes> encode(const Hierarchy& hierarchy, const List& list, const SeededRandom& salts) {
  const Profile& profile = hierarchy.profile();
  const pki::Key& key = hierarchy.authority(list.level).key;
  PROOFMARK_TRY(const Bytes identifier, key_identifier(key));
  Bytes extensions = authority_key_identifier(identifier);
  const auto add = [&](const Bytes& extension) {
    extensions.insert(extensions.end(), extension.begin(), extension.end());
  };
  if (profile.forms_of_2009) add(authority_version());
  add(extension("2.5.29.20", false, asn1::integer(list.dates.number)));
  if (list.base_number) add(extension("2.5.29.27", true, asn1::integer(*list.base_number)));
  if (profile.forms_of_2009) add(extension("1.3.6.1.4.1.311.21.4", false, time(list.dates.next_publication)));
  if (!list.base_number && list.level == Level::issuing && !profile.has(Defect::delta_not_announced))
    add(distribution_point("2.5.29.46", delta_address(list.level)));

  // A12 and A13 list no reason code, A14 does.
  const bool with_reason = !profile.forms_of_2009 || list.level == Level::issuing;
  Bytes entries;
  for (const Entry& entry : list.entries) {
    const Bytes one = encode(entry, with_reason);
    entries.insert(entries.end(), one.begin(), one.end());
  }
  const Bytes revoked = entries.empty() ? Bytes{} : asn1::encode(asn1::kSequence, entries);
  const Bytes next = list.dates.next_update ? time(*list.dates.next_update) : Bytes{};
  const Bytes body = asn1::sequence({asn1::integer(1), algorithm_of(profile.scheme),
                                     list_issuer_name(list.level, profile), time(list.dates.this_update), next, revoked,
                                     asn1::encode(asn1::context(0), asn1::encode(asn1::kSequence, extensions))});
  SeededRandom salt =
      salts.derive(std::string(name_of(list.level)) + (list.base_number ? " delta" : " base"), list.dates.number);
  return sign_structure(profile.scheme, key, body, salt);
}

}  // namespace

ListDates base_list_dates(const Profile& profile, Level level, Instant start, Instant at) {
  ListDates dates;
  if (level == Level::issuing) {
    const auto index = (at - start) / profile.base_interval;
    dates.this_update = start + index * profile.base_interval;
    dates.next_publication = dates.this_update + profile.base_interval;
    dates.next_update = dates.next_publication + profile.base_overlap;
    dates.number = static_cast<std::uint64_t>((dates.this_update - start) / profile.delta_interval) + 1;
    return dates;
  }
  int index = 0;
  while (add_months(start, (index + 1) * profile.offline_months) <= at) ++index;
  dates.this_update = add_months(start, index * profile.offline_months);
  dates.next_publication = add_months(start, (index + 1) * profile.offline_months);
  if (level != Level::policy || !profile.has(Defect::policy_list_without_end))
    dates.next_update = dates.next_publication + std::chrono::days(profile.offline_overlap_days);
  dates.number = static_cast<std::uint64_t>(index) + 1;
  return dates;
}

ListDates delta_list_dates(const Profile& profile, Instant start, Instant at) {
  ListDates dates;
  const auto index = (at - start) / profile.delta_interval;
  dates.this_update = start + index * profile.delta_interval;
  dates.next_publication = dates.this_update + profile.delta_interval;
  dates.next_update = dates.next_publication + profile.delta_overlap;
  dates.number = static_cast<std::uint64_t>(index) + 1;
  return dates;
}

Result<Bytes> base_list(const Hierarchy& hierarchy, const StatusRegister& status, Level level, Instant start,
                        Instant at, const SeededRandom& salts) {
  List list{level, base_list_dates(hierarchy.profile(), level, start, at), std::nullopt, {}};
  for (const Change& change : status.not_valid_at(level, list.dates.this_update))
    list.entries.push_back(entry_of(change));
  return encode(hierarchy, list, salts);
}

Result<Bytes> delta_list(const Hierarchy& hierarchy, const StatusRegister& status, Instant start, Instant at,
                         const SeededRandom& salts) {
  const Profile& profile = hierarchy.profile();
  const ListDates dates = delta_list_dates(profile, start, at);
  const ListDates base = base_list_dates(profile, Level::issuing, start, dates.this_update);
  List list{Level::issuing, dates, base.number, {}};
  const Instant since =
      profile.has(Defect::delta_of_last_day) ? dates.this_update - std::chrono::hours(24) : base.this_update;
  std::set<Bytes> changed;
  for (const Change& change : status.history())
    if (change.at > since && change.at <= dates.this_update && status.issuer_of(change.serial) == Level::issuing)
      changed.insert(change.serial);
  for (const Bytes& serial : changed) {
    const auto state = status.state_at(serial, dates.this_update);
    if (!state) continue;
    // One that is valid again is taken off: it was on this base list or on a delta list since.
    list.entries.push_back(state->to == Status::active ? Entry{serial, state->at, kRemoveFromList} : entry_of(*state));
  }
  return encode(hierarchy, list, salts);
}

}  // namespace proofmark::lt_pki

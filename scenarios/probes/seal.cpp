// package.encrypted and package.altered: whether anyone on the way can read a package, or change it unseen.
#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>

#include "common/files.hpp"
#include "common/json_text.hpp"
#include "scenarios/probes/door.hpp"
#include "scenarios/probes/registry.hpp"
#include "simulators/centre/package.hpp"

namespace proofmark::probes {
namespace {

using nlohmann::json;

constexpr std::string_view kAlphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
// Prime to four, so that every place of a group of base64url characters is met.
constexpr std::size_t kStride = 5;

std::vector<std::string> parts_of(const std::string& compact) {
  std::vector<std::string> out(1);
  for (const char c : compact) {
    if (c == '.') {
      out.emplace_back();
    } else {
      out.back() += c;
    }
  }
  return out;
}

std::string joined(const std::vector<std::string>& parts) {
  std::string out;
  for (const std::string& part : parts) out += (&part == &parts.front() ? "" : ".") + part;
  return out;
}

// A session that ends soon, and its package.
struct Sealed {
  OpenedSession session;
  std::string compact;
};
Result<Sealed> seal_one(Door& door) {
  PROOFMARK_TRY(const OpenedSession session, door.begin());
  PROOFMARK_CHECK(door.present(session, Who::holder, "cloned-chip"));
  PROOFMARK_TRY(std::string compact, door.compact_package(session.order));
  return Sealed{session, std::move(compact)};
}

bool readable(const std::string& part, const std::string& secret) {
  if (part.find(secret) != std::string::npos) return true;
  const auto raw = from_base64url(part);
  return raw && std::string(raw->begin(), raw->end()).find(secret) != std::string::npos;
}

// RFC 7516: five parts, a key that only the recipient can unwrap or agree on, authenticated encryption.
void demand_recipient(const std::vector<std::string>& parts, Verdict& verdict) {
  verdict.demand(parts.size() == 5,
                 "a package of " + std::to_string(parts.size()) + " parts; an encrypted one has five (RFC 7516)");
  if (parts.size() != 5) return;
  const auto raw = from_base64url(parts.front());
  const json header = raw ? parse_json_or_null(to_text(*raw)) : json();
  const std::string algorithm = header.is_object() && header.contains("alg") && header["alg"].is_string()
                                    ? header["alg"].get<std::string>()
                                    : std::string();
  const bool of_recipient = algorithm.starts_with("ECDH-ES") || algorithm.starts_with("RSA-OAEP");
  verdict.demand(of_recipient, "encrypted with alg '" + algorithm + "', which names no key of the recipient");
  verdict.demand(!parts[3].empty() && !parts[4].empty(), "an empty ciphertext or authentication tag");
}

Result<reports::ProbeAnswer> encrypted(const ProbeTask& task, subjects::Subject& subject, const json&) {
  const std::string expected = "a package that nobody but the relying side can read";
  return at_the_door(task, subject, expected, [&](Door& door) -> Result<reports::ProbeAnswer> {
    Verdict verdict(expected);
    PROOFMARK_TRY(const Sealed sealed, seal_one(door));
    const auto parts = parts_of(sealed.compact);
    demand_recipient(parts, verdict);
    for (std::size_t i = 0; i < parts.size(); ++i)
      for (const std::string& secret :
           {sealed.session.order.reference, sealed.session.session, sealed.session.order.order})
        if (readable(parts[i], secret)) {
          verdict.demand(false, "part " + std::to_string(i + 1) + " can be read by anyone who holds it");
          break;
        }
    return verdict.answer("encrypted for the recipient; nothing of the session can be read in it");
  });
}

// What the relying side is told to do with a package (docs/interface.md, "The sealed package").
class Reader {
 public:
  Reader(std::string ca, Instant now, const PlacedOrder& order)
      : ca_(std::move(ca)), now_(now), order_(order.order), reference_(order.reference) {}
  [[nodiscard]] bool takes(const std::string& compact) const {
    return centre::verify_package(compact, ca_, now_, order_, reference_).has_value();
  }

 private:
  std::string ca_;
  Instant now_;
  std::string order_, reference_;
};

struct Tried {
  std::size_t count = 0;
  std::vector<std::string> taken;  // what was changed and believed
  void one(const Reader& reader, const std::string& compact, const std::string& what) {
    ++count;
    if (reader.takes(compact)) taken.push_back(what);
  }
};

// One character of one part at a time; of the last one, whose low bits may carry nothing, every other value.
void change_characters(const Reader& reader, const std::vector<std::string>& parts, Tried& tried) {
  constexpr std::array kNames = {"header", "payload", "signature"};
  for (std::size_t p = 0; p < parts.size(); ++p) {
    const std::size_t step = p + 1 == parts.size() ? 1 : kStride;
    for (std::size_t at = 0; at < parts[p].size(); at += step) {
      auto changed = parts;
      const std::size_t value = kAlphabet.find(parts[p][at]);
      if (value == std::string_view::npos) continue;
      changed[p][at] = kAlphabet[value ^ (std::size_t{1} << (at / step % 6))];
      tried.one(reader, joined(changed), std::string(kNames[p]) + " character " + std::to_string(at + 1));
    }
    for (const char c : kAlphabet) {
      auto changed = parts;
      if (changed[p].empty() || changed[p].back() == c) continue;
      changed[p].back() = c;
      tried.one(reader, joined(changed), std::string("last character of the ") + kNames[p]);
    }
  }
}

// Parts left out, doubled, emptied, or taken from another genuine package.
void change_parts(const Reader& reader, const std::vector<std::string>& own, const std::vector<std::string>& other,
                  Tried& tried) {
  for (std::size_t p = 0; p < own.size(); ++p) {
    auto exchanged = own, emptied = own, left_out = own, doubled = own;
    exchanged[p] = other[p];
    emptied[p].clear();
    left_out.erase(left_out.begin() + static_cast<std::ptrdiff_t>(p));
    doubled.insert(doubled.begin() + static_cast<std::ptrdiff_t>(p), own[p]);
    const std::string part = "part " + std::to_string(p + 1);
    // Two packages may have the same header: they are sealed by one key.
    if (exchanged != own) tried.one(reader, joined(exchanged), part + " of another package");
    tried.one(reader, joined(emptied), part + " emptied");
    tried.one(reader, joined(left_out), part + " left out");
    tried.one(reader, joined(doubled), part + " doubled");
  }
  tried.one(reader, joined(other), "the package of another order");
  auto unsigned_one = own;
  unsigned_one[0] = to_base64url(to_bytes(R"({"alg":"none","typ":"identity-package+jwt"})"));
  unsigned_one[2].clear();
  tried.one(reader, joined(unsigned_one), "a header that says alg none");
}

Result<reports::ProbeAnswer> altered(const ProbeTask& task, subjects::Subject& subject, const json&) {
  const std::string expected =
      "a package that is believed as it was sealed, and no more once anything in it is changed";
  return at_the_door(task, subject, expected, [&](Door& door) -> Result<reports::ProbeAnswer> {
    Verdict verdict(expected);
    PROOFMARK_TRY(const Sealed other, seal_one(door));
    PROOFMARK_TRY(const Sealed sealed, seal_one(door));
    auto ca = read_text(door.endpoints().pki / "ca.pem");
    if (!ca) return fail(ours(ca.error()));
    const Reader reader(*std::move(ca), door.now(), sealed.session.order);
    const auto own = parts_of(sealed.compact), foreign = parts_of(other.compact);
    verdict.demand(own.size() == 3 && foreign.size() == 3, std::to_string(own.size()) + " parts");
    verdict.demand(reader.takes(sealed.compact), "the package as it was sealed is not believed");
    if (!verdict.held()) return verdict.answer("");
    Tried tried;
    change_characters(reader, own, tried);
    change_parts(reader, own, foreign, tried);
    for (const std::string& taken : tried.taken) verdict.demand(false, "believed with a change: " + taken);
    return verdict.answer(std::to_string(tried.count) + " changed packages refused, the sealed one believed");
  });
}

}  // namespace

std::vector<ProbeEntry> seal_probes() {
  return {{.name = "package.encrypted", .run = encrypted}, {.name = "package.altered", .run = altered}};
}

}  // namespace proofmark::probes

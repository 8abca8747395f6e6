#include "common/emrtd/domain.hpp"

namespace proofmark::emrtd {
namespace {

Result<KeyPair> pair_of(Result<EcKeyPair> made) {
  if (!made) return fail(std::move(made).error());
  return KeyPair{std::move(made->private_key), std::move(made->public_point)};
}
Result<KeyPair> pair_of(Result<DhKeyPair> made) {
  if (!made) return fail(std::move(made).error());
  return KeyPair{std::move(made->private_key), std::move(made->public_key)};
}

template <typename Group>
Result<Domain> domain_of(Result<Group> made) {
  if (!made) return fail(std::move(made).error());
  return Domain(*std::move(made));
}

}  // namespace

Result<Domain> Domain::standardised(unsigned id) {
  return id < 8 ? domain_of(DhDomain::standardised(id)) : domain_of(EcDomain::standardised(id));
}

Result<Domain> Domain::of_public_key(ByteView subject_public_key_info, Bytes* public_key) {
  auto curve = EcDomain::of_public_key(subject_public_key_info, public_key);
  if (curve) return Domain(*std::move(curve));
  auto group = DhDomain::of_public_key(subject_public_key_info, public_key);
  if (group) return Domain(*std::move(group));
  return fail(std::move(curve).error());
}

std::size_t Domain::bits() const {
  return 8 * (elliptic() ? curve().field_size() : std::get<DhDomain>(group_).size());
}

Result<KeyPair> Domain::generate(RandomSource& random) const {
  return std::visit([&](const auto& group) { return pair_of(group.generate(random)); }, group_);
}

Result<KeyPair> Domain::from_private(ByteView private_key) const {
  return std::visit([&](const auto& group) { return pair_of(group.from_private(private_key)); }, group_);
}

Result<Bytes> Domain::agree(ByteView private_key, ByteView peer_key) const {
  return std::visit([&](const auto& group) { return group.agree(private_key, peer_key); }, group_);
}

Result<Domain> Domain::map_generic(ByteView nonce, ByteView private_key, ByteView peer_key) const {
  return std::visit([&](const auto& group) { return domain_of(group.map_generic(nonce, private_key, peer_key)); },
                    group_);
}

Result<Domain> Domain::map_integrated(ByteView pseudo_random) const {
  return std::visit([&](const auto& group) { return domain_of(group.map_integrated(pseudo_random)); }, group_);
}

Bytes Domain::generator() const {
  return std::visit([](const auto& group) { return group.generator(); }, group_);
}

Result<Bytes> Domain::subject_public_key_info(ByteView public_key) const {
  return std::visit([&](const auto& group) { return group.subject_public_key_info(public_key); }, group_);
}

}  // namespace proofmark::emrtd

#include "common/emrtd/terminal_authentication.hpp"

#include <openssl/evp.h>
#include <openssl/rsa.h>

#include <array>

#include "common/pki/rsa.hpp"

namespace proofmark::emrtd {
namespace {

constexpr const char* clause = "TR-03110-3 section A.7";
using Scheme = TerminalSignature::Scheme;

struct Named {
  const char* oid;
  TerminalSignature signature;
};
const std::array<Named, 11> known{{{"0.4.0.127.0.7.2.2.2.1.1", {Scheme::rsa_pkcs1, pki::Digest::sha1}},
                                   {"0.4.0.127.0.7.2.2.2.1.2", {Scheme::rsa_pkcs1, pki::Digest::sha256}},
                                   {"0.4.0.127.0.7.2.2.2.1.3", {Scheme::rsa_pss, pki::Digest::sha1}},
                                   {"0.4.0.127.0.7.2.2.2.1.4", {Scheme::rsa_pss, pki::Digest::sha256}},
                                   {"0.4.0.127.0.7.2.2.2.1.5", {Scheme::rsa_pkcs1, pki::Digest::sha512}},
                                   {"0.4.0.127.0.7.2.2.2.1.6", {Scheme::rsa_pss, pki::Digest::sha512}},
                                   {"0.4.0.127.0.7.2.2.2.2.1", {Scheme::ecdsa, pki::Digest::sha1}},
                                   {"0.4.0.127.0.7.2.2.2.2.2", {Scheme::ecdsa, pki::Digest::sha224}},
                                   {"0.4.0.127.0.7.2.2.2.2.3", {Scheme::ecdsa, pki::Digest::sha256}},
                                   {"0.4.0.127.0.7.2.2.2.2.4", {Scheme::ecdsa, pki::Digest::sha384}},
                                   {"0.4.0.127.0.7.2.2.2.2.5", {Scheme::ecdsa, pki::Digest::sha512}}}};

Result<TerminalSignature> fitting(const std::string& oid, const pki::Key& key) {
  const auto named = terminal_signature(oid);
  if (!named || (named->scheme == Scheme::ecdsa) != key.is_ec())
    return fail(clause, "a terminal authentication protocol that fits its key", oid, "Refuse the certificate.");
  return *named;
}

tl::unexpected<Error> wrong() {
  return fail(clause, "a signature of the key over the message", "another", "Refuse the terminal.");
}

Result<void> verify_pss(const pki::Key& key, pki::Digest digest, ByteView message, ByteView signature) {
  const EVP_MD* algorithm = EVP_get_digestbyname(pki::openssl_name(digest));
  const std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> context(EVP_MD_CTX_new(), EVP_MD_CTX_free);
  EVP_PKEY_CTX* options = nullptr;
  if (!context || EVP_DigestVerifyInit(context.get(), &options, algorithm, nullptr, key.get()) != 1 ||
      EVP_PKEY_CTX_set_rsa_padding(options, RSA_PKCS1_PSS_PADDING) != 1 ||
      EVP_PKEY_CTX_set_rsa_pss_saltlen(options, static_cast<int>(pki::digest_size(digest))) != 1 ||
      EVP_DigestVerify(context.get(), signature.data(), signature.size(), message.data(), message.size()) != 1)
    return wrong();
  return {};
}

}  // namespace

std::optional<TerminalSignature> terminal_signature(const std::string& oid) {
  for (const Named& entry : known)
    if (oid == entry.oid) return entry.signature;
  return std::nullopt;
}

std::vector<std::string> terminal_signature_oids() {
  std::vector<std::string> all;
  for (const Named& entry : known) all.emplace_back(entry.oid);
  return all;
}

Result<Bytes> sign_for_terminal(const std::string& oid, const pki::Key& key, ByteView message, RandomSource& random) {
  PROOFMARK_TRY(const TerminalSignature named, fitting(oid, key));
  const Bytes hash = pki::digest(named.digest, message);
  if (named.scheme == Scheme::rsa_pkcs1) return pki::sign_pkcs1_digest(key, named.digest, hash);
  if (named.scheme == Scheme::rsa_pss) return pki::sign_pss_digest(key, named.digest, hash, random.bytes(hash.size()));
  PROOFMARK_TRY(const Bytes der, key.sign_deterministic(named.digest, message));
  return pki::ecdsa_to_plain(der, key.point().size() / 2);
}

Result<void> verify_for_terminal(const std::string& oid, const pki::Key& key, ByteView message, ByteView signature) {
  PROOFMARK_TRY(const TerminalSignature named, fitting(oid, key));
  if (named.scheme == Scheme::rsa_pss) return verify_pss(key, named.digest, message, signature);
  if (named.scheme == Scheme::rsa_pkcs1) return key.verify(named.digest, message, signature);
  if (signature.size() != key.point().size() / 2 * 2) return wrong();
  PROOFMARK_TRY(const Bytes der, pki::ecdsa_from_plain(signature));
  return key.verify(named.digest, message, der);
}

Bytes compressed_key(bool elliptic, ByteView public_key) {
  if (!elliptic) return pki::digest(pki::Digest::sha1, public_key);
  const std::size_t coordinate = public_key.empty() ? 0 : (public_key.size() - 1) / 2;
  const ByteView x = public_key.subspan(public_key.empty() ? 0 : 1, coordinate);
  return {x.begin(), x.end()};
}

Bytes terminal_message(ByteView chip_identifier, ByteView challenge, ByteView compressed) {
  return concat({chip_identifier, challenge, compressed});
}

}  // namespace proofmark::emrtd

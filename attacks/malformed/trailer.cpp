#include <openssl/evp.h>
#include <openssl/rsa.h>

#include "attacks/malformed/mechanisms.hpp"
#include "common/emrtd/active_authentication.hpp"

namespace proofmark::attacks::malformed {
namespace {

using Context = std::unique_ptr<EVP_PKEY_CTX, decltype(&EVP_PKEY_CTX_free)>;

tl::unexpected<Error> refused(const std::string& what) {
  return fail("conformance table, active authentication", what, "OpenSSL refuses it", "Correct the row.");
}

}  // namespace

Result<Bytes> sign_with_trailer(const card::ChipContent& content, const Bytes& trailer, ByteView challenge,
                                RandomSource& random) {
  if (!content.active_authentication) return refused("a chip with active authentication");
  const pki::Key& key = *content.active_authentication;
  PROOFMARK_TRY(const Bytes good,
                emrtd::sign_active_authentication(key, content.active_authentication_digest, challenge, random));
  const Context recovery(EVP_PKEY_CTX_new(key.get(), nullptr), EVP_PKEY_CTX_free);
  Bytes block(good.size());
  std::size_t size = block.size();
  if (EVP_PKEY_verify_recover_init(recovery.get()) != 1 ||
      EVP_PKEY_CTX_set_rsa_padding(recovery.get(), RSA_NO_PADDING) != 1 ||
      EVP_PKEY_verify_recover(recovery.get(), block.data(), &size, good.data(), good.size()) != 1 ||
      size < trailer.size())
    return refused("the block of an RSA signature");
  block.resize(size);
  std::copy(trailer.begin(), trailer.end(), block.end() - static_cast<std::ptrdiff_t>(trailer.size()));
  const Context signing(EVP_PKEY_CTX_new(key.get(), nullptr), EVP_PKEY_CTX_free);
  Bytes signature(good.size());
  size = signature.size();
  if (EVP_PKEY_sign_init(signing.get()) != 1 || EVP_PKEY_CTX_set_rsa_padding(signing.get(), RSA_NO_PADDING) != 1 ||
      EVP_PKEY_sign(signing.get(), signature.data(), &size, block.data(), block.size()) != 1)
    return refused("a signature over the changed block");
  signature.resize(size);
  return signature;
}

}  // namespace proofmark::attacks::malformed

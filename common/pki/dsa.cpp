#include "common/pki/dsa.hpp"

#include <openssl/core_names.h>

#include "common/pki/openssl.hpp"

namespace proofmark::pki {

std::optional<DsaSizes> dsa_sizes(const Key& key) {
  if (EVP_PKEY_is_a(key.get(), "DSA") != 1 || EVP_PKEY_missing_parameters(key.get()) != 0) return std::nullopt;
  const auto bits_of = [&](const char* name) -> std::size_t {
    BIGNUM* raw = nullptr;
    EVP_PKEY_get_bn_param(key.get(), name, &raw);
    const openssl::Bignum number(raw);
    return number == nullptr ? 0 : static_cast<std::size_t>(BN_num_bits(number.get()));
  };
  const DsaSizes sizes{bits_of(OSSL_PKEY_PARAM_FFC_P), bits_of(OSSL_PKEY_PARAM_FFC_Q)};
  ERR_clear_error();
  if (sizes.prime == 0 || sizes.subgroup == 0) return std::nullopt;
  return sizes;
}

}  // namespace proofmark::pki

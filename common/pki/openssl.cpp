#include "common/pki/openssl.hpp"

#include <openssl/objects.h>

#include <array>
#include <ctime>

namespace proofmark::pki::openssl {

std::string last_reason() {
  const unsigned long code = ERR_peek_last_error();
  ERR_clear_error();
  const char* reason = code == 0 ? nullptr : ERR_reason_error_string(code);
  return reason == nullptr ? "no reason given" : reason;
}

Bignum to_bignum(ByteView number) {
  return Bignum(BN_bin2bn(number.data(), static_cast<int>(number.size()), nullptr));
}

Bytes to_bytes(const BIGNUM* number, std::size_t size) {
  Bytes out(size);
  if (BN_bn2binpad(number, out.data(), static_cast<int>(size)) < 0) return {};
  return out;
}

Bio reader_of(ByteView bytes) {
  return Bio(BIO_new_mem_buf(bytes.data(), static_cast<int>(bytes.size())));
}

Bytes content_of(BIO* memory) {
  char* data = nullptr;
  const long n = BIO_get_mem_data(memory, &data);
  return n <= 0 ? Bytes{} : Bytes(data, data + n);
}

Bytes unsigned_of(const ASN1_INTEGER* number) {
  const Bignum value(ASN1_INTEGER_to_BN(number, nullptr));
  if (value == nullptr) return {};
  return to_bytes(value.get(), static_cast<std::size_t>(BN_num_bytes(value.get())));
}

Asn1Integer to_asn1_integer(ByteView number) {
  const Bignum value = to_bignum(number);
  return Asn1Integer(value == nullptr ? nullptr : BN_to_ASN1_INTEGER(value.get(), nullptr));
}

Asn1Time to_asn1_time(Instant t) {
  return Asn1Time(ASN1_TIME_set(nullptr, std::chrono::floor<std::chrono::seconds>(t).time_since_epoch().count()));
}

std::string name_text(const X509_NAME* name) {
  const Bio out(BIO_new(BIO_s_mem()));
  if (out == nullptr || X509_NAME_print_ex(out.get(), name, 0, XN_FLAG_RFC2253 & ~ASN1_STRFLGS_ESC_MSB) < 0) return {};
  return to_text(content_of(out.get()));
}

Bytes name_der(const X509_NAME* name) {
  return der_of(name, i2d_X509_NAME);
}

Result<Instant> to_instant(const ASN1_TIME* time) {
  std::tm parts{};
  if (time == nullptr || ASN1_TIME_to_tm(time, &parts) != 1)
    return fail("RFC 5280 section 4.1.2.5", "UTCTime or GeneralizedTime in UTC", last_reason(),
                "Obtain the structure again from its issuer.");
  const std::chrono::year_month_day day{std::chrono::year{parts.tm_year + 1900},
                                        std::chrono::month{static_cast<unsigned>(parts.tm_mon + 1)},
                                        std::chrono::day{static_cast<unsigned>(parts.tm_mday)}};
  return Instant{std::chrono::sys_days{day} + std::chrono::hours{parts.tm_hour} + std::chrono::minutes{parts.tm_min} +
                 std::chrono::seconds{parts.tm_sec}};
}

std::string dotted(const ASN1_OBJECT* object) {
  std::array<char, 128> text{};
  const int n = OBJ_obj2txt(text.data(), static_cast<int>(text.size()), object, 1);
  return n <= 0 || n >= static_cast<int>(text.size()) ? std::string{} : std::string(text.data());
}

}  // namespace proofmark::pki::openssl

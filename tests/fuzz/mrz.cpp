// Machine readable zones. To get past the check digits, the input is also tried with every check digit set right.
#include "common/emrtd/mrz.hpp"

#include <string>

#include "tests/fuzz/fuzz.hpp"

namespace emrtd = proofmark::emrtd;

namespace {

void set_digit(std::string& zone, std::size_t from, std::size_t count, std::size_t at) {
  if (const auto digit = emrtd::mrz_check_digit(std::string_view(zone).substr(from, count))) zone[at] = *digit;
}

void set_td1_digits(std::string& zone) {
  set_digit(zone, 5, 9, 14);
  set_digit(zone, 30, 6, 36);
  set_digit(zone, 38, 6, 44);
  const std::string all = zone.substr(5, 25) + zone.substr(30, 7) + zone.substr(38, 7) + zone.substr(48, 11);
  if (const auto digit = emrtd::mrz_check_digit(all)) zone[59] = *digit;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  std::string zone(size, '<');
  for (std::size_t i = 0; i < size; ++i) zone[i] = static_cast<char>(data[i]);
  (void)emrtd::parse_mrz(zone);
  if (zone.size() == 90) {
    set_td1_digits(zone);
    if (const auto mrz = emrtd::parse_mrz(zone)) {
      proofmark::fuzz::require(mrz->document_number.size() <= 24 && !mrz->surname.empty());
      proofmark::fuzz::require(mrz->date_of_birth.size() == 6 && mrz->date_of_expiry.size() == 6);
    }
  }
  return 0;
}

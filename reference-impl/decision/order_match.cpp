#include "reference-impl/decision/order_match.hpp"

#include "reference-impl/decision/names.hpp"
#include "reference-impl/weakness/weakness.hpp"

namespace proofmark::decision {
namespace {

std::string upper_ascii(std::string text) {
  for (char& c : text)
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
  return text;
}

}  // namespace

Check match_order(const OrderedPerson& order, const DocumentPerson& document) {
  // 9303-5 4.2.2.3: a name field that is full to its last position may have been truncated.
  const bool may_be_truncated = document.surname.size() + 2 + document.given_names.size() >= document.name_field ||
                                PROOFMARK_WEAKNESS(name_beginning_suffices);
  std::string differing;
  const auto compare = [&](bool same, const char* field) {
    if (!same) differing += (differing.empty() ? "" : ", ") + std::string(field);
  };
  compare(name_matches(order.surname, document.surname, may_be_truncated) || PROOFMARK_WEAKNESS(surname_unchecked),
          "surname");
  compare(name_matches(order.given_names, document.given_names, may_be_truncated) ||
              PROOFMARK_WEAKNESS(given_names_unchecked),
          "given names");
  compare((!order.personal_code.empty() && order.personal_code == document.personal_code) ||
              PROOFMARK_WEAKNESS(personal_code_unchecked),
          "personal code");
  compare(
      (!order.document_number.empty() && upper_ascii(order.document_number) == upper_ascii(document.document_number)) ||
          PROOFMARK_WEAKNESS(document_number_unchecked),
      "document number");
  if (differing.empty() || PROOFMARK_WEAKNESS(order_unchecked))
    return {"order.match", CheckResult::passed, "the document names the person and number of the order"};
  return {"order.match", CheckResult::failed,
          "tender 7.3.4: expected the document of the ordered person, observed another " + differing};
}

}  // namespace proofmark::decision

// Is the person of the document the person that was ordered?
#pragma once
#include <string>

#include "reference-impl/decision/check.hpp"

namespace proofmark::decision {

struct OrderedPerson {
  std::string given_names, surname;  // UTF-8, as the register spells them
  std::string personal_code;
  std::string document_number;
};

// As DG1 has it: upper case, words of a name separated by spaces or '<'.
struct DocumentPerson {
  std::string given_names, surname;
  std::string personal_code;    // of the optional data
  std::string document_number;  // without filler
  std::size_t name_field = 30;  // characters of the name field: 30 TD1, 31 TD2, 39 TD3
};

// The check order.match. Its reason names the fields that differ, not their contents: the relying side knows what it
// ordered, and a stranger's document is none of its business.
[[nodiscard]] Check match_order(const OrderedPerson& order, const DocumentPerson& document);

}  // namespace proofmark::decision

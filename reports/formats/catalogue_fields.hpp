// Reading the parts of a catalogue: shared by catalogue.json of a run folder and the data files that it is made from,
// so that there is one form. Include only in sources: it brings the JSON library.
#pragma once
#include "reports/formats/catalogue.hpp"
#include "reports/formats/json_fields.hpp"

namespace proofmark::reports {

[[nodiscard]] Text read_text(Fields& fields);  // {"en", "lt"}
[[nodiscard]] Text read_text_of(Fields& fields, const char* name);
[[nodiscard]] Limit read_limit(Fields& fields);
[[nodiscard]] FixedLimit read_fixed(Fields& fields);
[[nodiscard]] OrderedJson json_of(const FixedLimit& limit);
[[nodiscard]] EvidenceSlot read_slot(Fields& fields);
// `source` is the part of the id before its first dot.
[[nodiscard]] Requirement read_requirement(Fields& fields);

// Ids unique and well formed, sources known, references resolved, texts in both languages, slots where the kind asks
// for documents, numbers finite. The error names the entry.
[[nodiscard]] Result<void> validate(const Catalogue& catalogue);
// Of its figures alone: fixed limits, or why there is none.
[[nodiscard]] Result<void> validate_figures(const Requirement& requirement);

}  // namespace proofmark::reports

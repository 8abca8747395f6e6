// Two subjects that look at nothing: one accepts everything, one refuses everything. A suite that passes either of them
// shows nothing.
#pragma once
#include <memory>

#include "scenarios/subjects/subject.hpp"

namespace proofmark::subjects {

[[nodiscard]] std::unique_ptr<Subject> make_null_subject(reports::Level level, bool accepts);

}  // namespace proofmark::subjects

// The inspection policy's file (reference-impl/config/inspection.json). What it leaves out is as policy.hpp has it.
#pragma once
#include <filesystem>

#include "common/result.hpp"
#include "reference-impl/chip/policy.hpp"

namespace proofmark::api {

// Errors name the field: unknown, of another type or out of its range. A floor below what anybody should still take is
// out of range: 3DES, curves of 192 bits, groups and RSA of 1024 bits.
[[nodiscard]] Result<chip::InspectionPolicy> read_inspection_policy(const std::filesystem::path& file);

}  // namespace proofmark::api

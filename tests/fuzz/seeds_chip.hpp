// Seeds of the targets that play a whole chip, terminal or decoder.
#pragma once
#include <functional>
#include <string>

#include "common/bytes.hpp"

namespace proofmark::fuzz {

using WriteSeed = std::function<Result<void>(const std::string& target, const std::string& name, ByteView content)>;
[[nodiscard]] Result<void> write_chip_seeds(const WriteSeed& write);

}  // namespace proofmark::fuzz

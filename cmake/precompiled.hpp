// What nearly every source includes, parsed once (PROOFMARK_PCH). Sources include what they use all the same: the builds
// by clang do without this file.
#pragma once
#include <algorithm>
#include <array>
#include <chrono>
#include <cmath>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <span>
#include <sstream>
#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <variant>
#include <vector>

// Errors are values. A function that can fail returns Result<T>; the caller must look at it.
// Exceptions of libraries are caught where the library is called and do not cross a room.
#pragma once
#include <string>
#include <tl/expected.hpp>
#include <utility>

namespace proofmark {

// What went wrong, in the words a user can act on. Every field is plain text in English.
struct Error {
  std::string
      clause;  // the standard's clause or the project's rule that was broken, for example "ICAO 9303-11 4.4.4.1"
  std::string expected;   // what should have been there
  std::string observed;   // what was there instead
  std::string next_step;  // what the reader can do about it

  // One line: "CLAUSE: expected E, observed O. NEXT".
  [[nodiscard]] std::string line() const;
};

template <typename T>
class [[nodiscard]] Result : public tl::expected<T, Error> {
 public:
  using Base = tl::expected<T, Error>;
  using Base::Base;
  Result() = default;
  Result(const T& value) : Base(value) {}                          // NOLINT: a value is a success
  Result(T&& value) : Base(std::move(value)) {}                    // NOLINT
  Result(tl::unexpected<Error> error) : Base(std::move(error)) {}  // NOLINT
};

template <>
class [[nodiscard]] Result<void> : public tl::expected<void, Error> {
 public:
  using Base = tl::expected<void, Error>;
  using Base::Base;
  Result() = default;
  Result(tl::unexpected<Error> error) : Base(std::move(error)) {}  // NOLINT
};

[[nodiscard]] inline tl::unexpected<Error> fail(std::string clause, std::string expected, std::string observed,
                                                std::string next_step) {
  return tl::unexpected<Error>(
      Error{std::move(clause), std::move(expected), std::move(observed), std::move(next_step)});
}
[[nodiscard]] inline tl::unexpected<Error> fail(Error error) {
  return tl::unexpected<Error>(std::move(error));
}

}  // namespace proofmark

#define PROOFMARK_CONCAT_(a, b) a##b
#define PROOFMARK_CONCAT(a, b) PROOFMARK_CONCAT_(a, b)
// PROOFMARK_TRY(auto x, f()): x is f()'s value, or this function returns f()'s error.
#define PROOFMARK_TRY(declaration, expression) PROOFMARK_TRY_(PROOFMARK_CONCAT(try_, __LINE__), declaration, expression)
#define PROOFMARK_TRY_(name, declaration, expression)           \
  auto name = (expression);                                     \
  if (!name) return ::proofmark::fail(std::move(name).error()); \
  declaration = *std::move(name)
// PROOFMARK_CHECK(f()): this function returns f()'s error if there is one. One statement, so it may follow an `if`.
#define PROOFMARK_CHECK(expression)                                                   \
  do {                                                                                \
    auto checked_result = (expression);                                               \
    if (!checked_result) return ::proofmark::fail(std::move(checked_result).error()); \
  } while (false)

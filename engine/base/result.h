#pragma once

#include <optional>
#include <string>
#include <utility>
#include <variant>

namespace probity {

/// What kind of operation failed; each has one meaning for a caller.
enum class ErrorCode {
  kInvalidArgument,   ///< the text or value given cannot mean anything here
  kOverflow,          ///< the exact result does not fit the type
  kCurrencyMismatch,  ///< two amounts of different currencies were combined
  kDivisionByZero,
  kOutOfRange,   ///< outside what is covered: a calendar's days, a table's rows
  kNotFound,     ///< a file, a table, a name is not there
  kUnavailable,  ///< could not be read, written or reached
  kCorrupt,      ///< stored bytes do not say what they must
  kLimit,        ///< a limit on untrusted input was passed
  kInterrupted,  ///< the caller asked to stop
};

/// Why an operation failed, in words for a person.
struct Error {
  ErrorCode code = ErrorCode::kInvalidArgument;
  std::string message;
};

/// A value, or the error that stands in its place.
template <typename T>
class [[nodiscard]] Result {
 public:
  Result(T value) : state_(std::in_place_index<0>, std::move(value)) {}  // NOLINT: implicit on purpose
  Result(Error error) : state_(std::in_place_index<1>, std::move(error)) {}  // NOLINT

  [[nodiscard]] bool ok() const { return state_.index() == 0; }
  [[nodiscard]] const T& value() const& { return std::get<0>(state_); }
  [[nodiscard]] T& value() & { return std::get<0>(state_); }
  [[nodiscard]] T&& value() && { return std::get<0>(std::move(state_)); }
  [[nodiscard]] const Error& error() const { return std::get<1>(state_); }

 private:
  std::variant<T, Error> state_;
};

/// Success, or an error.
template <>
class [[nodiscard]] Result<void> {
 public:
  Result() = default;
  Result(Error error) : error_(std::move(error)) {}  // NOLINT

  [[nodiscard]] bool ok() const { return !error_.has_value(); }
  [[nodiscard]] const Error& error() const { return *error_; }

 private:
  std::optional<Error> error_;
};

}  // namespace probity

#define PROBITY_CONCAT_INNER(a, b) a##b
#define PROBITY_CONCAT(a, b) PROBITY_CONCAT_INNER(a, b)
#define PROBITY_TRY_IMPL(result, target, expression) \
  auto result = (expression);                        \
  if (!result.ok()) return result.error();           \
  target = std::move(result).value()
/// `PROBITY_TRY(const Date day, parse_date(text));` returns the error to the caller, or goes on.
#define PROBITY_TRY(target, ...) \
  PROBITY_TRY_IMPL(PROBITY_CONCAT(try_result_, __LINE__), target, (__VA_ARGS__))
/// The same for `Result<void>`.
#define PROBITY_TRY_VOID(...)                                       \
  do {                                                              \
    if (auto try_void = (__VA_ARGS__); !try_void.ok()) return try_void.error(); \
  } while (false)

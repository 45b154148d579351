#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "engine/base/result.h"

namespace probity::audit {

class Json;
using JsonArray = std::vector<Json>;
/// Members in the order in which they were added. A key stands once; `canonical_text` refuses more.
using JsonObject = std::vector<std::pair<std::string, Json>>;

/// A number that is no integer of ours, in the form in which RFC 8785 writes it. No entry of the
/// log holds one; it is here so that the canonical form can be made of other people's JSON.
struct JsonNumber {
  std::string text;
  friend bool operator==(const JsonNumber&, const JsonNumber&) = default;
};

/// Integers beyond this do not survive every JSON reader (RFC 7493); such numbers go in as text.
inline constexpr std::int64_t kJsonIntegerMax = 9'007'199'254'740'991;

/// A small JSON tree: what records are built from before they become bytes.
class Json {
 public:
  Json() = default;  ///< null
  Json(bool value) : value_(value) {}                      // NOLINT: implicit on purpose
  Json(std::int64_t value) : value_(value) {}              // NOLINT
  Json(int value) : value_(std::int64_t{value}) {}         // NOLINT
  Json(std::string value) : value_(std::move(value)) {}    // NOLINT
  Json(std::string_view value) : value_(std::string(value)) {}  // NOLINT
  Json(const char* value) : value_(std::string(value)) {}  // NOLINT
  Json(JsonNumber value) : value_(std::move(value)) {}     // NOLINT
  Json(JsonArray value) : value_(std::move(value)) {}      // NOLINT
  Json(JsonObject value) : value_(std::move(value)) {}     // NOLINT

  [[nodiscard]] bool is_null() const { return std::holds_alternative<std::monostate>(value_); }
  [[nodiscard]] const bool* as_bool() const { return std::get_if<bool>(&value_); }
  [[nodiscard]] const std::int64_t* as_integer() const { return std::get_if<std::int64_t>(&value_); }
  [[nodiscard]] const std::string* as_string() const { return std::get_if<std::string>(&value_); }
  [[nodiscard]] const JsonNumber* as_number() const { return std::get_if<JsonNumber>(&value_); }
  [[nodiscard]] const JsonArray* as_array() const { return std::get_if<JsonArray>(&value_); }
  [[nodiscard]] const JsonObject* as_object() const { return std::get_if<JsonObject>(&value_); }

  /// The member of that name, or null where this is no object or has none.
  [[nodiscard]] const Json* find(std::string_view key) const;
  /// The member's text; empty where there is none or it is no text.
  [[nodiscard]] std::string_view text_of(std::string_view key) const;

  friend bool operator==(const Json&, const Json&) = default;

 private:
  std::variant<std::monostate, bool, std::int64_t, std::string, JsonNumber, JsonArray, JsonObject>
      value_;
};

/// RFC 8785 (JCS): no blanks, members by the UTF-16 code units of their keys, the shortest escapes.
/// Errors: `kInvalidArgument` for text that is no UTF-8, a key that stands twice, an integer beyond
/// `kJsonIntegerMax`.
[[nodiscard]] Result<std::string> canonical_text(const Json& value);

/// One line for people and programs: members in their own order, a blank after `,` and `:`.
/// What is no UTF-8 is replaced by U+FFFD.
[[nodiscard]] std::string readable_text(const Json& value);

}  // namespace probity::audit

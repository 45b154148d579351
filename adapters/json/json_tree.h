#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "engine/base/result.h"

namespace probity::adapters {

inline constexpr std::size_t kJsonLineBytesMax = std::size_t{1} << 20;
inline constexpr int kJsonLineDepthMax = 16;

/// One value of a JSON line with its place in it. A number keeps its text: no binary floating point
/// ever holds it.
struct JsonNode {
  enum class Kind : std::uint8_t { kNull, kTruth, kNumber, kText, kArray, kObject };
  struct Member;

  Kind kind = Kind::kNull;
  bool truth = false;
  std::string text;               ///< kText unescaped, in NFC; kNumber as it was written
  std::vector<JsonNode> elements; ///< kArray
  std::vector<Member> members;    ///< kObject, in the line's order, no key twice
  std::size_t offset = 0;         ///< of its first byte in the line

  /// The member of that name, or null.
  [[nodiscard]] const Member* find(std::string_view key) const;
};

struct JsonNode::Member {
  std::string key;  ///< unescaped, in NFC
  std::size_t key_offset = 0;
  JsonNode value;
};

/// Reads one line that holds a JSON object and nothing else (RFC 8259, and any key once). Errors:
/// `kInvalidArgument` where it is none,
/// `kLimit` where it is longer than `kJsonLineBytesMax` or nested deeper than `kJsonLineDepthMax`;
/// the message names the column.
[[nodiscard]] Result<JsonNode> parse_json_line(std::string_view line);

/// The column of a byte: code points from 1.
[[nodiscard]] std::uint32_t column_at(std::string_view line, std::size_t offset);

}  // namespace probity::adapters

#include "adapters/json/json_array.h"

#include <string>

namespace probity::adapters {
namespace {

constexpr std::string_view kBlanks = " \t\r\n";

Error wrong(const std::string& what, std::size_t offset) {
  return Error{ErrorCode::kInvalidArgument, what + " at byte " + std::to_string(offset + 1)};
}

/// The offset behind a text's closing quote, or the end of everything.
std::size_t after_text(std::string_view text, std::size_t at) {
  for (++at; at < text.size(); ++at) {
    if (text[at] == '\\') {
      ++at;
    } else if (text[at] == '"') {
      return at + 1;
    }
  }
  return text.size();
}

/// The offset of the `,` or `]` that ends the element which begins at `at`, or the end of everything.
std::size_t end_of_element(std::string_view text, std::size_t at) {
  std::size_t depth = 0;
  while (at < text.size()) {
    const char c = text[at];
    if (c == '"') {
      at = after_text(text, at);
      continue;
    }
    if (depth == 0 && (c == ',' || c == ']')) return at;
    if (c == '{' || c == '[') ++depth;
    if ((c == '}' || c == ']') && depth > 0) --depth;
    ++at;
  }
  return at;
}

}  // namespace

bool is_json_array(std::string_view text) {
  const std::size_t first = text.find_first_not_of(kBlanks);
  return first != std::string_view::npos && text[first] == '[';
}

Result<std::vector<std::string_view>> split_json_array(std::string_view text, std::size_t elements_max) {
  std::size_t at = text.find_first_not_of(kBlanks);
  if (at == std::string_view::npos || text[at] != '[') return wrong("no JSON array", 0);
  ++at;
  std::vector<std::string_view> elements;
  bool closed = false;
  while (!closed) {
    const std::size_t end = end_of_element(text, at);
    if (end >= text.size()) return wrong("the array is not closed", text.size());
    std::string_view element = text.substr(at, end - at);
    const std::size_t first = element.find_first_not_of(kBlanks);
    closed = text[end] == ']';
    if (first == std::string_view::npos) {
      if (!closed || !elements.empty()) return wrong("an element of the array is missing", end);
    } else {
      if (elements.size() == elements_max) {
        return Error{ErrorCode::kLimit, "the array has more than " + std::to_string(elements_max) + " elements"};
      }
      element.remove_prefix(first);
      elements.push_back(element.substr(0, element.find_last_not_of(kBlanks) + 1));
    }
    at = end + 1;
  }
  if (text.find_first_not_of(kBlanks, at) != std::string_view::npos) return wrong("something follows the array", at);
  return elements;
}

std::string_view first_json_value(std::string_view text) {
  std::size_t depth = 0;
  for (std::size_t at = 0; at < text.size();) {
    const char c = text[at];
    if (c == '"') {
      at = after_text(text, at);
      continue;
    }
    if (c == '{' || c == '[') ++depth;
    ++at;
    if ((c == '}' || c == ']') && depth > 0 && --depth == 0) return text.substr(0, at);
  }
  return text;
}

}  // namespace probity::adapters

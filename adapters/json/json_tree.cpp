#include "adapters/json/json_tree.h"

#include <algorithm>
#include <cstdlib>
#include <memory>

#include <simdjson.h>
#include <utf8proc.h>

#include "audit/record/utf8.h"

namespace probity::adapters {
namespace {

namespace ondemand = simdjson::ondemand;

bool is_ascii(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return (c & 0x80) == 0; });
}

/// Names and texts that look the same are the same: composed and decomposed accents are joined.
std::string normalized(std::string_view text) {
  if (is_ascii(text)) return std::string(text);
  utf8proc_uint8_t* made = nullptr;
  const auto length = utf8proc_map(reinterpret_cast<const utf8proc_uint8_t*>(text.data()),
                                   static_cast<utf8proc_ssize_t>(text.size()), &made,
                                   static_cast<utf8proc_option_t>(UTF8PROC_STABLE | UTF8PROC_COMPOSE));
  const std::unique_ptr<utf8proc_uint8_t, decltype(&std::free)> owner(made, &std::free);
  if (length < 0) return std::string(text);
  return {reinterpret_cast<const char*>(made), static_cast<std::size_t>(length)};
}

/// JSON's own form of a number; simdjson hands its text over as it stands.
bool is_json_number(std::string_view text) {
  std::size_t at = 0;
  const auto digits = [&] {
    const std::size_t begin = at;
    while (at < text.size() && text[at] >= '0' && text[at] <= '9') ++at;
    return at - begin;
  };
  if (at < text.size() && text[at] == '-') ++at;
  const std::size_t whole = at;
  const std::size_t count = digits();
  if (count == 0 || (count > 1 && text[whole] == '0')) return false;
  if (at < text.size() && text[at] == '.') {
    ++at;
    if (digits() == 0) return false;
  }
  if (at < text.size() && (text[at] == 'e' || text[at] == 'E')) {
    ++at;
    if (at < text.size() && (text[at] == '+' || text[at] == '-')) ++at;
    if (digits() == 0) return false;
  }
  return at == text.size();
}

class LineParser {
 public:
  explicit LineParser(std::string_view line) : line_(line) {}

  Result<JsonNode> parse() {
    if (line_.size() > kJsonLineBytesMax) {
      return Error{ErrorCode::kLimit, "the line has " + std::to_string(line_.size()) +
                                          " bytes; at most " + std::to_string(kJsonLineBytesMax) +
                                          " are read"};
    }
    if (const auto bad = audit::first_bad_utf8(line_)) return fault("no UTF-8", *bad);
    const simdjson::padded_string padded(line_);
    begin_ = padded.data();
    ondemand::parser parser;
    ondemand::document document;
    if (const auto failed = parser.iterate(padded).get(document)) return no_json(failed, 0);
    ondemand::object object;
    const std::size_t first = line_.find_first_not_of(" \t\r\n");
    if (first == std::string_view::npos) return fault("the line is empty", 0);
    if (line_[first] != '{') return fault("no JSON object", first);
    const std::size_t last = line_.find_last_not_of(" \t\r\n");
    if (line_[last] != '}') return fault("the line does not end with the object's `}`", last);
    if (const auto failed = document.get_object().get(object)) return no_json(failed, first);
    JsonNode root;
    root.offset = first;
    PROBITY_TRY_VOID(read_object(object, 1, root));
    const char* rest = nullptr;
    if (document.current_location().get(rest) == simdjson::SUCCESS) {
      return fault("something follows the object", offset_of(rest));
    }
    return root;
  }

 private:
  Error fault(const std::string& what, std::size_t offset) const {
    return Error{ErrorCode::kInvalidArgument,
                 what + " at column " + std::to_string(column_at(line_, offset))};
  }
  Error no_json(simdjson::error_code code, std::size_t offset) const {
    switch (code) {
      case simdjson::EMPTY: return fault("the line is empty", offset);
      case simdjson::UNCLOSED_STRING: return fault("text without its closing quote", offset);
      case simdjson::UNESCAPED_CHARS:
        return fault("a control character inside text, or text without its closing quote", offset);
      case simdjson::INCOMPLETE_ARRAY_OR_OBJECT: return fault("an object or list is not closed", offset);
      case simdjson::STRING_ERROR: return fault("text with an escape that JSON does not have", offset);
      default: return fault("no JSON", offset);
    }
  }
  std::size_t offset_of(const char* place) const {
    const auto offset = static_cast<std::size_t>(place - begin_);
    return std::min(offset, line_.size());
  }

  Result<void> read_value(ondemand::value value, int depth, JsonNode& node) {
    const std::string_view token = value.raw_json_token();
    node.offset = offset_of(token.data());
    switch (token.empty() ? '\0' : token.front()) {
      case '{': {
        ondemand::object object;
        if (const auto failed = value.get_object().get(object)) return no_json(failed, node.offset);
        return read_object(object, depth + 1, node);
      }
      case '[': {
        ondemand::array array;
        if (const auto failed = value.get_array().get(array)) return no_json(failed, node.offset);
        return read_array(array, depth + 1, node);
      }
      case '"': {
        std::string_view text;
        if (const auto failed = value.get_string().get(text)) return no_json(failed, node.offset);
        node.kind = JsonNode::Kind::kText;
        node.text = normalized(text);
        return {};
      }
      default: return read_word(token.substr(0, token.find_first_of(" \t\r\n")), node);
    }
  }

  /// A number, `true`, `false` or `null`. simdjson has cut it out; what it is, is decided here, so that
  /// a number keeps its text.
  Result<void> read_word(std::string_view word, JsonNode& node) const {
    if (word == "null") return {};
    if (word == "true" || word == "false") {
      node.kind = JsonNode::Kind::kTruth;
      node.truth = word == "true";
      return {};
    }
    if (!is_json_number(word)) return fault("no JSON", node.offset);
    node.kind = JsonNode::Kind::kNumber;
    node.text = word;
    return {};
  }

  Result<void> deep(int depth, std::size_t offset) const {
    if (depth <= kJsonLineDepthMax) return {};
    return Error{ErrorCode::kLimit, fault("nested deeper than " + std::to_string(kJsonLineDepthMax),
                                          offset).message};
  }

  Result<void> read_array(ondemand::array array, int depth, JsonNode& node) {
    node.kind = JsonNode::Kind::kArray;
    PROBITY_TRY_VOID(deep(depth, node.offset));
    for (auto element : array) {
      ondemand::value value;
      if (const auto failed = std::move(element).get(value)) return no_json(failed, last_);
      node.elements.emplace_back();
      PROBITY_TRY_VOID(read_value(value, depth, node.elements.back()));
      last_ = node.elements.back().offset;
    }
    return {};
  }

  Result<void> read_object(ondemand::object object, int depth, JsonNode& node) {
    node.kind = JsonNode::Kind::kObject;
    PROBITY_TRY_VOID(deep(depth, node.offset));
    for (auto field : object) {
      ondemand::field pair;
      if (const auto failed = std::move(field).get(pair)) return no_json(failed, last_);
      node.members.emplace_back();
      JsonNode::Member& member = node.members.back();
      member.key_offset = offset_of(pair.key().raw() - 1);
      last_ = member.key_offset;
      std::string_view key;
      if (const auto failed = pair.unescaped_key().get(key)) return no_json(failed, last_);
      member.key = normalized(key);
      PROBITY_TRY_VOID(read_value(pair.value(), depth, member.value));
      last_ = member.value.offset;
    }
    return refuse_repeats(node);
  }

  Result<void> refuse_repeats(const JsonNode& node) const {
    std::vector<const JsonNode::Member*> by_key;
    for (const auto& member : node.members) by_key.push_back(&member);
    std::sort(by_key.begin(), by_key.end(), [](const auto* a, const auto* b) {
      return a->key != b->key ? a->key < b->key : a->key_offset < b->key_offset;
    });
    for (std::size_t i = 1; i < by_key.size(); ++i) {
      if (by_key[i]->key == by_key[i - 1]->key) {
        return fault("`" + by_key[i]->key + "` stands twice in one object, the second time",
                     by_key[i]->key_offset);
      }
    }
    return {};
  }

  std::string_view line_;
  const char* begin_ = nullptr;
  std::size_t last_ = 0;  // the last place that was still sound
};

}  // namespace

const JsonNode::Member* JsonNode::find(std::string_view key) const {
  const auto member =
      std::find_if(members.begin(), members.end(), [&](const auto& m) { return m.key == key; });
  return member == members.end() ? nullptr : &*member;
}

std::uint32_t column_at(std::string_view line, std::size_t offset) {
  const auto before = line.substr(0, offset);
  // Every byte that does not continue a code point begins one.
  return 1 + static_cast<std::uint32_t>(std::count_if(before.begin(), before.end(), [](char c) {
           return (static_cast<unsigned char>(c) & 0xC0) != 0x80;
         }));
}

Result<JsonNode> parse_json_line(std::string_view line) { return LineParser(line).parse(); }

}  // namespace probity::adapters

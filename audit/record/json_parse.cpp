#include "audit/record/json_parse.h"

#include <algorithm>
#include <charconv>
#include <string>

#include "audit/record/utf8.h"

namespace probity::audit {
namespace {

class Parser {
 public:
  explicit Parser(std::string_view text) : text_(text) {}

  Result<Json> document() {
    if (const auto bad = first_bad_utf8(text_)) {
      at_ = *bad;
      return fault("no UTF-8");
    }
    PROBITY_TRY(Json value, this->value(0));
    skip_blanks();
    if (at_ != text_.size()) return fault("something follows the value");
    return value;
  }

 private:
  Error fault(const std::string& what) const {
    return Error{ErrorCode::kInvalidArgument, what + " at byte " + std::to_string(at_)};
  }
  bool next_is(char c) const { return at_ < text_.size() && text_[at_] == c; }
  bool take(char c) {
    if (!next_is(c)) return false;
    ++at_;
    return true;
  }
  void skip_blanks() {
    while (next_is(' ') || next_is('\t') || next_is('\n') || next_is('\r')) ++at_;
  }

  Result<Json> value(int depth) {
    skip_blanks();
    if (at_ == text_.size()) return fault("a value is missing");
    switch (text_[at_]) {
      case '{': return object(depth + 1);
      case '[': return array(depth + 1);
      case '"': {
        PROBITY_TRY(std::string text, string());
        return Json(std::move(text));
      }
      case 't': return word("true", Json(true));
      case 'f': return word("false", Json(false));
      case 'n': return word("null", Json());
      default: return integer();
    }
  }

  Result<Json> word(std::string_view name, Json meaning) {
    if (text_.substr(at_, name.size()) != name) return fault("no JSON value");
    at_ += name.size();
    return meaning;
  }

  Result<Json> integer() {
    std::size_t end = at_;
    if (end < text_.size() && text_[end] == '-') ++end;
    const std::size_t digits = end;
    while (end < text_.size() && text_[end] >= '0' && text_[end] <= '9') ++end;
    if (end == digits) return fault("no JSON value");
    if (text_[digits] == '0' && (end - digits > 1 || digits != at_)) {
      return fault("an integer with a zero that does not belong there");
    }
    std::int64_t value = 0;
    const auto read = std::from_chars(text_.data() + at_, text_.data() + end, value);
    if (read.ec != std::errc{} || value > kJsonIntegerMax || value < -kJsonIntegerMax) {
      return fault("an integer that is too large");
    }
    if (end < text_.size() && (text_[end] == '.' || text_[end] == 'e' || text_[end] == 'E')) {
      return fault("a number that is no integer");
    }
    at_ = end;
    return Json(value);
  }

  Result<Json> array(int depth) {
    if (depth > kJsonDepthMax) return Error{ErrorCode::kLimit, fault("nested too deep").message};
    ++at_;
    JsonArray elements;
    skip_blanks();
    if (take(']')) return Json(std::move(elements));
    do {
      PROBITY_TRY(Json element, value(depth));
      elements.push_back(std::move(element));
      skip_blanks();
    } while (take(','));
    if (!take(']')) return fault("`,` or `]` is missing");
    return Json(std::move(elements));
  }

  Result<Json> object(int depth) {
    if (depth > kJsonDepthMax) return Error{ErrorCode::kLimit, fault("nested too deep").message};
    ++at_;
    JsonObject members;
    skip_blanks();
    if (take('}')) return Json(std::move(members));
    do {
      skip_blanks();
      if (!next_is('"')) return fault("a key is missing");
      PROBITY_TRY(std::string key, string());
      skip_blanks();
      if (!take(':')) return fault("`:` is missing");
      PROBITY_TRY(Json member, value(depth));
      members.emplace_back(std::move(key), std::move(member));
      skip_blanks();
    } while (take(','));
    if (!take('}')) return fault("`,` or `}` is missing");
    if (has_double_key(members)) return fault("a key stands twice in the object that ends");
    return Json(std::move(members));
  }

  static bool has_double_key(const JsonObject& members) {
    const auto falls = [](const auto& a, const auto& b) { return a.first >= b.first; };
    if (std::adjacent_find(members.begin(), members.end(), falls) == members.end()) return false;
    std::vector<std::string_view> keys;
    keys.reserve(members.size());
    for (const auto& member : members) keys.push_back(member.first);
    std::sort(keys.begin(), keys.end());
    return std::adjacent_find(keys.begin(), keys.end()) != keys.end();
  }

  Result<std::string> string() {
    ++at_;
    std::string out;
    std::size_t plain = at_;  // from here on nothing was an escape
    while (at_ < text_.size() && text_[at_] != '"') {
      const char c = text_[at_];
      if (static_cast<std::uint8_t>(c) < 0x20) return fault("a control character in text");
      if (c != '\\') {
        ++at_;
        continue;
      }
      out.append(text_, plain, at_ - plain);
      ++at_;
      PROBITY_TRY_VOID(escape(out));
      plain = at_;
    }
    out.append(text_, plain, at_ - plain);
    if (!take('"')) return fault("text without its end");
    return out;
  }

  Result<void> escape(std::string& out) {
    if (at_ == text_.size()) return fault("text without its end");
    const char c = text_[at_++];
    static constexpr std::string_view kLetters = "\"\\/bfnrt";
    static constexpr std::string_view kMeaning = "\"\\/\b\f\n\r\t";
    const std::size_t found = kLetters.find(c);
    if (found != std::string_view::npos) {
      out += kMeaning[found];
      return {};
    }
    if (c != 'u') return fault("no escape");
    PROBITY_TRY(std::uint32_t point, code_unit());
    if (point >= 0xD800 && point <= 0xDBFF) {
      if (!take('\\') || !take('u')) return fault("half a surrogate pair");
      PROBITY_TRY(const std::uint32_t trail, code_unit());
      if (trail < 0xDC00 || trail > 0xDFFF) return fault("half a surrogate pair");
      point = 0x10000 + ((point - 0xD800) << 10) + (trail - 0xDC00);
    } else if (point >= 0xDC00 && point <= 0xDFFF) {
      return fault("half a surrogate pair");
    }
    append_utf8(point, out);
    return {};
  }

  Result<std::uint32_t> code_unit() {
    std::uint32_t unit = 0;
    if (text_.size() - at_ < 4) return fault("no escape");
    const auto read = std::from_chars(text_.data() + at_, text_.data() + at_ + 4, unit, 16);
    if (read.ec != std::errc{} || read.ptr != text_.data() + at_ + 4) return fault("no escape");
    at_ += 4;
    return unit;
  }

  static void append_utf8(std::uint32_t point, std::string& out) {
    const auto put = [&](std::uint32_t byte) { out += static_cast<char>(byte); };
    if (point < 0x80) return put(point);
    if (point < 0x800) {
      put(0xC0 | (point >> 6));
    } else {
      if (point < 0x10000) {
        put(0xE0 | (point >> 12));
      } else {
        put(0xF0 | (point >> 18));
        put(0x80 | ((point >> 12) & 0x3F));
      }
      put(0x80 | ((point >> 6) & 0x3F));
    }
    put(0x80 | (point & 0x3F));
  }

  std::string_view text_;
  std::size_t at_ = 0;
};

}  // namespace

Result<Json> parse_record_json(std::string_view text) { return Parser(text).document(); }

Result<Json> parse_canonical(std::string_view entry) {
  auto parsed = parse_record_json(entry);
  if (!parsed.ok()) {
    return Error{ErrorCode::kCorrupt, "the entry is no JSON of a record: " + parsed.error().message};
  }
  const auto again = canonical_text(parsed.value());
  if (!again.ok() || again.value() != entry) {
    return Error{ErrorCode::kCorrupt, "the entry's bytes are not in canonical form"};
  }
  return parsed;
}

}  // namespace probity::audit

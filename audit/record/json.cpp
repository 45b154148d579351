#include "audit/record/json.h"

#include <algorithm>

#include "audit/record/utf8.h"

namespace probity::audit {
namespace {

void write_escaped(std::string_view text, std::string& out) {
  static constexpr char kHex[] = "0123456789abcdef";
  out += '"';
  std::size_t plain = 0;  // from here on nothing needed an escape
  for (std::size_t at = 0; at < text.size(); ++at) {
    const char c = text[at];
    const auto byte = static_cast<std::uint8_t>(c);
    if (byte >= 0x20 && c != '"' && c != '\\') continue;
    out.append(text, plain, at - plain);
    plain = at + 1;
    switch (c) {
      case '"': out += "\\\""; break;
      case '\\': out += "\\\\"; break;
      case '\b': out += "\\b"; break;
      case '\f': out += "\\f"; break;
      case '\n': out += "\\n"; break;
      case '\r': out += "\\r"; break;
      case '\t': out += "\\t"; break;
      default:
        out += "\\u00";
        out += kHex[byte >> 4];
        out += kHex[byte & 0xF];
    }
  }
  out.append(text, plain);
  out += '"';
}

Result<void> write_string(std::string_view text, std::string& out) {
  if (const auto bad = first_bad_utf8(text)) {
    return Error{ErrorCode::kInvalidArgument,
                 "text for a record is no UTF-8 at byte " + std::to_string(*bad)};
  }
  write_escaped(text, out);
  return {};
}

Result<void> write_canonical(const Json& value, std::string& out);

Result<void> write_members(const JsonObject& object, std::string& out) {
  std::vector<const std::pair<std::string, Json>*> members;
  members.reserve(object.size());
  for (const auto& member : object) members.push_back(&member);
  const auto before = [](const auto* a, const auto* b) { return utf16_less(a->first, b->first); };
  // What comes from a log is in this order already.
  if (!std::is_sorted(members.begin(), members.end(), before)) {
    std::sort(members.begin(), members.end(), before);
  }
  out += '{';
  for (std::size_t i = 0; i < members.size(); ++i) {
    if (i > 0 && members[i]->first == members[i - 1]->first) {
      return Error{ErrorCode::kInvalidArgument,
                   "the key `" + members[i]->first + "` stands twice in one object"};
    }
    if (i > 0) out += ',';
    PROBITY_TRY_VOID(write_string(members[i]->first, out));
    out += ':';
    PROBITY_TRY_VOID(write_canonical(members[i]->second, out));
  }
  out += '}';
  return {};
}

Result<void> write_canonical(const Json& value, std::string& out) {
  if (const bool* truth = value.as_bool()) {
    out += *truth ? "true" : "false";
  } else if (const std::int64_t* integer = value.as_integer()) {
    if (*integer > kJsonIntegerMax || *integer < -kJsonIntegerMax) {
      return Error{ErrorCode::kInvalidArgument,
                   std::to_string(*integer) + " is too large for a JSON integer"};
    }
    out += std::to_string(*integer);
  } else if (const std::string* text = value.as_string()) {
    return write_string(*text, out);
  } else if (const JsonNumber* number = value.as_number()) {
    out += number->text;
  } else if (const JsonArray* array = value.as_array()) {
    out += '[';
    for (std::size_t i = 0; i < array->size(); ++i) {
      if (i > 0) out += ',';
      PROBITY_TRY_VOID(write_canonical((*array)[i], out));
    }
    out += ']';
  } else if (const JsonObject* object = value.as_object()) {
    return write_members(*object, out);
  } else {
    out += "null";
  }
  return {};
}

void write_readable_string(const std::string& text, std::string& out) {
  if (!first_bad_utf8(text)) return write_escaped(text, out);
  std::string mended;
  for (std::size_t offset = 0; offset < text.size();) {
    const auto point = code_point_at(text, offset);
    if (point) mended.append(text, offset, point->bytes);
    if (!point) mended += "\xEF\xBF\xBD";
    offset += point ? point->bytes : 1;
  }
  write_escaped(mended, out);
}

void write_readable(const Json& value, std::string& out) {
  if (const bool* truth = value.as_bool()) {
    out += *truth ? "true" : "false";
  } else if (const std::int64_t* integer = value.as_integer()) {
    out += std::to_string(*integer);
  } else if (const std::string* text = value.as_string()) {
    write_readable_string(*text, out);
  } else if (const JsonNumber* number = value.as_number()) {
    out += number->text;
  } else if (const JsonArray* array = value.as_array()) {
    out += '[';
    const char* separator = "";
    for (const Json& element : *array) {
      out += separator;
      write_readable(element, out);
      separator = ", ";
    }
    out += ']';
  } else if (const JsonObject* object = value.as_object()) {
    out += '{';
    const char* separator = "";
    for (const auto& [key, member] : *object) {
      out += separator;
      write_readable_string(key, out);
      out += ": ";
      write_readable(member, out);
      separator = ", ";
    }
    out += '}';
  } else {
    out += "null";
  }
}

}  // namespace

const Json* Json::find(std::string_view key) const {
  const JsonObject* object = as_object();
  if (object == nullptr) return nullptr;
  const auto member =
      std::find_if(object->begin(), object->end(), [&](const auto& m) { return m.first == key; });
  return member == object->end() ? nullptr : &member->second;
}

std::string_view Json::text_of(std::string_view key) const {
  const Json* member = find(key);
  const std::string* text = member == nullptr ? nullptr : member->as_string();
  return text == nullptr ? std::string_view{} : std::string_view(*text);
}

Result<std::string> canonical_text(const Json& value) {
  std::string out;
  PROBITY_TRY_VOID(write_canonical(value, out));
  return out;
}

std::string readable_text(const Json& value) {
  std::string out;
  write_readable(value, out);
  return out;
}

}  // namespace probity::audit

#include "engine/values/time_format.h"

#include <algorithm>

#include "engine/values/written_time.h"

namespace probity {
namespace {

constexpr std::int64_t kNanosecondsPerSecond = 1'000'000'000;

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

/// Takes `width` digits, or one or two where `width` is 0, off the front of `text`.
std::optional<int> take_digits(std::string_view& text, std::size_t width) {
  std::size_t length = width;
  if (width == 0) length = text.size() > 1 && is_digit(text[1]) ? 2 : 1;
  if (text.size() < length) return std::nullopt;
  const auto number = written::digits(text.substr(0, length));
  if (number) text.remove_prefix(length);
  return number;
}

/// Takes one to nine digits: nanoseconds.
std::optional<std::int64_t> take_fraction(std::string_view& text) {
  std::size_t length = 0;
  while (length < text.size() && is_digit(text[length])) ++length;
  const auto number = written::digits(text.substr(0, length));
  if (!number) return std::nullopt;
  text.remove_prefix(length);
  std::int64_t nanoseconds = *number;
  for (; length < 9; ++length) nanoseconds *= 10;
  return nanoseconds;
}

std::optional<std::int32_t> take_offset(std::string_view& text) {
  if (!text.empty() && text.front() == 'Z') {
    text.remove_prefix(1);
    return 0;
  }
  if (text.empty() || (text.front() != '+' && text.front() != '-')) return std::nullopt;
  const bool west = text.front() == '-';
  text.remove_prefix(1);
  const auto hours = take_digits(text, 2);
  if (!hours || *hours > 18) return std::nullopt;
  int minutes = 0;
  const bool has_colon = text.size() > 2 && text.front() == ':';
  if (has_colon) text.remove_prefix(1);
  if (has_colon || (!text.empty() && is_digit(text.front()))) {
    const auto part = take_digits(text, 2);
    if (!part || *part > 59) return std::nullopt;
    minutes = *part;
  }
  const std::int32_t offset_s = *hours * 3600 + minutes * 60;
  return west ? -offset_s : offset_s;
}

}  // namespace

Result<TimeFormat> TimeFormat::compile(std::string_view form) {
  const auto refused = [&](const std::string& why) {
    return Error{ErrorCode::kInvalidArgument, "in the form \"" + std::string(form) + "\" " + why};
  };
  static const struct { std::string_view letters; Kind kind; bool short_form; } kLetters[] = {
      {"yyyy", Kind::kYear, false}, {"MM", Kind::kMonth, false},  {"M", Kind::kMonth, true},
      {"dd", Kind::kDay, false},    {"d", Kind::kDay, true},      {"HH", Kind::kHour, false},
      {"H", Kind::kHour, true},     {"mm", Kind::kMinute, false}, {"ss", Kind::kSecond, false},
      {"SSS", Kind::kFraction, false}, {"X", Kind::kOffset, false}};
  TimeFormat format;
  format.form_ = std::string(form);
  const auto has = [&](Kind kind) {
    return std::any_of(format.parts_.begin(), format.parts_.end(),
                       [&](const Part& part) { return part.kind == kind; });
  };
  std::size_t at = 0;
  while (at < form.size()) {
    std::size_t end = at + 1;
    if (form[at] == '\'') {
      const std::size_t close = form.find('\'', at + 1);
      if (close == std::string_view::npos) return refused("a quote is not closed");
      format.parts_.push_back({Kind::kText, false, std::string(form.substr(at + 1, close - at - 1))});
      at = close + 1;
      continue;
    }
    if (!is_letter(form[at]) || form[at] == 'T') {
      format.parts_.push_back({Kind::kText, false, std::string(1, form[at])});
      at = end;
      continue;
    }
    while (end < form.size() && form[end] == form[at]) ++end;
    const std::string_view letters = form.substr(at, end - at);
    const auto* const known = std::find_if(std::begin(kLetters), std::end(kLetters),
                                           [&](const auto& entry) { return entry.letters == letters; });
    if (known == std::end(kLetters)) return refused("`" + std::string(letters) + "` means nothing");
    if (has(known->kind)) return refused("`" + std::string(letters) + "` stands twice");
    format.parts_.push_back({known->kind, known->short_form, {}});
    at = end;
  }
  if (!has(Kind::kYear) || !has(Kind::kMonth) || !has(Kind::kDay)) {
    return refused("year, month or day is missing");
  }
  if ((has(Kind::kMinute) && !has(Kind::kHour)) || (has(Kind::kSecond) && !has(Kind::kMinute)) ||
      (has(Kind::kFraction) && !has(Kind::kSecond))) {
    return refused("a part of the time stands without the one before it");
  }
  return format;
}

Result<TimeFormat::Parts> TimeFormat::read(std::string_view text) const {
  const Error refused{ErrorCode::kInvalidArgument,
                      "`" + std::string(text.substr(0, 60)) + "` is not written as \"" + form_ + "\""};
  std::string_view rest = text;
  int year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0;
  std::int64_t nanoseconds = 0;
  Parts result;
  for (std::size_t at = 0; at < parts_.size(); ++at) {
    const Part& part = parts_[at];
    int* target = nullptr;
    switch (part.kind) {
      case Kind::kText: {
        const bool before_fraction = at + 1 < parts_.size() && parts_[at + 1].kind == Kind::kFraction;
        if (rest.substr(0, part.text.size()) == part.text) {
          rest.remove_prefix(part.text.size());
        } else if (before_fraction) {
          ++at;
        } else {
          return refused;
        }
        continue;
      }
      case Kind::kFraction: {
        const auto fraction = take_fraction(rest);
        if (!fraction) return refused;
        nanoseconds = *fraction;
        continue;
      }
      case Kind::kOffset:
        result.offset_s = take_offset(rest);
        if (!result.offset_s) return refused;
        continue;
      case Kind::kYear: target = &year; break;
      case Kind::kMonth: target = &month; break;
      case Kind::kDay: target = &day; break;
      case Kind::kHour: target = &hour; result.has_time = true; break;
      case Kind::kMinute: target = &minute; break;
      case Kind::kSecond: target = &second; break;
    }
    const std::size_t width = part.kind == Kind::kYear ? 4 : part.one_or_two_digits ? 0 : 2;
    const auto number = take_digits(rest, width);
    if (!number) return refused;
    *target = *number;
  }
  if (!rest.empty() || hour > 23 || minute > 59 || second > 59) return refused;
  PROBITY_TRY(result.day, Date::from_ymd(year, month, day));
  result.nanoseconds_of_day = (hour * std::int64_t{3600} + minute * 60 + second) * kNanosecondsPerSecond +
                              nanoseconds;
  return result;
}

}  // namespace probity

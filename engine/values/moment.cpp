#include <array>
#include <limits>

#include "engine/values/time.h"
#include "engine/values/written_time.h"

namespace probity {
namespace {

constexpr std::int64_t kNanosecondsPerSecond = 1'000'000'000;
constexpr std::int64_t kSecondsPerDay = 86'400;
// Real offsets end at 14 hours today and reached 16 in history.
constexpr int kMaxOffsetHours = 18;

Error not_a_moment(std::string_view text) {
  return {ErrorCode::kInvalidArgument,
          "'" + std::string(text.substr(0, 60)) +
              "' is neither a date nor a time such as 2025-03-14T10:15:00+08:00"};
}

/// Takes `separator` and two digits off the front of `text`; nothing where they are not there.
std::optional<int> take_part(std::string_view& text, char separator) {
  if (text.size() < 3 || text.front() != separator) return std::nullopt;
  const auto number = written::digits(text.substr(1, 2));
  if (number) text.remove_prefix(3);
  return number;
}

/// Takes `hh:mm[:ss[.fraction]]` off the front of `text`: nanoseconds of the day.
std::optional<std::int64_t> take_time(std::string_view& text) {
  if (text.size() < 5) return std::nullopt;
  const auto hours = written::digits(text.substr(0, 2));
  text.remove_prefix(2);
  const auto minutes = take_part(text, ':');
  if (!hours || !minutes || *hours > 23 || *minutes > 59) return std::nullopt;
  std::int64_t seconds = *hours * 3600 + *minutes * 60;
  std::int64_t fraction_ns = 0;
  if (!text.empty() && text.front() == ':') {
    const auto part = take_part(text, ':');
    if (!part || *part > 59) return std::nullopt;
    seconds += *part;
    if (!text.empty() && text.front() == '.') {
      text.remove_prefix(1);
      std::size_t length = 0;
      while (length < text.size() && text[length] >= '0' && text[length] <= '9') ++length;
      const auto fraction = written::digits(text.substr(0, length));
      if (!fraction) return std::nullopt;
      fraction_ns = *fraction;
      for (std::size_t i = length; i < 9; ++i) fraction_ns *= 10;
      text.remove_prefix(length);
    }
  }
  return seconds * kNanosecondsPerSecond + fraction_ns;
}

/// Reads all of `text` as `Z` or `+08`, `+0800`, `+08:00`, `+08:05:43`: seconds east of UTC.
std::optional<std::int32_t> offset_of(std::string_view text) {
  if (text == "Z") return 0;
  if (text.size() < 3 || (text.front() != '+' && text.front() != '-')) return std::nullopt;
  const bool west = text.front() == '-';
  const auto hours = written::digits(text.substr(1, 2));
  text.remove_prefix(3);
  if (!hours || *hours > kMaxOffsetHours) return std::nullopt;
  std::int32_t offset = *hours * 3600;
  if (!text.empty()) {
    const bool colon = text.front() == ':';
    const auto minutes =
        colon ? take_part(text, ':')
              : (text.size() == 2 ? written::digits(text) : std::optional<int>());
    if (!minutes || *minutes > 59) return std::nullopt;
    offset += *minutes * 60;
    if (!colon) text = {};
  }
  if (!text.empty()) {
    const auto seconds = take_part(text, ':');
    if (!seconds || *seconds > 59 || !text.empty()) return std::nullopt;
    offset += *seconds;
  }
  if (offset > kMaxOffsetHours * 3600) return std::nullopt;
  return west ? -offset : offset;
}

/// The instant at which a clock that runs `offset_s` ahead of UTC shows this time.
std::optional<std::int64_t> instant_at_offset(Date day, std::int64_t ns_of_day,
                                              std::int32_t offset_s) {
  return written::nanoseconds(day.days_since_1970() * kSecondsPerDay - offset_s, ns_of_day);
}

Error out_of_range(std::string_view text) {
  return {ErrorCode::kOutOfRange,
          "'" + std::string(text.substr(0, 60)) + "' lies outside the years 1678 to 2261"};
}

void append_offset(std::string& text, std::int32_t offset_s) {
  if (offset_s == 0) {
    text += 'Z';
    return;
  }
  text += offset_s < 0 ? '-' : '+';
  const int seconds = offset_s < 0 ? -offset_s : offset_s;
  written::append_digits(text, seconds / 3600, 2);
  text += ':';
  written::append_digits(text, seconds / 60 % 60, 2);
  if (seconds % 60 != 0) {
    text += ':';
    written::append_digits(text, seconds % 60, 2);
  }
}

void append_time(std::string& text, std::int64_t ns_of_day) {
  const auto seconds = static_cast<int>(ns_of_day / kNanosecondsPerSecond);
  written::append_digits(text, seconds / 3600, 2);
  text += ':';
  written::append_digits(text, seconds / 60 % 60, 2);
  text += ':';
  written::append_digits(text, seconds % 60, 2);
  const auto fraction = static_cast<int>(ns_of_day % kNanosecondsPerSecond);
  if (fraction == 0) return;
  text += '.';
  written::append_digits(text, fraction, 9);
  text.erase(text.find_last_not_of('0') + 1);
}

}  // namespace

Result<Moment> Moment::parse(std::string_view text, const Zone& zone) {
  if (text.size() <= 10) {
    PROBITY_TRY(const Date date, Date::parse(text));
    return on(date);
  }
  if (text[10] != 'T' && text[10] != ' ') return not_a_moment(text);
  PROBITY_TRY(const Date date, Date::parse(text.substr(0, 10)));
  std::string_view rest = text.substr(11);
  const auto ns_of_day = take_time(rest);
  if (!ns_of_day) return not_a_moment(text);
  if (rest.empty()) {
    const std::int64_t instant = zone.instant_of(date, *ns_of_day);
    // An instant that had to be held at the end of what can be held is not the one written.
    if (!instant_at_offset(date, *ns_of_day, zone.offset_s(instant))) return out_of_range(text);
    return Moment{Date(), instant, zone.offset_s(instant)};
  }
  const auto offset = offset_of(rest);
  if (!offset) return not_a_moment(text);
  const auto instant = instant_at_offset(date, *ns_of_day, *offset);
  if (!instant) return out_of_range(text);
  return Moment{Date(), *instant, *offset};
}

Date Moment::day_in(const Zone& zone) const {
  return instant_ns ? zone.local_day(*instant_ns) : day;
}

std::string Moment::to_string() const {
  if (!instant_ns) return day.to_string();
  std::int64_t seconds = *instant_ns / kNanosecondsPerSecond;
  std::int64_t fraction_ns = *instant_ns % kNanosecondsPerSecond;
  if (fraction_ns < 0) {
    fraction_ns += kNanosecondsPerSecond;
    --seconds;
  }
  seconds += offset_s;
  std::int64_t days = seconds / kSecondsPerDay;
  std::int64_t second_of_day = seconds % kSecondsPerDay;
  if (second_of_day < 0) {
    second_of_day += kSecondsPerDay;
    --days;
  }
  std::string text = Date::from_days(static_cast<std::int32_t>(days)).to_string();
  text += 'T';
  append_time(text, second_of_day * kNanosecondsPerSecond + fraction_ns);
  append_offset(text, offset_s);
  return text;
}

Truth is_before(const Moment& a, const Moment& b, const Zone& zone) {
  if (a.instant_ns && b.instant_ns) return truth_of(*a.instant_ns < *b.instant_ns);
  const Date a_day = a.day_in(zone);
  const Date b_day = b.day_in(zone);
  if (a_day != b_day) return truth_of(a_day < b_day);
  return a.instant_ns || b.instant_ns ? Truth::kUnknown : Truth::kFalse;
}

Truth is_same(const Moment& a, const Moment& b, const Zone& zone) {
  if (a.instant_ns && b.instant_ns) return truth_of(*a.instant_ns == *b.instant_ns);
  if (a.day_in(zone) != b.day_in(zone)) return Truth::kFalse;
  return a.instant_ns || b.instant_ns ? Truth::kUnknown : Truth::kTrue;
}

std::string_view duration_unit_name(DurationUnit unit) {
  constexpr std::array<std::string_view, 9> kNames = {
      "seconds", "minutes", "hours", "days", "weeks", "months", "years", "business days", "trading days"};
  return kNames[static_cast<std::size_t>(unit)];
}

std::string Duration::to_string() const {
  std::string text = std::to_string(count) + ' ';
  text += duration_unit_name(unit);
  if (count == 1 || count == -1) text.pop_back();
  return text;
}

}  // namespace probity

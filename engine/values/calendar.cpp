#include "engine/values/calendar.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "engine/values/sha256.h"

namespace probity {
namespace {

constexpr std::size_t kMaxText = std::size_t{4} << 20U;
constexpr std::int32_t kMaxDays = 200 * 366;

using Words = std::vector<std::string_view>;

Words words_of(std::string_view line) {
  line = line.substr(0, line.find('#'));
  Words words;
  while (true) {
    const std::size_t begin = line.find_first_not_of(" \t\r");
    if (begin == std::string_view::npos) return words;
    line.remove_prefix(begin);
    const std::size_t length = std::min(line.find_first_of(" \t\r"), line.size());
    words.push_back(line.substr(0, length));
    line.remove_prefix(length);
  }
}

bool is_name(std::string_view text) {
  constexpr std::string_view kLetters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
  constexpr std::string_view kRest = "0123456789._-";
  return text.size() <= 100 && kLetters.find(text.front()) != std::string_view::npos &&
         std::all_of(text.begin(), text.end(), [&](char c) {
           return kLetters.find(c) != std::string_view::npos ||
                  kRest.find(c) != std::string_view::npos;
         });
}

/// What one file says, gathered line by line.
class CalendarReader {
 public:
  std::string name;
  std::string version;
  std::optional<Date> first;
  Date last;
  std::vector<std::uint8_t> open;

  /// A list of holidays alone would count Saturdays and Sundays without a word.
  [[nodiscard]] bool says_weekends() const { return says_weekends_; }

  Result<void> read(const Words& words) {
    const std::string_view word = words.front();
    if (word == "calendar") return read_word(words, name);
    if (word == "version") return read_word(words, version);
    if (word == "covers") return read_covers(words);
    if (word != "closed" && word != "open") {
      return fail("'" + std::string(word.substr(0, 60)) + "' is no clause: a calendar has 'calendar', 'version', 'covers', " +
                  "'closed' and 'open'");
    }
    if (!first) return fail("the covered days must be given before any day");
    if (words.size() == 2 && words[1] == "weekends") return read_weekends(word == "closed");
    return read_days(words, word == "open");
  }

 private:
  std::vector<bool> listed_;
  bool any_listed_ = false;
  bool says_weekends_ = false;

  static Error fail(std::string message) {
    return {ErrorCode::kInvalidArgument, std::move(message)};
  }

  static Result<void> read_word(const Words& words, std::string& target) {
    const std::string clause(words.front());
    if (words.size() != 2) return fail("'" + clause + "' takes one word");
    if (!target.empty()) return fail("'" + clause + "' is given twice");
    const bool well_formed = clause == "version" ? words[1].size() <= 100 : is_name(words[1]);
    if (!well_formed) return fail("'" + std::string(words[1].substr(0, 60)) + "' is no name");
    target = words[1];
    return {};
  }

  /// `WORD day` or `WORD day to day`.
  static Result<std::pair<Date, Date>> read_period(const Words& words) {
    if (words.size() != 2 && (words.size() != 4 || words[2] != "to")) {
      return fail("'" + std::string(words.front()) + "' takes a day, or a day, 'to' and a day");
    }
    PROBITY_TRY(const Date from, Date::parse(words[1]));
    PROBITY_TRY(const Date to, Date::parse(words.back()));
    if (to < from) return fail(from.to_string() + " is after " + to.to_string());
    return std::pair(from, to);
  }

  Result<void> read_covers(const Words& words) {
    if (first) return fail("'covers' is given twice");
    PROBITY_TRY(const auto period, read_period(words));
    const std::int32_t days = period.second.days_since_1970() - period.first.days_since_1970() + 1;
    if (days > kMaxDays) return fail("a calendar covers at most 200 years");
    first = period.first;
    last = period.second;
    open.assign(static_cast<std::size_t>(days), 1);
    listed_.assign(static_cast<std::size_t>(days), false);
    return {};
  }

  Result<void> read_weekends(bool closed) {
    const std::string clause = closed ? "'closed weekends'" : "'open weekends'";
    if (says_weekends_) return fail(clause + " is one too many: weekends are named once");
    if (any_listed_) return fail(clause + " must stand before any day");
    says_weekends_ = true;
    if (!closed) return {};
    for (std::size_t i = 0; i < open.size(); ++i) {
      const int weekday = day_at(i).weekday();
      if (weekday == 0 || weekday == 6) open[i] = 0;
    }
    return {};
  }

  Result<void> read_days(const Words& words, bool is_open) {
    PROBITY_TRY(const auto period, read_period(words));
    if (period.first < *first || last < period.second) {
      const Date outside = period.first < *first ? period.first : period.second;
      return fail(outside.to_string() + " is not one of the covered days");
    }
    any_listed_ = true;
    const std::size_t begin = place_of(period.first);
    const std::size_t end = place_of(period.second);
    for (std::size_t i = begin; i <= end; ++i) {
      if (listed_[i]) return fail(day_at(i).to_string() + " is listed twice");
      if (is_open && open[i] != 0) return fail(day_at(i).to_string() + " is open anyway");
      listed_[i] = true;
      open[i] = is_open ? 1 : 0;
    }
    return {};
  }

  [[nodiscard]] std::size_t place_of(Date day) const {
    return static_cast<std::size_t>(day.days_since_1970() - first->days_since_1970());
  }
  [[nodiscard]] Date day_at(std::size_t place) const {
    return Date::from_days(first->days_since_1970() + static_cast<std::int32_t>(place));
  }
};

std::string digest_of(const CalendarReader& reader) {
  std::string text = "calendar\n" + reader.name + '\n' + reader.version + '\n' +
                     reader.first->to_string() + '\n' + reader.last.to_string() + '\n';
  for (const std::uint8_t open : reader.open) text += open != 0 ? '1' : '0';
  return digest_text(sha256(text));
}

}  // namespace

Result<Calendar> Calendar::parse(std::string_view text) {
  if (text.size() > kMaxText) {
    return Error{ErrorCode::kLimit, "a calendar file holds at most 4 MiB"};
  }
  CalendarReader reader;
  std::size_t line_number = 0;
  while (!text.empty()) {
    ++line_number;
    const std::size_t end = std::min(text.find('\n'), text.size());
    const Words words = words_of(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
    if (words.empty()) continue;
    if (const auto read = reader.read(words); !read.ok()) {
      return Error{read.error().code,
                   "line " + std::to_string(line_number) + ": " + read.error().message};
    }
  }
  for (const auto& [clause, there] : {std::pair("calendar", !reader.name.empty()),
                                      std::pair("version", !reader.version.empty()),
                                      std::pair("covers", reader.first.has_value()),
                                      std::pair("closed weekends' or 'open weekends", reader.says_weekends())}) {
    if (there) continue;
    return Error{ErrorCode::kInvalidArgument, "line " + std::to_string(line_number) +
                                                  ": the calendar ends without its '" + clause +
                                                  "' line"};
  }
  Calendar calendar;
  calendar.digest_ = digest_of(reader);
  calendar.name_ = std::move(reader.name);
  calendar.version_ = std::move(reader.version);
  calendar.first_ = *reader.first;
  calendar.last_ = reader.last;
  calendar.open_ = std::move(reader.open);
  calendar.open_before_.reserve(calendar.open_.size() + 1);
  std::int32_t open_days = 0;
  calendar.open_before_.push_back(open_days);
  for (const std::uint8_t open : calendar.open_) {
    open_days += open;
    calendar.open_before_.push_back(open_days);
  }
  return calendar;
}

Error Calendar::not_published(bool past, const std::string& asked) const {
  return {ErrorCode::kOutOfRange, "calendar " + name_ + " is not published " +
                                      (past ? "past " + last_.to_string()
                                            : "before " + first_.to_string()) +
                                      " (asked for " + asked + ")"};
}

Result<std::size_t> Calendar::place_of(Date day) const {
  if (day < first_) return not_published(false, day.to_string());
  if (last_ < day) return not_published(true, day.to_string());
  return static_cast<std::size_t>(day.days_since_1970() - first_.days_since_1970());
}

Result<bool> Calendar::is_open(Date day) const {
  PROBITY_TRY(const std::size_t place, place_of(day));
  return open_[place] != 0;
}

Result<Date> Calendar::plus_open_days(Date from, std::int64_t count) const {
  if (count == 0) return from;
  PROBITY_TRY(const std::size_t place, place_of(from));
  // The wanted day is the one with this number when the open days are counted from 1.
  const std::int64_t total = open_before_.back();
  const std::int64_t known = count > 0 ? open_before_[place + 1] : open_before_[place] + 1;
  if (count > total - known || count < 1 - known) {
    return not_published(count > 0, "the open day " + std::to_string(count) + " from " +
                                        from.to_string());
  }
  const auto number = static_cast<std::int32_t>(known + count);
  const auto after = std::lower_bound(open_before_.begin(), open_before_.end(), number);
  const auto days = static_cast<std::int32_t>(after - open_before_.begin()) - 1;
  return Date::from_days(first_.days_since_1970() + days);
}

Result<Date> Calendar::roll_forward(Date day) const {
  PROBITY_TRY(const bool open, is_open(day));
  if (open) return day;
  return plus_open_days(day, 1);
}

Result<std::int64_t> Calendar::open_days_between(Date from, Date to) const {
  PROBITY_TRY(const std::size_t from_place, place_of(from));
  PROBITY_TRY(const std::size_t to_place, place_of(to));
  return std::int64_t{open_before_[to_place + 1]} - open_before_[from_place + 1];
}

}  // namespace probity

#include "engine/ingest/cell_value.h"

#include <algorithm>

#include "engine/values/text.h"

namespace probity::ingest {
namespace {

constexpr std::int64_t kNanosecondsPerSecond = 1'000'000'000;
constexpr std::int64_t kNanosecondsPerDay = 86'400 * kNanosecondsPerSecond;
constexpr std::size_t kShownBytesMax = 60;

bool is_digit(char c) { return c >= '0' && c <= '9'; }

std::string shown(std::string_view text) {
  if (text.size() <= kShownBytesMax) return "`" + std::string(text) + "`";
  std::size_t end = kShownBytesMax;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0U) == 0x80U) --end;
  return "`" + std::string(text.substr(0, end)) + "…`";
}

CellReading fault(FindingKind kind, std::string what, std::string remedy) {
  return {std::nullopt, CellFault{kind, std::move(what), std::move(remedy)}};
}

/// The digits without commas that stand between groups of three, or nothing where they stand
/// elsewhere.
std::optional<std::string> without_grouping(std::string_view text) {
  if (text.find(',') == std::string_view::npos) return std::string(text);
  const std::size_t start = !text.empty() && text.front() == '-' ? 1 : 0;
  const std::size_t point = std::min(text.find('.'), text.size());
  std::size_t since_comma = 0;
  bool seen_comma = false;
  std::string digits(text.substr(0, start));
  for (std::size_t at = start; at < point; ++at) {
    if (text[at] == ',') {
      const bool group_fits = seen_comma ? since_comma == 3 : since_comma >= 1 && since_comma <= 3;
      if (!group_fits) return std::nullopt;
      seen_comma = true;
      since_comma = 0;
    } else {
      if (!is_digit(text[at])) return std::nullopt;
      digits += text[at];
      ++since_comma;
    }
  }
  if (since_comma != 3 || text.find(',', point) != std::string_view::npos) return std::nullopt;
  return digits + std::string(text.substr(point));
}

Result<Decimal> read_number(std::string_view text) {
  const auto digits = without_grouping(text);
  if (!digits) return Error{ErrorCode::kInvalidArgument, "commas that do not part groups of three"};
  return Decimal::parse(*digits);
}

CellReading read_money(const ir::FieldMap& field, std::string_view text,
                       std::optional<std::string_view> currency_cell) {
  std::optional<Currency> currency = field.currency;
  if (currency_cell) {
    const std::string_view code = trimmed(*currency_cell);
    currency = Currency::from_code(code);
    if (!currency) {
      return fault(FindingKind::kWrongCurrency,
                   code.empty() ? "the amount has no currency" : shown(code) + " is no currency",
                   "write the currency's three letters in its column");
    }
  }
  const std::size_t blank = text.rfind(' ');
  if (blank != std::string_view::npos) {
    if (const auto written = Currency::from_code(text.substr(blank + 1))) {
      if (currency_cell && *currency != *written) {
        return fault(FindingKind::kWrongCurrency,
                     shown(text) + " names another currency than its currency column",
                     "let both name one");
      }
      currency = written;
      text = trimmed(text.substr(0, blank));
    }
  }
  const auto amount = read_number(text);
  if (!amount.ok()) {
    return fault(FindingKind::kUnreadableValue, shown(text) + " is no amount", "write it as `1234.50`");
  }
  if (!currency) {
    return fault(FindingKind::kWrongCurrency, "the amount has no currency",
                 "map the field with `in CNY` or `in column …`");
  }
  if (field.type.currency && *field.type.currency != *currency) {
    return fault(FindingKind::kWrongCurrency,
                 "the amount is in " + std::string(currency->code()) + ", the field in " +
                     std::string(field.type.currency->code()),
                 "map it to a field of that currency");
  }
  return {Value(Money{amount.value(), *currency}), std::nullopt};
}

struct LocalTime {
  Date day;
  std::optional<std::int64_t> nanoseconds_of_day;  ///< empty: a day alone
  std::optional<std::int32_t> offset_s;
};

/// Excel counts days from 1899-12-31, and takes 1900 for a leap year: its day 60 never was.
Result<LocalTime> read_excel(std::string_view text) {
  PROBITY_TRY(const Decimal serial, Decimal::parse(text));
  PROBITY_TRY(const Decimal whole, serial.rounded_to(Decimal::from_integer(1), Rounding::kFloor));
  PROBITY_TRY(std::int64_t days, whole.to_integer());
  PROBITY_TRY(const Decimal fraction, serial.minus(whole));
  if (days < 1 || days == 60 || days > 2'958'465) {
    return Error{ErrorCode::kInvalidArgument, "no day has this number in Excel"};
  }
  LocalTime local;
  if (!fraction.is_zero()) {
    // Excel keeps times as binary fractions of a day; whole seconds are what was meant.
    PROBITY_TRY(const Decimal exact, fraction.times(Decimal::from_integer(86'400)));
    PROBITY_TRY(const Decimal rounded, exact.rounded_to(Decimal::from_integer(1), Rounding::kHalfUp));
    PROBITY_TRY(std::int64_t seconds, rounded.to_integer());
    days += seconds / 86'400;
    local.nanoseconds_of_day = seconds % 86'400 * kNanosecondsPerSecond;
  }
  PROBITY_TRY(const Date epoch, Date::from_ymd(1899, 12, days < 60 ? 31 : 30));
  PROBITY_TRY(local.day, epoch.plus_days(days));
  return local;
}

LocalTime local_of(const Moment& moment) {
  if (!moment.instant_ns) return {moment.day, std::nullopt, std::nullopt};
  const std::int64_t local_ns = *moment.instant_ns + moment.offset_s * kNanosecondsPerSecond;
  std::int64_t days = local_ns / kNanosecondsPerDay;
  std::int64_t rest = local_ns % kNanosecondsPerDay;
  if (rest < 0) {
    rest += kNanosecondsPerDay;
    --days;
  }
  return {Date::from_days(static_cast<std::int32_t>(days)), rest, std::nullopt};
}

Moment moment_of(const LocalTime& local, const ir::TimeReading& time) {
  if (!local.nanoseconds_of_day) return Moment::on(local.day);
  Moment moment;
  if (local.offset_s && !time.ignore_offset) {
    moment.instant_ns = local.day.days_since_1970() * kNanosecondsPerDay + *local.nanoseconds_of_day -
                        *local.offset_s * kNanosecondsPerSecond;
    moment.offset_s = *local.offset_s;
  } else {
    moment.instant_ns = time.zone->instant_of(local.day, *local.nanoseconds_of_day);
    moment.offset_s = time.zone->offset_s(*moment.instant_ns);
  }
  return moment;
}

Result<Moment> read_moment(const ir::TimeReading& time, std::string_view text) {
  if (time.as == ir::ReadAs::kExcelDate) {
    PROBITY_TRY(const LocalTime local, read_excel(text));
    return moment_of(local, time);
  }
  if (time.format) {
    PROBITY_TRY(const TimeFormat::Parts parts, time.format->read(text));
    LocalTime local{parts.day, std::nullopt, parts.offset_s};
    if (parts.has_time && time.as != ir::ReadAs::kDate) {
      local.nanoseconds_of_day = parts.nanoseconds_of_day;
    }
    return moment_of(local, time);
  }
  if (time.as == ir::ReadAs::kDate) {
    PROBITY_TRY(const Date day, Date::parse(text));
    return Moment::on(day);
  }
  if (!time.ignore_offset) return Moment::parse(text, *time.zone);
  // Read in UTC, a time without an offset comes out as it is written, like one whose offset counts.
  PROBITY_TRY(const Zone* utc, Zone::find("UTC"));
  PROBITY_TRY(const Moment written, Moment::parse(text, *utc));
  return moment_of(local_of(written), time);
}

Result<Date> read_date(const ir::TimeReading& time, std::string_view text) {
  if (time.as == ir::ReadAs::kPlain && !time.format) return Date::parse(text);
  PROBITY_TRY(const Moment moment, read_moment(time, text));
  return moment.day_in(*time.zone);
}

CellReading read_time(const ir::FieldMap& field, std::string_view text) {
  const bool is_date = field.type.kind == TypeKind::kDate;
  std::string form = is_date ? "2025-03-14" : "2025-03-14 10:15:00";
  if (field.time.format) form = field.time.format->form();
  if (field.time.as == ir::ReadAs::kExcelDate) form = "45730";
  if (is_date) {
    const auto day = read_date(field.time, text);
    if (day.ok()) return {Value(day.value()), std::nullopt};
  } else {
    auto moment = read_moment(field.time, text);
    if (moment.ok()) return {Value(std::move(moment).value()), std::nullopt};
  }
  return fault(FindingKind::kUnreadableValue,
               shown(text) + (is_date ? " is no day" : " is no time"), "write it as `" + form + "`");
}

CellReading read_typed(const ir::FieldMap& field, const Schema& schema, std::string_view text,
                       std::optional<std::string_view> currency) {
  switch (field.type.kind) {
    case TypeKind::kTruth: {
      if (text == "yes" || text == "true" || text == "是") return {Value(true), std::nullopt};
      if (text == "no" || text == "false" || text == "否") return {Value(false), std::nullopt};
      return fault(FindingKind::kUnreadableValue, shown(text) + " is neither yes nor no",
                   "add it to the field's value map");
    }
    case TypeKind::kNumber: {
      const auto number = read_number(text);
      if (number.ok()) return {Value(number.value()), std::nullopt};
      return fault(FindingKind::kUnreadableValue, shown(text) + " is no number", "write it as `1234.5`");
    }
    case TypeKind::kRate: {
      const auto rate = Rate::parse(text);
      if (rate.ok()) return {Value(rate.value()), std::nullopt};
      return fault(FindingKind::kUnreadableValue, shown(text) + " is no rate", "write it as `0.3%`");
    }
    case TypeKind::kMoney: return read_money(field, text, currency);
    case TypeKind::kDate:
    case TypeKind::kMoment: return read_time(field, text);
    case TypeKind::kText: return {Value(std::string(text)), std::nullopt};
    case TypeKind::kEnumeration: {
      if (const auto index = schema.find_value(field.type.enumeration, text)) {
        return {Value(Symbol{field.type.enumeration.index(), *index}), std::nullopt};
      }
      return fault(FindingKind::kUnlistedValue,
                   shown(text) + " is no value of " + type_name(schema, field.type),
                   "add it to the field's value map");
    }
    case TypeKind::kDuration:
    case TypeKind::kReference:
    case TypeKind::kList: break;
  }
  return fault(FindingKind::kUnreadableValue, "no cell holds this type", "");
}

bool matches(const ir::ValueCase& entry, std::string_view text) {
  switch (entry.match) {
    case ir::ValueCase::Match::kEquals: return text == entry.text;
    case ir::ValueCase::Match::kStartsWith: return text.substr(0, entry.text.size()) == entry.text;
    case ir::ValueCase::Match::kEndsWith:
      return text.size() >= entry.text.size() &&
             text.substr(text.size() - entry.text.size()) == entry.text;
    case ir::ValueCase::Match::kContains: return text.find(entry.text) != std::string_view::npos;
  }
  return false;
}

bool is_ascii(std::string_view text) {
  return std::all_of(text.begin(), text.end(),
                     [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

}  // namespace

std::string_view trimmed(std::string_view text) {
  const auto is_blank = [](char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; };
  while (!text.empty() && is_blank(text.front())) text.remove_prefix(1);
  while (!text.empty() && is_blank(text.back())) text.remove_suffix(1);
  return text;
}

CellReading read_cell(const ir::FieldMap& field, const Schema& schema, std::string_view cell,
                      std::optional<std::string_view> currency) {
  std::string composed;
  std::string_view whole = cell;
  if (!is_ascii(cell)) {
    composed = to_nfc(cell);
    whole = composed;
  }
  const std::string_view text = trimmed(whole);
  for (const ir::ValueCase& entry : field.cases) {
    if (matches(entry, text)) return {entry.value, std::nullopt};
  }
  if (text.empty()) return {};
  if (field.has_else) return {field.else_value, std::nullopt};
  CellReading reading = read_typed(field, schema, text, currency);
  if (reading.fault && !field.cases.empty() && reading.fault->kind == FindingKind::kUnreadableValue) {
    reading.fault->kind = FindingKind::kUnlistedValue;
    const std::string in_map = "add it to the field's value map";
    if (reading.fault->remedy != in_map) reading.fault->remedy += ", or " + in_map;
  }
  return reading;
}

Result<Moment> read_version_date(const ir::TimeReading& time, std::string_view text) {
  return read_moment(time, trimmed(text));
}

}  // namespace probity::ingest

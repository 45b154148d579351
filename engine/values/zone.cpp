#include <date/tz.h>

#include <algorithm>
#include <array>
#include <exception>
#include <limits>
#include <map>
#include <mutex>
#include <utility>

#include "engine/base/check.h"
#include "engine/values/time.h"
#include "engine/values/written_time.h"

namespace probity {
namespace {

constexpr std::int64_t kNanosecondsPerSecond = 1'000'000'000;
constexpr std::int64_t kSecondsPerDay = 86'400;
constexpr std::int64_t kFirstInstant = std::numeric_limits<std::int64_t>::min();
constexpr std::int64_t kLastInstant = std::numeric_limits<std::int64_t>::max();

// A day more on either side than 64 bits of nanoseconds hold: 1677-09-20 and 2262-04-12.
constexpr Date kFirstDay = Date::from_days(-106753);
constexpr Date kLastDay = Date::from_days(106752);

constexpr std::int64_t floor_divide(std::int64_t a, std::int64_t b) {
  const std::int64_t quotient = a / b;
  return a % b < 0 ? quotient - 1 : quotient;
}

// Zone files list the changes of the clock one by one up to 2037; what follows repeats by rules
// such as "the last Sunday of March", and the reader of the files leaves it out.
constexpr std::int64_t kRepeatsFrom_s = 2'145'916'800;  // 2038-01-01
constexpr std::int64_t kLastListedYear_s = kRepeatsFrom_s - 365 * kSecondsPerDay;
constexpr int kFirstModelYear = 2027;
constexpr int kLastModelYear = 2037;

/// The same second of a month in which the same days of the month fall on the same weekdays, in
/// one of the model years. None of them is a leap year (the common years among them cover every
/// weekday); 29 February is taken as the 28th, since no clock changes there.
std::int64_t in_model_year(std::int64_t time_s) {
  const std::int64_t days = floor_divide(time_s, kSecondsPerDay);
  const Date date = Date::from_days(static_cast<std::int32_t>(days));
  const int day = date.month() == 2 ? std::min(date.day(), 28) : date.day();
  const int weekday = Date::from_ymd(date.year(), date.month(), 1).value().weekday();
  for (int year = kFirstModelYear; year <= kLastModelYear; ++year) {
    if (year % 4 == 0) continue;
    const Date first = Date::from_ymd(year, date.month(), 1).value();
    if (first.weekday() == weekday) {
      const std::int64_t model_day = first.days_since_1970() + day - 1;
      return model_day * kSecondsPerDay + (time_s - days * kSecondsPerDay);
    }
  }
  PROBITY_CHECK(false);
}

/// The instants, in seconds, from `begin` to below `end`, at which a zone has one offset.
struct OffsetPeriod {
  const void* zone = nullptr;
  std::int64_t begin_s = 0;
  std::int64_t end_s = 0;
  std::int32_t offset_s = 0;
};

class TzZone final : public Zone {
 public:
  TzZone(std::string name, const date::time_zone* zone, std::size_t number)
      : name_(std::move(name)), zone_(zone), number_(number) {
    const date::sys_info last =
        zone_->get_info(date::sys_seconds(std::chrono::seconds(2 * kRepeatsFrom_s)));
    changes_go_on_ = last.begin.time_since_epoch().count() >= kLastListedYear_s &&
                     last.begin.time_since_epoch().count() < kRepeatsFrom_s;
  }

  [[nodiscard]] const std::string& name() const override { return name_; }

  [[nodiscard]] std::int32_t offset_s(std::int64_t instant_ns) const override {
    return offset_at(floor_divide(instant_ns, kNanosecondsPerSecond));
  }

  [[nodiscard]] std::int64_t instant_of(Date day, std::int64_t nanoseconds_of_day) const override {
    if (day < kFirstDay) return kFirstInstant;
    if (kLastDay < day) return kLastInstant;
    const std::int64_t local_s = day.days_since_1970() * kSecondsPerDay +
                                 floor_divide(nanoseconds_of_day, kNanosecondsPerSecond);
    // No offset is longer than a day: where it is the same a day before and a day after, this local
    // time meets no change of the clock.
    std::int32_t offset = offset_at(local_s - kSecondsPerDay);
    if (offset != offset_at(local_s + kSecondsPerDay)) offset = offset_near_change(local_s);
    const std::int64_t instant_s = local_s - offset;
    return written::nanoseconds(instant_s, nanoseconds_of_day % kNanosecondsPerSecond)
        .value_or(instant_s < 0 ? kFirstInstant : kLastInstant);
  }

 private:
  [[nodiscard]] std::int64_t listed(std::int64_t time_s) const {
    return changes_go_on_ && time_s >= kRepeatsFrom_s ? in_model_year(time_s) : time_s;
  }

  /// Rows are read by the million, and nearly all fall in one or two periods of their zone.
  [[nodiscard]] std::int32_t offset_at(std::int64_t instant_s) const {
    thread_local std::array<OffsetPeriod, 8> recent;
    OffsetPeriod& period = recent[number_ % recent.size()];
    instant_s = listed(instant_s);
    if (period.zone != this || instant_s < period.begin_s || instant_s >= period.end_s) {
      const date::sys_info info =
          zone_->get_info(date::sys_seconds(std::chrono::seconds(instant_s)));
      period = {this, info.begin.time_since_epoch().count(), info.end.time_since_epoch().count(),
                static_cast<std::int32_t>(info.offset.count())};
    }
    return period.offset_s;
  }

  /// The earlier offset of a time that the clock shows twice, or skips: so the first is taken
  /// the first time, and the second moves forward by what is skipped.
  [[nodiscard]] std::int32_t offset_near_change(std::int64_t local_s) const {
    const date::local_info info =
        zone_->get_info(date::local_seconds(std::chrono::seconds(listed(local_s))));
    return static_cast<std::int32_t>(info.first.offset.count());
  }

  std::string name_;
  const date::time_zone* zone_;
  std::size_t number_;
  bool changes_go_on_ = false;  // after the last listed one, in 2037
};

using ZoneMap = std::map<std::string, std::unique_ptr<TzZone>, std::less<>>;

}  // namespace

Result<const Zone*> Zone::find(std::string_view name) {
  static std::mutex mutex;
  static ZoneMap zones;
  const std::lock_guard lock(mutex);
  if (const auto known = zones.find(name); known != zones.end()) return known->second.get();
  try {
    auto zone = std::make_unique<TzZone>(std::string(name), date::locate_zone(std::string(name)),
                                         zones.size());
    return zones.emplace(std::string(name), std::move(zone)).first->second.get();
  } catch (const std::exception&) {
    return Error{ErrorCode::kNotFound, "the time zone database has no zone named '" +
                                           std::string(name.substr(0, 60)) + "'"};
  }
}

std::vector<std::string> Zone::names() {
  std::vector<std::string> names;
  try {
    for (const date::time_zone& zone : date::get_tzdb().zones) names.push_back(zone.name());
  } catch (const std::exception&) {
    names.clear();
  }
  return names;
}

Date Zone::local_day(std::int64_t instant_ns) const {
  const std::int64_t local_s =
      floor_divide(instant_ns, kNanosecondsPerSecond) + offset_s(instant_ns);
  return Date::from_days(static_cast<std::int32_t>(floor_divide(local_s, kSecondsPerDay)));
}

}  // namespace probity

#include <date/tz.h>

#include <array>
#include <exception>
#include <limits>
#include <map>
#include <mutex>
#include <utility>

#include "engine/values/time.h"

namespace probity {
namespace {

constexpr std::int64_t kNanosecondsPerSecond = 1'000'000'000;
constexpr std::int64_t kSecondsPerDay = 86'400;
constexpr std::int64_t kFirstInstant = std::numeric_limits<std::int64_t>::min();
constexpr std::int64_t kLastInstant = std::numeric_limits<std::int64_t>::max();

constexpr std::int64_t floor_divide(std::int64_t a, std::int64_t b) {
  const std::int64_t quotient = a / b;
  return a % b < 0 ? quotient - 1 : quotient;
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
      : name_(std::move(name)), zone_(zone), number_(number) {}

  [[nodiscard]] const std::string& name() const override { return name_; }

  [[nodiscard]] std::int32_t offset_s(std::int64_t instant_ns) const override {
    return offset_at(floor_divide(instant_ns, kNanosecondsPerSecond));
  }

  [[nodiscard]] std::int64_t instant_of(Date day, std::int64_t nanoseconds_of_day) const override {
    const std::int64_t local_s = day.days_since_1970() * kSecondsPerDay +
                                 floor_divide(nanoseconds_of_day, kNanosecondsPerSecond);
    // No offset is longer than a day, so where the offset is the same a day before and a day after
    // this local time meets no change of the clock.
    std::int32_t offset = offset_at(local_s - kSecondsPerDay);
    if (offset != offset_at(local_s + kSecondsPerDay)) offset = offset_near_change(local_s);
    return nanoseconds(local_s - offset, nanoseconds_of_day % kNanosecondsPerSecond);
  }

 private:
  /// Rows are read by the million, and nearly all fall in one or two periods of their zone.
  [[nodiscard]] std::int32_t offset_at(std::int64_t instant_s) const {
    thread_local std::array<OffsetPeriod, 8> recent;
    OffsetPeriod& period = recent[number_ % recent.size()];
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
        zone_->get_info(date::local_seconds(std::chrono::seconds(local_s)));
    return static_cast<std::int32_t>(info.first.offset.count());
  }

  static std::int64_t nanoseconds(std::int64_t instant_s, std::int64_t fraction_ns) {
    std::int64_t instant_ns = 0;
    if (__builtin_mul_overflow(instant_s, kNanosecondsPerSecond, &instant_ns) ||
        __builtin_add_overflow(instant_ns, fraction_ns, &instant_ns)) {
      return instant_s < 0 ? kFirstInstant : kLastInstant;
    }
    return instant_ns;
  }

  std::string name_;
  const date::time_zone* zone_;
  std::size_t number_;
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

Date Zone::local_day(std::int64_t instant_ns) const {
  const std::int64_t local_s =
      floor_divide(instant_ns, kNanosecondsPerSecond) + offset_s(instant_ns);
  return Date::from_days(static_cast<std::int32_t>(floor_divide(local_s, kSecondsPerDay)));
}

}  // namespace probity

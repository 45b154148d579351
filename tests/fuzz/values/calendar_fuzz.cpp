#include <cstddef>
#include <cstdint>
#include <string_view>

#include "engine/base/check.h"
#include "engine/values/calendar.h"

using probity::Calendar;
using probity::Date;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto parsed = Calendar::parse({reinterpret_cast<const char*>(data), size});
  if (!parsed.ok()) return 0;
  const Calendar& calendar = parsed.value();
  // Walking the first days one by one agrees with every answer that is computed.
  const std::int32_t first = calendar.first().days_since_1970();
  std::int64_t open_days = 0;
  for (std::int32_t i = 1; i <= 40 && first + i <= calendar.last().days_since_1970(); ++i) {
    const Date day = Date::from_days(first + i);
    const bool open = calendar.is_open(day).value();
    if (open) ++open_days;
    PROBITY_CHECK(calendar.open_days_between(calendar.first(), day).value() == open_days);
    if (!open) continue;
    PROBITY_CHECK(calendar.plus_open_days(calendar.first(), open_days).value() == day);
    PROBITY_CHECK(calendar.roll_forward(day).value() == day);
  }
  PROBITY_CHECK(!calendar.is_open(Date::from_days(first - 1)).ok());
  return 0;
}

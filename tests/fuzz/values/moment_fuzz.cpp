#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "engine/base/check.h"
#include "engine/values/time.h"

using probity::Date;
using probity::Moment;
using probity::Zone;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const std::array<const Zone*, 4> zones = {
      Zone::find("Asia/Shanghai").value(), Zone::find("America/New_York").value(),
      Zone::find("Pacific/Apia").value(), Zone::find("UTC").value()};
  if (size == 0) return 0;
  const Zone& zone = *zones[data[0] % zones.size()];
  const std::string_view text(reinterpret_cast<const char*>(data + 1), size - 1);
  if (const auto date = Date::parse(text); date.ok()) {
    PROBITY_CHECK(date.value().to_string() == text);
    const auto later = date.value().plus_months(1);
    if (later.ok()) PROBITY_CHECK(full_months_between(date.value(), later.value()) == 1);
  }
  const auto moment = Moment::parse(text, zone);
  if (!moment.ok()) return 0;
  PROBITY_CHECK(Moment::parse(moment.value().to_string(), zone).value() == moment.value());
  PROBITY_CHECK(is_same(moment.value(), moment.value(), zone) == probity::Truth::kTrue);
  PROBITY_CHECK(is_before(moment.value(), moment.value(), zone) == probity::Truth::kFalse);
  const Moment whole_day = Moment::on(moment.value().day_in(zone));
  PROBITY_CHECK(is_same(whole_day, moment.value(), zone) != probity::Truth::kFalse);
  return 0;
}

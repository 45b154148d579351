#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/base/result.h"
#include "engine/values/time.h"

namespace probity {

/// A form in which a table writes dates and times, as `dd.MM.yyyy HH:mm`.
///
/// `yyyy`, `MM`, `dd`, `HH`, `mm`, `ss` are digits of that width, `M`, `d`, `H` one or two; `SSS` is a
/// fraction of a second of one to nine digits, which may be missing together with the point in front of
/// it; `X` an offset (`Z`, `+08`, `+0800`, `+08:00`). Text in `'…'` and all that is no letter (and `T`)
/// stands for itself.
class TimeFormat {
 public:
  /// Errors: `kInvalidArgument` for a letter without a meaning, a part given twice, or a form that does
  /// not tell the day.
  [[nodiscard]] static Result<TimeFormat> compile(std::string_view form);

  struct Parts {
    Date day;
    std::int64_t nanoseconds_of_day = 0;
    bool has_time = false;                ///< false: the form has no time of day
    std::optional<std::int32_t> offset_s; ///< east of UTC
  };
  /// Errors: `kInvalidArgument`, also for a day that is not in the calendar.
  [[nodiscard]] Result<Parts> read(std::string_view text) const;
  [[nodiscard]] const std::string& form() const { return form_; }

 private:
  enum class Kind : std::uint8_t { kText, kYear, kMonth, kDay, kHour, kMinute, kSecond, kFraction, kOffset };
  struct Part {
    Kind kind = Kind::kText;
    bool one_or_two_digits = false;
    std::string text;
  };
  std::string form_;
  std::vector<Part> parts_;
};

}  // namespace probity

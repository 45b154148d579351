#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "engine/base/result.h"
#include "engine/values/time.h"

namespace probity {

/// A published calendar: which days from `first` to `last` are open. Immutable.
///
/// A look-up outside the covered days is an error (`kOutOfRange`, "calendar cn.business is not
/// published past 2026-12-31"), never a guess from weekdays.
class Calendar {
 public:
  /// Reads the calendar file format (see rulesets/calendars/README.md):
  ///   calendar cn.business
  ///   version  2026-1
  ///   covers   2010-01-01 to 2026-12-31
  ///   closed   weekends                   # or `open weekends`: one of them is needed
  ///   closed   2026-01-01 to 2026-01-03   # a comment
  ///   open     2026-01-04
  /// Errors: `kInvalidArgument` with line; a day listed twice, an `open` day that is open anyway,
  /// a day outside the covered ones are errors too.
  [[nodiscard]] static Result<Calendar> parse(std::string_view text);

  [[nodiscard]] const std::string& name() const { return name_; }
  [[nodiscard]] const std::string& version() const { return version_; }
  /// SHA-256 (`sha256:` and 64 hex digits) over name, version, covered days and each day's state.
  [[nodiscard]] const std::string& digest() const { return digest_; }
  [[nodiscard]] Date first() const { return first_; }
  [[nodiscard]] Date last() const { return last_; }

  [[nodiscard]] Result<bool> is_open(Date day) const;
  /// The `count`-th open day after `from` (count > 0) or before it (count < 0); `from` itself is
  /// not counted. count 0 gives `from`.
  [[nodiscard]] Result<Date> plus_open_days(Date from, std::int64_t count) const;
  /// `day` itself if open, else the next open day.
  [[nodiscard]] Result<Date> roll_forward(Date day) const;
  /// Open days after `from` up to and including `to`; negative the other way round.
  [[nodiscard]] Result<std::int64_t> open_days_between(Date from, Date to) const;

 private:
  Calendar() = default;
  [[nodiscard]] Error not_published(bool past, const std::string& asked) const;
  [[nodiscard]] Result<std::size_t> place_of(Date day) const;

  std::string name_;
  std::string version_;
  std::string digest_;
  Date first_;
  Date last_;
  std::vector<std::uint8_t> open_;           // one a day from first_
  std::vector<std::int32_t> open_before_;    // open days before each day, then all: O(log n)
};

}  // namespace probity

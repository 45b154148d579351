#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "engine/base/result.h"
#include "engine/values/time.h"

/// What a firm says of the personal data in its log: the file `LOG.policy`. See audit/FORMAT.md, *Redaction*.
namespace probity::audit {

/// A fact by the last names of its path: `client.name` is that of `/facts/client` and of `/facts/order/client`.
/// Each part stands for all names that the vocabulary gives it.
using FactName = std::vector<std::vector<std::string>>;

/// Are they the same but for the case of Latin letters?
[[nodiscard]] bool same_word(std::string_view a, std::string_view b);

/// How long records of a class are kept.
struct RetentionClock {
  std::string record_class;  ///< `*` is each class
  int years = 0;
  bool from_end = true;      ///< from the end of the business with the client; else from the record's own day
};

struct AuditPolicy {
  std::vector<FactName> client;              ///< facts that name the client; the first that is there counts
  std::vector<std::string> client_subjects;  ///< entities whose subjects are clients: the subject's id names them
  std::vector<FactName> personal;
  std::vector<std::pair<std::string, std::string>> classes;  ///< entity or act, and its records' class
  std::vector<RetentionClock> retention;

  /// The class of a decision on this entity or act; `business` where no line gives one.
  [[nodiscard]] std::string class_of(std::string_view on) const;
  /// The clocks that run for a class. Where the file has none at all: twenty years from the end.
  [[nodiscard]] std::vector<RetentionClock> clocks_of(std::string_view record_class) const;
  /// Adds the names that stand for the same (`of` gives all of them, the one asked for too).
  void add_names(const std::function<std::vector<std::string>(const std::string&)>& of);
};

/// Lines: `client PATH`, `client ENTITY`, `personal PATH`, `class NAME ENTITY`, `retain CLASS YEARS years from
/// end|record`; `#` begins a remark. Errors: `kInvalidArgument` with the line.
[[nodiscard]] Result<AuditPolicy> parse_policy(std::string_view text);

/// The last day of a clock that began on `start`: erasing is allowed from the day behind it on. Errors:
/// `kOutOfRange`.
[[nodiscard]] Result<Date> last_day_kept(const Date& start, int years);

}  // namespace probity::audit

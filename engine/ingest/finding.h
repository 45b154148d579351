#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

#include "engine/base/result.h"

namespace probity::ingest {

/// What can be wrong with a table's rows. The first ones refuse the record, the others make one fact
/// unknown.
enum class FindingKind : std::uint8_t {
  kBrokenLine,        ///< the line does not read as a row of the table
  kNoKey,             ///< a part of the key is empty
  kRepeatedKey,       ///< another row has the key
  kNotJudged,         ///< the record contradicts itself so that it cannot be judged
  kUnreadableValue,   ///< not what the field's type is written like
  kUnlistedValue,     ///< not in the value map
  kWrongCurrency,     ///< none, or another than the field's
  kDanglingReference, ///< no record has this key
  kNoVersion,         ///< the record has no version at the subject's instant
  kUndatedVersion,    ///< the date of a version does not read
  kNoJoinedRow,       ///< the joined table has no such row
  kSeveralJoinedRows, ///< or more than one, and they differ
  kNoOwner,           ///< a list's row whose owner is not there
};
inline constexpr std::size_t kFindingKinds = 13;

/// `I01`, …: stable.
[[nodiscard]] std::string_view code_of(FindingKind kind);
/// `broken line`, …
[[nodiscard]] std::string_view name_of(FindingKind kind);
[[nodiscard]] bool refuses(FindingKind kind);

/// One fault of the data, with its place.
struct Finding {
  FindingKind kind = FindingKind::kBrokenLine;
  std::string file;          ///< `customers.csv`, or a database's table
  std::uint64_t line = 0;    ///< 0: not known
  std::uint32_t column = 0;
  std::string record;        ///< its key, where that is known
  std::string field;         ///< the fact that is unknown: `Client.risk_class`
  std::string what;
  std::string remedy;        ///< what would mend it
  bool refused = false;      ///< the record is not judged: by its kind, or by `--strict`
};

/// How the rows of one table ended.
struct TableCount {
  std::string file;
  std::string what;                ///< `Client`, `Client.permissions`, `joined to Order`
  std::uint64_t read = 0;          ///< records: kept + refused
  std::uint64_t refused = 0;
  std::uint64_t passed_over = 0;   ///< rows that a `where` left out; not in `read`
  std::uint64_t blank = 0;         ///< unpivoted cells without a value; not in `read`
  std::uint64_t superseded = 0;    ///< another row of the same key stands for them; not in `read`
};

/// Takes findings in a fixed order, whatever the number of threads. An error stops the work.
using OnFinding = std::function<Result<void>(const Finding&)>;
using Counts = std::array<std::uint64_t, kFindingKinds>;

}  // namespace probity::ingest

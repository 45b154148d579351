#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "engine/ir/program.h"

/// Expressions as the fast evaluators compute them: names are places in rows, units are scales, what is the
/// same stands once.
namespace probity::plan {

__extension__ using Wide = __int128;

/// Three-valued truth, and a fourth answer: only the reference evaluator can say.
enum class Answer : std::uint8_t { kFalse, kUnknown, kTrue, kAsk };

/// What a value is held as.
enum class Form : std::uint8_t {
  kTruth,   ///< of a condition: nothing is held
  kWhole,   ///< an enumeration's value, a date's day, a truth
  kMoment,  ///< as in a row's cell
  kNumber,  ///< a coefficient at the node's scale, and a currency
  kText,
};

enum class Op : std::uint8_t {
  kAsk,            ///< what the fast evaluators do not compute
  // Conditions.
  kTruth,          ///< `answer`
  kCellIn,         ///< a cell of few values is one of `set`
  kCellCompare,    ///< a cell against `whole`
  kMoneyCompare,   ///< the same of an amount whose currency stands in the next cell
  kCellKnown, kRowKnown, kListKnown, kIsKnown,
  kNot, kAnd, kOr, kIf,
  kCompareWhole, kCompareNumber, kCompareMoment, kCompareText,
  kDayIn,          ///< a day lies in `period`
  kSome, kNo, kEvery,
  kSetHas,         ///< a set of values holds an operand's
  kAcknowledged, kMentions,
  kTruthOf,        ///< of a value that is a truth
  // Of both kinds: the operand, where a record is known.
  kWithRow, kWithElement,
  // Values.
  kConstant, kCell, kElement, kKey, kSubjectMoment, kSubjectDay, kWholeOf,
  kAdd, kSubtract, kMultiply, kNegate, kRescale, kRound, kDivide, kLarger, kSmaller, kChoose, kOrElse,
  kShift, kElapsed, kDateOf, kClose, kLookup,
  kCount, kTotal, kLargest, kSmallest, kLatest, kEarliest,
};

/// A list's place: in a row's record, or in an element's.
struct ListPlace {
  std::uint16_t row = 0;
  std::uint8_t frame = kNoFrame;  ///< of an element: which of those gone through, the outermost first
  std::vector<std::uint32_t> steps;
  Id<Entity> of;                  ///< what its elements are
  static constexpr std::uint8_t kNoFrame = UINT8_MAX;
};

struct Node;

/// A cell of a table, for an input of one form.
struct CellTest {
  struct Range {
    bool has_low = false, has_high = false, low_open = false, high_open = false;
    Wide low = 0, high = 0;
  };
  bool any = false;
  std::uint64_t set = 0;          ///< of few whole values
  bool by_set = false;
  std::int64_t factor = 1;        ///< the input is multiplied by it first
  std::int32_t currency = 0;      ///< that an amount must be in
  std::vector<Range> ranges;
  std::vector<std::string> texts;
};
struct TableRow {
  std::vector<CellTest> cells;
  ir::Period period;
  const Node* gives = nullptr;
};
struct LookupPlan {
  std::vector<TableRow> rows;    ///< without a day node, those in force
  std::vector<std::int16_t> direct;  ///< of one input of few values: the row by value, or -1
};
/// What a window asks; see ir::Window.
struct WindowPlan {
  const ir::Window* source = nullptr;
  const Node* count = nullptr;
  const Node* anchor = nullptr;
  const Node* date = nullptr;
};

struct Node {
  Op op = Op::kAsk;
  Form form = Form::kTruth;
  Answer answer = Answer::kAsk;
  ir::Compare compare = ir::Compare::kEqual;
  std::uint8_t unit = 0;     ///< DurationUnit or ir::SpanUnit
  std::uint8_t mode = 0;     ///< Rounding; of a length of time LeapDay
  bool flag = false;         ///< kShift: forward; of a list: `other`
  std::uint8_t frame = 0;    ///< kElement, kWithElement; of a list: that of its elements
  std::uint16_t row = 0, cell = 0;
  std::int32_t memo = -1;    ///< where its value is kept while one subject is judged
  std::int32_t scale = 0;
  std::int32_t currency = 0; ///< kConstant, kCell: of an amount; 0 where it is none or stands in a cell
  std::int64_t whole = 0, other_whole = 0;  ///< constants; factors of the two sides of a comparison
  std::uint64_t set = 0;
  const Node* a = nullptr;
  const Node* b = nullptr;
  const Node* c = nullptr;
  std::vector<const Node*> list;
  std::vector<std::uint32_t> steps;
  const Type* type = nullptr;               ///< kElement
  const ir::Ruleset* ruleset = nullptr;     ///< whose zone and calendars count
  const void* data = nullptr;               ///< LookupPlan, WindowPlan, Document, words
  const ListPlace* place = nullptr;
  ir::Period period;
  std::string text;
  // What is known of it beforehand.
  std::uint32_t frames = 0;             ///< the elements gone through that it depends on, as bits
  bool only_small = true;               ///< depends on nothing but the cells of few values in `small`
  std::vector<std::uint16_t> small;     ///< sorted
  std::uint32_t cost = 1;

  [[nodiscard]] bool in_list() const { return frames != 0; }
};

}  // namespace probity::plan

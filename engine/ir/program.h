#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "engine/base/id.h"
#include "engine/decision/decision.h"
#include "engine/schema/schema.h"
#include "engine/values/calendar.h"
#include "engine/values/provision.h"
#include "engine/values/value.h"

/// The typed program: every name is resolved, every type known, every clause of an exception merged
/// with what it inherits. Any evaluator needs only this and facts.
namespace probity::ir {

struct Expr;
struct Table;
struct Procedure;
struct Define;
struct Parameter;
struct Rule;
struct Ruleset;
using ExprId = Id<Expr>;
/// May be absent: `when` that is not written, a table's `on`.
using OptExpr = std::optional<ExprId>;

struct Period {
  std::optional<Date> from, to;  ///< inclusive
  [[nodiscard]] bool covers(Date day) const {
    return (!from || *from <= day) && (!to || day <= *to);
  }
};

/// Where a path begins.
enum class Root : std::uint8_t {
  kSelf,     ///< the subject's record; in a definition's body, the record it is defined on
  kElement,  ///< the element of the list being gone through; `level` 0 is the innermost
};

/// A field of a record reached over references: `steps` are field indexes, each but the last a
/// reference. `text` is how messages and `read` name it (`client.risk_class`).
struct Path {
  Root root = Root::kSelf;
  std::uint32_t level = 0;
  std::vector<std::uint32_t> steps;  ///< empty: the record itself
  std::string text;
};

enum class Compare : std::uint8_t { kEqual, kNotEqual, kLess, kLessOrEqual, kGreater, kGreaterOrEqual };
enum class Quantifier : std::uint8_t {
  kSome, kNo, kEvery, kCount, kTotal, kAverage, kLargest, kSmallest, kLatest, kEarliest, kAllShare,
};
enum class SpanUnit : std::uint8_t { kFullMonths, kFullYears, kDays, kBusinessDays, kTradingDays, kHours };

struct Constant { Value value; };
struct Read { Path path; };
/// A definition's value for the record that `base` reaches.
struct UseDefine { Id<Define> define; Path base; std::string text; };
struct SubjectDate {};
/// A parameter's value on the judged day. Of a length of time: a number where its unit is already
/// said (the count of a Shift), else a duration.
struct UseParameter { Id<Parameter> parameter; };
/// A grading's value: that of the version in force on the judged day, where its guard holds. The value
/// of a definition, so that it is read as a field is.
struct Graded {
  struct Version { Period period; OptExpr guard; ExprId value; };
  std::vector<Version> versions;
};
struct Not { ExprId operand; };
struct And { std::vector<ExprId> operands; };
struct Or { std::vector<ExprId> operands; };
/// Both sides have one type, but for date against moment: the checker wraps the moment in DateOf.
struct Comparison { Compare op = Compare::kEqual; ExprId left, right; };
struct IsKnown { ExprId operand; };
struct IsOneOf { ExprId operand; std::vector<ExprId> options; };
enum class Arithmetic : std::uint8_t { kAdd, kSubtract, kMultiply };
struct Calculation { Arithmetic op = Arithmetic::kAdd; ExprId left, right; };
struct Negation { ExprId operand; };
/// Division carries its rounding: no quotient exists without one. `unit` > 0.
struct Division { ExprId left, right; Decimal unit; Rounding mode = Rounding::kHalfUp; };
struct Rounded { ExprId operand; Decimal unit; Rounding mode = Rounding::kHalfUp; };
struct Extreme { bool larger = true; std::vector<ExprId> options; };
struct Choose { ExprId condition, then_value, else_value; };
struct OrElse { ExprId operand, fallback; };
/// `count` is a whole number (type number); anchor a date or a moment; the result has its type.
struct Shift { ExprId count; DurationUnit unit = DurationUnit::kDays; bool forward = true; ExprId anchor; };
struct Elapsed {
  SpanUnit unit = SpanUnit::kDays;
  ExprId from, to;
  LeapDay leap_day = LeapDay::kFebruary28;  ///< of full months and years
};
struct DateOf { ExprId operand; };
struct CloseOfBusiness { ExprId day; };
/// Which elements of a list are meant, by their date; the subject itself is none of them.
struct Window {
  enum class Kind : std::uint8_t {
    kWithin,    ///< from `anchor` less `count` units, inclusive, to `anchor`, exclusive
    kOverLast,  ///< the days (open ones, of a calendar's units) before the subject's, `count` units back
    kToday,     ///< from the subject's local midnight to its instant
  } kind = Kind::kToday;
  OptExpr count, anchor;  ///< evaluated outside the list
  DurationUnit unit = DurationUnit::kDays;
  bool and_today = false;  ///< of kOverLast: and what kToday is
  ExprId date;             ///< of the element, which is kElement level 0
};
struct Collection {
  Quantifier quantifier = Quantifier::kSome;
  bool other = false;
  Path list;
  OptExpr where, has, value, by;  ///< evaluated with the element as kElement level 0
  std::optional<Window> window;
  std::optional<Decimal> unit;    ///< kAverage: its rounding
  Rounding mode = Rounding::kHalfUp;
};
struct Mentions { ExprId operand; std::vector<std::string> words; };
struct Lookup { Id<Table> table; std::vector<ExprId> arguments; OptExpr on; };
/// The value is a text: `CNY`.
struct CurrencyOf { ExprId operand; };
struct EvidenceOf { Id<Procedure> procedure; };
/// The client's acknowledgements hold the document's version in force on the subject's day, at or
/// before the subject's instant; with `before`, strictly before that moment.
struct Acknowledged { Id<Document> document; Path list; OptExpr before; };
enum class DeadlineField : std::uint8_t { kState, kDue, kMetAt };
/// Another deadline rule's result on the same subject. kState compares as a text (`met`).
struct OfDeadline { std::string rule; DeadlineField field = DeadlineField::kState; };
/// `due` inside the deadline's own clauses: the due date that is being extended.
struct OwnDue {};

struct Expr {
  Type type;
  SourceSpan span;
  std::variant<Constant, Read, UseDefine, SubjectDate, Not, And, Or, Comparison, IsKnown, IsOneOf, Calculation,
               Negation, Division, Rounded, Extreme, Choose, OrElse, Shift, Elapsed, DateOf, CloseOfBusiness,
               Collection, Mentions, Lookup, CurrencyOf, EvidenceOf, Acknowledged, OfDeadline, OwnDue,
               UseParameter, Graded>
      node;
};

struct Cell {
  enum class Kind : std::uint8_t { kAny, kOneOf, kRange } kind = Kind::kAny;
  std::vector<Value> values;       ///< kOneOf (one value is a list of one)
  std::optional<Value> low, high;  ///< kRange; both ends inclusive unless open
  bool low_open = false, high_open = false;
};
struct Row { std::vector<Cell> cells; Period period; OptExpr gives; std::string cites; SourceSpan span; };
struct Table {
  std::string name;  ///< qualified
  LocalNames names;
  std::vector<Type> inputs;
  Type gives;
  std::vector<Row> rows;  ///< `period.to` is filled in from the next row with the same keys
  bool covers_only_listed = false;
  SourceSpan span;
};

struct Procedure {
  std::string name;  ///< as in facts: `special_warning`
  std::string qualified_name;
  LocalNames names;
  Subject subject;
  std::vector<std::string> parties;
  Path evidence;                     ///< the list
  std::vector<std::string> steps;
  std::vector<std::uint32_t> step_fields;  ///< in the list's record
  bool in_order = false;
  OptExpr before;                    ///< over the subject
  std::optional<Id<Document>> document;
  // Fields of the list's record, where it has them.
  std::optional<std::uint32_t> procedure_field, order_field, product_field, document_field, version_field;
  SourceSpan span;
};

/// What a regulator, an exchange, an association or the firm has issued. Texts hold `en`.
struct Instrument {
  std::string name;
  LocalNames called;  ///< in citations
  LocalNames authority, title;
  std::string layer;
  std::vector<Provision> contains;  ///< empty: not said
  std::vector<DocumentVersion> versions;
  struct WithoutRule { std::vector<Provision> provisions; LocalNames because; };
  std::vector<WithoutRule> without_rule;
  SourceSpan span;
};

struct Citation {
  std::string layer;
  std::string text;  ///< in words: `CSRC Order 130 art. 18, 19`
  bool unverified = false;
  std::optional<Id<Instrument>> instrument;  ///< nothing: it is given in words alone
  std::string version;                       ///< the one that is named; else empty
  std::vector<Provision> provisions;
  SourceSpan span;
};
/// `CSRC Order 130 art. 18, 19`, with `zh` `证监会令第130号第18条、第19条`.
[[nodiscard]] std::string citation_text(const Instrument& instrument, std::string_view version,
                                        const std::vector<Provision>& provisions, std::string_view language);

struct DatedValue { Period period; Value value; };
struct Parameter {
  std::string name;  ///< qualified
  LocalNames names;
  Type type;
  std::optional<DurationUnit> unit;  ///< of kDuration
  std::vector<DatedValue> values;    ///< by day, without holes between them; none: no layer has set it
  std::string set_by;                ///< the ruleset whose setting stands; empty: its own
  std::vector<Citation> cites;       ///< with those of its settings
  SourceSpan span;
  /// The one value that holds on every day; null where there is none such.
  [[nodiscard]] const Value* single() const {
    const bool always = values.size() == 1 && !values[0].period.from && !values[0].period.to;
    return always ? &values[0].value : nullptr;
  }
};

struct Define { std::string name; Id<Entity> on; ExprId value; Type type; SourceSpan span; };

/// Text with the places of facts: pieces alternate between text and expression.
struct ReasonPiece { std::string text; OptExpr value; };
using Reason = std::map<std::string, std::vector<ReasonPiece>>;  ///< by language

struct OutcomeClause {
  decision::Outcome outcome = decision::Outcome::kRecord;
  std::optional<Id<Procedure>> procedure;  ///< `confirm by`
};

struct Due { ExprId value; bool or_next_business_day = false; };
struct DeadlineClauses {
  ExprId starts;
  Due due;
  struct Extension { Due due; OptExpr condition; };
  std::optional<Extension> extended;
  struct Restart { ExprId from; OptExpr condition; };
  std::optional<Restart> restarts;
  OptExpr paused_from, paused_to;
  std::vector<ExprId> met_by;
  OptExpr unless;
  std::optional<Decimal> warn_at;
};

struct Disclosure { Id<Document> document; };

/// Who is told, or asked for what, by when, where the rule has a finding.
struct Response {
  struct Who { std::map<std::string, std::string> texts; OptExpr value; };  ///< one of the two
  bool asks = false;
  std::vector<Who> who;
  Reason what;  ///< of `ask`
  std::optional<Due> due;
};

/// What a grading says about its grade beside the value itself.
struct GradingClauses {
  ExprId value;       ///< the definition's, of the subject
  OptExpr recorded;   ///< the grade on file
  struct Step { OptExpr condition; Reason because; };
  std::vector<Step> steps;  ///< in the order in which they are tried; conditions as in the definition
  struct Points { ExprId value; Reason what; };
  std::vector<Points> points;
};

/// A rule, or an exception with everything it inherits merged in. The guard is the node's own; a
/// child is looked at only where its parent applies.
struct Node {
  std::string name;       ///< `risk_match`, `recommended`
  Period period;
  OptExpr guard;
  OptExpr requirement;    ///< one condition, whatever the kind; absent: nothing is required (exempt) or a deadline
  bool exempt = false;
  OutcomeClause otherwise;
  std::optional<decision::Outcome> if_unknown;
  Reason because;
  std::vector<Citation> cites;
  std::vector<Disclosure> disclosures;  ///< obligations listed wherever the guard holds
  std::optional<DeadlineClauses> deadline;
  std::vector<Response> responses;
  std::optional<GradingClauses> grading;
  std::vector<Node> exceptions;
  SourceSpan span;
};

enum class RuleKind : std::uint8_t {
  kSuitability, kDisclosure, kCommission, kDeadline, kLimit, kConduct,
  kGrading, kAlert,
};
[[nodiscard]] std::string_view rule_kind_name(RuleKind kind);

/// What a rule across groups adds: whom it compares and by what. The rule's own node is of the group, a
/// record of the entity `group`.
struct Population {
  enum class Unit : std::uint8_t { kValue, kMonth, kQuarter, kYear };
  struct Key {
    ExprId value;
    Unit unit = Unit::kValue;
    std::uint32_t field = 0;  ///< of `group`
  };
  Id<Entity> group;
  OptExpr when;     ///< whether a subject is one of them
  std::vector<Key> keys;
  OptExpr compare;  ///< of each member
  // Fields of `group`; those behind `size` only with `compare`.
  std::uint32_t members = 0, size = 0, smallest = 0, largest = 0, middle = 0, alike = 0;
  std::optional<std::uint32_t> spread;  ///< of amounts
};

struct Rule {
  std::string name;            ///< `risk_match`
  std::string qualified_name;  ///< `cn.suitability.risk_match`
  LocalNames names;
  RuleKind kind = RuleKind::kSuitability;
  Subject subject;
  Id<Ruleset> ruleset;
  std::string stricter_than;  ///< the rule of an upper layer that this one adds to; else empty
  std::optional<Date> observe_until;  ///< before this day of the subject its findings do not count
  OptExpr in_force_by;  ///< else the subject's own date
  std::optional<Population> population;
  Node node;            ///< its period is the rule's version
};

/// Whether the rule judges this subject alone, or the group that it is.
[[nodiscard]] inline bool is_on(const Rule& rule, const Subject& subject) {
  return rule.population ? rule.population->group == subject.entity : rule.subject == subject;
}

struct Ruleset {
  std::string name;
  LocalNames titles;  ///< with `en`
  std::int64_t language = 1;
  std::string layer;
  const Zone* zone = nullptr;
  std::shared_ptr<const Calendar> business_days, trading_days;  ///< null where not named
  std::optional<Currency> currency;
  std::optional<std::int32_t> close_of_business_s;
  std::string digest;  ///< sha256 over the dump of all that this ruleset's decisions rest on
};

/// Fields of entities.
using FieldSet = std::set<std::pair<Id<Entity>, std::uint32_t>>;

/// Several rulesets compiled together over one schema.
struct Program {
  Schema schema;
  Store<Expr> exprs;
  Store<Table> tables;
  Store<Procedure> procedures;
  Store<Define> defines;
  Store<Parameter> parameters;
  Store<Ruleset> rulesets;
  Store<Instrument> instruments;
  std::vector<Rule> rules;  ///< in order of ruleset name, rule name, period; deadlines that others use come first
  std::vector<std::string> file_names;  ///< by `SourceSpan::file`: base names for `at`
  FieldSet reads;  ///< every field that some path goes through
  std::string digest;       ///< over all rulesets' digests: `sha256:…`
};

/// The program as text, without places: what digests are taken over and what golden tests compare.
[[nodiscard]] std::string dump(const Program& program);
[[nodiscard]] std::string dump(const Program& program, ExprId expr);

}  // namespace probity::ir

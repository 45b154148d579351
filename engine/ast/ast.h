#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "engine/source/source_text.h"
#include "engine/values/decimal.h"
#include "engine/values/money.h"
#include "engine/values/provision.h"
#include "engine/values/time.h"

/// The syntax tree: what was written, clause by clause, before any name is looked up.
/// Plain structs; names keep the spelling of the file. See grammar/LANGUAGE.md.
namespace probity::ast {

struct Name {
  std::string text;  ///< dots included for ruleset, vocabulary and calendar names
  SourceSpan span;
};

/// `"…"` with its other languages: `"…" zh "…"`. The key "en" holds the unmarked text.
struct Texts {
  std::map<std::string, std::string> by_language;
  SourceSpan span;
};

// ---------------------------------------------------------------- expressions

struct Expr;
using ExprPtr = std::unique_ptr<Expr>;

/// A name or path: `client.risk_class`, `ordinary`, `answer.state`.
struct Path {
  std::vector<Name> parts;
};
struct NumberLit { Decimal value; };
struct MoneyLit { Money value; };
struct RateLit { Rate value; };
struct DateLit { Date value; };
struct MomentLit { std::string text; };  ///< read later, with the ruleset's zone
struct DurationLit { ExprPtr count; DurationUnit unit = DurationUnit::kDays; };  ///< count: a number or an expression
struct TruthLit { bool value = false; };
struct TextLit { std::string value; };
/// `subject date`
struct SubjectDate {};

enum class BinaryOp : std::uint8_t { kOr, kAnd, kAdd, kSubtract, kMultiply, kDivide, kOf, kOrElse };
struct Binary { BinaryOp op = BinaryOp::kAnd; SourceSpan op_span; ExprPtr left, right; };
enum class UnaryOp : std::uint8_t { kNot, kNegate };
struct Unary { UnaryOp op = UnaryOp::kNot; ExprPtr operand; };

enum class CompareOp : std::uint8_t {
  kIs, kIsNot, kAtLeast, kAtMost, kAbove, kBelow, kBefore, kAfter, kAtOrBefore, kAtOrAfter,
};
struct Compare { CompareOp op = CompareOp::kIs; SourceSpan op_span; ExprPtr left, right; };
struct IsKnown { bool negated = false; ExprPtr operand; };  ///< negated: `is unknown`
struct OneOf { bool negated = false; SourceSpan op_span; ExprPtr operand; std::vector<ExprPtr> options; };

/// `rounded to UNIT MODE`; unit is a number, money or rate literal.
struct Rounded { ExprPtr operand; ExprPtr unit; Rounding mode = Rounding::kHalfUp; };
struct Extreme { bool larger = true; std::vector<ExprPtr> options; };  ///< the larger / smaller of
struct Choose { ExprPtr condition, then_value, else_value; };          ///< if c then a else b

/// `24 months before d` (forward = false), `d + 2 years` (forward = true), `the 3rd business day after d`;
/// the duration is a DurationLit or, as a parameter's name, a Path.
struct Shift { ExprPtr duration; bool forward = true; ExprPtr anchor; SourceSpan op_span; };
enum class SpanUnit : std::uint8_t { kFullMonths, kFullYears, kDays, kBusinessDays, kTradingDays, kHours };
struct Elapsed {
  SpanUnit unit = SpanUnit::kDays;
  ExprPtr from, to;
  LeapDay leap_day = LeapDay::kFebruary28;  ///< where the anniversary of 29 February falls
};
struct DateOf { ExprPtr operand; };
struct CloseOfBusiness { ExprPtr day; };

enum class Quantifier : std::uint8_t {
  kSome, kNo, kEvery, kCount, kTotal, kAverage, kLargest, kSmallest, kLatest, kEarliest, kAllShare,
};
/// `within 12 months before T`, `over the last 20 trading days` [`and today`], `today`.
struct Window {
  enum class Kind : std::uint8_t { kWithin, kOverLast, kToday } kind = Kind::kToday;
  ExprPtr duration;  ///< a DurationLit; null for kToday
  ExprPtr anchor;    ///< T of kWithin; else null
  bool and_today = false;
  SourceSpan span;
};
struct Collection {
  Quantifier quantifier = Quantifier::kSome;
  bool other = false;  ///< `no other`, `some other`
  ExprPtr list;        ///< a Path
  ExprPtr where;       ///< may be null
  ExprPtr has;         ///< `every … has C`; else null
  ExprPtr value;       ///< X of `total X of …`, the shared field of kAllShare; else null
  ExprPtr by;          ///< D of `latest X of … by D`, and of `LIST by D within …`; else null
  std::optional<Window> window;
};
struct Mentions { ExprPtr operand; std::vector<std::string> words; };
/// `highest_risk(x)` [`on D`]
struct TableCall { Name table; std::vector<ExprPtr> arguments; ExprPtr on; };
struct CurrencyOf { ExprPtr operand; };
struct EvidenceOf { Name procedure; };
struct Acknowledged { Name document; };

struct Expr {
  SourceSpan span;
  std::variant<Path, NumberLit, MoneyLit, RateLit, DateLit, MomentLit, DurationLit, TruthLit, TextLit, SubjectDate,
               Binary, Unary, Compare, IsKnown, OneOf, Rounded, Extreme, Choose, Shift, Elapsed, DateOf,
               CloseOfBusiness, Collection, Mentions, TableCall, CurrencyOf, EvidenceOf, Acknowledged>
      node;
};

// ---------------------------------------------------------------- common clauses

struct Period {
  std::optional<Date> from, to;  ///< inclusive
  SourceSpan span;
};

enum class Layer : std::uint8_t { kLaw, kExchange, kAssociation, kFirm };

struct PlacedProvision { Provision provision; SourceSpan span; };
/// `cites law "…"`, or of a declared instrument `cites csrc_130 article 18, 19 (3)`.
struct Citation {
  std::optional<Layer> layer;  ///< as written; else the ruleset's
  std::string text;
  std::optional<Name> instrument;
  std::optional<Name> version;
  std::vector<PlacedProvision> provisions;
  bool unverified = false;
  SourceSpan span;
};

enum class OutcomeWord : std::uint8_t { kPermit, kRecord, kWarn, kDisclose, kConfirm, kBlock };
struct Outcome {
  OutcomeWord word = OutcomeWord::kRecord;
  std::optional<Name> procedure;  ///< `confirm by P`
  SourceSpan span;
};

// ---------------------------------------------------------------- vocabulary

struct EnumerationValue { Name name; Texts names; };
struct Enumeration {
  Name name;
  Texts names;
  bool ordered = false;
  std::vector<EnumerationValue> values;
};

struct TypeName {
  bool list = false;
  std::string base;  ///< `truth number money rate date moment text` in any language, or a declared name
  SourceSpan base_span;
  std::optional<std::string> currency;
  SourceSpan span;
};
struct Field { Name name; TypeName type; Texts names; };
struct Entity {  ///< also `record`
  Name name;
  Texts names;
  bool is_record = false;
  std::optional<Name> subject_date;
  std::vector<Field> fields;
};
struct DocumentVersion {  ///< also of an instrument
  std::string version;
  Period period;
  std::optional<std::string> digest;  ///< of the text
  bool unverified = false;
  SourceSpan span, digest_span;
};
struct Document { Name name; Texts names; std::vector<DocumentVersion> versions; };
/// `no rule for articles 1, 2 because "…"`
struct WithoutRule { std::vector<PlacedProvision> provisions; Texts because; SourceSpan span; };
/// What a regulator, an exchange, an association or the firm has issued.
struct Instrument {
  Name name;
  Texts names;  ///< what citations call it
  std::optional<Texts> authority, title;
  std::optional<Layer> layer;
  std::vector<PlacedProvision> contains;
  std::vector<DocumentVersion> versions;
  std::vector<WithoutRule> without_rule;
  std::map<std::string, SourceSpan> places;
  SourceSpan span;
};
struct Act { std::string name; Texts names; Name on; std::optional<Name> date; SourceSpan span; };

// ---------------------------------------------------------------- rulesets

struct UnitHeader {  ///< `ruleset`, `vocabulary`, `source` or `continues`
  enum class Kind : std::uint8_t { kRuleset, kVocabulary, kSource, kContinues } kind = Kind::kRuleset;
  Name name;
  std::optional<Texts> title;
  std::optional<std::int64_t> language;
  SourceSpan language_span;
  std::optional<Layer> layer;
  std::optional<Name> zone, calendar, trading_calendar, currency;
  std::optional<std::int32_t> close_of_business_s;  ///< seconds after local midnight
  std::vector<Name> uses;
  // sources only
  std::optional<std::string> encoding, delimiter;
  /// Clause keyword -> its span, also of a clause that was reported and left out.
  std::map<std::string, SourceSpan> places;
  SourceSpan encoding_span, delimiter_span;
  SourceSpan span;
};

/// One clause that a rule or an exception may hold. All are optional here; `check` says which
/// kind needs which. A clause given twice is reported by `syntax` (requires and cites may repeat).
struct DeadlineDue { ExprPtr value; bool or_next_business_day = false; };
struct DeadlineExtension { DeadlineDue due; ExprPtr condition; SourceSpan span; };
struct DeadlineRestart { ExprPtr from; ExprPtr condition; SourceSpan span; };
struct DeadlineClauses {
  ExprPtr starts;
  std::optional<DeadlineDue> due;
  std::optional<DeadlineExtension> extended;
  std::optional<DeadlineRestart> restarts;
  ExprPtr paused_from, paused_to;
  std::vector<ExprPtr> met_by;
  ExprPtr unless;
  std::optional<Decimal> warn_at;  ///< a fraction: 80% is 0.8
};
/// `grade gold where C because "…"`; without `where` it is what is left.
struct GradeStep { ExprPtr value; ExprPtr where; std::optional<Texts> because; SourceSpan span; };
/// `points 100 * count of referrals for "clients referred"`
struct PointsLine { ExprPtr value; std::optional<Texts> what; SourceSpan span; };
struct GradingClauses {
  std::optional<Name> gives;  ///< an enumeration
  std::vector<GradeStep> steps;
  std::vector<PointsLine> points;
  ExprPtr recorded;  ///< a Path
};
/// Who is told or asked: a text, or a path to a fact.
struct Who { std::optional<Texts> texts; ExprPtr path; SourceSpan span; };
struct Response {
  bool asks = false;  ///< `ask WHO for WHAT`; else `tell WHO, WHO`
  std::vector<Who> who;
  std::optional<Texts> what;
  std::optional<DeadlineDue> due;
  bool within = false;          ///< `due` is a Shift, written `within LENGTH [after ANCHOR]`
  bool after_subject = false;   ///< no anchor is written: the subject's own date
  SourceSpan span;
};
struct Disclose { Name document; ExprPtr before; SourceSpan span; };
struct Charge {
  ExprPtr value;
  std::vector<ExprPtr> including;
  ExprPtr where;
};
struct Clauses {
  std::optional<Texts> title;
  std::vector<Citation> cites;
  std::optional<Period> in_force;
  ExprPtr in_force_by;
  ExprPtr when;
  std::vector<ExprPtr> require;
  ExprPtr compare;  ///< of a rule across groups: what is compared in each
  std::optional<Outcome> otherwise;
  std::optional<Outcome> if_unknown;
  std::optional<Texts> because;
  bool exempt = false;
  std::vector<Disclose> disclose;
  std::optional<Charge> charge;
  ExprPtr at_least, at_most;
  DeadlineClauses deadline;
  ExprPtr also_when;               ///< `stricter` only
  GradingClauses grading;
  std::vector<ExprPtr> raise;      ///< alerts: `raise where C`; their `outcome` is kept as `otherwise`
  std::vector<Response> responses;
  std::optional<Date> observe_until;
  /// Clause keyword (English) -> its span; also of a clause that was reported and left out, so that
  /// it is not missed a second time. `?` is a clause whose keyword is none.
  std::map<std::string, SourceSpan> places;
};

enum class RuleKind : std::uint8_t {
  kSuitability, kDisclosure, kCommission, kDeadline, kLimit, kConduct,
  kGrading, kAlert,
};
/// One of the values that put subjects into one group: `client.tier`, `month of traded_on`.
struct GroupKey {
  enum class Unit : std::uint8_t { kValue, kMonth, kQuarter, kYear } unit = Unit::kValue;
  ExprPtr value;
  SourceSpan span;
};
struct Rule {
  Name name;
  Texts names;  ///< other-language names after the head, may be empty
  RuleKind kind = RuleKind::kSuitability;
  Name subject;  ///< `Order` or `closing of Complaint`
  std::vector<GroupKey> across;  ///< `across Trade by …`; empty: each subject alone
  Clauses clauses;
  SourceSpan span;
};
/// `stricter NAME of cn.suitability.risk_match`: what a lower layer adds to a rule above.
struct Stricter { Name name; Texts names; Name of; Clauses clauses; SourceSpan span; };
struct Exception { Name name; Name to; Clauses clauses; SourceSpan span; };

struct Procedure {
  Name name;
  Texts names;
  std::vector<Name> parties;  ///< `client`, `product`
  Name subject;
  std::vector<Name> steps;
  bool in_order = false;
  ExprPtr before;
  std::optional<Name> document;
  ExprPtr evidence;  ///< a Path; null: the default
  SourceSpan span;
};

struct TableColumn {
  enum class Role : std::uint8_t { kInput, kFrom, kTo, kGives, kCites } role = Role::kInput;
  ExprPtr path;                  ///< kInput written as a path
  std::optional<Name> name;      ///< kInput written `name: TYPE`
  std::optional<TypeName> type;
  SourceSpan span;
};
struct TableCell {
  enum class Kind : std::uint8_t { kBlank, kAny, kValue, kOneOf, kRange } kind = Kind::kBlank;
  std::vector<ExprPtr> values;  ///< kValue: 1; kOneOf: any number
  ExprPtr low, high;            ///< kRange; null is unbounded
  bool low_open = false;        ///< `above A`
  bool high_open = false;       ///< `to below B`, `below B`
  SourceSpan span;
};
struct TableRow { std::vector<TableCell> cells; SourceSpan span; };
struct Table {
  Name name;
  Texts names;
  std::vector<TableColumn> columns;
  std::vector<TableRow> rows;
  bool covers_only_listed = false;
  SourceSpan span;
};
struct Define { Path target; ExprPtr value; SourceSpan span; };

/// A parameter's value; with `from`, from that day on.
struct DatedValue { std::optional<Date> from; ExprPtr value; SourceSpan span; };
/// `firm may only raise`
struct ParameterRight {
  enum class Direction : std::uint8_t { kSet, kRaise, kLower } direction = Direction::kSet;
  Layer layer = Layer::kFirm;
  SourceSpan span;
};
struct Parameter {
  Name name;
  Texts names;
  std::optional<Texts> title;
  std::optional<TypeName> type;      ///< as written; else the value says it
  std::optional<DurationUnit> unit;  ///< written as the type: `parameter notice: business days`
  std::vector<DatedValue> values;    ///< none: unknown until a lower layer sets it
  std::vector<ParameterRight> rights;
  std::vector<Citation> cites;
  SourceSpan span;
};
/// `set cn.suitability.notice_days = 15 business days`
struct ParameterSetting {
  Name target;
  std::optional<Texts> title;
  std::vector<DatedValue> values;
  std::vector<Citation> cites;
  SourceSpan span;
};

struct GivenValue;
struct GivenField { Name name; std::unique_ptr<GivenValue> value; };
struct GivenRecord { std::vector<GivenField> fields; };
struct GivenList { std::vector<GivenValue> items; };
struct GivenValue {
  SourceSpan span;
  /// A scalar is a literal expression or a bare name; `unknown` is the Path `unknown`.
  std::variant<ExprPtr, GivenRecord, GivenList> node;
};
/// `trade { … }`, or several subjects: `trades [ { … }, { … } ]`.
struct GivenEntity { Name name; GivenRecord record; std::optional<GivenList> several; };
struct Expectation {
  enum class Kind : std::uint8_t { kOutcome, kUndetermined, kNothing, kMissing, kDue, kState, kGrade } kind = Kind::kOutcome;
  std::optional<OutcomeWord> outcome;
  std::optional<Name> from;      ///< a rule
  Path missing;                  ///< kMissing
  std::string text;              ///< kDue: the date or moment; kState: the state's word
  ExprPtr grade;                 ///< kGrade: a literal or a bare name; the Path `unknown`
  bool observed = false;         ///< `observed OUTCOME`
  SourceSpan span;
};
struct Scenario {
  std::string name;
  std::optional<Name> subject;
  std::optional<std::string> as_of, now;  ///< date or moment as written
  std::vector<GivenEntity> given;
  std::vector<ParameterSetting> settings;  ///< `set gold_assets = …`, for this scenario alone
  std::vector<Expectation> expect;
  SourceSpan span;
};

// ---------------------------------------------------------------- sources

struct ColumnRef {
  std::optional<std::string> table;  ///< of a joined table
  std::string column;
  SourceSpan span;
};
struct ValueMapEntry {
  enum class Match : std::uint8_t { kEquals, kStartsWith, kEndsWith, kContains, kElse } match = Match::kEquals;
  std::string text;
  std::optional<ExprPtr> value;  ///< empty: `unknown`
  SourceSpan span;
};
struct FieldMapping {
  Name field;
  std::variant<ColumnRef, std::string> from;  ///< a column or a constant text
  enum class As : std::uint8_t { kPlain, kDate, kMoment, kExcelDate } as = As::kPlain;
  std::string format;
  std::optional<Name> zone;
  bool ignore_offset = false;
  std::optional<std::string> currency;
  std::optional<ColumnRef> currency_column;
  std::vector<ValueMapEntry> values;
  bool has_values = false;
  SourceSpan span;
};
struct ReferenceMapping { Name field; std::vector<ColumnRef> columns; };
struct Join { std::string table; ColumnRef left, right; SourceSpan span; };
/// `where C is "a"`, `is not "a"`; with `also`: `is one of "a", "b"`.
struct RowFilter { ColumnRef column; bool negated = false; std::string text; std::vector<std::string> also; };
enum class Repeats : std::uint8_t { kRefuse, kLastWins, kFirstWins };
struct EntityMapping {
  Name entity;
  std::optional<Name> list_field;  ///< `Client.permissions`
  std::string table;                ///< empty with `every`
  /// `Client.trades from every Trade by client`: the records of another entity that refer to this one.
  struct Every { Name entity, by; };
  std::optional<Every> every;
  std::vector<ColumnRef> key;
  bool key_row = false;
  std::vector<ColumnRef> owner;     ///< `of C`
  std::vector<ColumnRef> owner_is;  ///< `of C is D`: D of the owner's own row; else its key
  std::optional<ColumnRef> as_of;
  FieldMapping::As as_of_form = FieldMapping::As::kPlain;
  std::string as_of_format;
  Repeats repeats = Repeats::kRefuse;
  std::vector<ColumnRef> unpivot;
  bool unpivot_range = false;  ///< two columns, and all between them
  std::string unpivot_as;
  std::vector<RowFilter> filters;
  std::vector<Join> joins;
  std::vector<ReferenceMapping> references;
  std::vector<FieldMapping> fields;
  SourceSpan span;
};

/// One file (or several that continue one another): a header and its blocks in their order.
struct Unit {
  UnitHeader header;
  std::vector<Enumeration> enumerations;
  std::vector<Entity> entities;
  std::vector<Document> documents;
  std::vector<Instrument> instruments;
  std::vector<Act> acts;
  std::vector<Table> tables;
  std::vector<Procedure> procedures;
  std::vector<Define> defines;
  std::vector<Parameter> parameters;
  std::vector<ParameterSetting> settings;
  std::vector<Rule> rules;
  std::vector<Exception> exceptions;
  std::vector<Stricter> stricter;
  std::vector<Scenario> scenarios;
  std::vector<EntityMapping> mappings;
  /// Names that were to be declared where something was reported and left out; a use of one of them
  /// is no mistake of its own.
  std::vector<Name> broken;
};

}  // namespace probity::ast

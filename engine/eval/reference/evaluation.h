#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "engine/eval/reference/deadlines.h"
#include "engine/eval/reference/evaluated.h"
#include "engine/eval/reference/evaluator.h"

namespace probity::eval::reference {

/// The facts that were read on the way to a finding: path -> each value met there.
struct Recorder {
  std::map<std::string, std::set<std::string>> read;
  std::map<std::string, std::string> parameters;  ///< qualified name -> value on the judged day

  /// One text a path; long lists are cut, with the count of what is left out.
  [[nodiscard]] std::map<std::string, std::string> texts() const;
};

/// Surely, possibly or never in force, for a day that may be known only as lying in a period.
[[nodiscard]] Truth in_force(const ir::Period& period, const ir::Period& day);
/// Is there no day of `whole` outside all of `parts`?
[[nodiscard]] bool cover_all(const ir::Period& whole, std::vector<ir::Period> parts);

/// The value of expressions for one subject under one ruleset on one judged day.
///
/// Not thread-safe; one object judges one subject. Facts are recorded only where a recorder is set,
/// because nearly every subject of a scan has no finding and needs none of the texts.
class Evaluation {
 public:
  Evaluation(const ir::Program& program, const facts::SubjectFacts& subject, const Options& options);

  /// Whose zone, calendars and currency count, and the day that periods are compared with: one day,
  /// or the period it lies in where it is unknown.
  void judge_by(const ir::Ruleset& ruleset, const ir::Period& day);
  void record_into(Recorder* recorder);

  [[nodiscard]] Evaluated evaluate(ir::ExprId id);
  /// A condition that is not written holds.
  [[nodiscard]] Evaluated evaluate_condition(const ir::OptExpr& condition);

  [[nodiscard]] const ir::Program& program() const { return program_; }
  [[nodiscard]] const Schema& schema() const { return program_.schema; }
  [[nodiscard]] const facts::SubjectFacts& subject() const { return subject_; }
  [[nodiscard]] const Options& options() const { return options_; }
  [[nodiscard]] const ir::Ruleset& ruleset() const { return *ruleset_; }
  [[nodiscard]] const Zone& zone() const { return *ruleset_->zone; }
  [[nodiscard]] bool recording() const { return recorder_ != nullptr; }

  [[nodiscard]] const ir::Period& judged_day() const { return day_; }
  /// The subject's own date, else `as of`.
  [[nodiscard]] const std::optional<Moment>& subject_moment() const { return subject_moment_; }
  [[nodiscard]] std::optional<Date> subject_day() const;
  /// The field that holds it; none of clients and products.
  [[nodiscard]] std::optional<std::uint32_t> subject_date_field() const;
  /// The fact that gives it: `order.placed_at`, `as_of`.
  [[nodiscard]] std::string subject_date_path() const;
  [[nodiscard]] Evaluated subject_date_unknown() const { return unknown(subject_date_path()); }

  /// An unknown with one missing entry.
  [[nodiscard]] Evaluated unknown(std::string path) const;
  /// An operation that failed: unknown, named by its expression.
  [[nodiscard]] Evaluated fault(ir::ExprId id, std::string_view message) const;
  /// The largest, average or latest of nothing: unknown, but nothing has failed.
  [[nodiscard]] Evaluated nothing(ir::ExprId id, std::string_view message) const;
  [[nodiscard]] Evaluated fault_named(std::string name, std::string_view message) const;

  /// The fact at a path; null where it, or a reference on the way, is unknown. Records the reading.
  [[nodiscard]] const facts::Fact* find(const ir::Path& path);
  /// The record at a path, null where unknown.
  [[nodiscard]] const facts::Record* find_record(const ir::Path& path);
  [[nodiscard]] std::string path_text(const ir::Path& path) const;

  /// `anchor` moved by `count` units; whole days keep the local time of day of a moment.
  [[nodiscard]] Result<Value> shift(const Value& anchor, std::int64_t count, DurationUnit unit) const;

  /// Of a time that is unknown: is that because it has not come, and not because a fact is in doubt?
  [[nodiscard]] bool has_not_come(ir::ExprId id);
  /// Is this the field of the subject's own date?
  [[nodiscard]] bool is_subject_date(ir::ExprId id) const;
  /// Of an unknown condition: would it be known but for times that have not come?
  [[nodiscard]] bool awaits_times_only(ir::ExprId condition);
  /// The day of a date is known, its time of day is the missing fact.
  [[nodiscard]] Evaluated time_unknown(ir::ExprId id) const;
  /// The dates and moments that a condition rests on, as far as they are known.
  [[nodiscard]] std::vector<Moment> times_below(ir::ExprId condition);

  // What a deadline's own clauses may refer to; see deadlines.cpp.
  /// Where the field of the subject's own date is absent, `as of` gives it.
  void take_own_date_from_as_of(bool take);
  void set_own_due(std::optional<Moment> due);
  void set_restart(std::optional<ir::ExprId> starts, std::optional<Moment> at);
  [[nodiscard]] std::map<std::string, DeadlineResult, std::less<>>& deadlines() { return deadlines_; }

 private:
  struct Frame {
    const facts::Record* element = nullptr;
    std::string list;  ///< how messages name it; set only while recording
  };
  struct Element {
    Evaluated in;  ///< is it one of those meant? never false here
    Evaluated value, by;
  };
  /// A window with its ends found.
  struct OpenWindow {
    const ir::Window* node = nullptr;
    std::optional<Value> from, to;  ///< `from` is empty where they are not known
    Evaluated why;
  };
  struct MemoKey {
    std::uint32_t define = 0;
    const facts::Record* record = nullptr;
    friend bool operator==(const MemoKey&, const MemoKey&) = default;
  };
  struct MemoHash {
    std::size_t operator()(const MemoKey& key) const {
      return std::hash<const void*>()(key.record) * 31 + key.define;
    }
  };

  // One for each form; see expressions.cpp, arithmetic.cpp, time.cpp, collections.cpp, tables.cpp.
  Evaluated eval(ir::ExprId id, const ir::Expr& expr, const ir::Constant& node);
  Evaluated eval(ir::ExprId id, const ir::Expr& expr, const ir::Read& node);
  Evaluated eval(ir::ExprId id, const ir::Expr& expr, const ir::UseDefine& node);
  Evaluated eval(ir::ExprId id, const ir::Expr& expr, const ir::SubjectDate& node);
  Evaluated eval(ir::ExprId id, const ir::Expr& expr, const ir::Not& node);
  Evaluated eval(ir::ExprId id, const ir::Expr& expr, const ir::And& node);
  Evaluated eval(ir::ExprId id, const ir::Expr& expr, const ir::Or& node);
  Evaluated eval(ir::ExprId id, const ir::Expr& expr, const ir::Comparison& node);
  Evaluated eval(ir::ExprId id, const ir::Expr& expr, const ir::IsKnown& node);
  Evaluated eval(ir::ExprId id, const ir::Expr& expr, const ir::IsOneOf& node);
  Evaluated eval(ir::ExprId id, const ir::Expr& expr, const ir::Calculation& node);
  Evaluated eval(ir::ExprId id, const ir::Expr& expr, const ir::Negation& node);
  Evaluated eval(ir::ExprId id, const ir::Expr& expr, const ir::Division& node);
  Evaluated eval(ir::ExprId id, const ir::Expr& expr, const ir::Rounded& node);
  Evaluated eval(ir::ExprId id, const ir::Expr& expr, const ir::Extreme& node);
  Evaluated eval(ir::ExprId id, const ir::Expr& expr, const ir::Choose& node);
  Evaluated eval(ir::ExprId id, const ir::Expr& expr, const ir::OrElse& node);
  Evaluated eval(ir::ExprId id, const ir::Expr& expr, const ir::Shift& node);
  Evaluated eval(ir::ExprId id, const ir::Expr& expr, const ir::Elapsed& node);
  Evaluated eval(ir::ExprId id, const ir::Expr& expr, const ir::DateOf& node);
  Evaluated eval(ir::ExprId id, const ir::Expr& expr, const ir::CloseOfBusiness& node);
  Evaluated eval(ir::ExprId id, const ir::Expr& expr, const ir::Collection& node);
  Evaluated eval(ir::ExprId id, const ir::Expr& expr, const ir::Mentions& node);
  Evaluated eval(ir::ExprId id, const ir::Expr& expr, const ir::Lookup& node);
  Evaluated eval(ir::ExprId id, const ir::Expr& expr, const ir::CurrencyOf& node);
  Evaluated eval(ir::ExprId id, const ir::Expr& expr, const ir::EvidenceOf& node);
  Evaluated eval(ir::ExprId id, const ir::Expr& expr, const ir::Acknowledged& node);
  Evaluated eval(ir::ExprId id, const ir::Expr& expr, const ir::OfDeadline& node);
  Evaluated eval(ir::ExprId id, const ir::Expr& expr, const ir::OwnDue& node);
  Evaluated eval(ir::ExprId id, const ir::Expr& expr, const ir::UseParameter& node);
  Evaluated eval(ir::ExprId id, const ir::Expr& expr, const ir::Graded& node);

  void find_subject_moment();
  void record_read(const ir::Path& path, const facts::Fact* fact);
  // Where a deadline's times come from; see occurrence.cpp.
  [[nodiscard]] bool is_restarted(ir::ExprId id) const;
  [[nodiscard]] ir::ExprId source_of(ir::ExprId id) const;
  [[nodiscard]] bool same_source(ir::ExprId a, ir::ExprId b) const;
  [[nodiscard]] const DeadlineResult* find_deadline(const std::string& rule) const;
  void add_times(ir::ExprId id, std::vector<Moment>& times);
  bool is_of_nothing(ir::ExprId id, const ir::Collection& node);
  bool absent(const ir::Read& node) const;
  bool absent(const ir::UseDefine& node);
  bool absent(const ir::DateOf& node) { return has_not_come(node.operand); }
  bool absent(const ir::CloseOfBusiness& node) { return has_not_come(node.day); }
  bool absent(const ir::Shift& node);
  bool absent(const ir::OrElse& node);
  bool absent(const ir::Extreme& node);
  bool absent(const ir::Choose& node);
  bool absent(const ir::OfDeadline& node) const;
  template <typename Node>
  bool absent(const Node&) const {
    return false;
  }

  /// Calls `look` where paths begin at another record, as in a definition's body.
  template <typename Look>
  auto within(const facts::Record* record, const Look& look) {
    const facts::Record* const outer = std::exchange(self_, record);
    std::vector<Frame> frames = std::exchange(frames_, {});
    auto result = look();
    self_ = outer;
    frames_ = std::move(frames);
    return result;
  }
  [[nodiscard]] Evaluated timed(const ir::Expr& expr, const Moment& moment) const;
  [[nodiscard]] Result<const Calendar*> calendar(bool trading) const;
  [[nodiscard]] Evaluated compare_values(ir::ExprId id, ir::Compare op, ir::ExprId left, ir::ExprId right);

  // Coverage; see coverage.cpp. While it is quiet nothing is counted.
  class Quiet {
   public:
    explicit Quiet(Evaluation& evaluation) : evaluation_(evaluation), before_(std::exchange(evaluation.quiet_, true)) {}
    ~Quiet() { evaluation_.quiet_ = before_; }
    Quiet(const Quiet&) = delete;
    Quiet& operator=(const Quiet&) = delete;

   private:
    Evaluation& evaluation_;
    bool before_;
  };
  [[nodiscard]] bool counting() const {
    return options_.coverage != nullptr && recorder_ == nullptr && !quiet_;
  }
  void count_condition(ir::ExprId id, Truth truth);
  void count_operands(const std::vector<ir::ExprId>& operands, Truth deciding);

  // Collections; windows.cpp.
  [[nodiscard]] OpenWindow open_window(ir::ExprId id, const ir::Window& node);
  [[nodiscard]] Result<Truth> is_within(const OpenWindow& window, const Value& date) const;
  [[nodiscard]] Evaluated in_window(const OpenWindow& window);
  [[nodiscard]] std::vector<const facts::RecordPtr*> candidates_of(const OpenWindow& window,
                                                                   const facts::List& list) const;
  [[nodiscard]] Evaluated is_another(const facts::Record* element) const;
  [[nodiscard]] Evaluated element_is_meant(const ir::Collection& node, const OpenWindow& window,
                                           const facts::Record* element);
  [[nodiscard]] std::vector<Element> meant(const ir::Collection& node, const OpenWindow& window,
                                           const facts::RecordList& list);
  [[nodiscard]] Evaluated quantify(const ir::Collection& node, const OpenWindow& window,
                                   const facts::RecordList& list);
  [[nodiscard]] Evaluated count(const std::vector<Element>& elements) const;
  [[nodiscard]] static std::vector<const Element*> in_canonical_order(const std::vector<Element>& elements);
  [[nodiscard]] Evaluated total(ir::ExprId id, const ir::Expr& expr, const std::vector<Element>& elements) const;
  [[nodiscard]] Evaluated average(ir::ExprId id, const ir::Expr& expr, const ir::Collection& node,
                                  const std::vector<Element>& elements) const;
  [[nodiscard]] Evaluated extreme(ir::ExprId id, bool largest, const std::vector<Element>& elements) const;
  [[nodiscard]] Evaluated at_the_end(ir::ExprId id, bool latest, const std::vector<Element>& elements) const;
  [[nodiscard]] Evaluated all_share(const std::vector<Element>& elements) const;

  // Tables.
  struct Match {
    std::optional<std::size_t> row;    ///< surely this one
    std::vector<std::size_t> possible;
    std::vector<std::size_t> not_in_force;  ///< rows that the inputs allow
    std::optional<Error> error;
  };
  [[nodiscard]] Match match_rows(const ir::Table& table, const std::vector<Evaluated>& inputs,
                                 const ir::Period& day) const;
  [[nodiscard]] Evaluated row_value(ir::ExprId id, const ir::Table& table, std::size_t row);
  [[nodiscard]] Evaluated shared_value(ir::ExprId id, const ir::Table& table, const Match& match,
                                       const ir::Period& day, Missing& missing);

  const ir::Program& program_;
  const facts::SubjectFacts& subject_;
  const Options& options_;
  const ir::Ruleset* ruleset_ = nullptr;
  ir::Period day_;
  std::optional<Moment> subject_moment_;
  Recorder* recorder_ = nullptr;

  const facts::Record* self_ = nullptr;
  std::vector<Frame> frames_;
  struct Known {
    Evaluated value;
    bool counted = false;  ///< its conditions are in the coverage
  };
  std::unordered_map<MemoKey, Known, MemoHash> memo_;  ///< definitions' values
  std::size_t depth_ = 0;
  std::uint64_t steps_ = 0;
  bool quiet_ = false;

  std::optional<Moment> own_due_;
  bool own_date_from_as_of_ = false;
  std::optional<ir::ExprId> restart_of_;
  std::optional<Moment> restart_at_;
  std::map<std::string, DeadlineResult, std::less<>> deadlines_;
};

}  // namespace probity::eval::reference

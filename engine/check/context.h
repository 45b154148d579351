#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <utility>
#include <vector>

#include "engine/ast/ast.h"
#include "engine/check/compile.h"
#include "engine/diagnostics/diagnostics.h"
#include "engine/ir/program.h"

/// What the passes of `compile` share. Private to this folder.
namespace probity::check {

using diagnostics::DiagnosticId;
using diagnostics::PhraseId;

/// A declared thing that may be broken: its name is known, so that using it is no second mistake.
template <typename T>
using MaybeBroken = std::optional<Id<T>>;

struct TableEntry {
  const ast::Table* source = nullptr;
  MaybeBroken<ir::Table> table;
};
struct ProcedureEntry {
  const ast::Procedure* source = nullptr;
  MaybeBroken<ir::Procedure> procedure;
};
struct ParameterEntry {
  const ast::Parameter* source = nullptr;
  MaybeBroken<ir::Parameter> parameter;
};
/// Definitions are checked when first used; `kOpen` found again is a circle.
struct DefineEntry {
  enum class State : std::uint8_t { kWaiting, kOpen, kDone };
  const ast::Define* source = nullptr;            ///< null of a grading
  std::vector<const ast::Rule*> gradings;          ///< the versions of the rule that gives the grade
  std::string name;  ///< `trade.handling_due`
  Id<Entity> on;
  State state = State::kWaiting;
  std::size_t height = 0;  ///< how deep its value goes, with the definitions that it uses
  MaybeBroken<ir::Define> define;
  [[nodiscard]] SourceSpan place() const { return source != nullptr ? source->span : gradings.front()->name.span; }
};

/// A citation of an instrument, and whether it is in force together with any rule that holds it.
struct SeenCitation {
  ir::Citation citation;
  bool in_force = false;
  std::string by;      ///< the first rule that holds it
  ir::Period period;   ///< of that rule
};

/// One ruleset with everything that is named in it, from all its files.
struct RulesetNames {
  std::string name;
  const ast::UnitHeader* header = nullptr;
  std::vector<const ast::Unit*> units;
  Id<ir::Ruleset> id;
  std::unordered_map<std::string, TableEntry> tables;          ///< by the name in any language
  std::unordered_map<std::string, ProcedureEntry> procedures;  ///< likewise
  std::unordered_map<std::string, ParameterEntry> parameters;  ///< likewise
  std::vector<DefineEntry> defines;
  std::unordered_map<std::string, std::size_t> define_index;  ///< "<entity index>.<name>"
  /// Versions in the order written; the key is the name in any language.
  std::unordered_map<std::string, std::vector<const ast::Rule*>> rules;
  std::unordered_map<std::string, std::vector<const ast::Exception*>> exceptions;
  std::unordered_map<std::string, const ast::Stricter*> stricter;
};

class Context {
 public:
  Context(ir::Program& result, const std::vector<ast::Unit>& all_units, const SourceSet& source_set,
          const FindCalendar& calendars, diagnostics::Diagnostics& sink)
      : program(result), units(all_units), sources(source_set), find_calendar(calendars), diagnostics(sink) {
    for (const ast::Unit& unit : units) {
      for (const ast::Name& name : unit.broken) broken_names.insert(name.text);
    }
  }

  ir::Program& program;
  const std::vector<ast::Unit>& units;
  const SourceSet& sources;
  const FindCalendar& find_calendar;
  diagnostics::Diagnostics& diagnostics;

  std::vector<RulesetNames> rulesets;
  std::unordered_map<std::string, std::size_t> ruleset_index;
  std::unordered_map<std::string, Id<ir::Instrument>> instruments;  ///< by the name in any language
  /// What stands at a place was looked at; a rule hands its citations on to its exceptions, and an exception
  /// stands under each version of its rule.
  std::map<std::pair<std::uint32_t, std::uint32_t>, SeenCitation> citations;
  /// Names whose declaration could not be read: using one is no mistake of its own.
  std::unordered_set<std::string> broken_names;
  /// One that a ruleset uses was not found: what it would have named is no mistake of its own.
  bool vocabulary_missing = false;
  /// Fields whose type could not be read, and enumerations or entities declared twice: silent when used.
  std::set<std::pair<std::uint32_t, std::uint32_t>> broken_fields;

  [[nodiscard]] const Schema& schema() const { return program.schema; }

  template <typename... Args>
  diagnostics::Diagnostic& report(DiagnosticId id, SourceSpan span, const Args&... args) {
    ++reported;
    return diagnostics.report(id, span, args...);
  }
  /// Reports an unknown name and offers the nearest of `candidates`; silent for a broken one.
  template <typename... Args>
  diagnostics::Diagnostic& report_unknown(DiagnosticId id, const ast::Name& name,
                                          const std::vector<std::string>& candidates, const Args&... args) {
    const bool may_be_there = vocabulary_missing && id != DiagnosticId::kUnknownVocabulary;
    if (may_be_there || broken_names.contains(name.text)) {
      ++reported;
      silent_ = {};
      return silent_;
    }
    auto& diagnostic = report(id, name.span, args...);
    offer_nearest(diagnostic, name.text, candidates);
    return diagnostic;
  }
  static void offer_nearest(diagnostics::Diagnostic& diagnostic, std::string_view written,
                            const std::vector<std::string>& candidates);

  /// Notes that a name was looked up, for what writes rulesets in another language.
  void used(const ast::Name& written, const std::string& name, const LocalNames& names) const {
    if (name_uses != nullptr && written.span.line > 0) name_uses->push_back({written.span, name, names});
  }
  std::vector<NameUse>* name_uses = nullptr;

  template <typename Node>
  ir::ExprId add(Type type, SourceSpan span, Node node) {
    return program.exprs.add(ir::Expr{std::move(type), span, std::move(node)});
  }
  [[nodiscard]] const ir::Expr& expr(ir::ExprId id) const { return program.exprs[id]; }
  [[nodiscard]] const Type& type(ir::ExprId id) const { return program.exprs[id].type; }
  [[nodiscard]] std::string type_text(const Type& type) const { return type_name(program.schema, type); }

  /// What stands in the file at a place within one line; `…` for a longer one.
  [[nodiscard]] std::string written(SourceSpan span) const;

  [[nodiscard]] const ir::Ruleset& ruleset(const RulesetNames& names) const {
    return program.rulesets[names.id];
  }

  /// How deep the expression being checked lies, with the definitions that led to it; and the
  /// deepest place reached. No later step can run out of stack where this is bounded.
  std::size_t depth = 0;
  std::size_t deepest = 0;
  static constexpr std::size_t kDepthMax = 400;

  /// Something was left out of the program. Then an error was reported, or the checker is at fault.
  bool left_out = false;

  /// How many cases the analysis of conditions may still look at; then it says nothing more.
  std::size_t analysis_cases = 2'000'000;

  std::size_t reported = 0;  ///< how many mistakes so far: a caller sees whether a step met one

 private:
  diagnostics::Diagnostic silent_;  ///< takes what is said about a name that is reported elsewhere
};

[[nodiscard]] Type plain(TypeKind kind);
[[nodiscard]] Type money_of(std::optional<Currency> currency);
[[nodiscard]] Type symbol_of(Id<Enumeration> enumeration);
[[nodiscard]] Type reference_to(Id<Entity> entity);
[[nodiscard]] bool is_ordered(const Schema& schema, const Type& type);
[[nodiscard]] std::string_view layer_name(ast::Layer layer);
/// `a`, `b` or `c`: at most six, for messages.
[[nodiscard]] std::string alternatives(const std::vector<std::string>& names);

/// The key of `RulesetNames::define_index`.
[[nodiscard]] std::string define_key(Id<Entity> entity, std::string_view name);
/// `until 2023-08-27`, `from 2019-01-01 to 2020-12-31`, `always`.
[[nodiscard]] std::string period_text(const std::optional<Date>& from, const std::optional<Date>& to);
[[nodiscard]] bool periods_overlap(const ir::Period& a, const ir::Period& b);
[[nodiscard]] ir::Period both_periods(const ir::Period& a, const ir::Period& b);
/// Reports `to` before `from`; nothing where the period is not written.
[[nodiscard]] ir::Period checked_period(Context& context, const std::optional<ast::Period>& period);
/// Names of other languages, without "en".
[[nodiscard]] LocalNames local_names(const ast::Texts& texts);

}  // namespace probity::check

#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "engine/plan/plan.h"

namespace probity::plan {

/// Where an expression stands: what its paths begin at, and whose day counts.
struct Scope {
  const ir::Ruleset* ruleset = nullptr;
  const Node* judged = nullptr;  ///< the judged day where it is not the segment's
  // What `kSelf` paths begin at: a row, or a record that an element leads to.
  std::uint16_t row = 0;
  std::uint8_t frame = ListPlace::kNoFrame;
  std::vector<std::uint32_t> prefix;
  std::uint8_t frames_below = 0;  ///< of the expression that this one's definition is used in
  std::uint8_t frames = 0;
};

/// Turns expressions and rules into a segment's nodes. What it cannot compute becomes `kAsk`.
class Lowering {
 public:
  Lowering(const SubjectPlan& subject, const Zone& zone, Date day, Segment& segment);

  void add_rule(std::uint32_t rule);
  void finish();

 private:
  using Made = const Node*;

  // Rules; rules.cpp.
  RuleNode rule_node(const ir::Node& node, const Scope& scope);
  void choose_keys();

  // Expressions; expressions.cpp.
  Made condition(ir::ExprId id, const Scope& scope);
  Made optional_condition(const ir::OptExpr& id, const Scope& scope);
  Made value(ir::ExprId id, const Scope& scope);
  template <typename IrNode>
  Made make(const ir::Expr&, const IrNode&, const Scope&) {
    return ask();
  }
  Made make(const ir::Expr& expr, const ir::Constant& node, const Scope& scope);
  Made make(const ir::Expr& expr, const ir::Read& node, const Scope& scope);
  Made make(const ir::Expr& expr, const ir::UseDefine& node, const Scope& scope);
  Made make(const ir::Expr& expr, const ir::SubjectDate& node, const Scope& scope);
  Made make(const ir::Expr& expr, const ir::Not& node, const Scope& scope);
  Made make(const ir::Expr& expr, const ir::And& node, const Scope& scope);
  Made make(const ir::Expr& expr, const ir::Or& node, const Scope& scope);
  Made make(const ir::Expr& expr, const ir::Comparison& node, const Scope& scope);
  Made make(const ir::Expr& expr, const ir::IsKnown& node, const Scope& scope);
  Made make(const ir::Expr& expr, const ir::IsOneOf& node, const Scope& scope);
  Made make(const ir::Expr& expr, const ir::Calculation& node, const Scope& scope);
  Made make(const ir::Expr& expr, const ir::Negation& node, const Scope& scope);
  Made make(const ir::Expr& expr, const ir::Division& node, const Scope& scope);
  Made make(const ir::Expr& expr, const ir::Rounded& node, const Scope& scope);
  Made make(const ir::Expr& expr, const ir::Extreme& node, const Scope& scope);
  Made make(const ir::Expr& expr, const ir::Choose& node, const Scope& scope);
  Made make(const ir::Expr& expr, const ir::OrElse& node, const Scope& scope);
  Made make(const ir::Expr& expr, const ir::Shift& node, const Scope& scope);
  Made make(const ir::Expr& expr, const ir::Elapsed& node, const Scope& scope);
  Made make(const ir::Expr& expr, const ir::DateOf& node, const Scope& scope);
  Made make(const ir::Expr& expr, const ir::CloseOfBusiness& node, const Scope& scope);
  Made make(const ir::Expr& expr, const ir::Collection& node, const Scope& scope);
  Made make(const ir::Expr& expr, const ir::Mentions& node, const Scope& scope);
  Made make(const ir::Expr& expr, const ir::Lookup& node, const Scope& scope);
  Made make(const ir::Expr& expr, const ir::Acknowledged& node, const Scope& scope);
  Made make(const ir::Expr& expr, const ir::UseParameter& node, const Scope& scope);

  Made constant(const Value& value);
  Made compared(ir::Compare op, TypeKind kind, Made left, Made right);
  Made compared_with_constant(ir::Compare op, TypeKind kind, Made cell, Made constant);
  Made lowered(ir::ExprId id, const Scope& scope);
  Made number(std::int64_t coefficient, std::int32_t scale, std::int32_t currency);
  Made rescaled(Made value, std::int32_t scale);
  bool same_scale(std::vector<Made>& values);
  bool cell_test(const ir::Cell& cell, Made input, CellTest& test);
  bool add_range(const ir::Cell& cell, Made input, CellTest& test);
  bool add_value(const Value& value, Made input, CellTest& test);
  Made set_has(const ir::Collection& node, const Scope& scope);
  const WindowPlan* window(const ir::Window& window, const Scope& outside, const Scope& inside);

  /// What a path leads to: a field of a row, or steps from an element.
  struct Place {
    bool ok = false;
    bool of_element = false;
    std::uint16_t row = 0;
    std::uint8_t frame = 0;
    std::vector<std::uint32_t> steps;  ///< of a row the last one; of an element all of them
  };
  Place place_of(const ir::Path& path, const Scope& scope);
  std::optional<std::uint16_t> record_at(std::uint16_t parent, std::uint32_t field);
  const ListPlace* list_place(const ir::Path& path, const Scope& scope, const ir::Collection* collection);
  Made cell(std::uint16_t row, std::uint32_t field);

  /// The node that says the same, which may be one that is there already.
  Made add(Node node);
  Made again(const Node& node);
  [[nodiscard]] std::string key_of(ir::ExprId id, const Scope& scope) const;
  Made ask();
  Made truth(Answer answer);
  void analyse(Node& node);

  const ir::Program& program_;
  const SubjectPlan& subject_;
  const facts::Layout& layout_;
  const Zone& zone_;
  Date day_;
  Segment& segment_;
  std::unordered_map<std::string, Node*> known_;
  std::map<std::pair<std::uint16_t, std::uint16_t>, std::uint16_t> small_by_place_;
  std::map<std::pair<std::uint16_t, std::uint32_t>, std::uint16_t> records_by_field_;
  std::map<std::string, const ListPlace*> places_;
  std::unordered_map<std::string, Made> made_;
  std::unordered_map<std::string, const LookupPlan*> lookups_;
  std::map<std::vector<const void*>, const WindowPlan*> windows_;
  int depth_ = 0;
};

}  // namespace probity::plan

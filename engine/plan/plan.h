#pragma once

#include <atomic>
#include <cstdint>
#include <deque>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "engine/facts/row.h"
#include "engine/ir/program.h"
#include "engine/plan/node.h"

/// From a program to what is computed for one subject on one day.
namespace probity::plan {

/// A record that paths of rules on one subject go through; the first is the subject's own.
struct RecordPlace {
  std::uint16_t parent = 0;
  std::uint16_t cell = 0;  ///< the reference in the parent's row
  std::uint32_t field = 0;
  Id<Entity> entity;
};

/// A cell of few values that conditions depend on.
struct SmallCell {
  std::uint16_t row = 0, cell = 0;
  std::uint8_t values = 0;
};

/// A rule's node or one of its exceptions.
struct RuleNode {
  const ir::Node* source = nullptr;
  const Node* guard = nullptr;        ///< null: it holds
  const Node* requirement = nullptr;  ///< null: nothing is required
  bool to_reference = false;          ///< what comes of it only the reference evaluator says
  std::vector<RuleNode> exceptions;   ///< those that may be in force
};

struct RulePlan {
  std::uint32_t rule = 0;         ///< its place in the program
  const Node* in_force = nullptr; ///< of one that goes by another day than the subject's own
  RuleNode node;
};

/// What holds for the days between two changes of the program. Immutable once it is made.
struct Segment {
  std::deque<Node> nodes;
  std::deque<LookupPlan> lookups;
  std::deque<WindowPlan> windows;
  std::deque<ListPlace> places;
  std::vector<RecordPlace> records;      ///< a parent before its children
  std::vector<SmallCell> small_cells;
  std::vector<RulePlan> rules;  ///< in the program's order
  std::vector<std::uint16_t> keys;  ///< small cells by which rules are told apart, those of most rules first
  std::size_t memos = 0;
  std::size_t frames = 0;       ///< how deep lists are nested
};

/// The rules on one subject whose rulesets share a zone.
class Group {
 public:
  [[nodiscard]] const Zone& zone() const { return *zone_; }
  /// The rules in force on a day; made when first asked for. Thread-safe.
  [[nodiscard]] const Segment& on(Date day) const;
  [[nodiscard]] std::size_t segments() const { return made_.size(); }

 private:
  friend class SubjectPlan;
  const class SubjectPlan* owner_ = nullptr;
  const Zone* zone_ = nullptr;
  std::vector<std::uint32_t> rules_;
  std::vector<std::int32_t> starts_;  ///< the first day of each segment but the first
  mutable std::mutex mutex_;
  mutable std::deque<std::atomic<const Segment*>> made_;
  mutable std::vector<std::unique_ptr<Segment>> segments_;
};

/// All that is planned for one kind of subject.
class SubjectPlan {
 public:
  SubjectPlan(const ir::Program& program, const facts::Layout& layout, const Subject& subject);

  [[nodiscard]] const ir::Program& program() const { return program_; }
  [[nodiscard]] const facts::Layout& layout() const { return layout_; }
  [[nodiscard]] const Subject& subject() const { return subject_; }
  [[nodiscard]] const std::deque<Group>& groups() const { return groups_; }
  /// The zone whose day a decision is dated with.
  [[nodiscard]] const Zone& first_zone() const { return *first_zone_; }
  [[nodiscard]] std::optional<std::uint32_t> date_field() const { return date_field_; }
  /// The cells of the subject's own row that lead to others.
  [[nodiscard]] const std::vector<std::uint16_t>& reference_cells() const { return reference_cells_; }
  /// Rules across groups of such subjects, of which one alone shows nothing.
  [[nodiscard]] const std::vector<std::string>& not_judged() const { return not_judged_; }

 private:
  void find_groups();

  const ir::Program& program_;
  const facts::Layout& layout_;
  Subject subject_;
  std::deque<Group> groups_;
  const Zone* first_zone_ = nullptr;
  std::vector<std::string> not_judged_;
  std::vector<std::uint16_t> reference_cells_;
  std::optional<std::uint32_t> date_field_;
};

/// A program's plans, by subject. Thread-safe; the program outlives it.
class Plan {
 public:
  explicit Plan(const ir::Program& program);

  [[nodiscard]] const ir::Program& program() const { return program_; }
  [[nodiscard]] const facts::Layout& layout() const { return layout_; }
  /// Null where no rule is on such a subject.
  [[nodiscard]] const SubjectPlan* of(const Subject& subject) const;

 private:
  const ir::Program& program_;
  facts::Layout layout_;
  std::deque<SubjectPlan> subjects_;
};

/// The plan of a group's rules as they stand on a day; see lowering.cpp.
[[nodiscard]] std::unique_ptr<Segment> make_segment(const SubjectPlan& subject, const Zone& zone,
                                                    const std::vector<std::uint32_t>& rules, Date day);

}  // namespace probity::plan

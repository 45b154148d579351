#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "engine/eval/reference/evaluator.h"

namespace probity::eval::reference {

/// Rules that compare subjects with each other; see *Populations* in the reference.
///
/// Subjects are added one by one, in any order; then each group is judged. What comes of a group does not
/// depend on the order. Not thread-safe.
class Populations {
 public:
  /// `program` and `options` outlive it.
  Populations(const ir::Program& program, const Options& options) : program_(program), options_(options) {}

  /// Puts the subject into the groups of every rule across its kind. True where it was put into any: then
  /// its facts must live until the groups are judged.
  bool add(const facts::SubjectFacts& subject);

  /// One decision for each group, in the order of rules and of the groups' keys. An error of `on_group`
  /// ends it.
  [[nodiscard]] Result<void> judge(
      const std::function<Result<void>(const std::string& rule, decision::Decision)>& on_group) const;

  /// By rule. Every subject that was added is a member of one group or left out by `when`.
  struct Count {
    std::uint64_t groups = 0, members = 0, left_out = 0;
  };
  [[nodiscard]] std::map<std::string, Count> counts() const;

 private:
  struct Member {
    std::string id;
    facts::RecordPtr record;
    std::optional<Moment> at;
    std::optional<Value> compared;
    std::set<std::string> missing;  ///< what keeps it in doubt, or what is compared from being known
    bool in_doubt = false;          ///< whether it is a member
  };
  struct Group {
    std::vector<facts::Fact> keys;
    bool keys_known = true;
    std::vector<Member> members;
  };
  struct OfRule {
    std::map<std::string, Group> groups;  ///< by their keys in words
    std::uint64_t left_out = 0;
  };

  void add_to(std::size_t rule, const facts::SubjectFacts& subject, bool& kept);
  [[nodiscard]] Result<decision::Decision> judge_group(std::size_t rule, const std::string& name,
                                                       const Group& group) const;

  const ir::Program& program_;
  const Options& options_;
  std::map<std::size_t, OfRule> rules_;
};

/// Whether a rule of the program compares subjects of this kind with each other.
[[nodiscard]] bool has_populations(const ir::Program& program, const Subject& subject);

}  // namespace probity::eval::reference

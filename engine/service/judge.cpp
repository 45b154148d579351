#include "engine/service/judge.h"

#include <mutex>
#include <utility>
#include <vector>

#include "engine/eval/reference/evaluator.h"
#include "engine/eval/scalar/decide.h"

namespace probity::service {
namespace {

eval::reference::Options evaluation_of(const JudgeOptions& options) {
  eval::reference::Options evaluation;
  evaluation.now = options.now;
  evaluation.explain = options.explain;
  return evaluation;
}

class ReferenceJudge final : public Judge {
 public:
  explicit ReferenceJudge(const ir::Program& program) : program_(program) {}
  Result<decision::Decision> judge(const facts::SubjectFacts& subject, const JudgeOptions& options) const override {
    return eval::reference::decide(program_, subject, evaluation_of(options));
  }

 private:
  const ir::Program& program_;
};

/// One thread at a time uses a decider; what it has worked out stays for the next.
class FastJudge final : public Judge {
 public:
  explicit FastJudge(const ir::Program& program) : plan_(program) {}
  Result<decision::Decision> judge(const facts::SubjectFacts& subject, const JudgeOptions& options) const override {
    std::unique_ptr<eval::scalar::Decider> decider = take();
    Result<decision::Decision> decision = decider->decide(subject, evaluation_of(options));
    const std::lock_guard lock(mutex_);
    idle_.push_back(std::move(decider));
    return decision;
  }

 private:
  std::unique_ptr<eval::scalar::Decider> take() const {
    const std::lock_guard lock(mutex_);
    if (idle_.empty()) return std::make_unique<eval::scalar::Decider>(plan_);
    std::unique_ptr<eval::scalar::Decider> decider = std::move(idle_.back());
    idle_.pop_back();
    return decider;
  }

  plan::Plan plan_;
  mutable std::mutex mutex_;
  mutable std::vector<std::unique_ptr<eval::scalar::Decider>> idle_;
};

}  // namespace

std::unique_ptr<const Judge> make_judge(const ir::Program& program, Evaluator evaluator) {
  if (evaluator == Evaluator::kReference) return std::make_unique<ReferenceJudge>(program);
  return std::make_unique<FastJudge>(program);
}

}  // namespace probity::service

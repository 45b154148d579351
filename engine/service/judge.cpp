#include "engine/service/judge.h"

#include "engine/eval/reference/evaluator.h"

namespace probity::service {
namespace {

class ReferenceJudge final : public Judge {
 public:
  explicit ReferenceJudge(const ir::Program& program) : program_(program) {}
  Result<decision::Decision> judge(const facts::SubjectFacts& subject, const JudgeOptions& options) const override {
    eval::reference::Options evaluation;
    evaluation.now = options.now;
    evaluation.explain = options.explain;
    return eval::reference::decide(program_, subject, evaluation);
  }

 private:
  const ir::Program& program_;
};

}  // namespace

std::unique_ptr<const Judge> make_judge(const ir::Program& program) {
  return std::make_unique<ReferenceJudge>(program);
}

}  // namespace probity::service

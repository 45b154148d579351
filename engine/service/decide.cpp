#include "engine/service/decide.h"

#include <utility>

#include "engine/eval/reference/evaluator.h"

namespace probity::service {

Result<std::vector<Result<Answer>>> decide(const ir::Program& program, const std::vector<Question>& questions,
                                           const DecideOptions& options, ports::DecisionSink* sink) {
  eval::reference::Options evaluation;
  evaluation.now = options.now;
  evaluation.explain = options.explain;
  std::vector<Result<Answer>> answers;
  answers.reserve(questions.size());
  for (const Question& question : questions) {
    Result<decision::Decision> judged = eval::reference::decide(program, question.subject, evaluation);
    if (!judged.ok()) {
      answers.emplace_back(judged.error());
      continue;
    }
    Answer answer{std::move(judged).value(), {}};
    if (sink != nullptr) {
      PROBITY_TRY(answer.logged_as, sink->record(question.subject, question.facts_verbatim, answer.decision));
    }
    answers.emplace_back(std::move(answer));
  }
  return answers;
}

}  // namespace probity::service

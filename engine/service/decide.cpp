#include "engine/service/decide.h"

#include <utility>

namespace probity::service {
namespace {

/// Gives each answer its id in the log, or the reason why it is not in it and so is no answer.
Result<void> record(const std::vector<Question>& questions, std::vector<Result<Answer>>& answers,
                    const std::optional<Moment>& now, ports::DecisionSink& sink) {
  std::vector<ports::DecisionRecord> records;
  std::vector<std::size_t> places;
  for (std::size_t i = 0; i < answers.size(); ++i) {
    if (!answers[i].ok()) continue;
    records.push_back({&questions[i].subject, questions[i].facts_verbatim, &answers[i].value().decision, now});
    places.push_back(i);
  }
  if (records.empty()) return {};
  PROBITY_TRY(std::vector<Result<std::string>> ids, sink.record_many(records));
  PROBITY_CHECK(ids.size() == places.size());
  for (std::size_t i = 0; i < ids.size(); ++i) {
    if (ids[i].ok()) {
      answers[places[i]].value().logged_as = std::move(ids[i]).value();
    } else {
      answers[places[i]] = ids[i].error();
    }
  }
  return {};
}

}  // namespace

Result<std::vector<Result<Answer>>> decide(const Judge& judge, const std::vector<Question>& questions,
                                           const DecideOptions& options, ports::DecisionSink* sink) {
  std::vector<Result<Answer>> answers;
  answers.reserve(questions.size());
  for (const Question& question : questions) {
    Result<decision::Decision> judged = judge.judge(question.subject, {options.now, options.explain});
    if (judged.ok()) {
      answers.emplace_back(Answer{std::move(judged).value(), {}});
    } else {
      answers.emplace_back(judged.error());
    }
  }
  if (sink != nullptr) PROBITY_TRY_VOID(record(questions, answers, options.now, *sink));
  return answers;
}

}  // namespace probity::service

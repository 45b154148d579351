#pragma once

#include <cstdint>
#include <memory>
#include <optional>

#include "engine/base/result.h"
#include "engine/decision/decision.h"
#include "engine/facts/facts.h"
#include "engine/ir/program.h"

namespace probity::service {

struct JudgeOptions {
  std::optional<Moment> now;  ///< decides a deadline's state; else the subject's own date
  bool explain = false;
};

/// Which evaluator judges. Their decisions are the same, to the byte.
enum class Evaluator : std::uint8_t {
  kFast,
  kReference,  ///< the meaning of the language: slower, and what the fast one is tested against
};

/// Judges single subjects by one program, for those who judge many over a long time: whatever can be
/// made ready beforehand is made ready once. Threads share it.
class Judge {
 public:
  virtual ~Judge() = default;
  /// Errors: `kInvalidArgument` where `as_of` disagrees with the subject's own date.
  [[nodiscard]] virtual Result<decision::Decision> judge(const facts::SubjectFacts& subject,
                                                         const JudgeOptions& options) const = 0;
};

/// `program` outlives the judge.
[[nodiscard]] std::unique_ptr<const Judge> make_judge(const ir::Program& program,
                                                      Evaluator evaluator = Evaluator::kFast);

}  // namespace probity::service

#pragma once

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
[[nodiscard]] std::unique_ptr<const Judge> make_judge(const ir::Program& program);

}  // namespace probity::service

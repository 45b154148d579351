#pragma once

#include <list>
#include <string>
#include <string_view>

#include "audit/packs/objects.h"
#include "audit/record/json.h"
#include "engine/service/check.h"

namespace probity::cli {

/// Rulesets compiled again from the texts that lie beside a log; the last few are remembered.
class KeptRulesets {
 public:
  explicit KeptRulesets(audit::LoadText load) : load_(std::move(load)) {}

  /// What an entry rests on; valid until the next calls. Errors: `kNotFound` where its files were not kept;
  /// `kCorrupt` where they were changed or come out as another program.
  [[nodiscard]] Result<const service::CheckedRulesets*> rulesets_of(const audit::Json& entry);

  /// The canonical JSON of an entry's decision, made anew from this line of facts. Errors: as above.
  [[nodiscard]] Result<std::string> made_again(const audit::Json& entry, std::string_view facts);

 private:
  static constexpr std::size_t kProgramsKept = 4;
  struct Program {
    std::string basis;
    service::CheckedRulesets rulesets;
  };

  audit::LoadText load_;
  std::list<Program> programs_;  // the last used first
};

}  // namespace probity::cli

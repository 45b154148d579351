#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "adapters/pretrade/window_plan.h"
#include "audit/replay/basis.h"
#include "engine/ingest/book.h"
#include "engine/service/check.h"
#include "engine/service/judge.h"

/// What a request is judged by. Everything here is made once and never changes: a request takes one
/// snapshot and keeps it, so that no request is judged by two rulesets.
namespace probity::pretrade {

/// Rulesets, compiled, with all that is made ready from them.
struct LiveRules {
  service::CheckedRulesets checked;
  const ir::Mapping* mapping = nullptr;  ///< inside `checked`; null: there is no source
  const Zone* zone = nullptr;            ///< of times without an offset
  audit::Basis basis;                    ///< the texts that were compiled
  std::string basis_digest;              ///< of its list, as entries name it; empty where no log is kept
  std::unique_ptr<const service::Judge> judge;
  ir::FieldSet reaches;                  ///< references and lists that facts are written with
  WindowPlan windows;
  std::uint64_t generation = 0;          ///< each compiled ruleset has its own

  [[nodiscard]] const ir::Program& program() const { return checked.compiled.program; }
  [[nodiscard]] const std::string& digest() const { return program().digest; }
};

/// The zone of the first ruleset by name. Every ruleset that compiles has one.
[[nodiscard]] const Zone& first_zone(const ir::Program& program);

/// Makes compiled rulesets ready to judge. `checked` has no errors.
[[nodiscard]] std::shared_ptr<const LiveRules> make_live(service::CheckedRulesets checked, audit::Basis basis,
                                                         const ir::Mapping* mapping, std::string basis_digest);

/// The data source's records as they stood when they were read.
struct ReferenceData {
  std::shared_ptr<const LiveRules> rules;  ///< whose schema they are in
  std::map<Id<Entity>, std::unique_ptr<ingest::Book>> books;  ///< by what is judged
  std::int64_t loaded_ns = 0;
  std::uint64_t records = 0;
  std::uint64_t faults = 0;                ///< findings of the data
};

/// Reads what subjects of these entities refer to. Errors: those of the tables.
[[nodiscard]] Result<std::shared_ptr<const ReferenceData>> load_reference(const std::shared_ptr<const LiveRules>& rules,
                                                                          ports::TableStore& tables,
                                                                          const std::vector<std::string>& on,
                                                                          std::int64_t now_ns,
                                                                          const ports::StopRequested& stop);

struct Snapshot {
  std::shared_ptr<const LiveRules> rules;
  std::shared_ptr<const ReferenceData> data;  ///< null: none is kept
};

}  // namespace probity::pretrade

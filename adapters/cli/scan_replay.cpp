#include "adapters/cli/scan_replay.h"

#include <thread>

#include "adapters/cli/book.h"
#include "adapters/cli/rulesets.h"
#include "audit/packs/decision_pack.h"
#include "audit/packs/table_pack.h"
#include "audit/record/entry.h"
#include "audit/verify/scan_proof.h"
#include "engine/service/scan.h"

namespace probity::cli {
namespace {

Error corrupt(std::string what) { return Error{ErrorCode::kCorrupt, std::move(what)}; }

const ir::Mapping* mapping_of(const service::CheckedRulesets& rulesets, std::string_view digest) {
  for (const service::CheckedSource& source : rulesets.mappings) {
    if (source.mapping.digest == digest) return &source.mapping;
  }
  return nullptr;
}

Result<service::ScanRequest> request_of(const audit::Json& entry, const service::CheckedRulesets& rulesets) {
  const ir::Program& program = rulesets.compiled.program;
  service::ScanRequest request;
  request.program = &program;
  const audit::Json* digests = entry.find("digests");
  request.mapping = digests == nullptr ? nullptr : mapping_of(rulesets, digests->text_of("source"));
  if (request.mapping == nullptr) return corrupt("the source file that it used is not among the kept texts");
  PROBITY_TRY(request.subject, subject_of(program.schema, std::string(entry.text_of("on"))));
  if (const audit::Json* period = entry.find("period"); period != nullptr) {
    PROBITY_TRY(request.from, day_of("from", std::string(period->text_of("from"))));
    PROBITY_TRY(request.to, day_of("to", std::string(period->text_of("to"))));
  }
  if (const std::string_view now = entry.text_of("now"); !now.empty()) {
    PROBITY_TRY(request.now, Moment::parse(now, zone_of(program)));
  }
  if (!has_own_day(program.schema, request.subject)) request.as_of = request.now;
  const audit::Json* strict = entry.find("strict");
  request.strict = strict != nullptr && strict->as_bool() != nullptr && *strict->as_bool();
  request.threads = std::max(1U, std::thread::hardware_concurrency());
  return request;
}

/// Compares what is decided now with the kept decisions, or keeps only the root of it.
class Comparison {
 public:
  explicit Comparison(std::optional<audit::DecisionPack> kept) : kept_(std::move(kept)) {}

  Result<void> take(const decision::Decision& decision) {
    PROBITY_TRY(const std::string leaf, audit::decision_leaf(decision));
    const std::uint64_t number = made_.size();
    PROBITY_TRY_VOID(made_.add(leaf));
    if (!kept_ || result_.number) return {};
    std::string recorded;
    if (number < kept_->size()) {
      PROBITY_TRY(audit::PackedDecision there, kept_->at(number));
      recorded = std::move(there.text);
    }
    if (recorded != leaf) {
      result_.number = number;
      result_.recorded = std::move(recorded);
      result_.again = leaf;
    }
    return {};
  }

  Result<ScanReplay> finish(std::string_view root) {
    result_.decisions = made_.size();
    result_.same = made_.root() == root;
    if (!result_.same && kept_ && !result_.number && made_.size() < kept_->size()) {
      PROBITY_TRY(audit::PackedDecision there, kept_->at(made_.size()));
      result_.number = there.number;
      result_.recorded = std::move(there.text);
    }
    return std::move(result_);
  }

 private:
  std::optional<audit::DecisionPack> kept_;
  audit::DecisionPackWriter made_;
  ScanReplay result_;
};

}  // namespace

Result<ScanReplay> replay_scan(const audit::Json& entry, const service::CheckedRulesets& rulesets,
                               const audit::LoadText& load, const ports::StopRequested& stop) {
  const std::string tables(entry.text_of("tables"));
  if (tables.empty()) return Error{ErrorCode::kNotFound, "the rows that it read were not kept"};
  PROBITY_TRY(service::ScanRequest request, request_of(entry, rulesets));
  PROBITY_TRY(const auto kept, audit::kept_tables(tables, load));
  std::optional<audit::DecisionPack> pack;
  if (!entry.text_of("pack").empty()) {
    PROBITY_TRY(audit::DecisionPack opened, audit::pack_of_scan(entry, load));
    pack = std::move(opened);
  }
  Comparison comparison(std::move(pack));
  request.tables = kept.get();
  request.stop = stop;
  request.on_decision = [&](const decision::Decision& decision, const std::string&) { return comparison.take(decision); };
  PROBITY_TRY(const service::ScanSummary summary, service::scan(request));
  return comparison.finish(entry.text_of("decisions_root"));
}

}  // namespace probity::cli

#include "adapters/pretrade/record_reader.h"

#include <utility>

#include "audit/record/json_parse.h"
#include "audit/replay/basis.h"
#include "audit/store/checkpoint_keeper.h"
#include "audit/store/segment_format.h"
#include "engine/service/check.h"
#include "engine/values/sha256.h"

namespace probity::pretrade {
namespace {

constexpr std::size_t kObjectBytesMax = std::size_t{64} << 20;
constexpr std::size_t kProgramsKept = 4;

Result<std::string> object(ports::LogSource& source, const std::string& digest) {
  auto text = audit::read_whole(source, audit::object_name(digest), kObjectBytesMax);
  if (text.ok() && digest_text(sha256(text.value())) != digest) {
    return Error{ErrorCode::kCorrupt, audit::object_name(digest) + " was changed"};
  }
  return text;
}

}  // namespace

Result<audit::LogView*> RecordReader::view(std::uint64_t index) {
  if (view_ == nullptr || index >= view_->size()) {
    PROBITY_TRY(view_, audit::LogView::open(*source_));
  }
  if (index >= view_->size()) return Error{ErrorCode::kNotFound, "the log has no entry " + std::to_string(index)};
  return view_.get();
}

Result<audit::Json> RecordReader::entry(std::uint64_t index) {
  const std::lock_guard lock(mutex_);
  PROBITY_TRY(audit::LogView* const log, view(index));
  PROBITY_TRY(const std::string text, log->entry(index));
  return audit::parse_canonical(text);
}

Result<std::uint64_t> RecordReader::index_of(const std::string& id) {
  const std::lock_guard lock(mutex_);
  if (view_ == nullptr || view_->log_id() == nullptr) {
    PROBITY_TRY(view_, audit::LogView::open(*source_));
  }
  const Error none{ErrorCode::kNotFound, "no decision has the id `" + id.substr(0, 80) + "`"};
  if (view_->log_id() == nullptr) return none;
  const auto index = audit::index_of_entry_id(*view_->log_id(), id);
  if (!index || id.find('-') == std::string::npos) return none;
  return *index;
}

Result<std::shared_ptr<const LiveRules>> RecordReader::rules(const std::string& basis) {
  const std::lock_guard lock(mutex_);
  for (auto each = programs_.begin(); each != programs_.end(); ++each) {
    if (each->first != basis) continue;
    programs_.splice(programs_.begin(), programs_, each);
    return programs_.front().second;
  }
  const auto load = [this](const std::string& digest) { return object(*source_, digest); };
  PROBITY_TRY(const std::string list, load(basis));
  PROBITY_TRY(audit::Basis kept, audit::read_basis(list, load));
  const std::string digest = kept.program;
  const auto store = audit::store_of_basis(kept);
  PROBITY_TRY(service::CheckedRulesets checked, service::check_rulesets(*store, service::Need::kRules));
  if (checked.diagnostics.has_errors() || checked.compiled.program.digest != digest) {
    return Error{ErrorCode::kCorrupt, "this version of probity does not compile the rulesets of that decision as they were"};
  }
  programs_.emplace_front(basis, make_live(std::move(checked), std::move(kept), nullptr, basis));
  if (programs_.size() > kProgramsKept) programs_.pop_back();
  return programs_.front().second;
}

}  // namespace probity::pretrade

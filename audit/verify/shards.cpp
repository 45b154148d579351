#include "audit/verify/shards.h"

#include <algorithm>
#include <utility>

#include "audit/record/json_parse.h"
#include "audit/verify/log_view.h"

namespace probity::audit {
namespace {

constexpr const char* kEnded = "shard ended";
constexpr const char* kBegun = "shard begun";

Error corrupt(std::string what) { return Error{ErrorCode::kCorrupt, std::move(what)}; }

}  // namespace

EventEntry shard_end_entry(const VerifierKey& next) { return {kEnded, {{"next", next.text()}}}; }

EventEntry shard_begin_entry(const SignedCheckpoint& ended) {
  return {kBegun,
          {{"log", ended.checkpoint.origin},
           {"entries", static_cast<std::int64_t>(ended.checkpoint.size)},
           {"root", digest_text(ended.checkpoint.root)},
           {"checkpoint", ended.note.bytes()}}};
}

Result<std::optional<VerifierKey>> next_of(ports::LogSource& source) {
  PROBITY_TRY(const auto view, LogView::open(source));
  if (view->size() == 0) return std::optional<VerifierKey>();
  PROBITY_TRY(const std::string text, view->entry(view->size() - 1));
  PROBITY_TRY(const Json entry, parse_canonical(text));
  if (entry.text_of("kind") != kEnded) return std::optional<VerifierKey>();
  PROBITY_TRY(VerifierKey key, parse_verifier_key(entry.text_of("next")));
  return std::optional(std::move(key));
}

Result<std::optional<SignedCheckpoint>> previous_of(ports::LogSource& source) {
  PROBITY_TRY(const auto view, LogView::open(source));
  if (view->size() == 0) return std::optional<SignedCheckpoint>();
  PROBITY_TRY(const std::string text, view->entry(0));
  PROBITY_TRY(const Json entry, parse_canonical(text));
  if (entry.text_of("kind") != kBegun) return std::optional<SignedCheckpoint>();
  PROBITY_TRY(SignedCheckpoint checkpoint, parse_signed_checkpoint(entry.text_of("checkpoint")));
  return std::optional(std::move(checkpoint));
}

Result<VerifyReport> check_shards(ports::LogSource& before, ports::LogSource& log, VerifyOptions options,
                                  const std::vector<VerifierKey>& log_keys) {
  PROBITY_TRY(const auto begun_with, previous_of(log));
  if (!begun_with) return corrupt("its first entry names no log before it");
  PROBITY_TRY(const auto next, next_of(before));
  if (!next) return corrupt("the log before it is not ended");
  if (std::find(log_keys.begin(), log_keys.end(), *next) == log_keys.end()) {
    return corrupt("the log before it names another key as the next one's: " + next->text());
  }
  options.claims.push_back({"the next log's first entry", begun_with->note.bytes()});
  PROBITY_TRY(VerifyReport report, verify(before, options));
  if (report.holds() && report.entries != begun_with->checkpoint.size) {
    return corrupt("the log before it has " + std::to_string(report.entries) + " entries, and was ended with " +
                   std::to_string(begun_with->checkpoint.size));
  }
  return report;
}

}  // namespace probity::audit

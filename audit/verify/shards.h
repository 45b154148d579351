#pragma once

#include <optional>
#include <string>
#include <vector>

#include "audit/note/checkpoint.h"
#include "audit/record/entry.h"
#include "audit/verify/verify.h"
#include "engine/base/result.h"
#include "engine/ports/log_folder.h"

/// A log that has become long is ended and a next one begun, each year for instance: the end names the next log's
/// key, the beginning holds the ended log's last checkpoint.
namespace probity::audit {

/// The last entry of a log that is ended: who signs the next one.
[[nodiscard]] EventEntry shard_end_entry(const VerifierKey& next);
/// The first entry of the next log.
[[nodiscard]] EventEntry shard_begin_entry(const SignedCheckpoint& ended);

/// The key that the log's last entry names, where the log is ended. Errors: as `LogView::open`.
[[nodiscard]] Result<std::optional<VerifierKey>> next_of(ports::LogSource& source);

/// What the log's first entry says of the one before it; nothing where it is the first. Errors: as
/// `LogView::open`; `kCorrupt` where it holds no checkpoint.
[[nodiscard]] Result<std::optional<SignedCheckpoint>> previous_of(ports::LogSource& source);

/// Is `before` the whole of what `log` begins with, and does it name one of `log_keys` as its next? `options` are
/// those that `before` is verified by. Errors: `kCorrupt`, saying what does not fit; those of reading.
[[nodiscard]] Result<VerifyReport> check_shards(ports::LogSource& before, ports::LogSource& log, VerifyOptions options,
                                                const std::vector<VerifierKey>& log_keys);

}  // namespace probity::audit

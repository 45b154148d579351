#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "adapters/http/api.h"
#include "audit/note/note.h"
#include "engine/ports/log_folder.h"

namespace probity::http {

/// The log for those who check it: checkpoint, tiles, proofs, exports.
struct AuditRead {
  /// A reader of its own for each request.
  std::function<Result<std::unique_ptr<ports::LogSource>>()> open;
  std::vector<audit::VerifierKey> keys;  ///< the log's public ones
  std::string made_by;                   ///< name and version of the program
};
/// `log` may be null; then there is nothing to read.
void add_audit_routes(Api& api, audit::Log* log, AuditRead read);

}  // namespace probity::http

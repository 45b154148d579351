#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "audit/note/checkpoint.h"
#include "audit/store/log_walk.h"
#include "audit/verify/show.h"
#include "engine/base/result.h"
#include "engine/ports/log_folder.h"
#include "engine/ports/tables.h"

namespace probity::audit {

/// Opens a new file of the export; its name may have folders in it.
using OpenExportFile = std::function<Result<std::unique_ptr<ports::TextWriter>>(const std::string& name)>;
/// Reads one back.
using ReadExportFile = std::function<Result<std::string>(const std::string& name)>;

/// A file beside those of the log.
struct ExtraFile {
  std::string name;
  std::string bytes;
};

struct ExportRequest {
  ShowFilter filter;  ///< which entries; the leaves of all others go along
  std::optional<std::set<std::uint64_t>> only;  ///< else exactly these
  std::vector<ExtraFile> more;                  ///< files that come along, below a name of their own
  /// The log's public keys, one of which must have signed the checkpoint.
  std::vector<VerifierKey> keys;
  /// A checkpoint that the receiver has; else the newest kept one that is smaller is taken.
  std::optional<SignedCheckpoint> previous;
  std::string made_by;  ///< name and version of the program
  OpenExportFile open;
  ReadExportFile read;
  WalkProgress progress;
  ports::StopRequested stop;
};

struct ExportReport {
  std::uint64_t size = 0;      ///< of the checkpoint
  std::uint64_t exported = 0;
  std::uint64_t withheld = 0;
  std::uint64_t not_covered = 0;  ///< entries behind the checkpoint, which are not in the export
  std::optional<std::uint64_t> previous_size;
};

/// Writes what a regulator receives; see VERIFY.md. Reads and checks the log from its first entry to the
/// end of its published checkpoint. Memory grows with the number of entries exported (8 bytes each).
/// Errors: `kCorrupt` where the log does not hold or is not what its checkpoint says; `kNotFound` where no
/// checkpoint is published; `kUnavailable`, `kInterrupted`.
[[nodiscard]] Result<ExportReport> export_log(ports::LogSource& source, const ExportRequest& request);

}  // namespace probity::audit

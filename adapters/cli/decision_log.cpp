#include "adapters/cli/decision_log.h"

#include "adapters/cli/terminal.h"
#include "adapters/files/log_folder.h"

namespace probity::cli {

Result<std::unique_ptr<audit::Log>> open_log(const std::string& folder, const std::string& actor) {
  PROBITY_TRY(std::unique_ptr<ports::LogFolder> opened, files::open_log_folder(folder));
  audit::LogOptions options;
  PROBITY_TRY(options.new_log_id, files::random_log_id());
  options.actor = actor;
  options.engine = "probity " PROBITY_VERSION;
  PROBITY_TRY(std::unique_ptr<audit::Log> log,
              audit::Log::open(std::move(opened), files::system_clock(), std::move(options)));
  if (log->recovery() != nullptr) say("`" + folder + "`: " + log->recovery()->text());
  return log;
}

}  // namespace probity::cli

#include <dirent.h>
#include <sys/stat.h>

#include "adapters/files/csv_reader.h"
#include "engine/diagnostics/diagnostics.h"

namespace probity::files {
namespace {

class CsvFolder final : public ports::TableStore {
 public:
  explicit CsvFolder(std::string folder) : folder_(std::move(folder)) {}

  Result<std::unique_ptr<ports::TableReader>> open(const std::string& table,
                                                   const ports::TableOptions& options) override {
    const bool leads_out = table.empty() || table.find('/') != std::string::npos ||
                           table.find('\0') != std::string::npos || table.front() == '.';
    if (leads_out) {
      return Error{ErrorCode::kInvalidArgument, "`" + table + "` does not name a file of the folder"};
    }
    const std::string path = folder_ + "/" + place_name(table);
    auto bytes = open_bytes(path, options.encoding);
    if (!bytes.ok()) {
      Error error = bytes.error();
      if (error.code == ErrorCode::kNotFound) error.message = not_there(table);
      return error;
    }
    return read_csv(std::move(bytes).value(), place_name(table), options.delimiter);
  }

  std::string place_name(const std::string& table) const override {
    return table.find('.') == std::string::npos ? table + ".csv" : table;
  }

 private:
  [[nodiscard]] std::string not_there(const std::string& table) const {
    std::string message = "`" + folder_ + "` has no file `" + place_name(table) + "`";
    std::vector<std::string> names;
    if (DIR* folder = ::opendir(folder_.c_str())) {
      while (const dirent* entry = ::readdir(folder)) names.emplace_back(entry->d_name);
      ::closedir(folder);
    }
    if (const auto near = diagnostics::nearest(place_name(table), names)) {
      message += "; is `" + *near + "` meant?";
    }
    return message;
  }

  std::string folder_;
};

}  // namespace

Result<std::unique_ptr<ports::TableStore>> open_csv_folder(const std::string& folder) {
  struct stat status {};
  if (::stat(folder.c_str(), &status) != 0 || !S_ISDIR(status.st_mode)) {
    return Error{ErrorCode::kUnavailable, "`" + folder + "` is not a folder that can be read"};
  }
  return std::unique_ptr<ports::TableStore>(std::make_unique<CsvFolder>(folder));
}

}  // namespace probity::files

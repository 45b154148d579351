#include "adapters/files/ruleset_files.h"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <set>
#include <system_error>

#include "adapters/files/read_file.h"

namespace probity::files {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kFilesMax = 20'000;
constexpr std::size_t kCalendarBytesMax = std::size_t{1} << 20;

/// `what` is `kUnavailable` unless the file is simply not there.
Error file_error(const fs::path& path, const std::error_code& failure) {
  const bool absent = failure == std::errc::no_such_file_or_directory;
  return {absent ? ErrorCode::kNotFound : ErrorCode::kUnavailable,
          "cannot read `" + path.string() + "`: " + failure.message()};
}

/// How a path is shown: relative where the file lies below the current folder.
std::string shown(const fs::path& path) {
  std::error_code failure;
  const fs::path here = fs::current_path(failure);
  if (failure || path.is_relative()) return path.lexically_normal().string();
  const fs::path relative = path.lexically_relative(here);
  const bool below = !relative.empty() && *relative.begin() != "..";
  return (below ? relative : path.lexically_normal()).string();
}

/// All files with this ending in a folder and those below it, by name. Links to folders are not followed.
Result<std::vector<fs::path>> walk(const fs::path& folder, const std::string& ending) {
  std::vector<fs::path> found;
  std::error_code failure;
  fs::recursive_directory_iterator entry(folder, failure);
  if (failure) return file_error(folder, failure);
  for (const fs::recursive_directory_iterator end; entry != end; entry.increment(failure)) {
    if (failure) return file_error(folder, failure);
    const std::string name = entry->path().filename().string();
    if (name.starts_with('.')) {
      entry.disable_recursion_pending();
      continue;
    }
    if (entry->path().extension() == ending && !entry->is_directory(failure)) {
      found.push_back(entry->path());
    }
    if (found.size() > kFilesMax) {
      return Error{ErrorCode::kLimit, "`" + folder.string() + "` holds more than " +
                                          std::to_string(kFilesMax) + " files"};
    }
  }
  if (failure) return file_error(folder, failure);
  std::sort(found.begin(), found.end());
  return found;
}

class RulesetFiles : public ports::RulesetStore {
 public:
  explicit RulesetFiles(RulesetPlaces places) : places_(std::move(places)) {}

  Result<std::vector<SourceText>> named_files(std::size_t bytes_max) override {
    std::vector<SourceText> texts;
    for (const std::string& path : places_.paths) {
      PROBITY_TRY(const std::vector<fs::path> files, expand(path));
      for (const fs::path& file : files) PROBITY_TRY_VOID(add(file, bytes_max, texts));
    }
    return texts;
  }

  Result<std::vector<SourceText>> named_calendars() override {
    std::vector<SourceText> texts;
    for (const std::string& path : places_.paths) {
      std::error_code failure;
      if (!fs::is_directory(path, failure)) {
        if (fs::path(path).extension() == ".calendar") {
          PROBITY_TRY_VOID(add(path, kCalendarBytesMax, texts));
        }
        continue;
      }
      PROBITY_TRY(const std::vector<fs::path> files, walk(path, ".calendar"));
      for (const fs::path& file : files) PROBITY_TRY_VOID(add(file, kCalendarBytesMax, texts));
    }
    return texts;
  }

  Result<std::vector<SourceText>> find_unit(std::string_view name, const std::string& user_path,
                                            std::size_t bytes_max) override {
    std::string place(name);
    std::replace(place.begin(), place.end(), '.', '/');
    std::vector<SourceText> texts;
    for (const fs::path& folder : folders_above(user_path)) {
      fs::path file = folder / place;
      file += ".probity";
      std::error_code failure;
      if (fs::is_regular_file(file, failure)) {
        PROBITY_TRY_VOID(add(file, bytes_max, texts));
        return texts;
      }
      if (!fs::is_directory(folder / place, failure)) continue;
      PROBITY_TRY(const std::vector<fs::path> files, walk(folder / place, ".probity"));
      for (const fs::path& each : files) PROBITY_TRY_VOID(add(each, bytes_max, texts));
      if (!files.empty()) return texts;
    }
    return texts;
  }

  Result<std::optional<SourceText>> find_calendar(std::string_view name,
                                                  const std::string& user_path) override {
    for (const fs::path& folder : folders_above(user_path)) {
      const fs::path file = folder / "calendars" / (std::string(name) + ".calendar");
      std::error_code failure;
      if (!fs::is_regular_file(file, failure)) continue;
      PROBITY_TRY(std::string text, read_file(file.string(), kCalendarBytesMax));
      return std::optional<SourceText>(SourceText(shown(file), std::move(text)));
    }
    return std::optional<SourceText>();
  }

 private:
  /// The ruleset files that a path on the command line stands for.
  static Result<std::vector<fs::path>> expand(const std::string& path) {
    std::error_code failure;
    const fs::file_status status = fs::status(path, failure);
    if (status.type() == fs::file_type::not_found) {
      return Error{ErrorCode::kNotFound, "no file or folder is named `" + path + "`"};
    }
    if (failure) return file_error(path, failure);
    if (!fs::is_directory(status)) {
      if (fs::path(path).extension() == ".calendar") return std::vector<fs::path>{};
      return std::vector<fs::path>{path};
    }
    return walk(path, ".probity");
  }

  /// Reads a file unless it was read before under any of its names.
  Result<void> add(const fs::path& file, std::size_t bytes_max, std::vector<SourceText>& texts) {
    std::error_code failure;
    const fs::path canonical = fs::weakly_canonical(file, failure);
    if (!read_.insert(failure ? file.string() : canonical.string()).second) return {};
    PROBITY_TRY(std::string text, read_file_start(file.string(), bytes_max));
    texts.emplace_back(shown(file), std::move(text));
    return {};
  }

  /// The folder of a file and each above it, then the shipped rulesets.
  [[nodiscard]] std::vector<fs::path> folders_above(const std::string& user_path) const {
    std::vector<fs::path> folders;
    std::error_code failure;
    const fs::path whole = fs::absolute(user_path, failure).lexically_normal();
    for (fs::path folder = whole.parent_path(); !failure; folder = folder.parent_path()) {
      folders.push_back(folder);
      if (folder == folder.parent_path()) break;
    }
    if (!places_.shipped.empty()) folders.emplace_back(places_.shipped);
    return folders;
  }

  RulesetPlaces places_;
  std::set<std::string> read_;
};

}  // namespace

std::unique_ptr<ports::RulesetStore> make_ruleset_files(RulesetPlaces places) {
  return std::make_unique<RulesetFiles>(std::move(places));
}

std::string shipped_rulesets() {
  std::error_code failure;
  const fs::path executable = fs::read_symlink("/proc/self/exe", failure);
  if (!failure) {
    const fs::path installed = executable.parent_path().parent_path() / "share/probity/rulesets";
    if (fs::is_directory(installed, failure)) return installed.string();
  }
  const fs::path built = PROBITY_RULESETS_DIR;
  return fs::is_directory(built, failure) ? built.string() : std::string();
}

}  // namespace probity::files

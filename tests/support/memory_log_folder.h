#pragma once

#include <algorithm>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "engine/ports/log_folder.h"

namespace probity::tests {

/// The files of a log in memory, which outlive its writers, and a counter of the calls that would
/// reach a disk, one of which can be made to fail.
struct MemoryDisk {
  std::map<std::string, std::string> files;
  std::map<std::string, std::size_t> synced;  ///< how many bytes of each are durable
  int calls = 0;
  std::optional<int> failing_call;  ///< from 1
  bool tear = false;                ///< a failing append leaves half of its bytes

  [[nodiscard]] bool fails_now() { return ++calls == failing_call; }
};

class MemoryReadFile final : public ports::ReadFile {
 public:
  explicit MemoryReadFile(const std::string& bytes) : bytes_(bytes) {}
  Result<std::uint64_t> size() override { return std::uint64_t{bytes_.size()}; }
  Result<std::size_t> read(std::uint64_t offset, std::span<char> into) override {
    const std::size_t begin = std::min<std::size_t>(offset, bytes_.size());
    const std::size_t count = std::min(into.size(), bytes_.size() - begin);
    std::copy_n(bytes_.begin() + static_cast<std::ptrdiff_t>(begin), count, into.begin());
    return count;
  }

 private:
  const std::string& bytes_;
};

inline Error disk_fault() { return {ErrorCode::kUnavailable, "no space left on device"}; }

class MemoryAppendFile final : public ports::AppendFile {
 public:
  MemoryAppendFile(MemoryDisk& disk, const std::string& name)
      : disk_(disk), bytes_(disk.files[name]), synced_(disk.synced[name]) {}
  Result<void> append(std::string_view bytes) override {
    if (disk_.fails_now()) {
      if (disk_.tear) bytes_ += bytes.substr(0, bytes.size() / 2);
      return disk_fault();
    }
    bytes_ += bytes;
    return {};
  }
  Result<void> sync() override {
    if (disk_.fails_now()) return disk_fault();
    synced_ = bytes_.size();
    return {};
  }

 private:
  MemoryDisk& disk_;
  std::string& bytes_;
  std::size_t& synced_;
};

class MemoryLogFolder final : public ports::LogFolder {
 public:
  explicit MemoryLogFolder(MemoryDisk& disk) : disk_(disk) {}
  Result<std::vector<std::string>> list() override {
    std::vector<std::string> names;
    for (const auto& file : disk_.files) {
      if (file.first.find('/') == std::string::npos) names.push_back(file.first);
    }
    return names;
  }
  Result<std::vector<std::string>> list_below(const std::string& folder) override {
    std::vector<std::string> names;
    for (const auto& file : disk_.files) {
      if (file.first.starts_with(folder + "/")) names.push_back(file.first.substr(folder.size() + 1));
    }
    return names;
  }
  Result<std::unique_ptr<ports::ReadFile>> read(const std::string& name) override {
    const auto file = disk_.files.find(name);
    if (file == disk_.files.end()) return Error{ErrorCode::kNotFound, name};
    return std::unique_ptr<ports::ReadFile>(std::make_unique<MemoryReadFile>(file->second));
  }
  Result<std::unique_ptr<ports::AppendFile>> append_to(const std::string& name) override {
    if (disk_.fails_now()) return disk_fault();
    return std::unique_ptr<ports::AppendFile>(
        std::make_unique<MemoryAppendFile>(disk_, name));
  }
  Result<void> write_new(const std::string& name, std::string_view bytes) override {
    if (disk_.fails_now() || disk_.files.count(name) > 0) return disk_fault();
    disk_.files[name] = bytes;
    disk_.synced[name] = bytes.size();
    return {};
  }
  Result<void> put(const std::string& name, std::string_view bytes, bool durable) override {
    if (durable && disk_.fails_now()) return disk_fault();
    disk_.files[name] = bytes;
    disk_.synced[name] = durable ? bytes.size() : 0;
    return {};
  }
  Result<void> sync_all() override {
    if (disk_.fails_now()) return disk_fault();
    for (const auto& [name, bytes] : disk_.files) {
      if (!name.ends_with(".segment")) disk_.synced[name] = bytes.size();
    }
    return {};
  }
  Result<void> cut(const std::string& name, std::uint64_t size) override {
    if (disk_.fails_now()) return disk_fault();
    disk_.files[name].resize(size);
    disk_.synced[name] = size;
    return {};
  }

 private:
  MemoryDisk& disk_;
};

}  // namespace probity::tests

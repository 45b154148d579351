#pragma once

#include <map>
#include <memory>
#include <string>

#include "adapters/files/csv_reader.h"

namespace probity::tests {

/// CSV tables given as text, read by the real reader.
class MemoryTables final : public ports::TableStore {
 public:
  explicit MemoryTables(std::map<std::string, std::string> tables) : tables_(std::move(tables)) {}

  Result<std::unique_ptr<ports::TableReader>> open(const std::string& table,
                                                   const ports::TableOptions& options) override {
    const auto found = tables_.find(table);
    if (found == tables_.end()) return Error{ErrorCode::kNotFound, "no table `" + table + "`"};
    return files::read_csv(std::make_unique<Text>(found->second), place_name(table), options.delimiter);
  }
  std::string place_name(const std::string& table) const override { return table + ".csv"; }

 private:
  class Text final : public files::ByteSource {
   public:
    explicit Text(std::string text) : text_(std::move(text)) {}
    Result<bool> append_to(std::string& text) override {
      if (done_) return false;
      text += text_;
      done_ = true;
      return true;
    }
    std::uint64_t bytes_read() const override { return done_ ? text_.size() : 0; }
    std::uint64_t bytes_total() const override { return text_.size(); }

   private:
    std::string text_;
    bool done_ = false;
  };
  std::map<std::string, std::string> tables_;
};

}  // namespace probity::tests

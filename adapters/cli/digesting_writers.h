#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/ports/tables.h"
#include "engine/values/sha256.h"

namespace probity::cli {

/// What went through a writer, as a digest.
class WrittenDigest {
 public:
  void add(std::string_view bytes) { digest_.update(bytes); }
  /// `sha256:…` of all that was written.
  [[nodiscard]] std::string finish() { return digest_text(digest_.finish()); }

 private:
  Sha256 digest_;
};

/// Passes text on and adds it to the digest.
class DigestingText : public ports::TextWriter {
 public:
  DigestingText(std::unique_ptr<ports::TextWriter> writer, std::shared_ptr<WrittenDigest> digest)
      : writer_(std::move(writer)), digest_(std::move(digest)) {}
  Result<void> write(std::string_view text) override {
    digest_->add(text);
    return writer_->write(text);
  }
  Result<void> commit() override { return writer_->commit(); }

 private:
  std::unique_ptr<ports::TextWriter> writer_;
  std::shared_ptr<WrittenDigest> digest_;
};

/// The same for rows, as the lines of CSV that they would be.
class DigestingRows : public ports::RowWriter {
 public:
  DigestingRows(std::unique_ptr<ports::RowWriter> writer, std::shared_ptr<WrittenDigest> digest)
      : writer_(std::move(writer)), digest_(std::move(digest)) {}
  Result<void> write(const std::vector<std::optional<std::string>>& cells) override;
  Result<void> commit() override { return writer_->commit(); }

 private:
  std::unique_ptr<ports::RowWriter> writer_;
  std::shared_ptr<WrittenDigest> digest_;
};

}  // namespace probity::cli

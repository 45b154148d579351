#include "adapters/files/csv_reader.h"

#include <simdjson.h>

#include <algorithm>
#include <cstring>

namespace probity::files {
namespace {

using ports::RowFault;
using ports::TableChunk;
using ports::TablePlace;

constexpr std::size_t kChunkBytesMax = std::size_t{4} << 20;

/// Bytes of the UTF-8 character at `at`, or 0 where there is none.
std::size_t utf8_length(std::string_view text, std::size_t at) {
  const auto byte = [&](std::size_t index) { return static_cast<unsigned char>(text[index]); };
  const unsigned lead = byte(at);
  if (lead < 0x80) return 1;
  const std::size_t length = lead >= 0xC2 && lead <= 0xDF   ? 2
                             : lead >= 0xE0 && lead <= 0xEF ? 3
                             : lead >= 0xF0 && lead <= 0xF4 ? 4
                                                            : 0;
  if (length == 0 || at + length > text.size()) return 0;
  for (std::size_t index = 1; index < length; ++index) {
    if ((byte(at + index) & 0xC0U) != 0x80U) return 0;
  }
  const unsigned second = byte(at + 1);
  const bool overlong = (lead == 0xE0 && second < 0xA0) || (lead == 0xF0 && second < 0x90);
  const bool surrogate = lead == 0xED && second > 0x9F;
  const bool too_high = lead == 0xF4 && second > 0x8F;
  return overlong || surrogate || too_high ? 0 : length;
}

/// Where the text stops being UTF-8; its size if it never does.
std::size_t first_bad_byte(std::string_view text) {
  std::size_t at = 0;
  while (at < text.size()) {
    const std::size_t length = utf8_length(text, at);
    if (length == 0) return at;
    at += length;
  }
  return at;
}

class CsvReader final : public ports::TableReader {
 public:
  CsvReader(std::unique_ptr<ByteSource> bytes, std::string name, char delimiter)
      : bytes_(std::move(bytes)), name_(std::move(name)), delimiter_(delimiter) {}

  [[nodiscard]] Result<void> read_heading();
  const std::vector<std::string>& columns() const override { return columns_; }
  Result<bool> next(TableChunk& chunk, std::size_t rows_max) override;
  std::optional<double> progress() const override {
    if (bytes_->bytes_total() == 0) return std::nullopt;
    return static_cast<double>(bytes_->bytes_read()) / static_cast<double>(bytes_->bytes_total());
  }

 private:
  [[nodiscard]] Result<void> skip_byte_order_mark(std::string& text);
  enum class Outcome { kRow, kBroken, kBlank, kNeedsMore, kEnd };
  [[nodiscard]] Outcome read_record(TableChunk& chunk);
  enum class CellEnd { kCell, kRecord, kNeedsMore, kNeverCloses, kTextBehindQuote };
  [[nodiscard]] CellEnd read_cell(TableChunk& chunk, std::size_t& at);
  [[nodiscard]] CellEnd read_quoted(TableChunk& chunk, std::size_t& at);
  [[nodiscard]] CellEnd end_cell(const std::string& text, std::size_t& at) const;
  Outcome finish_record(TableChunk& chunk, std::size_t end);
  Outcome break_line(TableChunk& chunk, std::string what);
  [[nodiscard]] RowFault fault_at(const TableChunk& chunk, std::size_t at, std::string what) const;
  void advance(const std::string& text, std::size_t to);

  std::unique_ptr<ByteSource> bytes_;
  std::string name_;
  char delimiter_;
  std::vector<std::string> columns_;
  std::string pending_;         // read, and not yet part of a chunk
  std::uint64_t rows_ = 0;      // ended so far
  std::uint64_t line_ = 1;      // of the record being read
  std::size_t begin_ = 0;       // of the record being read, in the chunk's text
  std::size_t broken_at_ = 0;   // where a cell went wrong
  bool at_end_ = false;         // of the file
  bool started_ = false;
  std::string unquoted_;        // the value of a cell with doubled quotes
};

RowFault CsvReader::fault_at(const TableChunk& chunk, std::size_t at, std::string what) const {
  // `place` cannot serve here: the row is not ended, and its bytes may be no UTF-8.
  TablePlace place{line_, 1};
  const std::string_view text = chunk.bytes();
  for (std::size_t index = begin_; index < at && index < text.size(); ++index) {
    if (text[index] == '\n') {
      ++place.line;
      place.column = 1;
    } else if ((static_cast<unsigned char>(text[index]) & 0xC0U) != 0x80U) {
      ++place.column;
    }
  }
  return {place, std::move(what)};
}

void CsvReader::advance(const std::string& text, std::size_t to) {
  line_ += static_cast<std::uint64_t>(
      std::count(text.begin() + static_cast<std::ptrdiff_t>(begin_),
                 text.begin() + static_cast<std::ptrdiff_t>(to), '\n'));
  begin_ = to;
}

// `at` stands behind a cell's last character.
CsvReader::CellEnd CsvReader::end_cell(const std::string& text, std::size_t& at) const {
  if (at == text.size()) return at_end_ ? CellEnd::kRecord : CellEnd::kNeedsMore;
  if (text[at] == delimiter_) {
    ++at;
    return CellEnd::kCell;
  }
  if (text[at] == '\r') {
    if (at + 1 == text.size()) {
      if (!at_end_) return CellEnd::kNeedsMore;
      ++at;
      return CellEnd::kRecord;
    }
    if (text[at + 1] == '\n') {
      at += 2;
      return CellEnd::kRecord;
    }
    return CellEnd::kTextBehindQuote;
  }
  if (text[at] == '\n') {
    ++at;
    return CellEnd::kRecord;
  }
  return CellEnd::kTextBehindQuote;
}

CsvReader::CellEnd CsvReader::read_quoted(TableChunk& chunk, std::size_t& at) {
  const std::string& text = chunk.text();
  const std::size_t first = at + 1;
  broken_at_ = at;
  bool doubled = false;
  std::size_t from = first;
  unquoted_.clear();
  while (true) {
    const std::size_t quote = text.find('"', from);
    if (quote == std::string::npos) return at_end_ ? CellEnd::kNeverCloses : CellEnd::kNeedsMore;
    if (quote + 1 == text.size() && !at_end_) return CellEnd::kNeedsMore;
    if (quote + 1 < text.size() && text[quote + 1] == '"') {
      doubled = true;
      unquoted_.append(text, from, quote + 1 - from);
      from = quote + 2;
      continue;
    }
    at = quote + 1;
    const CellEnd end = end_cell(text, at);
    if (end == CellEnd::kTextBehindQuote) broken_at_ = at;
    if (end == CellEnd::kNeedsMore || end == CellEnd::kTextBehindQuote) return end;
    if (doubled) {
      unquoted_.append(text, from, quote - from);
      chunk.add_unquoted_cell(first - 1, unquoted_);
    } else {
      chunk.add_cell(first, quote - first);
    }
    return end;
  }
}

CsvReader::CellEnd CsvReader::read_cell(TableChunk& chunk, std::size_t& at) {
  const std::string& text = chunk.text();
  if (at < text.size() && text[at] == '"') return read_quoted(chunk, at);
  const std::size_t first = at;
  const char* const data = text.data();
  const std::size_t size = text.size();
  while (at < size && data[at] != delimiter_ && data[at] != '\n') ++at;
  if (at == size && !at_end_) return CellEnd::kNeedsMore;
  // A CR belongs to the line's end, not to the cell; one inside a cell is a character like others.
  const bool ends_line = at == size || data[at] == '\n';
  const std::size_t last = ends_line && at > first && data[at - 1] == '\r' ? at - 1 : at;
  chunk.add_cell(first, last - first);
  if (at < size) ++at;
  return ends_line ? CellEnd::kRecord : CellEnd::kCell;
}

// The rest of the file may be sound: only the record's first line is given up.
CsvReader::Outcome CsvReader::break_line(TableChunk& chunk, std::string what) {
  std::string& text = chunk.text();
  const std::size_t line_end = text.find('\n', begin_);
  const std::size_t end = line_end == std::string::npos ? text.size() : line_end + 1;
  RowFault fault = fault_at(chunk, broken_at_, std::move(what));
  // Cells in front of the mistake stay readable, if they stand on the line that is given up.
  const std::string_view line = std::string_view(text).substr(begin_, end - begin_);
  const bool keeps_cells = broken_at_ < end && simdjson::validate_utf8(line.data(), line.size());
  const std::size_t cells = keeps_cells ? chunk.open_cells() : 0;
  chunk.end_broken_row(line_, begin_, cells, std::move(fault));
  advance(text, end);
  return Outcome::kBroken;
}

CsvReader::Outcome CsvReader::finish_record(TableChunk& chunk, std::size_t end) {
  std::string& text = chunk.text();
  const std::string_view record = std::string_view(text).substr(begin_, end - begin_);
  const std::size_t cells = chunk.open_cells();
  if (!simdjson::validate_utf8(record.data(), record.size())) {
    const std::size_t bad = begin_ + first_bad_byte(record);
    std::size_t sound = 0;
    while (sound + 1 < cells && chunk.open_cell_begin(sound + 1) <= bad) ++sound;
    chunk.end_broken_row(line_, begin_, sound,
                         fault_at(chunk, bad, "this byte does not belong to the file's encoding"));
    advance(text, end);
    return Outcome::kBroken;
  }
  if (columns_.empty() || cells == columns_.size()) {
    chunk.end_row(line_, begin_);
    advance(text, end);
    return Outcome::kRow;
  }
  const std::string counts = "this line has " + std::to_string(cells) +
                             (cells == 1 ? " cell" : " cells") + ", the heading has " +
                             std::to_string(columns_.size());
  const std::size_t at = chunk.open_cell_begin(cells > columns_.size() ? columns_.size() : cells - 1);
  chunk.end_broken_row(line_, begin_, columns_.size(), fault_at(chunk, at, counts));
  advance(text, end);
  return Outcome::kBroken;
}

CsvReader::Outcome CsvReader::read_record(TableChunk& chunk) {
  const std::string& text = chunk.text();
  if (begin_ == text.size()) return at_end_ ? Outcome::kEnd : Outcome::kNeedsMore;
  const bool is_blank = text[begin_] == '\n' || text.compare(begin_, 2, "\r\n") == 0;
  if (is_blank && columns_.size() > 1) {
    advance(text, begin_ + (text[begin_] == '\n' ? 1 : 2));
    return Outcome::kBlank;
  }
  std::size_t at = begin_;
  while (true) {
    const CellEnd end = read_cell(chunk, at);
    const bool is_long = (end == CellEnd::kNeedsMore ? text.size() : at) - begin_ >
                         ports::kTableRecordBytesMax;
    if (end == CellEnd::kNeverCloses) return break_line(chunk, "this quote never closes");
    if (end == CellEnd::kTextBehindQuote) {
      return break_line(chunk, "text stands behind the closing quote of a cell");
    }
    if (is_long && (end != CellEnd::kNeedsMore || text.find('\n', begin_) != std::string::npos)) {
      chunk.drop_open_cells();
      broken_at_ = begin_;
      return break_line(chunk, "this record is longer than 1 MiB");
    }
    if (end == CellEnd::kNeedsMore) {
      chunk.drop_open_cells();
      return Outcome::kNeedsMore;
    }
    if (end == CellEnd::kRecord) return finish_record(chunk, at);
    if (chunk.open_cells() > ports::kTableColumnsMax) {
      broken_at_ = at;
      return break_line(chunk, "this line has more than 4096 cells");
    }
  }
}

Result<void> CsvReader::skip_byte_order_mark(std::string& text) {
  if (started_) return {};
  started_ = true;
  while (!at_end_ && text.size() < 3) {
    PROBITY_TRY(const bool more, bytes_->append_to(text));
    at_end_ = !more;
  }
  if (text.compare(0, 3, "\xEF\xBB\xBF") == 0) text.erase(0, 3);
  return {};
}

Result<bool> CsvReader::next(TableChunk& chunk, std::size_t rows_max) {
  chunk.clear(rows_ + 1);
  chunk.text().swap(pending_);
  begin_ = 0;
  PROBITY_TRY_VOID(skip_byte_order_mark(chunk.text()));
  // Bytes of a line too long to keep, thrown away as they come.
  bool inside_long_line = false;
  while (chunk.row_count() < rows_max && begin_ < kChunkBytesMax) {
    std::string& text = chunk.text();
    const Outcome outcome = read_record(chunk);
    if (outcome == Outcome::kEnd) break;
    if (outcome != Outcome::kNeedsMore) continue;
    if (text.size() - begin_ > 2 * ports::kTableRecordBytesMax) {
      // No line end in sight: keep the record's beginning for its place, and look for the end.
      text.resize(begin_ + ports::kTableRecordBytesMax + 1);
      inside_long_line = true;
    }
    PROBITY_TRY(const bool more, bytes_->append_to(text));
    at_end_ = !more;
    if (inside_long_line && (at_end_ || text.find('\n', begin_) != std::string::npos)) {
      inside_long_line = false;
      broken_at_ = begin_;
      break_line(chunk, "this record is longer than 1 MiB");
    }
  }
  pending_.assign(chunk.text(), begin_);
  chunk.text().resize(begin_);
  rows_ += chunk.row_count();
  return chunk.row_count() > 0;
}

Result<void> CsvReader::read_heading() {
  TableChunk chunk;
  PROBITY_TRY(const bool more, next(chunk, 1));
  if (!more) return Error{ErrorCode::kInvalidArgument, name_ + " is empty: it has no heading"};
  if (const RowFault* fault = chunk.fault(0)) {
    return Error{ErrorCode::kInvalidArgument, name_ + ":" + std::to_string(fault->place.line) + ":" +
                                                  std::to_string(fault->place.column) +
                                                  ": the heading cannot be read: " + fault->what};
  }
  std::vector<std::string> names;
  for (std::size_t column = 0; column < chunk.cell_count(0); ++column) {
    names.emplace_back(chunk.cell(0, column));
  }
  columns_ = std::move(names);
  rows_ = 0;
  return {};
}

}  // namespace

Result<std::unique_ptr<ports::TableReader>> read_csv(std::unique_ptr<ByteSource> bytes,
                                                     std::string name, char delimiter) {
  auto reader = std::make_unique<CsvReader>(std::move(bytes), std::move(name), delimiter);
  PROBITY_TRY_VOID(reader->read_heading());
  return std::unique_ptr<ports::TableReader>(std::move(reader));
}

}  // namespace probity::files

#include "audit/packs/table_pack.h"

#include <utility>

#include "audit/record/json.h"
#include "audit/record/json_parse.h"

namespace probity::audit {
namespace {

constexpr std::size_t kPartBytesMax = std::size_t{4} << 20;
/// A part ends behind a row whose bytes say so: one in so many.
constexpr std::uint32_t kRowsInPart = 4'096;

Error corrupt(std::string what) { return Error{ErrorCode::kCorrupt, std::move(what)}; }

/// FNV-1a: only where a part ends hangs on it.
std::uint32_t mixed(std::string_view bytes) {
  std::uint32_t hash = 2'166'136'261U;
  for (const char c : bytes) hash = (hash ^ static_cast<unsigned char>(c)) * 16'777'619U;
  return hash ^ (hash >> 15U);
}

JsonArray texts_json(const std::vector<std::string>& texts) {
  JsonArray array;
  for (const std::string& text : texts) array.emplace_back(text);
  return array;
}

std::vector<std::string> texts_of(const Json* array) {
  std::vector<std::string> texts;
  if (array == nullptr || array->as_array() == nullptr) return texts;
  for (const Json& each : *array->as_array()) {
    if (each.as_string() != nullptr) texts.push_back(*each.as_string());
  }
  return texts;
}

Result<std::string> row_text(const ports::TableChunk& chunk, std::size_t row) {
  JsonArray cells;
  for (std::size_t cell = 0; cell < chunk.cell_count(row); ++cell) cells.emplace_back(chunk.cell(row, cell));
  const ports::RowFault* fault = chunk.fault(row);
  if (fault == nullptr) return canonical_text(cells);
  return canonical_text(JsonObject{{"cells", std::move(cells)}, {"fault", fault->what}});
}

}  // namespace

struct KeepingTables::Kept {
  std::string table, place;
  ports::TableOptions options;
  std::vector<std::string> columns;
  std::vector<std::string> parts;
  std::string text;  // of the part that is being formed
  std::int64_t rows = 0;
  bool whole = false;

  Result<void> add(const std::string& row, const KeepText& keep) {
    text.append(row).push_back('\n');
    ++rows;
    return mixed(row) % kRowsInPart == 0 || text.size() >= kPartBytesMax ? end_part(keep) : Result<void>();
  }
  Result<void> end_part(const KeepText& keep) {
    if (text.empty()) return {};
    PROBITY_TRY(std::string digest, keep(text));
    parts.push_back(std::move(digest));
    text.clear();
    return {};
  }
  [[nodiscard]] Json json() const {
    return JsonObject{{"table", table},
                      {"place", place},
                      {"encoding", options.encoding},
                      {"delimiter", std::string(1, options.delimiter)},
                      {"order_by", texts_json(options.order_by)},
                      {"columns", texts_json(columns)},
                      {"rows", rows},
                      {"parts", texts_json(parts)}};
  }
};

class KeepingTables::Reader final : public ports::TableReader {
 public:
  Reader(std::unique_ptr<ports::TableReader> reader, std::shared_ptr<Kept> kept, const KeepText& keep)
      : reader_(std::move(reader)), kept_(std::move(kept)), keep_(keep) {
    kept_->columns = reader_->columns();
  }
  const std::vector<std::string>& columns() const override { return reader_->columns(); }
  std::optional<double> progress() const override { return reader_->progress(); }

  Result<bool> next(ports::TableChunk& chunk, std::size_t rows_max) override {
    PROBITY_TRY(const bool more, reader_->next(chunk, rows_max));
    for (std::size_t row = 0; more && row < chunk.row_count(); ++row) {
      PROBITY_TRY(const std::string text, row_text(chunk, row));
      PROBITY_TRY_VOID(kept_->add(text, keep_));
    }
    if (!more && !kept_->whole) {
      PROBITY_TRY_VOID(kept_->end_part(keep_));
      kept_->whole = true;
    }
    return more;
  }

 private:
  std::unique_ptr<ports::TableReader> reader_;
  std::shared_ptr<Kept> kept_;
  const KeepText& keep_;
};

KeepingTables::KeepingTables(ports::TableStore& tables, KeepText keep) : tables_(tables), keep_(std::move(keep)) {}
KeepingTables::~KeepingTables() = default;

Result<std::unique_ptr<ports::TableReader>> KeepingTables::open(const std::string& table,
                                                                const ports::TableOptions& options) {
  PROBITY_TRY(std::unique_ptr<ports::TableReader> reader, tables_.open(table, options));
  auto kept = std::make_shared<Kept>();
  kept->table = table;
  kept->place = tables_.place_name(table);
  kept->options = options;
  kept_.push_back(kept);
  return std::unique_ptr<ports::TableReader>(std::make_unique<Reader>(std::move(reader), std::move(kept), keep_));
}

Result<std::string> KeepingTables::finish() {
  JsonArray tables;
  for (const auto& each : kept_) {
    if (each->whole) tables.push_back(each->json());
  }
  PROBITY_TRY(const std::string list,
              canonical_text(JsonObject{{"format", 1}, {"kind", "tables"}, {"tables", std::move(tables)}}));
  return keep_(list);
}

namespace {

/// Rows out of kept parts. Their places are the rows' numbers: lines of a file are not kept.
class KeptReader final : public ports::TableReader {
 public:
  KeptReader(std::vector<std::string> columns, std::vector<std::string> parts, const LoadText& load)
      : columns_(std::move(columns)), parts_(std::move(parts)), load_(load) {}
  const std::vector<std::string>& columns() const override { return columns_; }

  Result<bool> next(ports::TableChunk& chunk, std::size_t rows_max) override {
    chunk.clear(rows_read_ + 1, true);
    while (chunk.row_count() < rows_max) {
      PROBITY_TRY(const auto line, next_line());
      if (!line) break;
      PROBITY_TRY_VOID(add_row(*line, chunk));
    }
    return chunk.row_count() > 0;
  }

 private:
  Result<std::optional<std::string_view>> next_line() {
    while (at_ >= text_.size()) {
      if (part_ == parts_.size()) return std::optional<std::string_view>();
      PROBITY_TRY(text_, load_(parts_[part_++]));
      at_ = 0;
    }
    const std::size_t end = text_.find('\n', at_);
    if (end == std::string::npos) return corrupt("a kept row has no end");
    const std::string_view line = std::string_view(text_).substr(at_, end - at_);
    at_ = end + 1;
    return std::optional(line);
  }

  Result<void> add_row(std::string_view line, ports::TableChunk& chunk) {
    PROBITY_TRY(const Json row, parse_record_json(line));
    const Json* fault = row.find("fault");
    const std::vector<std::string> cells = texts_of(fault == nullptr ? &row : row.find("cells"));
    const std::size_t begin = chunk.text().size();
    for (const std::string& cell : cells) {
      const std::size_t cell_begin = chunk.text().size();
      chunk.text() += cell;
      chunk.add_cell(cell_begin, cell.size());
    }
    ++rows_read_;
    if (fault == nullptr) {
      chunk.end_row(rows_read_, begin);
    } else {
      chunk.end_broken_row(rows_read_, begin, cells.size(), {{rows_read_, 0}, std::string(row.text_of("fault"))});
    }
    return {};
  }

  std::vector<std::string> columns_;
  std::vector<std::string> parts_;
  const LoadText& load_;
  std::size_t part_ = 0;
  std::string text_;
  std::size_t at_ = 0;
  std::uint64_t rows_read_ = 0;
};

class KeptTables final : public ports::TableStore {
 public:
  KeptTables(Json list, LoadText load) : list_(std::move(list)), load_(std::move(load)) {}

  Result<std::unique_ptr<ports::TableReader>> open(const std::string& table,
                                                   const ports::TableOptions& options) override {
    for (const Json& each : *list_.find("tables")->as_array()) {
      if (each.text_of("table") != table || texts_of(each.find("order_by")) != options.order_by) continue;
      return std::unique_ptr<ports::TableReader>(
          std::make_unique<KeptReader>(texts_of(each.find("columns")), texts_of(each.find("parts")), load_));
    }
    return Error{ErrorCode::kNotFound, "the scan kept no table `" + table + "`"};
  }
  std::string place_name(const std::string& table) const override {
    for (const Json& each : *list_.find("tables")->as_array()) {
      if (each.text_of("table") == table) return std::string(each.text_of("place"));
    }
    return table;
  }

 private:
  Json list_;
  LoadText load_;
};

}  // namespace

Result<std::unique_ptr<ports::TableStore>> kept_tables(const std::string& list_digest, LoadText load) {
  PROBITY_TRY(const std::string text, load(list_digest));
  PROBITY_TRY(Json list, parse_canonical(text));
  const Json* tables = list.find("tables");
  if (list.text_of("kind") != "tables" || tables == nullptr || tables->as_array() == nullptr) {
    return corrupt("this is no list of kept tables");
  }
  return std::unique_ptr<ports::TableStore>(std::make_unique<KeptTables>(std::move(list), std::move(load)));
}

}  // namespace probity::audit

#include "engine/ingest/join_table.h"

#include <algorithm>

#include "engine/diagnostics/diagnostics.h"
#include "engine/ingest/cell_value.h"
#include "engine/values/text.h"

namespace probity::ingest {

Result<std::vector<std::uint32_t>> find_columns(const std::string& file,
                                                const std::vector<std::string>& columns,
                                                const std::vector<std::string>& names) {
  std::vector<std::uint32_t> indexes;
  std::vector<std::string> missing;
  for (const std::string& name : names) {
    const auto found = std::find(columns.begin(), columns.end(), name);
    if (found == columns.end()) {
      const auto near = diagnostics::nearest(name, columns);
      std::string text = "`" + name + "`" + (near ? " (is `" + *near + "` meant?)" : "");
      if (std::find(missing.begin(), missing.end(), text) == missing.end()) {
        missing.push_back(std::move(text));
      }
      continue;
    }
    if (std::find(found + 1, columns.end(), name) != columns.end()) {
      return Error{ErrorCode::kInvalidArgument, file + " has two columns `" + name + "`"};
    }
    indexes.push_back(static_cast<std::uint32_t>(found - columns.begin()));
  }
  if (missing.empty()) return indexes;
  std::string message = file + (missing.size() == 1 ? " has no column " : " has no columns ");
  for (std::size_t at = 0; at < missing.size(); ++at) message += (at > 0 ? ", " : "") + missing[at];
  return Error{ErrorCode::kNotFound, message};
}

Result<std::shared_ptr<const JoinTable>> JoinTable::load(const ir::Mapping& mapping,
                                                         const std::string& table,
                                                         const std::string& key,
                                                         std::vector<std::string> columns,
                                                         ports::TableStore& store,
                                                         const OnFinding& on_finding) {
  ports::TableOptions options{mapping.encoding, mapping.delimiter, {key}};
  PROBITY_TRY(const std::unique_ptr<ports::TableReader> reader, store.open(table, options));
  const std::string file = store.place_name(table);
  std::vector<std::string> wanted = columns;
  wanted.push_back(key);
  PROBITY_TRY(const std::vector<std::uint32_t> indexes, find_columns(file, reader->columns(), wanted));
  auto joined = std::make_shared<JoinTable>();
  joined->columns_ = std::move(columns);
  joined->count_.file = file;
  ports::TableChunk chunk;
  std::vector<std::string_view> cells(joined->columns_.size());
  while (true) {
    PROBITY_TRY(const bool more, reader->next(chunk, 4096));
    if (!more) return std::shared_ptr<const JoinTable>(std::move(joined));
    for (std::size_t row = 0; row < chunk.row_count(); ++row) {
      ++joined->count_.read;
      if (const ports::RowFault* fault = chunk.fault(row)) {
        ++joined->count_.refused;
        Finding finding;
        finding.kind = FindingKind::kBrokenLine;
        finding.file = file;
        finding.line = fault->place.line;
        finding.column = fault->place.column;
        finding.what = fault->what;
        finding.remedy = "mend the line";
        finding.refused = true;
        PROBITY_TRY_VOID(on_finding(finding));
        continue;
      }
      for (std::size_t at = 0; at < cells.size(); ++at) cells[at] = chunk.cell(row, indexes[at]);
      joined->add(chunk.cell(row, indexes.back()), cells);
    }
  }
}

void JoinTable::add(std::string_view key, const std::vector<std::string_view>& cells) {
  const std::string composed = to_nfc(trimmed(key));
  if (composed.empty()) return;  // joins nothing
  const auto [row, is_new] = keys_.add(composed);
  if (!is_new) {
    for (std::size_t at = 0; at < cells.size(); ++at) {
      if (cell(row, at) != cells[at]) several_[row] = true;
    }
    return;
  }
  several_.push_back(false);
  for (const std::string_view text : cells) {
    bytes_.append(text);
    ends_.push_back(bytes_.size());
  }
}

JoinTable::Answer JoinTable::find(std::string_view key) const {
  const auto row = keys_.find(key);
  if (!row) return {State::kNone, 0};
  return {several_[*row] ? State::kSeveral : State::kOne, *row};
}

std::string_view JoinTable::cell(std::uint32_t row, std::size_t column) const {
  const std::size_t at = row * columns_.size() + column;
  const std::size_t begin = at == 0 ? 0 : ends_[at - 1];
  return std::string_view(bytes_).substr(begin, ends_[at] - begin);
}

}  // namespace probity::ingest

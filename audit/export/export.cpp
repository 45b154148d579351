#include "audit/export/export.h"

#include <algorithm>
#include <map>
#include <utility>

#include "audit/export/shipped_files.h"
#include "audit/record/json_parse.h"
#include "audit/store/checkpoint_keeper.h"
#include "audit/verify/log_view.h"

namespace probity::audit {
namespace {

Error corrupt(std::string what) { return Error{ErrorCode::kCorrupt, std::move(what)}; }

Json integer(std::uint64_t value) { return static_cast<std::int64_t>(value); }

/// A file whose bytes go into SHA256SUMS when it is whole.
class SummedFile {
 public:
  SummedFile(std::string name, std::unique_ptr<ports::TextWriter> file) : name_(std::move(name)), file_(std::move(file)) {}
  Result<void> write(std::string_view bytes) {
    digest_->update(bytes);
    return file_->write(bytes);
  }
  Result<void> commit(std::map<std::string, std::string>& sums) {
    PROBITY_TRY_VOID(file_->commit());
    sums[name_] = to_hex(digest_->finish());
    return {};
  }

 private:
  std::string name_;
  std::unique_ptr<ports::TextWriter> file_;
  std::unique_ptr<Sha256> digest_ = std::make_unique<Sha256>();
};

/// A cell that no spreadsheet takes for a formula, quoted.
std::string csv_cell(std::string_view text) {
  std::string cell = "\"";
  if (!text.empty() && std::string_view("=+-@\t\r").find(text.front()) != std::string_view::npos) cell += '\'';
  for (const char c : text) {
    if (c == '"') cell += '"';
    cell += c;
  }
  return cell + "\"";
}

constexpr const char* kColumns[] = {"index",   "entry", "time",       "kind",       "subject", "on",  "as_of",
                                    "outcome", "rules", "reasons_en", "reasons_zh", "actor",   "leaf"};

/// The texts of the findings, those that are there, with something between.
template <typename TextOf>
std::string of_findings(const Json& decision, const char* between, const TextOf& text_of) {
  std::string out;
  const Json* findings = decision.find("findings");
  if (findings == nullptr || findings->as_array() == nullptr) return out;
  for (const Json& finding : *findings->as_array()) {
    const std::string_view text = text_of(finding);
    if (!text.empty()) out += (out.empty() ? "" : between) + std::string(text);
  }
  return out;
}

std::string csv_row(const Json& entry, const std::string& id, std::uint64_t index, const TreeHash& leaf) {
  static const Json kNone;
  const auto member = [&](const char* name) -> const Json& {
    const Json* found = entry.find(name);
    return found == nullptr ? kNone : *found;
  };
  const Json& decision = member("decision");
  const auto reason_in = [](const char* language) {
    return [language](const Json& finding) {
      const Json* because = finding.find("because");
      return because == nullptr ? std::string_view() : because->text_of(language);
    };
  };
  const auto rule = [](const Json& finding) { return finding.text_of("rule"); };
  const std::string cells[] = {std::to_string(index),
                               id,
                               std::string(entry.text_of("time")),
                               std::string(entry.text_of("kind")),
                               std::string(member("subject").text_of("id")),
                               std::string(member("subject").text_of("on")),
                               std::string(decision.text_of("as_of")),
                               std::string(decision.text_of("outcome")),
                               of_findings(decision, "; ", rule),
                               of_findings(decision, " | ", reason_in("en")),
                               of_findings(decision, " | ", reason_in("zh")),
                               std::string(entry.text_of("actor")),
                               to_hex(leaf)};
  std::string row;
  for (const std::string& cell : cells) row += (row.empty() ? "" : ",") + csv_cell(cell);
  return row + "\r\n";
}

class Exporter {
 public:
  Exporter(ports::LogSource& source, const ExportRequest& request) : source_(source), request_(request) {}

  Result<ExportReport> run() {
    PROBITY_TRY(view_, LogView::open(source_, request_.stop));
    PROBITY_TRY_VOID(find_checkpoints());
    PROBITY_TRY_VOID(write_entries());
    PROBITY_TRY_VOID(write_edge());
    PROBITY_TRY_VOID(write_proofs());
    PROBITY_TRY_VOID(write_whole("checkpoint", checkpoint_.note.bytes()));
    std::string keys;
    for (const VerifierKey& key : request_.keys) keys += key.text() + "\n";
    PROBITY_TRY_VOID(write_whole("log.pub", keys));
    for (const ShippedFile& file : shipped_files()) PROBITY_TRY_VOID(write_whole(std::string(file.name), file.text));
    for (const ExtraFile& file : request_.more) PROBITY_TRY_VOID(write_whole(file.name, file.bytes));
    PROBITY_TRY_VOID(write_whole("manifest.json", manifest()));
    std::string sums;
    for (const auto& [name, sum] : sums_) sums += sum + "  " + name + "\n";
    PROBITY_TRY_VOID(write_whole("SHA256SUMS", sums));
    report_.not_covered = view_->size() - report_.size;
    return report_;
  }

 private:
  [[nodiscard]] std::uint64_t size() const { return checkpoint_.checkpoint.size; }

  Result<void> find_checkpoints() {
    auto published = view_->checkpoint();
    if (!published.ok() && published.error().code == ErrorCode::kNotFound) {
      return Error{ErrorCode::kNotFound, "the log has no published checkpoint, so there is nothing that others could check"};
    }
    PROBITY_TRY(checkpoint_, std::move(published));
    if (!check_note(checkpoint_.note, request_.keys).holds()) {
      return corrupt("the published checkpoint is not signed by the log's keys");
    }
    report_.size = size();
    previous_ = request_.previous;
    if (!previous_) {
      PROBITY_TRY(previous_, view_->kept_below(size()));
    }
    if (!previous_) return {};
    PROBITY_TRY_VOID(check_against(*previous_, "the previous checkpoint", checkpoint_.checkpoint.origin, request_.keys,
                                   view_->tree()));
    report_.previous_size = previous_->checkpoint.size;
    return {};
  }

  Result<SummedFile> open(const std::string& name) {
    PROBITY_TRY(auto file, request_.open(name));
    return SummedFile(name, std::move(file));
  }

  Result<void> write_whole(const std::string& name, std::string_view bytes) {
    PROBITY_TRY(SummedFile file, open(name));
    PROBITY_TRY_VOID(file.write(bytes));
    return file.commit(sums_);
  }

  Result<void> write_entries() {
    PROBITY_TRY(SummedFile lines, open("entries.ndjson"));
    PROBITY_TRY(SummedFile table, open("entries.csv"));
    std::string heading = "\xEF\xBB\xBF";
    for (const char* column : kColumns) heading += (heading.size() == 3 ? "" : ",") + std::string(column);
    PROBITY_TRY_VOID(table.write(heading + "\r\n"));
    Result<void> tiles;
    const FullTile keep_tile = [&](int level, std::uint64_t number, const std::vector<TreeHash>& hashes) {
      if (tiles.ok()) tiles = write_whole(tile_path(level, number), hashes_bytes(hashes));
    };
    const EntryVisitor visit = [&](const WalkedEntry& walked) -> Result<bool> {
      if (walked.index >= size()) return false;
      edge_.append(walked.leaf, keep_tile);
      if (!tiles.ok()) return tiles.error();
      PROBITY_TRY_VOID(take(walked, lines, table));
      return walked.index + 1 < size();
    };
    WalkOptions options;
    options.progress = request_.progress;
    options.stop = request_.stop;
    PROBITY_TRY(const WalkResult walked, walk_log(source_, visit, options));
    if (edge_.size() < size()) {
      return corrupt("the log does not hold: " + (walked.damage ? walked.damage->text() : std::string("it ends too early")));
    }
    if (edge_.range().root() != checkpoint_.checkpoint.root) return corrupt("the log is not the one that its checkpoint saw");
    PROBITY_TRY_VOID(lines.commit(sums_));
    return table.commit(sums_);
  }

  Result<void> take(const WalkedEntry& walked, SummedFile& lines, SummedFile& table) {
    log_id_ = *walked.log_id;
    PROBITY_TRY(const Json entry, parse_canonical(walked.text));
    if (walked.index % kTileWidth == 0) bundle_.clear();
    if (request_.only ? request_.only->count(walked.index) > 0 : passes(entry, request_.filter)) {
      PROBITY_TRY_VOID(lines.write(walked.text));
      PROBITY_TRY_VOID(lines.write("\n"));
      PROBITY_TRY_VOID(table.write(csv_row(entry, entry_id(*walked.log_id, walked.index), walked.index, walked.leaf)));
      exported_.push_back(walked.index);
      append_to_bundle(walked.text, bundle_);
      ++in_bundle_;
    }
    const std::uint64_t width = walked.index % kTileWidth + 1;
    if (width < kTileWidth && walked.index + 1 < size()) return {};
    const bool whole = std::exchange(in_bundle_, 0) == width;
    // A bundle that lacks an entry is none; its leaves are in the tile all the same.
    return whole ? write_whole(bundle_path(walked.index / kTileWidth, width), bundle_) : Result<void>();
  }

  Result<void> write_edge() {
    for (int level = 0; (size() >> (kTileHeight * level)) > 0; ++level) {
      const std::vector<TreeHash>& hashes = edge_.hashes(level);
      if (hashes.empty()) continue;
      const std::uint64_t number = size() >> (kTileHeight * (level + 1));
      PROBITY_TRY_VOID(write_whole(tile_path(level, number, hashes.size()), hashes_bytes(hashes)));
    }
    return {};
  }

  /// Proofs come from the tiles that were just written, so that what is handed out fits together.
  Result<void> write_proofs() {
    TileTree tree(edge_, [this](int level, std::uint64_t number) { return request_.read(tile_path(level, number)); });
    PROBITY_TRY(SummedFile file, open("proofs.txt"));
    for (const std::uint64_t index : exported_) {
      if (request_.stop && request_.stop()) return Error{ErrorCode::kInterrupted, "stopped while writing proofs"};
      PROBITY_TRY(const TreeHash leaf, tree.leaf(index));
      PROBITY_TRY(const TreeProof proof, tree.inclusion(index, size()));
      std::string line = std::to_string(index) + " " + base64_hash(leaf);
      for (const TreeHash& hash : proof) line += " " + base64_hash(hash);
      PROBITY_TRY_VOID(file.write(line + "\n"));
    }
    report_.exported = exported_.size();
    report_.withheld = size() - exported_.size();
    PROBITY_TRY_VOID(file.commit(sums_));
    if (!previous_) return {};
    PROBITY_TRY(const TreeProof growth, tree.consistency(previous_->checkpoint.size, size()));
    std::string lines;
    for (const TreeHash& hash : growth) lines += base64_hash(hash) + "\n";
    PROBITY_TRY_VOID(write_whole("consistency.txt", lines));
    return write_whole("checkpoint.previous", previous_->note.bytes());
  }

  std::string manifest() const {
    const auto day = [](const std::optional<Date>& date) { return date ? Json(date->to_string()) : Json(); };
    return readable_text(JsonObject{{"format", 1},
                                    {"log", checkpoint_.checkpoint.origin},
                                    {"log_id", log_id_text(log_id_)},
                                    {"size", integer(size())},
                                    {"root", digest_text(checkpoint_.checkpoint.root)},
                                    {"from", day(request_.filter.from)},
                                    {"to", day(request_.filter.to)},
                                    {"exported", integer(report_.exported)},
                                    {"withheld", integer(report_.withheld)},
                                    {"previous", report_.previous_size ? integer(*report_.previous_size) : Json()},
                                    {"made_by", request_.made_by}}) +
           "\n";
  }

  ports::LogSource& source_;
  const ExportRequest& request_;
  std::unique_ptr<LogView> view_;
  SignedCheckpoint checkpoint_;
  std::optional<SignedCheckpoint> previous_;
  LogId log_id_{};
  TileEdge edge_;
  std::vector<std::uint64_t> exported_;
  std::string bundle_;
  std::uint64_t in_bundle_ = 0;
  std::map<std::string, std::string> sums_;  // by name
  ExportReport report_;
};

}  // namespace

Result<ExportReport> export_log(ports::LogSource& source, const ExportRequest& request) {
  return Exporter(source, request).run();
}

}  // namespace probity::audit

#include "engine/service/scan.h"

#include <algorithm>
#include <deque>

#include "engine/eval/reference/populations.h"
#include "engine/ingest/key_index.h"
#include "engine/ir/mapping_text.h"
#include "engine/service/job_queue.h"
#include "engine/service/scan_job.h"

namespace probity::service {
namespace {

constexpr std::size_t kRecordsInJob = 1024;
constexpr std::size_t kKeysInJob = 256;

/// One scan: reads on the calling thread, judges on others, hands out in order on the calling thread.
class Scan {
 public:
  explicit Scan(const ScanRequest& request) : request_(request) {}
  Result<ScanSummary> run();

 private:
  [[nodiscard]] Result<void> check_request();
  [[nodiscard]] bool has_versions() const;
  [[nodiscard]] Result<void> scan_table(const ir::TableMap& table);
  [[nodiscard]] Result<void> scan_keys();
  [[nodiscard]] Result<void> find_last_rows(const ir::TableMap& table);
  void mark_rows(ScanJob& job, const ir::TableMap& table);
  RecordMark mark_of(const ingest::RowPlace& place, const ScanJob& job, const ir::TableMap& table);
  [[nodiscard]] Result<void> judge_groups();
  bool count_findings(const decision::Decision& decision);
  [[nodiscard]] Result<void> hand_out(ScanJob& job);
  [[nodiscard]] Result<void> hand_out_decision(const Judged& judged);
  [[nodiscard]] Result<void> hand_out_finding(const ingest::Finding& finding);
  [[nodiscard]] Result<void> work_off(bool all);
  [[nodiscard]] Result<std::unique_ptr<ports::TableReader>> open(const ir::TableMap& table) const;
  [[nodiscard]] bool is_scanned(const ir::TableMap& table) const {
    return !table.list && table.entity == request_.subject.entity;
  }
  [[nodiscard]] Result<void> check_stop() const {
    if (!request_.stop || !request_.stop()) return {};
    return Error{ErrorCode::kInterrupted, "the scan was stopped before its end; nothing was written"};
  }

  const ScanRequest& request_;
  ScanSummary summary_;
  std::unique_ptr<ingest::Book> book_;
  eval::reference::Options group_options_;
  std::optional<eval::reference::Populations> populations_;  // where a rule compares the subjects
  std::deque<ingest::Arena> arenas_;                         // its members' facts
  std::deque<ingest::RowMapper> mappers_;  // jobs in the queue use these
  std::deque<std::vector<ingest::Book::RowList>> lists_;
  std::unique_ptr<JobQueue<ScanJob>> queue_;
  ingest::KeyIndex seen_;
  std::vector<std::uint64_t> seen_lines_;    // by key: its first row's line
  ingest::KeyIndex last_;                    // `last row wins`: which row that is
  std::vector<std::uint64_t> last_rows_;
};

Result<void> Scan::check_request() {
  const Entity& entity = request_.program->schema.entities[request_.subject.entity];
  const auto& tables = request_.mapping->tables;
  const bool is_mapped =
      std::any_of(tables.begin(), tables.end(), [&](const auto& table) { return is_scanned(table); });
  if (!is_mapped) {
    return Error{ErrorCode::kInvalidArgument,
                 "the source `" + request_.mapping->name + "` does not map `" + entity.name + "`"};
  }
  if (!request_.as_of && !date_field(request_.program->schema, request_.subject)) {
    return Error{ErrorCode::kInvalidArgument,
                 "`" + entity.name + "` has no date of its own: the day to judge it by is needed"};
  }
  if (!request_.as_of && has_versions()) {
    return Error{ErrorCode::kInvalidArgument,
                 "`" + entity.name + "` comes in versions: the day to judge it by is needed"};
  }
  return {};
}

bool Scan::has_versions() const {
  const auto& tables = request_.mapping->tables;
  return std::any_of(tables.begin(), tables.end(), [&](const auto& table) {
    return is_scanned(table) && table.version.has_value();
  });
}

Result<void> Scan::hand_out_finding(const ingest::Finding& finding) {
  ++summary_.ingest[static_cast<std::size_t>(finding.kind)];
  ++summary_.ingest_findings;
  return request_.on_finding ? request_.on_finding(finding) : Result<void>();
}

Result<void> Scan::hand_out_decision(const Judged& judged) {
  const decision::Decision& decision = judged.decision;
  ++summary_.decisions[decision.outcome];
  if (count_findings(decision)) ++summary_.undetermined_subjects;
  std::string logged_as;
  if (request_.sink != nullptr) {
    const std::string facts = request_.facts_text ? request_.facts_text(judged.subject) : std::string();
    PROBITY_TRY(logged_as, request_.sink->record(judged.subject, facts, decision));
  }
  return request_.on_decision ? request_.on_decision(decision, logged_as) : Result<void>();
}

Result<void> Scan::judge_groups() {
  for (const auto& [rule, count] : populations_->counts()) {
    summary_.groups[rule] = {count.groups, count.members, count.left_out, {}};
  }
  const std::string digest = ir::digest_of(*request_.program, *request_.mapping);
  return populations_->judge([&](const std::string& rule, decision::Decision decision) -> Result<void> {
    PROBITY_TRY_VOID(check_stop());
    decision.ruleset = digest;
    ++summary_.groups[rule].decisions[decision.outcome];
    count_findings(decision);
    return request_.on_decision ? request_.on_decision(decision, {}) : Result<void>();
  });
}

/// Adds to the counts of rules; true where one is undetermined.
bool Scan::count_findings(const decision::Decision& decision) {
  bool undetermined = false;
  for (const decision::Finding& finding : decision.findings) {
    ScanSummary::RuleCount& count = summary_.rules[finding.rule];
    if (finding.observed) {
      ++count.observed;
      continue;
    }
    ++count.findings[finding.outcome];
    if (finding.undetermined) ++count.undetermined;
    undetermined = undetermined || finding.undetermined;
  }
  return undetermined;
}

Result<void> Scan::hand_out(ScanJob& job) {
  summary_.read += job.counts.read;
  summary_.judged += job.counts.judged;
  summary_.refused += job.counts.refused;
  summary_.passed_over += job.counts.passed_over;
  summary_.blank += job.counts.blank;
  summary_.superseded += job.counts.superseded;
  summary_.out_of_period += job.counts.out_of_period;
  for (const ingest::Finding& finding : job.findings) PROBITY_TRY_VOID(hand_out_finding(finding));
  bool kept = false;
  for (const Judged& judged : job.judged) {
    if (populations_) kept = populations_->add(judged.subject) || kept;
    PROBITY_TRY_VOID(hand_out_decision(judged));
  }
  if (kept) arenas_.push_back(std::move(job.arena));  // members are looked at again with their group
  return {};
}

Result<void> Scan::work_off(bool all) {
  while (!queue_->is_empty() && (all || queue_->is_full())) {
    const std::unique_ptr<ScanJob> job = queue_->take();
    PROBITY_TRY_VOID(hand_out(*job));
    PROBITY_TRY_VOID(check_stop());
  }
  return {};
}

Result<std::unique_ptr<ports::TableReader>> Scan::open(const ir::TableMap& table) const {
  ports::TableOptions options{request_.mapping->encoding, request_.mapping->delimiter, {}};
  for (const ir::Column& column : table.key) {
    if (!column.join) options.order_by.push_back(column.name);
  }
  return request_.tables->open(table.table, options);
}

Result<void> Scan::find_last_rows(const ir::TableMap& table) {
  PROBITY_TRY(const std::unique_ptr<ports::TableReader> reader, open(table));
  PROBITY_TRY(const ingest::RowMapper mapper,
              ingest::RowMapper::bind(*request_.mapping, table, request_.program->schema, *request_.tables,
                                      reader->columns(),
                                      [](const ingest::Finding&) { return Result<void>(); }));
  ports::TableChunk chunk;
  while (true) {
    PROBITY_TRY_VOID(check_stop());
    PROBITY_TRY(const bool more, reader->next(chunk, kRecordsInJob));
    if (!more) return {};
    for (std::size_t row = 0; row < chunk.row_count(); ++row) {
      for (std::uint32_t unpivot = 0; unpivot < mapper.records_in_row(); ++unpivot) {
        const ingest::RowPlace place{&chunk, row, unpivot};
        if (chunk.fault(row) != nullptr || mapper.is_blank_unpivot(place) || !mapper.passes_filters(place)) {
          continue;
        }
        const auto [number, is_new] = last_.add(mapper.key(place));
        if (is_new) last_rows_.push_back(0);
        last_rows_[number] = chunk.row_number(row);
      }
    }
  }
}

RecordMark Scan::mark_of(const ingest::RowPlace& place, const ScanJob& job, const ir::TableMap& table) {
  if (job.mapper->is_blank_unpivot(place)) return {RecordState::kBlank, 0};
  if (!job.mapper->passes_filters(place)) return {RecordState::kPassedOver, 0};
  const std::string key = job.mapper->key(place);
  if (key.empty()) return {RecordState::kNoKey, 0};
  if (table.repeats == ir::Repeats::kLastWins) {
    const auto number = last_.find(key);
    if (!number || last_rows_[*number] != job.chunk.row_number(place.row)) {
      return {RecordState::kSuperseded, 0};
    }
  }
  const auto [number, is_new] = seen_.add(key);
  if (is_new) {
    seen_lines_.push_back(job.chunk.line(place.row));
    return {};
  }
  if (table.repeats == ir::Repeats::kFirstWins) return {RecordState::kSuperseded, 0};
  return {RecordState::kRepeated, seen_lines_[number]};
}

void Scan::mark_rows(ScanJob& job, const ir::TableMap& table) {
  const std::uint32_t in_row = job.mapper->records_in_row();
  job.marks.resize(job.chunk.row_count() * in_row);
  for (std::size_t row = 0; row < job.chunk.row_count(); ++row) {
    if (job.chunk.fault(row) != nullptr) continue;
    for (std::uint32_t unpivot = 0; unpivot < in_row; ++unpivot) {
      job.marks[row * in_row + unpivot] = mark_of({&job.chunk, row, unpivot}, job, table);
    }
  }
}

Result<void> Scan::scan_table(const ir::TableMap& table) {
  if (table.repeats == ir::Repeats::kLastWins) PROBITY_TRY_VOID(find_last_rows(table));
  PROBITY_TRY(const std::unique_ptr<ports::TableReader> reader, open(table));
  PROBITY_TRY(ingest::RowMapper bound,
              ingest::RowMapper::bind(
                  *request_.mapping, table, request_.program->schema, *request_.tables, reader->columns(),
                  [this](const ingest::Finding& finding) { return hand_out_finding(finding); }));
  PROBITY_TRY(std::vector<ingest::Book::RowList> row_lists, book_->row_lists(bound));
  const ingest::RowMapper& mapper = mappers_.emplace_back(std::move(bound));
  const std::vector<ingest::Book::RowList>& lists = lists_.emplace_back(std::move(row_lists));
  const std::size_t rows_max = std::max<std::size_t>(1, kRecordsInJob / mapper.records_in_row());
  std::uint64_t rows = 0;
  while (true) {
    PROBITY_TRY_VOID(check_stop());
    auto job = std::make_unique<ScanJob>();
    job->mapper = &mapper;
    job->lists = &lists;
    auto more = reader->next(job->chunk, rows_max);
    if (!more.ok() || !more.value()) {
      PROBITY_TRY_VOID(work_off(true));
      return more.ok() ? Result<void>() : Result<void>(more.error());
    }
    rows += job->chunk.row_count();
    mark_rows(*job, table);
    queue_->put(std::move(job));
    PROBITY_TRY_VOID(work_off(false));
    if (request_.progress) request_.progress(mapper.file(), rows, reader->progress());
  }
}

Result<void> Scan::scan_keys() {
  const std::vector<std::string> keys = book_->keys(request_.subject.entity);
  for (std::size_t first = 0; first < keys.size(); first += kKeysInJob) {
    PROBITY_TRY_VOID(check_stop());
    auto job = std::make_unique<ScanJob>();
    const std::size_t last = std::min(keys.size(), first + kKeysInJob);
    job->keys.assign(keys.begin() + static_cast<std::ptrdiff_t>(first),
                     keys.begin() + static_cast<std::ptrdiff_t>(last));
    queue_->put(std::move(job));
    PROBITY_TRY_VOID(work_off(false));
  }
  PROBITY_TRY_VOID(work_off(true));
  // The loaded rows of the entity are this scan's records: those that were not judged are versions.
  const std::string& name = request_.program->schema.entities[request_.subject.entity].name;
  std::uint64_t kept = 0;
  for (const ingest::TableCount& count : book_->counts()) {
    if (count.what != name) continue;
    kept += count.read - count.refused;
    summary_.read += count.refused;
    summary_.refused += count.refused;
    summary_.passed_over += count.passed_over;
    summary_.blank += count.blank;
    summary_.superseded += count.superseded;
  }
  summary_.superseded += kept - std::min(kept, std::uint64_t{keys.size()});
  return {};
}

Result<ScanSummary> Scan::run() {
  PROBITY_TRY_VOID(check_request());
  ingest::LoadOptions options;
  options.strict = request_.strict;
  options.reads = &request_.program->reads;
  options.stop = request_.stop;
  options.progress = request_.progress;
  PROBITY_TRY(book_, ingest::Book::load(*request_.tables, *request_.mapping, request_.program->schema,
                                        request_.subject.entity, options,
                                        [this](const ingest::Finding& finding) {
                                          return hand_out_finding(finding);
                                        }));
  group_options_.now = request_.now;
  if (request_.groups && eval::reference::has_populations(*request_.program, request_.subject)) {
    populations_.emplace(*request_.program, group_options_);
  }
  const JobJudge judge(request_, *book_);
  // The queue goes before the judge that its threads use.
  queue_ = std::make_unique<JobQueue<ScanJob>>(request_.threads, [&judge](ScanJob& job) { judge.run(job); });
  const auto stop_queue = [this](auto result) {
    queue_.reset();
    return result;
  };
  const auto& tables = request_.mapping->tables;
  Result<void> done;
  if (has_versions()) {
    done = scan_keys();
  } else {
    for (const ir::TableMap& table : tables) {
      if (!is_scanned(table)) continue;
      done = scan_table(table);
      if (!done.ok()) break;
    }
  }
  if (done.ok() && !book_->holds(request_.subject.entity)) {
    done = book_->report_ownerless(
        request_.subject.entity, [this](std::string_view key) { return seen_.find(key).has_value(); }, request_.strict,
        [this](const ingest::Finding& finding) { return hand_out_finding(finding); });
  }
  if (done.ok() && populations_) done = judge_groups();
  if (!done.ok()) return stop_queue(Result<ScanSummary>(done.error()));
  summary_.tables = book_->counts();
  for (const ingest::RowMapper& mapper : mappers_) {
    for (ingest::TableCount& joined : mapper.joined_counts()) summary_.tables.push_back(std::move(joined));
  }
  return stop_queue(Result<ScanSummary>(std::move(summary_)));
}

}  // namespace

Result<ScanSummary> scan(const ScanRequest& request) { return Scan(request).run(); }

}  // namespace probity::service

#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "engine/ingest/book.h"
#include "engine/service/judge.h"
#include "engine/service/scan.h"

namespace probity::service {

/// What the reading thread found out about one record before it is judged.
enum class RecordState : std::uint8_t { kJudge, kPassedOver, kBlank, kNoKey, kRepeated, kSuperseded };
struct RecordMark {
  RecordState state = RecordState::kJudge;
  std::uint64_t first_line = 0;  ///< kRepeated: where the key stands first
};

struct Judged {
  facts::SubjectFacts subject;
  decision::Decision decision;
};

/// Some rows, or some keys of a loaded entity, and what became of them. One thread works on it at a time.
struct ScanJob {
  const ingest::RowMapper* mapper = nullptr;
  const std::vector<ingest::Book::RowList>* lists = nullptr;
  ports::TableChunk chunk;
  std::vector<RecordMark> marks;  ///< by row and unpivoted column
  std::vector<std::string> keys;  ///< of a loaded entity, instead of rows

  ingest::Arena arena;
  std::vector<Judged> judged;
  std::vector<ingest::Finding> findings;
  ScanSummary counts;
};

/// Judges a job's records. Immutable; threads share it.
class JobJudge {
 public:
  JobJudge(const ScanRequest& request, const ingest::Book& book);
  void run(ScanJob& job) const;

 private:
  void judge_row(ScanJob& job, const ingest::RowPlace& place, const RecordMark& mark) const;
  void judge_draft(ScanJob& job, const ingest::RowPlace& place) const;
  void judge_key(ScanJob& job, const std::string& key) const;
  void decide(ScanJob& job, const std::string& id, facts::RecordPtr record,
              const std::function<ingest::Finding(std::string)>& refusal) const;
  [[nodiscard]] std::optional<Moment> own_instant(const std::vector<facts::Fact>& fields) const;
  [[nodiscard]] bool is_out_of_period(const std::optional<Moment>& instant) const;

  const ScanRequest& request_;
  const ingest::Book& book_;
  std::unique_ptr<const Judge> judge_;
  std::string digest_;  ///< of all that the decisions rest on
};

/// The field that holds the subject's own date, if it has one.
[[nodiscard]] std::optional<std::uint32_t> date_field(const Schema& schema, const Subject& subject);

}  // namespace probity::service

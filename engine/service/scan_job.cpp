#include "engine/service/scan_job.h"

#include "engine/ir/mapping_text.h"

namespace probity::service {

std::optional<std::uint32_t> date_field(const Schema& schema, const Subject& subject) {
  return subject.act ? schema.acts[*subject.act].date : schema.entities[subject.entity].subject_date;
}

JobJudge::JobJudge(const ScanRequest& request, const ingest::Book& book)
    : request_(request), book_(book), judge_(make_judge(*request.program, request.evaluator)),
      digest_(ir::digest_of(*request.program, *request.mapping)) {}

void JobJudge::run(ScanJob& job) const {
  for (const std::string& key : job.keys) judge_key(job, key);
  if (job.mapper == nullptr) return;
  const std::uint32_t in_row = job.mapper->records_in_row();
  std::size_t mark = 0;
  for (std::size_t row = 0; row < job.chunk.row_count(); ++row) {
    const ingest::RowPlace whole{&job.chunk, row, 0};
    if (job.chunk.fault(row) != nullptr) {
      if (job.mapper->passes_filters(whole)) {
        ++job.counts.read;
        ++job.counts.refused;
        job.findings.push_back(job.mapper->broken_line(whole));
      } else {
        ++job.counts.passed_over;
      }
      mark += in_row;
      continue;
    }
    for (std::uint32_t unpivot = 0; unpivot < in_row; ++unpivot, ++mark) {
      judge_row(job, {&job.chunk, row, unpivot}, job.marks[mark]);
    }
  }
}

void JobJudge::judge_row(ScanJob& job, const ingest::RowPlace& place, const RecordMark& mark) const {
  const auto refuse = [&](ingest::FindingKind kind, std::string what, std::string remedy) {
    ++job.counts.read;
    ++job.counts.refused;
    job.findings.push_back(
        job.mapper->finding(kind, job.mapper->key_place(place), std::move(what), std::move(remedy)));
  };
  switch (mark.state) {
    case RecordState::kPassedOver: ++job.counts.passed_over; return;
    case RecordState::kBlank: ++job.counts.blank; return;
    case RecordState::kSuperseded: ++job.counts.superseded; return;
    case RecordState::kNoKey:
      refuse(ingest::FindingKind::kNoKey, "a part of the key is empty", "fill it in");
      return;
    case RecordState::kRepeated:
      refuse(ingest::FindingKind::kRepeatedKey,
             "line " + std::to_string(mark.first_line) + " has this key already",
             "keep one, or map with `last row wins`");
      job.findings.back().record = job.mapper->key(place);
      return;
    case RecordState::kJudge: judge_draft(job, place); return;
  }
}

std::optional<Moment> JobJudge::own_instant(const std::vector<facts::Fact>& fields) const {
  const auto field = date_field(request_.program->schema, request_.subject);
  if (!field) return request_.as_of;
  const auto* value = std::get_if<Value>(&fields[*field]);
  if (value == nullptr) return std::nullopt;
  if (const auto* day = std::get_if<Date>(value)) return Moment::on(*day);
  if (const auto* moment = std::get_if<Moment>(value)) return *moment;
  return std::nullopt;
}

bool JobJudge::is_out_of_period(const std::optional<Moment>& instant) const {
  if (!instant || (!request_.from && !request_.to)) return false;
  const Date day = instant->day_in(*request_.mapping->zone);
  return (request_.from && day < *request_.from) || (request_.to && *request_.to < day);
}

void JobJudge::judge_draft(ScanJob& job, const ingest::RowPlace& place) const {
  ingest::Draft draft = job.mapper->draft(place);
  const std::optional<Moment> instant = own_instant(draft.fields);
  if (is_out_of_period(instant)) {
    ++job.counts.out_of_period;
    return;
  }
  ++job.counts.read;
  const facts::RecordPtr record =
      book_.complete(*job.mapper, place, *job.lists, draft, instant, job.arena);
  const bool refused = request_.strict && !draft.findings.empty();
  for (ingest::Finding& finding : draft.findings) {
    finding.refused = refused;
    job.findings.push_back(std::move(finding));
  }
  if (refused) {
    ++job.counts.refused;
    return;
  }
  decide(job, draft.key, record, [&](std::string what) {
    return job.mapper->finding(ingest::FindingKind::kNotJudged, job.mapper->key_place(place), std::move(what),
                               "mend the record");
  });
}

void JobJudge::judge_key(ScanJob& job, const std::string& key) const {
  std::optional<Moment> instant = request_.as_of;
  const facts::RecordPtr record = book_.record(request_.subject.entity, key, instant, job.arena);
  if (!record) {
    ++job.counts.out_of_period;
    return;
  }
  const bool has_date = date_field(request_.program->schema, request_.subject).has_value();
  if (has_date && is_out_of_period(own_instant(record->fields))) {
    ++job.counts.out_of_period;
    return;
  }
  ++job.counts.read;
  decide(job, key, record, [&](std::string what) {
    ingest::Finding finding =
        book_.finding_on(ingest::FindingKind::kNotJudged, request_.subject.entity, key);
    finding.what = std::move(what);
    finding.remedy = "mend the record";
    return finding;
  });
}

void JobJudge::decide(ScanJob& job, const std::string& id, facts::RecordPtr record,
                      const std::function<ingest::Finding(std::string)>& refusal) const {
  Judged judged;
  judged.subject.id = id;
  judged.subject.subject = request_.subject;
  if (!date_field(request_.program->schema, request_.subject)) judged.subject.as_of = request_.as_of;
  judged.subject.record = std::move(record);
  auto decision = judge_->judge(judged.subject, {request_.now, request_.explain});
  if (!decision.ok()) {
    ++job.counts.refused;
    job.findings.push_back(refusal(decision.error().message));
    job.findings.back().record = id;
    return;
  }
  ++job.counts.judged;
  judged.decision = std::move(decision).value();
  judged.decision.ruleset = digest_;
  job.judged.push_back(std::move(judged));
}

}  // namespace probity::service

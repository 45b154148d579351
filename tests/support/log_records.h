#pragma once

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "audit/store/log.h"
#include "audit/verify/verify.h"
#include "tests/support/memory_log_folder.h"

namespace probity::tests {

/// A clock that is one second later each time it is asked, from 2026-11-22T16:00:00Z.
class SteppingClock final : public ports::Clock {
 public:
  std::int64_t now_ns() const override { return now_ns_ += 1'000'000'000; }

 private:
  mutable std::int64_t now_ns_ = 1'795'363'199'123'456'789;
};

/// A question and its decision, as a use case would hand them to the log.
struct Judged {
  explicit Judged(const std::string& id) {
    subject.id = id;
    facts = R"({"id":")" + id + R"(","on":"Order","facts":{"order":{"quantity":1.50}}})";
    decision.id = id;
    decision.on = "Order";
    decision.as_of = "2025-03-14";
    decision.outcome = decision::Outcome::kWarn;
    decision.ruleset = "sha256:" + std::string(64, 'a');
    decision::Finding finding;
    finding.rule = "cn.suitability.risk_match";
    finding.kind = "suitability";
    finding.outcome = decision::Outcome::kWarn;
    finding.because = {{"en", "Too risky."}, {"zh", "风险过高。"}};
    finding.cites = {"art. 22"};
    finding.cites_unverified = {false};
    finding.read = {{"order.quantity", "1.5"}};
    finding.at = "suitability.probity:21";
    decision.findings.push_back(std::move(finding));
  }
  [[nodiscard]] ports::DecisionRecord record() const { return {&subject, facts, &decision}; }

  facts::SubjectFacts subject;
  std::string facts;
  decision::Decision decision;
};

inline audit::LogOptions log_options() {
  audit::LogOptions options;
  for (std::size_t i = 0; i < options.new_log_id.size(); ++i) {
    options.new_log_id[i] = static_cast<std::uint8_t>(0xA0 + i);
  }
  options.actor = "tests";
  options.engine = "probity 0.1.0";
  return options;
}

inline Result<std::unique_ptr<audit::Log>> open_log(MemoryDisk& disk, const ports::Clock& clock,
                                                    audit::LogOptions options = log_options()) {
  return audit::Log::open(std::make_unique<MemoryLogFolder>(disk), clock, std::move(options));
}

inline Result<std::string> record(audit::Log& log, const std::string& id) {
  const Judged judged(id);
  return log.record(judged.subject, judged.facts, judged.decision);
}

inline Result<std::vector<Result<std::string>>> record_all(audit::Log& log,
                                                           const std::vector<Judged>& judged) {
  std::vector<ports::DecisionRecord> records;
  for (const Judged& each : judged) records.push_back(each.record());
  return log.record_many(records);
}

/// Where a segment's second batch begins.
inline std::size_t second_batch(const std::string& segment) {
  return segment.find(audit::kBatchMagic, segment.find(audit::kBatchMagic) + 1);
}

inline audit::VerifyReport verified(MemoryDisk& disk) {
  MemoryLogFolder folder(disk);
  return audit::verify(folder).value();
}

}  // namespace probity::tests

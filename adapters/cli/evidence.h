#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "adapters/cli/kept_rulesets.h"
#include "audit/evidence/page.h"
#include "audit/export/export.h"
#include "audit/verify/log_view.h"
#include "audit/verify/reveal.h"
#include "engine/base/result.h"
#include "engine/ports/client_keys.h"
#include "engine/ports/log_folder.h"

namespace probity::cli {

/// Puts together what an examiner reads beside an export: the page, rules' texts, proofs of scans' decisions,
/// disclosures.
class EvidenceMaker {
 public:
  EvidenceMaker(ports::LogSource& source, std::shared_ptr<ports::ClientKeys> keys, std::string language, bool reveal);

  /// Errors: as `LogView::open`.
  [[nodiscard]] Result<void> open(const ports::StopRequested& stop);
  /// The decisions of a scan on the subject; false where there are none. Errors: those of the pack.
  [[nodiscard]] Result<bool> add_scan(std::uint64_t index, const std::string& subject);
  [[nodiscard]] Result<void> add(std::uint64_t index);
  /// The files beside the export's own.
  [[nodiscard]] Result<std::vector<audit::ExtraFile>> finish(const std::string& about, const std::string& of,
                                                             const std::string& period);

 private:
  [[nodiscard]] Result<audit::EvidenceItem> item_of(std::uint64_t index);
  [[nodiscard]] Result<void> put_back(audit::EvidenceItem& item, std::uint64_t index, std::string& facts);
  void make_again(audit::EvidenceItem& item, const std::string& facts);
  void add_rules(audit::EvidenceItem& item, const audit::Json& decision);
  void learn_names(const Schema& schema);
  [[nodiscard]] Result<void> keep_texts(const audit::Json& entry);

  ports::LogSource& source_;
  audit::LoadText load_;
  KeptRulesets kept_;
  audit::Revealer revealer_;
  std::string language_;
  bool reveal_;
  std::unique_ptr<audit::LogView> view_;
  std::map<std::uint64_t, audit::EvidenceItem> entries_;  // by index
  std::vector<audit::EvidenceItem> of_scans_;
  std::map<std::string, std::string> names_;  // in the page's language
  std::set<std::string> kept_texts_;
  std::string disclosures_;
  std::vector<audit::ExtraFile> files_;
};

}  // namespace probity::cli

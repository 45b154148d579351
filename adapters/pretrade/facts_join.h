#pragma once

#include <optional>
#include <string>
#include <vector>

#include "adapters/pretrade/ledger.h"
#include "adapters/pretrade/live_rules.h"
#include "engine/ingest/book.h"

namespace probity::pretrade {

/// A subject on its way from what it carries to what is judged.
class FactsJoin {
 public:
  FactsJoin(const Snapshot& snapshot, facts::SubjectFacts& subject);

  /// Puts in what the reference data knows of what the subject names; what the subject carries stands.
  void add_reference_data();
  /// What must be held while the subject is judged: what has lists that it may count in.
  [[nodiscard]] std::vector<std::string> owners() const;
  /// Adds what the ledger keeps to the lists of the subject's owners; needs their hold. An unknown list
  /// stays unknown, unless `lists_begin_empty`: then the ledger is all there is.
  void add_kept(Ledger& ledger, std::int64_t now_ns, bool lists_begin_empty);
  /// Adds a record to a list that a path of the subject leads to (evidence): `client`, `acknowledged`.
  void add_to_list(const std::vector<std::uint32_t>& steps, const facts::RecordPtr& element);

  /// The facts that are judged are not those of the line any more.
  [[nodiscard]] bool changed() const { return changed_; }
  /// `Client C-9`, for each that was named and is not in the data.
  [[nodiscard]] const std::vector<std::string>& not_found() const { return not_found_; }

 private:
  [[nodiscard]] const ingest::Book* book_for(Id<Entity> entity) const;
  [[nodiscard]] facts::RecordPtr known_record(Id<Entity> entity, const facts::Record& carried);
  [[nodiscard]] facts::Record& own();
  [[nodiscard]] std::optional<Moment> instant() const;
  void extend(facts::Fact& list, const std::vector<facts::RecordPtr>& kept, bool begins_empty);

  const Snapshot& snapshot_;
  const Schema& schema_;
  facts::SubjectFacts& subject_;
  std::shared_ptr<facts::Record> own_;  // the subject's record once it was copied to be changed
  ingest::Arena arena_;
  bool changed_ = false;
  std::vector<std::string> not_found_;
};

}  // namespace probity::pretrade

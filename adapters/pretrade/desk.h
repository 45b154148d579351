#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "adapters/pretrade/answered.h"
#include "adapters/pretrade/cases.h"
#include "adapters/pretrade/facts_join.h"
#include "adapters/pretrade/gate.h"
#include "adapters/pretrade/ledger.h"
#include "adapters/pretrade/live_rules.h"
#include "adapters/pretrade/order_event.h"
#include "adapters/pretrade/record_reader.h"
#include "audit/record/json.h"
#include "audit/store/log.h"
#include "engine/ports/ports.h"

namespace probity::pretrade {

struct DeskOptions {
  std::string engine;                 ///< name and version of the program, for the log
  std::int64_t permit_ns = 300'000'000'000;        ///< how long a permit reserves before the order leaves
  std::int64_t window_ns = 2 * 86'400'000'000'000; ///< how long orders and trades are kept for windows
  std::int64_t keys_ns = 86'400'000'000'000;       ///< how long idempotency keys are remembered
  std::size_t kept_max = 1'000'000;
  std::size_t keys_max = 2'000'000;
  std::size_t key_bytes_max = std::size_t{256} << 20;
  std::size_t recent_bytes_max = std::size_t{64} << 20;
  /// Every order and trade comes here: a list that neither the order nor the data gives begins empty.
  bool lists_begin_empty = false;
};

/// Who asks, and how.
struct Asker {
  std::string caller;
  std::string key;          ///< idempotency key; empty: none
  std::int64_t deadline_ns = 0;  ///< of the steady clock, before which work begins; 0: none
  bool passed_while_away = false;  ///< it went by the stated policy; this judges it afterwards
};

/// Counts for whoever watches. Only ever grow.
struct DeskCounts {
  std::atomic<std::uint64_t> decisions[6] = {};  ///< by outcome
  std::atomic<std::uint64_t> refused{0}, repeated{0}, events{0}, trades{0}, obligations{0}, log_failures{0}, degraded{0};
};

/// Answers questions: joins facts, judges, reserves, records, and only then answers. Thread-safe.
///
/// What is reserved, which keys were answered and what evidence was given is all in the log too, from
/// which `restore` makes it again.
class Desk {
 public:
  /// `log` may be null: nothing is recorded. `reader` reads the same log. All outlive the desk.
  Desk(DeskOptions options, audit::Log* log, RecordReader* reader, const ports::Clock& clock);

  /// From here on every request that begins is judged by this.
  void publish(Snapshot snapshot);
  /// The same with newer data; false where other rules went live since the data was read.
  bool publish_data(std::shared_ptr<const ReferenceData> data);
  [[nodiscard]] Snapshot snapshot() const;
  [[nodiscard]] const ports::Clock& clock() const { return clock_; }
  /// Reads the log back as far as windows, keys and evidence go. Called once, after the first `publish`.
  [[nodiscard]] Result<void> restore(const ports::StopRequested& stop);

  /// One answer for a subject, or one in each place for an array of them; as JSON. A single subject that
  /// cannot be judged is an error `kInvalidArgument`; in an array it is `{"id", "error"}` in its place.
  /// Errors: `kUnavailable` (the log takes nothing; no answer may be shown), `kLimit`, `kInterrupted`
  /// (past its deadline), `kCorrupt` for a key that was used for another question.
  [[nodiscard]] Result<std::string> decide(std::string_view body, const Asker& asker);

  /// The decision of this id as it was answered; with `explain`, made again with every rule that was
  /// looked at. Errors: `kNotFound`, `kUnavailable`, `kCorrupt`.
  [[nodiscard]] Result<std::string> decision(const std::string& id, bool explain);

  /// What became of an order: `accept`, `fill`, `cancel`, `reject`, `replace`. See openapi.yaml.
  [[nodiscard]] Result<std::string> order_event(const std::string& id, std::string_view body, const Asker& asker);
  /// Trades that arrived, one or an array.
  [[nodiscard]] Result<std::string> trades(std::string_view body, const Asker& asker);
  /// An obligation of a decision was met.
  [[nodiscard]] Result<std::string> obligation(const std::string& decision, std::string_view body, const Asker& asker);

  /// Records any other act; without a log it gives an empty id. Errors: `kUnavailable`.
  [[nodiscard]] Result<std::string> record_act(const std::string& actor, const std::string& kind,
                                               audit::JsonObject members);

  /// Called for each subject that was judged, once its decision is durable: its facts as they were judged,
  /// the decision, its id. Must be quick and safe from any thread.
  using OnJudged = std::function<void(const std::string& facts, const decision::Decision&, const std::string& id)>;
  void on_judged(OnJudged callback) { on_judged_ = std::move(callback); }

  /// Lets go of what is old.
  void prune();
  [[nodiscard]] const DeskCounts& counts() const { return counts_; }
  [[nodiscard]] std::size_t kept() const { return ledger_.size(); }
  [[nodiscard]] bool records() const { return log_ != nullptr; }
  /// Says that the data could not be refreshed, so that answers say it too; empty: all is well.
  void tell_degraded(std::string why);

 private:
  struct Item;
  [[nodiscard]] Result<std::string> decide_afresh(const std::vector<std::string_view>& lines, bool is_array,
                                                  const Asker& asker, const std::string& digest,
                                                  const std::string& replaces);
  void read_item(Item& item, std::string_view line, const Snapshot& snapshot) const;
  void judge_item(Item& item, const Snapshot& snapshot, const Asker& asker, const std::string& replaces);
  void reserve(Item& item, const Snapshot& snapshot, std::int64_t now_ns);
  void add_evidence(Item& item, const Snapshot& snapshot);
  [[nodiscard]] Result<void> record_items(std::vector<Item>& items, const Snapshot& snapshot, const Asker& asker,
                                          const std::string& digest);
  void undo(std::vector<Item>& items);
  [[nodiscard]] std::string answer_of(Item& item);
  [[nodiscard]] std::optional<std::string> answered_before(const std::vector<std::string_view>& lines, bool is_array,
                                                           const AnsweredKey& answered);
  void remember(const std::string& id, const std::string& reply);
  [[nodiscard]] std::optional<std::string> remembered(const std::string& id) const;
  [[nodiscard]] Result<std::string> explained(const audit::Json& entry, std::string reply);
  void apply_event(const KeptPtr& kept, const OrderEvent& event);
  [[nodiscard]] Result<std::string> replace_order(const std::string& id, std::string_view body, const Asker& asker);
  void restore_entry(const audit::Json& entry, std::uint64_t index);
  void restore_decision(const audit::Json& entry, std::uint64_t index, std::int64_t at_ns);
  [[nodiscard]] Result<void> count_in(const facts::SubjectFacts& subject, KeptState state, std::int64_t since_ns,
                                      std::int64_t expires_ns, const std::string& entry, const Snapshot& snapshot);
  [[nodiscard]] std::int64_t now_ns() const { return clock_.now_ns(); }

  DeskOptions options_;
  audit::Log* log_;
  RecordReader* reader_;
  const ports::Clock& clock_;
  mutable std::mutex snapshot_mutex_;
  Snapshot snapshot_;
  std::string degraded_;

  Ledger ledger_;
  Cases cases_;
  Gate gate_;
  AnsweredKeys keys_;
  DeskCounts counts_;
  OnJudged on_judged_;

  mutable std::mutex recent_mutex_;
  std::unordered_map<std::string, std::string> recent_;
  std::deque<std::string> recent_order_;
  std::size_t recent_bytes_ = 0;
  std::atomic<std::uint64_t> unlogged_{0};
};

}  // namespace probity::pretrade

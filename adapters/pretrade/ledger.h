#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "adapters/pretrade/live_rules.h"
#include "engine/values/decimal.h"

namespace probity::pretrade {

/// How far a record that counts in windows is.
enum class KeptState : std::uint8_t {
  kReserved,  ///< permitted, not known to have left: released when its permit expires
  kOpen,      ///< left for the market
  kSettled,   ///< done: executed, or what was executed of it before it was cancelled; a trade
};

/// A record that counts in windows from when it was permitted or arrived. Changed only under the hold of
/// all its owners.
struct Kept {
  std::string on, id;
  std::vector<std::string> owners;  ///< as `owner_key`; never changed
  KeptState state = KeptState::kReserved;
  std::int64_t expires_ns = 0;      ///< of kReserved
  std::int64_t since_ns = 0;        ///< when it began to count
  std::string decision;             ///< its id in the log
  Decimal filled;
  std::shared_ptr<const LiveRules> rules;  ///< whose schema `record` is in
  Id<Entity> entity;
  /// The known facts of the record by itself: references are keys alone, there are no lists.
  std::vector<std::pair<std::uint32_t, facts::Fact>> facts;

  [[nodiscard]] facts::Record whole() const;
};
using KeptPtr = std::shared_ptr<Kept>;

/// What the service itself knows beside the reference data: orders that it permitted, trades that
/// arrived. Thread-safe; memory is bounded by what is pruned.
class Ledger {
  struct Shard;

 public:
  explicit Ledger(std::size_t kept_max) : shards_(kShards), ids_(kShards), kept_max_(kept_max) {}

  /// Owners that nobody else may judge or change as long as it lives.
  class Hold {
   public:
    Hold() = default;

   private:
    friend class Ledger;
    std::vector<std::unique_lock<std::mutex>> locks_;
  };
  [[nodiscard]] Hold hold(const std::vector<std::string>& owners);

  /// Records of that entity that count for the owner, in the schema of `rules`; needs its hold.
  [[nodiscard]] std::vector<facts::RecordPtr> records(const std::string& owner, const std::string& on,
                                                      const std::shared_ptr<const LiveRules>& rules,
                                                      std::int64_t now_ns);

  /// The record of that id, if it is kept.
  [[nodiscard]] KeptPtr find(const std::string& on, const std::string& id);
  /// Puts a record in the place of the one of the same id, which is given back; needs the hold of the
  /// owners of both. Errors: `kLimit` where too many are kept.
  [[nodiscard]] Result<KeptPtr> put(const KeptPtr& kept);
  /// Takes it away if it is the one that is kept, else gives false; needs the hold of its owners.
  bool remove(const KeptPtr& kept);

  /// Lets go of what expired before `expired_ns`, and of what began to count before `before_ns`. Until
  /// then word that an order left after all still finds it.
  void prune(std::int64_t expired_ns, std::int64_t before_ns);
  [[nodiscard]] std::size_t size() const { return size_.load(); }

 private:
  static constexpr std::size_t kShards = 512;
  struct Shard {
    std::mutex mutex;
    std::unordered_map<std::string, std::vector<KeptPtr>> of;  // by owner
  };
  struct IdShard {
    std::mutex mutex;
    std::unordered_map<std::string, KeptPtr> of;  // by entity and id
  };
  [[nodiscard]] Shard& shard_of(const std::string& owner) {
    return shards_[std::hash<std::string>()(owner) % kShards];
  }
  [[nodiscard]] IdShard& ids_of(const std::string& key) { return ids_[std::hash<std::string>()(key) % kShards]; }
  void unlink(const KeptPtr& kept);

  std::vector<Shard> shards_;
  std::vector<IdShard> ids_;
  std::size_t kept_max_;
  std::atomic<std::size_t> size_{0};
};

/// Puts into `kept` what is kept of a record in the schema of `kept.rules`.
void keep_facts(Kept& kept, const facts::Record& record);
/// The same record in another ruleset's schema, in doubt where it cannot be said in it; null where that
/// knows no such entity, so that nobody can ask for it.
[[nodiscard]] facts::RecordPtr translated(const Kept& kept, const LiveRules& rules);

}  // namespace probity::pretrade

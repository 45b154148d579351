#pragma once

#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "engine/ingest/book.h"

namespace probity::ingest {

/// Points to a record that something else keeps alive.
[[nodiscard]] inline facts::RecordPtr borrowed(const facts::Record& record) {
  return facts::RecordPtr(facts::RecordPtr(), &record);
}
[[nodiscard]] inline facts::RecordList borrowed(const facts::List& list) {
  return facts::RecordList(facts::RecordList(), &list);
}

/// Puts the records together that one subject sees at its instant. Cycles of references (an order's
/// client, whose orders hold it) meet the same record again.
class Resolver {
 public:
  Resolver(const Book& book, const std::optional<Moment>& instant, Arena& arena)
      : book_(book), instant_(instant), arena_(arena) {}

  /// Null where no record has the key, or none at the instant.
  [[nodiscard]] facts::RecordPtr record(const EntityStore& store, std::uint32_t key);
  [[nodiscard]] facts::RecordList list(const ListStore& store, std::uint32_t owner);
  /// The records that refer to the owner of this key.
  [[nodiscard]] facts::RecordList list(const FilledList& filled, std::uint32_t owner);
  /// `Client C-1`, for each record that had no version at the instant.
  [[nodiscard]] const std::vector<std::string>& without_version() const { return without_version_; }

 private:
  enum class Seen { kNo, kMaybe, kYes };
  [[nodiscard]] Seen seen(const VersionTime& version) const;
  [[nodiscard]] std::vector<std::uint32_t> versions(const EntityStore& store, std::uint32_t key) const;
  [[nodiscard]] Truth refers_to(const EntityStore& store, std::uint32_t key, const FilledList& filled,
                                std::uint32_t owner) const;
  void link(const RecordStore& store, std::uint32_t from, facts::Record& copy);
  void merge(const RecordStore& store, std::uint32_t other, facts::Record& copy);

  const Book& book_;
  std::optional<Moment> instant_;
  Arena& arena_;
  std::map<std::pair<const void*, std::uint32_t>, facts::RecordPtr> known_;
  std::map<std::pair<const void*, std::uint32_t>, facts::RecordList> known_lists_;
  std::vector<std::string> without_version_;
};

}  // namespace probity::ingest

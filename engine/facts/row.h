#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "engine/facts/facts.h"
#include "engine/schema/schema.h"

/// One subject's facts as the fast evaluators read them: eight bytes a field.
///
/// A number is its coefficient at the scale of its type, a date its day, an enumeration's value or a
/// truth its index, a text the address of its letters, a moment its instant. The smallest numbers of
/// 64 bits are no values but say why there is none.
namespace probity::facts {

inline constexpr std::int64_t kCellUnknown = INT64_MIN;
/// There is a value, but it does not fit a cell: whoever meets it asks the record.
inline constexpr std::int64_t kCellOdd = INT64_MIN + 1;
/// Of a reference: the record is there, its row is not.
inline constexpr std::int64_t kCellUnread = INT64_MIN + 2;
/// A moment that is a day alone, by its day; Date holds years 1 to 9999.
inline constexpr std::int64_t kCellDayFirst = INT64_MIN + (std::int64_t{1} << 10);
inline constexpr std::int64_t kCellDayOrigin = kCellDayFirst + (std::int64_t{1} << 20);
/// Every cell from here on is a value.
inline constexpr std::int64_t kCellValueMin = INT64_MIN + (std::int64_t{1} << 24);

inline constexpr int kMoneyScale = 4;
inline constexpr int kRateScale = 10;
inline constexpr int kNumberScale = 4;
/// Digits after the point that cells of this type have.
[[nodiscard]] int cell_scale(TypeKind kind);

/// A currency's three letters as a number above zero.
[[nodiscard]] std::int32_t currency_code(const Currency& currency);

[[nodiscard]] std::int64_t moment_cell(const Moment& moment);
/// Of a cell that is no sentinel; its offset is not kept.
[[nodiscard]] Moment moment_of_cell(std::int64_t cell);

struct CellValue {
  std::int64_t cell = kCellUnknown;
  std::int32_t currency = 0;  ///< of money
};
/// A fact that is neither a reference nor a list.
[[nodiscard]] CellValue cell_value(const Fact& fact, const Type& type);

/// Which fields of which entities have a cell, and where.
class Layout {
 public:
  static constexpr std::uint16_t kNone = UINT16_MAX;
  /// Of a list whose elements have an enumeration field: the set of its known values, and whether one
  /// is unknown.
  struct ValueSet {
    std::uint32_t list = 0, field = 0;  ///< of the entity, of its elements
    std::uint16_t cell = kNone;         ///< the set as bits; the next cell: 1 where one is unknown, else 0
    friend bool operator==(const ValueSet&, const ValueSet&) = default;
  };
  struct OfEntity {
    std::vector<std::uint16_t> cell_of;    ///< by field; lists have none
    std::vector<std::uint32_t> fields;     ///< those with cells, in cell order
    std::vector<ValueSet> sets;
    std::uint16_t cells = 0;
  };

  Layout(const Schema& schema, const std::set<std::pair<Id<Entity>, std::uint32_t>>& fields);
  void add_set(Id<Entity> entity, std::uint32_t list, std::uint32_t field);
  [[nodiscard]] const OfEntity& operator[](Id<Entity> entity) const { return entities_[entity.index()]; }
  [[nodiscard]] const Schema& schema() const { return schema_; }
  /// A money field without a currency of its own has it in the cell after the amount's.
  [[nodiscard]] static bool has_currency_cell(const Type& type) {
    return type.kind == TypeKind::kMoney && !type.currency;
  }

 private:
  const Schema& schema_;
  std::vector<OfEntity> entities_;
};

/// A record's cells, which follow it in memory. Made by `RowStore`.
struct Row {
  const Record* record = nullptr;  ///< what it was made of; null where it was made without one
  [[nodiscard]] const std::int64_t* cells() const { return reinterpret_cast<const std::int64_t*>(this + 1); }
  [[nodiscard]] std::int64_t* cells() { return reinterpret_cast<std::int64_t*>(this + 1); }
};

/// Holds rows, and frees them all at once. Not thread-safe.
class RowStore {
 public:
  explicit RowStore(const Layout& layout) : layout_(&layout) {}

  /// A row of which every cell is unknown.
  [[nodiscard]] Row* add(Id<Entity> entity);
  /// A record's row. References are looked at when they are needed; the record outlives the row.
  [[nodiscard]] Row* add(const Record& record);
  /// Forgets the rows and keeps their memory.
  void clear();
  [[nodiscard]] const Layout& layout() const { return *layout_; }

 private:
  [[nodiscard]] std::int64_t* take(std::size_t words);

  const Layout* layout_;
  struct Block {
    std::unique_ptr<std::int64_t[]> words;
    std::size_t size = 0;
  };
  std::vector<Block> blocks_;
  std::size_t block_ = 0;
  std::size_t used_ = 0;
};

/// The set of the known values of an element field, as bits, and whether one is unknown; nothing where
/// the list itself is.
struct SetOfValues {
  std::uint64_t bits = 0;
  bool has_unknown = false;
};
[[nodiscard]] std::optional<SetOfValues> values_in_list(const Record& record, std::uint32_t list, std::uint32_t field);

}  // namespace probity::facts

#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "engine/facts/row.h"
#include "engine/plan/plan.h"

namespace probity::eval::scalar {

using plan::Answer;
using plan::Node;
using plan::Wide;

/// Whether a value is known; `kAsk`: only the reference evaluator can say.
enum class Got : std::uint8_t { kKnown, kUnknown, kAsk };

/// A value of some form; only the members of that form mean anything.
struct Held {
  Wide number = 0;
  std::int32_t currency = 0;
  std::int64_t whole = 0;  ///< kWhole, kMoment
  const std::string* text = nullptr;
};

/// Computes nodes for one subject. Not thread-safe.
class Computation {
 public:
  static constexpr std::size_t kRowsMax = 64;
  static constexpr std::size_t kFramesMax = 16;

  void use(const plan::SubjectPlan& subject, const Zone& zone, const plan::Segment& segment);
  /// A new subject: forgets what was kept of the one before.
  void begin(const facts::Row& row, std::string_view id, std::int64_t moment, Date day);

  [[nodiscard]] Answer condition(const Node& node);
  [[nodiscard]] Got value(const Node& node, Held& held);
  [[nodiscard]] const facts::Row& row(std::size_t place) const { return *rows_[place]; }

 private:
  struct Kept {
    std::uint64_t of = 0;  ///< the subject, counted
    Answer answer = Answer::kAsk;
    Got got = Got::kAsk;
    Held held;
  };
  struct Window {
    const plan::WindowPlan* plan = nullptr;
    bool from_is_day = false, to_is_day = false;  ///< dates, not moments
    std::int64_t from = 0, to = 0;
  };
  struct Elements {
    const facts::List* list = nullptr;
    Window window;
    std::size_t first = 0, last = 0, undated = 0;  ///< of a list in the order of the window's date
  };

  [[nodiscard]] Answer compute_condition(const Node& node);
  [[nodiscard]] Got compute_value(const Node& node, Held& held);
  [[nodiscard]] Answer all_of(const Node& node);
  [[nodiscard]] Answer any_of(const Node& node);
  [[nodiscard]] Answer compare_whole(const Node& node);
  [[nodiscard]] Answer compare_numbers(const Node& node);
  [[nodiscard]] Answer compare_moments(const Node& node);
  [[nodiscard]] Answer compare_texts(const Node& node);
  [[nodiscard]] Answer acknowledged(const Node& node);
  [[nodiscard]] Answer set_has(const Node& node);
  [[nodiscard]] Answer quantify(const Node& node);

  [[nodiscard]] Got cell(const Node& node, Held& held) const;
  [[nodiscard]] Got held_cell(const facts::CellValue& value, plan::Form form, Held& held) const;
  [[nodiscard]] Got element(const Node& node, Held& held) const;
  [[nodiscard]] Got key_of(const facts::Record* record, Held& held) const;
  [[nodiscard]] Got sum(const Node& node, Held& held);
  [[nodiscard]] Got product(const Node& node, Held& held);
  [[nodiscard]] Got rounded(const Node& node, Held& held);
  [[nodiscard]] Got divided(const Node& node, Held& held);
  [[nodiscard]] Got extreme(const Node& node, Held& held);
  [[nodiscard]] Got shifted(const Node& node, Held& held);
  [[nodiscard]] Got elapsed(const Node& node, Held& held);
  [[nodiscard]] Got looked_up(const Node& node, Held& held);
  [[nodiscard]] Got of_elements(const Node& node, Held& held);
  [[nodiscard]] Got at_the_end(const Node& node, Elements& elements, Held& held);

  // Lists.
  [[nodiscard]] Got find_list(const plan::ListPlace& place, const facts::List*& list) const;
  [[nodiscard]] Got open(const Node& node, Elements& elements);
  [[nodiscard]] Got open_window(const Node& node, Window& window);
  void narrow(const Node& node, Elements& elements) const;
  [[nodiscard]] Answer is_meant(const Node& node, const Elements& elements, const facts::Record* element);
  [[nodiscard]] Answer is_another(const facts::Record* element) const;
  [[nodiscard]] Answer is_within(const Node& node, const Window& window, std::int64_t at, bool is_day) const;
  [[nodiscard]] Answer is_before(std::int64_t a, bool a_is_day, std::int64_t b, bool b_is_day) const;
  [[nodiscard]] Date day_of(std::int64_t at, bool is_day) const;
  [[nodiscard]] const facts::Record* record_from(std::uint8_t frame, std::span<const std::uint32_t> steps) const;
  template <typename Visit>
  [[nodiscard]] bool for_each_element(const Node& node, const Elements& elements, const Visit& visit);

  const plan::SubjectPlan* subject_ = nullptr;
  const plan::Segment* segment_ = nullptr;
  const Zone* zone_ = nullptr;
  std::vector<Kept> kept_;
  std::uint64_t subject_number_ = 0;
  std::array<const facts::Row*, kRowsMax> rows_{};
  std::array<bool, kRowsMax> row_known_{};
  std::array<const facts::Record*, kFramesMax> elements_{};
  std::unique_ptr<facts::RowStore> made_;     ///< of this subject's references
  std::unique_ptr<facts::RowStore> standing_; ///< rows that stand for unknown records
  std::vector<const facts::Row*> unknown_, odd_;
  std::string_view id_;
  std::int64_t moment_ = 0;
  Date day_;
  std::uint64_t visits_ = 0;
};

}  // namespace probity::eval::scalar

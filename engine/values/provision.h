#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

/// Places within a regulator's text: articles and their parts.
namespace probity {

enum class ProvisionUnit : std::uint8_t { kArticle, kSection, kChapter, kPart, kPoint, kAnnex };

/// `article 22 (3)`, `article 39 to 41`, `article 3.3.13`, `section "9A.2.1R"`.
struct Provision {
  ProvisionUnit unit = ProvisionUnit::kArticle;
  std::string first;      ///< digits and dots; a label is as it was written
  std::string last;       ///< of `39 to 41`; else empty
  std::string paragraph;  ///< `22 paragraph 2`; else empty
  std::string item;       ///< `22 (3)`; else empty
  std::string last_item;  ///< `8 (1) to (3)`; else empty
  bool is_label = false;  ///< written in quotes: only ever equal or not
  friend bool operator==(const Provision&, const Provision&) = default;
};

/// Compares `3.3.9` and `3.3.13` part by part: below, at or above 0.
[[nodiscard]] int compare_numbers(std::string_view a, std::string_view b);

/// A range runs upwards, within one place: `3.3.8 to 3.3.10`, not `3.3 to 4.1`, and it is no longer than `kProvisionRangeMax`.
[[nodiscard]] bool is_range(const Provision& provision);
inline constexpr std::uint64_t kProvisionRangeMax = 5'000;

/// The places one by one: `39`, `40`, `41`. Of what is no range, `first`.
[[nodiscard]] std::vector<std::string> numbers_of(const Provision& provision);

/// Whether `outer` holds all of what `inner` names, paragraphs and items aside.
[[nodiscard]] bool covers(const std::vector<Provision>& outer, const Provision& inner);

/// `22 (3)`, `39 to 41`
[[nodiscard]] std::string number_text(const Provision& provision);
/// `art. 18, 19 (3)`; with `zh` `第18条、第19条第3项`
[[nodiscard]] std::string provisions_text(const std::vector<Provision>& provisions, std::string_view language);
/// `第18条`, `第39条至第41条`, `附件1`
[[nodiscard]] std::string chinese_text(const Provision& provision);

struct ProvisionWord {
  ProvisionUnit unit;
  const char* english;
  const char* plural;
  const char* abbreviated;  ///< before the numbers of a citation
  const char* chinese;
};
inline constexpr ProvisionWord kProvisionWords[] = {
    {ProvisionUnit::kArticle, "article", "articles", "art.", "条"}, {ProvisionUnit::kSection, "section", "sections", "s.", "节"},
    {ProvisionUnit::kChapter, "chapter", "chapters", "ch.", "章"},  {ProvisionUnit::kPart, "part", "parts", "part", "部分"},
    {ProvisionUnit::kPoint, "point", "points", "point", "点"},      {ProvisionUnit::kAnnex, "annex", "annexes", "annex", "附件"},
};
[[nodiscard]] const ProvisionWord& provision_word(ProvisionUnit unit);

}  // namespace probity

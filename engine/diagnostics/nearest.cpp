#include <algorithm>
#include <limits>

#include <utf8proc.h>

#include "engine/diagnostics/diagnostics.h"

namespace probity::diagnostics {
namespace {

constexpr std::size_t kWordMax = 64;  // longer words are compared with nothing

std::vector<std::int32_t> code_points(std::string_view text) {
  std::vector<std::int32_t> result;
  std::size_t at = 0;
  while (at < text.size()) {
    utf8proc_int32_t point = 0;
    const auto length =
        utf8proc_iterate(reinterpret_cast<const utf8proc_uint8_t*>(text.data()) + at,
                         static_cast<utf8proc_ssize_t>(text.size() - at), &point);
    result.push_back(length > 0 ? point : 0xFFFD);
    at += length > 0 ? static_cast<std::size_t>(length) : 1;
  }
  return result;
}

/// Words of rules in the traditional script, each with its simplified form below it.
constexpr std::u32string_view kTraditional =
    U"當買賣數為於規則級類別險產資額費託戶開結時間應達進見標題據確認實體記錄業與億萬個週條證監會"
    U"報單書權優場價務動從電點種稱終經總線無對類詞彙據層區幣續檔參設過滿歲處將離後負責內變屬齊來";
constexpr std::u32string_view kSimplified =
    U"当买卖数为于规则级类别险产资额费托户开结时间应达进见标题据确认实体记录业与亿万个周条证监会"
    U"报单书权优场价务动从电点种称终经总线无对类词汇据层区币续档参设过满岁处将离后负责内变属齐来";
static_assert(kTraditional.size() == kSimplified.size());

std::vector<std::int32_t> simplified(std::vector<std::int32_t> points) {
  for (std::int32_t& point : points) {
    const std::size_t found = kTraditional.find(static_cast<char32_t>(point));
    if (found != std::u32string_view::npos) point = static_cast<std::int32_t>(kSimplified[found]);
  }
  return points;
}

/// Edits that make `a` into `b`: a letter put in, left out, changed, or two neighbours swapped.
std::size_t distance(const std::vector<std::int32_t>& a, const std::vector<std::int32_t>& b) {
  std::vector<std::size_t> before_last(b.size() + 1);
  std::vector<std::size_t> last(b.size() + 1);
  std::vector<std::size_t> row(b.size() + 1);
  for (std::size_t j = 0; j <= b.size(); ++j) last[j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t changed = last[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
      row[j] = std::min({last[j] + 1, row[j - 1] + 1, changed});
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) {
        row[j] = std::min(row[j], before_last[j - 2] + 1);
      }
    }
    std::swap(before_last, last);
    std::swap(last, row);
  }
  return last[b.size()];
}

}  // namespace

std::optional<std::string> nearest(std::string_view word,
                                   const std::vector<std::string>& candidates) {
  const std::vector<std::int32_t> wanted = simplified(code_points(word));
  if (wanted.size() > kWordMax) return std::nullopt;
  std::optional<std::string> best;
  std::size_t best_distance = std::numeric_limits<std::size_t>::max();
  for (const std::string& candidate : candidates) {
    const std::vector<std::int32_t> points = simplified(code_points(candidate));
    if (points.size() > kWordMax || candidate == word) continue;
    const std::size_t allowed = std::max(wanted.size(), points.size()) / 3;
    const std::size_t edits = distance(wanted, points);
    // Among equals the first by code point wins, so that the answer never depends on their order.
    if (edits > allowed || edits > best_distance) continue;
    if (edits == best_distance && candidate >= *best) continue;
    best = candidate;
    best_distance = edits;
  }
  return best;
}

}  // namespace probity::diagnostics

#include "engine/values/provision.h"

#include <algorithm>
#include <charconv>

namespace probity {
namespace {

/// Digits up to the next dot; at most nine, which no regulator's text needs.
std::uint64_t part_of(std::string_view& rest) {
  const std::size_t dot = rest.find('.');
  const std::string_view digits = rest.substr(0, dot);
  std::uint64_t value = 0;
  std::from_chars(digits.data(), digits.data() + digits.size(), value);
  rest = dot == std::string_view::npos ? std::string_view() : rest.substr(dot + 1);
  return value;
}

std::string_view stem_of(std::string_view number) {
  const std::size_t dot = number.rfind('.');
  return dot == std::string_view::npos ? std::string_view() : number.substr(0, dot + 1);
}

std::uint64_t last_part_of(std::string_view number) {
  std::string_view rest = number.substr(stem_of(number).size());
  return part_of(rest);
}

bool holds(const Provision& outer, const Provision& inner, const std::string& number) {
  if (outer.unit != inner.unit || outer.is_label != inner.is_label) return false;
  if (outer.last.empty()) return outer.first == number;
  // `3.3.8 to 3.3.10` does not hold `3.3`.
  return stem_of(outer.first) == stem_of(number) && compare_numbers(outer.first, number) <= 0 &&
         compare_numbers(number, outer.last) <= 0;
}

}  // namespace

int compare_numbers(std::string_view a, std::string_view b) {
  while (!a.empty() || !b.empty()) {
    if (a.empty()) return -1;
    if (b.empty()) return 1;
    const std::uint64_t left = part_of(a);
    const std::uint64_t right = part_of(b);
    if (left != right) return left < right ? -1 : 1;
  }
  return 0;
}

bool is_range(const Provision& provision) {
  if (!provision.last_item.empty()) return compare_numbers(provision.item, provision.last_item) < 0;
  if (provision.is_label || stem_of(provision.first) != stem_of(provision.last)) return false;
  const std::uint64_t first = last_part_of(provision.first);
  const std::uint64_t last = last_part_of(provision.last);
  return first < last && last - first < kProvisionRangeMax;
}

std::vector<std::string> numbers_of(const Provision& provision) {
  if (provision.last.empty()) return {provision.first};
  std::vector<std::string> numbers;
  const std::string stem(stem_of(provision.first));
  const std::uint64_t last = last_part_of(provision.last);
  for (std::uint64_t number = last_part_of(provision.first); number <= last; ++number) {
    numbers.push_back(stem + std::to_string(number));
  }
  return numbers;
}

bool covers(const std::vector<Provision>& outer, const Provision& inner) {
  const std::vector<std::string> numbers = numbers_of(inner);
  return std::all_of(numbers.begin(), numbers.end(), [&](const std::string& number) {
    return std::any_of(outer.begin(), outer.end(), [&](const Provision& each) { return holds(each, inner, number); });
  });
}

const ProvisionWord& provision_word(ProvisionUnit unit) { return kProvisionWords[static_cast<std::size_t>(unit)]; }

std::string number_text(const Provision& provision) {
  std::string text = provision.first;
  if (!provision.last.empty()) return text + " to " + provision.last;
  if (!provision.paragraph.empty()) text += " paragraph " + provision.paragraph;
  if (!provision.item.empty()) text += " (" + provision.item + ")";
  if (!provision.last_item.empty()) text += " to (" + provision.last_item + ")";
  return text;
}

std::string chinese_text(const Provision& provision) {
  const std::string unit = provision_word(provision.unit).chinese;
  const auto numbered = [&](const std::string& number) {
    return provision.unit == ProvisionUnit::kAnnex ? unit + number : "第" + number + unit;
  };
  std::string text = numbered(provision.first);
  if (!provision.last.empty()) return text + "至" + numbered(provision.last);
  if (!provision.paragraph.empty()) text += "第" + provision.paragraph + "款";
  if (!provision.item.empty()) text += "第" + provision.item + "项";
  if (!provision.last_item.empty()) text += "至第" + provision.last_item + "项";
  return text;
}

std::string provisions_text(const std::vector<Provision>& provisions, std::string_view language) {
  std::string text;
  for (std::size_t i = 0; i < provisions.size(); ++i) {
    if (language == "zh") {
      text += (i > 0 ? "、" : "") + chinese_text(provisions[i]);
      continue;
    }
    const bool same_unit = i > 0 && provisions[i - 1].unit == provisions[i].unit;
    if (i > 0) text += ", ";
    if (!same_unit) text += std::string(provision_word(provisions[i].unit).abbreviated) + " ";
    text += number_text(provisions[i]);
  }
  return text;
}

}  // namespace probity

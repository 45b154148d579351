#include "audit/redact/policy.h"

#include <algorithm>
#include <charconv>
#include <utility>

namespace probity::audit {
namespace {

constexpr int kYearsMax = 200;

std::vector<std::string> words_of(std::string_view line) {
  std::vector<std::string> words;
  for (std::size_t at = 0; at < line.size();) {
    const std::size_t begin = line.find_first_not_of(" \t\r", at);
    if (begin == std::string_view::npos || line[begin] == '#') break;
    const std::size_t end = std::min(line.find_first_of(" \t\r", begin), line.size());
    words.emplace_back(line.substr(begin, end - begin));
    at = end;
  }
  return words;
}

FactName fact_name(std::string_view path) {
  FactName name;
  for (std::size_t at = 0; at <= path.size();) {
    const std::size_t end = std::min(path.find('.', at), path.size());
    name.push_back({std::string(path.substr(at, end - at))});
    at = end + 1;
  }
  return name;
}

bool is_path(const std::string& word) {
  return word.find('.') != std::string::npos && word.find("..") == std::string::npos && word.front() != '.' &&
         word.back() != '.';
}

/// `retain CLASS YEARS years from end|record`
bool read_clock(const std::vector<std::string>& words, AuditPolicy& policy) {
  if (words.size() != 6 || (words[3] != "years" && words[3] != "year") || words[4] != "from") return false;
  if (words[5] != "end" && words[5] != "record") return false;
  RetentionClock clock{words[1], 0, words[5] == "end"};
  const std::string& years = words[2];
  const auto read = std::from_chars(years.data(), years.data() + years.size(), clock.years);
  if (read.ec != std::errc() || read.ptr != years.data() + years.size() || clock.years < 1 || clock.years > kYearsMax) {
    return false;
  }
  policy.retention.push_back(std::move(clock));
  return true;
}

bool read_line(const std::vector<std::string>& words, AuditPolicy& policy) {
  if (words[0] == "retain") return read_clock(words, policy);
  if (words[0] == "class" && words.size() >= 3) {
    // An act's name has blanks: `closing of Complaint`.
    std::string on = words[2];
    for (std::size_t i = 3; i < words.size(); ++i) on += " " + words[i];
    policy.classes.emplace_back(on, words[1]);
    return true;
  }
  if (words.size() != 2) return false;
  if (words[0] == "client" && words[1].find('.') == std::string::npos) {
    policy.client_subjects.push_back(words[1]);
    return true;
  }
  if (!is_path(words[1])) return false;
  if (words[0] == "client") policy.client.push_back(fact_name(words[1]));
  if (words[0] == "personal") policy.personal.push_back(fact_name(words[1]));
  return words[0] == "client" || words[0] == "personal";
}

}  // namespace

bool same_word(std::string_view a, std::string_view b) {
  const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; };
  return a.size() == b.size() && std::equal(a.begin(), a.end(), b.begin(), [&](char x, char y) { return lower(x) == lower(y); });
}

std::string AuditPolicy::class_of(std::string_view on) const {
  for (const auto& [name, record_class] : classes) {
    if (name == on) return record_class;
  }
  return "business";
}

std::vector<RetentionClock> AuditPolicy::clocks_of(std::string_view record_class) const {
  constexpr int kYearsUnlessSaid = 20;
  std::vector<RetentionClock> clocks;
  for (const RetentionClock& each : retention) {
    if (each.record_class == "*" || each.record_class == record_class) clocks.push_back(each);
  }
  // A class that no line names is kept as long as the law of securities asks of every record.
  if (clocks.empty()) clocks.push_back({"*", kYearsUnlessSaid, true});
  return clocks;
}

void AuditPolicy::add_names(const std::function<std::vector<std::string>(const std::string&)>& of) {
  for (auto* names : {&client, &personal}) {
    for (FactName& name : *names) {
      for (std::vector<std::string>& part : name) {
        for (std::string& each : of(part.front())) {
          if (std::find(part.begin(), part.end(), each) == part.end()) part.push_back(std::move(each));
        }
      }
    }
  }
}

Result<AuditPolicy> parse_policy(std::string_view text) {
  AuditPolicy policy;
  std::size_t number = 0;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = std::min(text.find('\n', at), text.size());
    const std::vector<std::string> words = words_of(text.substr(at, end - at));
    at = end + 1;
    ++number;
    if (words.empty() || read_line(words, policy)) continue;
    return Error{ErrorCode::kInvalidArgument,
                 "line " + std::to_string(number) +
                     " is none of `client PATH`, `client ENTITY`, `personal PATH`, `class NAME ENTITY`, "
                     "`retain CLASS 20 years from end` or `… from record`"};
  }
  if (!policy.personal.empty() && policy.client.empty() && policy.client_subjects.empty()) {
    return Error{ErrorCode::kInvalidArgument, "it names personal facts and no fact that names the client (`client PATH`)"};
  }
  for (const FactName& name : policy.client) {
    if (std::find(policy.personal.begin(), policy.personal.end(), name) == policy.personal.end()) continue;
    return Error{ErrorCode::kInvalidArgument, "the fact that names the client stays in the log, so it cannot be `personal`: "
                                              "name a number that the firm gave"};
  }
  return policy;
}

Result<Date> last_day_kept(const Date& start, int years) { return start.plus_months(std::int64_t{12} * years); }

}  // namespace probity::audit

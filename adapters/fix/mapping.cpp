#include "adapters/fix/mapping.h"

#include <algorithm>
#include <cctype>
#include <fstream>
#include <sstream>

namespace probity_fix {
namespace {

bool all_digits(const std::string& text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](unsigned char c) { return std::isdigit(c) != 0; });
}

bool read_line(const std::string& line, Mapping& mapping, std::string& why) {
  std::istringstream words(line.substr(0, line.find('#')));
  std::string first;
  std::string second;
  if (!(words >> first)) return true;
  if (!(words >> second)) {
    why = "write a tag and a fact";
    return false;
  }
  if (first == "on") {
    mapping.on = second;
    return true;
  }
  if (first == "empty") {
    mapping.empty_lists.emplace_back(second, PROBITY_NO_FIELD);
    return true;
  }
  if (!all_digits(first) || first.size() > 6) {
    why = "`" + first + "` is no tag";
    return false;
  }
  TagFact fact;
  fact.tag = std::stoi(first);
  fact.fact = second;
  std::string word;
  while (words >> word) {
    const std::size_t equals = word.find('=');
    if (equals != std::string::npos && equals > 0) {
      fact.values[word.substr(0, equals)] = word.substr(equals + 1);
    } else if (word == "utc") {
      fact.form = word;
    } else if (word == "money" && words >> word) {
      fact.form = "money " + word;
    } else {
      why = "`" + word + "` is neither `utc`, `money CUR` nor a value `FIX=fact`";
      return false;
    }
  }
  mapping.tags.push_back(fact);
  return true;
}

}  // namespace

bool read_mapping(const std::string& path, Mapping& mapping, std::string& why) {
  std::ifstream file(path);
  if (!file) {
    why = "cannot read " + path;
    return false;
  }
  std::string line;
  for (int number = 1; std::getline(file, line); ++number) {
    if (read_line(line, mapping, why)) continue;
    why = path + ":" + std::to_string(number) + ": " + why;
    return false;
  }
  if (mapping.tags.empty()) why = path + " maps no tag";
  return !mapping.tags.empty();
}

bool bind_mapping(const probity_rules* rules, Mapping& mapping, std::string& why) {
  for (TagFact& each : mapping.tags) {
    each.field = probity_rules_field(rules, mapping.on.c_str(), each.fact.c_str());
    if (each.field != PROBITY_NO_FIELD) continue;
    why = "`" + each.fact + "` is no fact of " + mapping.on;
    return false;
  }
  for (auto& each : mapping.empty_lists) {
    each.second = probity_rules_field(rules, mapping.on.c_str(), each.first.c_str());
    if (each.second != PROBITY_NO_FIELD) continue;
    why = "`" + each.first + "` is no list of " + mapping.on;
    return false;
  }
  return true;
}

std::string moment_of(const std::string& t) {
  const bool shaped = t.size() >= 17 && t[8] == '-' && t[11] == ':' && t[14] == ':' && all_digits(t.substr(0, 8));
  if (!shaped) return std::string();
  return t.substr(0, 4) + "-" + t.substr(4, 2) + "-" + t.substr(6, 2) + "T" + t.substr(9) + "Z";
}

}  // namespace probity_fix

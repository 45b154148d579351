#include "adapters/http/ruleset_texts.h"

#include <algorithm>
#include <map>
#include <set>
#include <utility>

#include "audit/record/json_parse.h"
#include "engine/values/sha256.h"

namespace probity::http {
namespace {

using audit::Basis;
using audit::Json;
using audit::JsonArray;
using audit::JsonObject;

constexpr std::size_t kLinesShownMax = 400;

class BothStores final : public ports::RulesetStore {
 public:
  BothStores(std::unique_ptr<ports::RulesetStore> first, std::unique_ptr<ports::RulesetStore> second)
      : first_(std::move(first)), second_(std::move(second)) {}
  Result<std::vector<SourceText>> named_files(std::size_t bytes_max) override { return first_->named_files(bytes_max); }
  Result<std::vector<SourceText>> named_calendars() override { return first_->named_calendars(); }
  Result<std::vector<SourceText>> find_unit(std::string_view name, const std::string& user_path,
                                            std::size_t bytes_max) override {
    PROBITY_TRY(std::vector<SourceText> found, first_->find_unit(name, user_path, bytes_max));
    if (!found.empty()) return found;
    return second_->find_unit(name, user_path, bytes_max);
  }
  Result<std::optional<SourceText>> find_calendar(std::string_view name, const std::string& user_path) override {
    PROBITY_TRY(std::optional<SourceText> found, first_->find_calendar(name, user_path));
    if (found) return found;
    return second_->find_calendar(name, user_path);
  }

 private:
  std::unique_ptr<ports::RulesetStore> first_, second_;
};

std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> lines;
  std::size_t begin = 0;
  while (begin < text.size()) {
    const std::size_t end = std::min(text.find('\n', begin), text.size());
    lines.push_back(text.substr(begin, end - begin));
    begin = end + 1;
  }
  return lines;
}

/// What lies between the first and the last line that differ.
Json changed_lines(const std::string& before, const std::string& after) {
  const std::vector<std::string> old_lines = lines_of(before);
  const std::vector<std::string> new_lines = lines_of(after);
  std::size_t same = 0;
  while (same < old_lines.size() && same < new_lines.size() && old_lines[same] == new_lines[same]) ++same;
  std::size_t tail = 0;
  while (tail + same < old_lines.size() && tail + same < new_lines.size() &&
         old_lines[old_lines.size() - 1 - tail] == new_lines[new_lines.size() - 1 - tail]) {
    ++tail;
  }
  JsonArray lines;
  for (std::size_t i = same; i + tail < old_lines.size() && lines.size() < kLinesShownMax; ++i)
    lines.push_back("-" + old_lines[i]);
  for (std::size_t i = same; i + tail < new_lines.size() && lines.size() < 2 * kLinesShownMax; ++i) {
    lines.push_back("+" + new_lines[i]);
  }
  return JsonObject{{"from_line", static_cast<std::int64_t>(same + 1)}, {"lines", std::move(lines)}};
}

std::map<std::string, std::string> texts_of(const Basis& basis) {
  std::map<std::string, std::string> texts;
  for (const Basis::File& file : basis.files) texts[file.path] = file.text;
  return texts;
}

std::set<std::string> rules_of(const ir::Program& program) {
  std::set<std::string> rules;
  for (const ir::Rule& rule : program.rules) rules.insert(rule.qualified_name);
  return rules;
}

Json names(const std::set<std::string>& from, const std::set<std::string>& without) {
  JsonArray array;
  for (const std::string& name : from) {
    if (!without.contains(name)) array.push_back(name);
  }
  return array;
}

std::int64_t number_of(Basis::Role role) { return static_cast<std::int64_t>(role); }

}  // namespace

Result<Basis> changed_basis(const Basis& live, const std::vector<ProposedText>& texts, const std::vector<std::string>& removed) {
  Basis basis = live;
  for (const std::string& path : removed) {
    const std::size_t before = basis.files.size();
    std::erase_if(basis.files, [&](const Basis::File& file) { return file.path == path; });
    if (basis.files.size() == before) {
      return Error{ErrorCode::kInvalidArgument, "`" + path + "` cannot be removed: no live file has this path"};
    }
  }
  for (const ProposedText& given : texts) {
    const bool is_calendar = given.path.ends_with(".calendar");
    const bool is_ruleset = given.path.ends_with(".probity") || given.path.ends_with(".md");
    if ((!is_calendar && !is_ruleset) || given.path.size() > 1024) {
      return Error{ErrorCode::kInvalidArgument,
                   "`" + given.path.substr(0, 100) +
                       "` is no file of a ruleset: *.probity, *.md or *.calendar"};
    }
    bool found = false;
    for (Basis::File& file : basis.files) {
      if (file.path != given.path) continue;
      file.text = given.text;
      file.digest = digest_text(sha256(given.text));
      found = true;
    }
    if (found) continue;
    basis.files.push_back({is_calendar ? Basis::Role::kNamedCalendar : Basis::Role::kNamed, {}, {}, given.path, given.text,
                           digest_text(sha256(given.text))});
  }
  return basis;
}

std::unique_ptr<ports::RulesetStore> one_before_the_other(std::unique_ptr<ports::RulesetStore> first,
                                                          std::unique_ptr<ports::RulesetStore> second) {
  return std::make_unique<BothStores>(std::move(first), std::move(second));
}

Json difference(const pretrade::LiveRules& before, const Basis& after_texts, const ir::Program* after) {
  JsonObject report;
  if (after != nullptr) {
    const auto old_rules = rules_of(before.program());
    const auto new_rules = rules_of(*after);
    report.emplace_back("rules_added", names(new_rules, old_rules));
    report.emplace_back("rules_removed", names(old_rules, new_rules));
    JsonArray changed;
    for (const ir::Ruleset& ruleset : after->rulesets) {
      const bool same =
          std::any_of(before.program().rulesets.begin(), before.program().rulesets.end(),
                      [&](const ir::Ruleset& each) {
                        return each.name == ruleset.name && each.digest == ruleset.digest;
                      });
      if (!same) changed.push_back(ruleset.name);
    }
    report.emplace_back("rulesets_changed", std::move(changed));
  }
  const auto old_texts = texts_of(before.basis);
  const auto new_texts = texts_of(after_texts);
  JsonArray files;
  for (const auto& [path, text] : new_texts) {
    const auto old = old_texts.find(path);
    if (old != old_texts.end() && old->second == text) continue;
    files.push_back(JsonObject{{"path", path},
                               {"change", old == old_texts.end() ? "added" : "changed"},
                               {"difference", changed_lines(old == old_texts.end() ? std::string() : old->second, text)}});
  }
  for (const auto& [path, text] : old_texts) {
    if (!new_texts.contains(path)) files.push_back(JsonObject{{"path", path}, {"change", "removed"}});
  }
  report.emplace_back("files", std::move(files));
  return report;
}

std::string basis_json(const Basis& basis) {
  JsonArray files;
  for (const Basis::File& file : basis.files) {
    files.push_back(JsonObject{{"role", number_of(file.role)}, {"name", file.name}, {"user", file.user},
                               {"path", file.path}, {"text", file.text}});
  }
  return audit::readable_text(JsonObject{{"program", basis.program}, {"language", basis.language}, {"files", std::move(files)}});
}

Result<Basis> basis_of_json(std::string_view text) {
  PROBITY_TRY(const Json json, audit::parse_record_json(text));
  const Json* files = json.find("files");
  const Error wrong{ErrorCode::kCorrupt, "the store's texts of a ruleset do not read"};
  if (files == nullptr || files->as_array() == nullptr) return wrong;
  Basis basis;
  basis.program = json.text_of("program");
  if (const Json* language = json.find("language"); language != nullptr && language->as_integer() != nullptr) {
    basis.language = *language->as_integer();
  }
  for (const Json& each : *files->as_array()) {
    const Json* role = each.find("role");
    if (role == nullptr || role->as_integer() == nullptr || *role->as_integer() < 0 ||
        *role->as_integer() > number_of(Basis::Role::kCalendar)) {
      return wrong;
    }
    std::string file_text(each.text_of("text"));
    std::string digest = digest_text(sha256(file_text));
    basis.files.push_back({static_cast<Basis::Role>(*role->as_integer()), std::string(each.text_of("name")),
                           std::string(each.text_of("user")), std::string(each.text_of("path")), std::move(file_text),
                           std::move(digest)});
  }
  return basis;
}

}  // namespace probity::http

#include "adapters/cli/audit_words.h"

#include <CLI/CLI.hpp>

#include "adapters/cli/terminal.h"
#include "adapters/files/read_file.h"

namespace probity::cli {
namespace {

constexpr std::size_t kPublicKeysBytesMax = std::size_t{1} << 20;

std::string public_path_of(const std::string& folder) {
  const std::string path = key_path_of(folder);
  return (path.ends_with(".key") ? path.substr(0, path.size() - 4) : path) + ".pub";
}

Result<void> add_keys_of_file(const std::string& path, std::vector<audit::VerifierKey>& keys) {
  PROBITY_TRY(const std::string text, files::read_file(path, kPublicKeysBytesMax));
  for (std::size_t begin = 0; begin < text.size();) {
    const std::size_t end = std::min(text.find('\n', begin), text.size());
    const std::string line = text.substr(begin, end - begin);
    begin = end + 1;
    if (line.empty() || line.front() == '#') continue;
    PROBITY_TRY(audit::VerifierKey key, audit::parse_verifier_key(line));
    keys.push_back(std::move(key));
  }
  return {};
}

}  // namespace

void add_filter_words(CLI::App& command, FilterWords& words) {
  command.add_option("--entry", words.entry, "The entry of this id or number");
  command.add_option("--subject", words.subject, "Entries on the subject of this id");
  command.add_option("--client", words.client, "Entries on this client, as DIR.policy says which fact names it");
  command.add_option("--rule", words.rule, "Decisions with a finding or deadline of this rule");
  command.add_option("--ruleset", words.ruleset, "Those of this ruleset: its name, or what was compiled by its digest");
  command.add_option("--outcome", words.outcome, "Decisions with this outcome, or a finding that has it");
  command.add_option("--kind", words.kind, "Entries of this kind: decision, scan, override, erasure, …");
  command.add_option("--from", words.from, "Subjects of this day or later");
  command.add_option("--to", words.to, "Subjects of this day or earlier");
}

Result<audit::ShowFilter> filter_of(const FilterWords& words) {
  audit::ShowFilter filter;
  filter.entry = given(words.entry);
  filter.subject = given(words.subject);
  filter.client = given(words.client);
  filter.rule = given(words.rule);
  filter.ruleset = given(words.ruleset);
  filter.outcome = given(words.outcome);
  filter.kind = given(words.kind);
  PROBITY_TRY(filter.from, day_of_option("--from", words.from));
  PROBITY_TRY(filter.to, day_of_option("--to", words.to));
  return filter;
}

ExitStatus fail_on_log(const std::string& folder, const Error& error) {
  say("`" + folder + "`: " + error.message);
  return error.code == ErrorCode::kCorrupt ? ExitStatus::kDoesNotHold : ExitStatus::kNotReached;
}

std::optional<std::string> given(const std::string& word) {
  return word.empty() ? std::nullopt : std::optional<std::string>(word);
}

Result<std::optional<Date>> day_of_option(const std::string& option, const std::string& word) {
  if (word.empty()) return std::optional<Date>();
  const Result<Date> day = Date::parse(word);
  if (!day.ok()) return Error{ErrorCode::kInvalidArgument, option + ": " + day.error().message};
  return std::optional<Date>(day.value());
}

Result<std::vector<audit::VerifierKey>> public_keys(const std::string& folder,
                                                    const std::vector<std::string>& given_keys) {
  std::vector<audit::VerifierKey> keys;
  for (const std::string& word : given_keys) {
    if (auto key = audit::parse_verifier_key(word); key.ok()) {
      keys.push_back(std::move(key).value());
    } else if (const auto added = add_keys_of_file(word, keys); !added.ok()) {
      return Error{ErrorCode::kInvalidArgument, "--key `" + word + "` is neither a public key nor a file of them: " +
                                                    added.error().message};
    }
  }
  if (!given_keys.empty()) return keys;
  const auto added = add_keys_of_file(public_path_of(folder), keys);
  if (!added.ok() && added.error().code != ErrorCode::kNotFound) return added.error();
  return keys;
}

LogKeys keys_if_readable(const std::string& folder) {
  Result<std::optional<LogKeys>> keys = read_log_keys(key_path_of(folder));
  return keys.ok() && keys.value() ? std::move(*keys.value()) : LogKeys();
}

}  // namespace probity::cli

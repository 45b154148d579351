#include "adapters/cli/log_keys.h"

#include <sys/stat.h>

#include <cstdlib>
#include <utility>

#include "adapters/files/anchor_file.h"
#include "adapters/files/append_file.h"
#include "adapters/files/log_folder.h"
#include "adapters/files/read_file.h"
#include "adapters/sql/anchor_row.h"
#include "adapters/sql/database.h"

namespace probity::cli {
namespace {

constexpr std::size_t kKeyFileBytesMax = std::size_t{1} << 20;
constexpr unsigned kOwnerOnly = 0600;

Result<void> take_line(const std::string& line, LogKeys& keys) {
  const std::size_t blank = line.find(' ');
  const std::string word = line.substr(0, blank);
  const std::string rest = blank == std::string::npos ? std::string() : line.substr(blank + 1);
  if (word == "anchor" && !rest.empty()) {
    keys.anchor_urls.push_back(rest);
  } else if (word == "witness") {
    PROBITY_TRY(audit::VerifierKey key, audit::parse_verifier_key(rest));
    keys.witnesses.push_back(std::move(key));
  } else if (word == "old") {
    PROBITY_TRY(audit::VerifierKey key, audit::parse_verifier_key(rest));
    keys.old_keys.push_back(std::move(key));
  } else {
    PROBITY_TRY(audit::SignerKey key, audit::parse_signer_key(line));
    keys.signers.push_back(std::move(key));
  }
  return {};
}

}  // namespace

std::string LogKeys::text() const {
  std::string out = "# Keys of an audit log. Whoever has this file can sign in its name.\n";
  for (const auto& each : signers) out += each.text() + "\n";
  for (const auto& each : old_keys) out += "old " + each.text() + "\n";
  for (const auto& each : witnesses) out += "witness " + each.text() + "\n";
  for (const std::string& each : anchor_urls) out += "anchor " + each + "\n";
  return out;
}

std::vector<audit::VerifierKey> LogKeys::verifiers() const {
  std::vector<audit::VerifierKey> keys;
  for (const auto& each : signers) keys.push_back(each.verifier());
  keys.insert(keys.end(), old_keys.begin(), old_keys.end());
  return keys;
}

std::string key_path_of(const std::string& folder) {
  const char* const named = std::getenv("PROBITY_AUDIT_KEY");
  if (named != nullptr && *named != '\0') return named;
  std::string path = folder;
  while (path.size() > 1 && path.back() == '/') path.pop_back();
  return path + ".key";
}

Result<std::optional<LogKeys>> read_log_keys(const std::string& path) {
  struct stat status {};
  if (::stat(path.c_str(), &status) == 0 && (status.st_mode & 0077U) != 0) {
    return Error{ErrorCode::kUnavailable,
                 "the key file `" + path + "` can be read by others; `chmod 600` it, and rotate the key if they may have"};
  }
  const Result<std::string> bytes = files::read_file(path, kKeyFileBytesMax);
  if (!bytes.ok() && bytes.error().code == ErrorCode::kNotFound) return std::optional<LogKeys>();
  if (!bytes.ok()) return bytes.error();
  LogKeys keys;
  std::size_t number = 0;
  for (std::size_t begin = 0; begin < bytes.value().size();) {
    const std::size_t end = std::min(bytes.value().find('\n', begin), bytes.value().size());
    const std::string line = bytes.value().substr(begin, end - begin);
    begin = end + 1;
    ++number;
    if (line.empty() || line.front() == '#') continue;
    if (const auto taken = take_line(line, keys); !taken.ok()) {
      return Error{ErrorCode::kInvalidArgument, "`" + path + "`, line " + std::to_string(number) + ": " +
                                                    taken.error().message};
    }
  }
  return std::optional(std::move(keys));
}

Result<void> write_log_keys(const std::string& path, const LogKeys& keys) {
  PROBITY_TRY_VOID(files::replace_file(path, keys.text(), true, kOwnerOnly));
  std::string public_keys;
  for (const auto& each : keys.verifiers()) public_keys += each.text() + "\n";
  const std::string stem = path.ends_with(".key") ? path.substr(0, path.size() - 4) : path;
  return files::replace_file(stem + ".pub", public_keys, true, 0644);
}

Result<audit::SignerKey> new_signer(const std::string& name) {
  if (!audit::is_key_name(name)) {
    return Error{ErrorCode::kInvalidArgument, "`" + name + "` cannot name a key: no blanks, no `+`, at most 255 bytes"};
  }
  audit::SignerKey key;
  key.name = name;
  PROBITY_TRY_VOID(files::random_bytes(key.seed));
  return key;
}

Result<std::shared_ptr<ports::Anchor>> open_anchor(const std::string& url) {
  if (sql::is_database_url(url)) return sql::make_anchor_row(url);
  return files::make_anchor_file(url);
}

Result<std::vector<std::shared_ptr<ports::Anchor>>> open_anchors(const std::vector<std::string>& urls) {
  std::vector<std::shared_ptr<ports::Anchor>> anchors;
  for (const std::string& url : urls) {
    PROBITY_TRY(std::shared_ptr<ports::Anchor> anchor, open_anchor(url));
    anchors.push_back(std::move(anchor));
  }
  return anchors;
}

}  // namespace probity::cli

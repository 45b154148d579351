#include "audit/note/checkpoint.h"

#include <algorithm>
#include <charconv>
#include <utility>

#include "audit/note/base64.h"

namespace probity::audit {
namespace {

constexpr std::string_view kProofHeader = "c2sp.org/tlog-proof@v1";
constexpr std::size_t kProofHashesMax = 63;

Error corrupt(std::string what) { return Error{ErrorCode::kCorrupt, std::move(what)}; }

/// The next line without its end; the whole rest where there is no further end.
std::string_view take_line(std::string_view& text) {
  const std::size_t end = text.find('\n');
  const std::string_view line = text.substr(0, end);
  text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
  return line;
}

std::optional<std::uint64_t> decimal(std::string_view text) {
  std::uint64_t value = 0;
  const auto read = std::from_chars(text.data(), text.data() + text.size(), value);
  if (read.ec != std::errc{} || std::to_string(value) != text) return std::nullopt;
  return value;
}

}  // namespace

std::string base64_hash(const TreeHash& hash) { return base64(hash_bytes(hash)); }

std::optional<TreeHash> hash_from_base64(std::string_view text) {
  const auto bytes = from_base64(text);
  TreeHash hash{};
  if (!bytes || bytes->size() != hash.size()) return std::nullopt;
  std::transform(bytes->begin(), bytes->end(), hash.begin(), [](char c) { return static_cast<std::uint8_t>(c); });
  return hash;
}

std::string Checkpoint::text() const {
  return origin + "\n" + std::to_string(size) + "\n" + base64_hash(root) + "\n";
}

Result<Checkpoint> parse_checkpoint(std::string_view note_text) {
  Checkpoint checkpoint;
  checkpoint.origin = std::string(take_line(note_text));
  if (checkpoint.origin.empty()) return corrupt("the checkpoint names no log");
  const auto size = decimal(take_line(note_text));
  if (!size) return corrupt("the checkpoint's second line is no size");
  checkpoint.size = *size;
  const auto root = hash_from_base64(take_line(note_text));
  if (!root) return corrupt("the checkpoint's third line is no hash");
  checkpoint.root = *root;
  while (!note_text.empty()) {
    if (take_line(note_text).empty()) return corrupt("the checkpoint has an empty line in it");
  }
  return checkpoint;
}

Result<SignedCheckpoint> parse_signed_checkpoint(std::string_view bytes) {
  SignedCheckpoint parsed;
  PROBITY_TRY(parsed.note, parse_note(bytes));
  PROBITY_TRY(parsed.checkpoint, parse_checkpoint(parsed.note.text));
  return parsed;
}

SignedCheckpoint sign_checkpoint(const Checkpoint& checkpoint, const std::vector<SignerKey>& keys) {
  SignedCheckpoint made{checkpoint, {checkpoint.text(), {}}};
  for (const SignerKey& key : keys) made.note.signatures.push_back(sign_note(key, made.note.text));
  return made;
}

std::string LogProof::text() const {
  std::string out = std::string(kProofHeader) + "\nindex " + std::to_string(index) + "\n";
  for (const TreeHash& hash : proof) out += base64_hash(hash) + "\n";
  return out + "\n" + checkpoint.note.bytes();
}

Result<LogProof> parse_log_proof(std::string_view text) {
  LogProof parsed;
  if (take_line(text) != kProofHeader) return corrupt("this is no proof: its first line is not " + std::string(kProofHeader));
  std::string_view line = take_line(text);
  if (line.starts_with("extra ")) line = take_line(text);
  const auto index = line.starts_with("index ") ? decimal(line.substr(6)) : std::nullopt;
  if (!index) return corrupt("the proof names no index");
  parsed.index = *index;
  for (line = take_line(text); !line.empty(); line = take_line(text)) {
    const auto hash = hash_from_base64(line);
    if (!hash || parsed.proof.size() == kProofHashesMax) return corrupt("a line of the proof is no hash");
    parsed.proof.push_back(*hash);
  }
  PROBITY_TRY(parsed.checkpoint, parse_signed_checkpoint(text));
  return parsed;
}

}  // namespace probity::audit

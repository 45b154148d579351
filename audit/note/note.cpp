#include "audit/note/note.h"

#include <algorithm>
#include <utility>

#include "audit/note/base64.h"
#include "audit/record/utf8.h"
#include "engine/values/sha256.h"

namespace probity::audit {
namespace {

constexpr std::string_view kPrivate = "PRIVATE+KEY+";
constexpr std::string_view kSignatureStart = "\u2014 ";
constexpr std::size_t kNoteBytesMax = std::size_t{1} << 20;
constexpr std::size_t kSignaturesMax = 64;
constexpr std::size_t kKeyIdBytes = 4;
constexpr std::size_t kTimeBytes = 8;

std::string big_endian(std::uint64_t value, std::size_t bytes) {
  std::string out;
  for (std::size_t i = bytes; i-- > 0;) out += static_cast<char>(static_cast<std::uint8_t>(value >> (8 * i)));
  return out;
}

std::uint64_t from_big_endian(std::string_view bytes) {
  std::uint64_t value = 0;
  for (const char c : bytes) value = value << 8U | static_cast<std::uint8_t>(c);
  return value;
}

std::string key_bytes(SignatureType type, const Ed25519Key& key) {
  return std::string(1, static_cast<char>(type)) + std::string(key.begin(), key.end());
}

std::string hex_id(std::uint32_t id) {
  constexpr std::string_view kHex = "0123456789abcdef";
  std::string text;
  for (int shift = 28; shift >= 0; shift -= 4) text += kHex[id >> static_cast<unsigned>(shift) & 15U];
  return text;
}

struct KeyParts {
  std::string name;
  SignatureType type = SignatureType::kEd25519;
  Ed25519Key key{};
  std::string id;
};

/// `name+id+base64`
Result<KeyParts> parse_key_parts(std::string_view text) {
  const auto bad = [](const char* what) {
    return Error{ErrorCode::kInvalidArgument, std::string("this is no key: ") + what};
  };
  const std::size_t first = text.find('+');
  const std::size_t second = first == std::string_view::npos ? first : text.find('+', first + 1);
  if (second == std::string_view::npos) return bad("it is not written NAME+ID+KEY");
  KeyParts parts;
  parts.name = std::string(text.substr(0, first));
  parts.id = std::string(text.substr(first + 1, second - first - 1));
  if (!is_key_name(parts.name)) return bad("its name is empty or has a blank in it");
  const auto bytes = from_base64(text.substr(second + 1));
  if (!bytes || bytes->size() != 1 + parts.key.size()) return bad("what follows the second + is no Ed25519 key");
  const auto type = static_cast<std::uint8_t>(bytes->front());
  if (type != 1 && type != 4) return bad("its kind of signature is not one that is known here");
  parts.type = static_cast<SignatureType>(type);
  std::transform(bytes->begin() + 1, bytes->end(), parts.key.begin(),
                 [](char c) { return static_cast<std::uint8_t>(c); });
  return parts;
}

Error id_does_not_fit() {
  return {ErrorCode::kInvalidArgument, "this is no key: its eight hex digits do not fit its name and bytes"};
}

std::string cosigned_message(std::string_view text, std::uint64_t time_s) {
  return "cosignature/v1\ntime " + std::to_string(time_s) + "\n" + std::string(text);
}

bool signature_holds(const VerifierKey& key, std::string_view text, const NoteSignature& signature) {
  if (key.type == SignatureType::kEd25519) return ed25519_holds(key.key, text, signature.bytes);
  const auto time_s = cosigned_at(signature);
  return time_s && ed25519_holds(key.key, cosigned_message(text, *time_s),
                                 std::string_view(signature.bytes).substr(kTimeBytes));
}

std::optional<NoteSignature> parse_signature(std::string_view line) {
  if (!line.starts_with(kSignatureStart)) return std::nullopt;
  line.remove_prefix(kSignatureStart.size());
  const std::size_t blank = line.find(' ');
  if (blank == std::string_view::npos || !is_key_name(line.substr(0, blank))) return std::nullopt;
  const auto bytes = from_base64(line.substr(blank + 1));
  if (!bytes || bytes->size() <= kKeyIdBytes) return std::nullopt;
  return NoteSignature{std::string(line.substr(0, blank)),
                       static_cast<std::uint32_t>(from_big_endian(std::string_view(*bytes).substr(0, kKeyIdBytes))),
                       bytes->substr(kKeyIdBytes)};
}

}  // namespace

bool is_key_name(std::string_view name) {
  constexpr std::size_t kNameBytesMax = 255;
  if (name.empty() || name.size() > kNameBytesMax || first_bad_utf8(name)) return false;
  for (std::size_t at = 0; at < name.size();) {
    const auto point = code_point_at(name, at);
    const std::uint32_t c = point->value;
    const bool is_blank = c <= 0x20 || c == 0x7F || c == 0x85 || c == 0xA0 || c == 0x1680 ||
                          (c >= 0x2000 && c <= 0x200A) || c == 0x2028 || c == 0x2029 || c == 0x202F ||
                          c == 0x205F || c == 0x3000;
    if (is_blank || c == '+') return false;
    at += point->bytes;
  }
  return true;
}

std::uint32_t VerifierKey::id() const {
  const Sha256Digest digest = sha256(name + "\n" + key_bytes(type, key));
  return static_cast<std::uint32_t>(digest[0]) << 24U | static_cast<std::uint32_t>(digest[1]) << 16U |
         static_cast<std::uint32_t>(digest[2]) << 8U | static_cast<std::uint32_t>(digest[3]);
}

std::string VerifierKey::text() const { return name + "+" + hex_id(id()) + "+" + base64(key_bytes(type, key)); }

Result<VerifierKey> parse_verifier_key(std::string_view text) {
  PROBITY_TRY(KeyParts parts, parse_key_parts(text));
  VerifierKey key{std::move(parts.name), parts.type, parts.key};
  if (hex_id(key.id()) != parts.id) return id_does_not_fit();
  return key;
}

VerifierKey SignerKey::verifier() const { return {name, type, ed25519_public(seed)}; }

std::string SignerKey::text() const {
  return std::string(kPrivate) + name + "+" + hex_id(verifier().id()) + "+" + base64(key_bytes(type, seed));
}

Result<SignerKey> parse_signer_key(std::string_view text) {
  if (!text.starts_with(kPrivate)) {
    return Error{ErrorCode::kInvalidArgument, "this is no private key: it does not begin with " + std::string(kPrivate)};
  }
  PROBITY_TRY(KeyParts parts, parse_key_parts(text.substr(kPrivate.size())));
  SignerKey key{std::move(parts.name), parts.type, parts.key};
  if (hex_id(key.verifier().id()) != parts.id) return id_does_not_fit();
  return key;
}

std::string SignedNote::bytes() const {
  std::string out = text + "\n";
  for (const NoteSignature& each : signatures) {
    out += std::string(kSignatureStart) + each.name + " " + base64(big_endian(each.key_id, kKeyIdBytes) + each.bytes) +
           "\n";
  }
  return out;
}

Result<SignedNote> parse_note(std::string_view bytes) {
  const auto bad = [](const char* what) {
    return Error{ErrorCode::kCorrupt, std::string("this is no signed note: ") + what};
  };
  if (bytes.size() > kNoteBytesMax) return bad("it is longer than any of ours");
  if (first_bad_utf8(bytes)) return bad("it is not UTF-8");
  if (std::any_of(bytes.begin(), bytes.end(), [](char c) { return static_cast<unsigned char>(c) < 0x20 && c != '\n'; })) {
    return bad("it holds a control character");
  }
  const std::size_t split = bytes.rfind("\n\n");
  if (split == std::string_view::npos || !bytes.ends_with('\n')) return bad("no blank line stands before signatures");
  SignedNote note;
  note.text = std::string(bytes.substr(0, split + 1));
  std::string_view lines = bytes.substr(split + 2);
  while (!lines.empty()) {
    const std::size_t end = lines.find('\n');
    auto signature = parse_signature(lines.substr(0, end));
    if (!signature) return bad("a signature line cannot be read");
    note.signatures.push_back(std::move(*signature));
    if (note.signatures.size() > kSignaturesMax) return bad("it has more signatures than any of ours");
    lines.remove_prefix(end + 1);
  }
  if (note.signatures.empty()) return bad("nobody signed it");
  return note;
}

NoteSignature sign_note(const SignerKey& key, std::string_view text, std::uint64_t time_s) {
  NoteSignature signature{key.name, key.verifier().id(), {}};
  if (key.type == SignatureType::kEd25519) {
    signature.bytes = ed25519_sign(key.seed, text);
  } else {
    signature.bytes = big_endian(time_s, kTimeBytes) + ed25519_sign(key.seed, cosigned_message(text, time_s));
  }
  return signature;
}

NoteCheck check_note(const SignedNote& note, const std::vector<VerifierKey>& keys) {
  NoteCheck check;
  for (const VerifierKey& key : keys) {
    bool good = false;
    bool bad = false;
    for (const NoteSignature& each : note.signatures) {
      if (each.name != key.name || each.key_id != key.id()) continue;
      (signature_holds(key, note.text, each) ? good : bad) = true;
    }
    if (bad) check.bad.push_back(key);
    else if (good) check.good.push_back(key);
  }
  return check;
}

std::optional<std::uint64_t> cosigned_at(const NoteSignature& signature) {
  if (signature.bytes.size() != kTimeBytes + kEd25519SignatureBytes) return std::nullopt;
  const std::uint64_t time_s = from_big_endian(std::string_view(signature.bytes).substr(0, kTimeBytes));
  return time_s >> 63U == 0 ? std::optional(time_s) : std::nullopt;
}

}  // namespace probity::audit

#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "audit/note/ed25519.h"
#include "engine/base/result.h"

/// Signed notes as C2SP's `signed-note` defines them. A kind of signature is told by one byte, so that
/// others can stand beside these two in one note.
namespace probity::audit {

enum class SignatureType : std::uint8_t {
  kEd25519 = 1,      ///< over the note's text: a log's own
  kCosignature = 4,  ///< Ed25519 over time and text: a witness's (`tlog-cosignature`, v1)
};

/// Who may have signed: a name, a kind and a public key.
struct VerifierKey {
  std::string name;
  SignatureType type = SignatureType::kEd25519;
  Ed25519Key key{};

  /// The four bytes that stand for the key in a signature line.
  [[nodiscard]] std::uint32_t id() const;
  /// `example.com/log+1a2b3c4d+AUx…`: how keys are handed on.
  [[nodiscard]] std::string text() const;
  friend bool operator==(const VerifierKey&, const VerifierKey&) = default;
};
/// Errors: `kInvalidArgument` where the text is no key or its parts do not fit together.
[[nodiscard]] Result<VerifierKey> parse_verifier_key(std::string_view text);

/// A private key with its name.
struct SignerKey {
  std::string name;
  SignatureType type = SignatureType::kEd25519;
  Ed25519Key seed{};

  [[nodiscard]] VerifierKey verifier() const;
  /// `PRIVATE+KEY+example.com/log+1a2b3c4d+AUx…`
  [[nodiscard]] std::string text() const;
};
[[nodiscard]] Result<SignerKey> parse_signer_key(std::string_view text);

/// May it name a key: text without blanks, control characters or `+`, at most 255 bytes?
[[nodiscard]] bool is_key_name(std::string_view name);

struct NoteSignature {
  std::string name;
  std::uint32_t key_id = 0;
  std::string bytes;  ///< behind the key id
};

struct SignedNote {
  std::string text;  ///< with its last line's end
  std::vector<NoteSignature> signatures;

  [[nodiscard]] std::string bytes() const;
};
/// Errors: `kCorrupt` where it is no signed note.
[[nodiscard]] Result<SignedNote> parse_note(std::string_view bytes);

/// A signature line's content. `time_s` is used by cosignatures only: seconds since 1970.
[[nodiscard]] NoteSignature sign_note(const SignerKey& key, std::string_view text, std::uint64_t time_s = 0);

/// What the keys given say of a note.
struct NoteCheck {
  std::vector<VerifierKey> good;  ///< each key that signed it
  std::vector<VerifierKey> bad;   ///< each whose signature line does not hold
  /// C2SP: at least one known key signed, and none of them wrongly.
  [[nodiscard]] bool holds() const { return !good.empty() && bad.empty(); }
};
[[nodiscard]] NoteCheck check_note(const SignedNote& note, const std::vector<VerifierKey>& keys);

/// When a witness says that it signed, in seconds since 1970; nothing where the signature has no time.
[[nodiscard]] std::optional<std::uint64_t> cosigned_at(const NoteSignature& signature);

}  // namespace probity::audit

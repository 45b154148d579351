#include "audit/redact/seal.h"

#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <memory>

#include "engine/base/check.h"

namespace probity::audit {
namespace {

constexpr int kTagBytes = 16;
constexpr std::array<unsigned char, 12> kNonce{};

struct Free {
  void operator()(EVP_CIPHER_CTX* context) const { EVP_CIPHER_CTX_free(context); }
};
using CipherPtr = std::unique_ptr<EVP_CIPHER_CTX, Free>;

const unsigned char* octets(std::string_view bytes) { return reinterpret_cast<const unsigned char*>(bytes.data()); }
unsigned char* octets(std::string& bytes) { return reinterpret_cast<unsigned char*>(bytes.data()); }

template <std::size_t N>
std::string_view view(const std::array<std::uint8_t, N>& bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

Sha256Digest derived(const ports::ClientKey& key, std::string_view use, const RedactionId& id, std::string_view name) {
  std::string message(use);
  message += '\0';
  message += view(id);
  message += name;
  return hmac_sha256(view(key), message);
}

}  // namespace

Sha256Digest hmac_sha256(std::string_view key, std::string_view message) {
  Sha256Digest digest{};
  unsigned int size = 0;
  PROBITY_CHECK(HMAC(EVP_sha256(), key.data(), static_cast<int>(key.size()), octets(message), message.size(), digest.data(),
                     &size) != nullptr);
  PROBITY_CHECK(size == digest.size());
  return digest;
}

Sha256Digest salt_of(const ports::ClientKey& key, const RedactionId& id, std::string_view name) {
  return derived(key, "probity salt", id, name);
}

Sha256Digest commitment(const Sha256Digest& salt, std::string_view name, std::string_view value) {
  std::string bytes(view(salt));
  bytes += name;
  bytes += '\0';
  bytes += value;
  return sha256(bytes);
}

std::string seal(const ports::ClientKey& key, const RedactionId& id, std::string_view text) {
  const Sha256Digest sealing = derived(key, "probity seal", id, {});
  const CipherPtr context(EVP_CIPHER_CTX_new());
  std::string sealed(text.size() + kTagBytes, '\0');
  int size = 0;
  PROBITY_CHECK(context != nullptr &&
                EVP_EncryptInit_ex(context.get(), EVP_aes_256_gcm(), nullptr, sealing.data(), kNonce.data()) == 1 &&
                EVP_EncryptUpdate(context.get(), nullptr, &size, id.data(), static_cast<int>(id.size())) == 1 &&
                EVP_EncryptUpdate(context.get(), octets(sealed), &size, octets(text), static_cast<int>(text.size())) == 1 &&
                static_cast<std::size_t>(size) == text.size());
  int rest = 0;
  PROBITY_CHECK(EVP_EncryptFinal_ex(context.get(), octets(sealed) + size, &rest) == 1 && rest == 0 &&
                EVP_CIPHER_CTX_ctrl(context.get(), EVP_CTRL_GCM_GET_TAG, kTagBytes, octets(sealed) + size) == 1);
  return sealed;
}

std::optional<std::string> unseal(const ports::ClientKey& key, const RedactionId& id, std::string_view sealed) {
  if (sealed.size() < kTagBytes) return std::nullopt;
  const std::string_view cipher = sealed.substr(0, sealed.size() - kTagBytes);
  std::string tag(sealed.substr(cipher.size()));
  const Sha256Digest sealing = derived(key, "probity seal", id, {});
  const CipherPtr context(EVP_CIPHER_CTX_new());
  std::string text(cipher.size(), '\0');
  int size = 0;
  PROBITY_CHECK(context != nullptr &&
                EVP_DecryptInit_ex(context.get(), EVP_aes_256_gcm(), nullptr, sealing.data(), kNonce.data()) == 1 &&
                EVP_DecryptUpdate(context.get(), nullptr, &size, id.data(), static_cast<int>(id.size())) == 1 &&
                EVP_DecryptUpdate(context.get(), octets(text), &size, octets(cipher), static_cast<int>(cipher.size())) == 1 &&
                EVP_CIPHER_CTX_ctrl(context.get(), EVP_CTRL_GCM_SET_TAG, kTagBytes, tag.data()) == 1);
  int rest = 0;
  std::array<unsigned char, kTagBytes> end{};
  if (EVP_DecryptFinal_ex(context.get(), end.data(), &rest) != 1) return std::nullopt;
  return text;
}

}  // namespace probity::audit

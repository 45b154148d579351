#include "audit/note/ed25519.h"

#include <openssl/evp.h>

#include <memory>

#include "engine/base/check.h"

namespace probity::audit {
namespace {

struct Free {
  void operator()(EVP_PKEY* key) const { EVP_PKEY_free(key); }
  void operator()(EVP_MD_CTX* context) const { EVP_MD_CTX_free(context); }
};
using KeyPtr = std::unique_ptr<EVP_PKEY, Free>;
using ContextPtr = std::unique_ptr<EVP_MD_CTX, Free>;

KeyPtr private_key(const Ed25519Key& seed) {
  KeyPtr key(EVP_PKEY_new_raw_private_key(EVP_PKEY_ED25519, nullptr, seed.data(), seed.size()));
  PROBITY_CHECK(key != nullptr);
  return key;
}

const unsigned char* octets(std::string_view bytes) {
  return reinterpret_cast<const unsigned char*>(bytes.data());
}

}  // namespace

Ed25519Key ed25519_public(const Ed25519Key& seed) {
  Ed25519Key key{};
  std::size_t size = key.size();
  PROBITY_CHECK(EVP_PKEY_get_raw_public_key(private_key(seed).get(), key.data(), &size) == 1);
  return key;
}

std::string ed25519_sign(const Ed25519Key& seed, std::string_view message) {
  const KeyPtr key = private_key(seed);
  const ContextPtr context(EVP_MD_CTX_new());
  std::array<unsigned char, kEd25519SignatureBytes> signature{};
  std::size_t size = signature.size();
  PROBITY_CHECK(EVP_DigestSignInit(context.get(), nullptr, nullptr, nullptr, key.get()) == 1);
  PROBITY_CHECK(EVP_DigestSign(context.get(), signature.data(), &size, octets(message), message.size()) == 1);
  return {signature.begin(), signature.end()};
}

bool ed25519_holds(const Ed25519Key& key, std::string_view message, std::string_view signature) {
  if (signature.size() != kEd25519SignatureBytes) return false;
  const KeyPtr loaded(EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, nullptr, key.data(), key.size()));
  const ContextPtr context(EVP_MD_CTX_new());
  if (loaded == nullptr || context == nullptr) return false;
  if (EVP_DigestVerifyInit(context.get(), nullptr, nullptr, nullptr, loaded.get()) != 1) return false;
  return EVP_DigestVerify(context.get(), octets(signature), signature.size(), octets(message), message.size()) == 1;
}

}  // namespace probity::audit

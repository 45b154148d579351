#include "audit/verify/reveal.h"

#include <utility>

#include "audit/verify/show.h"

namespace probity::audit {

Result<bool> Revealer::erased_since(const std::string& client, std::uint64_t index) {
  if (!erasures_) {
    std::map<std::string, std::uint64_t> found;
    PROBITY_TRY(const std::uint64_t shown, show(source_, {}, [&](const ShownEntry& entry) {
      if (entry.json->text_of("kind") == "erasure") found[std::string(entry.json->text_of("client"))] = entry.index;
      return true;
    }));
    (void)shown;
    erasures_ = std::move(found);
  }
  const auto newest = erasures_->find(client);
  return newest != erasures_->end() && newest->second > index;
}

Result<Revealed> Revealer::reveal(const Json& entry, std::uint64_t index) {
  PROBITY_TRY(const std::optional<RedactionId> id, redaction_of(entry));
  if (!id) return Revealed{};
  PROBITY_TRY(const std::optional<std::string> sealed, vault_.find(*id));
  const std::string client(entry.text_of("client"));
  PROBITY_TRY(const std::optional<ports::ClientKey> key, keys_->find(client));
  if (key && sealed && sealed_fits(entry, *sealed)) {
    auto restored = Restored::open(entry, *key, *sealed);
    if (restored.ok()) return Revealed{Revealed::State::kRestored, std::move(restored).value()};
  }
  PROBITY_TRY(const bool erased, erased_since(client, index));
  if (erased) return Revealed{Revealed::State::kErased, {}};
  const bool sound = sealed && sealed_fits(entry, *sealed);
  return Error{ErrorCode::kCorrupt, !sound ? "its personal values are lost or changed in the vault"
                                    : key  ? "the key of client `" + client + "` is not the one that sealed it"
                                           : "the key of client `" + client + "` is lost, and no erasure says why"};
}

}  // namespace probity::audit

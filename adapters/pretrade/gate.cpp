#include "adapters/pretrade/gate.h"

#include <algorithm>
#include <functional>

namespace probity::pretrade {

Gate::Shard& Gate::shard_of(const std::string& name) {
  return shards_[std::hash<std::string>()(name) % shards_.size()];
}

std::unique_ptr<Gate::Pass> Gate::enter(std::vector<std::string> names) {
  // In one order for everybody, so that two who need the same names do not wait for each other.
  std::sort(names.begin(), names.end());
  names.erase(std::unique(names.begin(), names.end()), names.end());
  for (const std::string& name : names) {
    Shard& shard = shard_of(name);
    std::unique_lock lock(shard.mutex);
    shard.left.wait(lock, [&] { return !shard.inside.contains(name); });
    shard.inside.insert(name);
  }
  return std::make_unique<Pass>(*this, std::move(names));
}

void Gate::leave(const std::vector<std::string>& names) {
  for (const std::string& name : names) {
    Shard& shard = shard_of(name);
    {
      const std::lock_guard lock(shard.mutex);
      shard.inside.erase(name);
    }
    shard.left.notify_all();
  }
}

}  // namespace probity::pretrade

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "audit/verify/show.h"
#include "engine/base/check.h"
#include "tests/support/log_records.h"

namespace audit = probity::audit;
using probity::tests::MemoryDisk;
using probity::tests::MemoryLogFolder;

namespace {

const char* const kSegment = "00000000000000000000.segment";

std::string sound_segment() {
  MemoryDisk disk;
  const probity::tests::SteppingClock clock;
  const auto log = probity::tests::open_log(disk, clock);
  for (const char* id : {"O-1", "O-2", "O-3"}) PROBITY_CHECK(probity::tests::record(*log.value(), id).ok());
  return disk.files[kSegment];
}

/// The first byte says how: what follows is the file, or stands in a sound file at a place.
std::string changed_segment(std::string_view input) {
  static const std::string kSound = sound_segment();
  if (input.size() < 2 || input[0] == 'f') return std::string(input.substr(input.empty() ? 0 : 1));
  const std::size_t at = (static_cast<std::uint8_t>(input[0]) * 256U + static_cast<std::uint8_t>(input[1])) %
                         kSound.size();
  std::string bytes = kSound;
  return bytes.replace(at, input.size() - 2, input.substr(2));
}

}  // namespace

// Whatever the bytes are, a log is either sound or said not to be; what can be opened to append holds
// afterwards and keeps every entry that held before.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  MemoryDisk disk;
  disk.files[kSegment] = changed_segment({reinterpret_cast<const char*>(data), size});
  const auto before = probity::tests::verified(disk);
  PROBITY_CHECK(before.holds() == !before.damage.has_value());
  MemoryLogFolder folder(disk);
  (void)audit::show(folder, {}, [](const audit::ShownEntry& entry) {
    return !audit::entry_words(entry, "en").empty() && !audit::entry_line(entry).empty();
  });
  const probity::tests::SteppingClock clock;
  const auto log = probity::tests::open_log(disk, clock);
  PROBITY_CHECK(log.ok() || !before.holds());
  if (!log.ok()) return 0;
  PROBITY_CHECK(probity::tests::record(*log.value(), "O-4").ok());
  const auto after = probity::tests::verified(disk);
  // A batch whose hashes fit but whose entries are nonsense is no hindrance to appending.
  PROBITY_CHECK(after.holds() || after.entries == before.entries);
  PROBITY_CHECK(!after.holds() || after.entries > before.entries);
  return 0;
}

// What the log carries: durable entries a second with so many callers waiting at once, opening and checking
// a long log, proofs. `sync_us` is added to each sync, since the disk of a virtual machine may answer from
// a cache that outlives it.

#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <random>
#include <string>
#include <thread>
#include <vector>

#include <benchmark/benchmark.h>
#include <sqlite3.h>

#include "adapters/files/log_folder.h"
#include "audit/store/log.h"
#include "audit/verify/log_view.h"
#include "audit/verify/verify.h"
#include "engine/base/check.h"

namespace {

namespace audit = probity::audit;
namespace files = probity::files;
namespace fs = std::filesystem;
namespace ports = probity::ports;
using Clock = std::chrono::steady_clock;

class SlowFile final : public ports::AppendFile {
 public:
  SlowFile(std::unique_ptr<ports::AppendFile> file, std::chrono::microseconds delay) : file_(std::move(file)), delay_(delay) {}
  probity::Result<void> append(std::string_view bytes) override { return file_->append(bytes); }
  probity::Result<void> sync() override {
    std::this_thread::sleep_for(delay_);
    return file_->sync();
  }

 private:
  std::unique_ptr<ports::AppendFile> file_;
  std::chrono::microseconds delay_;
};

class SlowFolder final : public ports::LogFolder {
 public:
  SlowFolder(std::unique_ptr<ports::LogFolder> folder, std::chrono::microseconds delay)
      : folder_(std::move(folder)), delay_(delay) {}
  probity::Result<std::vector<std::string>> list() override { return folder_->list(); }
  probity::Result<std::vector<std::string>> list_below(const std::string& name) override { return folder_->list_below(name); }
  probity::Result<std::unique_ptr<ports::ReadFile>> read(const std::string& name) override { return folder_->read(name); }
  probity::Result<std::unique_ptr<ports::AppendFile>> append_to(const std::string& name) override {
    PROBITY_TRY(auto file, folder_->append_to(name));
    return std::unique_ptr<ports::AppendFile>(std::make_unique<SlowFile>(std::move(file), delay_));
  }
  probity::Result<void> write_new(const std::string& name, std::string_view bytes) override {
    return folder_->write_new(name, bytes);
  }
  probity::Result<void> put(const std::string& name, std::string_view bytes, bool durable) override {
    return folder_->put(name, bytes, durable);
  }
  probity::Result<void> sync_all() override { return folder_->sync_all(); }
  probity::Result<void> cut(const std::string& name, std::uint64_t size) override { return folder_->cut(name, size); }

 private:
  std::unique_ptr<ports::LogFolder> folder_;
  std::chrono::microseconds delay_;
};

const std::string& folder_path() {
  static const std::string kPath = (fs::temp_directory_path() / ("log_bench_" + std::to_string(::getpid()))).string();
  return kPath;
}

std::unique_ptr<audit::Log> open_log(std::chrono::microseconds delay) {
  auto folder = files::open_log_folder(folder_path());
  PROBITY_CHECK(folder.ok());
  audit::LogOptions options;
  options.new_log_id.fill(1);
  options.actor = "bench";
  options.engine = "probity";
  options.signers = {{"example.com/bench", audit::SignatureType::kEd25519, {}}};
  auto log = audit::Log::open(std::make_unique<SlowFolder>(std::move(folder).value(), delay), files::system_clock(), options);
  PROBITY_CHECK(log.ok());
  return std::move(log).value();
}

/// An act whose entry has about so many bytes.
audit::EntryDraft draft_of(std::size_t bytes) {
  constexpr std::size_t kOther = 150;
  return audit::draft({"bench", "probity"}, audit::EventEntry{"bench", {{"text", std::string(bytes - kOther, 'x')}}}).value();
}

/// What was waited for each entry, in milliseconds, as counters.
void tell(benchmark::State& state, std::vector<double>& waits_ms) {
  std::sort(waits_ms.begin(), waits_ms.end());
  state.SetItemsProcessed(static_cast<std::int64_t>(waits_ms.size()));
  state.counters["p50_ms"] = waits_ms[waits_ms.size() / 2];
  state.counters["p99_ms"] = waits_ms[waits_ms.size() * 99 / 100];
}

constexpr std::chrono::seconds kFor(4);

/// Callers that each hand in so many entries and wait for them before they hand in the next: a service's
/// connections with what each has in flight.
void durable_entries(benchmark::State& state) {
  const auto callers = static_cast<std::size_t>(state.range(0));
  const auto each = static_cast<std::size_t>(state.range(1)) / callers;
  const auto bytes = static_cast<std::size_t>(state.range(2));
  const std::chrono::microseconds delay(state.range(3));
  std::vector<double> waits_ms;
  for ([[maybe_unused]] auto iteration : state) {
    fs::remove_all(folder_path());
    const auto log = open_log(delay);
    std::vector<std::vector<double>> waits(callers);
    std::vector<std::thread> threads;
    const auto begun = Clock::now();
    for (std::size_t caller = 0; caller < callers; ++caller) {
      threads.emplace_back([&, caller] {
        while (Clock::now() - begun < kFor) {
          const auto asked = Clock::now();
          std::vector<audit::EntryDraft> drafts;
          for (std::size_t i = 0; i < each; ++i) drafts.push_back(draft_of(bytes));
          PROBITY_CHECK(log->record_drafts(drafts).ok());
          const double waited = std::chrono::duration<double, std::milli>(Clock::now() - asked).count();
          waits[caller].insert(waits[caller].end(), each, waited);
        }
      });
    }
    for (auto& thread : threads) thread.join();
    for (const auto& one : waits) waits_ms.insert(waits_ms.end(), one.begin(), one.end());
  }
  tell(state, waits_ms);
  fs::remove_all(folder_path());
}
BENCHMARK(durable_entries)
    ->ArgNames({"callers", "in_flight", "bytes", "sync_us"})
    ->ArgsProduct({{512}, {512}, {512}, {0, 1'000, 5'000}})
    ->ArgsProduct({{16}, {512}, {2'048}, {0, 1'000, 5'000}})
    ->ArgsProduct({{4}, {2'048}, {512}, {0, 1'000, 5'000}})
    ->Iterations(1)
    ->UseRealTime();

/// SQLite beside it: WAL, full sync, rows of so many bytes, so many in one transaction (what one connection can have
/// in flight). The delay is added to each commit, which syncs once.
void sqlite_rows(benchmark::State& state) {
  const auto each = static_cast<int>(state.range(0));
  const std::string row(static_cast<std::size_t>(state.range(1)), 'x');
  const std::chrono::microseconds delay(state.range(2));
  std::vector<double> waits_ms;
  for ([[maybe_unused]] auto iteration : state) {
    const std::string path = folder_path() + ".sqlite";
    sqlite3* database = nullptr;
    PROBITY_CHECK(sqlite3_open(path.c_str(), &database) == SQLITE_OK);
    const auto run = [&](const char* words) {
      PROBITY_CHECK(sqlite3_exec(database, words, nullptr, nullptr, nullptr) == SQLITE_OK);
    };
    run("PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; CREATE TABLE entries(id INTEGER PRIMARY KEY, entry BLOB)");
    sqlite3_stmt* insert = nullptr;
    PROBITY_CHECK(sqlite3_prepare_v2(database, "INSERT INTO entries(entry) VALUES(?)", -1, &insert, nullptr) == SQLITE_OK);
    const auto begun = Clock::now();
    while (Clock::now() - begun < kFor) {
      const auto asked = Clock::now();
      run("BEGIN");
      for (int i = 0; i < each; ++i) {
        sqlite3_bind_blob(insert, 1, row.data(), static_cast<int>(row.size()), SQLITE_STATIC);
        PROBITY_CHECK(sqlite3_step(insert) == SQLITE_DONE);
        sqlite3_reset(insert);
      }
      run("COMMIT");
      std::this_thread::sleep_for(delay);
      const double waited = std::chrono::duration<double, std::milli>(Clock::now() - asked).count();
      waits_ms.insert(waits_ms.end(), static_cast<std::size_t>(each), waited);
    }
    sqlite3_finalize(insert);
    sqlite3_close(database);
    for (const char* end : {"", "-wal", "-shm"}) fs::remove(path + end);
  }
  tell(state, waits_ms);
}
BENCHMARK(sqlite_rows)
    ->ArgNames({"in_flight", "bytes", "sync_us"})
    ->ArgsProduct({{1, 512}, {512}, {0, 1'000, 5'000}})
    ->ArgsProduct({{512}, {2'048}, {0, 1'000, 5'000}})
    ->Iterations(1)
    ->UseRealTime();

/// Fills a log by large batches: how fast one appending thread hashes, writes and syncs.
void fill(std::uint64_t entries) {
  fs::remove_all(folder_path());
  const auto log = open_log(std::chrono::microseconds(0));
  const std::vector<audit::EntryDraft> drafts(4'096, draft_of(512));
  while (log->size() < entries) PROBITY_CHECK(log->record_drafts(drafts).ok());
}

/// The issue asks for 10,000,000; the environment's PROBITY_BENCH_ENTRIES says how many, else a million.
std::int64_t entries_to_fill() {
  const char* asked = std::getenv("PROBITY_BENCH_ENTRIES");
  return asked == nullptr ? 1'000'000 : std::atoll(asked);
}

void batches_of_4096(benchmark::State& state) {
  for ([[maybe_unused]] auto iteration : state) fill(static_cast<std::uint64_t>(state.range(0)));
  state.SetItemsProcessed(state.range(0));
}
BENCHMARK(batches_of_4096)->Arg(entries_to_fill())->Iterations(1)->UseRealTime();

/// On the log that was filled last.
void opening_to_append(benchmark::State& state) {
  for ([[maybe_unused]] auto iteration : state) benchmark::DoNotOptimize(open_log(std::chrono::microseconds(0))->size());
}
BENCHMARK(opening_to_append)->Iterations(3)->UseRealTime();

void verifying_all(benchmark::State& state) {
  const auto source = files::read_log_folder(folder_path());
  std::uint64_t entries = 0;
  for ([[maybe_unused]] auto iteration : state) entries = audit::verify(*source.value()).value().entries;
  state.SetItemsProcessed(static_cast<std::int64_t>(entries));
}
BENCHMARK(verifying_all)->Iterations(1)->UseRealTime();

void proofs(benchmark::State& state) {
  const auto source = files::read_log_folder(folder_path());
  const auto view = audit::LogView::open(*source.value());
  PROBITY_CHECK(view.ok());
  audit::TileTree& tree = view.value()->tree();
  const bool warm = state.range(0) == 1;
  std::mt19937_64 random(1);
  const std::uint64_t size = tree.size();
  // Warm: a thousand tiles' worth of entries, all in memory. Cold: any entry, its tile read from its file.
  const std::uint64_t span = warm ? std::min<std::uint64_t>(size, 1'000 * 256) : size;
  if (warm) {
    for (std::uint64_t index = 0; index < span; index += 256) PROBITY_CHECK(tree.inclusion(index, size).ok());
  }
  std::int64_t made = 0;
  for ([[maybe_unused]] auto iteration : state) {
    for (int i = 0; i < 1'000; ++i) benchmark::DoNotOptimize(tree.inclusion(random() % span, size).ok());
    made += 1'000;
  }
  state.SetItemsProcessed(made);
}
BENCHMARK(proofs)->ArgName("warm")->Arg(1)->Arg(0)->UseRealTime();

void cleaning_up(benchmark::State& state) {
  for ([[maybe_unused]] auto iteration : state) fs::remove_all(folder_path());
}
BENCHMARK(cleaning_up)->Iterations(1);

}  // namespace

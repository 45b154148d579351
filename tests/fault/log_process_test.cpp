// Goal: the log's promises with real processes, a real lock and a real disk that is full.
// Method: writers are forked, killed at random moments or given too little room; what they said to be
// recorded goes through a pipe and is looked for in the log afterwards.

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/mount.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <map>
#include <random>
#include <set>
#include <sstream>
#include <string>
#include <thread>

#include <boost/test/unit_test.hpp>

#include "adapters/files/log_folder.h"
#include "audit/record/json_parse.h"
#include "tests/support/log_records.h"

namespace audit = probity::audit;
namespace files = probity::files;
namespace fs = std::filesystem;

namespace {

struct Folder {
  Folder() {
    std::string name = (fs::temp_directory_path() / "probity_log_XXXXXX").string();
    BOOST_REQUIRE(::mkdtemp(name.data()) != nullptr);
    path = name;
  }
  ~Folder() {
    std::error_code ignored;
    fs::remove_all(path, ignored);
  }
  [[nodiscard]] std::string log() const { return (path / "log").string(); }
  fs::path path;
};

probity::Result<std::unique_ptr<audit::Log>> open_real(const std::string& path) {
  auto folder = files::open_log_folder(path);
  if (!folder.ok()) return folder.error();
  auto options = probity::tests::log_options();
  options.segment_bytes_max = 100'000;
  return audit::Log::open(std::move(folder).value(), files::system_clock(), options);
}

/// Records one subject after the other and writes `id subject` into the pipe once each is recorded.
/// Ends with status 0 when it may record no more, 1 where the log could not be opened.
[[noreturn]] void write_on(const std::string& path, int life, int pipe, int records_max) {
  const auto log = open_real(path);
  if (!log.ok()) ::_exit(1);
  for (int i = 0; i < records_max; ++i) {
    const std::string subject = "O-" + std::to_string(life) + "-" + std::to_string(i);
    const auto id = probity::tests::record(*log.value(), subject);
    if (!id.ok()) ::_exit(2);
    const std::string line = id.value() + " " + subject + "\n";
    if (::write(pipe, line.data(), line.size()) != static_cast<ssize_t>(line.size())) ::_exit(3);
  }
  ::_exit(0);
}

/// How often a writer is killed: 50 times, or as the environment says (tests/fault/RESULTS.md).
int lives_asked() {
  const char* const asked = std::getenv("PROBITY_FAULT_LIVES");
  return asked == nullptr ? 50 : std::stoi(asked);
}

struct Outcome {
  std::map<std::string, std::string> acknowledged;
  int status = 0;
};

/// Runs a writer, kills it after so long (0: waits for its end), and collects what it said. On a busy
/// machine a writer may be killed before it could say anything; `after_first` starts the time then.
template <typename Write>
Outcome run_writer(const Write& write, std::chrono::microseconds until_kill, bool after_first = false) {
  int ends[2];
  BOOST_REQUIRE(::pipe(ends) == 0);
  const pid_t child = ::fork();
  BOOST_REQUIRE(child >= 0);
  if (child == 0) {
    ::close(ends[0]);
    write(ends[1]);
    ::_exit(0);
  }
  ::close(ends[1]);
  if (after_first) {
    pollfd said_something{ends[0], POLLIN, 0};
    BOOST_REQUIRE(::poll(&said_something, 1, 60'000) == 1);
  }
  if (until_kill.count() > 0) {
    std::this_thread::sleep_for(until_kill);
    ::kill(child, SIGKILL);
  }
  std::string said;
  char buffer[4096];
  for (ssize_t got = 0; (got = ::read(ends[0], buffer, sizeof buffer)) > 0;) {
    said.append(buffer, static_cast<std::size_t>(got));
  }
  ::close(ends[0]);
  Outcome outcome;
  BOOST_REQUIRE(::waitpid(child, &outcome.status, 0) == child);
  std::istringstream lines(said.substr(0, said.rfind('\n') + 1));
  for (std::string id, subject; lines >> id >> subject;) outcome.acknowledged[id] = subject;
  return outcome;
}

/// id -> subject of all decisions in the log, which must hold but for a torn tail.
std::map<std::string, std::string> recorded(const std::string& path, bool torn_tail_allowed) {
  std::map<std::string, std::string> found;
  const auto source = files::read_log_folder(path);
  // A writer killed early enough has not even made the folder.
  if (!source.ok() && source.error().code == probity::ErrorCode::kNotFound) return found;
  BOOST_REQUIRE(source.ok());
  const auto walked = audit::walk_log(*source.value(), [&](const audit::WalkedEntry& entry) {
    const auto json = audit::parse_canonical(entry.text);
    const audit::Json* subject = json.value().find("subject");
    if (subject != nullptr) {
      found[audit::entry_id(*entry.log_id, entry.index)] = subject->text_of("id");
    }
    return probity::Result<bool>(true);
  });
  BOOST_REQUIRE(walked.ok());
  if (walked.value().damage) {
    BOOST_REQUIRE_MESSAGE(torn_tail_allowed && walked.value().damage->torn_tail,
                          walked.value().damage->text());
  }
  return found;
}

}  // namespace

BOOST_AUTO_TEST_CASE(what_killed_writers_acknowledged_is_in_the_log) {
  const Folder folder;
  std::mt19937 random(1);
  std::map<std::string, std::string> acknowledged;
  int lives_with_records = 0;
  const int lives = lives_asked();
  for (int life = 0; life < lives; ++life) {
    const auto outcome = run_writer(
        [&](int pipe) { write_on(folder.log(), life, pipe, 1'000'000); },
        std::chrono::microseconds(500 + random() % 25'000), life % 2 == 0);
    BOOST_REQUIRE(WIFSIGNALED(outcome.status));
    lives_with_records += outcome.acknowledged.empty() ? 0 : 1;
    for (const auto& [id, subject] : outcome.acknowledged) {
      BOOST_REQUIRE_MESSAGE(acknowledged.emplace(id, subject).second, "an id was given twice");
    }
    const auto found = recorded(folder.log(), true);
    for (const auto& [id, subject] : acknowledged) BOOST_REQUIRE(found.at(id) == subject);
  }
  BOOST_TEST(lives_with_records >= lives / 2);
  BOOST_TEST_MESSAGE(acknowledged.size() << " acknowledged over " << lives_with_records << " lives");
  const auto log = open_real(folder.log());
  BOOST_REQUIRE(log.ok());
  const auto found = recorded(folder.log(), false);
  // Each subject once, no gap in the indexes.
  std::set<std::string> subjects;
  for (const auto& [id, subject] : found) BOOST_REQUIRE(subjects.insert(subject).second);
}

BOOST_AUTO_TEST_CASE(a_second_writer_is_refused_while_the_first_lives) {
  const Folder folder;
  auto first = open_real(folder.log());
  BOOST_REQUIRE(first.ok());
  const auto second = open_real(folder.log());
  BOOST_REQUIRE(!second.ok());
  BOOST_TEST(second.error().message.find("has a writer already") != std::string::npos);
  const auto outcome =
      run_writer([&](int pipe) { write_on(folder.log(), 0, pipe, 1); }, std::chrono::microseconds(0));
  BOOST_TEST(WEXITSTATUS(outcome.status) == 1);
  // Readers are not kept out.
  BOOST_REQUIRE(probity::tests::record(*first.value(), "O-1").ok());
  BOOST_TEST(recorded(folder.log(), false).size() == 1U);
  first.value().reset();
  BOOST_TEST(open_real(folder.log()).ok());
}

BOOST_AUTO_TEST_CASE(a_file_that_may_not_grow_gives_an_error_and_nothing_is_acknowledged_after_it) {
  const Folder folder;
  const auto outcome = run_writer(
      [&](int pipe) {
        ::signal(SIGXFSZ, SIG_IGN);
        const rlimit limit{20'000, 20'000};
        if (::setrlimit(RLIMIT_FSIZE, &limit) != 0) ::_exit(9);
        write_on(folder.log(), 0, pipe, 1'000);
      },
      std::chrono::microseconds(0));
  BOOST_TEST(WEXITSTATUS(outcome.status) == 2);
  BOOST_TEST(outcome.acknowledged.size() > 5U);
  const auto found = recorded(folder.log(), true);
  BOOST_TEST((found == outcome.acknowledged));
  // With room again the log goes on.
  const auto log = open_real(folder.log());
  BOOST_REQUIRE(log.ok());
  BOOST_REQUIRE(log.value()->recovery() != nullptr);
  BOOST_TEST(probity::tests::record(*log.value(), "O-again").ok());
  BOOST_TEST(recorded(folder.log(), false).size() == outcome.acknowledged.size() + 1);
}

BOOST_AUTO_TEST_CASE(a_full_disk_gives_an_error_and_the_log_goes_on_when_there_is_room) {
  const Folder folder;
  const fs::path disk = folder.path / "disk";
  fs::create_directory(disk);
  if (::mount("tmpfs", disk.c_str(), "tmpfs", 0, "size=64k") != 0) {
    BOOST_TEST_MESSAGE("skipped: no small file system can be mounted here (" << std::strerror(errno) << ")");
    return;
  }
  const std::string path = (disk / "log").string();
  {
    const auto log = open_real(path);
    BOOST_REQUIRE(log.ok());
    std::size_t acknowledged = 0;
    while (acknowledged < 10'000 && probity::tests::record(*log.value(), "O").ok()) ++acknowledged;
    BOOST_TEST(acknowledged > 5U);
    BOOST_TEST(acknowledged < 10'000U);
    const auto refused = probity::tests::record(*log.value(), "O");
    BOOST_REQUIRE(!refused.ok());
    BOOST_TEST(refused.error().message.find("No space left on device") != std::string::npos);
    BOOST_TEST(recorded(path, true).size() == acknowledged);
  }
  BOOST_TEST(::mount("tmpfs", disk.c_str(), "tmpfs", MS_REMOUNT, "size=1m") == 0);
  {
    const auto log = open_real(path);
    BOOST_REQUIRE(log.ok());
    BOOST_TEST(probity::tests::record(*log.value(), "O-again").ok());
  }
  BOOST_TEST(::umount(disk.c_str()) == 0);
}

BOOST_AUTO_TEST_CASE(a_folder_without_a_log_is_said_to_hold_none) {
  const Folder folder;
  BOOST_TEST((files::read_log_folder(folder.log()).error().code == probity::ErrorCode::kNotFound));
  BOOST_TEST((files::read_log_folder(folder.path.string()).error().code == probity::ErrorCode::kNotFound));
  BOOST_TEST(!files::open_log_folder((folder.path / "no" / "parent").string()).ok());
  { std::ofstream(folder.path / "file") << "x"; }
  BOOST_TEST(!files::open_log_folder((folder.path / "file").string()).ok());
  BOOST_TEST(open_real(folder.log()).ok());
  BOOST_TEST(recorded(folder.log(), false).empty());
}

BOOST_AUTO_TEST_CASE(two_logs_have_two_ids) {
  BOOST_TEST((files::random_log_id().value() != files::random_log_id().value()));
}

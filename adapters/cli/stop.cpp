#include "adapters/cli/stop.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>

namespace probity::cli {
namespace {

volatile std::sig_atomic_t signals_received = 0;
/// Holds a byte once a signal came: a wait that begins after the signal still ends.
int told[2] = {-1, -1};

extern "C" void note_signal(int signal) {
  signals_received = signals_received + 1;
  if (signals_received > 1) {
    std::signal(signal, SIG_DFL);
    std::raise(signal);
  }
  const int before = errno;
  [[maybe_unused]] const ssize_t written = ::write(told[1], "!", 1);
  errno = before;
}

}  // namespace

void install_stop_signals() {
  // Without the pipe a wait ends at its next input instead.
  if (::pipe2(told, O_CLOEXEC | O_NONBLOCK) != 0) told[0] = told[1] = -1;
  struct sigaction action {};
  action.sa_handler = note_signal;
  sigemptyset(&action.sa_mask);
  // No SA_RESTART: a wait for input must end.
  sigaction(SIGINT, &action, nullptr);
  sigaction(SIGTERM, &action, nullptr);
  std::signal(SIGPIPE, SIG_IGN);
  // A file that may not grow any more is told by the write that fails.
  std::signal(SIGXFSZ, SIG_IGN);
}

bool stop_requested() { return signals_received > 0; }

int stop_descriptor() { return told[0]; }

ports::StopRequested stop_asked() {
  return [] { return stop_requested(); };
}

}  // namespace probity::cli

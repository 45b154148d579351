#include "adapters/cli/stop.h"

#include <csignal>

namespace probity::cli {
namespace {

volatile std::sig_atomic_t signals_received = 0;

extern "C" void note_signal(int signal) {
  signals_received = signals_received + 1;
  if (signals_received > 1) {
    std::signal(signal, SIG_DFL);
    std::raise(signal);
  }
}

}  // namespace

void install_stop_signals() {
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

ports::StopRequested stop_asked() {
  return [] { return stop_requested(); };
}

}  // namespace probity::cli

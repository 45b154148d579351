#pragma once

#include "engine/ports/ports.h"

namespace probity::cli {

/// From here on SIGINT and SIGTERM ask the work to stop at its next safe point, and a second one ends
/// the process at once; a closed pipe and a file at its size limit are errors of writing, no signals.
void install_stop_signals();

/// True once a signal came. Safe from any thread.
[[nodiscard]] bool stop_requested();

/// Readable once a signal came, for a wait that has other descriptors beside it; negative (which `poll`
/// passes over) where there is none.
[[nodiscard]] int stop_descriptor();

/// `stop_requested` in the form that long work asks for.
[[nodiscard]] ports::StopRequested stop_asked();

}  // namespace probity::cli

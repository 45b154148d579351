// probity-fix: a FIX 4.4 gateway that judges orders before they go on. C++14, as QuickFIX's headers need.
#include <fcntl.h>
#include <quickfix/FileStore.h>
#include <quickfix/SessionSettings.h>
#include <quickfix/SocketAcceptor.h>
#include <quickfix/SocketInitiator.h>
#include <signal.h>
#include <unistd.h>

#include <iostream>
#include <memory>

#include "adapters/fix/gateway.h"

namespace {

constexpr const char* kUsage =
    "probity-fix SETTINGS MAPPING DECISIONS RULES…\n"
    "  SETTINGS   QuickFIX's file: acceptor sessions send orders, the one initiator session is where they go\n"
    "  MAPPING    which tag is which fact\n"
    "  DECISIONS  the file that keeps each decision, before its order goes on or is refused\n"
    "  RULES      ruleset files or folders\n";

/// The one session that connects out; nothing where there is none or several.
bool find_next(const FIX::SessionSettings& settings, FIX::SessionID& next) {
  int found = 0;
  for (const FIX::SessionID& session : settings.getSessions()) {
    if (settings.get(session).getString(FIX::CONNECTION_TYPE) != "initiator") continue;
    next = session;
    ++found;
  }
  return found == 1;
}

/// The sessions of one kind: QuickFIX asks each session of an acceptor for its port, of an initiator for its host.
FIX::SessionSettings only(const FIX::SessionSettings& settings, const std::string& kind) {
  FIX::SessionSettings some;
  some.set(settings.get());
  for (const FIX::SessionID& session : settings.getSessions()) {
    if (settings.get(session).getString(FIX::CONNECTION_TYPE) == kind) some.set(session, settings.get(session));
  }
  return some;
}

int run(int argc, char** argv) {
  probity_rules* loaded = nullptr;
  probity_error* error = nullptr;
  if (probity_rules_load(argv + 4, static_cast<std::size_t>(argc - 4), nullptr, &loaded, &error) != PROBITY_OK) {
    std::cerr << "probity-fix: " << probity_error_text(error) << "\n";
    probity_error_free(error);
    return 3;
  }
  const std::unique_ptr<probity_rules, void (*)(probity_rules*)> rules(loaded, probity_rules_free);
  probity_fix::Mapping mapping;
  std::string why;
  if (!probity_fix::read_mapping(argv[2], mapping, why) || !probity_fix::bind_mapping(loaded, mapping, why)) {
    std::cerr << "probity-fix: " << why << "\n";
    return 2;
  }
  const int decisions = ::open(argv[3], O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0640);
  if (decisions < 0) {
    std::cerr << "probity-fix: cannot write " << argv[3] << "\n";
    return 3;
  }
  const FIX::SessionSettings settings{std::string(argv[1])};
  FIX::SessionID next;
  if (!find_next(settings, next)) {
    std::cerr << "probity-fix: the settings need exactly one session with ConnectionType=initiator: where orders go\n";
    return 2;
  }
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGTERM);
  sigaddset(&signals, SIGINT);
  // Before threads begin, so that the signals wait for this one.
  sigprocmask(SIG_BLOCK, &signals, nullptr);
  probity_fix::Gateway gateway(loaded, mapping, next, decisions);
  FIX::FileStoreFactory store(settings);
  const FIX::SessionSettings outwards = only(settings, "initiator");
  const FIX::SessionSettings inwards = only(settings, "acceptor");
  FIX::SocketInitiator initiator(gateway, store, outwards);
  FIX::SocketAcceptor acceptor(gateway, store, inwards);
  initiator.start();
  acceptor.start();
  std::cerr << "probity-fix: ready, ruleset " << probity_rules_digest(loaded) << std::endl;
  int signal = 0;
  sigwait(&signals, &signal);
  acceptor.stop();
  initiator.stop();
  ::close(decisions);
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 5) {
    std::cerr << kUsage;
    return 2;
  }
  try {
    return run(argc, argv);
  } catch (const std::exception& failure) {
    std::cerr << "probity-fix: " << failure.what() << "\n";
    return 3;
  }
}

#include <CLI/CLI.hpp>
#include <poll.h>

#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "adapters/cli/command.h"
#include "adapters/cli/decision_log.h"
#include "adapters/cli/outputs.h"
#include "adapters/cli/rulesets.h"
#include "adapters/cli/stop.h"
#include "adapters/cli/terminal.h"
#include "adapters/files/log_folder.h"
#include "adapters/files/read_file.h"
#include "adapters/cli/log_keys.h"
#include "adapters/files/ruleset_files.h"
#include "adapters/http/api.h"
#include "adapters/http/audit_routes.h"
#include "adapters/http/away.h"
#include "adapters/http/reference_data.h"
#include "adapters/http/rulesets.h"
#include "adapters/http/server.h"
#include "adapters/http/shadow.h"
#include "adapters/logging/log.h"
#include "adapters/pretrade/desk.h"
#include "adapters/sql/service_store.h"

namespace probity::cli {
namespace {

constexpr std::size_t kTokenFileBytesMax = std::size_t{1} << 20;
constexpr unsigned kDrainMs = 15'000;
constexpr int kTickMs = 500;
constexpr std::chrono::seconds kPruneEvery{30};
constexpr std::int64_t kSecondNs = 1'000'000'000;

struct Words {
  std::vector<std::string> rules;
  std::string audit, source, data, listen = "127.0.0.1:8480", tokens, store;
  std::vector<std::string> on = {"Order"};
  bool no_audit = false, no_auth = false, lists_begin_empty = false, log_requests = false;
  unsigned refresh_s = 300, permit_s = 300, window_days = 2, rate = 0, in_flight = 256;
  http::ServerOptions server;
};

bool is_loopback(const std::string& host) {
  return host == "127.0.0.1" || host == "::1" || host == "localhost" || host.starts_with("127.");
}

Result<void> take_address(const std::string& listen, http::ServerOptions& options) {
  const std::size_t colon = listen.rfind(':');
  const Error wrong{ErrorCode::kInvalidArgument, "--listen `" + listen + "`: write HOST:PORT, as 127.0.0.1:8480"};
  if (colon == std::string::npos || colon == 0 || colon + 1 == listen.size() || listen.size() - colon > 6) return wrong;
  options.host = listen.substr(0, colon);
  if (options.host.front() == '[' && options.host.back() == ']') options.host = options.host.substr(1, options.host.size() - 2);
  unsigned port = 0;
  for (const char c : listen.substr(colon + 1)) {
    if (c < '0' || c > '9') return wrong;
    port = port * 10 + static_cast<unsigned>(c - '0');
  }
  if (port > 65'535) return wrong;
  options.port = static_cast<std::uint16_t>(port);
  return {};
}

/// Who may call. Whatever is reachable from another machine needs both TLS and proof of who calls.
Result<http::Callers> callers_of(const Words& words) {
  const bool loopback = is_loopback(words.server.host);
  if (words.no_auth && !loopback) {
    return Error{ErrorCode::kInvalidArgument, "--no-auth is for loopback only; on " + words.server.host +
                                                  " give --tokens, --tls-certificate and --tls-key"};
  }
  if (!loopback && (!words.server.is_secure() || words.tokens.empty())) {
    return Error{ErrorCode::kInvalidArgument, "other machines reach " + words.server.host +
                                                  ", so it needs --tls-certificate, --tls-key and --tokens"};
  }
  if (words.server.certificate.empty() != words.server.key.empty()) {
    return Error{ErrorCode::kInvalidArgument, "--tls-certificate and --tls-key go together"};
  }
  if (!words.server.client_authority.empty() && !words.server.is_secure()) {
    return Error{ErrorCode::kInvalidArgument, "--tls-clients needs --tls-certificate and --tls-key"};
  }
  if (words.no_auth) return http::Callers::anybody();
  if (words.tokens.empty()) {
    return Error{ErrorCode::kInvalidArgument,
                 "give --tokens FILE with who may call, or --no-auth where only this machine reaches the service"};
  }
  PROBITY_TRY(const std::string text, files::read_file(words.tokens, kTokenFileBytesMax));
  Result<http::Callers> callers = http::Callers::parse(text);
  if (!callers.ok()) return Error{callers.error().code, "`" + words.tokens + "`, " + callers.error().message};
  if (!callers.value().has_tokens()) return Error{ErrorCode::kInvalidArgument, "`" + words.tokens + "` names nobody"};
  return callers;
}

/// The service from its start to its end. Members are in the order in which they need each other.
class Service {
 public:
  explicit Service(const Words& words) : words_(words) {}

  ExitStatus run() {
    if (const Result<void> address = take_address(words_.listen, words_.server); !address.ok()) return fail(address.error());
    Result<http::Callers> callers = callers_of(words_);
    if (!callers.ok()) return fail(callers.error());
    if (words_.audit.empty() != words_.no_audit) {
      return fail({ErrorCode::kInvalidArgument,
                   "give --audit DIR, where each decision is recorded before it leaves, or --no-audit"});
    }
    if (words_.source.empty() != words_.data.empty()) {
      return fail({ErrorCode::kInvalidArgument, "--source and --data go together"});
    }
    LoadedBook book = load();
    if (!book.rulesets) return book.status;
    logging::start_events();
    const Result<void> made = make(std::move(book), std::move(callers).value());
    if (!made.ok()) return fail(made.error());
    return serve();
  }

 private:
  LoadedBook load() {
    if (!words_.source.empty()) return load_book(words_.rules, words_.source);
    LoadedRulesets loaded = load_rulesets(words_.rules);
    return {std::move(loaded.rulesets), nullptr, loaded.status, std::move(loaded.basis)};
  }

  Result<void> make(LoadedBook book, http::Callers callers) {
    const ports::Clock& clock = files::system_clock();
    std::string basis_digest;
    if (!words_.audit.empty()) {
      PROBITY_TRY(log_, open_log(words_.audit, "probity serve", &book.basis, &book.rulesets->compiled.program.schema));
      if (log_->redactor() != nullptr) {
        say("the log keeps personal facts sealed: reservations, windows and keys are not made again from it after a stop");
      }
      basis_digest = log_->basis();
      PROBITY_TRY(std::unique_ptr<ports::LogSource> source, files::read_log_folder(words_.audit));
      reader_ = std::make_unique<pretrade::RecordReader>(std::move(source));
    }
    pretrade::DeskOptions options;
    options.engine = "probity " PROBITY_VERSION;
    options.permit_ns = std::int64_t{words_.permit_s} * kSecondNs;
    options.window_ns = std::int64_t{words_.window_days} * 86'400 * kSecondNs;
    options.lists_begin_empty = words_.lists_begin_empty;
    desk_ = std::make_unique<pretrade::Desk>(options, log_.get(), reader_.get(), clock);
    const ir::Mapping* mapping = book.mapping;
    auto rules = pretrade::make_live(std::move(*book.rulesets), std::move(book.basis), mapping, basis_digest);
    pretrade::Snapshot snapshot{rules, nullptr};
    if (mapping != nullptr) {
      const std::string url = words_.data;
      keeper_ = std::make_unique<http::ReferenceKeeper>(*desk_, [url] { return open_tables(url); }, words_.on, clock, stop_asked());
      auto data = keeper_->load(rules);
      if (data.ok()) {
        snapshot.data = std::move(data).value();
        say("read " + grouped(snapshot.data->records) + " records of reference data, " +
            counted(snapshot.data->faults, "fault", "faults"));
      } else if (data.error().code == ErrorCode::kUnavailable) {
        // A database that is away does not keep the service away: orders that carry their facts are judged.
        desk_->tell_degraded("the data source could not be read: only what orders carry is known");
        say(data.error().message + "; beginning without it, and trying again every " + std::to_string(words_.refresh_s) + " s");
      } else {
        return data.error();
      }
    }
    desk_->publish(std::move(snapshot));
    PROBITY_TRY_VOID(open_store());
    PROBITY_TRY_VOID(desk_->restore(stop_asked()));
    api_ = std::make_unique<http::Api>(
        http::ApiOptions{static_cast<int>(words_.in_flight), words_.rate, words_.log_requests}, std::move(callers));
    http::add_health_routes(*api_, *desk_, health_, log_.get(), shadow_.get());
    http::add_decision_routes(*api_, *desk_);
    http::add_reference_routes(*api_, *desk_, keeper_.get());
    http::add_away_routes(*api_, *away_);
    if (rulesets_ != nullptr) http::add_ruleset_routes(*api_, *rulesets_);
    if (store_ != nullptr) http::add_store_routes(*api_, *store_);
    PROBITY_TRY_VOID(add_audit());
    PROBITY_TRY(server_, http::Server::start(words_.server, [this](http::Request& request) { return api_->handle(request); }));
    return {};
  }

  /// What is neither decided nor logged: proposals, approvals, deadlines, findings, the policy for when nothing can be
  /// decided. Without a log and without being told where, there is none.
  Result<void> open_store() {
    std::string url = words_.store;
    if (url.empty() && !words_.audit.empty()) url = "sqlite:" + path_beside(words_.audit, ".store.db");
    if (url == "none") url.clear();
    if (!url.empty()) {
      PROBITY_TRY(store_, sql::ServiceStore::open(url));
    }
    shadow_ = std::make_unique<http::Shadow>(store_.get());
    away_ = std::make_unique<http::AwayPolicy>(*desk_, store_.get());
    PROBITY_TRY_VOID(away_->take_up());
    desk_->on_judged([this](const std::string& facts, const decision::Decision& decision, const std::string& id) {
      shadow_->take(facts, decision, id);
    });
    if (store_ == nullptr) return {};
    rulesets_ = std::make_unique<http::Rulesets>(
        *desk_, log_.get(), *store_, keeper_.get(),
        [] { return files::make_ruleset_files({{}, files::shipped_rulesets()}); }, *shadow_);
    PROBITY_TRY(const bool taken, rulesets_->take_up());
    if (taken)
      say("the ruleset that was live when the service stopped stands, not that of --rules: " +
          desk_->snapshot().rules->digest());
    return {};
  }

  static std::string path_beside(std::string folder, const char* ending) {
    while (folder.size() > 1 && folder.back() == '/') folder.pop_back();
    return folder + ending;
  }

  Result<void> add_audit() {
    http::AuditRead read;
    read.made_by = "probity " PROBITY_VERSION;
    if (log_ != nullptr) {
      const std::string folder = words_.audit;
      read.open = [folder] { return files::read_log_folder(folder); };
      PROBITY_TRY(const std::optional<LogKeys> keys, read_log_keys(key_path_of(folder)));
      if (keys) read.keys = keys->verifiers();
    }
    http::add_audit_routes(*api_, log_.get(), std::move(read));
    return {};
  }

  ExitStatus serve() {
    health_.ready = true;
    const std::string address = words_.server.host + ":" + std::to_string(server_->port());
    say("listening on " + std::string(words_.server.is_secure() ? "https://" : "http://") + address + ", ruleset " +
        desk_->snapshot().rules->digest());
    logging::event(logging::Severity::kInfo, "listening", {{"address", address}});
    auto refreshed = std::chrono::steady_clock::now();
    auto pruned = refreshed;
    while (!stop_requested()) {
      pollfd wait{stop_descriptor(), POLLIN, 0};
      (void)::poll(&wait, 1, rulesets_ == nullptr ? kTickMs : rulesets_->tick(kTickMs));
      away_->judge_afterwards();
      const auto now = std::chrono::steady_clock::now();
      if (keeper_ != nullptr && words_.refresh_s > 0 && now - refreshed >= std::chrono::seconds(words_.refresh_s)) {
        // Where it fails, decisions say so and the next round tries again.
        (void)keeper_->refresh();
        refreshed = std::chrono::steady_clock::now();
      }
      if (now - pruned >= kPruneEvery) {
        desk_->prune();
        pruned = now;
      }
    }
    health_.draining = true;
    logging::event(logging::Severity::kInfo, "draining", {});
    server_->drain(kDrainMs);
    server_.reset();
    // What was judged is filed before the store is let go; what passed by policy is judged if that is possible.
    away_->judge_afterwards();
    shadow_.reset();
    rulesets_.reset();
    log_.reset();
    logging::event(logging::Severity::kInfo, "ended", {});
    return ExitStatus::kDone;
  }

  Words words_;
  http::Health health_;
  std::unique_ptr<audit::Log> log_;
  std::unique_ptr<pretrade::RecordReader> reader_;
  std::unique_ptr<pretrade::Desk> desk_;
  std::unique_ptr<http::ReferenceKeeper> keeper_;
  std::unique_ptr<sql::ServiceStore> store_;
  std::unique_ptr<http::Shadow> shadow_;
  std::unique_ptr<http::AwayPolicy> away_;
  std::unique_ptr<http::Rulesets> rulesets_;
  std::unique_ptr<http::Api> api_;
  std::unique_ptr<http::Server> server_;
};

void add_words(CLI::App& command, Words& words) {
  command.add_option("--rules", words.rules, "Ruleset files, or folders that hold them")->required();
  command.add_option("--audit", words.audit, "Record each decision in the log in this folder before it leaves");
  command.add_flag("--no-audit", words.no_audit, "Keep no log: for trying out");
  command.add_option("--store", words.store,
                     "sqlite:FILE or postgresql://…: proposals, approvals, deadlines, findings; "
                     "else a file beside the log; none");
  command.add_option("--source", words.source, "The file that says how the data's tables become facts");
  command.add_option("--data", words.data, "Reference data: csv:FOLDER, sqlite:FILE or postgresql://…");
  command.add_option("--on", words.on, "What is judged, so that all it refers to is held in memory");
  command.add_option("--refresh", words.refresh_s, "Read the data again after so many seconds; 0: only when asked");
  command.add_option("--listen", words.listen, "HOST:PORT; port 0 takes a free one");
  command.add_option("--tokens", words.tokens, "Who may call: a line each, `NAME ROLES sha256:…` or `NAME ROLES cert:…`");
  command.add_flag("--no-auth", words.no_auth, "Everybody may do everything; on loopback only");
  command.add_option("--tls-certificate", words.server.certificate, "PEM file of the service's certificate");
  command.add_option("--tls-key", words.server.key, "PEM file of its private key");
  command.add_option("--tls-clients", words.server.client_authority,
                     "PEM file of the authority whose certificates clients must show");
  command.add_option("--permit", words.permit_s, "Seconds that a permit reserves for before the order leaves");
  command.add_option("--window-days", words.window_days, "Days for which orders and trades are kept for windows");
  command.add_flag("--all-orders-come-here", words.lists_begin_empty,
                   "Every order and trade comes here, so a list that nothing else gives begins empty");
  command.add_option("--connections", words.server.connections_max, "Open connections at most")->check(CLI::Range(1, 16384));
  command.add_option("--in-flight", words.in_flight, "Requests worked on at once; more are answered 503 at once")
      ->check(CLI::Range(1, 100000));
  command.add_option("--rate", words.rate, "Requests a second for each caller; 0: no limit");
  command.add_option("--deadline", words.server.deadline_ms, "Milliseconds after which a request is no longer begun");
  command.add_option("--request-bytes", words.server.body_bytes_max, "Bytes of one request at most");
  command.add_option("--request-time", words.server.request_ms, "Milliseconds within which a request has arrived whole");
  command.add_flag("--log-requests", words.log_requests, "A line for every request, not only for those that fail or are slow");
}

}  // namespace

void add_serve(CLI::App& app, Work& chosen) {
  auto words = std::make_shared<Words>();
  CLI::App* command = app.add_subcommand("serve", "Answer order systems over HTTP: is this order allowed?");
  add_words(*command, *words);
  command->footer(
      "POST /v1/decisions takes the JSON of `probity decide`. A decision leaves only after its entry in the log is\n"
      "durable. SIGTERM lets requests that are in finish. adapters/http/openapi.yaml describes every address.\n\n"
      "  probity serve --rules rulesets/cn --audit log --no-auth\n"
      "  probity serve --rules rulesets/cn --audit log --source broker.probity --data postgresql://db/broker \\\n"
      "                --listen 0.0.0.0:8480 --tokens callers --tls-certificate tls.pem --tls-key tls.key");
  command->callback([words, &chosen] { chosen = [words] { return Service(*words).run(); }; });
}

}  // namespace probity::cli

#include "adapters/http/audit_routes.h"

#include <algorithm>
#include <map>
#include <mutex>
#include <utility>

#include "adapters/http/tar.h"
#include "audit/export/export.h"
#include "audit/store/checkpoint_keeper.h"
#include "audit/store/segment_format.h"
#include "audit/verify/log_view.h"

namespace probity::http {
namespace {

constexpr std::size_t kFileBytesMax = std::size_t{32} << 20;
constexpr std::size_t kExportBytesMax = std::size_t{512} << 20;

Response plain(std::string body, std::string type = "text/plain; charset=utf-8") {
  Response response;
  response.type = std::move(type);
  response.body = std::move(body);
  return response;
}

Response of_file(const AuditRead& read, const std::string& name, const char* type) {
  const auto source = read.open();
  if (!source.ok()) return problem_of(source.error());
  const auto bytes = audit::read_whole(*source.value(), name, kFileBytesMax);
  if (!bytes.ok()) return problem_of(bytes.error());
  return plain(bytes.value(), type);
}

/// `0/x001/234`, `entries/000`, `0/001.p/17`: digits, `x`, `.p` and the word `entries` between slashes.
bool is_tile_path(const std::string& path) {
  std::string rest = path.starts_with("entries/") ? path.substr(8) : path;
  return !rest.empty() && rest.size() < 100 && rest.find("..") == std::string::npos &&
         std::all_of(rest.begin(), rest.end(), [](char c) {
           return (c >= '0' && c <= '9') || c == 'x' || c == '/' || c == '.' || c == 'p';
         });
}

/// What an export writes, in memory until it is one archive.
class ExportFiles {
 public:
  class Writer final : public ports::TextWriter {
   public:
    Writer(ExportFiles& files, std::string name) : files_(files), name_(std::move(name)) {}
    Result<void> write(std::string_view text) override {
      if (files_.bytes_ + text.size() > kExportBytesMax) {
        return Error{ErrorCode::kLimit, "the export is larger than " + std::to_string(kExportBytesMax >> 20) +
                                            " MiB: ask for a shorter period, or use `probity audit export`"};
      }
      files_.bytes_ += text.size();
      bytes_ += text;
      return {};
    }
    Result<void> commit() override {
      files_.files[name_] = std::move(bytes_);
      return {};
    }

   private:
    ExportFiles& files_;
    std::string name_, bytes_;
  };
  std::map<std::string, std::string> files;

 private:
  friend class Writer;
  std::size_t bytes_ = 0;
};

Result<std::optional<Date>> day_of(const Call& call, const std::string& name) {
  const std::string text = call.query(name);
  if (text.empty()) return std::optional<Date>();
  const Result<Date> day = Date::parse(text);
  if (!day.ok()) return Error{ErrorCode::kInvalidArgument, "`" + name + "`: " + day.error().message};
  return std::optional<Date>(day.value());
}

Result<std::string> archive_of(const AuditRead& read, Call& call) {
  audit::ExportRequest request;
  const auto word = [&](const char* name) {
    const std::string text = call.query(name);
    return text.empty() ? std::optional<std::string>() : std::optional(text);
  };
  request.filter.subject = word("subject");
  request.filter.rule = word("rule");
  request.filter.outcome = word("outcome");
  PROBITY_TRY(request.filter.from, day_of(call, "from"));
  PROBITY_TRY(request.filter.to, day_of(call, "to"));
  request.keys = read.keys;
  request.made_by = read.made_by;
  ExportFiles files;
  request.open = [&files](const std::string& name) -> Result<std::unique_ptr<ports::TextWriter>> {
    return std::unique_ptr<ports::TextWriter>(std::make_unique<ExportFiles::Writer>(files, name));
  };
  request.read = [&files](const std::string& name) -> Result<std::string> {
    const auto found = files.files.find(name);
    if (found == files.files.end()) return Error{ErrorCode::kNotFound, "the export has no `" + name + "`"};
    return found->second;
  };
  PROBITY_TRY(const auto source, read.open());
  if (const auto report = audit::export_log(*source, request); !report.ok()) return report.error();
  Tar tar;
  for (const auto& [name, bytes] : files.files) {
    if (!tar.add("probity-export/" + name, bytes, kExportBytesMax * 2)) {
      return Error{ErrorCode::kLimit, "`" + name + "` does not fit into an archive"};
    }
  }
  return tar.finish();
}

Result<std::string> proof_of(const AuditRead& read, audit::Log& log, const std::string& id) {
  const auto index = audit::index_of_entry_id(log.id(), id);
  if (!index) return Error{ErrorCode::kNotFound, "`" + id.substr(0, 80) + "` is no entry of this log"};
  // A proof is under a published checkpoint; one is made where the newest does not reach that far.
  PROBITY_TRY_VOID(log.publish_checkpoint());
  PROBITY_TRY(const auto source, read.open());
  PROBITY_TRY(const auto view, audit::LogView::open(*source));
  PROBITY_TRY(const audit::LogProof proof, view->prove(*index));
  return proof.text();
}

Result<std::string> entry_of(const AuditRead& read, audit::Log& log, const std::string& id) {
  const auto index = audit::index_of_entry_id(log.id(), id);
  if (!index || *index >= log.size()) return Error{ErrorCode::kNotFound, "`" + id.substr(0, 80) + "` is no entry of this log"};
  PROBITY_TRY(const auto source, read.open());
  PROBITY_TRY(const auto view, audit::LogView::open(*source));
  return view->entry(*index);
}

}  // namespace

void add_audit_routes(Api& api, audit::Log* log, AuditRead given) {
  const auto read = std::make_shared<const AuditRead>(std::move(given));
  // Reading walks the last segment: one at a time is enough, and leaves the disk to the decisions.
  const auto one = std::make_shared<std::mutex>();
  const auto with_log = [log, one](const std::function<Response(audit::Log&, Call&)>& work) {
    return [log, one, work](Call& call) {
      if (log == nullptr) return problem(404, "no-log", "the service was started with --no-audit");
      const std::lock_guard lock(*one);
      return work(*log, call);
    };
  };
  constexpr unsigned kWho = kAuditor | kOperator;
  api.add("GET", "/v1/audit/checkpoint", kWho, with_log([read](audit::Log& of, Call&) {
    if (const Result<void> published = of.publish_checkpoint(); !published.ok()) return problem_of(published.error());
    return of_file(*read, audit::kCheckpointName, "text/plain; charset=utf-8");
  }));
  api.add("GET", "/v1/audit/tile/{path+}", kWho, with_log([read](audit::Log&, Call& call) {
    if (!is_tile_path(call.parts[0])) return problem(404, "not-found", "no tile has this path");
    return of_file(*read, "tile/" + call.parts[0], "application/octet-stream");
  }));
  api.add("GET", "/v1/audit/proofs/{id}", kWho, with_log([read](audit::Log& of, Call& call) {
    const auto text = proof_of(*read, of, call.parts[0]);
    return text.ok() ? plain(text.value()) : problem_of(text.error());
  }));
  api.add("GET", "/v1/audit/entries/{id}", kWho, with_log([read](audit::Log& of, Call& call) {
    const auto text = entry_of(*read, of, call.parts[0]);
    return text.ok() ? json_response(text.value()) : problem_of(text.error());
  }));
  api.add("GET", "/v1/audit/export", kAuditor, with_log([read](audit::Log& of, Call& call) {
    if (const Result<void> published = of.publish_checkpoint(); !published.ok()) return problem_of(published.error());
    const auto bytes = archive_of(*read, call);
    return bytes.ok() ? plain(bytes.value(), "application/x-tar") : problem_of(bytes.error());
  }));
}

}  // namespace probity::http

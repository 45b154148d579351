#include <CLI/CLI.hpp>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "adapters/cli/audit_words.h"
#include "adapters/cli/stop.h"
#include "adapters/cli/terminal.h"
#include "adapters/files/log_folder.h"
#include "adapters/files/read_file.h"
#include "adapters/files/whole_file.h"
#include "audit/export/export.h"
#include "audit/record/json_parse.h"
#include "audit/store/checkpoint_keeper.h"
#include "audit/verify/log_view.h"
#include "audit/verify/scan_proof.h"

namespace probity::cli {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kFileBytesMax = std::size_t{1} << 20;

struct ProveWords {
  std::string folder, entry, since, out, subject;
  std::optional<std::uint64_t> decision;
};

struct ExportWords : FilterWords {
  std::string folder, out, previous;
  std::vector<std::string> keys;
};

Result<audit::SignedCheckpoint> checkpoint_of_file(const std::string& path) {
  PROBITY_TRY(const std::string bytes, files::read_file(path, kFileBytesMax));
  return audit::parse_signed_checkpoint(bytes);
}

Result<void> write_out(const std::string& out, const std::string& text) {
  if (!out.empty()) {
    PROBITY_TRY(const auto file, files::write_whole_file(out));
    PROBITY_TRY_VOID(file->write(text));
    return file->commit();
  }
  Output output;
  PROBITY_TRY_VOID(output.write(text));
  return output.flush();
}

/// The lines of a proof that the log grew out of a checkpoint that someone kept.
Result<std::string> growth_text(audit::LogView& view, const std::string& since) {
  PROBITY_TRY(const audit::SignedCheckpoint old, checkpoint_of_file(since));
  PROBITY_TRY(const audit::SignedCheckpoint newest, view.checkpoint());
  PROBITY_TRY_VOID(audit::check_against(old, "`" + since + "`", newest.checkpoint.origin, {}, view.tree()));
  PROBITY_TRY(const audit::TreeProof proof, view.prove_growth(old.checkpoint.size));
  std::string text;
  for (const audit::TreeHash& hash : proof) text += audit::base64_hash(hash) + "\n";
  return text + "\n" + newest.note.bytes();
}

/// The number of the one decision on the subject.
Result<std::uint64_t> number_of(audit::LogView& view, const audit::LoadText& load, std::uint64_t index,
                                const std::string& subject) {
  PROBITY_TRY(const std::string text, view.entry(index));
  PROBITY_TRY(const audit::Json entry, audit::parse_canonical(text));
  PROBITY_TRY(audit::DecisionPack pack, audit::pack_of_scan(entry, load));
  PROBITY_TRY(const std::vector<std::uint64_t> numbers, audit::decisions_on(pack, subject));
  if (numbers.size() == 1) return numbers.front();
  if (numbers.empty()) return Error{ErrorCode::kInvalidArgument, "the scan has no decision on `" + subject + "`"};
  std::string all;
  for (const std::uint64_t each : numbers) all += (all.empty() ? "" : ", ") + std::to_string(each);
  return Error{ErrorCode::kInvalidArgument,
               "the scan has several decisions on `" + subject + "`; name one by --decision: " + all};
}

Result<std::string> proof_text(audit::LogView& view, ports::LogSource& source, const ProveWords& words) {
  const auto index = view.log_id() == nullptr ? std::nullopt : audit::index_of_entry_id(*view.log_id(), words.entry);
  if (!index) return Error{ErrorCode::kInvalidArgument, "--entry `" + words.entry + "` is no id of an entry of this log"};
  if (!words.decision && words.subject.empty()) {
    PROBITY_TRY(const audit::LogProof proof, view.prove(*index));
    return proof.text();
  }
  const audit::LoadText load = audit::object_loader(source);
  std::uint64_t number = words.decision.value_or(0);
  if (!words.decision) {
    PROBITY_TRY(number, number_of(view, load, *index, words.subject));
  }
  PROBITY_TRY(const audit::ScanDecisionProof proof, audit::prove_scan_decision(view, load, *index, number));
  return proof.text();
}

ExitStatus run_prove(const ProveWords& words) {
  if (words.entry.empty() == words.since.empty()) {
    return fail({ErrorCode::kInvalidArgument, "prove needs either --entry or --since"});
  }
  const Result<std::unique_ptr<ports::LogSource>> source = files::read_log_folder(words.folder);
  if (!source.ok()) return fail(source.error());
  const auto view = audit::LogView::open(*source.value(), stop_asked());
  if (!view.ok()) return fail_on_log(words.folder, view.error());
  const Result<std::string> text = words.since.empty() ? proof_text(*view.value(), *source.value(), words)
                                                       : growth_text(*view.value(), words.since);
  if (!text.ok() && text.error().code == ErrorCode::kInvalidArgument) return fail(text.error());
  if (!text.ok()) return fail_on_log(words.folder, text.error());
  const Result<void> written = write_out(words.out, text.value());
  return written.ok() ? ExitStatus::kDone : fail(written.error());
}

Result<audit::ExportRequest> request_of(const ExportWords& words) {
  PROBITY_TRY(audit::ExportRequest request, export_request(words.folder, words.out, words.keys));
  PROBITY_TRY(request.filter, filter_of(words));
  if (!words.previous.empty()) {
    PROBITY_TRY(request.previous, checkpoint_of_file(words.previous));
  }
  return request;
}

ExitStatus run_export(const ExportWords& words) {
  Result<audit::ExportRequest> request = request_of(words);
  if (!request.ok()) return fail(request.error());
  const Result<std::unique_ptr<ports::LogSource>> source = files::read_log_folder(words.folder);
  if (!source.ok()) return fail(source.error());
  if (const auto made = make_empty_folder(words.out); !made.ok()) return fail(made.error());
  Progress progress("exporting, bytes");
  request.value().progress = [&](std::uint64_t done, std::uint64_t of) { progress.show(done, of); };
  const Result<audit::ExportReport> report = audit::export_log(*source.value(), request.value());
  progress.clear();
  if (!report.ok()) {
    empty_folder(words.out);
    return fail_on_log(words.folder, report.error());
  }
  const audit::ExportReport& done = report.value();
  std::string text = "exported  " + counted(done.exported, "entry", "entries") + " to `" + words.out + "`, " +
                     grouped(done.withheld) + " withheld and counted, under a checkpoint of " + grouped(done.size) + "\n";
  if (done.previous_size) text += "grown     out of the checkpoint of " + grouped(*done.previous_size) + " entries\n";
  if (done.not_covered > 0) {
    text += "missing   " + counted(done.not_covered, "entry is", "entries are") + " newer than the checkpoint\n";
  }
  text += "check it  python3 " + words.out + "/verify.py --key KEY, with the key of `log.pub` sent another way\n";
  const Result<void> written = write_out("", text);
  return written.ok() ? ExitStatus::kDone : fail(written.error());
}

ExitStatus run_rebuild(const std::string& folder) {
  Result<std::unique_ptr<ports::LogFolder>> opened = files::open_log_folder(folder);
  if (!opened.ok()) return fail(opened.error());
  ports::LogFolder& log = *opened.value();
  std::uint64_t tiles = 0;
  Result<void> written;
  Progress progress("rebuilding, bytes");
  audit::WalkOptions options;
  options.stop = stop_asked();
  options.progress = [&](std::uint64_t done, std::uint64_t of) { progress.show(done, of); };
  options.full_tile = [&](int level, std::uint64_t number, const std::vector<audit::TreeHash>& hashes) {
    if (written.ok()) written = log.put(audit::tile_path(level, number), audit::hashes_bytes(hashes), false);
    ++tiles;
  };
  const auto walked = audit::walk_log(log, {}, options);
  progress.clear();
  if (!walked.ok()) return fail_on_log(folder, walked.error());
  if (walked.value().damage && !walked.value().damage->torn_tail) {
    return fail_on_log(folder, {ErrorCode::kCorrupt, "the log does not hold: " + walked.value().damage->text()});
  }
  if (written.ok()) written = log.sync_all();
  if (!written.ok()) return fail(written.error());
  const Result<void> told = write_out("", "made " + counted(tiles, "tile", "tiles") + " of " +
                                              counted(walked.value().entries, "entry", "entries") + "\n");
  return told.ok() ? ExitStatus::kDone : fail(told.error());
}

}  // namespace

Result<void> make_empty_folder(const std::string& path) {
  std::error_code failed;
  fs::create_directories(path, failed);
  if (failed) return Error{ErrorCode::kUnavailable, "cannot make the folder `" + path + "`: " + failed.message()};
  const bool is_empty = fs::is_empty(path, failed);
  if (!failed && is_empty) return {};
  return Error{ErrorCode::kUnavailable, "the folder `" + path + "` is not empty; an export goes into a new one"};
}

void empty_folder(const std::string& path) {
  std::error_code ignored;
  for (const auto& each : fs::directory_iterator(path, ignored)) fs::remove_all(each.path(), ignored);
}

Result<audit::ExportRequest> export_request(const std::string& folder, const std::string& out,
                                            const std::vector<std::string>& keys) {
  audit::ExportRequest request;
  PROBITY_TRY(request.keys, public_keys(folder, keys));
  if (request.keys.empty()) {
    return Error{ErrorCode::kUnavailable, "the log's public key is not beside it; name it with --key"};
  }
  request.made_by = "probity " PROBITY_VERSION;
  request.open = [out](const std::string& name) -> Result<std::unique_ptr<ports::TextWriter>> {
    const fs::path path = fs::path(out) / name;
    std::error_code failed;
    fs::create_directories(path.parent_path(), failed);
    return files::write_whole_file(path.string());
  };
  request.read = [out](const std::string& name) { return files::read_file(out + "/" + name, kFileBytesMax); };
  request.stop = stop_asked();
  return request;
}

void add_audit_prove(CLI::App& audit, Work& chosen) {
  auto words = std::make_shared<ProveWords>();
  CLI::App* command = audit.add_subcommand("prove", "Prove that an entry is in the log, or that the log only grew");
  command->add_option("DIR", words->folder, "The log's folder")->required();
  command->add_option("--entry", words->entry, "The entry of this id or number: prints a proof in C2SP's form");
  command->add_option("--decision", words->decision, "Of a scan's entry: the decision of this number, from 0");
  command->add_option("--subject", words->subject, "Of a scan's entry: the decision on the subject of this id");
  command->add_option("--since", words->since, "A checkpoint that someone kept: prints the proof that the log grew out of it");
  command->add_option("--out", words->out, "Write it to this file");
  command->footer(
      "A proof holds the newest checkpoint and needs nothing else but the log's public key to be checked.\n\n"
      "  probity audit prove log --entry 5f3a91c2-17 --out 17.tlog-proof\n"
      "  probity audit prove log --entry 5f3a91c2-20 --subject T-4711 --out T-4711.proof.json\n"
      "  probity audit prove log --since checkpoint-of-last-year");
  command->callback([words, &chosen] { chosen = [words] { return run_prove(*words); }; });
}

void add_audit_export(CLI::App& audit, Work& chosen) {
  auto words = std::make_shared<ExportWords>();
  CLI::App* command = audit.add_subcommand("export", "Hand a period to a regulator, with proofs and verifiers");
  command->add_option("DIR", words->folder, "The log's folder")->required();
  command->add_option("--out", words->out, "A new folder")->required();
  add_filter_words(*command, *words);
  command->add_option("--previous", words->previous, "The checkpoint that the receiver has from an earlier export");
  command->add_option("--key", words->keys, "The log's public key, or a file of them; else the one beside the log");
  command->footer(
      "The folder holds the entries, for spreadsheets too, a proof for each, all hashes of the tree, so that\n"
      "what is withheld is counted, and verifiers in Python and in shell with a manual in English and\n"
      "Chinese. Send the public key another way.\n\n"
      "  probity audit export log --out for-the-regulator --from 2025-01-01 --to 2025-03-31");
  command->callback([words, &chosen] { chosen = [words] { return run_export(*words); }; });
}

void add_audit_rebuild(CLI::App& audit, Work& chosen) {
  auto folder = std::make_shared<std::string>();
  CLI::App* command = audit.add_subcommand("rebuild", "Make anew what is made from the entries: the tree's tiles");
  command->add_option("DIR", *folder, "The log's folder")->required();
  command->footer("  probity audit rebuild log");
  command->callback([folder, &chosen] { chosen = [folder] { return run_rebuild(*folder); }; });
}

}  // namespace probity::cli

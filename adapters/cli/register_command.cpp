#include <CLI/CLI.hpp>
#include <algorithm>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "adapters/cli/command.h"
#include "adapters/cli/rulesets.h"
#include "adapters/cli/terminal.h"
#include "adapters/files/read_file.h"
#include "engine/base/json_text.h"
#include "engine/diagnostics/diagnostics.h"
#include "engine/values/sha256.h"

namespace probity::cli {
namespace {

constexpr std::size_t kTextBytesMax = std::size_t{256} << 20;
constexpr std::size_t kTextsMax = 100'000;

struct Words {
  std::vector<std::string> paths;
  std::string text, instrument, document, version, folder;
  bool json = false;
};

/// A version of an instrument or a document, as the register has it.
struct Registered {
  std::string name;
  const DocumentVersion* version;
};

enum class Found : std::uint8_t { kSame, kDiffers, kNotRegistered, kNoText };

struct Compared {
  Registered of;
  Found found = Found::kNoText;
  std::string file;
  std::string digest;
};

const char* word_of(Found found) {
  switch (found) {
    case Found::kSame: return "same";
    case Found::kDiffers: return "differs";
    case Found::kNotRegistered: return "not_registered";
    case Found::kNoText: return "no_text";
  }
  return "?";
}

std::vector<Registered> register_of(const ir::Program& program) {
  std::vector<Registered> all;
  for (const ir::Instrument& each : program.instruments) {
    for (const DocumentVersion& version : each.versions) all.push_back({each.name, &version});
  }
  for (const Document& each : program.schema.documents) {
    for (const DocumentVersion& version : each.versions) all.push_back({each.name, &version});
  }
  return all;
}

Result<Compared> compare(const Registered& of, const std::string& file) {
  PROBITY_TRY(const std::string bytes, files::read_file(file, kTextBytesMax));
  Compared compared{of, Found::kNotRegistered, file, digest_text(sha256(bytes))};
  const std::string& known = of.version->digest;
  if (!known.empty()) compared.found = known == compared.digest ? Found::kSame : Found::kDiffers;
  return compared;
}

std::string line_of(const Compared& compared) {
  const DocumentVersion& version = *compared.of.version;
  std::string clause = "version \"" + version.version + "\"";
  if (version.from) clause += " from " + version.from->to_string();
  if (version.to) clause += " to " + version.to->to_string();
  const std::string name = compared.of.name + " " + version.version;
  switch (compared.found) {
    case Found::kSame: return name + ": " + compared.file + " is the registered text";
    case Found::kDiffers:
      return name + ": " + compared.file + " is not the registered text\n  registered " + version.digest +
             "\n  this file  " + compared.digest;
    case Found::kNotRegistered:
      return name + ": text not registered; to register " + compared.file + " write\n  " + clause + "  digest \"" +
             compared.digest + "\"" + (version.unverified ? "  unverified" : "");
    case Found::kNoText: return name + ": " + (version.digest.empty() ? "text not registered, and no file" : "no file");
  }
  return name;
}

std::string as_json(const std::vector<Compared>& all) {
  std::string out = "{\"texts\":[";
  for (std::size_t i = 0; i < all.size(); ++i) {
    const Compared& each = all[i];
    const std::string& known = each.of.version->digest;
    out += std::string(i > 0 ? "," : "") + "{\"name\":" + json_text(each.of.name) +
           ",\"version\":" + json_text(each.of.version->version) +
           ",\"found\":" + json_text(word_of(each.found)) + ",\"file\":" + (each.file.empty() ? "null" : json_text(each.file)) +
           ",\"digest\":" + (each.digest.empty() ? "null" : json_text(each.digest)) +
           ",\"registered\":" + (known.empty() ? "null" : json_text(known)) + "}";
  }
  return out + "]}\n";
}

/// The one version that `--instrument` or `--document`, and `--version`, name.
Result<Registered> named(const Words& words, const ir::Program& program) {
  const std::string& name = words.instrument.empty() ? words.document : words.instrument;
  const char* kind = words.instrument.empty() ? "document" : "instrument";
  std::vector<std::string> names;
  const std::vector<DocumentVersion>* versions = nullptr;
  const auto look = [&](const auto& all) {
    for (const auto& each : all) {
      names.push_back(each.name);
      if (each.name == name) versions = &each.versions;
    }
  };
  if (words.instrument.empty()) look(program.schema.documents);
  else look(program.instruments);
  if (versions == nullptr) {
    const auto near = diagnostics::nearest(name, names);
    return Error{ErrorCode::kInvalidArgument, std::string("no ") + kind + " is named `" + name + "`" +
                                                  (near ? "; did you mean `" + *near + "`?" : "")};
  }
  if (words.version.empty() && versions->size() == 1) return Registered{name, &versions->front()};
  std::string known;
  for (const DocumentVersion& each : *versions) {
    if (each.version == words.version) return Registered{name, &each};
    known += (known.empty() ? "" : ", ") + each.version;
  }
  return Error{ErrorCode::kInvalidArgument, "`" + name + "` has " + (known.empty() ? "no version" : "the versions " + known) +
                                                "; say which by --version"};
}

/// Files named `NAME.VERSION.EXTENSION` or `NAME/VERSION.EXTENSION`, by name.
Result<std::vector<std::string>> files_of(const std::string& folder) {
  std::vector<std::string> files;
  std::error_code failed;
  std::filesystem::recursive_directory_iterator at(folder, failed);
  if (failed) return Error{ErrorCode::kNotFound, "the folder `" + folder + "` cannot be read: " + failed.message()};
  for (const auto end = std::filesystem::recursive_directory_iterator(); at != end;) {
    std::error_code unreadable;
    if (at->is_regular_file(unreadable)) files.push_back(at->path().string());
    if (files.size() > kTextsMax) return Error{ErrorCode::kLimit, "the folder `" + folder + "` holds too many files"};
    at.increment(failed);
    if (failed) return Error{ErrorCode::kUnavailable, "the folder `" + folder + "` cannot be read: " + failed.message()};
  }
  std::sort(files.begin(), files.end());
  return files;
}

bool is_text_of(const std::string& file, const Registered& of) {
  const std::filesystem::path path(file);
  const std::string name = path.filename().string();
  const auto begins = [&](const std::string& wanted) { return name == wanted || name.starts_with(wanted + "."); };
  return begins(of.name + "." + of.version->version) ||
         (path.parent_path().filename().string() == of.name && begins(of.version->version));
}

Result<std::vector<Compared>> compare_all(const Words& words, const ir::Program& program) {
  std::vector<Compared> all;
  if (!words.text.empty()) {
    PROBITY_TRY(const Registered of, named(words, program));
    PROBITY_TRY(Compared compared, compare(of, words.text));
    all.push_back(std::move(compared));
    return all;
  }
  PROBITY_TRY(const std::vector<std::string> files, files_of(words.folder));
  for (const Registered& of : register_of(program)) {
    const auto file = std::find_if(files.begin(), files.end(), [&](const std::string& each) { return is_text_of(each, of); });
    if (file == files.end()) {
      all.push_back({of, Found::kNoText, {}, {}});
      continue;
    }
    PROBITY_TRY(Compared compared, compare(of, *file));
    all.push_back(std::move(compared));
  }
  return all;
}

ExitStatus run(const Words& words) {
  const LoadedRulesets loaded = load_rulesets(words.paths);
  if (!loaded.rulesets.has_value()) return loaded.status;
  const Result<std::vector<Compared>> all = compare_all(words, loaded.rulesets->compiled.program);
  if (!all.ok()) return fail(all.error());
  Output output;
  std::string text;
  std::size_t counts[4] = {};
  for (const Compared& each : all.value()) {
    ++counts[static_cast<std::size_t>(each.found)];
    text += line_of(each) + "\n";
  }
  if (words.text.empty()) {
    text += counted(all.value().size(), "version", "versions") + ": " + std::to_string(counts[0]) + " as registered, " +
            std::to_string(counts[1]) + " not as registered, " + std::to_string(counts[2]) + " not registered, " +
            std::to_string(counts[3]) + " without a file\n";
  }
  const Result<void> written = output.write(words.json ? as_json(all.value()) : text);
  if (!written.ok()) return fail(written.error());
  if (const Result<void> flushed = output.flush(); !flushed.ok()) return fail(flushed.error());
  return counts[static_cast<std::size_t>(Found::kDiffers)] > 0 ? ExitStatus::kDoesNotHold : ExitStatus::kDone;
}

}  // namespace

void add_register(CLI::App& app, Work& chosen) {
  auto words = std::make_shared<Words>();
  CLI::App* command = app.add_subcommand("register", "Compare the texts that you hold with the register");
  command->add_option("RULES", words->paths, "Ruleset files, or folders that hold them")->required();
  auto* text = command->add_option("--text", words->text, "The file of one text");
  auto* folder = command->add_option("--texts", words->folder, "A folder of texts: NAME.VERSION.pdf or NAME/VERSION.pdf");
  auto* instrument = command->add_option("--instrument", words->instrument, "The instrument that the text is of");
  auto* document = command->add_option("--document", words->document, "The document that the text is of");
  auto* version = command->add_option("--version", words->version, "The version that the text is");
  command->add_flag("--json", words->json, "Print one JSON object for machines");
  text->excludes(folder);
  instrument->excludes(document)->needs(text);
  document->needs(text);
  version->needs(text);
  command->footer(
      "The digest is SHA-256 of the file's bytes. Where the register has none, the line\n"
      "to write is printed. Exit status 1 where a text is not the registered one.\n\n"
      "  probity register rules --text 130.pdf --instrument csrc_130 --version 2022\n"
      "  probity register rulesets/cn --texts texts");
  command->callback([words, &chosen] {
    const bool of_one = !words->instrument.empty() || !words->document.empty();
    if (words->text.empty() && words->folder.empty()) throw CLI::RequiredError("--text FILE or --texts FOLDER");
    if (!words->text.empty() && !of_one) throw CLI::RequiredError("--instrument NAME or --document NAME");
    chosen = [words] { return run(*words); };
  });
}

}  // namespace probity::cli

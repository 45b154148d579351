#include "engine/service/findings_output.h"

namespace probity::service {
namespace {

using Cells = std::vector<std::optional<std::string>>;

class JsonLines final : public DecisionOutput {
 public:
  JsonLines(std::unique_ptr<ports::TextWriter> writer,
            std::function<std::string(const decision::Decision&, const std::string&)> line, bool all)
      : writer_(std::move(writer)), line_(std::move(line)), all_(all) {}
  Result<void> write(const decision::Decision& decision, const std::string& logged_as) override {
    if (!all_ && decision.findings.empty()) return {};
    return writer_->write(line_(decision, logged_as) + "\n");
  }
  Result<void> commit() override { return writer_->commit(); }

 private:
  std::unique_ptr<ports::TextWriter> writer_;
  std::function<std::string(const decision::Decision&, const std::string&)> line_;
  bool all_;
};

std::string joined(const std::vector<std::string>& parts) {
  std::string text;
  for (const std::string& part : parts) text += (text.empty() ? "" : "; ") + part;
  return text;
}

std::string reason(const decision::Finding& finding, const std::string& language) {
  auto found = finding.because.find(language);
  if (found == finding.because.end()) found = finding.because.find("en");
  if (found == finding.because.end()) found = finding.because.begin();
  return found == finding.because.end() ? std::string() : found->second;
}

Cells cells_of(const decision::Decision& decision, const decision::Finding& finding,
               const std::string& logged_as, const std::string& language) {
  std::vector<std::string> read;
  for (const auto& [path, value] : finding.read) read.push_back(path + " = " + value);
  const std::string outcome(decision::outcome_name(finding.outcome));
  const auto filled = [](std::string text) {
    return text.empty() ? std::nullopt : std::optional<std::string>(std::move(text));
  };
  return {decision.id,
          decision.on,
          filled(decision.as_of),
          std::string(decision::outcome_name(decision.outcome)),
          finding.rule,
          filled(finding.exception),
          finding.kind,
          finding.observed ? "observed " + outcome : finding.undetermined ? "undetermined" : outcome,
          finding.undetermined ? std::optional<std::string>(outcome) : std::nullopt,
          filled(reason(finding, language)),
          filled(joined(finding.cites)),
          filled(joined(read)),
          filled(joined(finding.missing)),
          finding.at,
          filled(logged_as)};
}

/// Writes each finding's cells with `write`.
template <typename Writer>
class FindingRows final : public DecisionOutput {
 public:
  FindingRows(std::unique_ptr<Writer> writer, std::string language)
      : writer_(std::move(writer)), language_(std::move(language)) {}
  Result<void> write(const decision::Decision& decision, const std::string& logged_as) override {
    PROBITY_TRY_VOID(begin());
    for (const decision::Finding& finding : decision.findings) {
      PROBITY_TRY_VOID(put(cells_of(decision, finding, logged_as, language_)));
    }
    return {};
  }
  Result<void> commit() override {
    PROBITY_TRY_VOID(begin());
    return writer_->commit();
  }

 private:
  Result<void> begin() {
    if (begun_) return {};
    begun_ = true;
    if constexpr (std::is_same_v<Writer, ports::TextWriter>) return writer_->write(csv_line(finding_columns()));
    return {};
  }
  Result<void> put(const Cells& cells) {
    if constexpr (std::is_same_v<Writer, ports::TextWriter>) {
      std::vector<std::string> texts;
      for (const auto& cell : cells) texts.push_back(cell.value_or(""));
      return writer_->write(csv_line(texts));
    } else {
      return writer_->write(cells);
    }
  }

  std::unique_ptr<Writer> writer_;
  std::string language_;
  bool begun_ = false;
};

}  // namespace

const std::vector<std::string>& finding_columns() {
  static const std::vector<std::string> kColumns = {
      "id",     "on",        "as_of", "decision", "rule", "exception", "kind", "outcome",
      "counts_as", "because", "cites", "read",     "missing", "at",      "logged_as"};
  return kColumns;
}

std::string csv_line(const std::vector<std::string>& cells) {
  std::string line;
  for (std::size_t at = 0; at < cells.size(); ++at) {
    if (at > 0) line += ',';
    const std::string& cell = cells[at];
    if (cell.find_first_of(",\"\r\n") == std::string::npos) {
      line += cell;
      continue;
    }
    line += '"';
    for (const char c : cell) {
      if (c == '"') line += '"';
      line += c;
    }
    line += '"';
  }
  return line + "\n";
}

std::unique_ptr<DecisionOutput> lines_of_json(
    std::unique_ptr<ports::TextWriter> writer,
    std::function<std::string(const decision::Decision&, const std::string&)> line, bool all) {
  return std::make_unique<JsonLines>(std::move(writer), std::move(line), all);
}

std::unique_ptr<DecisionOutput> rows_of_csv(std::unique_ptr<ports::TextWriter> writer, std::string language) {
  return std::make_unique<FindingRows<ports::TextWriter>>(std::move(writer), std::move(language));
}

std::unique_ptr<DecisionOutput> rows_of_table(std::unique_ptr<ports::RowWriter> writer, std::string language) {
  return std::make_unique<FindingRows<ports::RowWriter>>(std::move(writer), std::move(language));
}

Result<IngestOutput> IngestOutput::begin(std::unique_ptr<ports::TextWriter> writer) {
  IngestOutput output(std::move(writer));
  PROBITY_TRY_VOID(output.writer_->write(csv_line(
      {"code", "kind", "file", "line", "column", "record", "fact", "what", "remedy", "refused"})));
  return output;
}

Result<void> IngestOutput::write(const ingest::Finding& finding) {
  const auto number = [](std::uint64_t value) { return value == 0 ? std::string() : std::to_string(value); };
  return writer_->write(csv_line({std::string(ingest::code_of(finding.kind)),
                                  std::string(ingest::name_of(finding.kind)), finding.file,
                                  number(finding.line), number(finding.column), finding.record, finding.field,
                                  finding.what, finding.remedy, finding.refused ? "yes" : "no"}));
}

}  // namespace probity::service

#include "audit/evidence/page.h"

#include "audit/evidence/page_words.h"

namespace probity::audit {
namespace {

constexpr const char* kStyle =
    "body{font:15px/1.5 sans-serif;max-width:60em;margin:2em auto;padding:0 1em;color:#222}"
    "table{border-collapse:collapse;margin:.5em 0}td,th{border:1px solid #bbb;padding:.2em .6em;text-align:left;"
    "vertical-align:top}th{background:#f2f2f2;font-weight:normal}section{border-top:2px solid #444;margin-top:2em}"
    "pre{background:#f7f7f7;border:1px solid #ddd;padding:.6em;white-space:pre-wrap}code{word-break:break-all}"
    ".block{color:#a00;font-weight:bold}.permit{color:#060}";

std::string escaped(std::string_view text) {
  std::string out;
  for (const char c : text) {
    switch (c) {
      case '&': out += "&amp;"; break;
      case '<': out += "&lt;"; break;
      case '>': out += "&gt;"; break;
      case '"': out += "&quot;"; break;
      case '\'': out += "&#39;"; break;
      default: out += c;
    }
  }
  return out;
}

const JsonArray& array_of(const Json& object, std::string_view key) {
  static const JsonArray kNone;
  const Json* member = object.find(key);
  return member == nullptr || member->as_array() == nullptr ? kNone : *member->as_array();
}

std::string plain(const Json& value) {
  if (const std::string* text = value.as_string()) return *text;
  if (const JsonNumber* number = value.as_number()) return number->text;
  return value.is_null() ? std::string() : readable_text(value);
}

class Writer {
 public:
  explicit Writer(const EvidencePage& page) : page_(page) {}

  std::string run() {
    out_ = "<!doctype html>\n<html lang=\"" + page_.language + "\">\n<meta charset=\"utf-8\">\n<title>" + word("Evidence") +
           "</title>\n<style>" + kStyle + "</style>\n<h1>" + word("Evidence") + "</h1>\n";
    begin_table();
    for (const auto& [name, value] : page_.about) row(word(name), escaped(value));
    end_table();
    out_ += "<h2>" + word("How to check this") + "</h2>\n<p>" +
            word("This page is for reading. What counts are the entries in entries.ndjson, in the bytes that were signed. "
                 "To check them, run") +
            " <code>python3 verify.py --key KEY</code> " +
            word("with the firm's public key, got by another way than this folder. VERIFY.md and MANUAL.md explain each step.") +
            "</p>\n";
    for (const EvidenceItem& item : page_.items) section(item);
    return out_ + "</html>\n";
  }

 private:
  [[nodiscard]] std::string word(std::string_view english) const { return escaped(page_word(english, page_.language)); }
  [[nodiscard]] std::string label(const std::string& name) const {
    return escaped(page_.label ? page_.label(name) : name);
  }
  void begin_table() { out_ += "<table>\n"; }
  void end_table() { out_ += "</table>\n"; }
  void row(const std::string& name, const std::string& value) {
    if (!value.empty()) out_ += "<tr><th>" + name + "</th><td>" + value + "</td></tr>\n";
  }

  [[nodiscard]] std::string heading(const EvidenceItem& item) const {
    const std::string_view kind = item.entry.text_of("kind");
    if (item.number) return word("Decision of a scan");
    constexpr std::pair<std::string_view, std::string_view> kHeadings[] = {
        {"decision", "Decision"},
        {"scan", "Scan"},
        {"ruleset published", "Rulesets published"},
        {"ruleset approved", "Rulesets approved"},
        {"ruleset withdrawn", "Rulesets withdrawn"},
        {"override", "Override by an officer"},
        {"erasure", "Erasure of personal data"},
        {"legal hold", "Legal hold"},
        {"legal hold released", "Legal hold released"},
        {"business ended", "End of the business"}};
    for (const auto& [own, english] : kHeadings) {
      if (own == kind) return word(english);
    }
    return word("Other act") + ": " + escaped(kind);
  }

  void section(const EvidenceItem& item) {
    out_ += "<section>\n<h2>" + heading(item) + "</h2>\n";
    begin_table();
    row(word("entry"), escaped(item.id));
    row(word("recorded at (UTC)"), escaped(item.entry.text_of("time")));
    if (item.number) row(word("number in the scan"), std::to_string(*item.number));
    if (!item.proof_file.empty()) row(word("its proof"), "<code>" + escaped(item.proof_file) + "</code>");
    const Json* own = item.entry.find("decision");
    const Json* decision = item.decision.is_null() ? own : &item.decision;
    if (decision != nullptr) {
      decision_rows(*decision, item);
      end_table();
      decision_parts(*decision, item);
    } else {
      act_rows(item.entry);
      end_table();
    }
    if (item.entry.find("redaction") != nullptr && item.entry.find("revealed") == nullptr) {
      out_ += "<p>" + word("Some values are redacted: their commitments stand for them.") + "</p>\n";
    }
    out_ += "</section>\n";
  }

  void act_rows(const Json& entry) {
    for (const auto& [key, value] : *entry.as_object()) {
      const bool is_head = key == "kind" || key == "index" || key == "time" || key == "format" || key == "engine";
      if (!is_head) row(word(key == "reason" ? "reason given" : key), escaped(plain(value)));
    }
  }

  [[nodiscard]] std::string outcome(std::string_view name) const {
    return "<span class=\"" + escaped(name) + "\">" + word(name) + "</span>";
  }

  void decision_rows(const Json& decision, const EvidenceItem& item) {
    row(word("subject"), label(std::string(decision.text_of("on"))) + " " + escaped(decision.text_of("id")));
    row(word("client"), escaped(item.entry.text_of("client")));
    row(word("as of"), escaped(decision.text_of("as_of")));
    row(word("outcome"), outcome(decision.text_of("outcome")));
    row(word("rulesets, by digest"), "<code>" + escaped(decision.text_of("ruleset")) + "</code>");
    if (item.replay.empty()) return;
    const std::string fault = item.replay_fault.empty() ? "" : " (" + escaped(item.replay_fault) + ")";
    row(word("Made again from the rules and facts kept with the log"), word(item.replay) + fault);
  }

  void decision_parts(const Json& decision, const EvidenceItem& item) {
    out_ += "<h3>" + word("Findings") + "</h3>\n";
    if (array_of(decision, "findings").empty()) out_ += "<p>" + word("No rule found anything.") + "</p>\n";
    for (const Json& finding : array_of(decision, "findings")) finding_table(finding);
    for (const RuleText& rule : item.rules) {
      out_ += "<p>" + word("The rule's text of that day") + ": <code>" + escaped(rule.rule) + "</code>, " + escaped(rule.at) +
              "</p>\n<pre>" + escaped(rule.text) + "</pre>\n";
    }
    deadlines(decision);
    if (item.facts.as_object() == nullptr) return;
    out_ += "<h3>" + word("The facts that were judged") + "</h3>\n";
    if (const Json* facts = item.facts.find("facts"); facts != nullptr) value_of(*facts);
  }

  /// Reasons are in several languages: the page's, else the first.
  [[nodiscard]] std::string reason(const Json& finding) const {
    const Json* because = finding.find("because");
    if (because == nullptr || because->as_object() == nullptr || because->as_object()->empty()) return {};
    const std::string_view wanted = because->text_of(page_.language);
    return escaped(wanted.empty() ? plain(because->as_object()->front().second) : wanted);
  }

  void finding_table(const Json& finding) {
    begin_table();
    row(word("rule"), "<code>" + escaped(finding.text_of("rule")) + "</code>");
    std::string found = outcome(finding.text_of("outcome"));
    if (!finding.text_of("counts_as").empty()) found += ", " + word("counts as") + " " + outcome(finding.text_of("counts_as"));
    row(word("outcome"), found);
    row(word("exception"), escaped(finding.text_of("exception")));
    row(word("reason"), reason(finding));
    row(word("cites"), list_of(finding, "cites", false));
    row(word("facts read"), pairs_of(finding, "read"));
    row(word("facts missing"), list_of(finding, "missing", true));
    row(word("evidence of procedures"), pairs_of(finding, "evidence"));
    end_table();
  }

  /// Each name of a path in the page's language.
  [[nodiscard]] std::string path_label(std::string_view path) const {
    std::string out;
    for (std::size_t at = 0; at <= path.size();) {
      const std::size_t end = std::min(path.find('.', at), path.size());
      out += (out.empty() ? "" : page_.language == "zh" ? " 的 " : ".") + label(std::string(path.substr(at, end - at)));
      at = end + 1;
    }
    return out;
  }

  [[nodiscard]] std::string list_of(const Json& finding, std::string_view key, bool paths) const {
    std::string out;
    for (const Json& each : array_of(finding, key)) {
      out += (out.empty() ? "" : "<br>") + (paths ? path_label(plain(each)) : escaped(plain(each)));
    }
    return out;
  }

  [[nodiscard]] std::string pairs_of(const Json& finding, std::string_view key) const {
    const Json* pairs = finding.find(key);
    std::string out;
    if (pairs == nullptr || pairs->as_object() == nullptr) return out;
    for (const auto& [name, value] : *pairs->as_object()) {
      out += (out.empty() ? "" : "<br>") + path_label(name) + ": " + label(plain(value));
    }
    return out;
  }

  void deadlines(const Json& decision) {
    if (!array_of(decision, "deadlines").empty()) out_ += "<h3>" + word("Deadlines") + "</h3>\n";
    for (const Json& each : array_of(decision, "deadlines")) {
      begin_table();
      row(word("rule"), "<code>" + escaped(each.text_of("rule")) + "</code>");
      row(word("due"), escaped(each.text_of("due")));
      row(word("state"), word(each.text_of("state")));
      end_table();
    }
    if (array_of(decision, "obligations").empty()) return;
    out_ += "<h3>" + word("To do") + "</h3>\n<ul>\n";
    for (const Json& each : array_of(decision, "obligations")) {
      out_ += "<li>" + word(each.text_of("kind")) + ": " + label(std::string(each.text_of("what"))) + " (<code>" +
              escaped(each.text_of("rule")) + "</code>)</li>\n";
    }
    out_ += "</ul>\n";
  }

  /// A value of the facts; records and lists within each other as tables.
  void value_of(const Json& value) {
    if (const JsonObject* object = value.as_object()) {
      begin_table();
      for (const auto& [name, inner] : *object) {
        out_ += "<tr><th>" + label(name) + "</th><td>";
        value_of(inner);
        out_ += "</td></tr>\n";
      }
      end_table();
    } else if (const JsonArray* array = value.as_array()) {
      for (const Json& each : *array) value_of(each);
    } else {
      out_ += label(plain(value));
    }
  }

  const EvidencePage& page_;
  std::string out_;
};

}  // namespace

std::string evidence_html(const EvidencePage& page) { return Writer(page).run(); }

}  // namespace probity::audit

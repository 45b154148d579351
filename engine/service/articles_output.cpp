#include <map>
#include <optional>

#include "engine/base/json_text.h"
#include "engine/service/articles.h"

namespace probity::service {
namespace {

using Status = ArticleState::Status;

// ---------------------------------------------------------------- JSON

std::string texts_json(const LocalNames& texts) {
  std::string out = "{";
  for (const auto& [language, text] : texts) out += (out.size() > 1 ? "," : "") + json_text(language) + ":" + json_text(text);
  return out + "}";
}

std::string day_json(const std::optional<Date>& day) { return day ? json_text(day->to_string()) : "null"; }

template <typename Each, typename Write>
std::string list_json(const std::vector<Each>& all, Write write) {
  std::string out = "[";
  for (const Each& each : all) out += (out.size() > 1 ? "," : "") + write(each);
  return out + "]";
}

std::string by_json(const CitedBy& by) {
  return "{\"rule\":" + json_text(by.name) + ",\"from\":" + day_json(by.period.from) + ",\"to\":" + day_json(by.period.to) +
         ",\"unverified\":" + (by.unverified ? "true" : "false") + ",\"at\":" + json_text(by.at) + "}";
}

std::string version_json(const DocumentVersion& version) {
  return "{\"version\":" + json_text(version.version) + ",\"from\":" + day_json(version.from) +
         ",\"to\":" + day_json(version.to) +
         ",\"digest\":" + (version.digest.empty() ? std::string("null") : json_text(version.digest)) +
         ",\"unverified\":" + (version.unverified ? "true" : "false") + "}";
}

const char* status_name(Status status) {
  constexpr const char* kNames[] = {"verified", "unverified", "no_rule", "open"};
  return kNames[static_cast<int>(status)];
}

std::string counts_json(const std::vector<const InstrumentArticles*>& all) {
  std::string out = "{";
  std::size_t total = 0;
  for (const Status status : {Status::kVerified, Status::kUnverified, Status::kExcused, Status::kOpen}) {
    std::size_t count = 0;
    for (const InstrumentArticles* each : all) count += each->count(status);
    total += count;
    out += "\"" + std::string(status_name(status)) + "\":" + std::to_string(count) + ",";
  }
  return out + "\"articles\":" + std::to_string(total) + "}";
}

std::string article_json(const ArticleState& article) {
  return "{\"unit\":" + json_text(provision_word(article.place.unit).english) + ",\"number\":" + json_text(article.place.first) +
         ",\"status\":" + json_text(status_name(article.status)) +
         ",\"because\":" + (article.because == nullptr ? std::string("null") : texts_json(*article.because)) +
         ",\"rules\":" + list_json(article.by, by_json) + "}";
}

std::string instrument_json(const InstrumentArticles& each) {
  const ir::Instrument& instrument = *each.instrument;
  return "{\"name\":" + json_text(instrument.name) + ",\"called\":" + texts_json(instrument.called) +
         ",\"authority\":" + texts_json(instrument.authority) + ",\"title\":" + texts_json(instrument.title) +
         ",\"layer\":" + json_text(instrument.layer) + ",\"versions\":" + list_json(instrument.versions, version_json) +
         ",\"counted\":" + (each.is_counted ? "true" : "false") + ",\"counts\":" + counts_json({&each}) +
         ",\"articles\":" + list_json(each.articles, article_json) + ",\"whole\":" + list_json(each.whole, by_json) + "}";
}

// ---------------------------------------------------------------- text

constexpr std::size_t kWidth = 100;

class Text {
 public:
  Text(const ArticlesReport& report, bool chinese) : report_(report), chinese_(chinese) {}

  std::string write() {
    for (const InstrumentArticles& each : report_.instruments) instrument(each);
    documents();
    in_words();
    summary();
    return std::move(out_);
  }

 private:
  [[nodiscard]] std::string in(const char* english, const char* chinese) const { return chinese_ ? chinese : english; }
  [[nodiscard]] std::string in(const LocalNames& texts) const {
    const auto own = texts.find(chinese_ ? "zh" : "en");
    if (own != texts.end()) return own->second;
    return texts.empty() ? std::string() : texts.begin()->second;
  }
  [[nodiscard]] std::string number(std::size_t count, const char* one, const char* many) const {
    return std::to_string(count) + " " + (count == 1 ? one : many);
  }

  void line(const std::string& text) { out_ += text + "\n"; }

  /// Words one behind the other, in lines of at most `kWidth` signs.
  void list(const std::string& lead, const std::vector<std::string>& words) {
    std::string text = lead;
    const std::string indent(8, ' ');
    for (std::size_t i = 0; i < words.size(); ++i) {
      const std::string word = words[i] + (i + 1 < words.size() ? "," : "");
      if (text.size() + word.size() > kWidth && text.size() > indent.size()) {
        line(text);
        text = indent;
      } else if (!text.ends_with(' ')) {
        text += " ";
      }
      text += word;
    }
    line(text);
  }

  [[nodiscard]] std::string period(const std::optional<Date>& from, const std::optional<Date>& to) const {
    std::string text;
    if (from) text += in(" from ", "自") + from->to_string() + in("", "起");
    if (to) text += in(" to ", "至") + to->to_string() + in("", "止");
    if (text.empty()) return in(", period not known", "，施行期间不详");
    return chinese_ ? "，" + text : text;
  }

  void versions(const std::vector<DocumentVersion>& versions) {
    for (const DocumentVersion& each : versions) {
      line(in("  version ", "  版本") + each.version + period(each.from, each.to) +
           (each.unverified ? in(", unverified", "，未核实") : "") + in(": ", "：") +
           (each.digest.empty() ? in("text not registered", "文本未登记") : each.digest));
    }
    if (versions.empty()) line(in("  no version is registered", "  未登记任何版本"));
  }

  [[nodiscard]] std::string by_text(const CitedBy& by) const {
    return by.name + (by.unverified ? in(" (unverified)", "（未核实）") : "");
  }

  [[nodiscard]] std::string places(const std::vector<Provision>& places) const {
    return provisions_text(places, chinese_ ? "zh" : "en");
  }

  /// Neighbours as one range, where there are three or more.
  static std::vector<Provision> joined(const std::vector<Provision>& places) {
    std::vector<Provision> result;
    for (std::size_t i = 0; i < places.size();) {
      std::size_t end = i + 1;
      Provision range = places[i];
      while (end < places.size() && places[end].unit == range.unit && !range.is_label && !places[end].is_label) {
        Provision longer = range;
        longer.last = places[end].first;
        const std::vector<std::string> numbers = is_range(longer) ? numbers_of(longer) : std::vector<std::string>();
        if (numbers.size() != end - i + 1) break;
        range = longer;
        ++end;
      }
      if (end - i >= 3) result.push_back(range);
      else for (std::size_t k = i; k < end; ++k) result.push_back(places[k]);
      i = end;
    }
    return result;
  }

  void instrument(const InstrumentArticles& each) {
    const ir::Instrument& instrument = *each.instrument;
    const std::string title = in(instrument.title);
    line(in(instrument.called) + "  [" + instrument.name + "]" + (title.empty() ? "" : in("  ", "　") + title));
    line("  " + in(instrument.authority) + in(", layer ", "，层级：") + instrument.layer);
    versions(instrument.versions);
    counts(each);
    std::map<const LocalNames*, std::vector<Provision>> excused;
    std::vector<Provision> open;
    for (const ArticleState& article : each.articles) {
      if (article.status == Status::kExcused) excused[article.because].push_back(article.place);
      else if (article.status == Status::kOpen) open.push_back(article.place);
      if (article.by.empty()) continue;
      std::vector<std::string> names;
      for (const CitedBy& by : article.by) names.push_back(by_text(by));
      list("    " + places({article.place}) + in(": ", "："), names);
    }
    if (!each.whole.empty()) {
      std::vector<std::string> names;
      for (const CitedBy& by : each.whole) names.push_back(by_text(by));
      list(in("    as a whole: ", "    整体："), names);
    }
    for (const auto& without : instrument.without_rule) {
      const auto found = excused.find(&without.because);
      if (found != excused.end()) {
        line(in("    no rule for ", "    不设规则：") + places(joined(found->second)) + in(": ", "：") + in(*found->first));
      }
    }
    if (!open.empty()) line(in("    without a rule, and nobody says why: ", "    没有规则且未说明原因：") + places(joined(open)));
    line("");
  }

  void counts(const InstrumentArticles& each) {
    const std::size_t verified = each.count(Status::kVerified);
    const std::size_t unverified = each.count(Status::kUnverified);
    const std::size_t excused = each.count(Status::kExcused);
    const std::size_t open = each.count(Status::kOpen);
    if (!each.is_counted) {
      line(in("  what it contains is not said; cited: ", "  未说明其条文；已引用：") + std::to_string(verified + unverified) +
           in(" (", "条（其中") + std::to_string(verified) + in(" verified)", "条已核实）"));
      return;
    }
    const std::string all = std::to_string(each.articles.size());
    if (chinese_) {
      line("  " + all + "条：有规则" + std::to_string(verified + unverified) + "条（已核实" + std::to_string(verified) + "条），不设规则" +
           std::to_string(excused) + "条，未说明" + std::to_string(open) + "条");
      return;
    }
    line("  " + number(each.articles.size(), "article", "articles") + ": " + std::to_string(verified + unverified) +
         " with rules (" + std::to_string(verified) + " verified), " + std::to_string(excused) +
         " without a rule for a reason, " +
         std::to_string(open) + " without");
  }

  void documents() {
    if (report_.documents.empty()) return;
    line(in("Documents", "文件"));
    for (const DocumentState& each : report_.documents) {
      const auto zh = each.document->names.find("zh");
      line("  " + each.document->name + (zh == each.document->names.end() ? "" : "  " + zh->second));
      for (const DocumentVersion& version : each.document->versions) {
        line("    " + in("version ", "版本") + version.version + period(version.from, version.to) +
             (version.unverified ? in(", unverified", "，未核实") : "") + in(": ", "：") +
             (version.digest.empty() ? in("text not registered", "文本未登记") : version.digest));
      }
      if (!each.disclosed_by.empty()) list(in("    asked for by: ", "    要求签署："), each.disclosed_by);
    }
    line("");
  }

  void in_words() {
    if (report_.in_words.empty()) return;
    line(in("Cited in words alone", "仅以文字引用"));
    for (const CitedInWords& each : report_.in_words) {
      std::vector<std::string> names;
      for (const CitedBy& by : each.by) names.push_back(by_text(by));
      list("  " + each.layer + " \"" + each.text + "\": ", names);
    }
    line("");
  }

  void summary() {
    std::size_t totals[4] = {};
    std::size_t counted = 0;
    std::size_t versions = 0;
    std::size_t registered = 0;
    const auto count_versions = [&](const std::vector<DocumentVersion>& all) {
      for (const DocumentVersion& each : all) ++versions, registered += each.digest.empty() ? 0U : 1U;
    };
    for (const InstrumentArticles& each : report_.instruments) {
      counted += each.is_counted ? 1U : 0U;
      for (std::size_t i = 0; i < 4; ++i) totals[i] += each.count(static_cast<Status>(i));
      count_versions(each.instrument->versions);
    }
    for (const DocumentState& each : report_.documents) count_versions(each.document->versions);
    std::size_t in_words = 0;
    for (const CitedInWords& each : report_.in_words) in_words += each.by.size();
    const auto text = [](std::size_t value) { return std::to_string(value); };
    const std::size_t all = totals[0] + totals[1] + totals[2] + totals[3];
    if (chinese_) {
      line(text(report_.instruments.size()) + "部法规（" + text(counted) + "部列明条文），" + text(all) + "条：已核实" + text(totals[0]) +
           "条，未核实" + text(totals[1]) + "条，不设规则" + text(totals[2]) + "条，未说明" + text(totals[3]) + "条；仅以文字引用" +
           text(in_words) + "处；文本版本" + text(versions) + "个，已登记" + text(registered) + "个");
      return;
    }
    line(number(report_.instruments.size(), "instrument", "instruments") + ", " + text(counted) +
         " of which say what they contain; " + number(all, "article", "articles") + ":");
    line("  " + text(totals[0]) + " with a verified rule, " + text(totals[1]) + " with unverified ones only, " + text(totals[2]) +
         " without a rule for a reason, " + text(totals[3]) + " without");
    line("  " + number(in_words, "citation", "citations") + " in words alone; " + number(versions, "version", "versions") +
         " of texts, " + text(registered) + " with a digest");
  }

  const ArticlesReport& report_;
  bool chinese_;
  std::string out_;
};

}  // namespace

std::string articles_json(const ArticlesReport& report) {
  std::vector<const InstrumentArticles*> all;
  for (const InstrumentArticles& each : report.instruments) all.push_back(&each);
  return "{\"counts\":" + counts_json(all) + ",\"instruments\":" + list_json(report.instruments, instrument_json) +
         ",\"documents\":" + list_json(report.documents, [](const DocumentState& each) {
           return "{\"name\":" + json_text(each.document->name) + ",\"names\":" + texts_json(each.document->names) +
                  ",\"versions\":" + list_json(each.document->versions, version_json) + ",\"disclosed_by\":" +
                  list_json(each.disclosed_by, [](const std::string& rule) { return json_text(rule); }) + "}";
         }) +
         ",\"in_words\":" + list_json(report.in_words, [](const CitedInWords& each) {
           return "{\"layer\":" + json_text(each.layer) + ",\"text\":" + json_text(each.text) +
                  ",\"rules\":" + list_json(each.by, by_json) + "}";
         }) + "}\n";
}

std::string articles_text(const ArticlesReport& report, std::string_view language) {
  return Text(report, language == "zh").write();
}

}  // namespace probity::service

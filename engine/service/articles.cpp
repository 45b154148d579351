#include "engine/service/articles.h"

#include <algorithm>
#include <map>
#include <set>
#include <tuple>
#include <utility>

namespace probity::service {
namespace {

using Place = std::tuple<ProvisionUnit, bool, std::string>;

struct ByPlace {
  bool operator()(const Place& a, const Place& b) const {
    if (std::get<0>(a) != std::get<0>(b)) return std::get<0>(a) < std::get<0>(b);
    if (std::get<1>(a) != std::get<1>(b)) return std::get<1>(a) < std::get<1>(b);
    const int order = std::get<1>(a) ? std::get<2>(a).compare(std::get<2>(b)) : compare_numbers(std::get<2>(a), std::get<2>(b));
    return order < 0;
  }
};

class Lister {
 public:
  explicit Lister(const ir::Program& program) : program_(program) {}

  ArticlesReport run() {
    for (const ir::Instrument& instrument : program_.instruments) open(instrument);
    // What a rule of a lower layer adds hands on the citations of the rule above: that one counts them.
    for (const bool stricter : {false, true}) {
      for (const ir::Rule& rule : program_.rules) {
        if (rule.stricter_than.empty() != stricter) node(rule.node, rule.qualified_name, rule.node.period);
      }
    }
    for (const ir::Parameter& parameter : program_.parameters) {
      for (const ir::Citation& cite : parameter.cites) add(cite, parameter.name, {});
    }
    return report();
  }

 private:
  struct Open {
    const ir::Instrument* instrument = nullptr;
    std::map<Place, std::vector<CitedBy>, ByPlace> places;
    std::vector<CitedBy> whole;
  };

  void open(const ir::Instrument& instrument) {
    Open open;
    open.instrument = &instrument;
    for (const Provision& each : instrument.contains) {
      for (const std::string& number : numbers_of(each)) open.places.try_emplace({each.unit, each.is_label, number});
    }
    open_.push_back(std::move(open));
  }

  void node(const ir::Node& node, const std::string& name, const ir::Period& period) {
    for (const ir::Citation& cite : node.cites) add(cite, name, period);
    for (const ir::Disclosure& each : node.disclosures) {
      auto& rules = disclosed_by_[each.document.index()];
      if (std::find(rules.begin(), rules.end(), name) == rules.end()) rules.push_back(name);
    }
    for (const ir::Node& exception : node.exceptions) this->node(exception, name + "." + exception.name, exception.period);
  }

  void add(const ir::Citation& cite, const std::string& name, const ir::Period& period) {
    // An exception that cites nothing of its own holds what it inherits: as written it is one citation.
    if (!seen_.emplace(cite.span.file, cite.span.line).second) return;
    const std::string file = cite.span.file < program_.file_names.size() ? program_.file_names[cite.span.file] : "";
    const CitedBy by{name, period, cite.unverified, file + ":" + std::to_string(cite.span.line)};
    if (!cite.instrument) {
      in_words_[{cite.layer, cite.text}].push_back(by);
      return;
    }
    Open& open = open_[cite.instrument->index()];
    if (cite.provisions.empty()) open.whole.push_back(by);
    for (const Provision& each : cite.provisions) {
      for (const std::string& number : numbers_of(each)) open.places[{each.unit, each.is_label, number}].push_back(by);
    }
  }

  static ArticleState state_of(const ir::Instrument& instrument, const Place& place, std::vector<CitedBy> by) {
    ArticleState state;
    state.place.unit = std::get<0>(place);
    state.place.is_label = std::get<1>(place);
    state.place.first = std::get<2>(place);
    const bool verified = std::any_of(by.begin(), by.end(), [](const CitedBy& each) { return !each.unverified; });
    using Status = ArticleState::Status;
    if (!by.empty()) state.status = verified ? Status::kVerified : Status::kUnverified;
    for (const auto& without : instrument.without_rule) {
      if (!by.empty() || !covers(without.provisions, state.place)) continue;
      state.status = Status::kExcused;
      state.because = &without.because;
      break;
    }
    state.by = std::move(by);
    return state;
  }

  ArticlesReport report() {
    ArticlesReport report;
    for (Open& open : open_) {
      InstrumentArticles articles;
      articles.instrument = open.instrument;
      articles.is_counted = !open.instrument->contains.empty();
      // Reasons are listed also where the instrument does not say what else it contains.
      for (const auto& without : open.instrument->without_rule) {
        for (const Provision& each : without.provisions) {
          for (const std::string& number : numbers_of(each)) open.places.try_emplace({each.unit, each.is_label, number});
        }
      }
      for (auto& [place, by] : open.places) {
        articles.articles.push_back(state_of(*open.instrument, place, std::move(by)));
      }
      articles.whole = std::move(open.whole);
      report.instruments.push_back(std::move(articles));
    }
    std::sort(report.instruments.begin(), report.instruments.end(),
              [](const auto& a, const auto& b) { return a.instrument->name < b.instrument->name; });
    for (auto& [key, by] : in_words_) report.in_words.push_back({key.first, key.second, std::move(by)});
    std::uint32_t index = 0;
    for (const Document& document : program_.schema.documents) {
      const auto rules = disclosed_by_.find(index++);
      report.documents.push_back({&document, rules == disclosed_by_.end() ? std::vector<std::string>() : rules->second});
    }
    std::sort(report.documents.begin(), report.documents.end(),
              [](const auto& a, const auto& b) { return a.document->name < b.document->name; });
    return report;
  }

  const ir::Program& program_;
  std::vector<Open> open_;  ///< by the instrument's index
  std::map<std::pair<std::string, std::string>, std::vector<CitedBy>> in_words_;
  std::map<std::uint32_t, std::vector<std::string>> disclosed_by_;
  std::set<std::pair<std::uint32_t, std::uint32_t>> seen_;
};

}  // namespace

std::size_t InstrumentArticles::count(ArticleState::Status status) const {
  return static_cast<std::size_t>(std::count_if(articles.begin(), articles.end(),
                                                [&](const ArticleState& each) { return each.status == status; }));
}

ArticlesReport list_articles(const ir::Program& program) { return Lister(program).run(); }

}  // namespace probity::service

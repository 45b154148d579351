#include "engine/check/instruments.h"

#include <algorithm>
#include <set>

#include "engine/check/vocabulary.h"

namespace probity::check {
namespace {

std::vector<Provision> provisions_of(const std::vector<ast::PlacedProvision>& placed) {
  std::vector<Provision> result;
  for (const ast::PlacedProvision& each : placed) result.push_back(each.provision);
  return result;
}

/// `article 44`, `articles 44 to 46`
std::string place_text(const Provision& provision) {
  const ProvisionWord& word = provision_word(provision.unit);
  return std::string(provision.last.empty() ? word.english : word.plural) + " " + number_text(provision);
}

/// What of a unit an instrument contains, for a remedy: `articles 1 to 43`.
std::string contained_text(const std::vector<Provision>& contains, ProvisionUnit unit) {
  std::string text;
  for (const Provision& each : contains) {
    if (each.unit == unit) text += (text.empty() ? "" : ", ") + number_text(each);
  }
  return text.empty() ? text : std::string(provision_word(unit).plural) + " " + text;
}

/// An instrument that does not say what it contains has every place.
void check_place(Context& context, const ir::Instrument& instrument, const ast::PlacedProvision& place) {
  const std::string contained = contained_text(instrument.contains, place.provision.unit);
  if (contained.empty() || covers(instrument.contains, place.provision)) return;
  context.report(DiagnosticId::kNoSuchProvision, place.span, instrument.name, place_text(place.provision))
      .label(instrument.span, PhraseId::kIsDeclaredHere)
      .suggest(PhraseId::kItHas, contained);
}

class Instruments {
 public:
  explicit Instruments(Context& context) : context_(context) {}

  void build() {
    for (const ast::Unit& unit : context_.units) {
      for (const ast::Instrument& source : unit.instruments) add(source);
    }
  }

 private:
  void add(const ast::Instrument& source) {
    const auto [found, fresh] = context_.instruments.emplace(source.name.text, Id<ir::Instrument>());
    if (!fresh) {
      context_.report(DiagnosticId::kDeclaredTwice, source.name.span, "instrument", source.name.text)
          .label(context_.program.instruments[found->second].span, PhraseId::kTheFirstIsHere);
      return;
    }
    ir::Instrument instrument;
    instrument.name = source.name.text;
    instrument.span = source.name.span;
    instrument.called = source.names.by_language;
    if (source.authority) instrument.authority = source.authority->by_language;
    if (source.title) instrument.title = source.title->by_language;
    needs(source, "authority", source.authority.has_value(), PhraseId::kAddAuthority);
    needs(source, "layer", source.layer.has_value(), PhraseId::kAddInstrumentLayer);
    instrument.layer = std::string(layer_name(source.layer.value_or(ast::Layer::kLaw)));
    instrument.contains = provisions_of(source.contains);
    instrument.versions = read_versions(context_, source.name.text, source.versions);
    for (const ast::WithoutRule& each : source.without_rule) {
      for (const ast::PlacedProvision& place : each.provisions) check_place(context_, instrument, place);
      instrument.without_rule.push_back({provisions_of(each.provisions), each.because.by_language});
    }
    const LocalNames names = local_names(source.names);
    found->second = context_.program.instruments.add(std::move(instrument));
    const Id<ir::Instrument> id = found->second;
    for (const auto& [language, name] : names) context_.instruments.emplace(name, id);
  }

  void needs(const ast::Instrument& source, const char* keyword, bool given, PhraseId help) {
    if (given || source.places.contains(keyword) || source.places.contains("?")) return;
    context_.report(DiagnosticId::kMissingInstrumentClause, source.name.span, source.name.text, keyword).suggest(help);
  }

  Context& context_;
};

class CitationReader {
 public:
  CitationReader(Context& context, const ast::Citation& source) : context_(context), source_(source) {}

  void read(ir::Citation& into) {
    const ast::Name& name = *source_.instrument;
    const auto found = context_.instruments.find(name.text);
    if (found == context_.instruments.end()) return unknown(name);
    const ir::Instrument& instrument = context_.program.instruments[found->second];
    LocalNames names = instrument.called;
    names.erase("en");
    context_.used(name, instrument.name, names);
    into.instrument = found->second;
    into.layer = instrument.layer;
    into.provisions = provisions_of(source_.provisions);
    for (const ast::PlacedProvision& place : source_.provisions) check_place(context_, instrument, place);
    if (source_.version) check_version(instrument, into);
    into.text = ir::citation_text(instrument, into.version, into.provisions, "en");
  }

 private:
  void unknown(const ast::Name& name) {
    std::vector<std::string> candidates;
    for (const auto& [known, id] : context_.instruments) candidates.push_back(known);
    std::sort(candidates.begin(), candidates.end());
    auto& diagnostic = context_.report_unknown(DiagnosticId::kUnknownInstrument, name, candidates, name.text);
    if (diagnostic.help.empty()) {
      diagnostic.suggest(PhraseId::kDeclareInstrument, name.text);
    }
  }

  void check_version(const ir::Instrument& instrument, ir::Citation& into) {
    const std::string& wanted = source_.version->text;
    const auto found = std::find_if(instrument.versions.begin(), instrument.versions.end(),
                                    [&](const DocumentVersion& each) { return each.version == wanted; });
    into.version = wanted;
    if (found != instrument.versions.end()) return;
    report_unknown_version(context_, *source_.version, instrument.name, instrument.versions);
  }

  Context& context_;
  const ast::Citation& source_;
};

/// The versions that are meant: of the instrument, or the one that is named.
std::vector<DocumentVersion> versions_meant(const ir::Instrument& instrument, const ir::Citation& citation) {
  std::vector<DocumentVersion> versions;
  for (const DocumentVersion& each : instrument.versions) {
    if (citation.version.empty() || citation.version == each.version) versions.push_back(each);
  }
  return versions;
}

bool in_force_together(const Context& context, const ir::Citation& citation, const ir::Period& period) {
  if (!citation.instrument) return true;  // unknown: reported
  const auto versions = versions_meant(context.program.instruments[*citation.instrument], citation);
  return versions.empty() || std::any_of(versions.begin(), versions.end(), [&](const DocumentVersion& each) {
    return periods_overlap(period, {each.from, each.to});
  });
}

/// Rules that are never in force together with what they rest on.
void check_periods(Context& context) {
  for (const auto& [place, seen] : context.citations) {
    if (seen.in_force) continue;
    const ir::Instrument& instrument = context.program.instruments[*seen.citation.instrument];
    std::string periods;
    for (const DocumentVersion& each : versions_meant(instrument, seen.citation)) {
      periods += (periods.empty() ? "" : ", ") + ("\"" + each.version + "\" " + period_text(each.from, each.to));
    }
    context.diagnostics.report(DiagnosticId::kCitedOutOfForce, seen.citation.span, instrument.name, seen.by)
        .suggest(PhraseId::kInForceBeside, seen.by, period_text(seen.period.from, seen.period.to), instrument.name, periods);
  }
}

/// Each rule and exception with the citations that it does not share with what it is an exception to.
template <typename Visit>
void for_each_node(const ir::Node& node, Visit visit) {
  visit(node);
  for (const ir::Node& exception : node.exceptions) for_each_node(exception, visit);
}

}  // namespace

void build_instruments(Context& context) { Instruments(context).build(); }

ir::Citation read_citation(Context& context, const ast::Citation& source, const std::string& layer, const std::string& by,
                           const ir::Period& period) {
  ir::Citation citation;
  citation.layer = source.layer ? std::string(layer_name(*source.layer)) : layer;
  citation.text = source.text;
  citation.unverified = source.unverified;
  citation.span = source.span;
  if (!source.instrument) return citation;
  const auto [known, fresh] = context.citations.try_emplace({source.span.file, source.span.line});
  SeenCitation& seen = known->second;
  if (fresh) {
    CitationReader(context, source).read(citation);
    seen = {std::move(citation), false, by, period};
  }
  seen.in_force = seen.in_force || in_force_together(context, seen.citation, period);
  return seen.citation;
}

void check_layer_of_citations(Context& context, const ast::Name& rule, const std::string& layer,
                              const std::vector<ir::Citation>& cites) {
  const std::string_view firm = layer_name(ast::Layer::kFirm);
  if (layer == firm) return;
  const bool only_firm = std::all_of(cites.begin(), cites.end(), [&](const ir::Citation& each) { return each.layer == firm; });
  if (!only_firm) return;
  // A warning leaves the rule whole: it is not counted among the mistakes of a step.
  context.diagnostics.report(DiagnosticId::kCitesBelowLayer, rule.span, rule.text, layer)
      .suggest(PhraseId::kCiteOrMoveToFirm);
}

void check_citations(Context& context) {
  check_periods(context);
  std::set<std::pair<std::uint32_t, std::uint32_t>> told;
  for (const ir::Rule& rule : context.program.rules) {
    for_each_node(rule.node, [&](const ir::Node& node) {
      for (const ir::Citation& cite : node.cites) {
        if (!cite.instrument) continue;
        const ir::Instrument& instrument = context.program.instruments[*cite.instrument];
        for (const Provision& place : cite.provisions) {
          for (const std::string& number : numbers_of(place)) {
            const Provision one{place.unit, number, "", "", "", "", place.is_label};
            const bool without = std::any_of(instrument.without_rule.begin(), instrument.without_rule.end(),
                                             [&](const auto& each) { return covers(each.provisions, one); });
            if (!without || !told.emplace(cite.span.file, cite.span.line).second) continue;
            context.diagnostics
                .report(DiagnosticId::kRuleOfPlaceWithoutRule, cite.span, instrument.name, place_text(one), node.name)
                .label(instrument.span, PhraseId::kSaysSo)
                .suggest(PhraseId::kTakeOutOfNoRule, place_text(one));
          }
        }
      }
    });
  }
}

}  // namespace probity::check

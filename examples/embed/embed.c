/* One order judged inside a C program:  embed RULESETS  */
#include <stdio.h>

#include <probity.h>

static int failed(const char* what, probity_error* error) {
  fprintf(stderr, "%s: %s\n", what, probity_error_text(error));
  probity_error_free(error);
  return 3;
}

int main(int argc, char** argv) {
  if (argc < 2) {
    fprintf(stderr, "embed RULESETS\n");
    return 2;
  }
  if (probity_abi_version() != PROBITY_ABI_VERSION) {
    fprintf(stderr, "this program was built for another libprobity\n");
    return 3;
  }
  probity_error* error = NULL;
  probity_rules* rules = NULL;
  const char* paths[] = {argv[1]};
  if (probity_rules_load(paths, 1, NULL, &rules, &error) != PROBITY_OK) return failed("rulesets", error);

  /* Names are looked up once, not for each order. */
  const probity_field placed_at = probity_rules_field(rules, "Order", "order.placed_at");
  const probity_field risk = probity_rules_field(rules, "Order", "order.risk");
  const probity_field risk_class = probity_rules_field(rules, "Order", "client.risk_class");

  probity_subject* order = NULL;
  if (probity_subject_new(rules, "Order", "O-1", &order, &error) != PROBITY_OK) return failed("order", error);
  probity_set_text(order, placed_at, "2025-03-14T10:15:00+08:00");
  probity_set_text(order, risk, "C3");
  probity_set_text(order, risk_class, "C2");

  probity_decision* decision = NULL;
  if (probity_decide(rules, order, &decision, &error) != PROBITY_OK) return failed("decision", error);
  printf("outcome %d\n", (int)probity_decision_outcome(decision));
  probity_finding finding;
  for (size_t i = 0; probity_decision_finding(decision, i, "en", &finding) == PROBITY_OK; ++i) {
    printf("%s: %s\n", finding.rule, finding.because);
  }
  probity_decision_free(decision);
  probity_subject_free(order);
  probity_rules_free(rules);
  return 0;
}

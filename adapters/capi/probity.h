#pragma once
/* libprobity: decisions inside another program, without a service and without JSON.
 *
 * Conventions
 *   - Versions: PROBITY_ABI_VERSION is raised where a program compiled before would go wrong; compare it with
 *     probity_abi_version() when you load the library at run time. Functions are only ever added otherwise.
 *   - Errors: a function that can fail gives a probity_status. Where it takes a probity_error**, what failed is
 *     put there in words; it may be NULL, and is untouched on success. Free it with probity_error_free.
 *   - Ownership: what a function named _new, _load or _decide gives, the caller frees with the _free of its kind.
 *     Texts that are given back belong to the object they were asked of and last as long as it does. Texts that
 *     are handed in are copied. Every _free takes NULL.
 *   - Threads: probity_rules never changes and may be used by any number of threads at once, as may a decision.
 *     A probity_subject is used by one thread at a time.
 *   - Nothing is thrown across this border. Text is UTF-8.
 *   - A fact that is not set is unknown, and an unknown fact never turns into a permit.
 */
#include <stddef.h>
#include <stdint.h>

#if defined(__GNUC__)
#define PROBITY_API __attribute__((visibility("default")))
#else
#define PROBITY_API
#endif

#ifdef __cplusplus
extern "C" {
#endif

#define PROBITY_ABI_VERSION 1

typedef struct probity_rules probity_rules;
typedef struct probity_subject probity_subject;
typedef struct probity_decision probity_decision;
typedef struct probity_error probity_error;

typedef enum probity_status {
  PROBITY_OK = 0,
  PROBITY_INVALID = 1,     /* an argument cannot mean anything here */
  PROBITY_NOT_FOUND = 2,   /* no such file, field or entity */
  PROBITY_UNAVAILABLE = 3, /* something could not be read */
  PROBITY_MISTAKES = 4,    /* the rulesets hold mistakes of their author; the error's text lists them */
  PROBITY_FAILED = 5       /* no memory, or a fault of the library's own */
} probity_status;

/* In order of strength. */
typedef enum probity_outcome {
  PROBITY_PERMIT = 0,
  PROBITY_RECORD = 1,
  PROBITY_WARN = 2,
  PROBITY_DISCLOSE = 3,
  PROBITY_CONFIRM = 4,
  PROBITY_BLOCK = 5
} probity_outcome;

/* Where a fact is, looked up once by its name: `order.quantity`, `client.risk_class`, `client.permissions`. */
typedef int32_t probity_field;
#define PROBITY_NO_FIELD (-1)

typedef struct probity_finding {
  const char* rule;      /* `cn.suitability.risk_match` */
  const char* because;   /* in the language asked for, else in English */
  probity_outcome outcome;
  int undetermined;      /* 1: it counts as `outcome` because facts were missing */
} probity_finding;

PROBITY_API int probity_abi_version(void);
PROBITY_API const char* probity_version(void);

PROBITY_API const char* probity_error_text(const probity_error* error);
PROBITY_API void probity_error_free(probity_error* error);

/* Compiles rulesets: files, or folders that hold them. `shipped` is the folder in which what they use is looked for
 * last; NULL is the one that came with the library. */
PROBITY_API probity_status probity_rules_load(const char* const* paths, size_t path_count, const char* shipped,
                                              probity_rules** rules, probity_error** error);
PROBITY_API void probity_rules_free(probity_rules* rules);
/* The digest that every decision names. */
PROBITY_API const char* probity_rules_digest(const probity_rules* rules);
/* The handle of a fact of subjects `on` (an entity, or an act on one), or PROBITY_NO_FIELD. Handles last as long as
 * the rules and are only good for subjects of that kind. */
PROBITY_API probity_field probity_rules_field(const probity_rules* rules, const char* on, const char* name);

/* A subject to judge, with all facts unknown. The rules outlive it. */
PROBITY_API probity_status probity_subject_new(const probity_rules* rules, const char* on, const char* id,
                                               probity_subject** subject, probity_error** error);
PROBITY_API void probity_subject_free(probity_subject* subject);
/* Another id and all facts unknown again: cheaper than a new one. */
PROBITY_API probity_status probity_subject_reset(probity_subject* subject, const char* id);

/* Sets a fact from its text, whatever its type: `C3`, `12.50 CNY`, `2025-03-14T10:15:00+08:00`, `yes`, `0.3%`. For a
 * field that refers to a record it is that record's id. A text that does not read leaves the fact in doubt, which is
 * unknown, and gives PROBITY_INVALID. */
PROBITY_API probity_status probity_set_text(probity_subject* subject, probity_field field, const char* text);
PROBITY_API probity_status probity_set_integer(probity_subject* subject, probity_field field, int64_t value);
/* `coefficient` times ten to the power of minus `scale`: 1250, 2 is 12.50. For numbers, and for money with `currency`. */
PROBITY_API probity_status probity_set_decimal(probity_subject* subject, probity_field field, int64_t coefficient,
                                               int scale, const char* currency);
PROBITY_API probity_status probity_set_truth(probity_subject* subject, probity_field field, int value);
/* An instant, in nanoseconds since 1970-01-01T00:00:00Z, shown with this offset from UTC in seconds. */
PROBITY_API probity_status probity_set_instant(probity_subject* subject, probity_field field, int64_t instant_ns,
                                               int32_t offset_s);
PROBITY_API probity_status probity_set_unknown(probity_subject* subject, probity_field field);
/* Says that a list is known and has no element yet. */
PROBITY_API probity_status probity_set_empty(probity_subject* subject, probity_field list);
/* Adds an element to a list, given as JSON: `{"board": "star", "granted_on": "2024-01-05"}`. */
PROBITY_API probity_status probity_add_json(probity_subject* subject, probity_field list, const char* json);

PROBITY_API probity_status probity_decide(const probity_rules* rules, const probity_subject* subject,
                                          probity_decision** decision, probity_error** error);
PROBITY_API void probity_decision_free(probity_decision* decision);
PROBITY_API probity_outcome probity_decision_outcome(const probity_decision* decision);
PROBITY_API size_t probity_decision_finding_count(const probity_decision* decision);
/* `language` is `en` or `zh`. PROBITY_NOT_FOUND behind the last one. */
PROBITY_API probity_status probity_decision_finding(const probity_decision* decision, size_t at, const char* language,
                                                    probity_finding* finding);
/* The whole decision as `probity decide` prints it. */
PROBITY_API const char* probity_decision_json(probity_decision* decision);

#ifdef __cplusplus
}
#endif

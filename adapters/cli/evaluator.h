#pragma once

#include <CLI/CLI.hpp>
#include <string>

#include "engine/service/judge.h"

namespace probity::cli {

/// `--evaluator fast|reference`.
inline void add_evaluator(CLI::App& command, std::string& word) {
  command
      .add_option("--evaluator", word, "fast (the default) or reference: slower, the same answers")
      ->check(CLI::IsMember({"fast", "reference"}));
}

[[nodiscard]] inline service::Evaluator evaluator_of(const std::string& word) {
  return word == "reference" ? service::Evaluator::kReference : service::Evaluator::kFast;
}

}  // namespace probity::cli

#include "tests/golden/mistakes/mistake_file.h"

#include <algorithm>
#include <fstream>
#include <sstream>

namespace probity::golden {
namespace {

constexpr std::string_view kHere = "@here\n";

bool begins_with(const std::string& text, const std::string& start) { return text.compare(0, start.size(), start) == 0; }

void add_to_frame(Frame& frame, const std::string& line) {
  if (begins_with(line, "@file ")) {
    frame.files.emplace_back(line.substr(6), "");
    return;
  }
  if (frame.files.empty()) frame.files.emplace_back("rules", "");
  frame.files.back().second += line + "\n";
}

}  // namespace

MistakeFile read_mistakes(const std::filesystem::path& path) {
  MistakeFile result;
  result.path = path;
  std::ifstream file(path, std::ios::binary);
  std::string* into = &result.head;
  bool in_frame = false;
  for (std::string line; std::getline(file, line);) {
    if (begins_with(line, "--- frame ")) {
      result.frames.push_back({line.substr(10), {}});
      in_frame = true;
    } else if (begins_with(line, "--- case ")) {
      result.cases.push_back({line.substr(9), result.frames.size() - 1, {}, {}, {}, {}, {}});
      in_frame = false;
      into = &result.cases.back().lines;
    } else if (line == "--- says") {
      into = &result.cases.back().says;
    } else if (line == "--- fixed") {
      into = &result.cases.back().fixed;
    } else if (line == "--- applied") {
      into = &result.cases.back().applied;
    } else if (line == "--- then") {
      into = &result.cases.back().then;
    } else if (in_frame) {
      add_to_frame(result.frames.back(), line);
    } else {
      *into += line + "\n";
    }
  }
  return result;
}

void write_mistakes(const MistakeFile& file) {
  std::ofstream out(file.path, std::ios::binary | std::ios::trunc);
  out << file.head;
  std::size_t frames = 0;
  for (const Mistake& mistake : file.cases) {
    for (; frames <= mistake.frame; ++frames) {
      const Frame& frame = file.frames[frames];
      out << "--- frame " << frame.name << "\n";
      for (const auto& [name, text] : frame.files) {
        if (frame.files.size() > 1 || name != "rules") out << "@file " << name << "\n";
        out << text;
      }
    }
    out << "--- case " << mistake.title << "\n" << mistake.lines << "--- says\n" << mistake.says;
    if (!mistake.fixed.empty()) out << "--- fixed\n" << mistake.fixed;
    else if (!mistake.applied.empty()) out << "--- applied\n" << mistake.applied;
    if (!mistake.then.empty()) out << "--- then\n" << mistake.then;
  }
}

SourceSet framed(const Frame& frame, const std::string& lines) {
  SourceSet sources;
  for (const auto& [name, text] : frame.files) {
    std::string whole = text;
    const std::size_t here = whole.find(kHere);
    if (here != std::string::npos) whole.replace(here, kHere.size(), lines);
    sources.emplace_back(name, whole);
  }
  return sources;
}

Place place_of(const Frame& frame) {
  for (std::uint32_t file = 0; file < frame.files.size(); ++file) {
    const std::string& text = frame.files[file].second;
    const std::size_t here = text.find(kHere);
    if (here == std::string::npos) continue;
    const auto before = text.begin() + static_cast<std::ptrdiff_t>(here);
    return {file, static_cast<std::uint32_t>(std::count(text.begin(), before, '\n'))};
  }
  return {};
}

std::string unframed(const Frame& frame, const SourceSet& sources) {
  const Place place = place_of(frame);
  const std::string& around = frame.files[place.file].second;
  const std::size_t here = around.find(kHere);
  if (here == std::string::npos) return {};
  const std::string before = around.substr(0, here);
  const std::string after = around.substr(here + kHere.size());
  const std::string whole(sources[place.file].text());
  const bool kept = whole.size() >= before.size() + after.size() && begins_with(whole, before) &&
                    whole.compare(whole.size() - after.size(), after.size(), after) == 0;
  return kept ? whole.substr(before.size(), whole.size() - before.size() - after.size()) : whole;
}

}  // namespace probity::golden

#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "engine/source/source_text.h"

/// Files of mistakes that officers make, many small cases in each:
///
///   # What the file is about.
///   --- frame NAME         text around the mistaken lines of the cases below it; `@here` is where they stand,
///                          `@file NAME` begins another file
///   --- case TITLE         the mistaken lines
///   --- says               the one diagnostic: `line:column text marked`, message and help; lines count from the case's first
///   --- fixed              the lines after the diagnostic's own fix was made; or
///   --- applied            the lines as an officer writes them who follows the help
///   --- then               what is still said after that, where anything is
namespace probity::golden {

struct Frame {
  std::string name;
  std::vector<std::pair<std::string, std::string>> files;  ///< name and text, with `@here` in one of them
};

struct Mistake {
  std::string title;
  std::size_t frame = 0;  ///< index in `MistakeFile::frames`
  std::string lines, says, fixed, applied, then;
};

struct MistakeFile {
  std::filesystem::path path;
  std::string head;  ///< the comment that it begins with
  std::vector<Frame> frames;
  std::vector<Mistake> cases;
};

[[nodiscard]] MistakeFile read_mistakes(const std::filesystem::path& path);
/// Writes the file with what its cases hold now.
void write_mistakes(const MistakeFile& file);

/// The frame's files with these lines in their place.
[[nodiscard]] SourceSet framed(const Frame& frame, const std::string& lines);
/// Where the lines stand: the file and the line before their first.
struct Place { std::uint32_t file = 0; std::uint32_t line = 0; };
[[nodiscard]] Place place_of(const Frame& frame);
/// What stands between the frame's texts; the whole file, where those were changed.
[[nodiscard]] std::string unframed(const Frame& frame, const SourceSet& sources);

}  // namespace probity::golden

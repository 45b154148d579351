#pragma once

#include <memory>
#include <string>

#include "adapters/files/byte_source.h"
#include "engine/ports/tables.h"

namespace probity::files {

/// Reads comma-separated text as RFC 4180 has it: quoted cells may hold delimiters, doubled quotes and
/// line breaks. Lines end in LF or CRLF; a byte-order mark is read past; a quote inside a cell that
/// does not begin with one is taken as it stands; blank lines of a table with several columns mean
/// nothing. A line that is broken (too few or too many cells, a byte that is no UTF-8, a quote that
/// never closes, a record over 1 MiB) becomes one faulty row, and reading goes on with the next line.
///
/// Written here because none of Debian's libraries fits: libcsv gives neither places nor the
/// rest of a file whose quote stays open, and the others read whole files into memory.
[[nodiscard]] Result<std::unique_ptr<ports::TableReader>> read_csv(std::unique_ptr<ByteSource> bytes,
                                                                   std::string name, char delimiter);

/// Opens `FOLDER/<table>.csv`, or `FOLDER/<table>` where the name has an ending. Names that lead out of
/// the folder are refused.
[[nodiscard]] Result<std::unique_ptr<ports::TableStore>> open_csv_folder(const std::string& folder);

}  // namespace probity::files

#include "adapters/cli/json_text.h"

#include <rapidjson/stringbuffer.h>
#include <rapidjson/writer.h>

namespace probity::cli {

std::string json_text(std::string_view text) {
  rapidjson::StringBuffer buffer;
  using Quoting = rapidjson::Writer<rapidjson::StringBuffer, rapidjson::UTF8<>, rapidjson::UTF8<>,
                                    rapidjson::CrtAllocator, rapidjson::kWriteValidateEncodingFlag>;
  Quoting writer(buffer);
  if (writer.String(text.data(), static_cast<rapidjson::SizeType>(text.size()))) {
    return {buffer.GetString(), buffer.GetSize()};
  }
  // Not UTF-8: keep what is plain, byte by byte, so that the message stays readable.
  std::string plain;
  for (const char letter : text) {
    static_cast<unsigned char>(letter) < 0x80 ? plain += letter : plain += "\uFFFD";
  }
  buffer.Clear();
  writer.Reset(buffer);
  writer.String(plain.data(), static_cast<rapidjson::SizeType>(plain.size()));
  return {buffer.GetString(), buffer.GetSize()};
}

}  // namespace probity::cli

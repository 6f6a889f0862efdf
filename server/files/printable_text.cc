#include "server/files/printable_text.h"

#include <cstdint>
#include <optional>

namespace reinstate::files {
namespace {

constexpr char kReplacement[] = "\uFFFD";

size_t BytesByLead(unsigned char lead) {
  if (lead < 0x80) return 1;
  if (lead < 0xe0) return 2;
  return lead < 0xf0 ? 3 : 4;
}

// The character at the front; nothing where the bytes are not well-formed.
std::optional<uint32_t> Decode(std::string_view text) {
  static constexpr uint32_t kSmallest[] = {0, 0, 0x80, 0x800, 0x10000};
  const auto lead = static_cast<unsigned char>(text[0]);
  const size_t bytes = BytesByLead(lead);
  if (bytes == 1) return lead;
  if (lead < 0xc2 || lead > 0xf4 || text.size() < bytes) return std::nullopt;
  uint32_t character = lead & (0xffU >> (bytes + 1));
  for (size_t i = 1; i < bytes; ++i) {
    const auto next = static_cast<unsigned char>(text[i]);
    if ((next & 0xc0) != 0x80) return std::nullopt;
    character = (character << 6) | (next & 0x3fU);
  }
  const bool surrogate = character >= 0xd800 && character <= 0xdfff;
  if (character < kSmallest[bytes] || character > 0x10ffff || surrogate) return std::nullopt;
  return character;
}

bool IsControl(uint32_t character) {
  return character < 0x20 || (character >= 0x7f && character <= 0x9f) || character == 0x2028 ||
         character == 0x2029;
}

bool HasNoForm(uint32_t character) {
  return (character >= 0x200b && character <= 0x200f) ||
         (character >= 0x202a && character <= 0x202e) ||
         (character >= 0x2060 && character <= 0x206f) || character == 0x061c ||
         character == 0x00ad || character == 0xfeff;
}

}  // namespace

std::string PrintableText(std::string_view text) {
  std::string printable;
  while (!text.empty()) {
    const auto character = Decode(text);
    const size_t bytes = character ? CharacterBytes(text) : 1;
    if (!character || *character > 0xffff) {
      printable += kReplacement;
    } else if (IsControl(*character)) {
      printable += ' ';
    } else if (!HasNoForm(*character)) {
      printable += text.substr(0, bytes);
    }
    text.remove_prefix(bytes);
  }
  return printable;
}

size_t CharacterBytes(std::string_view text) {
  return BytesByLead(static_cast<unsigned char>(text[0]));
}

}  // namespace reinstate::files

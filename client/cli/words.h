// Enum values as people read and write them: without the prefix that protobuf wants.

#pragma once

#include <google/protobuf/descriptor.h>
#include <google/protobuf/generated_enum_reflection.h>
#include <google/protobuf/repeated_field.h>

#include <string>
#include <string_view>
#include <vector>

#include "client/cli/failure.h"

namespace reinstate::cli {

// "SUSPENDED" for STANDING_SUSPENDED; a number that this build does not know stays a number.
std::string EnumWord(const google::protobuf::EnumDescriptor& type, int number);

// "resell new license" for OPERATION_RESELL_NEW_LICENSE.
std::string EnumPhrase(const google::protobuf::EnumDescriptor& type, int number);

// Takes "RESELL_NEW_LICENSE", "resell-new-license" and the full name. The failure lists the known
// words; `kind` names the thing ("operation").
Outcome<int> ParseEnumWord(const google::protobuf::EnumDescriptor& type, std::string_view word,
                           const std::string& kind);

template <typename Enum>
std::string Word(Enum value) {
  return EnumWord(*google::protobuf::GetEnumDescriptor<Enum>(), value);
}

template <typename Enum>
std::string Phrase(Enum value) {
  return EnumPhrase(*google::protobuf::GetEnumDescriptor<Enum>(), value);
}

template <typename Enum>
Outcome<Enum> ParseWord(std::string_view word, const std::string& kind) {
  Outcome<int> number = ParseEnumWord(*google::protobuf::GetEnumDescriptor<Enum>(), word, kind);
  if (!number.ok()) return number.error();
  return static_cast<Enum>(*number);
}

// Words of a repeated enum field, joined by ", ".
template <typename Enum>
std::string WordList(const google::protobuf::RepeatedField<int>& values) {
  std::string text;
  for (const int value : values) {
    if (!text.empty()) text += ", ";
    text += EnumWord(*google::protobuf::GetEnumDescriptor<Enum>(), value);
  }
  return text;
}

template <typename Enum>
std::string PhraseList(const google::protobuf::RepeatedField<int>& values) {
  std::string text;
  for (const int value : values) {
    if (!text.empty()) text += ", ";
    text += EnumPhrase(*google::protobuf::GetEnumDescriptor<Enum>(), value);
  }
  return text;
}

}  // namespace reinstate::cli

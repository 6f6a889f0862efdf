// Where a command writes, and in which form.

#pragma once

#include <google/protobuf/message.h>

#include <cstddef>
#include <nlohmann/json_fwd.hpp>
#include <ostream>
#include <string>

#include "client/cli/failure.h"
#include "client/cli/table.h"

namespace reinstate::cli {

struct Console {
  std::ostream* out;             // results only
  std::ostream* err;             // failures, progress, counts
  bool json = false;             // protobuf JSON on `out` and nothing else
  bool colour = false;           // on `out`
  bool progress = false;         // `err` is a terminal
  std::size_t width = 80;        // columns of `out`, for running text
  std::size_t table_width = 80;  // and for tables
};

// The console of this process: colour and width only on a terminal, NO_COLOR honoured.
Console ProcessConsole(bool json);

// Proto field names, enums as strings, zero values present, one line end behind it. What could
// steer a terminal stands as \uXXXX (EscapeJson).
std::string ToJson(const google::protobuf::Message& message);
// In the same form, where the answer is put together here.
std::string ToJson(const nlohmann::ordered_json& value);
// The first on one line.
std::string ToJsonLine(const google::protobuf::Message& message);

// One line on err: "reinstate: ", what is wrong, what to do about it.
void PrintFailure(const Console& console, const Failure& failure);

void PrintTable(const Console& console, const Table& table);

}  // namespace reinstate::cli

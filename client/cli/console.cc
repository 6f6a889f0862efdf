#include "client/cli/console.h"

#include <google/protobuf/util/json_util.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <iostream>
#include <limits>
#include <nlohmann/json.hpp>
#include <stdexcept>
#include <string_view>

#include "client/cli/text.h"

namespace reinstate::cli {
namespace {

bool WantsColour() {
  const char* no_color = std::getenv("NO_COLOR");
  if (no_color != nullptr && *no_color != '\0') return false;
  const char* term = std::getenv("TERM");
  return term != nullptr && std::string_view(term) != "dumb";
}

std::size_t TerminalWidth() {
  winsize size{};
  if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) != 0 || size.ws_col == 0) return 80;
  return std::max<std::size_t>(size.ws_col, 40);
}

}  // namespace

Console ProcessConsole(bool json) {
  const bool terminal = isatty(STDOUT_FILENO) != 0;
  Console console{&std::cout, &std::cerr};
  console.json = json;
  console.colour = terminal && !json && WantsColour();
  console.progress = isatty(STDERR_FILENO) != 0;
  if (terminal) console.width = TerminalWidth();
  // What reads a pipe wants whole ids.
  console.table_width = terminal ? console.width : std::numeric_limits<std::size_t>::max();
  return console;
}

namespace {

std::string JsonOf(const google::protobuf::Message& message, bool add_whitespace) {
  google::protobuf::util::JsonPrintOptions options;
  options.add_whitespace = add_whitespace;
  options.always_print_primitive_fields = true;
  options.preserve_proto_field_names = true;
  std::string text;
  const auto status = google::protobuf::util::MessageToJsonString(message, &text, options);
  if (!status.ok()) {
    throw std::runtime_error("the reply has no JSON form: " + std::string(status.message()));
  }
  if (text.empty() || text.back() != '\n') text += '\n';
  return EscapeJson(text);
}

}  // namespace

std::string ToJson(const google::protobuf::Message& message) { return JsonOf(message, true); }

std::string ToJson(const nlohmann::ordered_json& value) {
  using Handler = nlohmann::ordered_json::error_handler_t;
  return EscapeJson(value.dump(1, ' ', /*ensure_ascii=*/false, Handler::replace)) + '\n';
}

std::string ToJsonLine(const google::protobuf::Message& message) { return JsonOf(message, false); }

void PrintFailure(const Console& console, const Failure& failure) {
  const std::string line = FailureLine(failure);
  // What reads a pipe or a log wants one line.
  *console.err << (console.progress ? Wrap(line, console.width, "reinstate: ", "  ")
                                    : "reinstate: " + line)
               << '\n';
}

void PrintTable(const Console& console, const Table& table) {
  *console.out << table.Render(console.table_width, console.colour);
}

}  // namespace reinstate::cli

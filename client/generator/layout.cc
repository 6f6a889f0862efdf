#include "client/generator/layout.h"

#include <algorithm>
#include <cstddef>
#include <sstream>

namespace reinstate::generator {
namespace {

constexpr std::size_t kColumns = 100;

std::string Spaces(std::size_t count) { return std::string(count, ' '); }

// `first` and then the parameters, as many a line as fit; the lines after the first begin at
// `column`. Empty where one does not fit.
std::string Fill(std::string first, std::size_t column, const std::vector<std::string>& parameters,
                 const std::string& after) {
  std::string done;
  std::string line = std::move(first);
  bool line_is_empty = true;
  for (std::size_t i = 0; i < parameters.size(); ++i) {
    const std::string text = parameters[i] + (i + 1 == parameters.size() ? after : ",");
    const std::size_t gap = line_is_empty ? 0 : 1;
    if (!line_is_empty && line.size() + gap + text.size() > kColumns) {
      done += line + "\n";
      line = Spaces(column) + text;
    } else {
      line += Spaces(gap) + text;
    }
    if (line.size() > kColumns) return "";
    line_is_empty = false;
  }
  return done + line + "\n";
}

}  // namespace

std::string Call(int indent, const std::string& before, const std::vector<std::string>& parameters,
                 const std::string& after) {
  const auto margin = static_cast<std::size_t>(indent);
  const std::string head = Spaces(margin) + before;
  std::string text = Fill(head, head.size(), parameters, after);
  if (!text.empty()) return text;
  const std::string broken = Fill(Spaces(margin + 4), margin + 4, parameters, after);
  if (!broken.empty()) return head + "\n" + broken;
  // Names of an improbable length: right for the compiler, if not for the formatter.
  text = head + "\n";
  for (std::size_t i = 0; i < parameters.size(); ++i) {
    text += Spaces(margin + 4) + parameters[i] + (i + 1 == parameters.size() ? after : ",") + "\n";
  }
  return text;
}

std::string Constructor(int indent, const std::string& head, const std::string& members) {
  const std::string margin = Spaces(static_cast<std::size_t>(indent));
  std::string line = margin + head + " : " + members + " {}";
  if (line.size() <= kColumns) return line + "\n";
  return margin + head + "\n" + margin + "    : " + members + " {}\n";
}

std::string Lambda(int indent, const std::string& head, const std::string& body) {
  const std::string margin = Spaces(static_cast<std::size_t>(indent));
  std::string line = margin + head + " { " + body + " };";
  if (line.size() <= kColumns) return line + "\n";
  return margin + head + " {\n" + margin + "  " + body + "\n" + margin + "};\n";
}

std::string Member(int indent, const std::string& type, const std::string& name) {
  const std::string margin = Spaces(static_cast<std::size_t>(indent));
  std::string line = margin + type + " " + name + ";";
  if (line.size() <= kColumns) return line + "\n";
  return margin + type + "\n" + margin + "    " + name + ";\n";
}

std::string Comment(int indent, const std::vector<std::string>& lines) {
  const std::string start = Spaces(static_cast<std::size_t>(indent)) + "//";
  const bool fits = std::all_of(lines.begin(), lines.end(), [&start](const std::string& line) {
    return start.size() + 1 + line.size() <= kColumns;
  });
  std::string text;
  if (fits) {
    for (const std::string& line : lines) text += start + (line.empty() ? "" : " " + line) + "\n";
    return text;
  }
  std::string filled = start;
  for (const std::string& line : lines) {
    std::istringstream words(line);
    for (std::string word; words >> word;) {
      if (filled.size() + 1 + word.size() > kColumns && filled.size() > start.size()) {
        text += filled + "\n";
        filled = start;
      }
      filled += " " + word;
    }
  }
  return text + filled + "\n";
}

}  // namespace reinstate::generator

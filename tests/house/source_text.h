// C++ source as text: just enough of the language to hold the house's rules, and no more.

#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace reinstate::house {

// A file of the tree; `path` is relative to its root, with slashes.
struct File {
  std::string path;
  std::string text;
};

// What is wrong and what to do about it; `line` counts from 1, 0: the whole file.
struct Finding {
  std::string path;
  int line = 0;
  std::string message;
};

// The same text with comments blanked out and, where `keep_literals` is false, what stands in
// string and character literals too. Lines and columns stay where they were.
std::string WithoutComments(std::string_view text, bool keep_literals);

// A string literal's content and the line on which it begins; adjacent literals are not joined.
struct Literal {
  int line = 0;
  std::string content;
};
std::vector<Literal> StringLiterals(std::string_view text);

// A function's definition: from the first line of its head to its closing brace.
struct Function {
  std::string name;  // as written, such as Foo::Bar
  int first_line = 0;
  int lines = 0;
};
std::vector<Function> Functions(std::string_view text);

std::vector<std::string> Lines(std::string_view text);
bool StartsWith(std::string_view text, std::string_view prefix);
bool EndsWith(std::string_view text, std::string_view suffix);

}  // namespace reinstate::house

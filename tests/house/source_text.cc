#include "tests/house/source_text.h"

#include <algorithm>
#include <cctype>
#include <cstddef>
#include <regex>

namespace reinstate::house {
namespace {

bool IsWord(char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_'; }
bool IsSpace(char c) { return std::isspace(static_cast<unsigned char>(c)) != 0; }

// Walks over C++ text piece by piece: a comment, a literal, or one character of code.
class Lexer {
 public:
  enum class Kind { kCode, kComment, kString, kCharacter };
  struct Piece {
    Kind kind;
    std::size_t begin;  // of the piece, with its quotes
    std::size_t end;
    std::size_t content_begin;  // of a literal, without them
    std::size_t content_end;
  };

  explicit Lexer(std::string_view text) : text_(text) {}

  bool AtEnd() const { return at_ >= text_.size(); }

  Piece Next() {
    const std::string_view rest = text_.substr(at_);
    Piece piece{Kind::kCode, at_, at_ + 1, at_, at_ + 1};
    if (StartsWith(rest, "//")) {
      piece = Until(Kind::kComment, "\n", 2, /*eat_end=*/false);
    } else if (StartsWith(rest, "/*")) {
      piece = Until(Kind::kComment, "*/", 2, /*eat_end=*/true);
    } else if (StartsWith(rest, "R\"") && !IsWord(Before())) {
      const std::size_t open = rest.find('(');
      const std::string delimiter = ")" + std::string(rest.substr(2, open - 2)) + "\"";
      piece = Until(Kind::kString, delimiter, open + 1, /*eat_end=*/true);
    } else if (rest.front() == '"' || (rest.front() == '\'' && !IsWord(Before()))) {
      piece = Quoted(rest.front());
    }
    at_ = piece.end;
    return piece;
  }

 private:
  char Before() const { return at_ == 0 ? ' ' : text_[at_ - 1]; }

  Piece Until(Kind kind, std::string_view end, std::size_t skip, bool eat_end) const {
    const std::size_t found = std::min(text_.find(end, at_ + skip), text_.size());
    const std::size_t after = eat_end ? std::min(found + end.size(), text_.size()) : found;
    return {kind, at_, after, at_ + skip, found};
  }

  Piece Quoted(char quote) const {
    std::size_t i = at_ + 1;
    while (i < text_.size() && text_[i] != quote && text_[i] != '\n') {
      i += text_[i] == '\\' ? 2 : 1;
    }
    i = std::min(i, text_.size());
    const Kind kind = quote == '"' ? Kind::kString : Kind::kCharacter;
    return {kind, at_, std::min(i + 1, text_.size()), at_ + 1, i};
  }

  std::string_view text_;
  std::size_t at_ = 0;
};

void Blank(std::string* text, std::size_t begin, std::size_t end) {
  for (std::size_t i = begin; i < end; ++i) {
    if ((*text)[i] != '\n') (*text)[i] = ' ';
  }
}

int LineAt(std::string_view text, std::size_t position) {
  return 1 + static_cast<int>(std::count(text.begin(), text.begin() + position, '\n'));
}

std::string Trimmed(std::string_view text) {
  while (!text.empty() && IsSpace(text.front())) text.remove_prefix(1);
  while (!text.empty() && IsSpace(text.back())) text.remove_suffix(1);
  return std::string(text);
}

// Finds function bodies in code without comments, literals and preprocessor lines.
class FunctionFinder {
 public:
  explicit FunctionFinder(std::string_view code) : code_(code) {}

  std::vector<Function> Find() {
    std::size_t head = 0;
    for (std::size_t i = 0; i < code_.size(); ++i) {
      const char c = code_[i];
      if (c == ';' || c == '}' || (c == ':' && IsAccess(head, i))) head = i + 1;
      if (c == '(') i = Closing(i, '(', ')');
      if (c == '{') {
        const std::size_t open = i;
        switch (Classify(head, open)) {
          case Opens::kScope:
            head = open + 1;
            break;
          case Opens::kFunction:
            i = Closing(open, '{', '}');
            Add(head, open, i);
            head = i + 1;
            break;
          case Opens::kValue:
            i = Closing(open, '{', '}');
            break;
        }
      }
    }
    return std::move(functions_);
  }

 private:
  enum class Opens { kScope, kFunction, kValue };

  Opens Classify(std::size_t head, std::size_t open) const {
    static const std::regex kType(
        "^(template<[^{]*>)?((inline|typedef|static|constexpr) )*"
        "(namespace|class|struct|union|enum|extern)\\b");
    const std::string text = Trimmed(code_.substr(head, open - head));
    std::string compact = std::regex_replace(text.substr(0, 300), std::regex("\\s+"), " ");
    compact = std::regex_replace(compact, std::regex("template ?<"), "template<");
    compact = std::regex_replace(compact, std::regex("> (?=(class|struct|union|enum))"), ">");
    if (text.empty() || std::regex_search(compact, kType)) return Opens::kScope;
    if (text.find('(') == std::string::npos) return Opens::kValue;
    const char last = text.back();
    if (last == ')' || last == '}') return Opens::kFunction;
    if (EndsWithAny(text, {"const", "noexcept", "override", "final", "&", "try"})) {
      return Opens::kFunction;
    }
    // A trailing return type; else a member initialized in braces, or a variable's value.
    const std::size_t arrow = text.rfind("->");
    return arrow != std::string::npos && arrow > text.rfind(')') ? Opens::kFunction : Opens::kValue;
  }

  // Whether a colon ends `public:` and the like.
  bool IsAccess(std::size_t head, std::size_t colon) const {
    const std::string word = Trimmed(code_.substr(head, colon - head));
    return word == "public" || word == "private" || word == "protected";
  }

  static bool EndsWithAny(std::string_view text, std::initializer_list<std::string_view> words) {
    return std::any_of(words.begin(), words.end(), [text](std::string_view word) {
      if (!EndsWith(text, word)) return false;
      return text.size() == word.size() || !IsWord(word.front()) ||
             !IsWord(text[text.size() - word.size() - 1]);
    });
  }

  std::size_t Closing(std::size_t at, char open, char close) const {
    int depth = 0;
    for (std::size_t i = at; i < code_.size(); ++i) {
      if (code_[i] == open) ++depth;
      if (code_[i] == close && --depth == 0) return i;
    }
    return code_.size() - 1;
  }

  void Add(std::size_t head, std::size_t open, std::size_t end) {
    while (head < open && IsSpace(code_[head])) ++head;
    std::string_view name = code_.substr(head, open - head);
    name = name.substr(0, name.find('('));
    while (!name.empty() && IsSpace(name.back())) name.remove_suffix(1);
    std::size_t begin = name.size();
    while (begin > 0 &&
           (IsWord(name[begin - 1]) || name[begin - 1] == ':' || name[begin - 1] == '~')) {
      --begin;
    }
    const int first = LineAt(code_, head);
    functions_.push_back({std::string(name.substr(begin)), first, LineAt(code_, end) - first + 1});
  }

  std::string_view code_;
  std::vector<Function> functions_;
};

}  // namespace

std::string WithoutComments(std::string_view text, bool keep_literals) {
  std::string result(text);
  Lexer lexer(text);
  while (!lexer.AtEnd()) {
    const Lexer::Piece piece = lexer.Next();
    if (piece.kind == Lexer::Kind::kComment) Blank(&result, piece.begin, piece.end);
    const bool literal =
        piece.kind == Lexer::Kind::kString || piece.kind == Lexer::Kind::kCharacter;
    if (literal && !keep_literals) Blank(&result, piece.content_begin, piece.content_end);
  }
  return result;
}

std::vector<Literal> StringLiterals(std::string_view text) {
  std::vector<Literal> literals;
  Lexer lexer(text);
  while (!lexer.AtEnd()) {
    const Lexer::Piece piece = lexer.Next();
    if (piece.kind != Lexer::Kind::kString) continue;
    literals.push_back(
        {LineAt(text, piece.begin),
         std::string(text.substr(piece.content_begin, piece.content_end - piece.content_begin))});
  }
  return literals;
}

std::vector<Function> Functions(std::string_view text) {
  std::string code = WithoutComments(text, /*keep_literals=*/false);
  std::size_t at = 0;
  bool continued = false;
  for (const std::string& line : Lines(code)) {
    const bool directive = continued || StartsWith(Trimmed(line), "#");
    if (directive) Blank(&code, at, at + line.size());
    continued = directive && EndsWith(line, "\\");
    at += line.size() + 1;
  }
  return FunctionFinder(code).Find();
}

std::vector<std::string> Lines(std::string_view text) {
  std::vector<std::string> lines;
  while (!text.empty()) {
    const std::size_t end = text.find('\n');
    lines.emplace_back(text.substr(0, end));
    if (end == std::string_view::npos) break;
    text.remove_prefix(end + 1);
  }
  return lines;
}

bool StartsWith(std::string_view text, std::string_view prefix) {
  return text.substr(0, prefix.size()) == prefix;
}

bool EndsWith(std::string_view text, std::string_view suffix) {
  return text.size() >= suffix.size() && text.substr(text.size() - suffix.size()) == suffix;
}

}  // namespace reinstate::house

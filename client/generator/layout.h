// C++ text laid out as clang-format lays it out in this tree (Google, 100 columns), so that what
// is generated needs no formatting afterwards. Each returns whole lines.

#pragma once

#include <string>
#include <vector>

namespace reinstate::generator {

// A function's head: `before` ends in "(", `after` begins with ")".
std::string Call(int indent, const std::string& before, const std::vector<std::string>& parameters,
                 const std::string& after);

// A constructor that only fills its members.
std::string Constructor(int indent, const std::string& head, const std::string& members);

// "HEAD { BODY };" on one line or three.
std::string Lambda(int indent, const std::string& head, const std::string& body);

// A member variable.
std::string Member(int indent, const std::string& type, const std::string& name);

// Comment lines; a comment with a line that is too long is filled anew.
std::string Comment(int indent, const std::vector<std::string>& lines);

}  // namespace reinstate::generator

// Identifiers that callers choose: [A-Za-z0-9][A-Za-z0-9._-]{0,63}.

#include "server/domain/ids.h"

#include <gtest/gtest.h>

#include <string>

namespace reinstate {
namespace {

TEST(ValidId, IsSafeInListsLinksAndFileNames) {
  const std::string longest = "A" + std::string(63, '-');
  for (const std::string& id : {std::string("a"), std::string("0"), std::string("INV-7"),
                                std::string("a.b_c-d"), longest}) {
    EXPECT_TRUE(ValidId(id)) << id;
  }
  const std::string with_nul("a\0b", 3);
  for (const std::string& id :
       {std::string(), longest + "x", std::string("-a"), std::string(".a"), std::string("_a"),
        std::string("a,b"), std::string("a b"), std::string("a/b"), std::string("a\"b"),
        std::string("a'b"), std::string("a\n"), std::string("\xC3\xA4"), with_nul}) {
    EXPECT_FALSE(ValidId(id)) << id;
  }
}

}  // namespace
}  // namespace reinstate

#include "client/cli/words.h"

#include <gtest/gtest.h>
#include <reinstate/v1/account_status_service.pb.h>
#include <reinstate/v1/common.pb.h>

namespace reinstate::cli {
namespace {

TEST(Words, DropThePrefix) {
  EXPECT_EQ(Word(v1::STANDING_AT_RISK), "AT_RISK");
  EXPECT_EQ(Phrase(v1::OPERATION_RESELL_NEW_LICENSE), "resell new license");
  EXPECT_EQ(Word(v1::TRANSITION_TRIGGER_CORRECTED_BY_FACT), "CORRECTED_BY_FACT");
}

TEST(Words, KeepNumbersThisBuildDoesNotKnow) {
  EXPECT_EQ(Word(static_cast<v1::CauseKind>(77)), "77");
}

TEST(Words, AreReadInEveryForm) {
  for (const char* word : {"RESELL_NEW_LICENSE", "resell-new-license", "resell_new_license",
                           "OPERATION_RESELL_NEW_LICENSE", "Resell new license"}) {
    const auto operation = ParseWord<v1::Operation>(word, "operation");
    ASSERT_TRUE(operation.ok()) << word;
    EXPECT_EQ(*operation, v1::OPERATION_RESELL_NEW_LICENSE);
  }
}

TEST(Words, ThatAreUnknownListTheKnownOnes) {
  for (const char* word : {"", "fly", "UNSPECIFIED", "OPERATION_UNSPECIFIED", "10"}) {
    const auto operation = ParseWord<v1::Operation>(word, "operation");
    ASSERT_FALSE(operation.ok()) << word;
    EXPECT_EQ(operation.error().code, ExitCode::kUsage);
    EXPECT_NE(operation.error().todo.find("RESELL_NEW_LICENSE"), std::string::npos);
    EXPECT_EQ(operation.error().todo.find("UNSPECIFIED"), std::string::npos);
  }
}

}  // namespace
}  // namespace reinstate::cli

// Versions of the policy, and what a proposed one would do, in words.

#pragma once

#include <reinstate/v1/policy.pb.h>

#include <string>

namespace reinstate::cli {

// One line a rule. What the server sent is escaped, here and below.
std::string PolicyText(const v1::Policy& policy);

// One line for each rule that is not the same.
std::string DifferencesText(const v1::PolicyContent& before, const v1::PolicyContent& after);

// Who enters, who leaves and whose cause clears, at most 20 of each by name, then the token.
std::string PreviewText(const v1::PreviewPolicyResponse& preview);

}  // namespace reinstate::cli

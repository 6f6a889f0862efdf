// Partner profiles and verifications for people, and the fields of a profile by path.

#pragma once

#include <reinstate/v1/account_status_service.pb.h>

#include <cstddef>
#include <string>
#include <utility>
#include <vector>

#include "client/cli/failure.h"
#include "client/cli/table.h"

namespace reinstate::cli {

// The fields of a profile in the order of the contract: path and value.
std::vector<std::pair<std::string, std::string>> ProfileFields(const v1::PartnerProfile& profile);

// "address.city=Berlin": sets the field, and gives its path. The failure lists the known paths.
Outcome<std::string> SetProfileField(const std::string& assignment, v1::PartnerProfile* profile);

// What is told, with "(missing)" where something required is not.
template <typename Response>
Table ProfileTable(const Response& response) {
  Table table({{"FIELD"}, {"VALUE", Table::Align::kLeft, /*shrinks=*/true}});
  for (const auto& [path, value] : ProfileFields(response.profile())) {
    bool missing = false;
    for (const std::string& other : response.missing_fields()) missing |= other == path;
    if (missing) table.Add({path, {"(missing)", Table::Colour::kYellow}});
    if (!value.empty()) table.Add({path, value});
  }
  return table;
}

// Below the table: whether it is complete, how its verification stands, what to do next.
std::string ProfileText(const v1::GetPartnerProfileResponse& response, std::size_t width);

// "cloud-reseller (Cloud reseller): PENDING, enrolled 2026-01-10T12:00Z".
std::string ProgramLine(const v1::ProgramVerification& verification);
// A row for each check.
Table ProgramTable(const v1::ProgramVerification& verification);
// What to do next for each check that is not verified; a line each, wrapped.
std::string NextSteps(const v1::ProgramVerification& verification, std::size_t width);

}  // namespace reinstate::cli

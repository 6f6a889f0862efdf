// What a partner says about its business, and what is missing of it (R21).

#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/time/time.h"
#include "server/domain/error.h"

namespace reinstate {

// Empty fields are not told.
struct PartnerProfile {
  std::string legal_name;
  std::string line1;
  std::string line2;
  std::string city;
  std::string region;
  std::string postal_code;
  std::string country_code;  // ISO 3166-1 alpha-2
  std::string contact_name;
  std::string contact_email;
  std::string contact_phone;
  std::string tax_id;
  std::string website;
  int64_t etag = 1;                           // raised by every change
  std::optional<absl::Time> updated_at = {};  // unset before the first change
};

// Paths of the required fields that are empty, in the order of the contract's message.
std::vector<std::string> MissingFields(const PartnerProfile& profile);

// The same of the fields that one verification looks at.
std::vector<std::string> MissingFields(const PartnerProfile& profile,
                                       const std::vector<std::string>& paths);

// The paths that differ and now do not; the profile is changed and has the next etag where there is
// one. `mask` names fields ("address.city") and groups ("address").
// INVALID_FIELD for an empty mask and for a path that names nothing; ETAG_MISMATCH; INVALID_FIELD
// for a value that is none. Nothing is changed then.
Result<std::vector<std::string>> UpdateProfile(const PartnerProfile& asked,
                                               const std::vector<std::string>& mask,
                                               const std::string& etag, PartnerProfile& profile);

}  // namespace reinstate

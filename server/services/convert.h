// Between the contract's messages and the domain's values.

#pragma once

#include <google/protobuf/timestamp.pb.h>

#include <optional>
#include <string>
#include <vector>

#include "reinstate/v1/account_admin_service.pb.h"
#include "reinstate/v1/account_status_service.pb.h"
#include "reinstate/v1/common.pb.h"
#include "server/domain/facts.h"
#include "server/domain/operations.h"
#include "server/domain/status.h"
#include "server/domain/transitions.h"
#include "server/domain/warnings.h"

namespace reinstate::services {

google::protobuf::Timestamp ToProto(absl::Time instant);
// Truncated to microseconds; the message must have been validated.
absl::Time FromProto(const google::protobuf::Timestamp& instant);
v1::Date ToProto(absl::CivilDay day);
absl::CivilDay FromProto(const v1::Date& day);
v1::Money ToMoney(int64_t amount_minor, const std::string& currency);

v1::Standing ToProto(Standing standing);
Standing FromProto(v1::Standing standing);
v1::CauseKind ToProto(CauseKind kind);
// Nothing for a kind of cause that no account can have yet.
std::optional<CauseKind> FromProto(v1::CauseKind kind);
v1::Operation ToProto(Operation operation);
// Nothing for an unknown or unspecified operation: never "allowed".
std::optional<Operation> FromProto(v1::Operation operation);

v1::Account ToProto(const Account& account);
v1::Hold ToProto(const Hold& hold, bool show_reason);
v1::AbuseSignal ToProto(const AbuseSignal& signal, bool show_internal_note);
// Reason and approver are for staff.
v1::Exemption ToProto(const Exemption& exemption, bool for_staff);
v1::NextChange ToProto(const NextChange& change);
v1::StatusTransition ToProto(const Transition& transition);
v1::SuspensionWarning ToProto(const SuspensionWarning& warning);

}  // namespace reinstate::services

#include "server/services/convert.h"

namespace reinstate::services {

google::protobuf::Timestamp ToProto(absl::Time instant) {
  const int64_t micros = absl::ToUnixMicros(instant);
  int64_t seconds = micros / 1000000;
  int64_t rest = micros % 1000000;
  if (rest < 0) {
    rest += 1000000;
    --seconds;
  }
  google::protobuf::Timestamp timestamp;
  timestamp.set_seconds(seconds);
  timestamp.set_nanos(static_cast<int32_t>(rest * 1000));
  return timestamp;
}

absl::Time FromProto(const google::protobuf::Timestamp& instant) {
  return absl::FromUnixMicros(instant.seconds() * 1000000 + instant.nanos() / 1000);
}

v1::Date ToProto(absl::CivilDay day) {
  v1::Date date;
  date.set_year(static_cast<int32_t>(day.year()));
  date.set_month(day.month());
  date.set_day(day.day());
  return date;
}

absl::CivilDay FromProto(const v1::Date& day) {
  return absl::CivilDay(day.year(), day.month(), day.day());
}

v1::Money ToMoney(int64_t amount_minor, const std::string& currency) {
  v1::Money money;
  money.set_currency_code(currency);
  money.set_amount_minor(amount_minor);
  return money;
}

// The contract's enums begin with UNSPECIFIED, the domain's do not; the rest is in one order.
v1::Standing ToProto(Standing standing) {
  return static_cast<v1::Standing>(static_cast<int>(standing) + 1);
}

Standing FromProto(v1::Standing standing) { return static_cast<Standing>(standing - 1); }

v1::CauseKind ToProto(CauseKind kind) {
  return static_cast<v1::CauseKind>(static_cast<int>(kind) + 1);
}

std::optional<CauseKind> FromProto(v1::CauseKind kind) {
  if (kind < 1 || kind > kCauseCount) return std::nullopt;
  return static_cast<CauseKind>(kind - 1);
}

v1::Operation ToProto(Operation operation) {
  return static_cast<v1::Operation>(static_cast<int>(operation) + 1);
}

std::optional<Operation> FromProto(v1::Operation operation) {
  if (operation < 1 || operation > kOperationCount) return std::nullopt;
  return static_cast<Operation>(operation - 1);
}

v1::Account ToProto(const Account& account) {
  v1::Account proto;
  proto.set_account_id(account.account_id);
  proto.set_display_name(account.display_name);
  proto.set_cloud(static_cast<v1::Cloud>(static_cast<int>(account.cloud) + 1));
  proto.set_partner_type(static_cast<v1::PartnerType>(static_cast<int>(account.partner_type) + 1));
  *proto.mutable_registered_at() = ToProto(account.registered_at);
  *proto.mutable_standing_from() = ToProto(account.standing_from);
  if (account.closed_at) *proto.mutable_closed_at() = ToProto(*account.closed_at);
  proto.set_etag(std::to_string(account.etag));
  return proto;
}

v1::Hold ToProto(const Hold& hold, bool show_reason) {
  v1::Hold proto;
  proto.set_hold_id(hold.hold_id);
  if (show_reason || !hold.internal) proto.set_reason(hold.reason);
  proto.set_internal(hold.internal);
  *proto.mutable_placed_at() = ToProto(hold.placed_at);
  if (hold.expires_at) *proto.mutable_expires_at() = ToProto(*hold.expires_at);
  if (hold.released_at) *proto.mutable_released_at() = ToProto(*hold.released_at);
  proto.set_placed_by(hold.placed_by);
  return proto;
}

v1::AbuseSignal ToProto(const AbuseSignal& signal, bool show_internal_note) {
  v1::AbuseSignal proto;
  proto.set_signal_id(signal.signal_id);
  proto.set_severity(static_cast<v1::AbuseSeverity>(static_cast<int>(signal.severity) + 1));
  *proto.mutable_detected_at() = ToProto(signal.detected_at);
  proto.set_public_reason(signal.public_reason);
  if (show_internal_note) proto.set_internal_note(signal.internal_note);
  proto.set_recorded_by(signal.recorded_by);
  if (signal.resolved_at) *proto.mutable_resolved_at() = ToProto(*signal.resolved_at);
  if (signal.withdrawn_at) *proto.mutable_withdrawn_at() = ToProto(*signal.withdrawn_at);
  return proto;
}

v1::Exemption ToProto(const Exemption& exemption, bool for_staff) {
  v1::Exemption proto;
  proto.set_exemption_id(exemption.exemption_id);
  proto.set_cause(ToProto(exemption.cause));
  *proto.mutable_granted_at() = ToProto(exemption.granted_at);
  *proto.mutable_expires_at() = ToProto(exemption.expires_at);
  if (exemption.revoked_at) *proto.mutable_revoked_at() = ToProto(*exemption.revoked_at);
  if (!for_staff) return proto;
  proto.set_reason(exemption.reason);
  proto.set_granted_by(exemption.granted_by);
  return proto;
}

v1::NextChange ToProto(const NextChange& change) {
  v1::NextChange proto;
  *proto.mutable_at() = ToProto(change.at);
  proto.set_standing(ToProto(change.standing));
  for (const CauseKind kind : change.causes) proto.add_causes(ToProto(kind));
  for (const FactRef& fact : change.facts) {
    v1::FactRef* added = proto.add_facts();
    added->set_kind(static_cast<v1::FactKind>(static_cast<int>(fact.kind) + 1));
    added->set_id(fact.id);
  }
  proto.set_reason(static_cast<v1::ChangeReason>(static_cast<int>(change.reason) + 1));
  if (change.suspension_at) *proto.mutable_suspension_at() = ToProto(*change.suspension_at);
  return proto;
}

v1::StatusTransition ToProto(const Transition& transition) {
  v1::StatusTransition proto;
  proto.set_sequence(transition.sequence);
  proto.set_from(ToProto(transition.from));
  proto.set_to(ToProto(transition.to));
  for (const CauseKind kind : transition.causes_added) proto.add_causes_added(ToProto(kind));
  for (const CauseKind kind : transition.causes_removed) proto.add_causes_removed(ToProto(kind));
  *proto.mutable_effective_at() = ToProto(transition.effective_at);
  *proto.mutable_observed_at() = ToProto(transition.observed_at);
  proto.set_trigger(static_cast<v1::TransitionTrigger>(static_cast<int>(transition.trigger) + 1));
  proto.set_trigger_id(transition.trigger_id);
  proto.set_actor(transition.actor);
  proto.set_policy_version(transition.policy_version);
  proto.set_revision(transition.revision);
  return proto;
}

v1::SuspensionWarning ToProto(const SuspensionWarning& warning) {
  v1::SuspensionWarning proto;
  *proto.mutable_suspension_at() = ToProto(warning.suspension_at);
  proto.set_offset_days(warning.offset_days);
  for (const CauseKind kind : warning.causes) proto.add_causes(ToProto(kind));
  *proto.mutable_warned_at() = ToProto(warning.warned_at);
  proto.set_policy_version(warning.policy_version);
  proto.set_revision(warning.revision);
  return proto;
}

}  // namespace reinstate::services

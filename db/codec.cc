#include "db/codec.h"

#include <nlohmann/json.hpp>

namespace reinstate::db {
namespace {

using nlohmann::json;

constexpr absl::CivilDay kFirstDay(1970, 1, 1);

json Instant(absl::Time instant) {
  if (instant == absl::InfiniteFuture()) return nullptr;
  return absl::ToUnixMicros(instant);
}

absl::Time ReadInstant(const json& value) {
  return value.is_null() ? absl::InfiniteFuture() : absl::FromUnixMicros(value.get<int64_t>());
}

template <typename Enum>
Enum ReadEnum(const json& value) {
  return static_cast<Enum>(value.get<int>());
}

json Encode(const Segment& segment) {
  json causes = json::array();
  for (const OpenCause& cause : segment.causes) {
    causes.push_back({static_cast<int>(cause.kind), cause.condition_holds,
                      static_cast<int>(cause.mode), Instant(cause.since)});
  }
  return {Instant(segment.from), Instant(segment.to),    static_cast<int>(segment.standing),
          segment.current,       segment.policy_version, std::move(causes)};
}

Segment DecodeSegment(const json& value) {
  Segment segment{ReadInstant(value.at(0)),        ReadInstant(value.at(1)),
                  ReadEnum<Standing>(value.at(2)), value.at(3).get<bool>(),
                  value.at(4).get<int>(),          {}};
  for (const json& cause : value.at(5)) {
    segment.causes.push_back({ReadEnum<CauseKind>(cause.at(0)), cause.at(1).get<bool>(),
                              ReadEnum<CauseMode>(cause.at(2)), ReadInstant(cause.at(3))});
  }
  return segment;
}

json Encode(const Evidence& evidence) {
  return {static_cast<int>(evidence.cause),
          static_cast<int>(evidence.fact),
          evidence.fact_id,
          Instant(evidence.from),
          Instant(evidence.to),
          Instant(evidence.since),
          evidence.policy_version,
          evidence.due_on - kFirstDay,
          evidence.days_overdue_limit,
          evidence.residual_minor,
          evidence.currency,
          evidence.text,
          evidence.internal,
          evidence.internal_note};
}

Evidence DecodeEvidence(const json& value) {
  Evidence evidence;
  evidence.cause = ReadEnum<CauseKind>(value.at(0));
  evidence.fact = ReadEnum<FactKind>(value.at(1));
  evidence.fact_id = value.at(2).get<std::string>();
  evidence.from = ReadInstant(value.at(3));
  evidence.to = ReadInstant(value.at(4));
  evidence.since = ReadInstant(value.at(5));
  evidence.policy_version = value.at(6).get<int>();
  evidence.due_on = kFirstDay + value.at(7).get<int64_t>();
  evidence.days_overdue_limit = value.at(8).get<int>();
  evidence.residual_minor = value.at(9).get<int64_t>();
  evidence.currency = value.at(10).get<std::string>();
  evidence.text = value.at(11).get<std::string>();
  evidence.internal = value.at(12).get<bool>();
  // Not in timelines that were stored before there were abuse signals.
  if (value.size() > 13) evidence.internal_note = value.at(13).get<std::string>();
  return evidence;
}

json Encode(const Exemption& exemption) {
  return {exemption.exemption_id,
          static_cast<int>(exemption.cause),
          exemption.reason,
          Instant(exemption.granted_at),
          Instant(exemption.expires_at),
          exemption.granted_by,
          Instant(exemption.revoked_at.value_or(absl::InfiniteFuture()))};
}

Exemption DecodeExemption(const json& value) {
  Exemption exemption{value.at(0).get<std::string>(), ReadEnum<CauseKind>(value.at(1)),
                      value.at(2).get<std::string>(), ReadInstant(value.at(3)),
                      ReadInstant(value.at(4)),       value.at(5).get<std::string>()};
  if (!value.at(6).is_null()) exemption.revoked_at = ReadInstant(value.at(6));
  return exemption;
}

}  // namespace

std::string EncodeTimeline(const Timeline& timeline) {
  json segments = json::array(), evidence = json::array(), exemptions = json::array();
  for (const Segment& segment : timeline.segments) segments.push_back(Encode(segment));
  for (const Evidence& fact : timeline.evidence) evidence.push_back(Encode(fact));
  for (const Exemption& exemption : timeline.exemptions) exemptions.push_back(Encode(exemption));
  json value{{"segments", std::move(segments)}, {"evidence", std::move(evidence)}};
  if (!exemptions.empty()) value["exemptions"] = std::move(exemptions);
  return value.dump();
}

Timeline DecodeTimeline(std::string_view text) {
  const json value = json::parse(text);
  Timeline timeline;
  for (const json& segment : value.at("segments")) {
    timeline.segments.push_back(DecodeSegment(segment));
  }
  for (const json& fact : value.at("evidence")) timeline.evidence.push_back(DecodeEvidence(fact));
  // Left out where there is none.
  for (const json& exemption : value.value("exemptions", json::array())) {
    timeline.exemptions.push_back(DecodeExemption(exemption));
  }
  return timeline;
}

}  // namespace reinstate::db

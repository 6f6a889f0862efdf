// Support tickets (DOMAIN 6): what they are, and which state may follow which.

#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/time/time.h"
#include "server/domain/error.h"

namespace reinstate {

enum class TicketState {
  kNew,
  kInProgress,
  kWaitingCustomer,
  kWaitingInternal,
  kSolved,
  kClosed,
};

enum class TicketSeverity { kMinimal, kModerate, kCritical };

enum class CommentVisibility { kPublic, kInternal };

enum class ReinstatementOutcome { kApproved, kDenied, kWithdrawn, kNoLongerNeeded };

// What a reinstatement ticket has beyond others: how far the request has come and how it ended.
struct Reinstatement {
  std::string status_at_creation;  // opaque here: what services serialized
  std::optional<absl::Time> ripe_at;
  std::optional<ReinstatementOutcome> outcome;  // unset while open
  std::optional<absl::Time> ended_at;           // exactly where there is an outcome
  std::string ended_by;                         // empty where no longer needed
  std::string reason;
  std::string decision_id;  // only where approved

  friend bool operator==(const Reinstatement&, const Reinstatement&) = default;
};

struct Ticket {
  std::string ticket_id;
  std::string topic_id;
  std::string subject;
  std::string description;
  TicketSeverity severity = TicketSeverity::kMinimal;
  std::string severity_reason;
  TicketState state = TicketState::kNew;
  std::string author;  // Principal::id
  absl::Time created_at;
  absl::Time updated_at;
  int64_t etag = 1;
  std::optional<Reinstatement> reinstatement;

  friend bool operator==(const Ticket&, const Ticket&) = default;
};

struct Comment {
  std::string comment_id;
  std::string text;
  CommentVisibility visibility = CommentVisibility::kPublic;
  std::string author;  // Principal::id
  bool by_staff = false;
  absl::Time created_at;
};

// "WAITING_CUSTOMER" for kWaitingCustomer.
const char* TicketStateName(TicketState state);

// False for SOLVED and CLOSED.
bool IsOpen(TicketState state);

// Which states may follow. A reinstatement ticket that has ended stays as it ended: who asks again
// opens another.
std::vector<TicketState> AllowedTransitions(TicketState from, bool reinstatement);

// ILLEGAL_TRANSITION, naming from, to and what is allowed.
Status CheckTransition(const Ticket& ticket, TicketState to);

// Moves the ticket on; CheckTransition was asked.
void MoveTicket(Ticket& ticket, TicketState to, absl::Time at);

}  // namespace reinstate

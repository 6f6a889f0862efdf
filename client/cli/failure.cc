#include "client/cli/failure.h"

#include <array>
#include <optional>

#include "client/cli/text.h"

namespace reinstate::cli {
namespace {

struct Advice {
  std::string_view reason;
  std::string_view todo;
};

constexpr std::array kAdvice = {
    Advice{"INVALID_FIELD", "correct it and try again"},
    Advice{"IDEMPOTENCY_KEY_REUSED", "take a new request_id"},
    Advice{"INVALID_PAGE_TOKEN", "start the list anew"},
    Advice{"EFFECTIVE_IN_FUTURE", "compare it with the server's clock (reinstate admin clock get)"},
    Advice{"BACKDATED", "give --reason TEXT and use an operator's profile (--profile)"},
    Advice{"UNAUTHENTICATED", "get a new token and name its file with --token-file"},
    Advice{"NOT_PERMITTED", "use a profile whose role may do this (--profile)"},
    Advice{"ACCOUNT_NOT_FOUND", "reinstate accounts lists the accounts there are"},
    Advice{"INVOICE_NOT_FOUND", "reinstate invoices ACCOUNT lists the invoices there are"},
    Advice{"PAYMENT_NOT_FOUND", "reinstate payments ACCOUNT lists the payments there are"},
    Advice{"DISPUTE_NOT_FOUND", "reinstate invoice ACCOUNT INVOICE lists its disputes"},
    Advice{"HOLD_NOT_FOUND", "reinstate admin holds ACCOUNT lists the holds there are"},
    Advice{"SIGNAL_NOT_FOUND", "reinstate admin abuse list ACCOUNT lists the signals there are"},
    Advice{"EXEMPTION_NOT_FOUND", "reinstate admin exemption list ACCOUNT lists those there are"},
    Advice{"POLICY_NOT_FOUND", "reinstate admin policy list lists the versions there are"},
    Advice{"TICKET_NOT_FOUND", "reinstate ticket list ACCOUNT lists the tickets there are"},
    Advice{"FACT_CONFLICT", "use another id, or repeat it with the same content"},
    Advice{"CONDITION_HOLDS", "clear it first (reinstate status ACCOUNT says how)"},
    Advice{"CLOCK_BACKWARD", "choose a later instant, or begin with an empty database"},
    Advice{"OVERLOADED", "try again in a moment"},
    Advice{"STORE_UNAVAILABLE", "try again in a moment"},
    Advice{"REVISION_NOT_REACHED", "try again in a moment"},
    Advice{"REQUEST_TOO_LARGE", "split the request"},
    Advice{"INTERNAL", "tell the operators of the server"},
};

// Where the server's words already say what to do ("...; do this"), ours would only repeat it,
// except where the answer is a flag of this tool.
std::string TodoFor(const client::CallError& error) {
  const bool flag_helps = error.reason == "BACKDATED" || error.reason == "UNAUTHENTICATED";
  if (!flag_helps && error.message.find("; ") != std::string::npos) return "";
  for (const Advice& advice : kAdvice) {
    if (advice.reason == error.reason) return std::string(advice.todo);
  }
  return "";
}

ExitCode CodeFor(client::StatusCode code) {
  switch (code) {
    case client::StatusCode::kNotFound:
      return ExitCode::kNotFound;
    case client::StatusCode::kUnauthenticated:
    case client::StatusCode::kPermissionDenied:
      return ExitCode::kNotPermitted;
    case client::StatusCode::kUnavailable:
    case client::StatusCode::kDeadlineExceeded:
    case client::StatusCode::kResourceExhausted:
    case client::StatusCode::kCancelled:
      return ExitCode::kUnavailable;
    default:
      return ExitCode::kRefused;
  }
}

// A call that no server of this product answered.
std::optional<Failure> TransportFailure(const client::CallError& error, std::string_view address) {
  if (!error.reason.empty()) return std::nullopt;
  const std::string at(address);
  if (error.code == client::StatusCode::kDeadlineExceeded) {
    return Failure{ExitCode::kUnavailable, "no answer from " + at + " in time",
                   "try again, or allow more time with --timeout"};
  }
  if (error.code == client::StatusCode::kUnauthenticated) {
    return Failure{ExitCode::kNotPermitted, "the token is missing, expired or not valid at " + at,
                   "get a new token and name its file with --token-file"};
  }
  if (error.code == client::StatusCode::kUnimplemented) {
    return Failure{ExitCode::kRefused, "the server at " + at + " does not know this call",
                   "compare its version with reinstate --version"};
  }
  if (error.code != client::StatusCode::kUnavailable) return std::nullopt;
  if (error.message.find("handshake") != std::string::npos ||
      error.message.find("Peer Check") != std::string::npos ||
      error.message.find("hostname") != std::string::npos) {
    return Failure{ExitCode::kUnavailable,
                   "the server at " + at + " did not prove who it is (" + error.message + ")",
                   "check --ca, and that the certificate names this host"};
  }
  return Failure{ExitCode::kUnavailable, "cannot reach the server at " + at,
                 "is it running? ./scripts/run starts one"};
}

std::string Details(const client::CallError& error) {
  std::string text;
  for (const auto& field : error.fields) {
    if (error.message.find(field.field) != std::string::npos &&
        error.message.find(field.description) != std::string::npos) {
      continue;
    }
    text += ": " + field.field + " " + field.description;
  }
  for (const auto& violation : error.preconditions) {
    const std::string& description = violation.description;
    if (!description.empty() && error.message.find(description) != std::string::npos) continue;
    text += ": " + violation.type;
    if (!violation.subject.empty()) text += " (" + violation.subject + ")";
    if (!description.empty()) text += ", " + description;
  }
  return text;
}

}  // namespace

Failure UsageFailure(std::string what, std::string todo) {
  return {ExitCode::kUsage, std::move(what), std::move(todo)};
}

Failure LocalFailure(const client::CallError& error) {
  const bool not_configured = error.code == client::StatusCode::kFailedPrecondition;
  return {not_configured ? ExitCode::kUsage : ExitCode::kRefused, error.message, ""};
}

Failure FailureOfCall(const client::CallError& error, std::string_view address) {
  if (auto failure = TransportFailure(error, address)) return *failure;
  std::string what = error.message.empty() ? "the call failed" : error.message;
  while (!what.empty() && (what.back() == '.' || what.back() == ' ')) what.pop_back();
  what += Details(error);
  if (!error.reason.empty()) what += " [" + error.reason + "]";
  return {CodeFor(error.code), std::move(what), TodoFor(error)};
}

std::string FailureLine(const Failure& failure) {
  std::string line = EscapeControls(failure.what);
  if (!failure.todo.empty()) line += "; " + EscapeControls(failure.todo);
  return line;
}

}  // namespace reinstate::cli

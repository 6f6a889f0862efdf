// What most commands do once their request is filled.

#pragma once

#include "client/cli/console.h"
#include "client/cli/failure.h"
#include "client/cli/session.h"

namespace reinstate::cli {

// One call, then its response as JSON or as the text that `describe` makes of it.
template <typename Client, typename Request, typename Response, typename Describe>
Outcome<ExitCode> Send(const GlobalFlags& flags, const Console& console, const Request& request,
                       client::Result<Response> (Client::*method)(const Request&,
                                                                  const client::CallOptions&) const,
                       Describe describe) {
  Outcome<Session> session = Session::Open(flags);
  if (!session.ok()) return session.error();
  const Outcome<Response> response = session->Call(method, request);
  if (!response.ok()) return response.error();
  *console.out << (console.json ? ToJson(*response) : describe(*response));
  return ExitCode::kOk;
}

}  // namespace reinstate::cli

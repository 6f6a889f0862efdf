// plan.

#include <reinstate/v1/account_status_client.h>
#include <reinstate/v1/account_status_service.pb.h>

#include <memory>
#include <string>

#include "client/cli/commands.h"
#include "client/cli/plan_text.h"
#include "client/cli/session.h"
#include "client/cli/status_text.h"

namespace reinstate::cli {
namespace {

// A plan says nothing of what is far ahead; the status does. Empty where it cannot be had.
std::string ForecastBeside(const v1::RestorationPlan& plan, Session* session) {
  if (plan.need() != v1::RESTORATION_NEED_NOTHING) return "";
  v1::GetAccountStatusRequest request;
  request.set_account_id(plan.account_id());
  const auto response = session->TryCall(&client::AccountStatusClient::GetAccountStatus, request);
  if (!response.ok() || !response->status().has_next_change()) return "";
  return ForecastText(response->status().next_change());
}

Outcome<ExitCode> RunPlan(const GlobalFlags& flags, const std::string& account,
                          const Console& console) {
  Outcome<Session> session = Session::Open(flags);
  if (!session.ok()) return session.error();
  v1::GetRestorationPlanRequest request;
  request.set_account_id(account);
  const auto response = session->Call(&client::AccountStatusClient::GetRestorationPlan, request);
  if (!response.ok()) return response.error();
  if (console.json) {
    *console.out << ToJson(*response);
    return ExitCode::kOk;
  }
  *console.out << PlanText(response->plan(), console.width, console.colour,
                           ForecastBeside(response->plan(), &*session));
  return ExitCode::kOk;
}

}  // namespace

void AddPlanCommands(CLI::App& app, Invocation* invocation) {
  const auto account = std::make_shared<std::string>();
  CLI::App* plan = app.add_subcommand(
      "plan", "Say step by step what brings an account back, who acts and what is to be paid");
  plan->add_option("ACCOUNT", *account, "The account's id")->required();
  plan->callback([=] {
    invocation->run = [=](const Console& console) {
      return RunPlan(invocation->flags, *account, console);
    };
  });
}

}  // namespace reinstate::cli

// plan.

#include <reinstate/v1/account_status_client.h>
#include <reinstate/v1/account_status_service.pb.h>

#include <memory>
#include <string>

#include "client/cli/commands.h"
#include "client/cli/plan_text.h"
#include "client/cli/session.h"

namespace reinstate::cli {
namespace {

Outcome<ExitCode> RunPlan(const GlobalFlags& flags, const std::string& account,
                          const Console& console) {
  Outcome<Session> session = Session::Open(flags);
  if (!session.ok()) return session.error();
  v1::GetRestorationPlanRequest request;
  request.set_account_id(account);
  const auto response = session->Call(&client::AccountStatusClient::GetRestorationPlan, request);
  if (!response.ok()) return response.error();
  *console.out << (console.json ? ToJson(*response)
                                : PlanText(response->plan(), console.width, console.colour));
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

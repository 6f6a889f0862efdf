// admin audit.

#include <reinstate/v1/account_admin_client.h>
#include <reinstate/v1/account_admin_service.pb.h>

#include <memory>
#include <string>

#include "client/cli/commands.h"
#include "client/cli/dates.h"
#include "client/cli/paging.h"
#include "client/cli/session.h"

namespace reinstate::cli {
namespace {

constexpr int kPage = 500;

struct AuditArguments {
  std::string account;
  int limit = 0;  // 0: all
};

Table AuditTable(const v1::ListAuditEntriesResponse& list) {
  Table table({{"#", Table::Align::kRight},
               {"RECORDED"},
               {"WHO", Table::Align::kLeft, /*shrinks=*/true},
               {"WHAT"},
               {"ABOUT", Table::Align::kLeft, /*shrinks=*/true},
               {"REASON", Table::Align::kLeft, /*shrinks=*/true}});
  for (const v1::AuditEntry& entry : list.entries()) {
    table.Add({std::to_string(entry.sequence()), FormatInstant(entry.recorded_at()),
               entry.principal(), entry.method().substr(entry.method().rfind('/') + 1),
               entry.subject_id(), entry.reason()});
  }
  return table;
}

Outcome<ExitCode> RunAudit(const GlobalFlags& flags, const AuditArguments& arguments,
                           const Console& console) {
  Outcome<Session> session = Session::Open(flags);
  if (!session.ok()) return session.error();
  v1::ListAuditEntriesRequest request;
  request.set_account_id(arguments.account);
  const auto list = ListPages<v1::ListAuditEntriesResponse>(
      PageLimits{arguments.limit, kPage}, &request,
      [&session](const auto& page) {
        return session->Call(&client::AccountAdminClient::ListAuditEntries, page);
      },
      [](auto* response) { return response->mutable_entries(); });
  if (!list.ok()) return list.error();
  if (console.json) {
    *console.out << ToJson(*list);
    return ExitCode::kOk;
  }
  if (list->entries_size() > 0) PrintTable(console, AuditTable(*list));
  PrintCount(console, list->entries_size(), "entry", "entries", !list->next_page_token().empty());
  return ExitCode::kOk;
}

}  // namespace

void AddAuditCommand(CLI::App& admin, Invocation* invocation) {
  const auto arguments = std::make_shared<AuditArguments>();
  CLI::App* audit = admin.add_subcommand("audit", "List who wrote what, newest first");
  audit->add_option("ACCOUNT", arguments->account, "The account's id")->required();
  AddLimit(audit, &arguments->limit);
  audit->callback([=] {
    invocation->run = [=](const Console& console) {
      return RunAudit(invocation->flags, *arguments, console);
    };
  });
}

}  // namespace reinstate::cli

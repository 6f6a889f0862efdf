// The commands, one function for each file that defines some.

#pragma once

#include <CLI/CLI.hpp>
#include <functional>

#include "client/cli/console.h"
#include "client/cli/failure.h"
#include "client/cli/settings.h"

namespace reinstate::cli {

// What the command line asks for. Parsing only fills it; nothing runs before all of it is known.
struct Invocation {
  GlobalFlags flags;
  std::function<Outcome<ExitCode>(const Console&)> run;
};

// --limit of a list, a whole number above zero.
void AddLimit(CLI::App* command, int* limit);

// Each adds its subcommands to `app`. The invocation must outlive the parse and the run.
void AddStatusCommands(CLI::App& app, Invocation* invocation);   // status, check, history
void AddListCommands(CLI::App& app, Invocation* invocation);     // accounts, account, invoices
void AddInvoiceCommands(CLI::App& app, Invocation* invocation);  // invoice get
void AddAdminCommands(CLI::App& app, Invocation* invocation);    // admin ...
void AddBillingAdminCommands(CLI::App& admin, Invocation* invocation);  // admin invoice, payment
void AddDocumentCommands(CLI::App& admin, Invocation* invocation);  // admin void, settle, terms ...
void AddAbuseCommands(CLI::App& admin, Invocation* invocation);     // admin abuse ...
void AddAccountChangeCommands(CLI::App& admin, Invocation* invocation);  // admin account ...
void AddProviderCommands(CLI::App& admin, Invocation* invocation);       // admin provider ...
void AddExemptionCommands(CLI::App& admin, Invocation* invocation);      // admin exemption ...
void AddPolicyCommands(CLI::App& admin, Invocation* invocation);         // admin policy ...
void AddClockCommands(CLI::App& admin, Invocation* invocation);          // admin clock ...
void AddBillingCommands(CLI::App& app, Invocation* invocation);          // billing, payments
void AddPlanCommands(CLI::App& app, Invocation* invocation);             // plan
void AddWhatIfCommands(CLI::App& app, Invocation* invocation);           // whatif
void AddCallCommand(CLI::App& app, Invocation* invocation);              // call
void AddImportCommands(CLI::App& app, Invocation* invocation);           // import ...
void AddAccountImport(CLI::App& import, Invocation* invocation);         // import accounts
void AddTicketCommands(CLI::App& app, Invocation* invocation);           // ticket ...
void AddDecideCommand(CLI::App& admin, Invocation* invocation);          // admin decide
void AddAuditCommand(CLI::App& admin, Invocation* invocation);           // admin audit
void AddWatchCommand(CLI::App& app, Invocation* invocation);             // watch
void AddProfileCommands(CLI::App& app, Invocation* invocation);          // profile ...
// partner-profile ..., program ...
void AddPartnerProfileCommands(CLI::App& app, Invocation* invocation);

}  // namespace reinstate::cli

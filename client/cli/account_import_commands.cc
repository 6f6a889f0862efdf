// import accounts.

#include <reinstate/v1/account_admin_client.h>
#include <reinstate/v1/account_status_client.h>

#include <memory>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>

#include "client/cli/account_importer.h"
#include "client/cli/commands.h"
#include "client/cli/dates.h"
#include "client/cli/import_source.h"
#include "client/cli/progress.h"
#include "client/cli/session.h"
#include "client/cli/text.h"
#include "client/cli/words.h"

namespace reinstate::cli {
namespace {

struct AccountArguments {
  SourceArguments source;
  std::string standing_from;
  std::string reason;
  std::string cloud = "PUBLIC";
  std::string partner_type = "DIRECT_BILL";
  bool dry_run = false;
};

Outcome<v1::RegisterAccountRequest> DefaultsOf(const AccountArguments& arguments) {
  v1::RegisterAccountRequest defaults;
  defaults.set_reason(arguments.reason);
  const auto cloud = ParseWord<v1::Cloud>(arguments.cloud, "cloud");
  if (!cloud.ok()) return cloud.error();
  defaults.set_cloud(*cloud);
  const auto type = ParseWord<v1::PartnerType>(arguments.partner_type, "partner type");
  if (!type.ok()) return type.error();
  defaults.set_partner_type(*type);
  if (!arguments.standing_from.empty()) {
    Outcome<v1::Date> date = ParseDate(arguments.standing_from);
    if (!date.ok()) return date.error();
    *defaults.mutable_standing_from() = StartOfDay(*date);
  }
  return defaults;
}

AccountCalls CallsOf(Session* session) {
  AccountCalls calls;
  calls.get_status = [session](const v1::GetAccountStatusRequest& request) {
    return session->TryCall(&client::AccountStatusClient::GetAccountStatus, request);
  };
  calls.register_account = [session](const v1::RegisterAccountRequest& request) {
    return session->TryCall(&client::AccountAdminClient::RegisterAccount, request);
  };
  calls.explain = [session](const client::CallError& error) { return session->Explain(error); };
  return calls;
}

void PrintSummary(const Console& console, const AccountCounts& counts, bool dry_run) {
  if (console.json) {
    const nlohmann::ordered_json summary = {{"rows", counts.rows},
                                            {"bad_rows", counts.bad_rows},
                                            {"registered", counts.registered},
                                            {"unchanged", counts.unchanged},
                                            {"dry_run", dry_run}};
    *console.out << ToJson(summary);
    return;
  }
  if (!dry_run) {
    *console.out << SummaryText(counts) << '\n';
    return;
  }
  *console.out << "dry run, nothing was sent; " << Count(counts.rows, "row", "rows") << ": "
               << Count(counts.registered, "account", "accounts") << "; "
               << Count(counts.bad_rows, "bad row", "bad rows") << '\n';
}

Outcome<ExitCode> Finish(const Console& console, const AccountImporter& importer, bool dry_run,
                         const Outcome<bool>& done) {
  PrintSummary(console, importer.counts(), dry_run);
  if (importer.backdated()) {
    *console.err << "reinstate: a standing that counts from more than 7 days back needs --reason "
                    "TEXT and an operator's profile (--profile)\n";
  }
  if (!done.ok()) {
    Failure failure = done.error();
    failure.todo += (failure.todo.empty() ? "" : "; ") +
                    std::string("importing the file again continues: nothing is recorded twice");
    return failure;
  }
  return importer.counts().bad_rows > 0 ? ExitCode::kBadRows : ExitCode::kOk;
}

Outcome<ExitCode> RunAccounts(const GlobalFlags& flags, const AccountArguments& arguments,
                              const Console& console) {
  const auto mapping = MappingOf(arguments.source, {ImportFile::kAccounts});
  if (!mapping.ok()) return mapping.error();
  const Outcome<DateFormat> format = DateFormat::Parse(arguments.source.date_format);
  if (!format.ok()) return format.error();
  const auto defaults = DefaultsOf(arguments);
  if (!defaults.ok()) return defaults.error();
  const Outcome<char> delimiter = DelimiterOf(arguments.source);
  if (!delimiter.ok()) return delimiter.error();
  SourceFile file;
  const Outcome<bool> opened = file.Open(arguments.source.file);
  if (!opened.ok()) return opened.error();
  CsvReader reader(file.stream(), *delimiter);
  RowRules rules{{}, 0, *format, "", std::nullopt};
  const Outcome<bool> header = ReadHeader(&reader, *mapping, ImportFile::kAccounts, &rules);
  if (!header.ok()) return header.error();

  std::optional<Session> session;
  if (!arguments.dry_run) {
    Outcome<Session> connected = Session::Open(flags, kImportAttempts);
    if (!connected.ok()) return connected.error();
    session = *connected;
  }
  Progress progress(console, file.size());
  AccountImporter importer(session ? CallsOf(&*session) : AccountCalls(),
                           [&](std::int64_t line, const std::string& why) {
                             progress.Clear();
                             *console.err << "line " << line << ": " << EscapeControls(why) << '\n';
                           });
  const Outcome<bool> done = ReadRows(
      &reader,
      [&](const CsvReader::Record& record) -> Outcome<bool> {
        progress.Show(reader.bytes(), importer.counts().rows);
        const auto request = ConvertAccount(record, rules, *defaults);
        if (request.ok()) return importer.Add(record.line, *request);
        importer.AddBad(record.line, request.error().what);
        return true;
      },
      [&](std::int64_t line, const std::string& why) { importer.AddBad(line, why); });
  progress.Clear();
  return Finish(console, importer, arguments.dry_run, done);
}

}  // namespace

void AddAccountImport(CLI::App& import, Invocation* invocation) {
  const auto arguments = std::make_shared<AccountArguments>();
  CLI::App* accounts = import.add_subcommand(
      "accounts", "Accounts to register; importing a file twice changes nothing");
  AddSourceOptions(accounts, &arguments->source, {ImportFile::kAccounts});
  accounts->add_option("--standing-from", arguments->standing_from,
                       "YYYY-MM-DD, where a row has none; no suspension begins before it");
  accounts->add_option("--reason", arguments->reason,
                       "Why; needed where a standing counts from more than 7 days back");
  accounts->add_option("--cloud", arguments->cloud, "Where a row has none; default PUBLIC");
  accounts->add_option("--partner-type", arguments->partner_type,
                       "Where a row has none; default DIRECT_BILL");
  accounts->add_flag("--dry-run", arguments->dry_run, "Check the file and send nothing");
  accounts->callback([=] {
    invocation->run = [=](const Console& console) {
      return RunAccounts(invocation->flags, *arguments, console);
    };
  });
}

}  // namespace reinstate::cli

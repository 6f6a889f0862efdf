// import invoices.

#include <reinstate/v1/account_admin_client.h>
#include <reinstate/v1/billing_admin_client.h>

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <memory>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

#include "client/cli/commands.h"
#include "client/cli/csv.h"
#include "client/cli/dates.h"
#include "client/cli/import_rows.h"
#include "client/cli/importer.h"
#include "client/cli/mapping.h"
#include "client/cli/money.h"
#include "client/cli/progress.h"
#include "client/cli/session.h"
#include "client/cli/text.h"
#include "client/cli/words.h"

namespace reinstate::cli {
namespace {

struct ImportArguments {
  std::string file;
  std::vector<std::string> map;
  std::string map_file;
  std::string currency = "USD";
  std::string date_format = "YYYY-MM-DD";
  std::string delimiter = ",";
  std::string standing_from;
  std::string payments_through;
  std::string reason;
  std::string cloud = "PUBLIC";
  std::string partner_type = "DIRECT_BILL";
  bool dry_run = false;
  bool no_register = false;
};

Outcome<ColumnMapping> MappingOf(const ImportArguments& arguments) {
  ColumnMapping mapping;
  if (!arguments.map_file.empty()) {
    std::ifstream file(arguments.map_file);
    if (!file) {
      return Failure{
          ExitCode::kRefused,
          "map file " + arguments.map_file + " cannot be opened: " + std::strerror(errno), ""};
    }
    Outcome<bool> added = mapping.AddFile(file, arguments.map_file);
    if (!added.ok()) return added.error();
  }
  for (const std::string& pair : arguments.map) {
    Outcome<bool> added = mapping.AddPair(pair);
    if (!added.ok()) return added.error();
  }
  Outcome<bool> complete = mapping.CheckComplete();
  if (!complete.ok()) return complete.error();
  return mapping;
}

// Everything about rows but the columns, which the header tells.
Outcome<RowRules> RulesOf(const ImportArguments& arguments) {
  Outcome<DateFormat> format = DateFormat::Parse(arguments.date_format);
  if (!format.ok()) return format.error();
  if (!CurrencyExponent(arguments.currency)) {
    return UsageFailure("currency '" + arguments.currency + "' is not in ISO 4217",
                        "use a code such as USD, in capitals");
  }
  RowRules rules{{}, 0, *format, arguments.currency, std::nullopt};
  if (!arguments.payments_through.empty()) {
    Outcome<v1::Date> date = ParseDate(arguments.payments_through);
    if (!date.ok()) return date.error();
    rules.payments_through = *date;
  }
  return rules;
}

Outcome<ImporterOptions> OptionsOf(const ImportArguments& arguments) {
  ImporterOptions options;
  options.reason = arguments.reason;
  options.dry_run = arguments.dry_run;
  options.register_accounts = !arguments.no_register;
  options.registration.set_reason(arguments.reason);
  const auto cloud = ParseWord<v1::Cloud>(arguments.cloud, "cloud");
  if (!cloud.ok()) return cloud.error();
  options.registration.set_cloud(*cloud);
  const auto type = ParseWord<v1::PartnerType>(arguments.partner_type, "partner type");
  if (!type.ok()) return type.error();
  options.registration.set_partner_type(*type);
  if (!arguments.standing_from.empty()) {
    Outcome<v1::Date> date = ParseDate(arguments.standing_from);
    if (!date.ok()) return date.error();
    *options.registration.mutable_standing_from() = StartOfDay(*date);
  }
  return options;
}

ImportCalls CallsOf(Session* session) {
  ImportCalls calls;
  calls.register_account = [session](const v1::RegisterAccountRequest& request) {
    return session->TryCall(&client::AccountAdminClient::RegisterAccount, request);
  };
  calls.import_documents = [session](const v1::ImportDocumentsRequest& request) {
    return session->TryCall(&client::BillingAdminClient::ImportDocuments, request, kImportTimeout);
  };
  calls.explain = [session](const client::CallError& error) { return session->Explain(error); };
  return calls;
}

// The header, and with it the columns of the rules.
Outcome<bool> ReadHeader(CsvReader* reader, const ColumnMapping& mapping, RowRules* rules) {
  CsvReader::Record header;
  const CsvReader::State state = reader->Next(&header);
  if (state == CsvReader::State::kEnd) {
    return Failure{ExitCode::kRefused, "the file is empty", "it must begin with a header line"};
  }
  if (state != CsvReader::State::kRecord) {
    return Failure{ExitCode::kRefused, "the header cannot be read: " + header.error, ""};
  }
  auto columns = mapping.Resolve(header.fields);
  if (!columns.ok()) return columns.error();
  rules->columns = *columns;
  rules->field_count = header.fields.size();
  return true;
}

Outcome<bool> ImportRows(CsvReader* reader, const RowRules& rules, Importer* importer,
                         Progress* progress) {
  CsvReader::Record record;
  for (;;) {
    const CsvReader::State state = reader->Next(&record);
    progress->Show(reader->bytes(), importer->counts().rows);
    if (state == CsvReader::State::kEnd) return importer->Finish();
    if (state != CsvReader::State::kRecord) {
      importer->AddBad(record.line, record.error);
      if (state == CsvReader::State::kBadRecord) continue;
      return importer->Finish();
    }
    Outcome<ImportRow> row = ConvertRow(record, rules);
    if (!row.ok()) {
      importer->AddBad(record.line, row.error().what);
      continue;
    }
    Outcome<bool> added = importer->Add(std::move(*row));
    if (!added.ok()) return added;
  }
}

nlohmann::ordered_json CountsJson(const DocumentCounts& counts) {
  return {{"recorded", counts.recorded},
          {"unchanged", counts.unchanged},
          {"later", counts.later},
          {"left_out", counts.left_out}};
}

void PrintSummary(const Console& console, const ImportCounts& counts, bool dry_run) {
  if (console.json) {
    const nlohmann::ordered_json summary = {{"rows", counts.rows},
                                            {"bad_rows", counts.bad_rows},
                                            {"invoices", CountsJson(counts.invoices)},
                                            {"payments", CountsJson(counts.payments)},
                                            {"accounts", counts.accounts},
                                            {"episodes_opened", counts.episodes_opened},
                                            {"dry_run", dry_run}};
    *console.out << ToJson(summary);
    return;
  }
  if (!dry_run) {
    *console.out << SummaryText(counts) << '\n';
    return;
  }
  *console.out << "dry run, nothing was sent; " << Count(counts.rows, "row", "rows") << ": "
               << Count(counts.invoices.recorded, "invoice", "invoices") << ", "
               << Count(counts.payments.recorded, "payment", "payments") << " and "
               << counts.payments.left_out << " left out; "
               << Count(counts.bad_rows, "bad row", "bad rows") << "; "
               << Count(counts.accounts, "account", "accounts") << '\n';
}

Outcome<ExitCode> Finish(const Console& console, const ImportArguments& arguments,
                         const Importer& importer, const Outcome<bool>& done) {
  const ImportCounts& counts = importer.counts();
  PrintSummary(console, counts, arguments.dry_run);
  if (importer.backdated()) {
    *console.err << "reinstate: documents that act more than 7 days back were refused; import "
                    "them with --reason TEXT and an operator's profile (--profile)\n";
  }
  if (!done.ok()) {
    Failure failure = done.error();
    failure.todo += (failure.todo.empty() ? "" : "; ") +
                    std::string("importing the file again continues: nothing is recorded twice");
    return failure;
  }
  return counts.bad_rows > 0 ? ExitCode::kBadRows : ExitCode::kOk;
}

Outcome<ExitCode> RunImport(const GlobalFlags& flags, const ImportArguments& arguments,
                            const Console& console) {
  const auto mapping = MappingOf(arguments);
  if (!mapping.ok()) return mapping.error();
  Outcome<RowRules> rules = RulesOf(arguments);
  if (!rules.ok()) return rules.error();
  const Outcome<ImporterOptions> options = OptionsOf(arguments);
  if (!options.ok()) return options.error();
  if (arguments.delimiter.size() != 1 || arguments.delimiter == "\"") {
    return UsageFailure("the delimiter must be one character", "such as --delimiter ';'");
  }

  std::ifstream file;
  std::int64_t size = 0;
  if (arguments.file != "-") {
    file.open(arguments.file, std::ios::binary);
    std::error_code error;
    const auto bytes = std::filesystem::file_size(arguments.file, error);
    if (!file || error) {
      return Failure{
          ExitCode::kRefused,
          arguments.file + " cannot be read: " + (error ? error.message() : std::strerror(errno)),
          ""};
    }
    size = static_cast<std::int64_t>(bytes);
  }
  CsvReader reader(arguments.file == "-" ? &std::cin : &file, arguments.delimiter[0]);
  const Outcome<bool> header = ReadHeader(&reader, *mapping, &*rules);
  if (!header.ok()) return header.error();

  std::optional<Session> session;
  if (!arguments.dry_run) {
    Outcome<Session> opened = Session::Open(flags, kImportAttempts);
    if (!opened.ok()) return opened.error();
    session = *opened;
  }
  Progress progress(console, size);
  Importer importer(session ? CallsOf(&*session) : ImportCalls(), *options,
                    [&](std::int64_t line, const std::string& why) {
                      progress.Clear();
                      *console.err << "line " << line << ": " << EscapeControls(why) << '\n';
                    });
  const Outcome<bool> done = ImportRows(&reader, *rules, &importer, &progress);
  progress.Clear();
  return Finish(console, arguments, importer, done);
}

void AddOptions(CLI::App* command, ImportArguments* arguments) {
  command->add_option("FILE", arguments->file, "CSV with a header; - for stdin")->required();
  command
      ->add_option("--map", arguments->map,
                   "field=Column; fields: invoice_id, account_id, issued_on, due_on, total, "
                   "settled_on, currency; repeatable")
      ->allow_extra_args(false);
  command->add_option("--map-file", arguments->map_file, "Lines field = Column, # comments");
  command->add_option("--currency", arguments->currency, "Where no column is mapped; default USD");
  command->add_option("--date-format", arguments->date_format,
                      "Such as M/D/YYYY or D.M.YYYY; default YYYY-MM-DD");
  command->add_option("--delimiter", arguments->delimiter, "Between fields; default a comma");
  command->add_option("--standing-from", arguments->standing_from,
                      "YYYY-MM-DD; no suspension of a new account begins before it");
  command->add_option("--payments-through", arguments->payments_through,
                      "YYYY-MM-DD; payments settled after it are left out");
  command->add_option("--reason", arguments->reason,
                      "Why it is recorded late; needed where rows act more than 7 days back");
  command->add_option("--cloud", arguments->cloud, "Of new accounts; default PUBLIC");
  command->add_option("--partner-type", arguments->partner_type,
                      "Of new accounts; default DIRECT_BILL");
  command->add_flag("--no-register", arguments->no_register, "All accounts exist already");
  command->add_flag("--dry-run", arguments->dry_run, "Check the file and send nothing");
}

}  // namespace

void AddImportCommands(CLI::App& app, Invocation* invocation) {
  const auto arguments = std::make_shared<ImportArguments>();
  CLI::App* import = app.add_subcommand("import", "Bring in facts from files");
  import->require_subcommand(1);
  CLI::App* invoices = import->add_subcommand(
      "invoices",
      "Invoices, and their full payments where settled_on is mapped; importing a file "
      "twice changes nothing");
  AddOptions(invoices, arguments.get());
  invoices->callback([=] {
    invocation->run = [=](const Console& console) {
      return RunImport(invocation->flags, *arguments, console);
    };
  });
}

}  // namespace reinstate::cli

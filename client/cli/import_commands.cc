// import, import invoices.

#include <reinstate/v1/account_admin_client.h>
#include <reinstate/v1/billing_admin_client.h>

#include <memory>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "client/cli/commands.h"
#include "client/cli/csv.h"
#include "client/cli/dates.h"
#include "client/cli/import_rows.h"
#include "client/cli/import_source.h"
#include "client/cli/importer.h"
#include "client/cli/invoice_lines.h"
#include "client/cli/mapping.h"
#include "client/cli/money.h"
#include "client/cli/progress.h"
#include "client/cli/session.h"
#include "client/cli/text.h"
#include "client/cli/words.h"

namespace reinstate::cli {
namespace {

struct ImportArguments {
  SourceArguments source;
  std::string lines;  // the file of lines; may be empty
  std::string currency = "USD";
  std::string standing_from;
  std::string payments_through;
  std::string reason;
  std::string cloud = "PUBLIC";
  std::string partner_type = "DIRECT_BILL";
  bool dry_run = false;
  bool no_register = false;
};

std::vector<ImportFile> FilesOfInvoices() { return {ImportFile::kInvoices, ImportFile::kLines}; }

// Everything about rows but the columns, which the header tells.
Outcome<RowRules> RulesOf(const ImportArguments& arguments) {
  Outcome<DateFormat> format = DateFormat::Parse(arguments.source.date_format);
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

// Where an import says what is wrong with a row.
class RowReports {
 public:
  RowReports(const Console& console, Progress* progress) : console_(console), progress_(progress) {}

  // `file` is empty for the main file.
  void Say(const std::string& file, std::int64_t line, const std::string& why) const {
    progress_->Clear();
    *console_.err << EscapeControls(file + (file.empty() ? "" : " ") + "line " +
                                    std::to_string(line) + ": " + why)
                  << '\n';
  }

 private:
  const Console& console_;
  Progress* progress_;
};

Outcome<bool> AddRow(const CsvReader::Record& record, const RowRules& rules,
                     std::optional<InvoiceLines>* lines, Importer* importer) {
  Outcome<ImportRow> row = ConvertRow(record, rules);
  if (!row.ok()) {
    if (*lines && record.fields.size() == rules.field_count) {
      const RowFields fields(record, rules);
      (*lines)->Excuse(fields.Text(ImportField::kAccountId), fields.Text(ImportField::kInvoiceId));
    }
    importer->AddBad(record.line, row.error().what);
    return true;
  }
  if (*lines) {
    const Outcome<bool> added = (*lines)->AddTo(&*row);
    if (!added.ok()) {
      importer->AddBad(record.line, added.error().what);
      return true;
    }
  }
  return importer->Add(std::move(*row));
}

Outcome<bool> ImportRows(CsvReader* reader, const RowRules& rules,
                         std::optional<InvoiceLines>* lines, Importer* importer,
                         Progress* progress) {
  const Outcome<bool> read = ReadRows(
      reader,
      [&](const CsvReader::Record& record) {
        progress->Show(reader->bytes(), importer->counts().rows);
        return AddRow(record, rules, lines, importer);
      },
      [&](std::int64_t line, const std::string& why) { importer->AddBad(line, why); });
  if (!read.ok()) return read;
  return importer->Finish();
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
                                            {"bad_lines", counts.bad_lines},
                                            {"invoices", CountsJson(counts.invoices)},
                                            {"credit_notes", CountsJson(counts.credit_notes)},
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
               << Count(counts.credit_notes.recorded, "credit note", "credit notes") << ", "
               << Count(counts.payments.recorded, "payment", "payments") << " and "
               << counts.payments.left_out << " left out; "
               << Count(counts.bad_rows, "bad row", "bad rows") << "; "
               << (counts.bad_lines > 0 ? Count(counts.bad_lines, "bad line", "bad lines") + "; "
                                        : "")
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
  return counts.bad_rows + counts.bad_lines > 0 ? ExitCode::kBadRows : ExitCode::kOk;
}

Outcome<std::optional<InvoiceLines>> ReadLines(const ImportArguments& arguments, char delimiter,
                                               const ColumnMapping& mapping,
                                               const InvoiceLines::Report& report) {
  if (arguments.lines.empty()) return std::optional<InvoiceLines>();
  SourceFile file;
  const Outcome<bool> opened = file.Open(arguments.lines);
  if (!opened.ok()) return opened.error();
  Outcome<InvoiceLines> lines =
      InvoiceLines::Read(file.stream(), delimiter, mapping, arguments.lines, report);
  if (!lines.ok()) return lines.error();
  return std::optional<InvoiceLines>(std::move(*lines));
}

Outcome<ExitCode> RunImport(const GlobalFlags& flags, const ImportArguments& arguments,
                            const Console& console) {
  const auto mapping = MappingOf(arguments.source, FilesOfInvoices());
  if (!mapping.ok()) return mapping.error();
  Outcome<RowRules> rules = RulesOf(arguments);
  if (!rules.ok()) return rules.error();
  const Outcome<ImporterOptions> options = OptionsOf(arguments);
  if (!options.ok()) return options.error();
  const Outcome<char> delimiter = DelimiterOf(arguments.source);
  if (!delimiter.ok()) return delimiter.error();
  SourceFile file;
  const Outcome<bool> opened = file.Open(arguments.source.file);
  if (!opened.ok()) return opened.error();
  CsvReader reader(file.stream(), *delimiter);
  const Outcome<bool> header = ReadHeader(&reader, *mapping, ImportFile::kInvoices, &*rules);
  if (!header.ok()) return header.error();

  std::optional<Session> session;
  if (!arguments.dry_run) {
    Outcome<Session> connected = Session::Open(flags, kImportAttempts);
    if (!connected.ok()) return connected.error();
    session = *connected;
  }
  Progress progress(console, file.size());
  const RowReports reports(console, &progress);
  Importer importer(session ? CallsOf(&*session) : ImportCalls(), *options,
                    [&](std::int64_t line, const std::string& why) { reports.Say("", line, why); });
  const auto bad_line = [&](std::int64_t line, const std::string& why) {
    importer.AddBadLine();
    reports.Say(arguments.lines, line, why);
  };
  auto lines = ReadLines(arguments, *delimiter, *mapping, bad_line);
  if (!lines.ok()) return lines.error();
  const Outcome<bool> done = ImportRows(&reader, *rules, &*lines, &importer, &progress);
  if (done.ok() && *lines) (*lines)->ReportUnused(bad_line);
  progress.Clear();
  return Finish(console, arguments, importer, done);
}

void AddOptions(CLI::App* command, ImportArguments* arguments) {
  AddSourceOptions(command, &arguments->source, FilesOfInvoices());
  command->add_option("--lines", arguments->lines,
                      "CSV of the invoices' lines, with the same delimiter; a row for each");
  command->add_option("--currency", arguments->currency, "Where there is no column; default USD");
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
      "Invoices and credit notes, with payments of settled_amount, or of all of it, where "
      "settled_on has a date; importing a file twice changes nothing");
  AddOptions(invoices, arguments.get());
  AddAccountImport(*import, invocation);
  invoices->callback([=] {
    invocation->run = [=](const Console& console) {
      return RunImport(invocation->flags, *arguments, console);
    };
  });
}

}  // namespace reinstate::cli

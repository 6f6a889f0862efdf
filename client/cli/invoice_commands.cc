// invoice get: one invoice, and its files.

#include <reinstate/v1/billing_summary_client.h>
#include <reinstate/v1/billing_summary_service.pb.h>

#include <memory>
#include <string>
#include <utility>

#include "client/cli/commands.h"
#include "client/cli/dates.h"
#include "client/cli/file_download.h"
#include "client/cli/money.h"
#include "client/cli/session.h"
#include "client/cli/text.h"
#include "client/cli/words.h"

namespace reinstate::cli {
namespace {

struct InvoiceArguments {
  std::string account;
  std::string invoice;
  std::string pdf;             // where to write it; empty: not
  std::string reconciliation;  // likewise
};

// Its disputes, its lines, and where to pay it.
void AddDetails(const v1::Invoice& invoice, Table* table) {
  for (const v1::Dispute& dispute : invoice.disputes()) {
    const bool open = !dispute.has_resolved_at();
    table->Add({"dispute " + dispute.dispute_id(),
                open ? "open since " + FormatInstant(dispute.opened_at())
                     : Word(dispute.outcome()) + " " + FormatInstant(dispute.resolved_at())});
  }
  for (const v1::LineItem& line : invoice.lines()) {
    v1::Money amount = invoice.total();
    amount.set_amount_minor(line.amount_minor());
    table->Add({line.description(), FormatMoney(amount)});
  }
  if (!invoice.has_payment_instructions()) return;
  const v1::PaymentInstructions& pay = invoice.payment_instructions();
  table->Add({"pay by", pay.method()});
  table->Add({"pay to", pay.beneficiary()});
  table->Add({"account number", pay.account_number()});
  if (!pay.bank_code().empty()) table->Add({"bank code", pay.bank_code()});
  table->Add({"reference", pay.reference()});
}

Table InvoiceTable(const std::string& account_id, const v1::Invoice& invoice) {
  const bool is_credit_note = invoice.document_type() == v1::DOCUMENT_TYPE_CREDIT_NOTE;
  Table table({{is_credit_note ? "CREDIT NOTE" : "INVOICE"}, {invoice.invoice_id()}});
  table.Add({"account", account_id});
  if (is_credit_note) table.Add({"for", invoice.amends()});
  table.Add({"issued on", FormatDate(invoice.issued_on())});
  table.Add({"due on", FormatDate(invoice.due_on())});
  table.Add({"total", FormatMoney(invoice.total())});
  table.Add({is_credit_note ? "not used yet" : "left to pay", FormatMoney(invoice.residual())});
  table.Add({"status", Word(invoice.status()) + (invoice.disputed() ? ", disputed" : "")});
  if (invoice.days_overdue() > 0) {
    table.Add({"overdue",
               Table::Cell(std::to_string(invoice.days_overdue()) + " days", Table::Colour::kRed)});
  }
  table.Add({"recorded at", FormatInstant(invoice.recorded_at())});
  AddDetails(invoice, &table);
  return table;
}

// Writes one file of the invoice, and says so on err.
Outcome<ExitCode> Save(Session* session, const InvoiceArguments& arguments,
                       v1::InvoiceFileKind kind, const std::string& path, const Console& console) {
  if (path.empty()) return ExitCode::kOk;
  v1::DownloadInvoiceFileRequest request;
  request.set_account_id(arguments.account);
  request.set_invoice_id(arguments.invoice);
  request.set_kind(kind);
  const auto file = Download(session, request);
  if (!file.ok()) return file.error();
  const auto written = WriteWhole(path, file->bytes);
  if (!written.ok()) return written.error();
  *console.err << "wrote " << EscapeControls(path) << ": " << file->bytes.size()
               << " bytes, sha256 " << EscapeControls(file->sha256) << '\n';
  return ExitCode::kOk;
}

Outcome<ExitCode> RunGet(const GlobalFlags& flags, const InvoiceArguments& arguments,
                         const Console& console) {
  Outcome<Session> session = Session::Open(flags);
  if (!session.ok()) return session.error();
  v1::GetInvoiceRequest request;
  request.set_account_id(arguments.account);
  request.set_invoice_id(arguments.invoice);
  const auto response = session->Call(&client::BillingSummaryClient::GetInvoice, request);
  if (!response.ok()) return response.error();
  if (console.json) {
    *console.out << ToJson(*response);
  } else {
    PrintTable(console, InvoiceTable(arguments.account, response->invoice()));
  }
  for (const auto& [kind, path] :
       {std::pair(v1::INVOICE_FILE_KIND_PDF, arguments.pdf),
        std::pair(v1::INVOICE_FILE_KIND_RECONCILIATION_CSV, arguments.reconciliation)}) {
    const auto saved = Save(&*session, arguments, kind, path, console);
    if (!saved.ok()) return saved.error();
  }
  return ExitCode::kOk;
}

}  // namespace

void AddInvoiceCommands(CLI::App& app, Invocation* invocation) {
  const auto arguments = std::make_shared<InvoiceArguments>();
  CLI::App* invoice = app.add_subcommand("invoice", "One invoice or credit note");
  invoice->require_subcommand(1);
  CLI::App* get = invoice->add_subcommand("get", "Show it, and save its files");
  get->add_option("ACCOUNT", arguments->account, "The account's id")->required();
  get->add_option("INVOICE", arguments->invoice, "The invoice's id")->required();
  get->add_option("--pdf", arguments->pdf, "Write it as PDF to this file")->type_name("FILE");
  get->add_option("--reconciliation", arguments->reconciliation,
                  "Write its lines and control total as CSV to this file")
      ->type_name("FILE");
  get->callback([=] {
    invocation->run = [=](const Console& console) {
      return RunGet(invocation->flags, *arguments, console);
    };
  });
}

}  // namespace reinstate::cli

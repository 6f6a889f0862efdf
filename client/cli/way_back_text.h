// How a suspension ends, and what is left to do about it.

#pragma once

#include <reinstate/v1/account_status_service.pb.h>

#include <string>

namespace reinstate::cli {

// What is known beside a status of how the account comes back.
struct WayBack {
  const v1::RestorationPlan* plan = nullptr;  // of the same revision; null: not at hand
  bool may_plan = true;                       // `reinstate plan` answers this caller
};

// "invoice INV-7".
std::string FactText(const v1::FactRef& fact);

// "invoices INV-7, INV-8 are paid"; empty where there is none.
std::string InvoicesPaidText(const google::protobuf::RepeatedPtrField<v1::FactRef>& facts);

// The facts that are no invoices: "hold H-1, the end of exemption EX-1".
std::string OtherFactsText(const google::protobuf::RepeatedPtrField<v1::FactRef>& facts);

// Of a SUSPENDED account: "ends by itself: active from 2026-10-02T00:00Z, by hold H-1", or until
// when it stays so.
std::string SuspendedForecastText(const v1::AccountStatus& status, const WayBack& way);

// Of a SUSPENDED account: what is to be paid and whose turn it is; empty where nothing can be said.
std::string TodoText(const v1::AccountStatus& status, const WayBack& way);

}  // namespace reinstate::cli

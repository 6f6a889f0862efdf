// DOMAIN 2: documents, signals, what becomes of them, changes of cloud and type, and links to
// providers may be recorded in any order that is accepted, and again: the same timeline comes of
// it.

#include <gtest/gtest.h>

#include <algorithm>
#include <functional>
#include <iostream>
#include <string>
#include <utility>
#include <vector>

#include "server/domain/abuse_rules.h"
#include "server/domain/account_rules.h"
#include "server/domain/document_changes.h"
#include "server/domain/fact_rules.h"
#include "server/domain/timeline.h"
#include "tests/unit/facts_builder.h"
#include "tests/unit/random_facts.h"
#include "tests/unit/show_facts.h"

namespace reinstate {
namespace {

constexpr Recorder kOperator{true, true};

// True where the facts were changed by it, false where the same was recorded before.
using Change = std::function<Result<bool>(AccountFacts&)>;
// In this order, whatever happens between them.
using Chain = std::vector<Change>;

Error Missing() { return {.reason = Reason::kInvoiceNotFound, .message = "not recorded yet"}; }

Invoice* FindInvoice(std::vector<Invoice>& documents, const std::string& id) {
  const auto found = std::find_if(documents.begin(), documents.end(),
                                  [&](const Invoice& known) { return known.invoice_id == id; });
  return found == documents.end() ? nullptr : &*found;
}

Payment* FindPayment(AccountFacts& facts, const std::string& id) {
  const auto found = std::find_if(facts.payments.begin(), facts.payments.end(),
                                  [&](const Payment& known) { return known.payment_id == id; });
  return found == facts.payments.end() ? nullptr : &*found;
}

// The changes that lead to the documents and signals of a case.
class Arrivals {
 public:
  Arrivals(const RandomCase& made, RandomFacts& random)
      : policy_(made.policies.all()[0]),
        recording_{made.now, policy_.zone, kOperator},
        random_(random) {
    for (const Invoice& invoice : made.facts.invoices) AddInvoice(invoice);
    for (const Invoice& note : made.facts.credit_notes) AddCreditNote(note);
    for (const Payment& payment : made.facts.payments) AddPayment(payment);
    for (const AbuseSignal& signal : made.facts.abuse_signals) AddSignal(signal);
    for (const AccountChange& change : made.facts.account_changes) AddAccountChange(change);
    for (const ProviderLink& link : made.facts.provider_links) AddLink(link);
  }

  // Records all in a random order, some of it again. False where what was recorded first leaves no
  // way to record the rest.
  bool Record(AccountFacts& facts) {
    std::vector<Change> recorded;
    while (!chains_.empty()) {
      std::shuffle(chains_.begin(), chains_.end(), random_.engine());
      const auto next = std::find_if(chains_.begin(), chains_.end(), [&](const Chain& chain) {
        const Result<bool> changed = chain.front()(facts);
        EXPECT_TRUE(!changed.ok() || *changed) << "a first record changes the facts";
        return changed.ok();
      });
      if (next == chains_.end()) return false;
      recorded.push_back(std::move(next->front()));
      next->erase(next->begin());
      if (next->empty()) chains_.erase(next);
      // Refused or not, a repeat changes nothing.
      const int last = static_cast<int>(recorded.size()) - 1;
      const Result<bool> again = recorded[static_cast<size_t>(random_.Number(0, last))](facts);
      EXPECT_FALSE(again.ok() && *again) << "a repeat changes the facts";
    }
    return true;
  }

 private:
  void AddInvoice(const Invoice& made) {
    Invoice bare = made;
    bare.voided_at.reset();
    bare.written_off_at.reset();
    bare.disputes.clear();
    Chain chain = {[this, bare](AccountFacts& facts) -> Result<bool> {
      if (const Invoice* known = FindInvoice(facts.invoices, bare.invoice_id)) {
        return Repeated(SameContent(*known, bare));
      }
      return Added(CheckInvoice(bare, recording_.now, policy_, kOperator), bare, facts.invoices);
    }};
    const auto change = [&](auto apply) {
      chain.push_back([id = made.invoice_id, apply](AccountFacts& facts) -> Result<bool> {
        Invoice* invoice = FindInvoice(facts.invoices, id);
        return invoice == nullptr ? Missing() : apply(*invoice, facts);
      });
    };
    for (const Dispute& dispute : made.disputes) {
      Dispute open = dispute;
      open.resolved_at.reset();
      open.outcome = DisputeOutcome::kLost;
      change([this, open](Invoice& invoice, AccountFacts&) {
        return OpenDispute(invoice, open, true, recording_);
      });
      if (!dispute.resolved_at) continue;
      change([this, dispute](Invoice& invoice, AccountFacts&) {
        return ResolveDispute(invoice, dispute.dispute_id, dispute.outcome, dispute.resolved_at,
                              recording_);
      });
    }
    if (made.voided_at) {
      change([this](Invoice& invoice, AccountFacts& facts) {
        return VoidDocument(invoice, facts, recording_);
      });
    } else if (made.written_off_at) {
      change([this, at = made.written_off_at](Invoice& invoice, AccountFacts& facts) {
        return WriteOff(invoice, facts, at, recording_);
      });
    }
    chains_.push_back(std::move(chain));
  }

  void AddCreditNote(const Invoice& made) {
    Invoice bare = made;
    bare.voided_at.reset();
    Chain chain = {[this, bare](AccountFacts& facts) -> Result<bool> {
      if (const Invoice* known = FindInvoice(facts.credit_notes, bare.invoice_id)) {
        return Repeated(SameContent(*known, bare));
      }
      const Invoice* amended = FindInvoice(facts.invoices, bare.amends);
      return Added(CheckCreditNote(bare, amended, recording_.now, policy_, kOperator), bare,
                   facts.credit_notes);
    }};
    if (made.voided_at) {
      chain.push_back([this, id = made.invoice_id](AccountFacts& facts) -> Result<bool> {
        return VoidDocument(*FindInvoice(facts.credit_notes, id), facts, recording_);
      });
    }
    chains_.push_back(std::move(chain));
  }

  void AddPayment(const Payment& made) {
    Payment bare = made;
    bare.voided_at.reset();
    bare.failed_at.reset();
    bare.reversed_at.reset();
    bare.settled = made.settled && random_.Number(0, 1) == 0;
    Chain chain = {[this, bare](AccountFacts& facts) -> Result<bool> {
      if (const Payment* known = FindPayment(facts, bare.payment_id)) {
        return Repeated(SameContent(*known, bare));
      }
      return Added(CheckPayment(bare, facts.invoices, recording_.now, kOperator), bare,
                   facts.payments);
    }};
    const auto change = [&](auto apply) {
      chain.push_back([id = made.payment_id, apply](AccountFacts& facts) -> Result<bool> {
        return apply(*FindPayment(facts, id));
      });
    };
    if (made.settled && !bare.settled) {
      change([this](Payment& payment) { return SettlePayment(payment, recording_); });
    }
    if (made.failed_at) {
      change([this](Payment& payment) { return FailPayment(payment, recording_); });
    }
    if (made.reversed_at) {
      change([this, at = made.reversed_at](Payment& payment) {
        return ReversePayment(payment, at, recording_);
      });
    }
    if (made.voided_at) {
      change([this](Payment& payment) { return VoidPayment(payment, recording_); });
    }
    chains_.push_back(std::move(chain));
  }

  void AddSignal(const AbuseSignal& made) {
    const SignalRecording recording{recording_.now, kOperator};
    AbuseSignal bare = made;
    bare.resolved_at.reset();
    bare.withdrawn_at.reset();
    Chain chain = {[bare, recording](AccountFacts& facts) {
      return RecordSignal(bare, true, recording, facts);
    }};
    if (made.resolved_at) {
      chain.push_back([made, recording](AccountFacts& facts) {
        return ResolveSignal(made.signal_id, made.resolved_at, recording, facts);
      });
    }
    if (made.withdrawn_at) {
      chain.push_back([made, recording](AccountFacts& facts) {
        return WithdrawSignal(made.signal_id, recording, facts);
      });
    }
    chains_.push_back(std::move(chain));
  }

  // Named together or one by one.
  void AddAccountChange(const AccountChange& made) {
    const auto add = [this](const AskedMembership& asked) {
      chains_.push_back({[this, asked](AccountFacts& facts) -> Result<bool> {
        const auto changed = ChangeMembership(asked, {recording_.now, kOperator}, facts);
        if (!changed.ok()) return changed.error();
        return changed->has_value();
      }});
    };
    const bool apart = made.cloud && made.partner_type && random_.Number(0, 1) == 0;
    if (apart) add({made.cloud, {}, made.effective_at});
    add({apart ? std::nullopt : made.cloud, made.partner_type, made.effective_at});
  }

  void AddLink(const ProviderLink& made) {
    chains_.push_back({[this, made](AccountFacts& facts) -> Result<bool> {
      const auto changed = ChangeLink(made.provider_id, made.linked, made.effective_at,
                                      {recording_.now, kOperator}, facts);
      if (!changed.ok()) return changed.error();
      return changed->has_value();
    }});
  }

  static Result<bool> Repeated(bool same) {
    EXPECT_TRUE(same) << "what became of a document is no part of its content";
    return false;
  }

  template <typename Document>
  static Result<bool> Added(const Status& accepted, const Document& document,
                            std::vector<Document>& documents) {
    if (!accepted.ok()) return accepted.error();
    documents.push_back(document);
    return true;
  }

  const Policy& policy_;
  const Recording recording_;
  RandomFacts& random_;
  std::vector<Chain> chains_;
};

TEST(ArrivalProperties, Domain2_AnyAcceptedOrderAndRepetitionGivesTheSameTimeline) {
  const Draws draws(4711, 115000);
  RandomFacts random(draws.seed);
  int recorded = 0;
  for (int i = 0; i < draws.cases; ++i) {
    const RandomCase made = random.NextCase();
    AccountFacts arrived = made.facts;
    static_cast<BillingFacts&>(arrived) = {};
    arrived.abuse_signals.clear();
    arrived.account_changes.clear();
    arrived.provider_links.clear();
    if (!Arrivals(made, random).Record(arrived)) continue;
    ++recorded;
    ASSERT_FALSE(testing::Test::HasFailure()) << "case " << i << "\n" << ShowFacts(made);
    ASSERT_TRUE(BuildTimeline(made.facts, made.policies, made.now) ==
                BuildTimeline(arrived, made.policies, made.now))
        << "case " << i << "\n"
        << ShowFacts(made);
  }
  // The rest cannot be recorded in the order tried: an invoice named by money cannot be void, and
  // nothing can be written off where nothing is left.
  EXPECT_GT(recorded, draws.cases * 4 / 5);
  std::cout << recorded << " recorded\n";
}

}  // namespace
}  // namespace reinstate

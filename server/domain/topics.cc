#include "server/domain/topics.h"

namespace reinstate {

const std::vector<SupportTopic>& SupportTopics() {
  static const auto* const topics = new std::vector<SupportTopic>{
      {"account-reinstatement",
       "Reinstate my account",
       "The account is suspended; what stood in the way is cleared, or will be.",
       {},
       /*asks_for_reinstatement=*/true},
      {"reactivation-help",
       "Help with reactivation",
       "What has to be done before the account can be reinstated is not clear.",
       {"description"}},
      {"billing-question",
       "Question about a bill",
       "An invoice, a payment or a balance is not as expected.",
       {"description"}},
      {"profile-verification",
       "Verification of the profile",
       "The account profile was rejected, failed, or waits for its verification.",
       {"description"}},
      {"technical-problem",
       "Something does not work",
       "A call, a link or a page fails.",
       {"description"}},
      {"other", "Something else", "None of the other topics fits.", {"description"}},
  };
  return *topics;
}

const SupportTopic* FindTopic(std::string_view topic_id) {
  for (const SupportTopic& topic : SupportTopics()) {
    if (topic.topic_id == topic_id) return &topic;
  }
  return nullptr;
}

}  // namespace reinstate

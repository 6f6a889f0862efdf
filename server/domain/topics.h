// What support tickets can be about.

#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace reinstate {

struct SupportTopic {
  std::string topic_id;
  std::string display_name;
  std::string description;
  std::vector<std::string> required_fields = {};  // beyond those that every ticket needs
  bool asks_for_reinstatement = false;
  bool deprecated = false;
  std::string replaced_by = {};  // where deprecated
};

// A constant and not a table: topics are few, the program gives some of them a meaning, and a new
// one comes with a release anyway. An id is never reused; one that is no longer wanted is marked
// deprecated and stays, because old tickets name it.
const std::vector<SupportTopic>& SupportTopics();

// Null where there is no such topic.
const SupportTopic* FindTopic(std::string_view topic_id);

}  // namespace reinstate

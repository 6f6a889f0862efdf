// A list that comes in pages, read as one range.

#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "client/runtime/input_iterator.h"
#include "client/runtime/result.h"

namespace reinstate::client {

// What is wrong with the page behind `page_token`, which names `next_page_token` as the next;
// nothing where the list advances or ends.
inline std::optional<CallError> CheckAdvance(const std::string& page_token,
                                             const std::string& next_page_token) {
  if (next_page_token.empty() || next_page_token != page_token) return std::nullopt;
  CallError error;
  error.code = StatusCode::kInternal;
  error.message = "the list does not advance: a page names itself as the next";
  return error;
}

// Fetches the next page when the one before is used up. A page that fails is one element that
// holds the error, and the last one. Read it once, from one thread:
//   for (Result<v1::Account>& account : client.ListAccountsRange(request)) ...
template <typename Item>
class Range {
  struct State;

 public:
  struct Page {
    std::vector<Item> items;
    std::string next_page_token;  // empty: the last page
  };
  using Fetch = std::function<Result<Page>(const std::string& page_token)>;

  using iterator = InputIterator<State, Result<Item>>;

  // Begins behind `page_token`; empty: with the first page.
  Range(Fetch fetch, std::string page_token)
      : state_(std::make_unique<State>(std::move(fetch), std::move(page_token))) {}

  // Fetches the first page.
  iterator begin() { return iterator(state_.get()); }
  iterator end() { return iterator(nullptr); }

 private:
  struct State {
    State(Fetch fetch_page, std::string first)
        : fetch(std::move(fetch_page)), page_token(std::move(first)) {}

    Fetch fetch;
    std::string page_token;
    bool last = false;  // no page is left
    std::vector<Result<Item>> items;
    std::size_t next = 0;  // behind the current element

    // False at the end. A page may be empty and not the last (AIP-158).
    bool Advance() {
      while (next == items.size()) {
        if (last) return false;
        Load();
      }
      ++next;
      return true;
    }

    Result<Item>& Current() { return items[next - 1]; }

    void Load() {
      items.clear();
      next = 0;
      Result<Page> page = fetch(page_token);
      if (page.ok()) {
        if (auto error = CheckAdvance(page_token, page->next_page_token)) page = *std::move(error);
      }
      last = !page.ok() || page->next_page_token.empty();
      if (!page.ok()) {
        items.push_back(std::move(page.error()));
        return;
      }
      for (Item& item : page->items) items.push_back(std::move(item));
      page_token = std::move(page->next_page_token);
    }
  };

  std::unique_ptr<State> state_;
};

// The range of a list method: `call` sends a request for one page, `items` points to the repeated
// field of its response.
template <typename Item, typename Request, typename Call, typename Items>
Range<Item> MakeRange(Request request, Call call, Items items) {
  std::string first = request.page_token();
  return Range<Item>(
      [request = std::move(request), call, items](const std::string& page_token) mutable {
        using Page = typename Range<Item>::Page;
        request.set_page_token(page_token);
        auto response = call(request);
        if (!response.ok()) return Result<Page>(std::move(response.error()));
        Page page;
        for (auto& item : *items(&*response)) page.items.push_back(std::move(item));
        page.next_page_token = response->next_page_token();
        return Result<Page>(std::move(page));
      },
      std::move(first));
}

}  // namespace reinstate::client

// Lists that come in pages, put together to one answer.

#pragma once

#include <algorithm>
#include <string>
#include <string_view>
#include <utility>

#include "client/cli/console.h"
#include "client/cli/failure.h"
#include "client/cli/text.h"
#include "client/runtime/range.h"

namespace reinstate::cli {

struct PageLimits {
  int limit;  // elements in all; 0: no limit
  int page;   // elements a page; the server's maximum
};

// Calls `fetch(request)` page by page and collects what `elements(&response)` points to (a
// repeated field) in one response. Its next_page_token is empty unless the limit cut the list.
// Fails where a page names itself as the next.
template <typename Response, typename Request, typename Fetch, typename Elements>
Outcome<Response> ListPages(PageLimits limits, Request* request, Fetch fetch, Elements elements) {
  Response all;
  for (;;) {
    const int have = elements(&all)->size();
    const int wanted = limits.limit == 0 ? limits.page : limits.limit - have;
    request->set_page_size(std::min(wanted, limits.page));
    Outcome<Response> page = fetch(*request);
    if (!page.ok()) return page;
    for (auto& element : *elements(&*page)) elements(&all)->Add(std::move(element));
    all.set_next_page_token(page->next_page_token());
    if (page->next_page_token().empty()) return all;
    if (limits.limit > 0 && elements(&all)->size() >= limits.limit) return all;
    if (const auto error = client::CheckAdvance(request->page_token(), page->next_page_token())) {
      return LocalFailure(*error);
    }
    request->set_page_token(page->next_page_token());
  }
}

// The last line of a list, on err so that what reads the table is not disturbed.
inline void PrintCount(const Console& console, int count, std::string_view singular,
                       std::string_view plural, bool more) {
  *console.err << Count(count, singular, plural) << (more ? ", and there are more" : "") << '\n';
}

}  // namespace reinstate::cli

#include "adapters/http/message.h"

#include "audit/record/json.h"

namespace probity::http {
namespace {

std::string title_of(int status) {
  switch (status) {
    case 400: return "The request cannot be read";
    case 401: return "Who is asking is not known";
    case 403: return "The caller may not do this";
    case 404: return "There is no such thing";
    case 405: return "This address does not take that method";
    case 408: return "The request took too long to arrive";
    case 409: return "What is there does not allow it";
    case 413: return "The request is too large";
    case 422: return "The request cannot be carried out as it stands";
    case 429: return "Too many requests of this caller";
    case 503: return "The service cannot do this at the moment";
    default: return "Something failed";
  }
}

}  // namespace

Response problem(int status, const std::string& kind, const std::string& detail) {
  Response response;
  response.status = status;
  response.type = "application/problem+json";
  response.body = audit::readable_text(audit::JsonObject{
      {"type", "urn:probity:problem:" + kind}, {"title", title_of(status)}, {"status", status}, {"detail", detail}});
  if (status == 503 || status == 429) response.headers.emplace_back("Retry-After", "1");
  if (status == 401) response.headers.emplace_back("WWW-Authenticate", "Bearer");
  return response;
}

}  // namespace probity::http

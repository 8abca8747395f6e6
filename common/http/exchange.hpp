// What this process's clients and servers said to each other, for whoever holds it against a description of the
// interface. Nothing is observed unless somebody asks.
#pragma once
#include <functional>
#include <string>

namespace proofmark::http {

struct Exchange {
  std::string method, target;
  int status = 0;  // 0: a text message on a WebSocket
  std::string content_type, body;
  bool from_device = false;  // of a message: the client said it
};

// Called on the threads of the clients; set once, before the first of them.
void observe_exchanges(std::function<void(const Exchange&)> observer);

}  // namespace proofmark::http

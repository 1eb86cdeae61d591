// The player's files and the pages that hold it.
#pragma once

#include "core/base/refusal.h"
#include "server/edge/edge_types.h"

namespace icmp::server {

// Everything under /player/, with its compressed twins; hashed names may be cached for ever.
// fails  when the program was built without the player
Outcome<QList<edge::StaticFile>> playerFiles();

enum class PageKind { Watch, Embed };

// The page with its event and title filled in, and the policy that lets it do what it needs and nothing else.
// `hosts` may frame an embedded page beside our own; `websocket` is where the socket is, e.g.
// "ws://127.0.0.1:8420".
edge::HttpResponse page(PageKind kind, const QString &event, const QString &title, const QStringList &hosts,
                        const QString &websocket);

} // namespace icmp::server

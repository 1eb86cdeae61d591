// The demo: the sample show published and accounts enrolled by the ordinary code, remembered in demo.json.
#pragma once

#include "app/server/services.h"

#include <QJsonObject>

namespace icmp::server {

// What a start on this folder made, or made before: {"event","elements","accounts"}. Blocking; before
// listening. fails  with what account service, publishing or the folder said
Outcome<QJsonObject> seedDemo(Services &services);

} // namespace icmp::server

// The OpenAPI 3.1 document: paths from the route table, shapes from one list of schemas.
#pragma once

#include "app/server/api/routes.h"

namespace icmp::server {

// The names that Route::takes and Route::gives may use, with their JSON Schemas.
QJsonObject schemas();
QJsonObject openApi(const QList<Route> &routes);

} // namespace icmp::server

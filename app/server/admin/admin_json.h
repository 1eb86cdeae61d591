// How the admin listener's answers look.
#pragma once

#include "app/server/services.h"
#include "core/identity/audit/audit_row.h"

#include <QJsonArray>
#include <QJsonObject>

namespace icmp::server {

// {"intent","proposal","bytes","nonce","account","hash","expires","approvals","summary"}: everything that the
// digest is made from but the session, which the asker has.
QJsonObject openedJson(const identity::Opened &opened);
QJsonObject fieldsJson(const identity::Fields &fields);
QJsonObject proposalJson(Services &services, const identity::ProposalLine &line);
QJsonObject deviceJson(const identity::DeviceKey &device);
QJsonObject accountJson(const identity::Account &account);
QJsonObject auditJson(const identity::AuditRow &row);
// The login of an account; its id when it cannot be read.
QString loginOf(Services &services, AccountId id);

} // namespace icmp::server

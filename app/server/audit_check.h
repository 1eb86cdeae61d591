// Verifying the audit: of the running server, and offline with the public key alone.
#pragma once

#include "app/server/options.h"
#include "core/identity/audit/audit_judge.h"
#include "server/storage/database.h"

#include <QJsonObject>

namespace icmp::server {

// Reads every row once. fails  when the database or a folder of checkpoints cannot be read
Outcome<identity::AuditVerdict> checkAuditOf(storage::Database &database, const QStringList &folders,
                                             const QByteArray &publicKey);
// {"rows","checkpoints","lastCheckpoint","findings","told":[sentence]}
QJsonObject verdictJson(const identity::AuditVerdict &verdict);
// `icmp-server audit verify`: exit code 0 when sound, 2 with findings, 1 when it could not be looked at.
int verifyAudit(const Options &options);

} // namespace icmp::server

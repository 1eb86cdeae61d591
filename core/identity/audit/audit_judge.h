// Whether an audit is what was written: the chain row by row, and every signed checkpoint at its number.
//
// Needs the public key alone. What a chain cannot show by itself, its end cut off or all of it written anew,
// the checkpoints show, up to the newest of them.
#pragma once

#include "core/identity/audit/audit_row.h"
#include "core/identity/audit/checkpoint.h"

#include <QList>

namespace icmp::identity {

inline constexpr int auditFindingsMax = 100; // told; more are only counted

struct AuditFinding {
    qint64 number; // of the row it begins at
    QString what;  // a sentence
};

struct AuditVerdict {
    qint64 rows = 0;
    qint64 checkpoints = 0;    // held against the rows
    qint64 lastCheckpoint = 0; // its number; rows after it are held by the chain alone
    qint64 findings = 0;
    QList<AuditFinding> told = {}; // the first auditFindingsMax

    bool isSound() const { return findings == 0; }
};

class AuditJudge {
public:
    // Checkpoints in any order; the same one may come from several places. One whose signature is not the
    // key's is a finding.
    AuditJudge(const QList<Checkpoint> &checkpoints, const QByteArray &publicKey,
               const SignatureCheck &isSigned);

    // The rows, as they lie in the database, by number.
    void take(const AuditRow &row);
    AuditVerdict finish();

private:
    void find(qint64 number, const QString &what);

    QList<Checkpoint> m_checkpoints; // by number
    qsizetype m_next = 0;
    QByteArray m_before;
    qint64 m_number = 0;
    AuditVerdict m_verdict;
};

} // namespace icmp::identity

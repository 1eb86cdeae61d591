#include "core/identity/audit/audit_judge.h"

#include <algorithm>

namespace icmp::identity {

AuditJudge::AuditJudge(const QList<Checkpoint> &checkpoints, const QByteArray &publicKey,
                       const SignatureCheck &isSigned)
{
    for (const Checkpoint &checkpoint : checkpoints) {
        if (m_checkpoints.contains(checkpoint))
            continue;
        if (isSigned(signedBytes(checkpoint), checkpoint.signature, publicKey))
            m_checkpoints.append(checkpoint);
        else
            find(
                checkpoint.number,
                QStringLiteral("The checkpoint of row %1 is not signed by this key.").arg(checkpoint.number));
    }
    std::stable_sort(m_checkpoints.begin(), m_checkpoints.end(),
                     [](const Checkpoint &a, const Checkpoint &b) { return a.number < b.number; });
}

void AuditJudge::find(qint64 number, const QString &what)
{
    ++m_verdict.findings;
    if (m_verdict.told.size() < auditFindingsMax)
        m_verdict.told.append({number, what});
}

void AuditJudge::take(const AuditRow &row)
{
    ++m_verdict.rows;
    if (row.number != m_number + 1)
        find(m_number + 1,
             row.number > m_number + 1
                 ? QStringLiteral("Rows %1 to %2 are missing.").arg(m_number + 1).arg(row.number - 1)
                 : QStringLiteral("Row %1 stands where row %2 must be.").arg(row.number).arg(m_number + 1));
    if (row.hash.isEmpty() || row.hash != auditHash(m_before, row))
        find(row.number, QStringLiteral("Row %1 does not follow from the row before it.").arg(row.number));
    for (; m_next < m_checkpoints.size() && m_checkpoints[m_next].number <= row.number; ++m_next) {
        const Checkpoint &checkpoint = m_checkpoints[m_next];
        ++m_verdict.checkpoints;
        m_verdict.lastCheckpoint = checkpoint.number;
        if (checkpoint.number != row.number || checkpoint.head != row.hash)
            find(checkpoint.number,
                 QStringLiteral("Row %1 is not the one that was signed.").arg(checkpoint.number));
    }
    m_number = row.number;
    m_before = row.hash;
}

AuditVerdict AuditJudge::finish()
{
    if (m_next < m_checkpoints.size())
        find(m_number + 1, QStringLiteral("The audit ends at row %1, and row %2 was signed.")
                               .arg(m_number)
                               .arg(m_checkpoints.back().number));
    return m_verdict;
}

} // namespace icmp::identity

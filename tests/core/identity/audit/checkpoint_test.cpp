#include "core/identity/audit/checkpoint.h"

#include <QTest>

using namespace icmp;
using namespace icmp::identity;

class CheckpointTest : public QObject {
    Q_OBJECT

    const Checkpoint m_one{17, QByteArray(32, '\x1f'), 1'790'000'000'000, QByteArray(64, 's')};

private Q_SLOTS:
    void aLineComesBack()
    {
        const QByteArray line = lineOf(m_one);
        QVERIFY(line.endsWith('\n') && line.size() < checkpointLineMax);
        const auto read = checkpointFromLine(line);
        QVERIFY(read);
        QCOMPARE(*read, m_one);
    }

    void whatIsNoLineIsRefused()
    {
        const QByteArray line = lineOf(m_one);
        QByteArrayList wrong{{}, "{}", line.chopped(2), line + line, QByteArray(checkpointLineMax + 1, 'x')};
        wrong.append(QByteArray(line).replace("\"v\":1", "\"v\":2"));
        wrong.append(QByteArray(line).replace("17", "0"));
        for (const QByteArray &one : wrong) {
            const auto read = checkpointFromLine(one);
            QVERIFY2(!read && read.error().code == RefusalCode::BadDocument, one.constData());
        }
    }

    void theSignatureIsOverEverything()
    {
        Checkpoint other = m_one;
        other.number = 18;
        QVERIFY(signedBytes(other) != signedBytes(m_one));
        other = m_one;
        other.atMs += 1;
        QVERIFY(signedBytes(other) != signedBytes(m_one));
        other = m_one;
        other.head[0] = 'x';
        QVERIFY(signedBytes(other) != signedBytes(m_one));
    }
};

QTEST_GUILESS_MAIN(CheckpointTest)
#include "checkpoint_test.moc"

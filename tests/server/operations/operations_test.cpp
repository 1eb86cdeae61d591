#include "server/operations/json_log.h"
#include "server/operations/metrics_text.h"

#include "core/base/strict_json.h"
#include "tests/support/fake_clock.h"

#include <QTemporaryFile>
#include <QTest>

using namespace icmp;
using namespace icmp::operations;

class OperationsTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void aLineIsOneObjectWithoutSecrets()
    {
        test::FakeClock clock;
        QTemporaryFile file;
        QVERIFY(file.open());
        JsonLog log(clock, file.handle());
        log.write(Level::Warning, QStringLiteral("Two\nlines"),
                  {{QStringLiteral("event"), QStringLiteral("ev_1")},
                   {QStringLiteral("password"), QStringLiteral("p")},
                   {QStringLiteral("eventToken"), QStringLiteral("t")},
                   {QStringLiteral("totpSeed"), QStringLiteral("s")}});
        file.seek(0);
        const QByteArray text = file.readAll();
        QCOMPARE(text.count('\n'), 1);
        const auto line = parseJsonObject(text);
        QVERIFY(line);
        QCOMPARE(line->keys(), QStringList({QStringLiteral("at"), QStringLiteral("event"),
                                            QStringLiteral("level"), QStringLiteral("message")}));
    }

    void figuresAreWhatPrometheusReads()
    {
        MetricsText text;
        text.add(MetricKind::Counter, "votes", "Votes \\ so\nfar.", 3);
        text.add(MetricKind::Gauge, "viewers", "Now.", 2);
        QCOMPARE(text.text(),
                 QByteArray("# HELP icmp_votes_total Votes \\\\ so\\nfar.\n"
                            "# TYPE icmp_votes_total counter\nicmp_votes_total 3\n"
                            "# HELP icmp_viewers Now.\n# TYPE icmp_viewers gauge\nicmp_viewers 2\n"));
    }
};

QTEST_APPLESS_MAIN(OperationsTest)
#include "operations_test.moc"

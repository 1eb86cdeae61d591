// Publishing against a server in the test: objects by hash, resumable, and one switch at the end.
#include "studio/publish/publisher.h"

#include "tests/studio/publish/publish_desk.h"

#include <QTest>

using namespace icmp;
using namespace icmp::publish;
using namespace icmp::test;

class PublisherTest : public QObject {
    Q_OBJECT

    std::unique_ptr<PublishDesk> m_desk;

    bool finish(Publisher &publisher)
    {
        publisher.start(*m_desk->document);
        return QTest::qWaitFor([&] { return !publisher.isRunning(); }, 30'000);
    }
    void edit(const project::EditContent &content)
    {
        const auto done = m_desk->document->apply({content});
        QVERIFY2(done, done ? "" : qPrintable(describe(done.error())));
    }

private Q_SLOTS:
    void init()
    {
        m_desk = std::make_unique<PublishDesk>();
        QVERIFY(m_desk->start());
    }

    void aFirstPublicationMakesTheShowAndASecondSendsOnlyWhatChanged()
    {
        Publisher publisher(*m_desk->link, m_desk->random, nullptr);
        QVERIFY(finish(publisher));
        QVERIFY2(publisher.step() == Step::Done, qPrintable(publisher.sentence()));
        QCOMPARE(publisher.result().version, 1);
        QVERIFY(publisher.result().watch.toString().endsWith(QStringLiteral("/watch/ev_1")));
        QVERIFY(publisher.result().snippet().contains(QStringLiteral("ev_1")));
        m_desk->store.bytes = 0;
        edit(project::SetField{m_desk->card, QStringLiteral("text"), QStringLiteral("Hello again")});
        QVERIFY(finish(publisher));
        QCOMPARE(publisher.result().version, 2);
        QCOMPARE(m_desk->store.shows, 1);
        QVERIFY2(m_desk->store.bytes <= 64 * 1024, QByteArray::number(m_desk->store.bytes));
    }

    void anInterruptedUploadGoesOn()
    {
        m_desk->store.dropPut = 4;
        Publisher publisher(*m_desk->link, m_desk->random, nullptr);
        QVERIFY(finish(publisher));
        QVERIFY2(publisher.step() == Step::Done, qPrintable(publisher.sentence()));
        QVERIFY(m_desk->store.bytes < 2'800'000 + 2 * 1'048'576);
    }

    void whatArrivesSpoiledIsSentThreeTimesAndThenFails()
    {
        m_desk->store.spoil = true;
        Publisher publisher(*m_desk->link, m_desk->random, nullptr);
        QVERIFY(finish(publisher));
        QCOMPARE(publisher.step(), Step::Failed);
        QCOMPARE(m_desk->store.puts, uploadTriesMax);
        QCOMPARE(m_desk->store.version, 0);
        QCOMPARE(publisher.sentence(),
                 QStringLiteral("The server received something else than was sent, three times. Check the "
                                "network, or whether the file changed meanwhile."));
    }

    // What was uploaded until then counts when the server is back.
    void aServerThatGoesDownIsToldAndPublishingGoesOnAfterwards()
    {
        m_desk->store.isDown = [this] { return m_desk->store.puts >= 2; };
        Publisher publisher(*m_desk->link, m_desk->random, nullptr);
        QStringList told;
        connect(&publisher, &Publisher::changed, this, [&] { told.append(publisher.sentence()); });
        publisher.start(*m_desk->document);
        QVERIFY(QTest::qWaitFor([&] { return !publisher.isRunning(); }, 60'000));
        QCOMPARE(publisher.step(), Step::Failed);
        const QString down =
            QStringLiteral("The server at 127.0.0.1:%1 does not answer. Check the address and "
                           "your connection.")
                .arg(m_desk->server->serverPort());
        QVERIFY(told.contains(down + QStringLiteral(" Trying again …")));
        QCOMPARE(publisher.sentence(),
                 down + QStringLiteral(" What was uploaded is kept: publish again to go on."));
        QCOMPARE(m_desk->store.version, 0);
        m_desk->store.isDown = nullptr;
        QVERIFY(finish(publisher));
        QVERIFY2(publisher.step() == Step::Done, qPrintable(publisher.sentence()));
        QCOMPARE(m_desk->store.shows, 1);
        QVERIFY(m_desk->store.bytes < 2'800'000 + 2 * 1'048'576);
    }

    // Two studios on one project: the second sees what the first changed and decides.
    void whatSomeoneElsePublishedIsShownAndNotReplaced()
    {
        Publisher publisher(*m_desk->link, m_desk->random, nullptr);
        QVERIFY(finish(publisher));
        const auto theirs =
            document::Document::inMemory({m_desk->clock, m_desk->random, {}}, m_desk->document->project());
        const QString film = m_desk->document->project().assets.first().hash;
        theirs->setAssetPath(film, m_desk->document->assetPath(film));
        const QString note = QStringLiteral("publish:") + m_desk->link->server().toString(QUrl::RemovePath);
        QVERIFY(!m_desk->document->note(note).isEmpty());
        theirs->setNote(note, m_desk->document->note(note));
        QVERIFY(theirs->apply(
            {project::SetField{m_desk->card, QStringLiteral("text"), QStringLiteral("Theirs")}}));
        Publisher other(*m_desk->link, m_desk->random, nullptr);
        other.start(*theirs);
        QVERIFY(QTest::qWaitFor([&] { return !other.isRunning(); }, 30'000));
        QVERIFY2(other.step() == Step::Done, qPrintable(other.sentence()));

        edit(project::SetField{m_desk->card, QStringLiteral("text"), QStringLiteral("Mine")});
        QVERIFY(finish(publisher));
        QCOMPARE(publisher.step(), Step::Conflict);
        QCOMPARE(m_desk->store.version, 2);
        QVERIFY(QTest::qWaitFor([&] { return publisher.difference().has_value(); }, 10'000));
        QCOMPARE(publisher.difference()->lines.size(), 1);
        QVERIFY(publisher.difference()->lines.first().contains(QStringLiteral("Mine")));
        publisher.replaceTheirs();
        QVERIFY(QTest::qWaitFor([&] { return !publisher.isRunning(); }, 30'000));
        QCOMPARE(publisher.step(), Step::Done);
        QCOMPARE(m_desk->store.version, 3);
    }

    void aDryRunSendsNothingAndTellsTheDifference()
    {
        Publisher publisher(*m_desk->link, m_desk->random, nullptr);
        publisher.rehearse(*m_desk->document);
        QVERIFY(QTest::qWaitFor([&] { return !publisher.isRunning(); }, 30'000));
        QCOMPARE(publisher.step(), Step::Rehearsed);
        QVERIFY(publisher.bytesToSend() >= 2'800'000);
        QCOMPARE(m_desk->store.puts + m_desk->store.shows + m_desk->store.version, 0);
        QVERIFY(finish(publisher));
        QCOMPARE(publisher.step(), Step::Done);
        edit(project::SetField{m_desk->card, QStringLiteral("text"), QStringLiteral("Hello again")});
        const int puts = m_desk->store.puts;
        publisher.rehearse(*m_desk->document);
        QVERIFY(QTest::qWaitFor([&] { return publisher.difference().has_value(); }, 30'000));
        QCOMPARE(publisher.difference()->lines.size(), 1);
        QVERIFY(publisher.bytesToSend() > 0 && publisher.bytesToSend() <= 64 * 1024);
        QCOMPARE(m_desk->store.puts, puts);
        QCOMPARE(m_desk->store.version, 1);
    }

    void anOlderVersionIsBroughtBackAsANewOne()
    {
        Publisher publisher(*m_desk->link, m_desk->random, nullptr);
        QVERIFY(finish(publisher));
        edit(project::SetField{m_desk->card, QStringLiteral("text"), QStringLiteral("Second")});
        QVERIFY(finish(publisher));
        QList<ShowVersion> versions;
        publisher.listVersions(*m_desk->document, [&](const auto &told) { versions = *told; });
        QVERIFY(QTest::qWaitFor([&] { return versions.size() == 2; }, 10'000));
        QVERIFY(versions.first().current);
        publisher.bringBack(*m_desk->document, versions.last());
        QVERIFY(QTest::qWaitFor([&] { return !publisher.isRunning(); }, 30'000));
        QVERIFY2(publisher.step() == Step::Done, qPrintable(publisher.sentence()));
        QCOMPARE(m_desk->store.version, 3);
        QCOMPARE(m_desk->store.roots.last(), m_desk->store.roots.first());
    }

    void aCancelLeavesTheOldVersion()
    {
        Publisher publisher(*m_desk->link, m_desk->random, nullptr);
        connect(&publisher, &Publisher::changed, this, [&] {
            if (publisher.step() == Step::Uploading)
                publisher.cancel();
        });
        QVERIFY(finish(publisher));
        QCOMPARE(publisher.step(), Step::Cancelled);
        QCOMPARE(m_desk->store.version, 0);
    }
};

QTEST_MAIN(PublisherTest)
#include "publisher_test.moc"

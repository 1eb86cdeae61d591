// Publishing against a server in the test: objects by hash, resumable, and one switch at the end.
#include "studio/publish/publisher.h"

#include "core/base/hash.h"
#include "tests/studio/remote/fake_server.h"
#include "tests/support/fake_clock.h"
#include "tests/support/seeded_random.h"

#include <QFile>
#include <QJsonArray>
#include <QTemporaryDir>
#include <QTest>

using namespace icmp;
using namespace icmp::publish;
using namespace icmp::test;

namespace {

// What a server keeps; it can spoil or refuse what comes.
struct Store {
    FakeAnswer answer(const FakeRequest &request)
    {
        if (isDown && isDown())
            return {200, {}, true};
        const QJsonObject json = request.json();
        if (request.path == u"/v1/signin")
            return {200, {{QStringLiteral("session"), QStringLiteral("s")}}};
        if (request.path == u"/v1/shows") {
            ++shows;
            return {201,
                    {{QStringLiteral("show"), QStringLiteral("sh_1")},
                     {QStringLiteral("event"), QStringLiteral("ev_1")}}};
        }
        if (request.path == u"/v1/objects/missing")
            return missing(json);
        if (request.method == "PUT")
            return put(request);
        if (request.path.startsWith(QLatin1String("/o/")))
            return {200, {}, false, objects.value(request.path.mid(3))};
        if (request.method == "GET")
            return show();
        if (json.value(QLatin1String("base")).toInt() != version)
            return {409, {{QStringLiteral("code"), QStringLiteral("conflict")}}};
        ++version;
        roots.append(
            {json.value(QLatin1String("root")).toString(), json.value(QLatin1String("private")).toString()});
        return {201,
                {{QStringLiteral("version"), version},
                 {QStringLiteral("root"), json.value(QLatin1String("root"))},
                 {QStringLiteral("event"), QStringLiteral("ev_1")}}};
    }
    FakeAnswer show() const
    {
        QJsonArray versions;
        for (qsizetype i = roots.size() - 1; i >= 0; --i)
            versions.append(QJsonObject{{QStringLiteral("version"), i + 1},
                                        {QStringLiteral("root"), roots.at(i).first},
                                        {QStringLiteral("private"), roots.at(i).second},
                                        {QStringLiteral("at"), 1},
                                        {QStringLiteral("current"), i == roots.size() - 1}});
        return {200,
                {{QStringLiteral("version"), version},
                 {QStringLiteral("root"), roots.isEmpty() ? QString() : roots.last().first},
                 {QStringLiteral("versions"), versions}}};
    }
    FakeAnswer missing(const QJsonObject &json) const
    {
        QJsonArray list;
        const QJsonArray hashes = json.value(QLatin1String("hashes")).toArray();
        for (const auto one : hashes) {
            const QString hash = one.toString();
            if (sha256Hex(objects.value(hash)) != hash)
                list.append(QJsonObject{{QStringLiteral("hash"), hash},
                                        {QStringLiteral("offset"), objects.value(hash).size()}});
        }
        return {200, {{QStringLiteral("missing"), list}}};
    }
    FakeAnswer put(const FakeRequest &request)
    {
        ++puts;
        bytes += request.body.size();
        if (puts == dropPut)
            return {200, {}, true};
        const QString hash = request.path.section(u'/', -1);
        const QByteArray range = request.headers.value("content-range");
        const qint64 from = range.mid(6, range.indexOf('-') - 6).toLongLong();
        const qint64 total = range.mid(range.indexOf('/') + 1).toLongLong();
        if (from != objects.value(hash).size())
            return {409, {{QStringLiteral("code"), QStringLiteral("conflict")}}};
        objects[hash] += spoil ? QByteArray(request.body.size(), '!') : request.body;
        if (objects[hash].size() < total)
            return {200, {{QStringLiteral("complete"), false}}};
        if (sha256Hex(objects[hash]) == hash)
            return {200, {{QStringLiteral("complete"), true}}};
        objects.remove(hash);
        return {409, {{QStringLiteral("code"), QStringLiteral("bad-hash")}}};
    }

    QHash<QString, QByteArray> objects;
    QList<std::pair<QString, QString>> roots; // public and private, of each version
    int shows = 0, version = 0, puts = 0, dropPut = -1;
    qint64 bytes = 0;
    bool spoil = false;
    std::function<bool()> isDown = nullptr;
};

} // namespace

class PublisherTest : public QObject {
    Q_OBJECT

    FakeClock m_clock;
    SeededRandom m_random;
    QTemporaryDir m_folder;
    Store m_store;
    std::unique_ptr<FakeServer> m_server;
    std::unique_ptr<remote::ServerLink> m_link;
    std::unique_ptr<document::Document> m_document;
    ClipId m_card;

    bool finish(Publisher &publisher)
    {
        publisher.start(*m_document);
        return QTest::qWaitFor([&] { return !publisher.isRunning(); }, 30'000);
    }
    void edit(const project::EditContent &content)
    {
        const auto done = m_document->apply({content});
        QVERIFY2(done, done ? "" : qPrintable(describe(done.error())));
    }

private Q_SLOTS:
    void init()
    {
        m_store = {};
        m_server = std::make_unique<FakeServer>(
            [this](const FakeRequest &request) { return m_store.answer(request); });
        m_link = std::make_unique<remote::ServerLink>(m_clock);
        m_link->setServer(m_server->url());
        bool ready = false;
        m_link->signIn({}, [&](const remote::Remote<void> &outcome) { ready = outcome.has_value(); });
        QVERIFY(QTest::qWaitFor([&] { return ready; }, 10'000));
        project::NewIds ids{QString(32, u'a'), SceneId{1}, {}};
        for (int i = 0; i < 6; ++i)
            ids.tracks.append(TrackId{10 + i});
        m_document = document::Document::inMemory({m_clock, m_random, {}},
                                                  project::makeProject(QStringLiteral("P"), ids));
        const QByteArray film = QByteArray("film").repeated(700'000); // three chunks
        QFile file(m_folder.filePath(QStringLiteral("film.mp4")));
        QVERIFY(file.open(QIODevice::WriteOnly) && file.write(film) == film.size());
        file.close();
        const QString hash = sha256Hex(film);
        const qint64 length = 60 * flicksPerSecond;
        const QJsonObject probe{
            {QStringLiteral("length"), length},
            {QStringLiteral("video"), QJsonObject{{QStringLiteral("codec"), QStringLiteral("h264")},
                                                  {QStringLiteral("width"), 640},
                                                  {QStringLiteral("height"), 360}}}};
        edit(project::AddAsset{
            {hash, QStringLiteral("film.mp4"), QStringLiteral("video/mp4"), film.size(), probe}});
        edit(project::SetMedia{SceneId{1}, ClipId{100}, hash, {}, {length}});
        m_document->setAssetPath(hash, file.fileName());
        project::Clip card;
        m_card = card.id = ClipId{101};
        card.range = {MediaTime::ofSeconds(5), MediaTime::ofSeconds(15)};
        auto element = element::make(QStringLiteral("overlay.text"));
        element = element::withField(*element, QStringLiteral("text"), QStringLiteral("Hello"));
        card.body = project::makeBody(*element);
        edit(project::InsertClip{SceneId{1}, m_document->project().scenes.first().tracks[1].id, card,
                                 project::Ripple::None});
    }

    void aFirstPublicationMakesTheShowAndASecondSendsOnlyWhatChanged()
    {
        Publisher publisher(*m_link, m_random, nullptr);
        QVERIFY(finish(publisher));
        QVERIFY2(publisher.step() == Step::Done, qPrintable(publisher.sentence()));
        QCOMPARE(publisher.result().version, 1);
        QVERIFY(publisher.result().watch.toString().endsWith(QStringLiteral("/watch/ev_1")));
        QVERIFY(publisher.result().snippet().contains(QStringLiteral("ev_1")));
        m_store.bytes = 0;
        edit(project::SetField{m_card, QStringLiteral("text"), QStringLiteral("Hello again")});
        QVERIFY(finish(publisher));
        QCOMPARE(publisher.result().version, 2);
        QCOMPARE(m_store.shows, 1);
        QVERIFY2(m_store.bytes <= 64 * 1024, QByteArray::number(m_store.bytes));
    }

    void anInterruptedUploadGoesOn()
    {
        m_store.dropPut = 4;
        Publisher publisher(*m_link, m_random, nullptr);
        QVERIFY(finish(publisher));
        QVERIFY2(publisher.step() == Step::Done, qPrintable(publisher.sentence()));
        QVERIFY(m_store.bytes < 2'800'000 + 2 * 1'048'576);
    }

    void whatArrivesSpoiledIsSentThreeTimesAndThenFails()
    {
        m_store.spoil = true;
        Publisher publisher(*m_link, m_random, nullptr);
        QVERIFY(finish(publisher));
        QCOMPARE(publisher.step(), Step::Failed);
        QCOMPARE(m_store.puts, uploadTriesMax);
        QCOMPARE(m_store.version, 0);
        QCOMPARE(publisher.sentence(),
                 QStringLiteral("The server received something else than was sent, three times. Check the "
                                "network, or whether the file changed meanwhile."));
    }

    // What was uploaded until then counts when the server is back.
    void aServerThatGoesDownIsToldAndPublishingGoesOnAfterwards()
    {
        m_store.isDown = [this] { return m_store.puts >= 2; };
        Publisher publisher(*m_link, m_random, nullptr);
        QStringList told;
        connect(&publisher, &Publisher::changed, this, [&] { told.append(publisher.sentence()); });
        publisher.start(*m_document);
        QVERIFY(QTest::qWaitFor([&] { return !publisher.isRunning(); }, 60'000));
        QCOMPARE(publisher.step(), Step::Failed);
        const QString down =
            QStringLiteral("The server at 127.0.0.1:%1 does not answer. Check the address and "
                           "your connection.")
                .arg(m_server->serverPort());
        QVERIFY(told.contains(down + QStringLiteral(" Trying again …")));
        QCOMPARE(publisher.sentence(),
                 down + QStringLiteral(" What was uploaded is kept: publish again to go on."));
        QCOMPARE(m_store.version, 0);
        m_store.isDown = nullptr;
        QVERIFY(finish(publisher));
        QVERIFY2(publisher.step() == Step::Done, qPrintable(publisher.sentence()));
        QCOMPARE(m_store.shows, 1);
        QVERIFY(m_store.bytes < 2'800'000 + 2 * 1'048'576);
    }

    // Two studios on one project: the second sees what the first changed and decides.
    void whatSomeoneElsePublishedIsShownAndNotReplaced()
    {
        Publisher publisher(*m_link, m_random, nullptr);
        QVERIFY(finish(publisher));
        const auto theirs = document::Document::inMemory({m_clock, m_random, {}}, m_document->project());
        const QString film = m_document->project().assets.first().hash;
        theirs->setAssetPath(film, m_document->assetPath(film));
        const QString note = QStringLiteral("publish:") + m_link->server().toString(QUrl::RemovePath);
        QVERIFY(!m_document->note(note).isEmpty());
        theirs->setNote(note, m_document->note(note));
        QVERIFY(theirs->apply({project::SetField{m_card, QStringLiteral("text"), QStringLiteral("Theirs")}}));
        Publisher other(*m_link, m_random, nullptr);
        other.start(*theirs);
        QVERIFY(QTest::qWaitFor([&] { return !other.isRunning(); }, 30'000));
        QVERIFY2(other.step() == Step::Done, qPrintable(other.sentence()));

        edit(project::SetField{m_card, QStringLiteral("text"), QStringLiteral("Mine")});
        QVERIFY(finish(publisher));
        QCOMPARE(publisher.step(), Step::Conflict);
        QCOMPARE(m_store.version, 2);
        QVERIFY(QTest::qWaitFor([&] { return publisher.difference().has_value(); }, 10'000));
        QCOMPARE(publisher.difference()->lines.size(), 1);
        QVERIFY(publisher.difference()->lines.first().contains(QStringLiteral("Mine")));
        publisher.replaceTheirs();
        QVERIFY(QTest::qWaitFor([&] { return !publisher.isRunning(); }, 30'000));
        QCOMPARE(publisher.step(), Step::Done);
        QCOMPARE(m_store.version, 3);
    }

    void aDryRunSendsNothingAndTellsTheDifference()
    {
        Publisher publisher(*m_link, m_random, nullptr);
        publisher.rehearse(*m_document);
        QVERIFY(QTest::qWaitFor([&] { return !publisher.isRunning(); }, 30'000));
        QCOMPARE(publisher.step(), Step::Rehearsed);
        QVERIFY(publisher.bytesToSend() >= 2'800'000);
        QCOMPARE(m_store.puts + m_store.shows + m_store.version, 0);
        QVERIFY(finish(publisher));
        QCOMPARE(publisher.step(), Step::Done);
        edit(project::SetField{m_card, QStringLiteral("text"), QStringLiteral("Hello again")});
        const int puts = m_store.puts;
        publisher.rehearse(*m_document);
        QVERIFY(QTest::qWaitFor([&] { return publisher.difference().has_value(); }, 30'000));
        QCOMPARE(publisher.difference()->lines.size(), 1);
        QVERIFY(publisher.bytesToSend() > 0 && publisher.bytesToSend() <= 64 * 1024);
        QCOMPARE(m_store.puts, puts);
        QCOMPARE(m_store.version, 1);
    }

    void anOlderVersionIsBroughtBackAsANewOne()
    {
        Publisher publisher(*m_link, m_random, nullptr);
        QVERIFY(finish(publisher));
        edit(project::SetField{m_card, QStringLiteral("text"), QStringLiteral("Second")});
        QVERIFY(finish(publisher));
        QList<ShowVersion> versions;
        publisher.listVersions(*m_document, [&](const auto &told) { versions = *told; });
        QVERIFY(QTest::qWaitFor([&] { return versions.size() == 2; }, 10'000));
        QVERIFY(versions.first().current);
        publisher.bringBack(*m_document, versions.last());
        QVERIFY(QTest::qWaitFor([&] { return !publisher.isRunning(); }, 30'000));
        QVERIFY2(publisher.step() == Step::Done, qPrintable(publisher.sentence()));
        QCOMPARE(m_store.version, 3);
        QCOMPARE(m_store.roots.last(), m_store.roots.first());
    }

    void aCancelLeavesTheOldVersion()
    {
        Publisher publisher(*m_link, m_random, nullptr);
        connect(&publisher, &Publisher::changed, this, [&] {
            if (publisher.step() == Step::Uploading)
                publisher.cancel();
        });
        QVERIFY(finish(publisher));
        QCOMPARE(publisher.step(), Step::Cancelled);
        QCOMPARE(m_store.version, 0);
    }
};

QTEST_MAIN(PublisherTest)
#include "publisher_test.moc"

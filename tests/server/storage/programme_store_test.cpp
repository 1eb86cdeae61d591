// The contract of the programme store, on both engines.
#include "server/storage/programme/sql_programme_store.h"
#include "server/storage/sql_account_store.h"
#include "server/storage/sql_show_store.h"
#include "tests/server/storage/places.h"
#include "tests/support/seeded_random.h"

#include <future>

using namespace icmp;
using namespace icmp::storage;
using namespace icmp::catalogue;

namespace {

const QString eventId = QStringLiteral("ev_a");
const QString film = QString(64, u'f');
constexpr AccountId owner{11};

} // namespace

class ProgrammeStoreTest : public QObject {
    Q_OBJECT

    test::Places m_places;
    test::FixedKeys m_keys;
    test::SeededRandom m_random;
    Place m_place;
    std::unique_ptr<Database> m_database;

    // An account with a show, its event and one film.
    void open()
    {
        QFETCH(int, engine);
        m_place = m_places.fresh(Engine(engine));
        m_database = std::move(*Database::open(m_place));
        SqlAccountStore accounts(*m_database, m_keys, m_random);
        const identity::Account account{owner, QStringLiteral("me"), {identity::Role::Creator}};
        const identity::Enrolment enrolment{QByteArray(32, 'e'), owner};
        QVERIFY(*accounts.addAccount({account, enrolment, QStringLiteral("installation")}));
        SqlShowStore shows(*m_database);
        std::promise<void> created, recorded;
        shows.createShow({{},
                          {QStringLiteral("sh_a"), owner, QStringLiteral("Cooking"), 5},
                          {eventId, QStringLiteral("sh_a"), EventMode::Live, {}, 6},
                          {}},
                         [&](auto) { created.set_value(); });
        shows.recordObject({film, 100, QStringLiteral("video/mp4"), Visibility::Public, 100, true, owner, 7},
                           [&](auto) { recorded.set_value(); });
        created.get_future().wait();
        recorded.get_future().wait();
    }
    SqlProgrammeStore store() { return {*m_database, m_keys, m_random}; }

private Q_SLOTS:
    void initTestCase()
    {
        const QString trouble = m_places.start();
        QVERIFY2(trouble.isEmpty(), qPrintable(trouble));
    }
    void cleanup() { m_database.reset(); }

    void nothingIsThereAtFirst_data() { test::Places::rows(); }
    void nothingIsThereAtFirst()
    {
        open();
        QVERIFY(store().all()->isEmpty());
        QVERIFY(!*store().find(eventId));
        QVERIFY(store().films(eventId)->isEmpty());
    }

    // Also with texts that were never set, which Qt would bind as NULL.
    void settingsComeBackAsTheyWerePut_data() { test::Places::rows(); }
    void settingsComeBackAsTheyWerePut()
    {
        open();
        ProgrammeSettings plain;
        plain.event = eventId;
        plain.source = ProgrammeSource::Ingest;
        const auto kept = store().put(plain);
        QVERIFY2(kept, kept ? "" : qPrintable(kept.error().what));
        QCOMPARE((*store().find(eventId))->source, ProgrammeSource::Ingest);
        QVERIFY((*store().find(eventId))->keyHash.isEmpty() &&
                (*store().find(eventId))->passphrase.isEmpty());
        const ProgrammeSettings full{eventId,
                                     ProgrammeSource::Loop,
                                     film,
                                     QString(64, u'c'),
                                     QStringLiteral("a passphrase"),
                                     -1'500,
                                     20'000,
                                     77};
        QVERIFY(store().put(full));
        QCOMPARE(store().all()->size(), 1);
        for (const ProgrammeSettings &found : {**store().find(eventId), store().all()->first()}) {
            QCOMPARE(found.event, eventId);
            QCOMPARE(found.source, ProgrammeSource::Loop);
            QCOMPARE(found.loop, film);
            QCOMPARE(found.keyHash, full.keyHash);
            QCOMPARE(found.passphrase, full.passphrase);
            QCOMPARE(found.encoderOffsetMs, -1'500);
            QCOMPARE(found.maxDelayMs, 20'000);
            QCOMPARE(found.changedMs, 77);
        }
    }

    void anEventThatIsNotThereHasNoProgramme_data() { test::Places::rows(); }
    void anEventThatIsNotThereHasNoProgramme()
    {
        open();
        ProgrammeSettings wanted;
        wanted.event = QStringLiteral("ev_nobody");
        QVERIFY(!store().put(wanted));
        QVERIFY(!store().addFilm({eventId, QStringLiteral("1"), QString(64, u'0'), 1, 1}));
    }

    void thePassphraseIsNotInTheFile()
    {
        m_place = m_places.fresh(Engine::Sqlite);
        const QString path = m_place.address;
        m_database = std::move(*Database::open(m_place));
        SqlShowStore shows(*m_database);
        SqlAccountStore accounts(*m_database, m_keys, m_random);
        const identity::Account account{owner, QStringLiteral("me"), {identity::Role::Creator}};
        QVERIFY(
            *accounts.addAccount({account, {QByteArray(32, 'e'), owner}, QStringLiteral("installation")}));
        std::promise<void> created;
        shows.createShow({{},
                          {QStringLiteral("sh_a"), owner, QStringLiteral("Cooking"), 5},
                          {eventId, QStringLiteral("sh_a"), EventMode::Live, {}, 6},
                          {}},
                         [&](auto) { created.set_value(); });
        created.get_future().wait();
        const QString secret = QStringLiteral("canary of the passphrase");
        QVERIFY(store().put({eventId, ProgrammeSource::Ingest, {}, QString(64, u'c'), secret}));
        QCOMPARE((*store().find(eventId))->passphrase, secret);
        m_database.reset();
        int looked = 0;
        for (const char *part : {"", "-wal"}) {
            QFile file(path + QLatin1String(part));
            if (!file.open(QIODevice::ReadOnly))
                continue;
            ++looked;
            QVERIFY(!file.readAll().contains(secret.toUtf8()));
        }
        QVERIFY(looked > 0);
    }

    void filmsComeNewestFirst_data() { test::Places::rows(); }
    void filmsComeNewestFirst()
    {
        open();
        QVERIFY(store().addFilm({eventId, QStringLiteral("1000"), film, 10, 5}));
        QVERIFY(store().addFilm({eventId, QStringLiteral("2000"), film, 20, 6}));
        QVERIFY(store().addFilm({eventId, QStringLiteral("1000"), film, 30, 5}));
        const auto films = *store().films(eventId);
        QCOMPARE(films.size(), 2);
        QCOMPARE(films.first().id, QStringLiteral("2000"));
        QCOMPARE(films.last().bytes, 30);
        QVERIFY(store().films(QStringLiteral("ev_b"))->isEmpty());
    }
};

QTEST_GUILESS_MAIN(ProgrammeStoreTest)
#include "programme_store_test.moc"

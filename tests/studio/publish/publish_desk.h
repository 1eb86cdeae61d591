// Someone signed in at a server of the test, with a project to publish: a film of three chunks and one text.
#pragma once

#include "studio/publish/publisher.h"
#include "tests/studio/publish/object_store.h"
#include "tests/support/fake_clock.h"
#include "tests/support/seeded_random.h"

#include <QFile>
#include <QTemporaryDir>
#include <QTest>

namespace icmp::test {

struct PublishDesk {
    FakeClock clock;
    SeededRandom random;
    QTemporaryDir folder;
    ObjectStore store;
    std::unique_ptr<FakeServer> server;
    std::unique_ptr<remote::ServerLink> link;
    std::unique_ptr<document::Document> document;
    ClipId card{101};

    bool start()
    {
        server = std::make_unique<FakeServer>(
            [this](const FakeRequest &request) { return store.answer(request); });
        link = std::make_unique<remote::ServerLink>(clock);
        link->setServer(server->url());
        bool ready = false;
        link->signIn({}, [&](const remote::Remote<void> &outcome) { ready = outcome.has_value(); });
        return QTest::qWaitFor([&] { return ready; }, 10'000) && makeProject();
    }
    bool edit(const project::EditContent &content) { return document->apply({content}).has_value(); }

private:
    bool makeProject()
    {
        project::NewIds ids{QString(32, u'a'), SceneId{1}, {}};
        for (int i = 0; i < 6; ++i)
            ids.tracks.append(TrackId{10 + i});
        document =
            document::Document::inMemory({clock, random, {}}, project::makeProject(QStringLiteral("P"), ids));
        const QByteArray film = QByteArray("film").repeated(700'000);
        QFile file(folder.filePath(QStringLiteral("film.mp4")));
        if (!file.open(QIODevice::WriteOnly) || file.write(film) != film.size())
            return false;
        file.close();
        const QString hash = sha256Hex(film);
        const qint64 length = 60 * flicksPerSecond;
        const QJsonObject probe{
            {QStringLiteral("length"), length},
            {QStringLiteral("video"), QJsonObject{{QStringLiteral("codec"), QStringLiteral("h264")},
                                                  {QStringLiteral("width"), 640},
                                                  {QStringLiteral("height"), 360}}}};
        const bool hasFilm = edit(project::AddAsset{hash, QStringLiteral("film.mp4"),
                                                    QStringLiteral("video/mp4"), film.size(), probe}) &&
                             edit(project::SetMedia{SceneId{1}, ClipId{100}, hash, {}, {length}});
        document->setAssetPath(hash, file.fileName());
        project::Clip clip;
        clip.id = card;
        clip.range = {MediaTime::ofSeconds(5), MediaTime::ofSeconds(15)};
        auto element = element::make(QStringLiteral("overlay.text"));
        element = element::withField(*element, QStringLiteral("text"), QStringLiteral("Hello"));
        clip.body = project::makeBody(*element);
        return hasFilm &&
               edit(project::InsertClip{SceneId{1}, document->project().scenes.first().tracks[1].id, clip,
                                        project::Ripple::None});
    }
};

} // namespace icmp::test

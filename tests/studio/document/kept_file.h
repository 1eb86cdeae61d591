// What the tests of the project file share: a document on a fresh file, edits on it, and waiting for the
// disk.
#pragma once

#include "studio/document/document.h"
#include "tests/support/fake_clock.h"
#include "tests/support/random_edits.h"
#include "tests/support/seeded_random.h"

#include <QFile>
#include <QTemporaryDir>
#include <QTest>

namespace icmp::test {

inline QByteArray bytesOf(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

inline bool writeBytes(const QString &path, const QByteArray &bytes)
{
    QFile file(path);
    return file.open(QIODevice::WriteOnly) && file.write(bytes) == bytes.size();
}

class Desk {
public:
    document::Surroundings around() { return {clock, random, QStringLiteral("tester")}; }
    QString path(const QString &name) const { return folder.filePath(name); }

    std::unique_ptr<document::Document> fresh(const QString &name, quint64 seed = 1, int clips = 20)
    {
        auto made =
            document::Document::create(around(), RandomEdits(seed).startingProject(clips), path(name));
        return made ? std::move(*made) : nullptr;
    }
    std::unique_ptr<document::Document> open(const QString &name)
    {
        auto opened = document::Document::open(around(), path(name));
        return opened ? std::move(*opened) : nullptr;
    }
    // Why it does not open, and what to do; both empty when it opens.
    Failure refusal(const QString &name)
    {
        const auto opened = document::Document::open(around(), path(name));
        return opened ? Failure() : opened.error();
    }

    FakeClock clock;
    SeededRandom random;
    QTemporaryDir folder;
};

// Applies edits until `count` records were made.
inline void edit(document::Document &document, RandomEdits &edits, int count)
{
    const qint64 wanted = document.seq() + count;
    while (document.seq() < wanted)
        std::ignore = document.apply(edits.next(document.project()));
}

// Runs the event loop until `asked` gave its outcome.
template <class Ask>
Outcome<void> outcomeOf(Ask ask)
{
    std::optional<Outcome<void>> told;
    ask([&](const Outcome<void> &outcome) { told = outcome; });
    if (!QTest::qWaitFor([&] { return told.has_value(); }, 30'000))
        return fail(QStringLiteral("There was no answer."));
    return *told;
}

} // namespace icmp::test

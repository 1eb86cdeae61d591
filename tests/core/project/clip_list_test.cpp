#include "tests/core/project/sample.h"

#include <QRandomGenerator>
#include <QTest>
#include <algorithm>

using namespace icmp;
using namespace icmp::project;

class ClipListTest : public QObject {
    Q_OBJECT

    static Clip clipAt(qint64 id, qint64 start, qint64 length)
    {
        Clip clip;
        clip.id = ClipId{id};
        clip.range = {{start}, {start + length}};
        return clip;
    }

private Q_SLOTS:
    void aListIsWhatASortedVectorIs()
    {
        QRandomGenerator random(20261);
        ClipList list;
        QList<Clip> plain;
        const auto inOrder = [](const Clip &a, const Clip &b) {
            return a.range.start != b.range.start ? a.range.start < b.range.start : a.id < b.id;
        };
        for (int step = 0; step < 6'000; ++step) {
            if (plain.size() > 1'500 || (!plain.isEmpty() && random.bounded(3) == 0)) {
                const qsizetype at = random.bounded(int(plain.size()));
                QVERIFY(list.remove(plain.at(at).range.start, plain.at(at).id));
                plain.removeAt(at);
            } else {
                const Clip clip = clipAt(step + 1, random.bounded(5'000), 1 + random.bounded(500));
                list.insert(clip);
                plain.append(clip);
            }
            if (step % 500 == 0) {
                QList<Clip> sorted = plain;
                std::sort(sorted.begin(), sorted.end(), inOrder);
                QCOMPARE(list.size(), sorted.size());
                QVERIFY(list.all() == sorted);
                const MediaRange range{{random.bounded(5'000)}, {5'000}};
                QList<Clip> overlapping;
                std::copy_if(sorted.begin(), sorted.end(), std::back_inserter(overlapping),
                             [&](const Clip &c) { return c.range.overlaps(range); });
                QVERIFY(list.overlapping(range) == overlapping);
                for (const ClipChunk &chunk : list.chunks())
                    QVERIFY(chunk.clips.size() >= 1 && chunk.clips.size() <= clipsPerChunkMax);
            }
        }
    }

    void findSeesOnlyWhatIsThere()
    {
        ClipList list({clipAt(1, 10, 5), clipAt(2, 10, 5), clipAt(3, 20, 5)});
        QVERIFY(list.find({10}, ClipId{2}));
        QVERIFY(!list.find({10}, ClipId{3}));
        QVERIFY(!list.find({11}, ClipId{2}));
        QVERIFY(!list.remove({11}, ClipId{2}));
        QCOMPARE(list.end(), MediaTime{25});
    }

    void replacingMovesAClipWhenItsStartMoves()
    {
        ClipList list({clipAt(1, 10, 5), clipAt(2, 30, 5)});
        list.replace(clipAt(1, 10, 5), clipAt(1, 50, 5));
        QCOMPARE(list.all().last().id, ClipId{1});
        QCOMPARE(list.size(), 2);
        QCOMPARE(list.startingFrom({31}).size(), 1);
    }
};

QTEST_GUILESS_MAIN(ClipListTest)
#include "clip_list_test.moc"

// The window of a live channel as a value.
#include "server/integration/drift.h"
#include "server/integration/live_playlist.h"

#include <QTest>

using namespace icmp;
using namespace icmp::integration;

namespace {

constexpr qint64 t0Us = 1'792'063'412'345'000; // 2026-10-15T11:23:32.345Z

Segment segment(qint64 n, const QByteArray &opening = "init-1.mp4")
{
    return {n, 1'000'000, t0Us + n * 1'000'000, 500'000, opening, false};
}

} // namespace

class LivePlaylistTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void aWindowIsWrittenAsThePlayersReadIt()
    {
        LivePlaylist playlist;
        playlist.add(segment(0));
        playlist.add(segment(1));
        Segment other = segment(2, "init-2.mp4");
        other.discontinuity = true;
        playlist.add(other);
        QVERIFY(playlist.addDateRange({"7.3", t0Us / 1'000 + 500, 15'000, R"({"t":"open","iid":"7"})"}));
        QCOMPARE(
            playlist.text(),
            QByteArray("#EXTM3U\n#EXT-X-VERSION:7\n#EXT-X-INDEPENDENT-SEGMENTS\n#EXT-X-TARGETDURATION:1\n"
                       "#EXT-X-MEDIA-SEQUENCE:0\n"
                       "#EXT-X-DATERANGE:ID=\"7.3\",CLASS=\"org.icmp.card\","
                       "START-DATE=\"2026-10-15T11:23:32.845Z\",DURATION=15.000,"
                       "X-COM-ICMP-CARD=\"eyJ0Ijoib3BlbiIsImlpZCI6IjcifQ\"\n"
                       "#EXT-X-MAP:URI=\"init-1.mp4\"\n"
                       "#EXT-X-PROGRAM-DATE-TIME:2026-10-15T11:23:32.345Z\n#EXTINF:1.000000,\n0.m4s\n"
                       "#EXT-X-PROGRAM-DATE-TIME:2026-10-15T11:23:33.345Z\n#EXTINF:1.000000,\n1.m4s\n"
                       "#EXT-X-DISCONTINUITY\n#EXT-X-MAP:URI=\"init-2.mp4\"\n"
                       "#EXT-X-PROGRAM-DATE-TIME:2026-10-15T11:23:34.345Z\n#EXTINF:1.000000,\n2.m4s\n"));
    }

    void theWindowIsBoundedAndFilesGoOneWindowLater()
    {
        LivePlaylist playlist;
        QByteArrayList gone;
        for (int n = 0; n < 400; ++n) {
            Segment next = segment(n, n < 200 ? "a.mp4" : "b.mp4");
            next.discontinuity = n == 200;
            gone += playlist.add(next);
        }
        QCOMPARE(playlist.text().count("#EXTINF"), 120);
        QVERIFY(playlist.text().contains("#EXT-X-MEDIA-SEQUENCE:280\n"));
        QVERIFY(playlist.text().contains("#EXT-X-DISCONTINUITY-SEQUENCE:1\n"));
        QVERIFY(playlist.holds("280.m4s") && playlist.holds("160.m4s") && playlist.holds("b.mp4"));
        QVERIFY(!playlist.holds("159.m4s") && !playlist.holds("../icmp.db") && !playlist.holds(""));
        QCOMPARE(gone.size(), 160);
        QCOMPARE(gone.first(), QByteArray("0.m4s"));
        QVERIFY(!gone.contains("a.mp4"));
        for (int n = 400; n < 500; ++n)
            gone += playlist.add(segment(n, "b.mp4"));
        QVERIFY(gone.contains("a.mp4"));
        QVERIFY(!gone.contains("b.mp4"));
    }

    void noSegmentIsLongerThanIsSaid()
    {
        LivePlaylist playlist;
        playlist.add(segment(0));
        Segment longer = segment(1);
        longer.durationUs = 2'100'000;
        playlist.add(longer);
        QVERIFY(playlist.text().contains("#EXT-X-TARGETDURATION:2\n"));
    }

    void bytesBoundTheWindowToo()
    {
        LivePlaylist playlist;
        for (int n = 0; n < 50; ++n) {
            Segment big = segment(n);
            big.bytes = windowBytesMax / 10;
            playlist.add(big);
        }
        QCOMPARE(playlist.text().count("#EXTINF"), 10);
    }

    void cardsLeaveWithTheirPicture()
    {
        LivePlaylist playlist;
        playlist.add(segment(0));
        QVERIFY(playlist.addDateRange({"1.1", t0Us / 1'000, {}, "{}"}));
        QVERIFY(playlist.addDateRange({"2.1", t0Us / 1'000, 400'000, "{}"}));
        for (int n = 1; n < 200; ++n)
            playlist.add(segment(n));
        QVERIFY(!playlist.text().contains("ID=\"1.1\""));
        QVERIFY(playlist.text().contains("ID=\"2.1\""));
        for (int n = 0; n < 200; ++n)
            QVERIFY(playlist.addDateRange({"x." + QByteArray::number(n), t0Us / 1'000 + 300'000, {}, "{}"}));
        QCOMPARE(playlist.text().count("#EXT-X-DATERANGE"), dateRangesMax);
    }

    // An hour of an encoder whose clock is 100 millionths slow, each fragment up to 80 ms late by the
    // network.
    void programmeTimesFollowAnEncodersClock()
    {
        Drift drift;
        qint64 movedUs = 0, worstUs = 0;
        for (qint64 n = 1; n <= 3'600; ++n) {
            const qint64 arrivedUs = n * 1'000'100 + n * 7'919 % 80'000;
            movedUs += drift.step(arrivedUs - (n * 1'000'000 + movedUs));
            worstUs = std::max(worstUs, qAbs(n * 100 - movedUs));
        }
        QVERIFY2(worstUs < 40'000, qPrintable(QString::number(worstUs)));
        QVERIFY(movedUs > 300'000);
    }

    void whatIsNoIdIsRefused()
    {
        LivePlaylist playlist;
        QVERIFY(!playlist.addDateRange({"a\"\n#EXT-X-ENDLIST", 0, {}, "{}"}));
        QVERIFY(!playlist.addDateRange({"a", 0, {}, QByteArray(cardBytesMax + 1, 'x')}));
    }
};

QTEST_GUILESS_MAIN(LivePlaylistTest)
#include "live_playlist_test.moc"

// Films made for tests by the ffmpeg program, kept in a cache folder under the build folder. Every frame
// carries its number as a row of black and white bars, so that a test can read which frame it was given.
#pragma once

#include "tests/support/places.h"

#include <QCryptographicHash>
#include <QDir>
#include <QFile>
#include <QImage>
#include <QProcess>
#include <QStringList>
#include <QtTest>

namespace icmp::testclips {

inline constexpr int bars = 12;     // 4,096 numbers
inline constexpr int barWidth = 16; // as wide as a macroblock: no codec smears it away
inline constexpr int width = bars * barWidth;
inline constexpr int height = 108;

// One grey picture (8 bits a pixel) with the number `frame`, lowest bit first from the left.
inline QByteArray numbered(int frame)
{
    QByteArray line(width, char(16));
    for (int bit = 0; bit < bars; ++bit) {
        if (frame >> bit & 1)
            line.replace(bit * barWidth, barWidth, QByteArray(barWidth, char(235)));
    }
    return line.repeated(height);
}

// The number a decoded picture carries; −1 when the bars cannot be read.
inline int numberOf(const QImage &image)
{
    int number = 0;
    for (int bit = 0; bit < bars; ++bit) {
        const int x = (2 * bit + 1) * image.width() / (2 * bars);
        const int grey = qGray(image.pixel(x, image.height() / 2));
        if (grey > 80 && grey < 175)
            return -1;
        number |= int(grey >= 175) << bit;
    }
    return number;
}

struct Clip {
    QString name; // file name with suffix
    int frames = 100;
    QString rate = QStringLiteral("25");
    QStringList output = {}; // ffmpeg's words between the inputs and the file name
    bool sound = false;      // a tone beside it
};

inline QString folder()
{
    const QString path = icmp::test::builtPath(QStringLiteral("test-clips"));
    QDir().mkpath(path);
    return path;
}

inline void runFfmpeg(const QStringList &words, const QByteArray &input = {})
{
    QProcess ffmpeg;
    ffmpeg.setProcessChannelMode(QProcess::MergedChannels);
    ffmpeg.start(QStringLiteral("ffmpeg"),
                 QStringList{QStringLiteral("-y"), QStringLiteral("-v"), QStringLiteral("error")} + words);
    QVERIFY2(ffmpeg.waitForStarted(), "the ffmpeg program is missing");
    ffmpeg.write(input);
    ffmpeg.closeWriteChannel();
    QVERIFY2(ffmpeg.waitForFinished(180'000), "ffmpeg did not end");
    QVERIFY2(ffmpeg.exitCode() == 0, ffmpeg.readAll().constData());
}

// Runs `make(path)` unless a file made by the same recipe is there; two tests may do it at once.
template <class Make>
QString cached(const QString &name, const QString &recipe, Make make)
{
    const auto key = QCryptographicHash::hash(recipe.toUtf8(), QCryptographicHash::Sha1).toHex().left(10);
    const QString place = folder() + u'/' + QString::fromLatin1(key);
    QDir().mkpath(place);
    const QString path = place + u'/' + name;
    if (!QFile::exists(path)) {
        const QString part = place + u'/' + QString::number(QCoreApplication::applicationPid()) + u'-' + name;
        make(part);
        QFile::rename(part, path);
        QFile::remove(part);
    }
    return path;
}

inline QString make(const Clip &clip)
{
    const QString recipe = QStringList{clip.name,
                                       QString::number(clip.frames),
                                       clip.rate,
                                       clip.output.join(u' '),
                                       QString::number(clip.sound),
                                       QStringLiteral("v2")}
                               .join(u'|');
    return cached(clip.name, recipe, [&](const QString &path) {
        QStringList words{QStringLiteral("-f"),       QStringLiteral("rawvideo"),
                          QStringLiteral("-pix_fmt"), QStringLiteral("gray"),
                          QStringLiteral("-s"),       QStringLiteral("%1x%2").arg(width).arg(height),
                          QStringLiteral("-r"),       clip.rate,
                          QStringLiteral("-i"),       QStringLiteral("-")};
        if (clip.sound)
            words += {QStringLiteral("-f"), QStringLiteral("lavfi"), QStringLiteral("-i"),
                      QStringLiteral("sine=frequency=1000:sample_rate=48000"), QStringLiteral("-shortest")};
        words += {QStringLiteral("-pix_fmt"), QStringLiteral("yuv420p")};
        words += clip.output;
        words += path;
        QByteArray pictures;
        for (int frame = 0; frame < clip.frames; ++frame)
            pictures += numbered(frame);
        runFfmpeg(words, pictures);
    });
}

inline QStringList words(const char *text)
{
    return QString::fromUtf8(text).split(u' ', Qt::SkipEmptyParts);
}

} // namespace icmp::testclips

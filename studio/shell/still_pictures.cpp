#include "studio/shell/still_pictures.h"

namespace icmp::shell {

namespace {

const QSize sharpest(3'840, 2'160); // as large as a canvas is shown

} // namespace

StillPictures::StillPictures(Workbench &bench, QObject *parent)
    : QObject(parent), m_bench(bench), m_workers(bench.workers())
{
    connect(&bench, &Workbench::documentReplaced, this, [this] {
        m_failed.clear();
        m_waiting.clear();
    });
}

QImage StillPictures::picture(const QString &hash)
{
    const auto known = m_pictures.constFind(hash);
    if (known != m_pictures.constEnd())
        return *known;
    if (!hash.isEmpty() && hash != m_underWay && !m_failed.contains(hash) && !m_waiting.contains(hash)) {
        m_waiting.append(hash);
        // From the event loop: whoever asks is painting.
        QMetaObject::invokeMethod(this, &StillPictures::next, Qt::QueuedConnection);
    }
    return m_bench.media().thumbnail(hash, {});
}

void StillPictures::next()
{
    if (m_source || m_waiting.isEmpty())
        return;
    m_underWay = m_waiting.takeFirst();
    const QString path = m_bench.document()->assetPath(m_underWay);
    if (path.isEmpty()) {
        // A project tells where its media lie after it is shown; who paints asks again.
        m_underWay.clear();
        next();
        return;
    }
    m_source = std::make_unique<media::MediaSource>(m_workers, nullptr);
    using Source = media::MediaSource;
    connect(m_source.get(), &Source::opened, this, [this] {
        if (m_source->probe().kind == media::MediaKind::Image)
            m_source->requestFrame({}, sharpest);
        else
            take({});
    });
    connect(m_source.get(), &Source::frameReady, this,
            [this](quint64, const media::MediaFrame &frame) { take(frame.image); });
    connect(m_source.get(), &Source::failed, this, [this] { take({}); });
    m_source->open(path);
}

void StillPictures::take(const QImage &picture)
{
    if (m_source)
        m_source.release()->deleteLater(); // it is in one of its own signals
    const QString hash = std::exchange(m_underWay, QString());
    if (picture.isNull()) {
        m_failed.insert(hash);
    } else {
        if (m_bytes + picture.sizeInBytes() > stillBytesMax) {
            m_pictures.clear();
            m_bytes = 0;
        }
        m_pictures.insert(hash, picture.copy());
        m_bytes += picture.sizeInBytes();
        Q_EMIT changed();
    }
    next();
}

} // namespace icmp::shell

#include "server/integration/ladder.h"

#include "core/base/hash.h"
#include "core/base/strict_json.h"

#include <QDir>
#include <QFile>
#include <QRegularExpression>
#include <QSaveFile>
#include <algorithm>

namespace icmp::integration {

namespace {

const QString orderName = QStringLiteral("order.json");
const QString doneName = QStringLiteral("done");

bool write(const QString &path, const QByteArray &bytes)
{
    QSaveFile file(path);
    return file.open(QIODevice::WriteOnly) && file.write(bytes) == bytes.size() && file.commit();
}

} // namespace

Ladder::Ladder(MediaPrograms programs, QString folder, std::function<void(const QString &sentence)> note)
    : m_programs(std::move(programs)), m_folder(std::move(folder)), m_note(std::move(note))
{
    QDir().mkpath(m_folder);
}

Ladder::~Ladder() = default;

void Ladder::stop()
{
    m_waiting.clear();
    m_process.reset();
}

void Ladder::resume()
{
    for (const QString &film : QDir(m_folder).entryList(QDir::Dirs | QDir::NoDotAndDotDot)) {
        if (!isSha256Hex(film) || isDone(film))
            continue;
        QFile file(folderOf(film) + u'/' + orderName);
        const auto order = file.open(QIODevice::ReadOnly) ? parseJsonObject(file.read(4096))
                                                          : Result<QJsonObject>(QJsonObject());
        if (order && order->contains(QLatin1String("path")))
            enqueue({film, order->value(QLatin1String("path")).toString(),
                     order->value(QLatin1String("height")).toInteger(),
                     order->value(QLatin1String("lengthMs")).toInteger()});
    }
}

void Ladder::enqueue(const LadderOrder &order)
{
    const LadderState state = progress(order.film).state;
    if (!isSha256Hex(order.film) || order.height <= 0 || m_waiting.size() >= size_t(laddersWaitingMax) ||
        (state != LadderState::None && state != LadderState::Failed))
        return;
    QDir().mkpath(folderOf(order.film));
    write(folderOf(order.film) + u'/' + orderName,
          compactJson(QJsonObject{{QStringLiteral("path"), order.path},
                                  {QStringLiteral("height"), order.height},
                                  {QStringLiteral("lengthMs"), order.lengthMs}}));
    LadderProgress waiting{LadderState::Waiting, 0, {}};
    for (const Rung &rung : rungsFor(order.height))
        waiting.heights.append(rung.height);
    {
        const std::lock_guard lock(m_mutex);
        m_progress.insert(order.film, waiting);
    }
    m_waiting.push_back(order);
    next();
}

void Ladder::next()
{
    if (m_present || m_waiting.empty())
        return;
    m_present = m_waiting.front();
    m_waiting.pop_front();
    start(Sound::With);
}

void Ladder::start(Sound sound)
{
    m_heard.clear();
    set(LadderState::Working, 0);
    MediaProcess::Handlers handlers;
    handlers.output = [this](const QByteArray &bytes) { hear(bytes); };
    handlers.ended = [this, sound](int status, const QByteArray &said) { ended(sound, status, said); };
    auto process = MediaProcess::start(m_programs,
                                       ladderOrder(QFile::encodeName(m_present->path),
                                                   QFile::encodeName(folderOf(m_present->film)),
                                                   rungsFor(m_present->height), sound == Sound::With),
                                       -1, std::move(handlers));
    if (!process)
        return ended(Sound::Without, 126, process.error().what.toUtf8());
    m_process = std::move(*process);
}

void Ladder::ended(Sound sound, int status, const QByteArray &said)
{
    m_process.reset();
    // The only way to learn that a film has no sound is to ask FFmpeg for it.
    if (status != 0 && sound == Sound::With && said.contains("matches no streams"))
        return start(Sound::Without);
    const QString folder = folderOf(m_present->film);
    const bool whole = status == 0 && QFile::exists(folder + QStringLiteral("/master.m3u8")) &&
                       write(folder + u'/' + doneName, QByteArray("1\n"));
    set(whole ? LadderState::Done : LadderState::Failed, whole ? 100 : 0);
    if (!whole) {
        QDir(folder).removeRecursively();
        m_note(QStringLiteral("The film %1 could not be made into an HLS ladder: %2")
                   .arg(m_present->film, QString::fromUtf8(said.right(300))));
    }
    m_present.reset();
    next();
}

// Lines "out_time_us=N".
void Ladder::hear(const QByteArray &bytes)
{
    m_heard = (m_heard + bytes).right(4'096);
    const QByteArray key = "out_time_us=";
    const qsizetype at = m_heard.lastIndexOf(key);
    const qsizetype end = m_heard.indexOf('\n', at);
    if (at < 0 || end < 0 || m_present->lengthMs <= 0)
        return;
    const qint64 us = m_heard.mid(at + key.size(), end - at - key.size()).toLongLong();
    set(LadderState::Working, int(std::clamp<qint64>(us / 10 / m_present->lengthMs, 0, 99)));
}

void Ladder::set(LadderState state, int percent)
{
    const std::lock_guard lock(m_mutex);
    LadderProgress &progress = m_progress[m_present->film];
    progress.state = state;
    progress.percent = percent;
}

LadderProgress Ladder::progress(const QString &film) const
{
    {
        const std::lock_guard lock(m_mutex);
        const auto known = m_progress.find(film);
        if (known != m_progress.end())
            return *known;
    }
    LadderProgress found;
    if (!isDone(film))
        return found;
    found = {LadderState::Done, 100, {}};
    for (const QString &name :
         QDir(folderOf(film)).entryList({QStringLiteral("*.m3u8")}, QDir::Files, QDir::Name)) {
        if (const int height = name.section(u'.', 0, 0).toInt(); height > 0)
            found.heights.append(height);
    }
    std::sort(found.heights.begin(), found.heights.end(), std::greater<>());
    return found;
}

bool Ladder::isEmpty() const
{
    return QDir(m_folder).isEmpty(QDir::Dirs | QDir::NoDotAndDotDot);
}

bool Ladder::isDone(const QString &film) const
{
    return isSha256Hex(film) && QFile::exists(folderOf(film) + u'/' + doneName);
}

QString Ladder::pathOf(const QString &film, const QString &name) const
{
    static const QRegularExpression plain(QStringLiteral(
        "^(master\\.m3u8|[0-9]{1,4}\\.m3u8|[0-9]{1,4}-init\\.mp4|[0-9]{1,4}-[0-9]{5}\\.m4s)$"));
    if (!isDone(film) || !plain.match(name).hasMatch())
        return {};
    const QString path = folderOf(film) + u'/' + name;
    return QFile::exists(path) ? path : QString();
}

} // namespace icmp::integration

#include "server/integration/recording.h"

#include <QDir>
#include <QtEndian>
#include <algorithm>

namespace icmp::integration {

Outcome<std::unique_ptr<Recording>> Recording::begin(const QString &folder, const QString &id,
                                                     const Opening &opening)
{
    auto made = std::make_unique<Recording>();
    QDir().mkpath(folder);
    made->m_id = id;
    made->m_opening = opening.bytes;
    made->m_file.setFileName(folder + u'/' + id + QStringLiteral(".part"));
    if (!made->m_file.open(QIODevice::WriteOnly | QIODevice::NewOnly) ||
        made->m_file.write(opening.bytes) != opening.bytes.size())
        return fail(
            QStringLiteral("The recording cannot be written: %1.").arg(made->m_file.errorString()),
            QStringLiteral("The programme goes on without it. Free some space on the server's disk."));
    return made;
}

void Recording::continueWith(const QList<Fragment> &first)
{
    // One offset for all tracks would need one unit; each is moved to where its own sound or picture ended,
    // which keeps them together to within one sample.
    m_offset.clear();
    for (const Fragment &fragment : first) {
        for (const TimeField &field : fragment.times) {
            if (!m_offset.contains(field.track))
                m_offset.insert(field.track, qint64(m_end.value(field.track)) - qint64(field.value));
        }
    }
}

Outcome<void> Recording::append(const Fragment &fragment)
{
    QByteArray bytes = fragment.bytes;
    for (const TimeField &field : fragment.times) {
        const qint64 time = std::max<qint64>(0, qint64(field.value) + m_offset.value(field.track));
        if (field.at + (field.wide ? 8 : 4) > bytes.size())
            continue;
        if (field.wide)
            qToBigEndian(quint64(time), bytes.data() + field.at);
        else
            qToBigEndian(quint32(time), bytes.data() + field.at);
        m_end.insert(field.track, quint64(time) + field.length);
    }
    if (m_file.pos() + bytes.size() > recordingBytesMax)
        return fail(QStringLiteral("The recording is as long as one film can be; another begins."));
    if (m_file.write(bytes) != bytes.size() || !m_file.flush())
        return fail(
            QStringLiteral("The recording stopped: %1.").arg(m_file.errorString()),
            QStringLiteral("The programme goes on without it. Free some space on the server's disk."));
    return {};
}

FinishedRecording Recording::finish()
{
    m_file.close();
    return {m_file.fileName(), m_id};
}

} // namespace icmp::integration

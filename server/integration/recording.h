// What a live channel showed, as one fragmented MP4 that survives a crash; made into a film when it is
// finished.
#pragma once

#include "server/integration/fragment_reader.h"

#include <QFile>

namespace icmp::integration {

inline constexpr qint64 recordingBytesMax =
    qint64(8) * 1024 * 1024 * 1024 - 64 * 1024 * 1024; // of one object

struct FinishedRecording {
    QString path; // the fragmented file
    QString id;   // its name without suffix
};

class Recording {
public:
    // `id` becomes part of a file name. fails  when the file cannot be made
    static Outcome<std::unique_ptr<Recording>> begin(const QString &folder, const QString &id,
                                                     const Opening &opening);

    // Whether fragments of another run fit to what is recorded: the same settings of the codecs.
    bool fits(const Opening &opening) const { return opening.bytes == m_opening; }
    // Their times begin anew: what follows continues where the recording is.
    void continueWith(const QList<Fragment> &first);
    // fails  when the disk does not take it, or the film would become too long
    Outcome<void> append(const Fragment &fragment);
    FinishedRecording finish();

private:
    QFile m_file;
    QString m_id;
    QByteArray m_opening;
    QHash<quint32, quint64> m_end;   // of each track, in its units
    QHash<quint32, qint64> m_offset; // added to the times of the present run
};

} // namespace icmp::integration

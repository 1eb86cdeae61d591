// The steps that undo and redo walk, each with the value that held after it while memory allows.
#pragma once

#include "studio/document/file/journal.h"

#include <memory>
#include <set>

namespace icmp::document {

inline constexpr qint64 heldBytesMax = 64 * 1024 * 1024; // of values; older ones are rebuilt from the journal

using SharedProject = std::shared_ptr<const project::Project>;

class History {
public:
    History(const HistoryPath &path, const SharedProject &current);

    const HistoryPath &path() const { return m_path; }
    qsizetype position() const { return m_path.position; }
    qsizetype count() const { return m_path.steps.size() - 1; } // of steps that undo and redo know
    qint64 heldBytes() const { return m_heldBytes; }

    // A new step after the current one; what could be redone is dropped from the path.
    void append(const PathStep &step, const QString &label, const SharedProject &value, qint64 bytes);
    void moveTo(qsizetype position);
    // Null when it must be rebuilt.
    SharedProject valueAt(qsizetype index) const { return m_held[index].value; }
    void hold(qsizetype index, const SharedProject &value, qint64 bytes);
    // Null text when it is only in the journal.
    QString labelAt(qsizetype index) const { return m_held[index].label; }
    void setLabel(qsizetype index, const QString &label) { m_held[index].label = label; }
    // Lets values go until at most `bytesMax` are held, those furthest from the position first. Values of
    // states after `durable` are in no file yet and stay.
    void trim(qint64 bytesMax, qint64 durable);

private:
    struct Held {
        SharedProject value;
        qint64 bytes = 0;
        QString label;
    };
    void release(qsizetype index);

    HistoryPath m_path;
    QList<Held> m_held;            // one for each step of the path
    std::set<qsizetype> m_indexes; // of those with a value
    qint64 m_heldBytes = 0;
};

} // namespace icmp::document

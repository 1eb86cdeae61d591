// The journal's records and what they mean for history: which states lie on the way that undo and redo walk.
#pragma once

#include "core/project/edit.h"

#include <QByteArray>
#include <QList>

namespace icmp::document {

enum class RecordKind { Edit, Undo, Redo, Save };

// A state is named by the seq of the edit record that made it; 0 is the state the file began with.
struct JournalRecord {
    qint64 seq = 0;
    RecordKind kind = RecordKind::Edit;
    qint64 atMs = 0;
    QByteArray body; // compact JSON
};

QString nameOf(RecordKind kind);
std::optional<RecordKind> kindFromName(const QString &name);

// {"kind":"undo","to":12}; the state that holds afterwards.
QByteArray travelBody(RecordKind kind, qint64 to);
QByteArray saveBody(const QString &versionName);
// The "to" of an undo or redo; nothing when there is none.
std::optional<qint64> targetOf(const QByteArray &body);

struct PathStep {
    qint64 state = 0;
    qint64 atMs = 0;
};

// The line of states from the beginning to the furthest redo, and the place on it. Branches that an edit
// after an undo left behind are not on it; they stay in the journal.
struct HistoryPath {
    QList<PathStep> steps{PathStep{}};
    qsizetype position = 0;

    qint64 current() const { return steps[position].state; }
    // False when the record cannot follow: an undo to a state that is not on the path.
    bool follow(const JournalRecord &record);
};

} // namespace icmp::document

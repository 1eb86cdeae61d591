// What the server last said about a show: a value folded from snapshot, log and state messages.
#pragma once

#include <QHash>
#include <QJsonObject>
#include <QList>
#include <QString>
#include <optional>

namespace icmp::remote {

inline constexpr int heldAnswersMax = 500; // what one person can read while the next ones wait on the server

enum class ItemState { Idle, Armed, Open, Closing, Final, Cancelled };

struct MirrorItem {
    QString iid;
    ItemState state = ItemState::Idle;
    qint64 rev = 0;
    qint64 round = 1;
    QJsonObject at;        // anchor of the opening
    QJsonObject until;     // anchor of the end, empty when none
    QList<qint64> right;   // option ids, once resolved
    bool resolved = false; // by a right answer or an outcome
    bool revealed = false;
    bool locked = false;    // a prediction takes no more stakes
    bool held = false;      // off the picture, answering suspended
    bool refunded = false;  // all stakes went back
    qint64 openedAtMs = -1; // monotonic, when the opening was heard; −1: it was open before we came
};

struct Word {
    QString text;
    qint64 count = 0;
};

struct Tally {
    qint64 version = 0;
    qint64 answers = 0;
    QList<qint64> counts; // options in the package's order; a slider's histogram; a ranking's first choices
    QList<qint64> points; // a ranking's Borda points, a prediction's stakes; empty for other types
    qint64 sum = 0;       // of a slider's values
    QList<Word> approved; // a text poll's answers that were let through
    QList<Word> words;
    bool final = false;
    bool stale = false;
    qint64 receivedAtMs = 0; // monotonic
};

struct Stock {
    qint64 left = 0;
    qint64 of = 0;
};

struct Place {
    QString viewer; // the first six characters of the pseudonym
    qint64 points = 0;
};

struct Leaderboard {
    QList<Place> top;
    qint64 viewers = 0; // with points
};

// A text answer that waits for somebody's word.
struct HeldAnswer {
    QString id;
    QString viewer;
    QString text;
};

enum class Applied { Changed, Old, Gap }; // Gap: messages were missed, ask for a snapshot

class EventMirror {
public:
    // Replaces everything.
    void takeSnapshot(const QJsonObject &snapshot, qint64 nowMs);
    Applied takeLog(const QJsonObject &message, qint64 nowMs);
    Applied takeState(const QJsonObject &message, qint64 nowMs);
    // Taken out at once when a verdict is pressed; the server's snapshot has the last word.
    void forgetAnswer(const QString &iid, const QString &answer);

    QString epoch() const { return m_epoch; }
    qint64 offset() const { return m_offset; }
    bool isLive() const { return m_live; } // between start and end
    bool isOver() const { return m_over; }
    QString package() const { return m_package; }
    qint64 viewers() const { return m_viewers; } // 0 until told
    // Idle when the server never spoke of it.
    MirrorItem item(const QString &iid) const;
    QList<MirrorItem> items() const { return m_items.values(); }
    const Tally *tally(const QString &iid) const;
    std::optional<Stock> stock(const QString &iid) const;
    // Totals for each emoji; empty until told.
    QList<qint64> reactions(const QString &iid) const { return m_reactions.value(iid); }
    const Leaderboard *leaderboard(const QString &iid) const;
    // Oldest first.
    QList<HeldAnswer> heldAnswers(const QString &iid) const { return m_held.value(iid); }

private:
    void takeItem(const QJsonObject &json);
    void applyLog(MirrorItem &item, const QJsonObject &message, qint64 nowMs);
    void takeHeld(const QString &iid, const QJsonObject &answer);

    QString m_epoch;
    qint64 m_offset = 0;
    bool m_live = false;
    bool m_over = false;
    QString m_package;
    qint64 m_viewers = 0;
    qint64 m_viewersVersion = 0;
    QHash<QString, MirrorItem> m_items;
    QHash<QString, Tally> m_tallies;
    QHash<QString, Stock> m_stocks;
    QHash<QString, QList<qint64>> m_reactions;
    QHash<QString, Leaderboard> m_boards;
    QHash<QString, QList<HeldAnswer>> m_held;
    QHash<QString, qint64> m_versions; // of the states that are not tallies, by key
};

} // namespace icmp::remote

// The rows of a form about where an element is: its box on the canvas, and its range in time.
#pragma once

#include "core/project/project.h"

#include <QWidget>

namespace icmp::widgets {
class PercentField;
class TimecodeField;
} // namespace icmp::widgets
class QLabel;

namespace icmp::inspector {

// Position and size in per cent of the canvas.
class BoxRows : public QWidget {
    Q_OBJECT

public:
    explicit BoxRows(QWidget *parent);
    void show(const project::Box &box);
    void setRefusal(const QString &sentence);

Q_SIGNALS:
    void boxEdited(const icmp::project::Box &box);

private:
    widgets::PercentField *field(const QString &name, const QString &prefix, qint64 least);
    QWidget *pair(const QString &label, QWidget *first, QWidget *second);

    project::Box m_box;
    widgets::PercentField *m_x;
    widgets::PercentField *m_y;
    widgets::PercentField *m_w;
    widgets::PercentField *m_h;
    QLabel *m_refusal;
};

// Start, end and length as timecodes. Start moves the element, end and length trim its end.
class TimingRows : public QWidget {
    Q_OBJECT

public:
    explicit TimingRows(QWidget *parent);
    // needed: how long reading and answering takes; nothing for elements nobody reads.
    void show(const MediaRange &range, const FrameRate &rate, std::optional<MediaTime> needed);
    void setRefusal(const QString &sentence);
    // "192 frames", for the section's head.
    static QString framesText(const MediaRange &range, const FrameRate &rate);

Q_SIGNALS:
    void startEdited(icmp::MediaTime start);
    void endEdited(icmp::MediaTime end);

private:
    widgets::TimecodeField *column(const QString &label);

    MediaRange m_range;
    widgets::TimecodeField *m_start;
    widgets::TimecodeField *m_end;
    widgets::TimecodeField *m_length;
    QLabel *m_note;
    QWidget *m_noteRow;
    class NoteIcon *m_icon;
    QLabel *m_refusal;
};

// How long an average viewer needs: words at 200 a minute, and 5 s to answer. Nothing without text.
// source: the linter's rule time-to-respond
std::optional<MediaTime> neededTime(const element::Element &element);

} // namespace icmp::inspector

// Text fields that hold one value: a time, a percentage, a search. They tell the value only when the person
// has finished (Enter, leaving the field); a text that is no value is kept, marked and explained, and not
// told.
#pragma once

#include "core/base/media_time.h"

#include <QLineEdit>

namespace icmp::widgets {

// What the three fields share: a prefix and a unit drawn inside, and the mark of a refused text.
class ValueField : public QLineEdit {
    Q_OBJECT
public:
    explicit ValueField(const QString &name, QWidget *parent = nullptr);

    // Drawn inside at the left and right, e.g. "X" and "%".
    void setPrefix(const QString &prefix);
    void setUnit(const QString &unit);
    // Red border and the reason as tooltip and accessible description; an empty reason removes the mark.
    void setRefusal(const QString &reason);
    bool isRefused() const { return !m_refusal.isEmpty(); }

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

Q_SIGNALS:
    void refused(const QString &reason);

protected:
    virtual void commit() = 0;          // reads text(), tells the value or calls setRefusal()
    virtual void restore() = 0;         // shows the value again
    virtual void step(int steps) = 0;   // Up and Down; Shift for ten
    virtual QString widest() const = 0; // the longest ordinary text, for the size hint
    void keyPressEvent(QKeyEvent *event) override;
    void paintEvent(QPaintEvent *event) override;
    void changeEvent(QEvent *event) override;

private:
    void layOut();

    QString m_prefix;
    QString m_unit;
    QString m_refusal;
};

class TimecodeField : public ValueField {
    Q_OBJECT
public:
    explicit TimecodeField(const QString &name, QWidget *parent = nullptr);

    MediaTime time() const { return m_time; }
    // Does not signal.
    void setTime(MediaTime time);
    void setRate(const FrameRate &rate);
    // Times outside are refused; default 0 … 7 days.
    void setBounds(const MediaRange &closed);

Q_SIGNALS:
    void timeEdited(icmp::MediaTime time);

protected:
    void commit() override;
    void restore() override;
    void step(int steps) override;
    QString widest() const override;

private:
    void offer(MediaTime time);

    MediaTime m_time;
    FrameRate m_rate;
    MediaRange m_bounds{{0}, {projectFlicksMax}};
};

// A share in millionths, shown as per cent with two decimals: 62500 is "6.25 %".
class PercentField : public ValueField {
    Q_OBJECT
public:
    explicit PercentField(const QString &name, QWidget *parent = nullptr);

    qint64 millionths() const { return m_value; }
    void setMillionths(qint64 value);
    void setBounds(qint64 least, qint64 most);
    void setDecimals(int decimals); // 0–4

Q_SIGNALS:
    void millionthsEdited(qint64 value);

protected:
    void commit() override;
    void restore() override;
    void step(int steps) override;
    QString widest() const override;

private:
    void offer(qint64 value);
    QString format(qint64 value) const;

    qint64 m_value = 0;
    qint64 m_least = 0;
    qint64 m_most = 1'000'000;
    int m_decimals = 2;
};

// A field with a magnifying glass and a button that empties it; Escape empties it too.
class SearchField : public QLineEdit {
    Q_OBJECT
public:
    explicit SearchField(const QString &prompt, QWidget *parent = nullptr);

protected:
    void keyPressEvent(QKeyEvent *event) override;
};

} // namespace icmp::widgets

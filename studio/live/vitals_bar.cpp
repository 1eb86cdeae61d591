#include "studio/live/vitals_bar.h"

#include "studio/widgets/digit_label.h"
#include "studio/widgets/feedback.h"
#include "studio/widgets/icons.h"
#include "studio/widgets/painting.h"

#include <QDateTime>
#include <QHBoxLayout>
#include <QLabel>
#include <QLocale>
#include <QPainter>
#include <QPainterPath>
#include <QPushButton>
#include <QVBoxLayout>

namespace icmp::live {

using remote::CommandState;
using remote::DeskState;
using widgets::Token;

namespace {

constexpr int samplesKept = 60;
constexpr qint64 sampleEveryMs = 2'000;

QLabel *smallLabel(const QString &text = {})
{
    auto *label = new QLabel(text);
    label->setFont(widgets::textFont(label->font(), widgets::TextSize::Small));
    label->setForegroundRole(QPalette::PlaceholderText);
    return label;
}

} // namespace

// The first cell: a word on the colour of the air, or quiet while the show is on demand.
class AirTile : public QWidget {
public:
    explicit AirTile(QWidget *parent = nullptr) : QWidget(parent)
    {
        setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Expanding);
    }
    void show(bool live, const QString &word, const QString &note)
    {
        m_live = live;
        m_word = word;
        m_note = note;
        setAccessibleName(QStringLiteral("%1, %2").arg(word, note));
        update();
    }
    QSize sizeHint() const override { return {widgets::scaled(font(), 188), widgets::scaled(font(), 60)}; }
    QSize minimumSizeHint() const override { return {widgets::scaled(font(), 140), sizeHint().height()}; }

protected:
    void paintEvent(QPaintEvent *) override
    {
        const widgets::Tokens &t = widgets::tokensOf(*this);
        QPainter painter(this);
        widgets::fillRounded(painter, rect(), t[m_live ? Token::Live : Token::Surface2]);
        const QColor ink = t[m_live ? Token::OnLive : Token::Text];
        const int side = widgets::scaled(font(), 20);
        widgets::paintIcon(painter, QRectF(16, (height() - side) / 2.0, side, side),
                           m_live ? QStringLiteral("live") : QStringLiteral("idle"), ink);
        const QFont large = widgets::textFont(font(), widgets::TextSize::Large, QFont::Bold);
        const QFont small = widgets::textFont(font(), widgets::TextSize::Small);
        const int left = 16 + side + 14;
        const int lines = QFontMetrics(large).height() + QFontMetrics(small).height() + 2;
        const int top = (height() - lines) / 2;
        painter.setPen(ink);
        painter.setFont(large);
        painter.drawText(QRect(left, top, width() - left - 8, QFontMetrics(large).height()), Qt::AlignVCenter,
                         m_word);
        painter.setFont(small);
        painter.setPen(m_live ? ink : t[Token::Text2]);
        painter.drawText(QRect(left, top + QFontMetrics(large).height() + 2, width() - left - 8,
                               QFontMetrics(small).height()),
                         Qt::AlignVCenter, m_note);
    }

private:
    bool m_live = false;
    QString m_word, m_note;
};

// The last two minutes of a number, without axes.
class Sparkline : public QWidget {
public:
    explicit Sparkline(QWidget *parent = nullptr) : QWidget(parent) {}
    void add(qint64 value)
    {
        m_values.append(value);
        if (m_values.size() > samplesKept)
            m_values.removeFirst();
        update();
    }
    QSize sizeHint() const override { return {widgets::scaled(font(), 96), widgets::scaled(font(), 32)}; }
    QSize minimumSizeHint() const override { return {32, 16}; }

protected:
    void paintEvent(QPaintEvent *) override
    {
        if (m_values.size() < 2)
            return;
        const auto [least, most] = std::minmax_element(m_values.begin(), m_values.end());
        const double span = double(std::max<qint64>(1, *most - *least));
        QPainterPath path;
        for (qsizetype i = 0; i < m_values.size(); ++i) {
            const QPointF at(double(i) * (width() - 8) / double(samplesKept - 1) + 2,
                             height() - 4 - double(m_values.at(i) - *least) / span * (height() - 8));
            if (i == 0)
                path.moveTo(at);
            else
                path.lineTo(at);
        }
        QPainter painter(this);
        painter.setRenderHint(QPainter::Antialiasing);
        const QColor ink = widgets::tokensOf(*this)[Token::Text2];
        painter.setPen(QPen(ink, 1.5));
        painter.drawPath(path);
        painter.setBrush(ink);
        painter.drawEllipse(path.currentPosition(), 2, 2);
    }

private:
    QList<qint64> m_values;
};

VitalsBar::VitalsBar(remote::Desk &desk, remote::ServerLink &link, QWidget *parent)
    : QWidget(parent), m_desk(desk), m_link(link)
{
    auto *row = new QHBoxLayout(this);
    row->setContentsMargins(0, 0, 16, 0);
    row->setSpacing(0);
    m_air = new AirTile;
    row->addWidget(m_air);
    m_clock = new widgets::DigitLabel(tr("Clock"));
    m_clockNote = smallLabel();
    m_viewers = new widgets::DigitLabel(tr("Viewers"));
    m_viewersNote = smallLabel();
    m_answers = new widgets::DigitLabel(tr("Press to answer"));
    m_answersNote = smallLabel();
    for (widgets::DigitLabel *figure : {m_clock, m_viewers, m_answers})
        figure->setSize(widgets::TextSize::Extra);
    row->addWidget(addCell(tr("Clock"), m_clock, m_clockNote));
    row->addWidget(addCell(tr("Viewers"), m_viewers, m_viewersNote));
    m_curve = new Sparkline;
    row->addWidget(m_curve, 0, Qt::AlignVCenter);
    row->addSpacing(16);
    row->addWidget(addCell(tr("Press to answer"), m_answers, m_answersNote));
    m_notice = new QLabel;
    m_notice->setWordWrap(true);
    m_notice->setContentsMargins(16, 0, 16, 0);
    row->addWidget(m_notice, 1);
    m_connection = new widgets::StatusChip;
    row->addWidget(m_connection);
    row->addSpacing(16);
    m_show = new QPushButton;
    m_show->setObjectName(QStringLiteral("startOrEnd"));
    connect(m_show, &QPushButton::clicked, this, &VitalsBar::startOrEndPressed);
    row->addWidget(m_show);
}

QWidget *VitalsBar::addCell(const QString &label, QWidget *value, QWidget *note)
{
    auto *cell = new QWidget;
    auto *column = new QVBoxLayout(cell);
    column->setContentsMargins(16, 4, 16, 4);
    column->setSpacing(0);
    column->addWidget(smallLabel(label));
    column->addWidget(value);
    column->addWidget(note);
    m_rules.append(cell);
    return cell;
}

QString VitalsBar::noticeText() const
{
    if (!m_desk.trouble().isEmpty() && m_desk.state() != DeskState::Open)
        return m_desk.trouble();
    const auto latest = m_desk.commands().latest({});
    return latest && latest->state == CommandState::Refused ? latest->reason : QString();
}

void VitalsBar::showViewers()
{
    const qint64 viewers = m_desk.mirror().viewers();
    m_peak = std::max(m_peak, viewers);
    m_viewers->setValue(QLocale().toString(viewers));
    const qint64 age = m_desk.ageMs();
    const QString seconds = QLocale().toString(double(std::max<qint64>(0, age)) / 1'000, 'f', 1);
    m_viewersNote->setText(age < 0 ? tr("not told yet")
                                   : tr("peak %1, age %2 s").arg(QLocale().toString(m_peak), seconds));
    if (m_desk.monotonicMs() - m_sampledAtMs >= sampleEveryMs) {
        m_sampledAtMs = m_desk.monotonicMs();
        m_curve->add(viewers);
    }
}

void VitalsBar::showAnswers()
{
    const QList<qint64> times = m_desk.answerTimes();
    if (times.isEmpty()) {
        m_answers->setValue(QStringLiteral("–"));
        m_answersNote->setText(tr("nothing pressed yet"));
        return;
    }
    const auto at = [&](int percent) { return times.at((times.size() - 1) * percent / 100); };
    m_answers->setValue(QLocale().toString(at(99)), tr("ms"));
    m_answersNote->setText(
        tr("p99 of %1, p50 %2 ms").arg(QLocale().toString(times.size()), QLocale().toString(at(50))));
}

void VitalsBar::refresh()
{
    const bool open = m_desk.state() == DeskState::Open;
    const bool live = m_desk.mirror().isLive();
    const bool hasShow = !m_desk.event().isEmpty();
    const auto latest = m_desk.commands().latest({}, {QStringLiteral("start"), QStringLiteral("end")});
    const bool busy = latest && !latest->isSettled();
    if (!hasShow)
        m_air->show(false, tr("No show"), tr("publish first"));
    else
        m_air->show(live, live ? tr("ON AIR") : tr("On demand"),
                    live                       ? tr("live show")
                    : m_desk.mirror().isOver() ? tr("the show is over")
                                               : tr("not started"));
    const QDateTime now = QDateTime::fromMSecsSinceEpoch(m_desk.serverNowMs());
    m_clock->setValue(now.toString(QStringLiteral("HH:mm:ss")));
    m_clockNote->setText(open ? tr("the server's") : tr("of this machine"));
    showViewers();
    showAnswers();
    m_connection->setState(open ? QStringLiteral("connected") : QStringLiteral("reconnecting"),
                           open ? Token::Good : Token::Warn, hasShow ? m_link.stateText() : tr("No show"));
    m_notice->setText(noticeText());
    m_show->setText(busy ? tr("Sending …") : live ? tr("End the show") : tr("Go live"));
    m_show->setIcon(widgets::icon(live ? QStringLiteral("stop") : QStringLiteral("live")));
    m_show->setEnabled(!busy && hasShow);
}

void VitalsBar::paintEvent(QPaintEvent *)
{
    const widgets::Tokens &t = widgets::tokensOf(*this);
    QPainter painter(this);
    widgets::fillRounded(painter, rect(), t[Token::Surface1]);
    for (const QWidget *cell : std::as_const(m_rules))
        painter.fillRect(QRect(cell->x(), 8, 1, height() - 16), t[Token::Line]);
}

} // namespace icmp::live

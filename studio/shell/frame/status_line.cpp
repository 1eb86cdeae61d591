#include "studio/shell/frame/status_line.h"

#include "studio/widgets/digit_label.h"
#include "studio/widgets/feedback.h"
#include "studio/widgets/icon_button.h"
#include "studio/widgets/icons.h"
#include "studio/widgets/theme.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QPainter>
#include <QToolButton>

namespace icmp::shell {

namespace {

using widgets::Token;

constexpr int lineHeight = 28;

// Counts of errors, warnings and notes, each with its shape.
class ProblemCounts : public QToolButton {
public:
    explicit ProblemCounts(QWidget *parent) : QToolButton(parent)
    {
        setFocusPolicy(Qt::StrongFocus);
        setAttribute(Qt::WA_Hover);
    }
    void show(const std::array<int, 3> &counts)
    {
        m_counts = counts;
        updateGeometry();
        update();
    }
    QSize sizeHint() const override
    {
        int wide = 8;
        for (const int count : m_counts)
            wide += 18 + widgets::pitchedWidth(QFontMetrics(small()), QString::number(count)) + 12;
        return {wide - 4, widgets::controlHeight(font()) - 6};
    }

protected:
    void paintEvent(QPaintEvent *) override
    {
        const widgets::Tokens &t = widgets::tokensOf(*this);
        QPainter painter(this);
        painter.setRenderHint(QPainter::Antialiasing);
        if (underMouse()) {
            painter.setPen(Qt::NoPen);
            painter.setBrush(t[Token::Surface3]);
            painter.drawRoundedRect(rect(), 4, 4);
        }
        constexpr std::array<const char *, 3> icons{"error", "warning", "info"};
        constexpr std::array<Token, 3> colors{Token::Bad, Token::Warn, Token::Text2};
        painter.setFont(small());
        int left = 4;
        for (size_t i = 0; i < m_counts.size(); ++i) {
            const QColor ink = m_counts[i] > 0 ? t[colors[i]] : t[Token::Text2];
            widgets::paintIcon(painter, QRectF(left, (height() - 12) / 2.0, 12, 12), QLatin1String(icons[i]),
                               ink);
            const QString text = QString::number(m_counts[i]);
            const int wide = widgets::pitchedWidth(painter.fontMetrics(), text);
            painter.setPen(ink);
            widgets::drawPitched(painter, QRect(left + 18, 0, wide, height()),
                                 Qt::AlignVCenter | Qt::AlignLeft, text);
            left += 18 + wide + 12;
        }
        if (hasFocus())
            widgets::paintFocusRing(painter, rect(), t);
    }

private:
    QFont small() const { return widgets::textFont(font(), widgets::TextSize::Small); }

    std::array<int, 3> m_counts{};
};

QWidget *rule(QWidget *parent)
{
    auto *line = new QFrame(parent);
    line->setFrameShape(QFrame::NoFrame);
    line->setFixedSize(25, 12);
    line->setObjectName(QStringLiteral("rule"));
    return line;
}

} // namespace

StatusLine::StatusLine(QWidget *parent) : QWidget(parent)
{
    setObjectName(QStringLiteral("status"));
    setFixedHeight(std::max(lineHeight, widgets::controlHeight(font())));
    const QFont small = widgets::textFont(font(), widgets::TextSize::Small);
    auto *row = new QHBoxLayout(this);
    row->setContentsMargins(12, 0, 12, 0);
    row->setSpacing(0);
    auto *seqLabel = new QLabel(tr("Seq"), this);
    seqLabel->setFont(small);
    seqLabel->setForegroundRole(QPalette::PlaceholderText);
    m_seq = new widgets::DigitLabel(tr("Sequence number of the newest change"), this);
    m_seq->setSize(widgets::TextSize::Small);
    m_kept = new widgets::StatusChip(this);
    m_kept->setSmall(true);
    m_problems = new ProblemCounts(this);
    m_hint = new QLabel(this);
    m_hint->setFont(small);
    m_hint->setForegroundRole(QPalette::PlaceholderText);
    m_automation = new widgets::StatusChip(this);
    m_automation->setSmall(true);
    m_automation->hide();
    m_job = new widgets::ProgressRow(QString(), this);
    m_job->setFont(small);
    m_job->hide();
    m_server = new QLabel(tr("Server"), this);
    m_server->setFont(small);
    m_server->setForegroundRole(QPalette::PlaceholderText);
    m_latency = new widgets::DigitLabel(tr("Server latency"), this);
    m_latency->setSize(widgets::TextSize::Small);
    row->addWidget(seqLabel);
    row->addSpacing(6);
    row->addWidget(m_seq);
    row->addWidget(rule(this));
    row->addWidget(m_kept);
    row->addWidget(rule(this));
    row->addWidget(m_problems);
    row->addSpacing(12);
    row->addWidget(m_hint, 1);
    row->addWidget(m_automation);
    row->addSpacing(12);
    row->addWidget(m_job);
    m_jobRule = rule(this);
    m_jobRule->hide();
    row->addWidget(m_jobRule);
    row->addWidget(m_server);
    row->addSpacing(6);
    row->addWidget(m_latency);
    connect(m_problems, &QToolButton::clicked, this, &StatusLine::problemsActivated);
    connect(m_job, &widgets::ProgressRow::cancelled, this, &StatusLine::jobCancelled);
    setSeq(0);
    setProblems(0, 0, 0);
    setLatency(-1);
}

void StatusLine::setSeq(qint64 seq)
{
    m_seq->setValue(QString::number(seq));
}

void StatusLine::setKept(const QString &iconName, Token color, const QString &text)
{
    m_kept->setState(iconName, color, text);
}

void StatusLine::setProblems(int errors, int warnings, int notes)
{
    static_cast<ProblemCounts *>(m_problems)->show({errors, warnings, notes});
    const QString words =
        QStringList{tr("%n error(s)", nullptr, errors), tr("%n warning(s)", nullptr, warnings),
                    tr("%n note(s)", nullptr, notes)}
            .join(QStringLiteral(", "));
    m_problems->setAccessibleName(words);
    m_problems->setToolTip(words);
}

void StatusLine::setJob(const QString &label, int percent)
{
    m_job->setVisible(!label.isEmpty());
    m_jobRule->setVisible(!label.isEmpty());
    m_job->setLabel(label);
    m_job->setPerMille(percent * 10);
}

void StatusLine::setLatency(qint64 ms)
{
    m_server->setVisible(ms >= 0);
    m_latency->setVisible(ms >= 0);
    m_latency->setValue(QString::number(ms), tr("ms"));
}

void StatusLine::setHint(const QString &text)
{
    m_hint->setText(text);
}

void StatusLine::setAutomation(const QString &address)
{
    m_automation->setState(QStringLiteral("warning"), Token::Warn, tr("Automation port is open"));
    m_automation->setToolTip(address);
    m_automation->setVisible(!address.isEmpty());
}

void StatusLine::paintEvent(QPaintEvent *)
{
    const widgets::Tokens &t = widgets::tokensOf(*this);
    QPainter painter(this);
    painter.fillRect(rect(), t[Token::Surface0]);
    for (const QWidget *line : findChildren<QWidget *>(QStringLiteral("rule"), Qt::FindDirectChildrenOnly)) {
        if (line->isVisible())
            painter.fillRect(line->geometry().center().x(), line->y(), 1, line->height(), t[Token::Line]);
    }
}

} // namespace icmp::shell

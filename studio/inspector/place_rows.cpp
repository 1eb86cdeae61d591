#include "studio/inspector/place_rows.h"

#include "studio/widgets/fields.h"
#include "studio/widgets/icons.h"
#include "studio/widgets/theme.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QLocale>
#include <QPainter>
#include <QRegularExpression>
#include <QVBoxLayout>

namespace icmp::inspector {

namespace {

constexpr int labelWidth = 96;
constexpr qint64 whole = 1'000'000;
constexpr qint64 perWordMs = 300;
constexpr qint64 answerMs = 5'000;

QLabel *refusalLabel(QWidget *parent)
{
    auto *label = new QLabel(parent);
    label->setFont(widgets::textFont(parent->font(), widgets::TextSize::Small));
    label->setWordWrap(true);
    label->hide();
    return label;
}

void tellRefusal(QLabel *label, const QString &sentence)
{
    QPalette palette = label->palette();
    palette.setColor(QPalette::WindowText, widgets::tokensOf(*label)[widgets::Token::Bad]);
    label->setPalette(palette);
    label->setText(sentence);
    label->setVisible(!sentence.isEmpty());
}

} // namespace

class NoteIcon : public QWidget {
public:
    using QWidget::QWidget;
    void setGood(bool good)
    {
        m_good = good;
        update();
    }
    QSize sizeHint() const override { return {widgets::scaled(font(), 12), widgets::scaled(font(), 12)}; }

protected:
    void paintEvent(QPaintEvent *) override
    {
        QPainter painter(this);
        const qreal side = std::min(width(), height());
        widgets::paintIcon(painter, {0, (height() - side) / 2, side, side},
                           m_good ? QStringLiteral("check") : QStringLiteral("warning"),
                           widgets::tokensOf(*this)[m_good ? widgets::Token::Good : widgets::Token::Warn]);
    }

private:
    bool m_good = true;
};

BoxRows::BoxRows(QWidget *parent) : QWidget(parent)
{
    m_x = field(tr("Position, X"), QStringLiteral("X"), -whole);
    m_y = field(tr("Position, Y"), QStringLiteral("Y"), -whole);
    m_w = field(tr("Width"), QStringLiteral("W"), whole / 100);
    m_h = field(tr("Height"), QStringLiteral("H"), whole / 100);
    m_refusal = refusalLabel(this);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(4);
    column->addWidget(pair(tr("Position"), m_x, m_y));
    column->addWidget(pair(tr("Size"), m_w, m_h));
    column->addWidget(m_refusal);
    const auto tell = [this] {
        Q_EMIT boxEdited({m_x->millionths(), m_y->millionths(), m_w->millionths(), m_h->millionths()});
    };
    for (widgets::PercentField *each : {m_x, m_y, m_w, m_h})
        connect(each, &widgets::PercentField::millionthsEdited, this, tell);
}

widgets::PercentField *BoxRows::field(const QString &name, const QString &prefix, qint64 least)
{
    auto *made = new widgets::PercentField(name, this);
    made->setPrefix(prefix);
    made->setBounds(least, 2 * whole);
    return made;
}

QWidget *BoxRows::pair(const QString &label, QWidget *first, QWidget *second)
{
    auto *box = new QWidget(this);
    auto *row = new QHBoxLayout(box);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(8);
    auto *words = new QLabel(label, box);
    words->setForegroundRole(QPalette::PlaceholderText);
    words->setFixedWidth(widgets::scaled(font(), labelWidth));
    row->addWidget(words);
    row->addWidget(first, 1);
    row->addWidget(second, 1);
    return box;
}

void BoxRows::show(const project::Box &box)
{
    setRefusal({});
    const std::pair<widgets::PercentField *, qint64> rows[] = {
        {m_x, box.x}, {m_y, box.y}, {m_w, box.w}, {m_h, box.h}};
    for (const auto &[each, value] : rows) {
        if (!each->isModified())
            each->setMillionths(value);
    }
}

void BoxRows::setRefusal(const QString &sentence)
{
    tellRefusal(m_refusal, sentence);
}

TimingRows::TimingRows(QWidget *parent) : QWidget(parent)
{
    auto *outer = new QVBoxLayout(this);
    outer->setContentsMargins(0, 0, 0, 0);
    outer->setSpacing(4);
    auto *three = new QHBoxLayout;
    three->setSpacing(8);
    outer->addLayout(three);
    m_start = column(tr("Start"));
    m_end = column(tr("End"));
    m_length = column(tr("Length"));
    m_refusal = refusalLabel(this);
    outer->addWidget(m_refusal);
    m_noteRow = new QWidget(this);
    auto *row = new QHBoxLayout(m_noteRow);
    row->setContentsMargins(0, 2, 0, 2);
    row->setSpacing(8);
    m_icon = new NoteIcon(m_noteRow);
    m_icon->setFixedWidth(widgets::scaled(font(), 12));
    m_note = new QLabel(m_noteRow);
    m_note->setFont(widgets::textFont(font(), widgets::TextSize::Small));
    m_note->setForegroundRole(QPalette::PlaceholderText);
    m_note->setWordWrap(true);
    row->addWidget(m_icon);
    row->addWidget(m_note, 1);
    outer->addWidget(m_noteRow);
    connect(m_start, &widgets::TimecodeField::timeEdited, this, &TimingRows::startEdited);
    connect(m_end, &widgets::TimecodeField::timeEdited, this, &TimingRows::endEdited);
    connect(m_length, &widgets::TimecodeField::timeEdited, this,
            [this](MediaTime length) { Q_EMIT endEdited(m_range.start + length); });
}

widgets::TimecodeField *TimingRows::column(const QString &label)
{
    auto *cell = new QVBoxLayout;
    cell->setSpacing(2);
    auto *words = new QLabel(label, this);
    words->setForegroundRole(QPalette::PlaceholderText);
    auto *made = new widgets::TimecodeField(label, this);
    // Three abreast in 300 px: the text goes closer to the edge than elsewhere.
    made->setStyleSheet(QStringLiteral("QLineEdit { padding-left: 2px; padding-right: 2px; }"));
    QFont close = made->font();
    close.setLetterSpacing(QFont::PercentageSpacing, 97);
    made->setFont(close);
    made->setMinimumWidth(80);
    cell->addWidget(words);
    cell->addWidget(made);
    static_cast<QHBoxLayout *>(layout()->itemAt(0)->layout())->addLayout(cell, 1);
    return made;
}

void TimingRows::show(const MediaRange &range, const FrameRate &rate, std::optional<MediaTime> needed)
{
    m_range = range;
    setRefusal({});
    const std::pair<widgets::TimecodeField *, MediaTime> rows[] = {
        {m_start, range.start}, {m_end, range.end}, {m_length, range.length()}};
    for (const auto &[field, time] : rows) {
        field->setRate(rate);
        if (!field->isModified())
            field->setTime(time);
    }
    m_noteRow->setVisible(needed.has_value());
    if (!needed)
        return;
    const bool enough = range.length() >= *needed;
    const QString seconds = QLocale().toString(double(needed->toMsFloor()) / 1000.0, 'f', 1);
    m_note->setText(enough ? tr("Reading and answering takes %1 s").arg(seconds)
                           : tr("Reading and answering takes %1 s, longer than it is shown").arg(seconds));
    m_icon->setGood(enough);
}

void TimingRows::setRefusal(const QString &sentence)
{
    tellRefusal(m_refusal, sentence);
}

QString TimingRows::framesText(const MediaRange &range, const FrameRate &rate)
{
    return tr("%n frame(s)", nullptr, int(rate.frameAt(range.end) - rate.frameAt(range.start)));
}

std::optional<MediaTime> neededTime(const element::Element &element)
{
    const auto rules = element::answerRules(element);
    QString words = element::fieldValue(element, QStringLiteral("question")).toString() + u' ' +
                    element::fieldValue(element, QStringLiteral("text")).toString();
    if (rules) {
        for (const element::Option &option : rules->options)
            words += u' ' + option.text;
    }
    static const QRegularExpression gap(QStringLiteral("\\s+"));
    const qsizetype count = words.split(gap, Qt::SkipEmptyParts).size();
    if (count == 0)
        return std::nullopt;
    return MediaTime::ofMs(count * perWordMs + (rules ? answerMs : 0));
}

} // namespace icmp::inspector

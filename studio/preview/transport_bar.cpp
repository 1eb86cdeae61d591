#include "studio/preview/transport_bar.h"

#include "studio/widgets/icon_button.h"
#include "studio/widgets/icons.h"
#include "studio/widgets/segmented_control.h"
#include "studio/widgets/theme.h"

#include <QComboBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QPainter>
#include <QSignalBlocker>
#include <QSlider>
#include <cmath>

namespace icmp::preview {

namespace {

using widgets::IconButton;
using widgets::Token;

constexpr int barHeight = 48;
constexpr int edge = 12;

// The round button on the canvas's axis.
class PlayButton : public IconButton {
public:
    explicit PlayButton(QWidget *parent) : IconButton(QStringLiteral("play"), QString(), Size::Normal, parent)
    {
    }
    void show(const QString &glyph)
    {
        m_glyph = glyph;
        update();
    }
    QSize sizeHint() const override
    {
        const int side = widgets::controlHeight(font()) + 8;
        return {side, side};
    }

protected:
    void paintEvent(QPaintEvent *) override
    {
        const widgets::Tokens &t = widgets::tokensOf(*this);
        QPainter painter(this);
        painter.setRenderHint(QPainter::Antialiasing);
        painter.setPen(Qt::NoPen);
        painter.setBrush(underMouse() ? widgets::mix(t[Token::Text], t[Token::Surface1], 86)
                                      : t[Token::Text]);
        painter.drawEllipse(rect());
        const int side = widgets::scaled(font(), 20);
        QRectF place(0, 0, side, side);
        place.moveCenter(QRectF(rect()).center());
        widgets::paintIcon(painter, place, m_glyph, t[Token::Surface1]);
        if (hasFocus())
            widgets::paintFocusRing(painter, QRectF(rect()), t, width() / 2.0);
    }

private:
    QString m_glyph = QStringLiteral("play");
};

QHBoxLayout *rowOf(QWidget *widget)
{
    auto *row = new QHBoxLayout(widget);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(4);
    return row;
}

IconButton *addButton(QHBoxLayout *row, const QString &icon, const QString &label)
{
    auto *button = new IconButton(icon, label);
    row->addWidget(button);
    return button;
}

} // namespace

TransportBar::TransportBar(Playback &playback, QWidget *parent) : QWidget(parent), m_playback(playback)
{
    setAccessibleName(tr("Transport"));
    m_left = makeLeft();
    m_middle = makeMiddle();
    m_right = makeRight();
    setFixedHeight(std::max(barHeight, widgets::controlHeight(font()) + 20));
    connect(&m_playback, &Playback::timeChanged, this, &TransportBar::showTime);
    connect(&m_playback, &Playback::stateChanged, this, &TransportBar::showState);
    connect(&m_playback, &Playback::pictureChanged, this, &TransportBar::showState);
    refresh();
}

QWidget *TransportBar::makeLeft()
{
    auto *box = new QWidget(this);
    QHBoxLayout *row = rowOf(box);
    m_time = new widgets::TimecodeField(tr("Playhead"), box);
    m_time->setFont(widgets::monoFont(font(), widgets::TextSize::Extra, QFont::Medium));
    m_time->setStyleSheet(QStringLiteral("QLineEdit { border-color: transparent; background: transparent;"
                                         " padding: 0; }"));
    m_time->setFixedWidth(QFontMetrics(m_time->font()).horizontalAdvance(QStringLiteral("00:00:00:00")) + 6);
    m_length = new QLabel(box);
    m_length->setFont(widgets::monoFont(font(), widgets::TextSize::Small));
    m_length->setForegroundRole(QPalette::PlaceholderText);
    m_shuttle = new widgets::SegmentedControl(
        tr("Shuttle"), {{QStringLiteral("J")}, {QStringLiteral("K")}, {QStringLiteral("L")}}, box);
    m_shuttle->setFixedWidth(112);
    m_speed = new QLabel(box);
    m_speed->setFont(widgets::monoFont(font()));
    m_speed->setForegroundRole(QPalette::PlaceholderText);
    m_speed->setMinimumWidth(QFontMetrics(m_speed->font()).horizontalAdvance(QStringLiteral("-8×")) + 2);
    row->addWidget(m_time);
    row->addWidget(m_length, 0, Qt::AlignVCenter);
    row->addSpacing(4);
    row->addWidget(m_shuttle);
    row->addSpacing(2);
    row->addWidget(m_speed);
    connect(m_time, &widgets::TimecodeField::timeEdited, &m_playback, &Playback::seek);
    connect(m_shuttle, &widgets::SegmentedControl::chosen, this, [this](int index) {
        if (index == 1)
            m_playback.pause();
        else
            m_playback.faster(index == 0 ? -1 : 1);
        showState();
    });
    return box;
}

QWidget *TransportBar::makeMiddle()
{
    auto *box = new QWidget(this);
    QHBoxLayout *row = rowOf(box);
    auto *start = addButton(row, QStringLiteral("to-start"), tr("Go to the start"));
    auto *back = addButton(row, QStringLiteral("step-back"), tr("One frame back"));
    row->addSpacing(4);
    m_play = new PlayButton(box);
    row->addWidget(m_play);
    row->addSpacing(4);
    auto *forward = addButton(row, QStringLiteral("step-forward"), tr("One frame on"));
    auto *end = addButton(row, QStringLiteral("to-end"), tr("Go to the end"));
    connect(start, &IconButton::clicked, this, [this] { m_playback.seek({}); });
    connect(back, &IconButton::clicked, this, [this] { m_playback.step(-1); });
    connect(m_play, &IconButton::clicked, &m_playback, &Playback::togglePlay);
    connect(forward, &IconButton::clicked, this, [this] { m_playback.step(1); });
    connect(end, &IconButton::clicked, this, [this] { m_playback.seek(m_playback.length()); });
    return box;
}

QWidget *TransportBar::makeRight()
{
    auto *box = new QWidget(this);
    QHBoxLayout *row = rowOf(box);
    m_loop = addButton(row, QStringLiteral("loop"), tr("Repeat the range"));
    m_loop->setCheckable(true);
    m_mute = addButton(row, QStringLiteral("speaker"), tr("Mute"));
    m_volume = new QSlider(Qt::Horizontal, box);
    m_volume->setAccessibleName(tr("Volume"));
    m_volume->setToolTip(tr("Volume"));
    m_volume->setRange(0, 100);
    m_volume->setFixedWidth(64);
    row->addWidget(m_volume);
    row->addSpacing(8);
    m_zoom = new QComboBox(box);
    m_zoom->setAccessibleName(tr("Zoom of the canvas"));
    m_zoom->setToolTip(m_zoom->accessibleName());
    m_zoom->addItem(tr("Fit"), 0);
    for (const int percent : {25, 50, 75, 100, 150, 200})
        m_zoom->addItem(tr("%1 %").arg(percent), percent);
    m_zoom->setFixedWidth(widgets::scaled(font(), 100));
    row->addWidget(m_zoom);
    row->addSpacing(4);
    m_device = new widgets::SegmentedControl(tr("Device"),
                                             {{tr("Wide"), QStringLiteral("frame-wide")},
                                              {tr("Upright, 9:16"), QStringLiteral("frame-tall")},
                                              {tr("4:3"), QStringLiteral("frame-four")},
                                              {tr("Phone"), QStringLiteral("frame-phone")}},
                                             box);
    row->addWidget(m_device);
    connect(m_loop, &IconButton::clicked, &m_playback, &Playback::setLoops);
    connect(m_mute, &IconButton::clicked, this, [this] {
        if (m_playback.volume() > 0)
            m_loudBefore = m_playback.volume();
        m_playback.setVolume(m_playback.volume() > 0 ? 0 : m_loudBefore);
    });
    connect(m_volume, &QSlider::valueChanged, this,
            [this](int value) { m_playback.setVolume(value / 100.0); });
    connect(m_zoom, &QComboBox::activated, this,
            [this] { Q_EMIT zoomChosen(m_zoom->currentData().toInt()); });
    connect(m_device, &widgets::SegmentedControl::chosen, this,
            [this](int index) { Q_EMIT deviceChosen(Device(index)); });
    return box;
}

void TransportBar::showFitPercent(int percent)
{
    if (m_fitPercent == percent)
        return;
    m_fitPercent = percent;
    m_zoom->setItemText(0, tr("%1 %, fit").arg(percent));
}

void TransportBar::refresh()
{
    m_time->setRate(m_playback.rate());
    m_time->setBounds({{}, m_playback.length()});
    m_length->setText(QStringLiteral("/ ") + formatTimecode(m_playback.length(), m_playback.rate()));
    showTime();
    showState();
}

void TransportBar::showTime()
{
    if (!m_time->hasFocus() || !m_time->isModified())
        m_time->setTime(m_playback.time());
}

void TransportBar::showState()
{
    const int speed = m_playback.speed();
    m_shuttle->setCurrent(speed < 0 ? 0 : speed == 0 ? 1 : 2);
    const bool seeking = m_playback.picture() == Playback::Picture::Seeking;
    const QString text = QStringLiteral("%1×").arg(speed == 0 ? 1 : speed);
    if (m_speed->text() != text)
        m_speed->setText(text);
    static_cast<PlayButton *>(m_play)->show(speed == 0 ? QStringLiteral("play") : QStringLiteral("pause"));
    const QString label = speed == 0 ? tr("Play") : tr("Pause");
    m_play->setAccessibleName(label);
    m_play->setToolTip(label);
    m_loop->setChecked(m_playback.loops());
    const bool silent = m_playback.volume() <= 0;
    m_mute->setIconName(silent ? QStringLiteral("speaker-off") : QStringLiteral("speaker"));
    const QSignalBlocker quiet(m_volume);
    m_volume->setValue(int(std::lround(m_playback.volume() * 100)));
    const QString length = formatTimecode(m_playback.length(), m_playback.rate());
    const QString beside =
        QStringLiteral("/ ") + (seeking ? tr("seeking").leftJustified(length.size()) : length);
    if (m_length->text() != beside)
        m_length->setText(beside);
    m_time->setBounds({{}, m_playback.length()});
}

void TransportBar::paintEvent(QPaintEvent *)
{
    const widgets::Tokens &t = widgets::tokensOf(*this);
    QPainter painter(this);
    painter.fillRect(rect(), t[Token::Surface1]);
    painter.fillRect(0, 0, width(), 1, t[Token::Line]);
}

void TransportBar::resizeEvent(QResizeEvent *)
{
    const QSize middle = m_middle->sizeHint();
    const int side = (width() - middle.width()) / 2 - edge - 8;
    // Parts leave in the order in which they are missed least.
    m_shuttle->setVisible(true);
    m_speed->setVisible(true);
    m_length->setVisible(true);
    m_device->setVisible(true);
    m_volume->setVisible(true);
    m_zoom->setVisible(true);
    for (QWidget *part : {static_cast<QWidget *>(m_shuttle), static_cast<QWidget *>(m_speed),
                          static_cast<QWidget *>(m_length)}) {
        m_left->layout()->activate();
        if (m_left->sizeHint().width() > side)
            part->hide();
    }
    for (QWidget *part : {static_cast<QWidget *>(m_volume), static_cast<QWidget *>(m_device),
                          static_cast<QWidget *>(m_zoom)}) {
        m_right->layout()->activate();
        if (m_right->sizeHint().width() > side)
            part->hide();
    }
    const auto put = [this](QWidget *box, int x, int w) { box->setGeometry(x, 1, w, height() - 1); };
    m_left->layout()->activate();
    m_right->layout()->activate();
    put(m_middle, (width() - middle.width()) / 2, middle.width());
    put(m_left, edge, std::min(m_left->sizeHint().width(), std::max(0, side)));
    const int right = m_right->sizeHint().width();
    put(m_right, width() - edge - right, right);
}

} // namespace icmp::preview

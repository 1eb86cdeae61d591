#include "studio/shell/frame/title_area.h"

#include "studio/widgets/feedback.h"
#include "studio/widgets/icon_button.h"
#include "studio/widgets/icons.h"
#include "studio/widgets/theme.h"

#include <QAbstractButton>
#include <QButtonGroup>
#include <QHBoxLayout>
#include <QMenu>
#include <QMenuBar>
#include <QPainter>
#include <QPainterPath>
#include <QToolButton>

namespace icmp::shell {

namespace {

using widgets::Token;

constexpr int areaHeight = 56;
constexpr int identLeft = 44;
constexpr int edge = 8;
constexpr int menuInset = 6;     // the menu bar's own margin before its first word
constexpr int iconsFrom = 1'440; // narrower windows show workspace names without icons

// What stands in the title: hover and focus as everywhere, painted contents.
class TitleButton : public QToolButton {
public:
    TitleButton(const QString &name, QWidget *parent) : QToolButton(parent)
    {
        setAccessibleName(name);
        setFocusPolicy(Qt::StrongFocus);
        setAttribute(Qt::WA_Hover);
    }

protected:
    void paintGround(QPainter &painter, bool chosen)
    {
        const widgets::Tokens &t = widgets::tokensOf(*this);
        painter.setRenderHint(QPainter::Antialiasing);
        if (chosen || underMouse()) {
            const bool light = t.scheme() == widgets::Scheme::Light;
            painter.setPen(Qt::NoPen);
            painter.setBrush(chosen ? t[light ? Token::Surface2 : Token::Surface3]
                                    : widgets::mix(t[Token::Surface3], t[Token::Surface0], 50));
            painter.drawRoundedRect(rect(), 8, 8);
        }
        if (hasFocus())
            widgets::paintFocusRing(painter, rect(), t, 8);
    }
};

class WorkspaceTab : public TitleButton {
public:
    WorkspaceTab(const QString &iconName, const QString &name, QWidget *parent)
        : TitleButton(name, parent), m_iconName(iconName)
    {
        setText(name);
        setCheckable(true);
    }
    void setIconShown(bool shown)
    {
        m_iconShown = shown;
        updateGeometry();
    }
    QSize sizeHint() const override
    {
        const int words = QFontMetrics(bold()).horizontalAdvance(text());
        return {words + 24 + (m_iconShown ? widgets::scaled(font(), 16) + 8 : 0),
                widgets::controlHeight(font()) + 4};
    }

protected:
    void paintEvent(QPaintEvent *) override
    {
        const widgets::Tokens &t = widgets::tokensOf(*this);
        QPainter painter(this);
        paintGround(painter, isChecked());
        const QColor ink = t[isChecked() || underMouse() ? Token::Text : Token::Text2];
        int left = 12;
        if (m_iconShown) {
            const int side = widgets::scaled(font(), 16);
            widgets::paintIcon(painter, QRectF(left, (height() - side) / 2.0, side, side), m_iconName, ink);
            left += side + 8;
        }
        painter.setFont(bold());
        painter.setPen(ink);
        painter.drawText(QRect(left, 0, width() - left, height()), Qt::AlignVCenter | Qt::AlignLeft, text());
    }

private:
    QFont bold() const { return widgets::textFont(font(), widgets::TextSize::Normal, QFont::Medium); }

    QString m_iconName;
    bool m_iconShown = true;
};

// Icon, words, chevron: name, connection, account.
class Chip : public TitleButton {
public:
    Chip(const QString &name, QFont::Weight weight, QWidget *parent)
        : TitleButton(name, parent), m_weight(weight)
    {
    }
    void show(const QString &iconName, Token color, const QString &text)
    {
        m_iconName = iconName;
        m_color = color;
        setText(text);
        setToolTip(text);
        setAccessibleDescription(text);
        updateGeometry();
        update();
    }
    void setChevron(bool shown) { m_chevron = shown; }
    void setMost(int most) { m_most = most; }
    QSize sizeHint() const override
    {
        const int words = std::min(m_most, QFontMetrics(weighed()).horizontalAdvance(text()));
        const int side = widgets::scaled(font(), 16);
        return {16 + words + 1 + (m_iconName.isEmpty() ? 0 : side + 8) + (m_chevron ? 16 : 0),
                widgets::controlHeight(font()) + 4};
    }

protected:
    void paintEvent(QPaintEvent *) override
    {
        const widgets::Tokens &t = widgets::tokensOf(*this);
        QPainter painter(this);
        paintGround(painter, false);
        int left = 8;
        if (!m_iconName.isEmpty()) {
            const int side = widgets::scaled(font(), 16);
            widgets::paintIcon(painter, QRectF(left, (height() - side) / 2.0, side, side), m_iconName,
                               t[m_color]);
            left += side + 8;
        }
        painter.setFont(weighed());
        painter.setPen(t[Token::Text]);
        const int room = width() - left - 8 - (m_chevron ? 16 : 0);
        const QString shown = painter.fontMetrics().elidedText(text(), Qt::ElideRight, room);
        painter.drawText(QRect(left, 0, room, height()), Qt::AlignVCenter | Qt::AlignLeft, shown);
        if (m_chevron)
            widgets::paintIcon(painter,
                               QRectF(left + painter.fontMetrics().horizontalAdvance(shown) + 4,
                                      (height() - 12) / 2.0, 12, 12),
                               QStringLiteral("chevron-down"), t[Token::Text2]);
    }

private:
    QFont weighed() const { return widgets::textFont(font(), widgets::TextSize::Normal, m_weight); }

    QFont::Weight m_weight;
    QString m_iconName;
    Token m_color = Token::Text2;
    bool m_chevron = false;
    int m_most = 320;
};

class SearchButton : public TitleButton {
public:
    explicit SearchButton(QWidget *parent) : TitleButton(QObject::tr("Search commands"), parent) {}
    void setKey(const QString &key)
    {
        m_keys = key.split(u'+');
        update();
    }
    QSize sizeHint() const override { return {216, widgets::controlHeight(font()) + 4}; }

protected:
    void paintEvent(QPaintEvent *) override
    {
        const widgets::Tokens &t = widgets::tokensOf(*this);
        QPainter painter(this);
        painter.setRenderHint(QPainter::Antialiasing);
        painter.setPen(QPen(t[underMouse() ? Token::LineStrong : Token::Line], 1));
        painter.setBrush(t[Token::Surface1]);
        painter.drawRoundedRect(QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5), 8, 8);
        widgets::paintIcon(painter, QRectF(8, (height() - 16) / 2.0, 16, 16), QStringLiteral("search"),
                           t[Token::Text2]);
        int right = width() - 8;
        painter.setFont(widgets::monoFont(font(), widgets::TextSize::Small, QFont::Medium));
        for (auto it = m_keys.crbegin(); it != m_keys.crend() && width() > 120; ++it) {
            const int wide = std::max(16, painter.fontMetrics().horizontalAdvance(*it) + 8);
            const QRectF cap(right - wide, (height() - 16) / 2.0, wide, 16);
            painter.setPen(Qt::NoPen);
            painter.setBrush(t[Token::Surface3]);
            painter.drawRoundedRect(cap, 4, 4);
            painter.setPen(t[Token::Text2]);
            painter.drawText(cap, Qt::AlignCenter, *it);
            right -= wide + 4;
        }
        painter.setFont(font());
        painter.setPen(t[Token::Text2]);
        const QRect words(32, 0, right - 36, height());
        painter.drawText(words, Qt::AlignVCenter,
                         painter.fontMetrics().elidedText(accessibleName(), Qt::ElideRight, words.width()));
        if (hasFocus())
            widgets::paintFocusRing(painter, rect(), t, 8);
    }

private:
    QStringList m_keys;
};

} // namespace

TitleArea::TitleArea(const QList<QMenu *> &menus, QWidget *parent) : QWidget(parent)
{
    setObjectName(QStringLiteral("title"));
    setFixedHeight(std::max(areaHeight, 2 * widgets::controlHeight(font())));
    auto *name = new Chip(tr("Project"), QFont::DemiBold, this);
    name->setChevron(true);
    m_name = name;
    m_kept = new widgets::StatusChip(this);
    m_kept->setSmall(true);
    m_menus = new QMenuBar(this);
    m_menus->setNativeMenuBar(false);
    m_menus->setAccessibleName(tr("Menus"));
    for (QMenu *menu : menus)
        m_menus->addMenu(menu);
    m_spaces = new QWidget(this);
    m_spaces->setAccessibleName(tr("Workspaces"));
    auto *row = new QHBoxLayout(m_spaces);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(4);
    m_spaceGroup = new QButtonGroup(this);
    auto *search = new SearchButton(this);
    m_search = search;
    m_connection = new Chip(tr("Connection"), QFont::Normal, this);
    auto *account = new Chip(tr("Account"), QFont::Normal, this);
    account->setChevron(true);
    account->setMost(220);
    account->setPopupMode(QToolButton::InstantPopup);
    m_account = account;
    setAccount({});
    connect(m_spaceGroup, &QButtonGroup::idClicked, this, &TitleArea::workspaceChosen);
    connect(m_search, &QAbstractButton::clicked, this, &TitleArea::searchRequested);
    connect(m_name, &QAbstractButton::clicked, this, &TitleArea::nameActivated);
    connect(m_connection, &QAbstractButton::clicked, this, &TitleArea::connectionActivated);
}

void TitleArea::setProjectName(const QString &name)
{
    static_cast<Chip *>(m_name)->show({}, Token::Text, name);
    arrange();
}

void TitleArea::setKept(const QString &iconName, Token color, const QString &text)
{
    m_kept->setState(iconName, color, text);
    arrange();
}

void TitleArea::setConnection(const QString &iconName, Token color, const QString &text)
{
    static_cast<Chip *>(m_connection)->show(iconName, color, text);
    arrange();
}

void TitleArea::setAccount(const QString &text)
{
    static_cast<Chip *>(m_account)->show(QStringLiteral("user"), Token::Text2,
                                         text.isEmpty() ? tr("Sign in") : text);
    arrange();
}

void TitleArea::setAccountMenu(QMenu *menu)
{
    m_account->setMenu(menu);
}
void TitleArea::setSearchKey(const QString &key)
{
    static_cast<SearchButton *>(m_search)->setKey(key);
}

void TitleArea::addWorkspace(const QString &iconName, const QString &name)
{
    auto *tab = new WorkspaceTab(iconName, name, m_spaces);
    m_spaceGroup->addButton(tab, int(m_spaceGroup->buttons().size()));
    m_spaces->layout()->addWidget(tab);
    if (m_spaceGroup->buttons().size() == 1)
        tab->setChecked(true);
    arrange();
}

void TitleArea::setWorkspace(int index)
{
    if (QAbstractButton *tab = m_spaceGroup->button(index))
        tab->setChecked(true);
}

void TitleArea::arrange()
{
    for (QAbstractButton *tab : m_spaceGroup->buttons())
        static_cast<WorkspaceTab *>(tab)->setIconShown(width() >= iconsFrom);
    m_spaces->layout()->activate();
    const QSize spaces = m_spaces->sizeHint();
    const int middle = height() / 2;
    const auto put = [middle](QWidget *widget, int x, QSize size) {
        widget->setGeometry(x, middle - size.height() / 2, size.width(), size.height());
    };
    int right = width() - edge;
    for (QAbstractButton *chip : {static_cast<QAbstractButton *>(m_account), m_connection}) {
        const QSize size = chip->sizeHint();
        right -= size.width();
        put(chip, right, size);
    }
    QSize search = m_search->sizeHint();
    const int line = widgets::controlHeight(font()) - 6;
    const int menusRight = identLeft + m_menus->sizeHint().width();
    int left = std::max((width() - spaces.width()) / 2, menusRight + 8);
    // A narrow window shortens the search field first.
    search.setWidth(std::clamp(right - 4 - (left + spaces.width() + 8), 40, search.width()));
    right -= search.width() + 4;
    put(m_search, right, search);
    left = std::min(left, right - 8 - spaces.width());
    put(m_spaces, left, spaces);
    const QSize name = m_name->sizeHint();
    const int keptWidth = m_kept->sizeHint().width();
    const int room = left - identLeft - 8;
    const int nameWidth = std::min(name.width(), std::max(60, room - keptWidth - 4));
    m_name->setGeometry(identLeft, middle - line, nameWidth, line);
    m_kept->setVisible(keptWidth + nameWidth < room + 8);
    m_kept->setGeometry(identLeft + nameWidth + 4, middle - line, keptWidth, line);
    m_menus->setGeometry(identLeft - menuInset, middle,
                         std::min(m_menus->sizeHint().width() + 8, left - identLeft + menuInset), line);
}

void TitleArea::resizeEvent(QResizeEvent *)
{
    arrange();
}

void TitleArea::paintEvent(QPaintEvent *)
{
    const widgets::Tokens &t = widgets::tokensOf(*this);
    QPainter painter(this);
    painter.fillRect(rect(), t[Token::Surface0]);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.translate(edge, (height() - 32) / 2.0);
    painter.setPen(Qt::NoPen);
    painter.setBrush(t[t.scheme() == widgets::Scheme::Light ? Token::Surface2 : Token::Surface3]);
    painter.drawRoundedRect(QRectF(1, 1, 30, 30), 8, 8);
    QPainterPath mark;
    mark.moveTo(21, 15.3);
    mark.lineTo(12, 9.5);
    mark.lineTo(12, 22.5);
    mark.lineTo(18, 18.6);
    painter.setBrush(Qt::NoBrush);
    painter.setPen(QPen(t[Token::Text], 2.25, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
    painter.drawPath(mark);
    painter.setPen(Qt::NoPen);
    painter.setBrush(t[Token::Accent]);
    painter.drawEllipse(QPointF(21.6, 18.2), 2.4, 2.4);
}

} // namespace icmp::shell

#include "studio/inspector/options_editor.h"

#include "studio/inspector/quiet_commit.h"
#include "studio/widgets/icon_button.h"
#include "studio/widgets/icons.h"
#include "studio/widgets/theme.h"

#include <QHBoxLayout>
#include <QJsonArray>
#include <QJsonObject>
#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>
#include <QMouseEvent>
#include <QPainter>
#include <QVBoxLayout>
#include <cmath>

namespace icmp::inspector {

namespace {

// Dots to drag a row by; the keyboard uses Alt+Up and Alt+Down in the text.
class Grip : public QWidget {
public:
    Grip(std::function<void(int rows)> moved, QWidget *parent) : QWidget(parent), m_moved(std::move(moved))
    {
        setCursor(Qt::OpenHandCursor);
        setFixedWidth(widgets::scaled(font(), 16));
        setToolTip(QObject::tr("Drag to reorder, or press Alt+Up and Alt+Down in the text"));
    }

protected:
    void paintEvent(QPaintEvent *) override
    {
        QPainter painter(this);
        const int side = widgets::scaled(font(), 16);
        widgets::paintIcon(painter, QRectF((width() - side) / 2.0, (height() - side) / 2.0, side, side),
                           QStringLiteral("grip"), widgets::tokensOf(*this)[widgets::Token::Text3]);
    }
    void mousePressEvent(QMouseEvent *event) override { m_from = event->globalPosition().y(); }
    void mouseReleaseEvent(QMouseEvent *event) override
    {
        const double rows =
            (event->globalPosition().y() - m_from) / std::max(1, parentWidget()->height() + 4);
        if (const int by = int(std::lround(rows)); by != 0)
            m_moved(by);
    }

private:
    std::function<void(int)> m_moved;
    double m_from = 0;
};

} // namespace

class OptionRow : public QWidget {
public:
    OptionRow(qint64 optionId, std::function<void(OptionRow *, int)> move, QWidget *parent)
        : QWidget(parent), id(optionId), m_move(std::move(move))
    {
        auto *row = new QHBoxLayout(this);
        row->setContentsMargins(0, 0, 0, 0);
        row->setSpacing(4);
        grip = new Grip([this](int by) { m_move(this, by); }, this);
        number = new QLabel(this);
        number->setFont(widgets::monoFont(font()));
        number->setForegroundRole(QPalette::PlaceholderText);
        number->setAlignment(Qt::AlignCenter);
        number->setFixedWidth(widgets::scaled(font(), 16));
        right =
            new widgets::IconButton(QStringLiteral("check"), QString(), widgets::IconButton::Size::Row, this);
        right->setCheckable(true);
        right->hide();
        edit = new QLineEdit(this);
        edit->installEventFilter(this);
        commit = new QuietCommit(edit);
        connect(edit, &QLineEdit::textEdited, commit, &QuietCommit::touch);
        connect(edit, &QLineEdit::returnPressed, commit, &QuietCommit::flush);
        remove =
            new widgets::IconButton(QStringLiteral("close"), QString(), widgets::IconButton::Size::Row, this);
        row->addWidget(grip);
        row->addWidget(number);
        row->addWidget(right);
        row->addWidget(edit, 1);
        row->addWidget(remove);
    }

    qint64 id;
    QWidget *grip;
    QLabel *number;
    widgets::IconButton *right;
    QLineEdit *edit;
    widgets::IconButton *remove;
    QuietCommit *commit;

protected:
    bool eventFilter(QObject *watched, QEvent *event) override
    {
        if (event->type() == QEvent::ShortcutOverride || event->type() == QEvent::KeyPress) {
            const auto *key = static_cast<QKeyEvent *>(event);
            const bool upOrDown = key->key() == Qt::Key_Up || key->key() == Qt::Key_Down;
            if (upOrDown && key->modifiers() == Qt::AltModifier) {
                event->accept();
                if (event->type() == QEvent::KeyPress)
                    m_move(this, key->key() == Qt::Key_Up ? -1 : 1);
                return true;
            }
        }
        return QWidget::eventFilter(watched, event);
    }

private:
    std::function<void(OptionRow *, int)> m_move;
};

OptionsEditor::OptionsEditor(const element::Field &field, QWidget *parent) : FieldEditor(field, parent)
{
    auto *list = new QWidget(this);
    list->setAccessibleName(label());
    m_rowsColumn = new QVBoxLayout(list);
    m_rowsColumn->setContentsMargins(0, 0, 0, 0);
    m_rowsColumn->setSpacing(4);
    auto *more = new widgets::IconButton(QStringLiteral("plus"), tr("Add an option"),
                                         widgets::IconButton::Size::Normal, list);
    more->setText(tr("Add an option"));
    more->setShowsText(true);
    connect(more, &QToolButton::clicked, this, &OptionsEditor::add);
    m_addRow = more;
    m_rowsColumn->addWidget(more);
    setControl(list, Place::Below);
}

void OptionsEditor::show(const Shown &shown)
{
    const QJsonArray options = shown.several ? QJsonArray() : shown.value.toArray();
    QList<qint64> ids, now;
    for (const auto option : options)
        ids.append(option[QLatin1String("id")].toInteger());
    for (const OptionRow *row : std::as_const(m_rows))
        now.append(row->id);
    if (ids != now || shown.several)
        build(options);
    for (qsizetype i = 0; i < m_rows.size(); ++i) {
        OptionRow *row = m_rows.at(i);
        if (row->commit->isPending())
            continue;
        const QString text = options.at(i)[QLatin1String("text")].toString();
        const QString wanted = m_translating ? m_translation.value(row->id) : text;
        if (row->edit->text() != wanted) {
            row->edit->setText(wanted);
            row->edit->setCursorPosition(0);
        }
        row->edit->setPlaceholderText(m_translating ? text : tr("Option %1").arg(i + 1));
        m_lastId = std::max(m_lastId, row->id);
    }
    m_addRow->setEnabled(!shown.several && !m_translating && m_rows.size() < field().bounds.max);
    refreshRows();
}

void OptionsEditor::build(const QJsonArray &options)
{
    // A row may be what asked for this, so it goes when control is back in the event loop.
    for (OptionRow *row : std::as_const(m_rows)) {
        row->commit->forget();
        m_rowsColumn->removeWidget(row);
        row->hide();
        row->deleteLater();
    }
    m_rows.clear();
    int at = 0;
    for (const auto option : options) {
        auto *row = new OptionRow(
            option[QLatin1String("id")].toInteger(), [this](OptionRow *moved, int by) { move(moved, by); },
            m_addRow->parentWidget());
        wire(row);
        m_rowsColumn->insertWidget(at++, row);
        m_rows.append(row);
    }
}

void OptionsEditor::wire(OptionRow *row)
{
    connect(row->commit, &QuietCommit::finished, this, [this, row] {
        if (m_translating)
            Q_EMIT translationCommitted(row->id, row->edit->text());
        else
            commitTexts();
    });
    connect(
        row->remove, &QToolButton::clicked, this, [this, row] { remove(row); }, Qt::QueuedConnection);
    connect(row->right, &QToolButton::clicked, this, [this, row](bool on) {
        m_right.removeAll(row->id);
        if (on)
            m_right.append(row->id);
        QJsonArray ids;
        for (const OptionRow *each : std::as_const(m_rows)) {
            if (m_right.contains(each->id))
                ids.append(each->id);
        }
        Q_EMIT rightCommitted(ids);
    });
}

void OptionsEditor::refreshRows()
{
    for (qsizetype i = 0; i < m_rows.size(); ++i) {
        OptionRow *row = m_rows.at(i);
        row->number->setText(QString::number(i + 1));
        row->edit->setAccessibleName(tr("Option %1").arg(i + 1));
        row->remove->setAccessibleName(tr("Remove option %1").arg(i + 1));
        row->remove->setToolTip(row->remove->accessibleName());
        row->remove->setEnabled(!m_translating && m_rows.size() > field().bounds.min);
        row->grip->setEnabled(!m_translating);
        row->right->setVisible(m_hasRight);
        row->right->setEnabled(!m_translating);
        row->right->setChecked(m_right.contains(row->id));
        const QString right =
            m_right.contains(row->id) ? tr("Option %1 is right") : tr("Option %1 is not right");
        row->right->setAccessibleName(right.arg(i + 1));
        row->right->setToolTip(m_right.contains(row->id) ? tr("A right answer")
                                                         : tr("Mark as a right answer"));
    }
}

void OptionsEditor::showRight(const QJsonValue &right, bool isSeveral)
{
    m_hasRight = true;
    m_right.clear();
    if (!isSeveral) {
        for (const auto id : right.toArray())
            m_right.append(id.toInteger());
    }
    refreshRows();
}

void OptionsEditor::showTranslation(const QMap<qint64, QString> &texts)
{
    m_translating = true;
    m_translation = texts;
}

void OptionsEditor::showDefaultLanguage()
{
    m_translating = false;
    m_translation.clear();
}

QJsonArray OptionsEditor::current() const
{
    QJsonArray options;
    for (const OptionRow *row : m_rows)
        options.append(
            QJsonObject{{QStringLiteral("id"), row->id}, {QStringLiteral("text"), row->edit->text()}});
    return options;
}

void OptionsEditor::commitTexts()
{
    setRefusal({});
    Q_EMIT committed(current());
}

void OptionsEditor::flush()
{
    for (OptionRow *row : QList<OptionRow *>(m_rows))
        row->commit->flush();
}

void OptionsEditor::add()
{
    QJsonArray options = current();
    options.append(QJsonObject{{QStringLiteral("id"), ++m_lastId}, {QStringLiteral("text"), QString()}});
    setRefusal({});
    Q_EMIT committed(options);
    if (!m_rows.isEmpty())
        m_rows.last()->edit->setFocus(Qt::TabFocusReason);
}

void OptionsEditor::remove(OptionRow *row)
{
    const qsizetype at = m_rows.indexOf(row);
    QJsonArray options = current();
    if (at < 0 || options.size() <= field().bounds.min)
        return;
    options.removeAt(at);
    setRefusal({});
    Q_EMIT committed(options);
}

void OptionsEditor::move(OptionRow *row, int by)
{
    const qsizetype at = m_rows.indexOf(row);
    const qsizetype to = std::clamp<qsizetype>(at + by, 0, m_rows.size() - 1);
    if (m_translating || at < 0 || to == at)
        return;
    QJsonArray options = current();
    const QJsonValue moved = options.takeAt(at);
    options.insert(to, moved);
    setRefusal({});
    Q_EMIT committed(options);
    if (to < m_rows.size())
        m_rows.at(to)->edit->setFocus(Qt::TabFocusReason);
}

} // namespace icmp::inspector

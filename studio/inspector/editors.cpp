// The editors for each kind of field.
#include "studio/inspector/field_editor.h"
#include "studio/inspector/options_editor.h"
#include "studio/inspector/quiet_commit.h"

#include "core/base/money.h"
#include "studio/widgets/segmented_control.h"
#include "studio/widgets/theme.h"
#include "studio/widgets/toggle_switch.h"

#include <QComboBox>
#include <QCoreApplication>
#include <QHBoxLayout>
#include <QJsonObject>
#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QSignalBlocker>
#include <QTextBlock>
#include <QTextLayout>
#include <QVBoxLayout>
#include <functional>

namespace icmp::inspector {

namespace {

QString several()
{
    return QCoreApplication::translate("Inspector", "several");
}

// A line of text; Enter, leaving and two seconds of quiet finish it.
class LineEditor : public FieldEditor {
public:
    LineEditor(const element::Field &field, QWidget *parent, Place place) : FieldEditor(field, parent)
    {
        m_edit = new QLineEdit(this);
        m_edit->setAccessibleName(label());
        m_commit = new QuietCommit(m_edit);
        connect(m_edit, &QLineEdit::textEdited, m_commit, &QuietCommit::touch);
        connect(m_edit, &QLineEdit::returnPressed, m_commit, &QuietCommit::flush);
        connect(m_commit, &QuietCommit::finished, this, [this] { commit(m_edit->text()); });
        setControl(m_edit, place);
    }

    void show(const Shown &shown) override
    {
        if (m_commit->isPending() || !refusal().isEmpty())
            return;
        const QString text = shown.several ? QString() : textOf(shown.value);
        if (m_edit->text() != text) {
            m_edit->setText(text);
            m_edit->setCursorPosition(0); // a long text is read from its beginning
        }
        m_edit->setPlaceholderText(shown.several ? several() : shown.inherited);
    }
    void flush() override { m_commit->flush(); }

protected:
    virtual QString textOf(const QJsonValue &value) const { return value.toString(); }
    virtual void commit(const QString &text)
    {
        setRefusal({});
        Q_EMIT committed(text);
    }
    QLineEdit *edit() { return m_edit; }

private:
    QLineEdit *m_edit;
    QuietCommit *m_commit;
};

// Bounds from here on stand for none; to tell them would only take the field its room.
constexpr qint64 boundless = 1'000'000'000;

QString rangeText(const element::Bounds &bounds)
{
    const bool least = bounds.min > -boundless, most = bounds.max < boundless;
    if (least && most)
        return QCoreApplication::translate("Inspector", "%1 to %2").arg(bounds.min).arg(bounds.max);
    return least  ? QCoreApplication::translate("Inspector", "%1 or more").arg(bounds.min)
           : most ? QCoreApplication::translate("Inspector", "%1 or less").arg(bounds.max)
                  : QString();
}

class NumberEditor : public LineEditor {
public:
    NumberEditor(const element::Field &field, QWidget *parent) : LineEditor(field, parent, Place::Beside)
    {
        edit()->setFont(widgets::monoFont(edit()->font()));
        edit()->setAlignment(Qt::AlignRight | Qt::AlignVCenter);
        const QString unit = QCoreApplication::translate("Element", field.bounds.unit);
        const QString range = rangeText(field.bounds);
        edit()->setToolTip(unit.isEmpty() ? range : QString(range + u' ' + unit).trimmed());
        auto *row = qobject_cast<QHBoxLayout *>(column()->itemAt(0)->layout());
        auto *note = new QLabel(unit.isEmpty() ? range : unit, this);
        note->setFont(widgets::textFont(font(), widgets::TextSize::Small));
        note->setForegroundRole(QPalette::PlaceholderText);
        row->addWidget(note);
    }

protected:
    QString textOf(const QJsonValue &value) const override { return QString::number(value.toInteger()); }
    void commit(const QString &text) override
    {
        bool whole = false;
        const qint64 number = text.trimmed().toLongLong(&whole);
        if (!whole) {
            setRefusal(QCoreApplication::translate("Inspector", "Write a whole number from %1 to %2.")
                           .arg(field().bounds.min)
                           .arg(field().bounds.max));
            return;
        }
        setRefusal({});
        Q_EMIT committed(number);
    }
};

class LinkEditor : public LineEditor {
public:
    LinkEditor(const element::Field &field, QWidget *parent) : LineEditor(field, parent, Place::Below)
    {
        edit()->setPlaceholderText(QStringLiteral("https://"));
        edit()->setInputMethodHints(Qt::ImhUrlCharactersOnly);
    }
};

class PriceEditor : public LineEditor {
public:
    PriceEditor(const element::Field &field, QWidget *parent) : LineEditor(field, parent, Place::Beside)
    {
        edit()->setFont(widgets::monoFont(edit()->font()));
        edit()->setAlignment(Qt::AlignRight | Qt::AlignVCenter);
        m_currency = new QComboBox(this);
        m_currency->setAccessibleName(QCoreApplication::translate("Inspector", "Currency"));
        m_currency->addItems({QStringLiteral("EUR"), QStringLiteral("USD"), QStringLiteral("GBP"),
                              QStringLiteral("CHF"), QStringLiteral("JPY"), QStringLiteral("PLN"),
                              QStringLiteral("SEK")});
        qobject_cast<QHBoxLayout *>(column()->itemAt(0)->layout())->addWidget(m_currency);
        connect(m_currency, &QComboBox::activated, this, [this] { commit(edit()->text()); });
    }

    void show(const Shown &shown) override
    {
        const QString currency = shown.value[QLatin1String("currency")].toString();
        if (!currency.isEmpty() && m_currency->findText(currency) < 0)
            m_currency->addItem(currency);
        m_currency->setCurrentText(currency);
        LineEditor::show(shown);
    }

protected:
    QString textOf(const QJsonValue &value) const override
    {
        const Money money{value[QLatin1String("minor")].toInteger(),
                          value[QLatin1String("currency")].toString()};
        return formatMoney(money).section(u' ', 0, 0);
    }
    void commit(const QString &text) override
    {
        const auto money = parseMoney(QString(text).replace(u',', u'.').trimmed(), m_currency->currentText());
        if (!money) {
            setRefusal(QCoreApplication::translate("Inspector", "Write an amount such as 24.90."));
            return;
        }
        setRefusal({});
        Q_EMIT committed(QJsonObject{{QStringLiteral("minor"), money->minor},
                                     {QStringLiteral("currency"), money->currency}});
    }

private:
    QComboBox *m_currency;
};

// A field for one paragraph: Enter finishes it where line feeds make no sense.
class Paragraph : public QPlainTextEdit {
public:
    Paragraph(bool lineFeeds, std::function<void()> finished, std::function<void()> wrapped, QWidget *parent)
        : QPlainTextEdit(parent), m_lineFeeds(lineFeeds), m_finished(std::move(finished)),
          m_wrapped(std::move(wrapped))
    {
    }

protected:
    void resizeEvent(QResizeEvent *event) override
    {
        QPlainTextEdit::resizeEvent(event);
        // Lines wrap anew; the height follows once they are laid out.
        if (event->size().width() != event->oldSize().width())
            QMetaObject::invokeMethod(this, m_wrapped, Qt::QueuedConnection);
    }
    void keyPressEvent(QKeyEvent *event) override
    {
        const bool enter = event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter;
        if (enter && (!m_lineFeeds || event->modifiers() & Qt::ControlModifier)) {
            m_finished();
            return;
        }
        QPlainTextEdit::keyPressEvent(event);
    }

private:
    bool m_lineFeeds;
    std::function<void()> m_finished;
    std::function<void()> m_wrapped;
};

// Several lines; grows to what is written, up to eight lines.
class TextEditor : public FieldEditor {
public:
    TextEditor(const element::Field &field, QWidget *parent) : FieldEditor(field, parent)
    {
        m_edit = new Paragraph(
            field.bounds.multiline, [this] { m_commit->flush(); }, [this] { fit(); }, this);
        m_edit->setAccessibleName(label());
        m_edit->setTabChangesFocus(true);
        m_commit = new QuietCommit(m_edit);
        connect(m_edit, &QPlainTextEdit::textChanged, this, [this] {
            fit();
            if (!m_showing)
                m_commit->touch();
        });
        connect(m_commit, &QuietCommit::finished, this, [this] {
            setRefusal({});
            Q_EMIT committed(m_edit->toPlainText());
        });
        setControl(m_edit, Place::Below);
        fit();
    }

    void show(const Shown &shown) override
    {
        if (m_commit->isPending() || !refusal().isEmpty())
            return;
        const QString text = shown.several ? QString() : shown.value.toString();
        m_showing = true;
        if (m_edit->toPlainText() != text)
            m_edit->setPlainText(text);
        m_showing = false;
        m_edit->setPlaceholderText(shown.several ? several() : shown.inherited);
    }
    void flush() override { m_commit->flush(); }

private:
    void fit()
    {
        const int most = field().bounds.multiline ? 8 : 4;
        const int least = field().bounds.multiline ? 2 : 1;
        int lines = 0;
        for (QTextBlock block = m_edit->document()->begin(); block.isValid(); block = block.next())
            lines += std::max(1, block.layout()->lineCount());
        m_edit->setVerticalScrollBarPolicy(lines > most ? Qt::ScrollBarAsNeeded : Qt::ScrollBarAlwaysOff);
        lines = std::clamp(lines, least, most);
        m_edit->setFixedHeight(lines * m_edit->fontMetrics().lineSpacing() + 16);
    }

    QPlainTextEdit *m_edit;
    QuietCommit *m_commit = nullptr;
    bool m_showing = false;
};

class SwitchEditor : public FieldEditor {
public:
    SwitchEditor(const element::Field &field, QWidget *parent) : FieldEditor(field, parent)
    {
        m_switch = new widgets::ToggleSwitch(label(), this);
        setControl(m_switch, Place::Beside);
        connect(m_switch, &QCheckBox::clicked, this, [this](bool on) { Q_EMIT committed(on); });
    }
    void show(const Shown &shown) override
    {
        m_switch->setChecked(shown.value.toBool());
        m_switch->setText(shown.several          ? several()
                          : shown.value.toBool() ? QCoreApplication::translate("Inspector", "Yes")
                                                 : QCoreApplication::translate("Inspector", "No"));
    }

private:
    widgets::ToggleSwitch *m_switch;
};

QString choiceKey(const element::ChoiceRow &row)
{
    return QString::fromLatin1(row.key.data(), qsizetype(row.key.size()));
}

// Few short choices side by side, more in a list.
class ChoiceEditor : public FieldEditor {
public:
    ChoiceEditor(const element::Field &field, QWidget *parent) : FieldEditor(field, parent)
    {
        int letters = 0;
        QList<widgets::Segment> segments;
        for (const element::ChoiceRow &row : field.choices) {
            segments.append({QCoreApplication::translate("Element", row.label)});
            letters += int(segments.last().label.size());
        }
        if (segments.size() <= 3 && letters <= 22) {
            m_segments = new widgets::SegmentedControl(label(), segments, this);
            setControl(m_segments, Place::Beside);
            connect(m_segments, &widgets::SegmentedControl::chosen, this,
                    [this](int index) { choose(index); });
            return;
        }
        m_combo = new QComboBox(this);
        m_combo->setAccessibleName(label());
        for (const widgets::Segment &segment : std::as_const(segments))
            m_combo->addItem(segment.label);
        setControl(m_combo, Place::Beside);
        connect(m_combo, &QComboBox::activated, this, [this](int index) { choose(index); });
    }

    void show(const Shown &shown) override
    {
        int index = -1;
        for (int i = 0; i < field().choices.size() && !shown.several; ++i) {
            if (choiceKey(field().choices.at(i)) == shown.value.toString())
                index = i;
        }
        if (m_segments)
            m_segments->setCurrent(index);
        if (m_combo) {
            m_combo->setCurrentIndex(index);
            m_combo->setPlaceholderText(several());
        }
    }

private:
    void choose(int index) { Q_EMIT committed(choiceKey(field().choices.at(index))); }

    widgets::SegmentedControl *m_segments = nullptr;
    QComboBox *m_combo = nullptr;
};

class ImageEditor : public FieldEditor {
public:
    ImageEditor(const element::Field &field, QWidget *parent) : FieldEditor(field, parent)
    {
        m_combo = new QComboBox(this);
        m_combo->setAccessibleName(label());
        m_combo->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
        setControl(m_combo, Place::Beside);
        setImages({});
        connect(m_combo, &QComboBox::activated, this,
                [this] { Q_EMIT committed(m_combo->currentData().toString()); });
    }
    void setImages(const QList<ImageChoice> &images) override
    {
        const QString before = m_combo->currentData().toString();
        m_combo->clear();
        m_combo->addItem(QCoreApplication::translate("Inspector", "None"), QString());
        for (const ImageChoice &image : images)
            m_combo->addItem(image.name, image.hash);
        m_combo->setToolTip(
            images.isEmpty() ? QCoreApplication::translate("Inspector", "Import an image to choose it here.")
                             : QString());
        m_combo->setCurrentIndex(std::max(0, m_combo->findData(before)));
    }
    void show(const Shown &shown) override
    {
        const QString hash = shown.value.toString();
        int index = m_combo->findData(hash);
        if (index < 0) {
            m_combo->addItem(QCoreApplication::translate("Inspector", "Missing image"), hash);
            index = m_combo->count() - 1;
        }
        m_combo->setCurrentIndex(shown.several ? -1 : index);
        m_combo->setPlaceholderText(several());
    }

private:
    QComboBox *m_combo;
};

} // namespace

FieldEditor *makeEditor(const element::Field &field, QWidget *parent)
{
    switch (field.kind) {
    case element::FieldKind::Text:
        return new TextEditor(field, parent);
    case element::FieldKind::Integer:
        return new NumberEditor(field, parent);
    case element::FieldKind::Switch:
        return new SwitchEditor(field, parent);
    case element::FieldKind::Choice:
        return new ChoiceEditor(field, parent);
    case element::FieldKind::Options:
        return new OptionsEditor(field, parent);
    case element::FieldKind::RightOptions:
        return nullptr;
    case element::FieldKind::Link:
        return new LinkEditor(field, parent);
    case element::FieldKind::Image:
        return new ImageEditor(field, parent);
    case element::FieldKind::Price:
        return new PriceEditor(field, parent);
    }
    return nullptr;
}

} // namespace icmp::inspector

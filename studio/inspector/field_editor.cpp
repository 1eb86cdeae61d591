#include "studio/inspector/field_editor.h"

#include "studio/inspector/quiet_commit.h"
#include "studio/widgets/icons.h"
#include "studio/widgets/theme.h"
#include "studio/widgets/tokens.h"

#include <QCoreApplication>
#include <QHBoxLayout>
#include <QLabel>
#include <QVBoxLayout>

namespace icmp::inspector {

namespace {

constexpr int labelWidth = 96;

QLabel *smallLabel(QWidget *parent)
{
    auto *label = new QLabel(parent);
    label->setFont(widgets::textFont(parent->font(), widgets::TextSize::Small));
    label->setWordWrap(true);
    label->hide();
    return label;
}

void colour(QLabel *label, widgets::Token token)
{
    QPalette palette = label->palette();
    palette.setColor(QPalette::WindowText, widgets::tokensOf(*label)[token]);
    label->setPalette(palette);
}

} // namespace

FieldEditor::FieldEditor(const element::Field &field, QWidget *parent) : QWidget(parent), m_field(field)
{
    setObjectName(QStringLiteral("field.") + field.key);
    m_column = new QVBoxLayout(this);
    m_column->setContentsMargins(0, 0, 0, 0);
    m_column->setSpacing(2);
}

QString FieldEditor::label() const
{
    return QCoreApplication::translate("Element", m_field.label);
}

void FieldEditor::setControl(QWidget *control, Place place)
{
    m_label = new QLabel(label(), this);
    m_label->setForegroundRole(QPalette::PlaceholderText);
    m_label->setBuddy(control);
    const QString help = QCoreApplication::translate("Element", m_field.bounds.help);
    if (!help.isEmpty()) {
        m_label->setToolTip(help);
        control->setToolTip(help);
    }
    m_languages = smallLabel(this);
    m_languages->setWordWrap(false);
    m_finding = smallLabel(this);
    if (place == Place::Beside) {
        auto *row = new QHBoxLayout;
        row->setSpacing(8);
        m_label->setMinimumWidth(widgets::scaled(font(), labelWidth));
        m_label->setMaximumWidth(widgets::scaled(font(), labelWidth));
        m_label->setWordWrap(true);
        row->addWidget(m_label);
        row->addWidget(control, 1);
        m_column->addLayout(row);
    } else {
        auto *head = new QHBoxLayout;
        head->addWidget(m_label);
        head->addStretch(1);
        head->addWidget(m_languages);
        m_column->addLayout(head);
        m_column->addWidget(control);
    }
    m_refusal = smallLabel(this);
    m_column->addWidget(m_refusal);
    m_column->addWidget(m_finding);
}

void FieldEditor::setRefusal(const QString &reason)
{
    if (!m_refusal || m_refusal->text() == reason)
        return;
    m_refusal->setText(reason);
    m_refusal->setVisible(!reason.isEmpty());
    colour(m_refusal, widgets::Token::Bad);
    for (QWidget *control : findChildren<QWidget *>()) {
        if (control->focusPolicy() == Qt::NoFocus)
            continue;
        control->setProperty("refused", !reason.isEmpty());
        control->setAccessibleDescription(reason);
        control->setStyleSheet(reason.isEmpty() ? QString() : QStringLiteral("* { }"));
    }
}

QString FieldEditor::refusal() const
{
    return m_refusal ? m_refusal->text() : QString();
}

void FieldEditor::setLanguages(const QString &text, bool complete)
{
    if (!m_languages)
        return;
    m_languages->setText(text);
    m_languages->setVisible(!text.isEmpty());
    colour(m_languages, complete ? widgets::Token::Text2 : widgets::Token::Warn);
}

void FieldEditor::setFinding(const QString &sentence, bool error)
{
    if (!m_finding)
        return;
    m_finding->setText(sentence);
    m_finding->setVisible(!sentence.isEmpty());
    colour(m_finding, error ? widgets::Token::Bad : widgets::Token::Warn);
}

} // namespace icmp::inspector

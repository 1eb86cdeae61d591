// One row of a form, made from the declaration of a field: it shows a value and tells a new one when it is
// finished.
#pragma once

#include "core/element/element.h"

#include <QJsonValue>
#include <QWidget>

class QLabel;
class QVBoxLayout;

namespace icmp::inspector {

// What a field shows.
struct Shown {
    QJsonValue value;
    bool several = false;   // the selected elements differ: "several" stands for the value
    QString inherited = {}; // of a translation that is missing: the default language's text
};

// An image the project has.
struct ImageChoice {
    QString hash;
    QString name;
};

class FieldEditor : public QWidget {
    Q_OBJECT

public:
    FieldEditor(const element::Field &field, QWidget *parent);

    const element::Field &field() const { return m_field; }
    // Does not tell committed(). A text that is being typed is left alone.
    virtual void show(const Shown &shown) = 0;
    // Tells what was typed so far.
    virtual void flush() {}
    virtual void setImages(const QList<ImageChoice> &) {}
    // The reason below the field, in the colour of problems; empty removes it. The refused text stays.
    void setRefusal(const QString &reason);
    QString refusal() const;
    // "2 of 3" languages beside the label; complete says whether none is missing. An empty text hides it.
    void setLanguages(const QString &text, bool complete);
    // Small sign that a finding names this field.
    void setFinding(const QString &sentence, bool error);

Q_SIGNALS:
    void committed(const QJsonValue &value);

protected:
    // The control beside a label column of 96 px, or below the label.
    enum class Place { Beside, Below };
    void setControl(QWidget *control, Place place);
    QString label() const;
    // An own line instead of the label, e.g. for switches.
    QVBoxLayout *column() { return m_column; }

private:
    element::Field m_field;
    QVBoxLayout *m_column;
    QLabel *m_label = nullptr;
    QLabel *m_languages = nullptr;
    QLabel *m_refusal = nullptr;
    QLabel *m_finding = nullptr;
};

// The editor for the field's kind. RightOptions have none of their own: they are checks beside the options.
FieldEditor *makeEditor(const element::Field &field, QWidget *parent);

} // namespace icmp::inspector

// The list of options: text, order by grip or Alt+Up and Alt+Down, add and remove; where answers can be
// right, a check beside each option.
#pragma once

#include "studio/inspector/field_editor.h"

class QVBoxLayout;

namespace icmp::inspector {

class OptionRow;

class OptionsEditor : public FieldEditor {
    Q_OBJECT

public:
    OptionsEditor(const element::Field &field, QWidget *parent);

    void show(const Shown &shown) override;
    void flush() override;
    // Ids that are right, in a JSON array; without a call there are no checks.
    void showRight(const QJsonValue &right, bool several);
    // Texts of another language by option id; only they can be changed then.
    void showTranslation(const QMap<qint64, QString> &texts);
    void showDefaultLanguage();

Q_SIGNALS:
    void rightCommitted(const QJsonValue &right);
    void translationCommitted(qint64 option, const QString &text);

private:
    void build(const QJsonArray &options);
    void wire(OptionRow *row);
    void add();
    void remove(OptionRow *row);
    void move(OptionRow *row, int by);
    void commitTexts();
    QJsonArray current() const;
    void refreshRows();

    QVBoxLayout *m_rowsColumn;
    QWidget *m_addRow;
    QList<OptionRow *> m_rows;
    QList<qint64> m_right;
    bool m_hasRight = false;
    bool m_translating = false;
    QMap<qint64, QString> m_translation;
    qint64 m_lastId = 0; // ids are never used again while the form lives
};

} // namespace icmp::inspector

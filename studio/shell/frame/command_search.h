// Ctrl+K: every command by its words, with its key; Enter runs it.
#pragma once

#include <QDialog>

class QAction;
class QLineEdit;
class QListWidget;

namespace icmp::shell {

class CommandSearch : public QDialog {
    Q_OBJECT

public:
    CommandSearch(const QList<QAction *> &actions, QWidget *parent);

    // Below the title, centred on the window, empty.
    void open() override;
    // Commands that fit, best first; for tests.
    QStringList found() const;

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void filter(const QString &text);
    void run();

    QList<QAction *> m_actions;
    QLineEdit *m_text;
    QListWidget *m_list;
};

// How well `query` fits `name`: 0 not at all, more is better. Words may be given in any order by their
// beginnings.
int fitOf(const QString &query, const QString &name);

} // namespace icmp::shell

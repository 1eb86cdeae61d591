// The publish window: what stands in the way, how far the upload is, and at the end the addresses to copy.
#pragma once

#include "studio/publish/publisher.h"

#include <QDialog>

class QLabel;
class QLineEdit;
class QListWidget;
class QProgressBar;
class QPushButton;
class QStackedWidget;

namespace icmp::publish {

class VersionList;

class PublishDialog : public QDialog {
    Q_OBJECT
public:
    // Both outlive the dialog. Closing it does not stop an upload that runs.
    PublishDialog(document::Document &document, Publisher &publisher, QWidget *parent = nullptr);

Q_SIGNALS:
    // A problem of this element was chosen, of one of its fields if that is not empty; the dialog has closed.
    void problemChosen(icmp::ClipId clip, const QString &field);

protected:
    void keyPressEvent(QKeyEvent *event) override;

private:
    QWidget *makeProblems();
    QWidget *makeProgress();
    QWidget *makeResult();
    void makeButtons();
    void showVersions();
    void listDifference();
    QString rehearsedText() const;
    void listProblems();
    void refresh();

    document::Document &m_document;
    Publisher &m_publisher;
    QStackedWidget *m_pages = nullptr;
    QWidget *m_clear = nullptr; // instead of problems
    QLabel *m_summary = nullptr;
    QListWidget *m_problems = nullptr;
    QLabel *m_doing = nullptr;
    QProgressBar *m_progress = nullptr;
    QLabel *m_done = nullptr;
    QLineEdit *m_watch = nullptr;
    QLineEdit *m_snippet = nullptr;
    QPushButton *m_publish = nullptr;
    QPushButton *m_cancel = nullptr;
    QPushButton *m_replace = nullptr;
    QPushButton *m_rehearse = nullptr;
    QPushButton *m_versionsButton = nullptr;
    QListWidget *m_difference = nullptr;
    VersionList *m_versions = nullptr;
    bool m_showsVersions = false;
};

} // namespace icmp::publish

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
    // A problem was chosen; not valid when it is about the whole project.
    void clipChosen(icmp::ClipId clip);

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

// The versions of a show, newest first, and one press that brings an older one back to its viewers.
#pragma once

#include "studio/publish/publisher.h"

#include <QWidget>

class QLabel;
class QListWidget;
class QPushButton;

namespace icmp::publish {

class VersionList : public QWidget {
    Q_OBJECT
public:
    explicit VersionList(QWidget *parent = nullptr);

    void show(const remote::Remote<QList<ShowVersion>> &versions);
    // While the list is on its way.
    void wait();

Q_SIGNALS:
    void chosen(const icmp::publish::ShowVersion &version);

private:
    void refresh();

    QList<ShowVersion> m_versions;
    QLabel *m_words = nullptr;
    QListWidget *m_list = nullptr;
    QPushButton *m_bring = nullptr;
};

} // namespace icmp::publish

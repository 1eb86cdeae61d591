// Small parts of the window: the frame of a dock with round corners, files of a drop, and which control keeps
// a key.
#pragma once

#include <QKeyEvent>
#include <QMimeData>
#include <QWidget>

namespace icmp::shell {

// Holds one panel and paints its four corners round, over the content, in the window's colour.
class DockFrame : public QWidget {
public:
    DockFrame(QWidget *content, QWidget *parent);
    QWidget *content() const { return m_content; }

protected:
    void resizeEvent(QResizeEvent *event) override;
    void paintEvent(QPaintEvent *event) override;

private:
    QWidget *m_content;
    QWidget *m_corners;
};

QStringList localFiles(const QMimeData &mime);

// Whether a focused control uses the key itself (Space on a button, arrows in a list), so that no command
// takes it.
bool keepsKey(const QWidget &focus, const QKeyEvent &event);

} // namespace icmp::shell

// A titled part of a form that can be folded: header of 32 px with chevron, title and an own widget at its
// end.
#pragma once

#include <QWidget>

class QHBoxLayout;
class QToolButton;
class QVBoxLayout;

namespace icmp::widgets {

class Section : public QWidget {
    Q_OBJECT
public:
    explicit Section(const QString &title, QWidget *parent = nullptr);

    // Where the rows go; spacing 4.
    QVBoxLayout *body() const { return m_body; }
    // E.g. a count or a language menu, right of the title; the section owns it.
    void setEndWidget(QWidget *widget);
    bool isOpen() const;
    void setOpen(bool open);
    // The first section of a form has no line above it.
    void setLineShown(bool shown);

Q_SIGNALS:
    void folded(bool open);

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    QToolButton *m_header;
    QHBoxLayout *m_top;
    QWidget *m_content;
    QVBoxLayout *m_body;
    bool m_lineShown = true;
};

} // namespace icmp::widgets

// The head of a dock: tabs with an accent line under the active one, room for tools beside them, a line
// below.
#pragma once

#include <QTabBar>

class QHBoxLayout;

namespace icmp::widgets {

class DockTabs : public QTabBar {
    Q_OBJECT
public:
    // `name` is the accessible name of the row of tabs.
    explicit DockTabs(const QString &name, QWidget *parent = nullptr);

    // A small number behind the label; 0 removes it.
    void setCount(int tab, int count);
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override { return sizeHint(); }

protected:
    QSize tabSizeHint(int index) const override;
    QSize minimumTabSizeHint(int index) const override { return tabSizeHint(index); }
    void paintEvent(QPaintEvent *event) override;

private:
    int countOf(int tab) const;
    void paintTab(QPainter &painter, int index);
};

// Use it as a dock's title bar widget, or above any panel.
class DockHeader : public QWidget {
    Q_OBJECT
public:
    enum class Height { Dock, Toolbar }; // 36 and 40 px at 100 %

    explicit DockHeader(const QString &name, Height height = Height::Dock, QWidget *parent = nullptr);

    DockTabs *tabs() const { return m_tabs; }
    // After the tabs, before the stretch.
    void addTool(QWidget *widget);
    // A vertical line between groups of tools.
    void addRule();
    // At the far end.
    void addEnd(QWidget *widget);
    // Height of the row at the present text size.
    int rowHeight() const;
    QSize sizeHint() const override;

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    DockTabs *m_tabs;
    QHBoxLayout *m_row;
    int m_stretchAt;
    Height m_height;
};

} // namespace icmp::widgets

// The element types as tiles: drag one to a track or the canvas, press Enter or its key to add it at the
// playhead.
#pragma once

#include <QWidget>

class QGridLayout;

namespace icmp::library {

inline constexpr char elementMime[] = "application/x-icmp-element"; // the type's key, UTF-8

// The digit that adds a type, "1" … "8" in the order of element::types(); empty beyond 9.
QString keyOfType(const QString &type);

class ElementGrid : public QWidget {
    Q_OBJECT

public:
    explicit ElementGrid(QWidget *parent = nullptr);

    // Shows the types whose label or summary holds `text`.
    void setFilter(const QString &text);
    // How many are shown.
    int shown() const;
    // Adds the first shown one; for Enter in the search field.
    void addFirst();
    void focusFirst();
    // Icons only, one column, for narrow windows.
    void setCompact(bool compact);

Q_SIGNALS:
    void addRequested(const QString &type);

protected:
    void resizeEvent(QResizeEvent *event) override;
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void arrange();
    int columns() const;

    QGridLayout *m_grid;
    QList<QWidget *> m_tiles;
    QString m_filter;
    bool m_compact = false;
};

} // namespace icmp::library

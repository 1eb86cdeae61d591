// A window full of one file: dragging from it drops that file elsewhere, as a file browser would.
//
// e2e-drag-source FILE X Y: a 160 × 120 window at X, Y
#include <QApplication>
#include <QDrag>
#include <QLabel>
#include <QMimeData>
#include <QMouseEvent>
#include <QUrl>

class DragSource : public QLabel
{
public:
    explicit DragSource(const QString &path) : QLabel(QStringLiteral("film")), m_path(path)
    {
        setAlignment(Qt::AlignCenter);
    }

protected:
    void mousePressEvent(QMouseEvent *event) override { m_from = event->pos(); }

    void mouseMoveEvent(QMouseEvent *event) override
    {
        if ((event->pos() - m_from).manhattanLength() < QApplication::startDragDistance())
            return;
        auto *files = new QMimeData;
        files->setUrls({QUrl::fromLocalFile(m_path)});
        auto *drag = new QDrag(this);
        drag->setMimeData(files);
        drag->exec(Qt::CopyAction);
    }

private:
    QString m_path;
    QPoint m_from;
};

int main(int argc, char **argv)
{
    QApplication app(argc, argv);
    const QStringList arguments = app.arguments();
    if (arguments.size() != 4)
        return 2;
    DragSource source(arguments.at(1));
    source.setGeometry(arguments.at(2).toInt(), arguments.at(3).toInt(), 160, 120);
    source.setWindowFlags(Qt::FramelessWindowHint | Qt::WindowStaysOnTopHint);
    source.show();
    return app.exec();
}

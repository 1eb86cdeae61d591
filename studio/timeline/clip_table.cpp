#include "studio/timeline/clip_table.h"

#include "studio/timeline/model/edits.h"
#include "studio/timeline/timeline_view.h"

#include <QAccessibleWidget>
#include <QCoreApplication>
#include <algorithm>

namespace icmp::timeline {

using namespace project;

namespace {

enum Column { ElementColumn, StartColumn, EndColumn, ColumnCount };

QString say(const char *text)
{
    return QCoreApplication::translate("ClipTable", text);
}

class ClipTable;

// One cell. It names its clip by id, so it stays right while rows move.
class ClipCell : public QAccessibleInterface,
                 public QAccessibleTableCellInterface,
                 public QAccessibleValueInterface,
                 public QAccessibleActionInterface {
public:
    ClipCell(ClipTable &table, ClipId clip, Column column) : m_table(table), m_clip(clip), m_column(column) {}

    bool isValid() const override { return found().has_value(); }
    QObject *object() const override { return nullptr; }
    QAccessibleInterface *childAt(int, int) const override { return nullptr; }
    QAccessibleInterface *parent() const override;
    QAccessibleInterface *child(int) const override { return nullptr; }
    int childCount() const override { return 0; }
    int indexOfChild(const QAccessibleInterface *) const override { return -1; }
    QAccessible::Role role() const override { return QAccessible::Cell; }
    QString text(QAccessible::Text kind) const override;
    void setText(QAccessible::Text, const QString &) override {}
    QRect rect() const override;
    QAccessible::State state() const override;
    void *interface_cast(QAccessible::InterfaceType type) override;

    int columnExtent() const override { return 1; }
    int rowExtent() const override { return 1; }
    QList<QAccessibleInterface *> columnHeaderCells() const override { return {}; }
    QList<QAccessibleInterface *> rowHeaderCells() const override { return {}; }
    int columnIndex() const override { return m_column; }
    int rowIndex() const override;
    bool isSelected() const override;
    QAccessibleInterface *table() const override { return parent(); }

    // Start and end in frames.
    QVariant currentValue() const override;
    void setCurrentValue(const QVariant &frame) override;
    QVariant maximumValue() const override;
    QVariant minimumValue() const override { return 0; }
    QVariant minimumStepSize() const override { return 1; }

    QStringList actionNames() const override;
    void doAction(const QString &action) override;
    QStringList keyBindingsForAction(const QString &action) const override;

private:
    std::optional<FoundClip> found() const;
    TimelineView &view() const;

    ClipTable &m_table;
    ClipId m_clip;
    Column m_column;
};

class ClipTable : public QAccessibleWidget, public QAccessibleTableInterface {
public:
    explicit ClipTable(TimelineView *view)
        : QAccessibleWidget(view, QAccessible::Table, view->accessibleName())
    {
    }

    ~ClipTable() override
    {
        for (const QAccessible::Id id : std::as_const(m_cells))
            QAccessible::deleteAccessibleInterface(id);
    }

    TimelineView &view() const { return *static_cast<TimelineView *>(widget()); }
    QList<FoundClip> clips() const { return view().state().inTimeOrder(); }
    int rowOf(ClipId clip) const
    {
        const QList<FoundClip> all = clips();
        for (int i = 0; i < all.size(); ++i)
            if (all[i].clip->id == clip)
                return i;
        return -1;
    }

    int childCount() const override { return rowCount() * ColumnCount; }
    QAccessibleInterface *child(int index) const override
    {
        return cellAt(index / ColumnCount, index % ColumnCount);
    }
    QAccessibleInterface *focusChild() const override
    {
        const int row = rowOf(view().state().focus);
        return row < 0 ? nullptr : cellAt(row, ElementColumn);
    }
    int indexOfChild(const QAccessibleInterface *cell) const override
    {
        auto *own = const_cast<QAccessibleInterface *>(cell)->tableCellInterface();
        return own && own->rowIndex() >= 0 ? own->rowIndex() * ColumnCount + own->columnIndex() : -1;
    }
    void *interface_cast(QAccessible::InterfaceType type) override
    {
        if (type == QAccessible::TableInterface)
            return static_cast<QAccessibleTableInterface *>(this);
        return QAccessibleWidget::interface_cast(type);
    }

    QAccessibleInterface *caption() const override { return nullptr; }
    QAccessibleInterface *summary() const override { return nullptr; }
    QAccessibleInterface *cellAt(int row, int column) const override
    {
        const QList<FoundClip> all = clips();
        if (row < 0 || row >= all.size() || column < 0 || column >= ColumnCount)
            return nullptr;
        const auto key = std::pair(all[row].clip->id.value, column);
        if (const auto it = m_cells.constFind(key); it != m_cells.constEnd())
            return QAccessible::accessibleInterface(*it);
        auto *cell = new ClipCell(const_cast<ClipTable &>(*this), all[row].clip->id, Column(column));
        m_cells.insert(key, QAccessible::registerAccessibleInterface(cell));
        return cell;
    }
    int selectedCellCount() const override { return selectedRowCount() * ColumnCount; }
    QList<QAccessibleInterface *> selectedCells() const override
    {
        QList<QAccessibleInterface *> cells;
        for (const int row : selectedRows())
            for (int column = 0; column < ColumnCount; ++column)
                cells.append(cellAt(row, column));
        return cells;
    }
    QString columnDescription(int column) const override
    {
        return column == ElementColumn ? say("Element") : column == StartColumn ? say("Start") : say("End");
    }
    QString rowDescription(int row) const override
    {
        auto *cell = cellAt(row, ElementColumn);
        return cell ? cell->text(QAccessible::Name) : QString();
    }
    int selectedColumnCount() const override { return 0; }
    int selectedRowCount() const override { return int(selectedRows().size()); }
    int columnCount() const override { return ColumnCount; }
    int rowCount() const override { return int(clips().size()); }
    QList<int> selectedColumns() const override { return {}; }
    QList<int> selectedRows() const override
    {
        QList<int> rows;
        const QList<FoundClip> all = clips();
        for (int i = 0; i < all.size(); ++i)
            if (view().state().isSelected(all[i].clip->id))
                rows.append(i);
        return rows;
    }
    bool isColumnSelected(int) const override { return false; }
    bool isRowSelected(int row) const override { return selectedRows().contains(row); }
    bool selectRow(int row) override { return choose(row, true); }
    bool unselectRow(int row) override { return choose(row, false); }
    bool selectColumn(int) override { return false; }
    bool unselectColumn(int) override { return false; }
    void modelChange(QAccessibleTableModelChangeEvent *) override {}

private:
    bool choose(int row, bool chosen)
    {
        const QList<FoundClip> all = clips();
        if (row < 0 || row >= all.size())
            return false;
        QList<ClipId> now = view().state().selected;
        now.removeAll(all[row].clip->id);
        if (chosen)
            now.append(all[row].clip->id);
        view().choose(now, chosen ? all[row].clip->id : now.isEmpty() ? ClipId{} : now.last());
        return true;
    }

    mutable QHash<std::pair<qint64, int>, QAccessible::Id> m_cells;
};

TimelineView &ClipCell::view() const
{
    return m_table.view();
}

std::optional<FoundClip> ClipCell::found() const
{
    return view().state().find(m_clip);
}

QAccessibleInterface *ClipCell::parent() const
{
    return QAccessible::queryAccessibleInterface(&view());
}

int ClipCell::rowIndex() const
{
    return m_table.rowOf(m_clip);
}

bool ClipCell::isSelected() const
{
    return view().state().isSelected(m_clip);
}

QString ClipCell::text(QAccessible::Text kind) const
{
    const auto clip = found();
    if (!clip || (kind != QAccessible::Name && kind != QAccessible::Value))
        return {};
    const FrameRate &rate = view().state().project.rate;
    const QString start = formatTimecode(clip->clip->range.start, rate);
    const QString end = formatTimecode(clip->clip->range.end, rate);
    if (m_column != ElementColumn || kind == QAccessible::Value)
        return m_column == EndColumn ? end : start;
    const element::Element *element = clip->clip->element();
    QString what =
        element ? QCoreApplication::translate("Element", element::typeOf(*element).label) : say("Film");
    if (element && element::displayTitle(*element) != what)
        what += QStringLiteral(" “%1”").arg(element::displayTitle(*element));
    QString name =
        say("%1, %2 to %3, track %4").arg(what, start, end).arg(view().state().rowOf(clip->track->id) + 1);
    if (clip->track->locked)
        name += say(", locked");
    const Problem problem = view().state().problems.value(m_clip);
    if (problem != Problem::None)
        name += problem == Problem::Error ? say(", has an error") : say(", has a warning");
    return isSelected() ? name + say(", selected") : name;
}

QRect ClipCell::rect() const
{
    const QRect r = view().rectOf(m_clip);
    return {view().mapToGlobal(r.topLeft()), r.size()};
}

QAccessible::State ClipCell::state() const
{
    QAccessible::State s;
    s.selectable = s.focusable = true;
    s.selected = isSelected();
    s.focused = view().hasFocus() && view().state().focus == m_clip;
    s.offscreen = !view().rect().intersects(view().rectOf(m_clip));
    s.invalid = !isValid();
    return s;
}

void *ClipCell::interface_cast(QAccessible::InterfaceType type)
{
    if (type == QAccessible::TableCellInterface)
        return static_cast<QAccessibleTableCellInterface *>(this);
    if (type == QAccessible::ValueInterface && m_column != ElementColumn)
        return static_cast<QAccessibleValueInterface *>(this);
    if (type == QAccessible::ActionInterface && m_column == ElementColumn)
        return static_cast<QAccessibleActionInterface *>(this);
    return nullptr;
}

QVariant ClipCell::currentValue() const
{
    const auto clip = found();
    if (!clip)
        return {};
    const MediaRange &range = clip->clip->range;
    return view().state().project.rate.frameAt(m_column == StartColumn ? range.start : range.end);
}

void ClipCell::setCurrentValue(const QVariant &frame)
{
    const MediaTime to = view().state().project.rate.timeOfFrame(frame.toLongLong());
    view().ask(trimTo(view().state(), m_clip, m_column == StartColumn ? Edge::Start : Edge::End, to));
}

QVariant ClipCell::maximumValue() const
{
    return view().state().project.rate.frameAt(MediaTime{projectFlicksMax});
}

QStringList ClipCell::actionNames() const
{
    return {say("select"),     say("open"),    say("move earlier"),
            say("move later"), say("shorten"), say("lengthen")};
}

void ClipCell::doAction(const QString &action)
{
    const qsizetype which = actionNames().indexOf(action);
    if (which < 0)
        return;
    view().choose({m_clip}, m_clip);
    switch (which) {
    case 1:
        view().activate();
        break;
    case 2:
        view().moveChosen(-1, 0);
        break;
    case 3:
        view().moveChosen(1, 0);
        break;
    case 4:
        view().trimChosen(Edge::End, -1);
        break;
    case 5:
        view().trimChosen(Edge::End, 1);
        break;
    default:
        break;
    }
}

QStringList ClipCell::keyBindingsForAction(const QString &action) const
{
    static const QStringList keys{QString(),
                                  QStringLiteral("Return"),
                                  QStringLiteral("Alt+Left"),
                                  QStringLiteral("Alt+Right"),
                                  QStringLiteral("Alt+Shift+Left"),
                                  QStringLiteral("Alt+Shift+Right")};
    const qsizetype which = actionNames().indexOf(action);
    return which > 0 ? QStringList{keys[which]} : QStringList();
}

QAccessibleInterface *makeTable(const QString &className, QObject *object)
{
    auto *view = className == QLatin1String("icmp::timeline::TimelineView")
                     ? qobject_cast<TimelineView *>(object)
                     : nullptr;
    return view ? new ClipTable(view) : nullptr;
}

} // namespace

void registerClipTable()
{
    static const bool once = (QAccessible::installFactory(makeTable), true);
    Q_UNUSED(once);
}

void TimelineView::tellAccessibility()
{
    if (!QAccessible::isActive())
        return;
    QAccessibleTableModelChangeEvent event(this, QAccessibleTableModelChangeEvent::ModelReset);
    QAccessible::updateAccessibility(&event);
}

void TimelineView::tellFocus(ClipId clip)
{
    auto *table = QAccessible::isActive() ? QAccessible::queryAccessibleInterface(this) : nullptr;
    const auto *own = static_cast<ClipTable *>(table);
    const int row = own && clip.isValid() ? own->rowOf(clip) : -1;
    if (row < 0)
        return;
    QAccessibleEvent event(this, QAccessible::Focus);
    event.setChild(row * ColumnCount);
    QAccessible::updateAccessibility(&event);
}

} // namespace icmp::timeline

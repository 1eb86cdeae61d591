#include "studio/automation/window_methods.h"

#include <QAbstractButton>
#include <QAccessible>
#include <QApplication>
#include <QJsonArray>
#include <QLabel>
#include <QLineEdit>
#include <QPlainTextEdit>

namespace icmp::automation {

namespace {

QString plain(QString label)
{
    return label.remove(u'&');
}

QString textOf(const QWidget *widget)
{
    if (const auto *button = qobject_cast<const QAbstractButton *>(widget))
        return plain(button->text());
    if (const auto *label = qobject_cast<const QLabel *>(widget))
        return label->text();
    if (const auto *edit = qobject_cast<const QLineEdit *>(widget))
        return edit->text();
    if (const auto *edit = qobject_cast<const QPlainTextEdit *>(widget))
        return edit->toPlainText();
    return widget->windowTitle();
}

bool isNamed(const QWidget *widget, const QString &name)
{
    return widget->objectName() == name || widget->accessibleName() == name || textOf(widget) == name;
}

// An empty kind takes every widget; otherwise what one types into, or presses.
bool isOfKind(const QWidget *widget, const QString &kind)
{
    if (kind == u"edit")
        return widget->inherits("QLineEdit") || widget->inherits("QPlainTextEdit") ||
               widget->inherits("QTextEdit");
    return kind.isEmpty() || (kind == u"button" && widget->inherits("QAbstractButton"));
}

// Visible widgets with the name, the active modal's and then the smallest first: a label inside beats its
// panel.
QList<QWidget *> widgetsNamed(const QString &name, const QString &kind)
{
    QList<QWidget *> found;
    for (QWidget *widget : QApplication::allWidgets()) {
        if (widget->isVisible() && isNamed(widget, name) && isOfKind(widget, kind))
            found.append(widget);
    }
    const QWidget *modal = QApplication::activeModalWidget();
    std::stable_sort(found.begin(), found.end(), [modal](const QWidget *a, const QWidget *b) {
        const bool inA = modal && a->window() == modal, inB = modal && b->window() == modal;
        if (inA != inB)
            return inA;
        return a->width() * a->height() < b->width() * b->height();
    });
    return found;
}

QJsonObject rectJson(const QRect &rect)
{
    return {{QStringLiteral("x"), rect.x()},
            {QStringLiteral("y"), rect.y()},
            {QStringLiteral("width"), rect.width()},
            {QStringLiteral("height"), rect.height()}};
}

QJsonObject describeWidget(QWidget *widget, qsizetype count)
{
    QJsonObject json = rectJson(QRect(widget->mapToGlobal(QPoint(0, 0)), widget->size()));
    QJsonArray parts;
    for (const QWidget *child : widget->findChildren<QWidget *>()) {
        const QString text = textOf(child);
        if (child->isVisible() && !text.isEmpty())
            parts.append(text);
    }
    QString value;
    if (QAccessibleInterface *accessible = QAccessible::queryAccessibleInterface(widget))
        value = accessible->text(QAccessible::Value);
    json.insert(QStringLiteral("text"), textOf(widget));
    json.insert(QStringLiteral("value"), value);
    json.insert(QStringLiteral("description"), widget->accessibleDescription());
    json.insert(QStringLiteral("enabled"), widget->isEnabled());
    json.insert(QStringLiteral("count"), count);
    json.insert(QStringLiteral("parts"), parts);
    return json;
}

// The first accessible descendant whose name begins with `name`, breadth first, at most four levels down.
QAccessibleInterface *accessibleNamed(QAccessibleInterface *root, const QString &name, int depth)
{
    if (!root || depth == 0)
        return nullptr;
    for (int i = 0; i < root->childCount(); ++i) {
        QAccessibleInterface *child = root->child(i);
        if (child && child->text(QAccessible::Name).startsWith(name) && !child->state().invisible)
            return child;
    }
    for (int i = 0; i < root->childCount(); ++i) {
        if (QAccessibleInterface *found = accessibleNamed(root->child(i), name, depth - 1))
            return found;
    }
    return nullptr;
}

RpcAnswer locate(const QJsonObject &params)
{
    const QString name = params.value(QLatin1String("name")).toString();
    const QString within = params.value(QLatin1String("within")).toString();
    const auto nothing = tl::unexpected(
        toError(Refusal{RefusalCode::UnknownId, name, QStringLiteral("Nothing visible has this name.")}));
    if (name.isEmpty())
        return nothing;
    const QList<QWidget *> found = within.isEmpty()
                                       ? widgetsNamed(name, params.value(QLatin1String("kind")).toString())
                                       : widgetsNamed(within, {});
    if (within.isEmpty())
        return found.isEmpty() ? RpcAnswer(nothing) : RpcAnswer(describeWidget(found.first(), found.size()));
    for (QWidget *widget : found) {
        QAccessibleInterface *child = accessibleNamed(QAccessible::queryAccessibleInterface(widget), name, 4);
        if (!child)
            continue;
        QJsonObject json = rectJson(child->rect());
        json.insert(QStringLiteral("text"), child->text(QAccessible::Name));
        json.insert(QStringLiteral("value"), child->text(QAccessible::Value));
        json.insert(QStringLiteral("enabled"), !child->state().disabled);
        json.insert(QStringLiteral("count"), 1);
        return json;
    }
    return nothing;
}

} // namespace

void addWindowMethods(AutomationPort &port)
{
    port.addNow(QStringLiteral("view.locate"), locate);
}

} // namespace icmp::automation

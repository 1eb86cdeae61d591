#include "core/identity/intent/plain_words.h"

#include <QChar>
#include <QList>

namespace icmp::identity {

namespace {

QString escaped(char32_t point)
{
    return QStringLiteral("\\u{%1}").arg(QString::number(uint(point), 16).toUpper());
}

bool isHidden(char32_t point)
{
    if (point == U' ')
        return false;
    switch (QChar::category(point)) {
    case QChar::Other_Control:
    case QChar::Other_Format:
    case QChar::Other_Surrogate:
    case QChar::Other_PrivateUse:
    case QChar::Other_NotAssigned:
    case QChar::Separator_Line:
    case QChar::Separator_Paragraph:
    case QChar::Separator_Space:
        return true;
    default:
        return false;
    }
}

bool isShared(QChar::Script script)
{
    return script == QChar::Script_Common || script == QChar::Script_Inherited;
}

// Latin beside another script: the place where look-alikes are put.
bool mixesScripts(const QList<char32_t> &points)
{
    QChar::Script seen = QChar::Script_Common;
    for (const char32_t point : points) {
        const QChar::Script script = QChar::script(point);
        if (isShared(script))
            continue;
        if (!isShared(seen) && seen != script)
            return true;
        seen = script;
    }
    return false;
}

} // namespace

QString plainWords(const QString &text)
{
    QList<char32_t> points;
    for (const uint point : text.toUcs4())
        points.append(char32_t(point));
    const bool mixed = mixesScripts(points);
    QString out;
    for (const char32_t point : points) {
        const bool foreign = point > 127 && mixed;
        // A backslash of the text's own must not look like an escape of ours.
        if (isHidden(point) || foreign || point == U'\\')
            out += escaped(point);
        else
            out += QString::fromUcs4(&point, 1);
    }
    return out;
}

} // namespace icmp::identity

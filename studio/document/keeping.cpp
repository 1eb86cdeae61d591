#include "studio/document/keeping.h"

#include <QCoreApplication>
#include <QDateTime>
#include <QLocale>

namespace icmp::document {

QString Keeping::text() const
{
    const auto tr = [](const char *text) { return QCoreApplication::translate("Keeping", text); };
    switch (state) {
    case KeepState::Kept:
        return tr("All changes kept");
    case KeepState::Keeping:
        return tr("Keeping …");
    case KeepState::Failing:
        return tr("Nothing is kept since %1. %2")
            .arg(QLocale().toString(QDateTime::fromMSecsSinceEpoch(sinceMs).time(), QStringLiteral("hh:mm")),
                 reason);
    case KeepState::ReadOnly:
        return tr("Read only");
    case KeepState::InMemory:
        break;
    }
    return tr("Not kept in a file");
}

} // namespace icmp::document

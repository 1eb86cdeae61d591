#include "studio/settings/english_plurals.h"

#include <QCoreApplication>

namespace icmp::settings {

EnglishPlurals::EnglishPlurals()
{
    QCoreApplication::installTranslator(this);
}

EnglishPlurals::~EnglishPlurals()
{
    QCoreApplication::removeTranslator(this);
}

QString EnglishPlurals::translate(const char *, const char *source, const char *, int n) const
{
    if (n < 0)
        return {};
    QString said = QString::fromUtf8(source);
    return said.replace(QLatin1String("(s)"), QLatin1String(n == 1 ? "" : "s"));
}

} // namespace icmp::settings

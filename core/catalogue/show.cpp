#include "core/catalogue/show.h"

#include "core/base/base32.h"
#include "core/base/limits.h"

#include <algorithm>

namespace icmp::catalogue {

namespace {

constexpr int idTextMax = 40;

bool isIdText(const QString &text, QLatin1StringView prefix)
{
    if (!text.startsWith(prefix) || text.size() == prefix.size() || text.size() > prefix.size() + idTextMax)
        return false;
    return std::all_of(text.begin() + prefix.size(), text.end(),
                       [](QChar c) { return (c >= u'a' && c <= u'z') || (c >= u'0' && c <= u'9'); });
}

} // namespace

QString keyOf(EventMode mode)
{
    return mode == EventMode::Live ? QStringLiteral("live") : QStringLiteral("vod");
}

std::optional<EventMode> eventModeOf(const QString &key)
{
    for (const EventMode mode : {EventMode::OnDemand, EventMode::Live}) {
        if (keyOf(mode) == key)
            return mode;
    }
    return std::nullopt;
}

QString keyOf(Visibility visibility)
{
    return visibility == Visibility::Public ? QStringLiteral("public") : QStringLiteral("private");
}

std::optional<Visibility> visibilityOf(const QString &key)
{
    for (const Visibility visibility : {Visibility::Public, Visibility::Private}) {
        if (keyOf(visibility) == key)
            return visibility;
    }
    return std::nullopt;
}

QString showIdFrom(const QByteArray &random)
{
    return QStringLiteral("sh_") + toBase32(random).toLower();
}

QString eventIdFrom(const QByteArray &random)
{
    return QStringLiteral("ev_") + toBase32(random).toLower();
}

bool isShowId(const QString &text)
{
    return isIdText(text, QLatin1StringView("sh_"));
}

bool isEventId(const QString &text)
{
    return isIdText(text, QLatin1StringView("ev_"));
}

Result<QString> checkedTitle(const QString &title)
{
    const QString text = title.normalized(QString::NormalizationForm_C).trimmed();
    if (text.isEmpty())
        return refuse(RefusalCode::TooFew, QStringLiteral("title"));
    if (text.size() > limits::nameLengthMax)
        return refuse(RefusalCode::TooLong, QStringLiteral("title"));
    if (std::any_of(text.begin(), text.end(), [](QChar c) { return c.category() == QChar::Other_Control; }))
        return refuse(RefusalCode::BadText, QStringLiteral("title"));
    return text;
}

} // namespace icmp::catalogue

#include "core/event/event_log.h"

#include "core/base/strict_json.h"

namespace icmp::event {

StoredFact stored(const Fact &fact)
{
    return {fact.seq, fact.atMs, kindOf(fact.content), compactJson(toJson(fact.content))};
}

Result<Fact> restored(const StoredFact &fact)
{
    const auto body = parseJsonObject(fact.body);
    if (!body)
        return tl::unexpected(body.error());
    auto content = factFromJson(fact.kind, *body);
    if (!content)
        return tl::unexpected(content.error());
    return Fact{std::move(*content), fact.seq, fact.atMs};
}

QString choiceText(const QList<int> &choice)
{
    QStringList words;
    for (const int index : choice)
        words.append(QString::number(index));
    return words.join(u' ');
}

} // namespace icmp::event

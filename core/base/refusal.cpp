#include "core/base/refusal.h"

namespace icmp {

namespace {

struct Row {
    const char *name;
    const char *key;
    const char *sentence;
};

constexpr Row rows[] = {
#define X(name, key, sentence) {#name, key, QT_TRANSLATE_NOOP("Refusal", sentence)},
    ICMP_REFUSALS(X)
#undef X
};

const Row &rowOf(RefusalCode code)
{
    return rows[static_cast<size_t>(code)];
}

} // namespace

QString keyOf(RefusalCode code)
{
    return QString::fromLatin1(rowOf(code).key);
}

QString nameOf(RefusalCode code)
{
    return QString::fromLatin1(rowOf(code).name);
}

const char *sentenceOf(RefusalCode code)
{
    return rowOf(code).sentence;
}

QString describe(const Refusal &refusal)
{
    QString text = QString::fromLatin1(sentenceOf(refusal.code));
    if (!refusal.detail.isEmpty())
        text += u' ' + refusal.detail;
    if (!refusal.place.isEmpty())
        text += QStringLiteral(" (at %1)").arg(refusal.place);
    return text;
}

} // namespace icmp

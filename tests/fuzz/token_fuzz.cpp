// Event tokens: a text that we did not sign is never one, and one that we signed is read without harm,
// whatever it holds.
#include <cstdint>
#include <cstdlib>

#include "core/base/hash.h"
#include "core/identity/event_token.h"

using namespace icmp;
using namespace icmp::identity;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    const NamedKey key{QStringLiteral("k1"), QByteArray(32, 'k')};
    const QString event = QStringLiteral("ev_1");
    const QByteArray bytes(reinterpret_cast<const char *>(data), qsizetype(size));
    const QString text = QString::fromLatin1(bytes);
    // The corpus cannot hold a signature by chance: nobody can make one without the key.
    if (readEventToken(text, key, event, 0))
        std::abort();
    const QString ours = toBase64Url(bytes) + u'.' + toBase64Url(hmacSha256(key.bytes, bytes));
    const auto token = readEventToken(ours, key, event, 1'000);
    if (token && (token->event != event || token->expiresMs <= 1'000))
        std::abort();
    EventToken made;
    made.event = event;
    made.pseudonym = toBase64Url(bytes.left(24));
    made.expiresMs = 2'000 + qint64(size);
    const QString whole = makeEventToken(made, key);
    const auto read = readEventToken(whole, key, event, 1'000);
    if (!read || !(*read == made) || readEventToken(whole, key, event, made.expiresMs))
        std::abort();
    // One changed character is another token.
    if (size > 0) {
        QString changed = whole;
        const qsizetype at = qsizetype(data[0]) % (changed.size() - 1);
        changed[at] = changed[at] == u'A' ? u'B' : u'A';
        if (readEventToken(changed, key, event, 1'000))
            std::abort();
    }
    return 0;
}

// Any bytes as what viewers, desks and REST clients say: nothing may crash, whatever is accepted keeps its
// limits, and a frame is the same as its lines one by one.
#include <cstdint>
#include <cstdlib>

#include "core/base/limits.h"
#include "core/base/strict_json.h"
#include "core/protocol/desk_message.h"

using namespace icmp;
using namespace icmp::protocol;

namespace {

void demand(bool holds)
{
    if (!holds)
        std::abort();
}

void judge(const ClientMessage &message)
{
    if (const auto *hello = std::get_if<Hello>(&message.content)) {
        demand(hello->stateVersions.size() <= stateKeysMax);
        demand(!hello->since || hello->since->offset >= 0);
    } else if (const auto *vote = std::get_if<VoteMessage>(&message.content)) {
        demand(vote->choice.size() <= choiceMax);
        demand(vote->key.size() <= operationKeyMax);
    }
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    const QByteArray bytes(reinterpret_cast<const char *>(data), qsizetype(size));
    if (const auto lines = splitFrame(bytes)) {
        demand(lines->size() <= messagesPerFrameMax);
        for (const QByteArray &line : *lines) {
            const auto message = parseClient(line);
            if (message)
                judge(*message);
            else
                demand(!encodeError(requestOf(line), message.error()).contains('\n'));
            (void)parseDesk(line);
        }
    }
    if (const auto command = parseCommand(bytes))
        demand(command->key.size() <= operationKeyMax);
    if (const auto missing = parseMissing(bytes))
        demand(missing->hashes.size() <= limits::missingHashesMax);
    if (const auto range = parseContentRange(bytes))
        demand(range->first >= 0 && range->first <= range->last && range->last < range->total);
    (void)parseShow(bytes);
    (void)parseVersion(bytes);
    (void)parseToken(bytes);
    (void)parseTicketEvent(bytes);
    // What can be read can be written and read again, and is then the same.
    if (const auto object = parseJsonObject(bytes)) {
        const QByteArray written = canonicalJson(*object);
        const auto again = parseJsonObject(written);
        demand(again.has_value() && canonicalJson(*again) == written);
    }
    return 0;
}

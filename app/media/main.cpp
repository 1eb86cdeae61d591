// icmp-media: decodes one media file for the studio, in a sandbox. Started by the studio only, with an open
// socket.
//
//   icmp-media --socket N --sandbox bubblewrap|landlock|none
#include "app/media/sandbox.h"
#include "app/media/service.h"

#include <cstdio>
#include <cstdlib>
#include <cstring>

namespace {

using namespace icmp;

QJsonObject helloJson(const media::WorkerHello &hello)
{
    return {{QStringLiteral("hello"), 1},
            {QStringLiteral("sandbox"), hello.sandbox},
            {QStringLiteral("note"), hello.note},
            {QStringLiteral("dataBytesMax"), hello.dataBytesMax},
            {QStringLiteral("descriptorsMax"), hello.descriptorsMax}};
}

}  // namespace

int main(int count, char **words)
{
    if (count != 5 || std::strcmp(words[1], "--socket") != 0 || std::strcmp(words[3], "--sandbox") != 0) {
        std::fputs("icmp-media is started by icmp-studio; it does nothing by itself.\n", stderr);
        return 2;
    }
    const int socket = std::atoi(words[2]);
    const bool namespaces = std::strcmp(words[4], "bubblewrap") == 0;
    const bool none = std::strcmp(words[4], "none") == 0;
    av_log_set_level(AV_LOG_QUIET);  // what a file makes FFmpeg say is told as one sentence instead
    const media::WorkerHello hello =
        none ? worker::applyLimitsOnly()
             : worker::applySandbox(namespaces ? worker::Namespaces::Own : worker::Namespaces::Shared);
    worker::Channel channel(socket);
    channel.send(helloJson(hello));
    worker::Service(channel).run();
    return 0;
}

// What the server and its ingest front say to each other: one JSON object a message over a socket pair that
// keeps messages apart, some with a descriptor.
//
//   to the front   {"key":{"hash","event","pass"?}}   whoever shows this key publishes for this event
//                  {"forget":event}
//                  {"feed":id} + descriptor           write what this publisher sends here, from now on
//                  {"drop":id}
//   to the server  {"listening":{"rtmp":port,"srt":port}}  0 for not at all; after this the front is confined
//                  {"failed":{"what","advice"}}       instead of that, before it ends
//                  {"publish":{"id","event","container":"flv"|"mpegts","peer"}}
//                  {"began":id}                       the first byte went into the newest feed
//                  {"lost":id}                        nobody reads the feed any more
//                  {"ended":{"id","why"}}
//                  {"refused":{"peer","why"}}
#pragma once

#include <QJsonObject>
#include <optional>

namespace icmp::ingest {

inline constexpr int linkMessageBytesMax = 16 * 1024;
inline constexpr int keysMax = 10'000;

struct LinkMessage {
    QJsonObject body;
    int descriptor = -1; // the receiver's to close
};

// Whether it went; false when the other side is gone or does not read.
bool sendLink(int socket, const QJsonObject &body, int descriptor = -1);
// Blocks as the socket does. Nothing on an end (closed is true then), on nothing there, or on what is no
// message.
std::optional<LinkMessage> receiveLink(int socket, bool &closed);

// SHA-256 of a stream key, in hex: all that the server keeps and the front knows.
QString keyHashOf(const QString &key);

} // namespace icmp::ingest

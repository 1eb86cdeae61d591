// AMF0, the values in RTMP commands: read with every length and depth bounded, and written.
//
// source  Action Message Format, AMF 0 (Adobe, 2007)
#pragma once

#include <QJsonArray>
#include <QJsonObject>
#include <optional>

namespace icmp::ingest {

inline constexpr int amfDepthMax = 8;        // encoders nest 2 deep
inline constexpr int amfValuesMax = 256;     // onMetaData of OBS has about 20
inline constexpr int amfTextBytesMax = 4096; // a tcUrl with a long query

// All values of a command in order: numbers, booleans, texts, objects (also ECMA arrays), arrays, null (also
// undefined). Nothing when the bytes are anything else, or more than the limits allow.
std::optional<QJsonArray> readAmf(QByteArrayView bytes);
QByteArray writeAmf(const QJsonArray &values);

} // namespace icmp::ingest

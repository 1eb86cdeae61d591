#include "studio/media/sound_pace.h"

#include <algorithm>
#include <cmath>

namespace icmp::media {

namespace {

constexpr double quietMs = 15;        // below what ears notice between picture and sound
constexpr double fullStretchMs = 60;  // from here the stretch is the largest

}  // namespace

void SoundPace::follow(double behindMs)
{
    m_step =
        std::abs(behindMs) < quietMs ? 1 : 1 + std::clamp(behindMs / fullStretchMs, -1.0, 1.0) * stretchMax;
}

void SoundPace::push(const float *frames, qint64 count)
{
    m_waiting.reserve(m_waiting.size() + count * 2);
    for (qint64 i = 0; i < count * 2; ++i)
        m_waiting.append(frames[i]);
}

qint64 SoundPace::take(float *to, qint64 count)
{
    const qint64 frames = m_waiting.size() / 2;
    qint64 made = 0;
    while (made < count && qint64(m_position) + 1 < frames) {
        const auto at = qint64(m_position);
        const auto part = float(m_position - double(at));
        for (int side = 0; side < 2; ++side)
            to[made * 2 + side] =
                m_waiting.at(at * 2 + side) * (1 - part) + m_waiting.at((at + 1) * 2 + side) * part;
        m_position += m_step;
        ++made;
    }
    const qint64 done = std::min(qint64(m_position), frames);
    m_waiting.remove(0, done * 2);
    m_position -= double(done);
    return made;
}

qint64 SoundPace::ready() const
{
    return std::max<qint64>(qint64(double(m_waiting.size() / 2 - 1) / m_step - m_position), 0);
}

void SoundPace::clear()
{
    m_waiting.clear();
    m_position = 0;
    m_step = 1;
}

}  // namespace icmp::media

// Decoded pictures as pixels: scaled, turned upright, in the colours of a screen or of an encoder.
#pragma once

#include "studio/codec/av_types.h"

#include <QSize>

namespace icmp::codec {

class PictureConverter {
public:
    // Writes the picture as 32-bit BGRA (QImage's RGB32) of `size`, the size after turning.
    // rotation: clockwise 0, 90, 180, 270. stride: bytes a line of `to`, at least 4 · width.
    // fails    when the picture is in a form that cannot be converted, or memory runs out
    Outcome<void> toScreen(const AVFrame &picture, int rotation, QSize size, uint8_t *to, int stride);
    // The same as 8-bit 4:2:0 for an encoder; width and height of `size` must be even.
    Outcome<FramePtr> toEncoder(const AVFrame &picture, int rotation, QSize size);

    // Whether the pixel form has transparency.
    static bool hasAlpha(const AVFrame &picture);

private:
    Outcome<void> scale(const AVFrame &picture, QSize size, AVPixelFormat format, uint8_t *const to[4],
                        const int strides[4]);

    ScalerPtr m_scaler;  // kept: setting one up costs more than a small picture
};

}  // namespace icmp::codec

#include "studio/codec/picture.h"

#include <cstring>
#include <vector>

extern "C" {
#include <libavutil/pixdesc.h>
}

namespace icmp::codec {

namespace {

constexpr int lineAlignment = 32;         // the widest vector the scaler writes
constexpr int highDefinitionLines = 720;  // from here untagged film is BT.709, below BT.601 (ITU practice)

// Copies a plane of width × height cells of `cellBytes`, turned clockwise by 90, 180 or 270 degrees.
struct Plane {
    const uint8_t *from;
    int stride;
    int width;
    int height;
    int cellBytes;
};

void turn(const Plane &plane, int rotation, uint8_t *to, int toStride)
{
    for (int y = 0; y < plane.height; ++y) {
        for (int x = 0; x < plane.width; ++x) {
            const int tx = rotation == 90 ? plane.height - 1 - y : rotation == 180 ? plane.width - 1 - x : y;
            const int ty = rotation == 90 ? x : rotation == 180 ? plane.height - 1 - y : plane.width - 1 - x;
            std::memcpy(to + qptrdiff(ty) * toStride + qptrdiff(tx) * plane.cellBytes,
                        plane.from + qptrdiff(y) * plane.stride + qptrdiff(x) * plane.cellBytes,
                        size_t(plane.cellBytes));
        }
    }
}

int matrixOf(const AVFrame &picture)
{
    if (picture.colorspace != AVCOL_SPC_UNSPECIFIED && picture.colorspace != AVCOL_SPC_RGB)
        return picture.colorspace;
    return picture.height >= highDefinitionLines ? SWS_CS_ITU709 : SWS_CS_ITU601;
}

bool isFullRange(const AVFrame &picture)
{
    const auto format = AVPixelFormat(picture.format);
    return picture.color_range == AVCOL_RANGE_JPEG || format == AV_PIX_FMT_YUVJ420P ||
           format == AV_PIX_FMT_YUVJ422P || format == AV_PIX_FMT_YUVJ444P;
}

QSize unturned(QSize size, int rotation)
{
    return rotation % 180 == 0 ? size : size.transposed();
}

}  // namespace

bool PictureConverter::hasAlpha(const AVFrame &picture)
{
    const AVPixFmtDescriptor *form = av_pix_fmt_desc_get(AVPixelFormat(picture.format));
    return form && (form->flags & AV_PIX_FMT_FLAG_ALPHA);
}

Outcome<void> PictureConverter::scale(const AVFrame &picture, QSize size, AVPixelFormat format,
                                      uint8_t *const to[4], const int strides[4])
{
    const auto from = AVPixelFormat(picture.format);
    SwsContext *scaler = sws_getCachedContext(m_scaler.release(), picture.width, picture.height, from,
                                              size.width(), size.height(), format,
                                              SWS_BILINEAR | SWS_ACCURATE_RND, nullptr, nullptr, nullptr);
    m_scaler.reset(scaler);
    if (!scaler)
        return fail(QStringLiteral("The picture's colours are in a form that ICMP cannot show."),
                    QStringLiteral("Convert the film to H.264 first."));
    const bool toRgb = format == AV_PIX_FMT_BGRA;
    const int *coefficients = sws_getCoefficients(matrixOf(picture));
    sws_setColorspaceDetails(scaler, coefficients, isFullRange(picture) ? 1 : 0, coefficients, toRgb ? 1 : 0,
                             0, 1 << 16, 1 << 16);
    if (sws_scale(scaler, picture.data, picture.linesize, 0, picture.height, to, strides) <= 0)
        return fail(QStringLiteral("The picture cannot be scaled."),
                    QStringLiteral("Convert the film to H.264 first."));
    return {};
}

Outcome<void> PictureConverter::toScreen(const AVFrame &picture, int rotation, QSize size, uint8_t *to,
                                         int stride)
{
    uint8_t *planes[4] = {to, nullptr, nullptr, nullptr};
    const int strides[4] = {stride, 0, 0, 0};
    if (rotation == 0)
        return scale(picture, size, AV_PIX_FMT_BGRA, planes, strides);
    const QSize flat = unturned(size, rotation);
    const int flatStride = (flat.width() * 4 + lineAlignment - 1) / lineAlignment * lineAlignment;
    std::vector<uint8_t> pixels(size_t(flatStride) * size_t(flat.height()) + lineAlignment);
    uint8_t *flatPlanes[4] = {pixels.data(), nullptr, nullptr, nullptr};
    const int flatStrides[4] = {flatStride, 0, 0, 0};
    return scale(picture, flat, AV_PIX_FMT_BGRA, flatPlanes, flatStrides).map([&] {
        turn({pixels.data(), flatStride, flat.width(), flat.height(), 4}, rotation, to, stride);
    });
}

Outcome<FramePtr> PictureConverter::toEncoder(const AVFrame &picture, int rotation, QSize size)
{
    const auto allocate = [](QSize area) -> FramePtr {
        FramePtr frame(av_frame_alloc());
        frame->format = AV_PIX_FMT_YUV420P;
        frame->width = area.width();
        frame->height = area.height();
        if (av_frame_get_buffer(frame.get(), 0) < 0)
            frame.reset();
        return frame;
    };
    FramePtr flat = allocate(unturned(size, rotation));
    FramePtr upright = rotation == 0 ? nullptr : allocate(size);
    if (!flat || (rotation != 0 && !upright))
        return memoryFailure();
    const auto scaled =
        scale(picture, {flat->width, flat->height}, AV_PIX_FMT_YUV420P, flat->data, flat->linesize);
    if (!scaled)
        return tl::unexpected(scaled.error());
    if (rotation == 0)
        return flat;
    for (int i = 0; i < 3; ++i) {
        const int shift = i == 0 ? 0 : 1;
        turn({flat->data[i], flat->linesize[i], flat->width >> shift, flat->height >> shift, 1}, rotation,
             upright->data[i], upright->linesize[i]);
    }
    return upright;
}

}  // namespace icmp::codec

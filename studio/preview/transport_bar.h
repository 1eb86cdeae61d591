// The transport below the canvas: timecode, J K L, step, play on the canvas's axis, loop, volume, zoom,
// device.
#pragma once

#include "studio/preview/canvas_geometry.h"
#include "studio/preview/playback.h"
#include "studio/widgets/fields.h"

#include <QWidget>

class QComboBox;
class QLabel;
class QSlider;

namespace icmp::widgets {
class IconButton;
class SegmentedControl;
} // namespace icmp::widgets

namespace icmp::preview {

class TransportBar : public QWidget {
    Q_OBJECT

public:
    explicit TransportBar(Playback &playback, QWidget *parent = nullptr);

    // The per cent that "Fit" currently means.
    void showFitPercent(int percent);
    // The rate changed: texts follow.
    void refresh();

Q_SIGNALS:
    void zoomChosen(int percent); // 0 is Fit
    void deviceChosen(icmp::preview::Device device);

protected:
    void paintEvent(QPaintEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;

private:
    QWidget *makeLeft();
    QWidget *makeMiddle();
    QWidget *makeRight();
    void showTime();
    void showState();

    Playback &m_playback;
    widgets::TimecodeField *m_time = nullptr;
    QLabel *m_length = nullptr;
    widgets::SegmentedControl *m_shuttle = nullptr;
    QLabel *m_speed = nullptr;
    widgets::IconButton *m_play = nullptr;
    widgets::IconButton *m_loop = nullptr;
    widgets::IconButton *m_mute = nullptr;
    QSlider *m_volume = nullptr;
    QComboBox *m_zoom = nullptr;
    widgets::SegmentedControl *m_device = nullptr;
    QWidget *m_left = nullptr;
    QWidget *m_middle = nullptr;
    QWidget *m_right = nullptr;
    int m_fitPercent = 100;
    double m_loudBefore = 0.8;
};

} // namespace icmp::preview

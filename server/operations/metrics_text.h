// Figures in the text format that Prometheus reads (version 0.0.4).
#pragma once

#include <QByteArray>
#include <QtGlobal>

namespace icmp::operations {

enum class MetricKind { Counter, Gauge };

class MetricsText {
public:
    // name: snake_case without the "icmp_" prefix; a counter's name ends with "_total" by itself.
    void add(MetricKind kind, const QByteArray &name, const QByteArray &help, qint64 value);
    const QByteArray &text() const { return m_text; }

private:
    QByteArray m_text;
};

} // namespace icmp::operations

#include "server/operations/metrics_text.h"

namespace icmp::operations {

void MetricsText::add(MetricKind kind, const QByteArray &name, const QByteArray &help, qint64 value)
{
    QByteArray full = "icmp_" + name;
    if (kind == MetricKind::Counter && !full.endsWith("_total"))
        full += "_total";
    QByteArray safe = help;
    safe.replace('\\', "\\\\").replace('\n', "\\n");
    m_text += "# HELP " + full + ' ' + safe + '\n';
    m_text += "# TYPE " + full + (kind == MetricKind::Counter ? " counter\n" : " gauge\n");
    m_text += full + ' ' + QByteArray::number(value) + '\n';
}

} // namespace icmp::operations

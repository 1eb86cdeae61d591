#include "app/platform/data_folder.h"

#include "app/platform/files.h"

#include <QDir>
#include <QStandardPaths>

namespace icmp::platform {

Outcome<DataFolder> DataFolder::open(const QString &path)
{
    const DataFolder folder(QDir(path).absolutePath());
    for (const QString &part : {folder.path(), folder.objects(), folder.keys()}) {
        if (const auto made = makePrivateFolder(part); !made)
            return tl::unexpected(made.error());
    }
    return folder;
}

QString DataFolder::defaultPath()
{
    const QString service = qEnvironmentVariable("STATE_DIRECTORY");
    if (!service.isEmpty())
        return service.section(u':', 0, 0);
    return QStandardPaths::writableLocation(QStandardPaths::GenericDataLocation) +
           QStringLiteral("/icmp-server");
}

} // namespace icmp::platform

// What a studio's window stands on, in a folder of its own.
#pragma once

#include "app/platform/system_ports.h"
#include "studio/settings/keymap.h"
#include "studio/settings/settings.h"
#include "studio/shell/workbench.h"
#include "studio/widgets/theme.h"

#include <QApplication>
#include <QTemporaryDir>

namespace icmp::test {

struct StudioParts {
    QTemporaryDir folder;
    platform::SystemClock clock;
    platform::SystemRandom random;
    settings::Settings settings{folder.filePath(QStringLiteral("studio.ini"))};
    widgets::Theme theme{*qApp};
    settings::Keymap keymap{settings.store()};
    shell::Workbench bench{{clock,
                            random,
                            settings,
                            {},
                            folder.filePath(QStringLiteral("cache")),
                            folder.filePath(QStringLiteral("projects"))}};
};

} // namespace icmp::test

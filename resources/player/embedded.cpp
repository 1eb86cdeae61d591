#include "resources/player/embedded.h"

#include <QtCore/QResource>

// Q_INIT_RESOURCE declares a function, which must not stand in a namespace.
static void initialisePlayerResources()
{
    Q_INIT_RESOURCE(player);
}

void icmp::player::makeAvailable()
{
    initialisePlayerResources();
}

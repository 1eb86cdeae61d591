#include "resources/samples/embedded.h"

#include <QtCore/QResource>

// Q_INIT_RESOURCE declares a function, which must not stand in a namespace.
static void initialiseSampleResources()
{
    Q_INIT_RESOURCE(icmp_samples);
}

void icmp::samples::makeAvailable()
{
    initialiseSampleResources();
}

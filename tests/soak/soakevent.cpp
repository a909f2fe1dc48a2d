// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/soak/soakevent.h"

namespace Drydock {

QByteArray soakEventText(quint64 number, const SoakEvent &event)
{
    static const char *const names[] = {"begin",  "began", "release", "released", "touch",   "touched",  "exec",
                                        "kill",   "dead",  "joined",  "left",     "change",  "changed",  "shown",
                                        "waited", "audit", "listed",  "audited",  "replace", "replaced", "calm"};
    return '#' + QByteArray::number(number) + ' ' + names[event.kind] + " process " + QByteArray::number(event.process)
           + " s" + QByteArray::number(event.store) + (event.isWrite != 0 ? " write" : "") + " subject "
           + QByteArray::number(event.subject) + " call " + QByteArray::number(event.call) + " value "
           + QByteArray::number(event.value);
}

} // namespace Drydock

// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/soak/soakrun.h"

#include <tuple>

namespace Drydock {

SoakRun::Figures &SoakRun::Figures::operator+=(const Figures &other)
{
    operations += other.operations;
    admitted += other.admitted;
    refused += other.refused;
    changes += other.changes;
    kills += other.kills;
    stops += other.stops;
    forks += other.forks;
    execs += other.execs;
    reuses += other.reuses;
    folders += other.folders;
    edits += other.edits;
    jobs += other.jobs;
    waits += other.waits;
    audits += other.audits;
    calms += other.calms;
    marks += other.marks;
    return *this;
}

QByteArray SoakRun::Figures::text() const
{
    QByteArray text;
    for (const auto &[name, number] :
         std::initializer_list<std::pair<const char *, quint64>>{{"operations", operations},
                                                                 {"admitted", admitted},
                                                                 {"not admitted", refused},
                                                                 {"modes set", changes},
                                                                 {"kills", kills},
                                                                 {"stops", stops},
                                                                 {"forks", forks},
                                                                 {"execs", execs},
                                                                 {"pids reused", reuses},
                                                                 {"folders replaced", folders},
                                                                 {"edits under stopped gates", edits},
                                                                 {"jobs", jobs},
                                                                 {"waits that ended", waits},
                                                                 {"files read", audits},
                                                                 {"calms", calms},
                                                                 {"check marks", marks}})
        text += (text.isEmpty() ? "" : ", ") + QByteArray::number(number) + ' ' + name;
    return text;
}

} // namespace Drydock

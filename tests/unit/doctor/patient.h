// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/doctor/repair.h"
#include "tests/support/fakeclock.h"
#include "tests/support/fakeproc.h"
#include "tests/support/faultyfilesystem.h"
#include "tests/support/testsite.h"

#include <QFile>
#include <QStringList>

#include <sys/stat.h>

namespace Drydock {

/// A site with the store "vault", made as Drydock makes it, and all that an examination stands on.
struct Patient {
    explicit Patient(TestSite::Kind kind = TestSite::Kind::Folder)
        : site(kind)
    {
        site.addStore("vault");
        ::chmod(site.site().configPath().constData(), site.site().configOwner.mode);
    }

    [[nodiscard]] ExaminationSurroundings surroundings(ProcessTable &table) { return {files, table, clock, pbs}; }
    [[nodiscard]] Examination examine() { return examineSite(surroundings(processes), site.site()); }
    [[nodiscard]] QList<Finding> findings(FindingCode code) { return of(examine(), code); }
    /// The only one of its kind; of the code More if there are none or several.
    [[nodiscard]] Finding finding(FindingCode code) { return only(findings(code)); }

    [[nodiscard]] static QList<Finding> of(const Examination &examination, FindingCode code)
    {
        QList<Finding> found = examination.findings;
        found.removeIf([code](const Finding &finding) { return finding.code != code; });
        return found;
    }
    [[nodiscard]] static Finding only(const QList<Finding> &found)
    {
        Finding none;
        none.code = FindingCode::More;
        return found.size() == 1 ? found.first() : none;
    }
    /// Ids of what is worse than a note.
    [[nodiscard]] QStringList complaints()
    {
        QStringList ids;
        for (const Finding &finding : examine().findings) {
            if (finding.severity >= Severity::Warning)
                ids.append(findingId(finding.code));
        }
        return ids;
    }

    void track(const QByteArray &bytes, const QByteArray &store = "vault") const
    {
        site.writeTracking(store, bytes);
        ::chmod(site.trackingPath(store).constData(), site.site().trackingOwner.mode);
    }
    [[nodiscard]] QByteArray tracked(const QByteArray &store = "vault") const { return site.tracking(store); }
    [[nodiscard]] QString trackingPath(const QByteArray &name = "vault") const
    {
        return QFile::decodeName(site.trackingPath(name));
    }

    TestSite site;
    FaultyFileSystem files;
    FakeProcessTable processes; ///< we are process 1000 of boot "boot-a"
    FakeClock clock;
    PbsHost pbs;
};

/// An entry of a tracking file; more: further keys with a comma in front.
[[nodiscard]] inline QByteArray entryText(int pid, int startTime, int reads, int writes, const QByteArray &more = {})
{
    return "{\"pid\":" + QByteArray::number(pid) + ",\"starttime\":" + QByteArray::number(startTime)
           + ",\"active_operations\":{\"read\":" + QByteArray::number(reads)
           + ",\"write\":" + QByteArray::number(writes) + '}' + more + '}';
}

/// A pid of which it is certain that no process has it: beyond what the kernel gives.
inline constexpr int freePid = 4'194'304;

} // namespace Drydock

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/sitepaths.h"
#include "core/process/processid.h"

#include <QList>
#include <QString>

#include <optional>

namespace Drydock {

/// One live process of PBS's daemons (proxmox-backup-proxy, proxmox-backup-api).
struct PbsProcess {
    ProcessKey key;
    bool executableDeleted = false; ///< an old version goes on after an upgrade: dpkg's version does not speak for it
};

/// What is known of PBS on this computer. Tests inject it.
struct PbsHost {
    QString version; ///< dpkg's, "3.2.4-1"; empty if unknown
    QList<PbsProcess> processes;
    /// The one of them that proxy.pid names: by it PBS's entries can be judged outside the initial pid namespace.
    std::optional<ProcessKey> proxy = std::nullopt;

    [[nodiscard]] bool lives() const { return !processes.isEmpty(); }
};

/// Looks at proxy.pid, api.pid and /proc for PBS's processes, and at dpkg's status file for the version.
/// Blocks for milliseconds. Not a pbs site: empty.
[[nodiscard]] PbsHost probePbsHost(const Site &site, ProcessTable &table);

/// How far this PBS's tracking file can be trusted (protocol 6).
enum class PbsTrust {
    Full, ///< every operation is recorded; with no live PBS process our own rules suffice
    OneProcessOnly, ///< 3.1.5 to 4.0.20: unknown whenever more than one live PBS process could hold operations
    Never, ///< before 2.3.0, or the version is unknown or not valid
};
[[nodiscard]] PbsTrust pbsTrust(const PbsHost &host);

/// Compares Debian versions' upstream parts numerically ("3.1.5" < "3.1.12"): negative, 0, positive.
[[nodiscard]] int compareVersions(QStringView left, QStringView right);

} // namespace Drydock

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QString>

#include <sys/types.h>

namespace Drydock {

/// What is known about the person behind this process.
struct LoginEvidence {
    QByteArray loginUid; ///< the text of /proc/self/loginuid, empty where the kernel keeps none
    QByteArray sudoUid; ///< SUDO_UID
    uid_t uid = 0;

    [[nodiscard]] static LoginEvidence fromProcess();
};

/// The login uid, which survives su and sudo; without one SUDO_UID, which only root is believed; else the uid.
[[nodiscard]] uid_t loginUser(const LoginEvidence &evidence);

/// The user's name, escaped for display; the number where it has none. Thread: any.
[[nodiscard]] QString userName(uid_t user);

} // namespace Drydock

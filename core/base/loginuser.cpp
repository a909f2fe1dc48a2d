// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/loginuser.h"

#include "core/base/displaytext.h"

#include <QFile>

#include <cerrno>
#include <limits>
#include <optional>
#include <vector>

#include <pwd.h>
#include <unistd.h>

namespace Drydock {

namespace {

constexpr uid_t noUser = std::numeric_limits<uid_t>::max(); // the kernel's "nobody has logged in"
constexpr size_t accountBufferSize = 1024;
constexpr size_t accountBufferLimit = 1024 * 1024;

std::optional<uid_t> parsedUser(const QByteArray &text)
{
    bool isNumber = false;
    const uint number = text.trimmed().toUInt(&isNumber);
    if (!isNumber || number == noUser)
        return std::nullopt;
    return number;
}

} // namespace

LoginEvidence LoginEvidence::fromProcess()
{
    LoginEvidence evidence;
    QFile file(QStringLiteral("/proc/self/loginuid"));
    if (file.open(QIODevice::ReadOnly))
        evidence.loginUid = file.readAll();
    evidence.sudoUid = qgetenv("SUDO_UID");
    evidence.uid = ::geteuid();
    return evidence;
}

uid_t loginUser(const LoginEvidence &evidence)
{
    if (const auto user = parsedUser(evidence.loginUid))
        return *user;
    if (evidence.uid == 0) {
        if (const auto user = parsedUser(evidence.sudoUid))
            return *user;
    }
    return evidence.uid;
}

QString userName(uid_t user)
{
    std::vector<char> buffer(accountBufferSize);
    passwd entry{};
    passwd *found = nullptr;
    int failure = 0;
    while ((failure = ::getpwuid_r(user, &entry, buffer.data(), buffer.size(), &found)) == ERANGE
           && buffer.size() < accountBufferLimit)
        buffer.resize(buffer.size() * 2);
    if (failure != 0 || !found)
        return QString::number(user);
    return escapedForDisplay(QString::fromUtf8(entry.pw_name));
}

} // namespace Drydock

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>

#include <map>

namespace Drydock {

/// The descriptors and threads of this process at one moment.
struct ProcessResources {
    std::map<int, QByteArray> descriptors; ///< what each one is, as /proc/self/fd says
    std::map<int, QByteArray> threads; ///< by thread id, with their names

    [[nodiscard]] static ProcessResources now();
};

/// Whether a test function leaves this process as it found it. A thread that has been joined may be listed a moment
/// longer, and one that was told to end may take its time: what is too much is looked at until it is gone or the
/// patience is.
class ResourceWatch
{
public:
    /// patience: milliseconds. Only a failed test ever waits as long.
    explicit ResourceWatch(int patience = 30'000)
        : m_patience(patience)
    {
    }

    void begin();
    /// Empty, or what was left behind and what was taken away: "left behind: descriptor 12 (anon_inode:[eventpoll])".
    [[nodiscard]] QByteArray difference();

private:
    int m_patience;
    ProcessResources m_before;
};

} // namespace Drydock

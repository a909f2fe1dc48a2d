// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/forkgeneration.h"
#include "core/process/processid.h"

#include <mutex>

namespace Drydock {

/// The processes of this system, through /proc and pidfds.
class SystemProcessTable final : public ProcessTable
{
public:
    int openPidfd(pid_t pid) override;
    Result<QByteArray> readStat(pid_t pid) override;
    int pollPidfd(int pidfd) override;
    int probe(pid_t pid) override;
    Self self() override;

private:
    struct Identity {
        std::once_flag once;
        Self self;
        void abandon() { } ///< it owns nothing that a child must close
    };
    PerGeneration<Identity> m_identity;
};

} // namespace Drydock

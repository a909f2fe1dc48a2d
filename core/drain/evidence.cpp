// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/drain/evidence.h"

namespace Drydock {

void StoreProof::reset()
{
    *this = StoreProof();
}

void StoreProof::forgetBarrier()
{
    m_barrier.reset();
    m_passed = false;
    m_readAgain = false;
}

void StoreProof::observe(const ProofBasis &basis, std::optional<qint64> conflicts, Nanoseconds now)
{
    if (conflicts != 0 || !basis.mode.isSet()) {
        reset();
        return;
    }
    if (m_observed != basis)
        forgetBarrier(); // it was asked for another reading
    m_readAgain = m_passed;
    if (m_proven && (m_proven->mode != basis.mode || m_proven->tracking != basis.tracking))
        m_proven.reset();
    m_observed = basis;
    // The limit runs from the first change on: one edit after another must not stretch an old proof for ever.
    if (!m_proven || m_proven == m_observed)
        m_renewUntil.reset();
    else if (!m_renewUntil)
        m_renewUntil = now + renewalLimit;
}

bool StoreProof::needsBarrier() const
{
    return m_observed && !m_barrier && m_proven != m_observed;
}

void StoreProof::begin(Barrier barrier)
{
    forgetBarrier();
    if (m_observed)
        m_barrier = barrier;
}

void StoreProof::pass(Barrier passed)
{
    m_passed = m_passed || (m_barrier && *m_barrier <= passed);
}

void StoreProof::giveUp(Barrier failed)
{
    if (m_barrier && *m_barrier <= failed)
        forgetBarrier();
}

void StoreProof::finish(bool samePaths)
{
    if (!m_readAgain)
        return;
    forgetBarrier();
    if (!samePaths)
        return;
    m_proven = m_observed;
    m_renewUntil.reset();
}

bool StoreProof::isComplete(Nanoseconds now) const
{
    if (!m_proven || !m_observed)
        return false;
    return m_proven == m_observed || (m_renewUntil && now < *m_renewUntil);
}

} // namespace Drydock

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/soak/soakmodel.h"

#include <QByteArrayList>

namespace Drydock {

/// Holds what was admitted, listed and shown against the model. Pure. The claims:
///   I-01         No begin() that was called after a mode's set had returned is admitted against it, unless a mode that
///                admits it may have been set after that one. No mode that was set is lost.
///   I-02 I-05    A tracking file lists at least what lived all the while that it was being read,
///   I-06         and of processes that nobody has killed no more than what they asked for and have not yet released.
///   I-04 I-12    While an observer shows a store as drained, no operation lives that conflicts with the mode shown,
///                but those admitted after a later mode: that change is then still on its way to the observer.
///   I-03         Drained is shown in no mode that nobody has set, and no wait for it ends while a writer lives that
///                was begun before the wait.
/// What the claims leave out, since the protocol does: overlapping changes may come in either order. A stranger
/// who replaces the tracking folder swallows what is in it: files must list that once its process has updated the new
/// folder, observers must know of it if they had seen it, and from the next calm on. After a failed release more may be
/// listed until the process is dead. A job whose wrapper and command are both dead has no claim on its descendants.
class SoakJudge
{
public:
    void take(quint64 number, const SoakEvent &event); ///< in the order of the numbers
    [[nodiscard]] const QByteArrayList &violations() const { return m_violations; }
    [[nodiscard]] SoakModel &model() { return m_model; }

private:
    using Operation = SoakModel::Operation;
    using Change = SoakModel::Change;

    void begun(const SoakEvent &event);
    void show(const SoakEvent &event);
    void wait(const SoakEvent &event);
    void check(const Change &shown, const Operation &operation);
    void beginAudit(quint32 store);
    void endAudit(quint32 store);
    void compare(quint32 store, quint32 process, const SoakModel::Bounds &bounds);
    void calm(const SoakEvent &event);
    void violated(const char *claim, quint32 process, quint32 store);

    quint64 m_number = 0;
    SoakModel m_model;
    std::map<SoakModel::Key, Change> m_shown; ///< by observer and store: drained
    std::map<quint32, OperationCounts> m_listed;
    bool m_isAudit = false;
    QByteArrayList m_violations;
};

} // namespace Drydock

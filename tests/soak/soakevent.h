// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>

namespace Drydock {

enum class SoakMode : quint32 { Open, ReadOnly, Offline };

/// One thing that happened, or is about to: calls are written down before they are made and after they have returned,
/// in the order of one counter that all processes share. So of two events the one with the lower number came first,
/// whatever any clock says.
struct SoakEvent {
    enum Kind : quint32 {
        Begin, ///< process asks for operation `subject`; original: what it is a clone of, or 0
        Began, ///< the answer: value 1, registered; call: number of the Begin
        Release, ///< process is about to release it
        Released, ///< value 1: the file was updated; call: number of the Release
        Touch, ///< process is about to bring its entry up to date
        Touched, ///< value 1: it has; call: number of the Touch
        Exec, ///< process is about to become another program, and to forget what it holds
        Kill, ///< process is about to be killed, or to end without releasing
        Dead, ///< it has been waited for
        Joined, ///< a process works for the job's operation `subject`; value 1: the command itself
        Left, ///< it is about to end
        Change, ///< somebody is about to give the store the mode `subject`; value: its SoakMode
        Changed, ///< the answer: value 1, it has it
        Shown, ///< observer `process` shows the store with mode `subject`; value 1: drained
        Waited, ///< a wait for drained, begun at number call, has ended well
        Audit, ///< the store's tracking file is about to be read
        Listed, ///< it lists process with `reads` and `value` writes
        Audited, ///< that was all
        Replace, ///< the tracking folder is about to be replaced; value 1: observers have seen all that is in it
        Replaced,
        Calm, ///< nobody is in a call, and the file has the mode `subject`; value: its SoakMode
    };
    Kind kind = Begin;
    quint32 process = 0;
    quint32 store = 0;
    quint32 isWrite = 0;
    quint64 subject = 0;
    quint64 original = 0;
    quint64 call = 0;
    quint64 reads = 0;
    quint64 value = 0;
};

/// One line for people.
[[nodiscard]] QByteArray soakEventText(quint64 number, const SoakEvent &event);

} // namespace Drydock

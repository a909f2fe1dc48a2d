// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/config/datastoreconfig.h"

namespace Drydock {

/// Puts a new datastore.cfg in the place of the old one, without losing what an editor that takes no lock wrote
/// meanwhile (protocol 5). The config lock is held throughout. The new file is written beside and synced, then both
/// names are exchanged; what is displaced is compared with what was parsed, and exchanged back if it is another.
///
/// put(), then either finish() or undo(). Dying in between leaves the old or the new file in place, whole, and the
/// other one as a temporary, which removeLeftovers() judges at the next edit.
///
/// Where the file system cannot exchange (EINVAL), the file is looked at once more and renamed over: a change between
/// that look and the rename is lost. Of a file that an editor rewrites in place, what it writes after finish() is lost.
class ConfigExchange
{
public:
    enum class Outcome {
        Placed,
        Intervened, ///< somebody else's file is in place, ours is gone: read again, begin anew
    };

    ConfigExchange(SiteFolder &folder, const Clock &clock, QList<Error> *warnings);

    /// parsed: what bytes was made from. owner: of the new file.
    /// Failure: as SiteFolder::replace; the old file is in place.
    Result<Outcome> put(const ConfigReader::Reading &parsed, const QByteArray &bytes, const Ownership &owner);
    /// Puts the old file back. Failure: the new one may be in place.
    Result<void> undo();
    /// Drops the old file.
    void finish();

    /// Removes what dead edits left. What may be an editor's work, because it differs from the present file by more
    /// than one edit, is kept aside and named in the warnings.
    static void removeLeftovers(SiteFolder &folder, const QByteArray &present, const Clock &clock,
                                QList<Error> *warnings);

private:
    enum class Way { Exchanged, Created, Overwritten };

    Result<Outcome> placeFirst(int folder);
    Result<Outcome> overwrite(int folder);
    Result<Outcome> checkDisplaced(int folder);
    Result<void> exchangeBack(int folder);
    Result<void> takeAway(int folder);
    [[nodiscard]] tl::unexpected<Error> failed(int answer) const;
    void drop(int folder);

    SiteFolder &m_folder;
    FileSystem &m_fileSystem;
    const Clock &m_clock;
    QList<Error> *m_warnings;
    ConfigReader::Reading m_parsed;
    QByteArray m_bytes;
    QByteArray m_temporary; ///< the name beside: first of ours, after the exchange of the displaced file
    FileStatus m_displaced;
    Way m_way = Way::Exchanged;
};

} // namespace Drydock

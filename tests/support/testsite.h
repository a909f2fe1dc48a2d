// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/filesystem.h"
#include "core/base/sitepaths.h"

#include <QTemporaryDir>

namespace Drydock {

/// A throw-away site on disk, gone with the object. Every function ends the program with a message if the disk lets
/// the test down; none of them is under test.
class TestSite
{
public:
    enum class Kind {
        Folder, ///< as with --root: datastore.cfg, .datastore.lck, active-operations in one folder
        Pbs, ///< PBS's folders below systemRoot(), with a version counter, modes as PBS makes them
        System, ///< /etc/drydock, /run/drydock, /var/lib/drydock below systemRoot()
    };

    explicit TestSite(Kind kind = Kind::Folder);

    [[nodiscard]] const Site &site() const { return m_site; }
    [[nodiscard]] SiteEnvironment environment() const; ///< what makes chooseSite() find this site
    [[nodiscard]] QByteArray root() const; ///< canonical path of the folder that holds everything
    [[nodiscard]] QByteArray path(const QByteArray &relative) const { return root() + '/' + relative; }
    [[nodiscard]] QByteArray trackingPath(const QByteArray &store) const { return m_site.trackingFolder + '/' + store; }

    void writeConfig(const QByteArray &bytes) const; ///< datastore.cfg, in place, without a lock
    [[nodiscard]] QByteArray config() const;
    /// Appends a section with an existing folder as path, which is returned. mode: "offline,message=x" or empty.
    QByteArray addStore(const QByteArray &name, const QByteArray &mode = {}) const;
    void writeTracking(const QByteArray &store, const QByteArray &bytes) const; ///< in place, without a lock
    [[nodiscard]] QByteArray tracking(const QByteArray &store) const; ///< empty if missing
    [[nodiscard]] quint64 counter() const; ///< PBS's datastore counter

    /// Names in a folder, sorted: "nothing is left over" is a comparison of two lists.
    [[nodiscard]] static QByteArrayList names(const QByteArray &folder);
    static void write(const QByteArray &path, const QByteArray &bytes);
    [[nodiscard]] static QByteArray read(const QByteArray &path); ///< empty if missing
    [[nodiscard]] static FileStatus status(const QByteArray &path); ///< lstat; all zero if missing

private:
    QTemporaryDir m_directory;
    Site m_site;
};

} // namespace Drydock

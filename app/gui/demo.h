// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"
#include "core/base/sitepaths.h"
#include "core/drain/drainstate.h"

#include <QMap>
#include <QObject>
#include <QTemporaryDir>
#include <QTimer>

#include <memory>
#include <vector>

namespace Drydock {

class DemoJob;

/// `drydock --demo`: a temporary site with five datastores and real jobs. Each job is a real process under
/// `drydockctl run` that reads or writes real files, paced by a pipe; the three of the busy store end about 6, 15 and
/// 25 s after the first mode change, so that setting a mode shows a true drain. Destruction ends the demo's own jobs
/// by pid and removes the folder. GUI thread.
class Demo : public QObject
{
    Q_OBJECT

public:
    /// Makes the site and starts the jobs. drydockctl: path of the program. Failure: file errors, or NotFound with the
    /// program as subject.
    static Result<std::unique_ptr<Demo>> create(const QString &drydockctl);
    ~Demo() override;

    [[nodiscard]] const Site &site() const { return m_site; }
    [[nodiscard]] QString settingsPath() const; ///< of an INI file that goes with the site
    [[nodiscard]] static QString busyStore(); ///< the store with three jobs

    /// Told each snapshot; at the first mode change the jobs' ends are armed.
    void follow(const SiteSnapshot &snapshot);

private:
    explicit Demo(Site site, std::unique_ptr<QTemporaryDir> folder);
    Result<void> addStores();
    Result<void> startJobs(const QString &drydockctl);

    std::unique_ptr<QTemporaryDir> m_folder;
    Site m_site;
    std::vector<std::unique_ptr<DemoJob>> m_jobs;
    QTimer m_pace;
    QMap<QString, QString> m_firstModes; ///< of each store, as it was first seen
    bool m_ending = false;
};

} // namespace Drydock

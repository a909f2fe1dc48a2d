// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/gui/demo.h"

#include "app/gui/demojob.h"
#include "core/base/posixfilesystem.h"
#include "core/config/configedit.h"
#include "core/operations/operationtracker.h"

#include <QDir>
#include <QFile>

namespace Drydock {

namespace {
constexpr int paceInterval = 200; // milliseconds
constexpr qint64 restoreSize = 64 * 1024 * 1024; // sparse; lasts most of an hour at the demo's pace

struct DemoStore {
    const char *name;
    const char *comment;
};
constexpr DemoStore demoStores[] = {
    {"vault", "Weekly set, first bay"}, {"usb-a", "Goes home on Fridays"},
    {"tank", "All machines, nightly"},  {"photos", nullptr},
    {"archive", "In the safe"},
};

QString storePath(const QString &folder, const QString &store)
{
    return folder + QStringLiteral("/disks/") + store;
}
} // namespace

Demo::Demo(Site site, std::unique_ptr<QTemporaryDir> folder)
    : m_folder(std::move(folder))
    , m_site(std::move(site))
{
    m_pace.setInterval(paceInterval);
    connect(&m_pace, &QTimer::timeout, this, [this] {
        for (const auto &job : m_jobs)
            job->pace();
    });
}

Demo::~Demo()
{
    // The jobs go before the folder that they work in.
    m_jobs.clear();
}

Result<std::unique_ptr<Demo>> Demo::create(const QString &drydockctl)
{
    auto folder = std::make_unique<QTemporaryDir>(QDir::tempPath() + QStringLiteral("/drydock-demo-XXXXXX"));
    if (!folder->isValid())
        return failure(ErrorCode::Io, QDir::tempPath(), folder->errorString());
    SiteRequest request;
    request.root = folder->path();
    const auto chosen = chooseSite(request, SiteEnvironment::fromProcess());
    if (!chosen)
        return failure(chosen.error());
    const auto site = createSite(posixFileSystem(), *chosen);
    if (!site)
        return failure(site.error());
    std::unique_ptr<Demo> demo(new Demo(*site, std::move(folder)));
    if (const auto added = demo->addStores(); !added)
        return failure(added.error());
    if (const auto started = demo->startJobs(drydockctl); !started)
        return failure(started.error());
    demo->m_pace.start();
    return demo;
}

Result<void> Demo::addStores()
{
    ConfigEdit edit(posixFileSystem(), systemClock(), m_site, [] { return false; });
    for (const auto &[name, comment] : demoStores) {
        const QString store = QString::fromLatin1(name);
        const QString path = storePath(m_folder->path(), store);
        QDir().mkpath(path);
        const auto added =
            edit.addStore(store, path, QString::fromLatin1(comment), Deadline::after(systemClock(), lockTimeLimit));
        if (!added)
            return added;
    }
    OperationTracker tracker(posixFileSystem(), systemProcessTable(), systemClock(), m_site);
    if (const auto made = tracker.ensureFolder(); !made)
        return made;
    // One store is in maintenance from the start, and one disk is out.
    ModeChange change;
    change.store = QStringLiteral("usb-a");
    change.mode = {MaintenanceType::ReadOnly, QStringLiteral("swap disk 2"), {}};
    if (const auto set = edit.setMode(change, Deadline::after(systemClock(), lockTimeLimit)); !set)
        return failure(set.error());
    QDir(storePath(m_folder->path(), QStringLiteral("archive"))).removeRecursively();
    return {};
}

Result<void> Demo::startJobs(const QString &drydockctl)
{
    using Kind = DemoJob::Kind;
    const auto file = [this](const char *store, const char *name) {
        return storePath(m_folder->path(), QString::fromLatin1(store)) + QLatin1Char('/') + QString::fromLatin1(name);
    };
    const QList<DemoJob::Plan> plans{
        {Kind::Writer, busyStore(), QStringLiteral("backup"), QStringLiteral("home directories"),
         file("vault", "home.img"), 6},
        {Kind::Writer, busyStore(), QStringLiteral("backup"), QStringLiteral("mail server"), file("vault", "mail.img"),
         15},
        {Kind::Reader, busyStore(), QStringLiteral("restore"), QStringLiteral("laptop"), file("vault", "laptop.img"),
         25},
        {Kind::Reader, QStringLiteral("tank"), QStringLiteral("verify"), QStringLiteral("monthly check"),
         file("tank", "all.img"), 0},
    };
    for (const DemoJob::Plan &plan : plans) {
        if (plan.kind == Kind::Reader) {
            QFile source(plan.file);
            if (!source.open(QIODevice::WriteOnly) || !source.resize(restoreSize))
                return failure(ErrorCode::Io, plan.file, source.errorString());
        }
        auto job = std::make_unique<DemoJob>(plan);
        const QString fifo = m_folder->path() + QStringLiteral("/pipe-%1").arg(m_jobs.size());
        if (const auto started = job->start(drydockctl, m_folder->path(), fifo); !started)
            return started;
        m_jobs.push_back(std::move(job));
    }
    return {};
}

QString Demo::settingsPath() const
{
    return m_folder->path() + QStringLiteral("/settings.ini");
}

QString Demo::busyStore()
{
    return QStringLiteral("vault");
}

void Demo::follow(const SiteSnapshot &snapshot)
{
    // A store that comes or goes is no change of a mode.
    bool changed = false;
    for (const auto &store : snapshot.stores) {
        const QString mode = store->mode.toPropertyValue();
        const auto known = m_firstModes.constFind(store->name);
        if (known == m_firstModes.constEnd())
            m_firstModes.insert(store->name, mode);
        else
            changed = changed || *known != mode;
    }
    if (m_ending || !changed)
        return;
    m_ending = true;
    for (const auto &job : m_jobs) {
        if (job->plan().finishAfter > 0)
            QTimer::singleShot(job->plan().finishAfter * 1000, this, [job = job.get()] { job->finish(); });
    }
}

} // namespace Drydock

// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/doctor/circumstances.h"

#include <algorithm>
#include <cerrno>

namespace Drydock {

namespace {

/// PBS replaces the last extension of a file's name by "tmp_" and six characters.
bool isPbsTemporary(const QByteArray &name)
{
    constexpr qsizetype ending = 11; // ".tmp_XXXXXX"
    return name.size() > ending && name.sliced(name.size() - ending).startsWith(".tmp_");
}

/// The files of one folder that are nobody's work any more, or may be.
class LeftoverCheck
{
public:
    LeftoverCheck(const Circumstances &seen, const QByteArray &folder)
        : m_seen(seen)
        , m_folder(folder)
    {
    }

    /// True if it is one.
    bool take(const QByteArray &name)
    {
        if (const pid_t writer = temporaryWriter(name); writer > 0)
            (m_seen.processes.probe(writer) == -ESRCH ? m_dead : m_living).append(name);
        else if (name.startsWith('.') && name.contains(".aside-"))
            m_aside.append(name);
        else if (isPbsTemporary(name))
            m_other.append(name);
        else
            return false;
        return true;
    }
    void takeOther(const QByteArray &name) { m_other.append(name); }

    void report(FindingList *found, Remedies *remedies) const
    {
        add(FindingCode::LeftoverDead, Severity::Info, m_dead, found);
        add(FindingCode::LeftoverLiving, Severity::Info, m_living, found);
        add(FindingCode::LeftoverOther, Severity::Info, m_other, found);
        add(FindingCode::KeptAside, Severity::Info, m_aside, found);
        if (!m_dead.isEmpty() && m_seen.self.procIsOurs)
            remedies->leftovers.append({m_folder, m_dead});
    }

private:
    void add(FindingCode code, Severity severity, QByteArrayList names, FindingList *found) const
    {
        if (names.isEmpty())
            return;
        std::sort(names.begin(), names.end());
        QStringList shown;
        for (const QByteArray &name : std::as_const(names))
            shown.append(shownPath(name));
        Finding finding{code, severity, shownPath(m_folder), {}, someOf(shown)};
        finding.count = names.size();
        found->add(finding);
    }

    const Circumstances &m_seen;
    const QByteArray m_folder;
    QByteArrayList m_dead;
    QByteArrayList m_living;
    QByteArrayList m_aside;
    QByteArrayList m_other;
};

QByteArrayList namesIn(Circumstances *seen, SiteFolder *folder)
{
    QByteArrayList names;
    if (const auto descriptor = folder->descriptor())
        seen->fileSystem.list(*descriptor, &names);
    return names;
}

/// Whether a store of the config has that tracking or lock file.
bool isOfStore(const Circumstances &seen, const QByteArray &name)
{
    QByteArray store = name;
    if (store.endsWith(".lock"))
        store.chop(5);
    return seen.config.config.find(QString::fromUtf8(store)) != nullptr;
}

void checkTrackingFolder(Circumstances *seen, FindingList *found, Remedies *remedies)
{
    LeftoverCheck check(*seen, seen->site.trackingFolder);
    const bool storesAreKnown = seen->configIsRead && seen->config.config.errors().isEmpty();
    QStringList ofNoStore;
    for (const QByteArray &name : namesIn(seen, &seen->trackingFolder)) {
        const QString text = QString::fromUtf8(name);
        if (check.take(name))
            continue;
        if (!isValidStoreName(text))
            check.takeOther(name);
        else if (storesAreKnown && !isOfStore(*seen, name) && !isReservedStoreName(text))
            ofNoStore.append(text);
    }
    check.report(found, remedies);
    if (ofNoStore.isEmpty())
        return;
    ofNoStore.sort();
    Finding finding{FindingCode::TrackingOfNoStore, Severity::Info, shownPath(seen->site.trackingFolder)};
    finding.detail = someOf(ofNoStore);
    finding.count = ofNoStore.size();
    found->add(finding);
}

} // namespace

void checkLeftovers(Circumstances *seen, FindingList *found, Remedies *remedies)
{
    // What else lies in the config's folder is its owner's business.
    LeftoverCheck config(*seen, seen->site.configFolder);
    for (const QByteArray &name : namesIn(seen, &seen->configFolder))
        config.take(name);
    config.report(found, remedies);
    if (seen->trackingIsUsable)
        checkTrackingFolder(seen, found, remedies);
}

} // namespace Drydock

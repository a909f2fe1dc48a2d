// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/config/configeditstate.h"

namespace Drydock {

namespace {

/// The owner of the new file: as PBS has it; elsewhere as the old file had it, so that nobody loses or gains a right.
Ownership ownerLike(const Site &site, const ConfigReader::Reading &old)
{
    Ownership owner = site.configOwner;
    if (site.isPbs() || !old.exists)
        return owner;
    owner.mode = old.status.mode & 0777;
    owner.gid = old.status.gid;
    if (owner.uid) // we are root
        owner.uid = old.status.uid;
    return owner;
}

} // namespace

Result<ConfigExchange::Outcome> ConfigEdit::State::place(ConfigExchange &exchange, const ConfigReader::Reading &old,
                                                         const QByteArray &bytes) const
{
    const Ownership owner = ownerLike(site, old);
    auto placed = exchange.put(old, bytes, owner);
    if (placed || placed.error().code != ErrorCode::PermissionDenied || owner.gid == site.configOwner.gid)
        return placed;
    // The old file's group is not one that we may give: the site's rule then.
    Ownership ours = owner;
    ours.gid = site.configOwner.gid;
    return exchange.put(old, bytes, ours);
}

Error ConfigEdit::State::changedMeanwhile(const QList<Error> &warnings) const
{
    QStringList kept;
    for (const Error &warning : warnings) {
        if (warning.code == ErrorCode::KeptAside)
            kept.append(warning.subject);
    }
    return {ErrorCode::ConfigChanged, configPath(), kept.join(QStringLiteral(", ")), 0, 0};
}

void ConfigEdit::State::prepareFolder(const QByteArray &present, QList<Error> *warnings)
{
    ConfigExchange::removeLeftovers(*folder, present, clock, warnings);
    FileStatus status;
    if (site.isPbs() || fileSystem.statusOf(site.trackingFolder, &status) == 0)
        return;
    if (auto created = createTrackingFolder(fileSystem, site); !created)
        warnings->append(created.error());
}

Result<void> ConfigEdit::State::mayWrite()
{
    const auto descriptor = folder->descriptor();
    if (!descriptor)
        return failure(descriptor.error());
    if (const int answer = fileSystem.mayWrite(*descriptor); answer < 0)
        return failure(Error::fromErrno(-answer, site.displayPath()));
    return {};
}

} // namespace Drydock

// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/diagnostics.h"

#include "core/backend/backend.h"
#include "core/base/displaytext.h"

#include <QGuiApplication>
#include <QSysInfo>

namespace Drydock {

namespace {

QString errorLine(const QString &what, const Error &error)
{
    return QStringLiteral("  %1: %2 subject=%3 line=%4 errno=%5 detail=%6\n")
        .arg(what, QString(errorName(error.code)), escapedForDisplay(error.subject), QString::number(error.line),
             QString::number(error.systemError), escapedForDisplay(error.detail));
}

QString number(std::optional<qint64> value)
{
    return value ? QString::number(*value) : QStringLiteral("unknown");
}

QString storeText(const StoreSnapshot &store)
{
    QString text =
        QStringLiteral("  %1: mode=%2 state=%3 conflicting=%4 read=%5 write=%6 holders=%7\n")
            .arg(store.name, QString(maintenanceTypeName(store.mode.type)), QString(drainStateName(store.state)),
                 number(store.conflicting), number(store.counts ? std::optional(store.counts->read) : std::nullopt),
                 number(store.counts ? std::optional(store.counts->write) : std::nullopt))
            .arg(store.holders.size());
    if (store.cause)
        text += u"  "_qs + errorLine(QStringLiteral("cause"), *store.cause);
    for (const EvidenceItem &item : store.evidence)
        text += QStringLiteral("    %1=%2\n").arg(item.key, escapedForDisplay(item.value));
    return text;
}

QString siteText(const Backend &backend)
{
    QString text = QStringLiteral("\nsite %1\n").arg(backend.id());
    const SiteSnapshotPointer site = backend.snapshot();
    if (!site)
        return text + QStringLiteral("  no snapshot yet\n");
    text += QStringLiteral("  path=%1 snapshot=%2 stores=%3\n")
                .arg(escapedForDisplay(site->path))
                .arg(site->number)
                .arg(site->stores.size());
    if (site->configError)
        text += errorLine(QStringLiteral("config"), *site->configError);
    if (site->cannotEdit)
        text += errorLine(QStringLiteral("edit"), *site->cannotEdit);
    if (site->cannotAdd)
        text += errorLine(QStringLiteral("add"), *site->cannotAdd);
    for (const Error &warning : site->warnings)
        text += errorLine(QStringLiteral("warning"), warning);
    for (const auto &store : site->stores)
        text += storeText(*store);
    return text;
}

} // namespace

QString diagnosticsText(const QList<Backend *> &backends)
{
    QString text = QStringLiteral("Drydock %1\nQt %2, platform %3\n%4, kernel %5\n")
                       .arg(QStringLiteral(DRYDOCK_VERSION), QString::fromLatin1(qVersion()),
                            QGuiApplication::platformName(), QSysInfo::prettyProductName(), QSysInfo::kernelVersion());
    for (const Backend *backend : backends)
        text += siteText(*backend);
    return text;
}

} // namespace Drydock

// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/dialogs/modepreview.h"

#include "core/text/plural.h"

#include <QCoreApplication>
#include <QMap>

namespace Drydock {

namespace {

constexpr const char *context = "ModePreview";

struct JobWords {
    const char *kind;
    const char *one;
    const char *many;
};

// The kinds of job, then what runs without one.
const JobWords jobWords[] = {
    {"backup", QT_TRANSLATE_NOOP("ModePreview", "1 backup"), QT_TRANSLATE_N_NOOP("ModePreview", "%n backups")},
    {"restore", QT_TRANSLATE_NOOP("ModePreview", "1 restore"), QT_TRANSLATE_N_NOOP("ModePreview", "%n restores")},
    {"verify", QT_TRANSLATE_NOOP("ModePreview", "1 verify job"), QT_TRANSLATE_N_NOOP("ModePreview", "%n verify jobs")},
    {"prune", QT_TRANSLATE_NOOP("ModePreview", "1 prune job"), QT_TRANSLATE_N_NOOP("ModePreview", "%n prune jobs")},
    {"gc", QT_TRANSLATE_NOOP("ModePreview", "1 garbage collection"),
     QT_TRANSLATE_N_NOOP("ModePreview", "%n garbage collections")},
    {"sync-pull", QT_TRANSLATE_NOOP("ModePreview", "1 sync"), QT_TRANSLATE_N_NOOP("ModePreview", "%n syncs")},
    {"sync-push", QT_TRANSLATE_NOOP("ModePreview", "1 sync"), QT_TRANSLATE_N_NOOP("ModePreview", "%n syncs")},
    {"tape-backup", QT_TRANSLATE_NOOP("ModePreview", "1 tape backup"),
     QT_TRANSLATE_N_NOOP("ModePreview", "%n tape backups")},
    {"tape-restore", QT_TRANSLATE_NOOP("ModePreview", "1 tape restore"),
     QT_TRANSLATE_N_NOOP("ModePreview", "%n tape restores")},
    {"move", QT_TRANSLATE_NOOP("ModePreview", "1 move"), QT_TRANSLATE_N_NOOP("ModePreview", "%n moves")},
    {"~writer", QT_TRANSLATE_NOOP("ModePreview", "1 writer"), QT_TRANSLATE_N_NOOP("ModePreview", "%n writers")},
    {"~reader", QT_TRANSLATE_NOOP("ModePreview", "1 reader"), QT_TRANSLATE_N_NOOP("ModePreview", "%n readers")},
};

QString text(const char *key)
{
    return QCoreApplication::translate(context, key);
}

/// Sync in both directions reads the same, so kinds are counted by their words.
qsizetype wordsOf(const QString &kind)
{
    qsizetype index = 0;
    for (const JobWords &words : jobWords) {
        if (kind == QLatin1String(words.kind))
            return kind == u"sync-push" ? index - 1 : index;
        ++index;
    }
    return -1;
}

/// "1 backup, 2 writers": what would have to finish, as far as the processes are known.
QString listed(const StoreSnapshot &store, MaintenanceType type)
{
    QMap<qsizetype, qint64> counted;
    for (const Holder &holder : store.holders) {
        const OperationCounts counts{type == MaintenanceType::ReadOnly ? 0 : holder.counts.read, holder.counts.write};
        const qsizetype job = wordsOf(holder.job);
        counted[job >= 0 ? job : wordsOf(QStringLiteral("~writer"))] += counts.write;
        counted[job >= 0 ? job : wordsOf(QStringLiteral("~reader"))] += counts.read;
    }
    QStringList parts;
    for (auto it = counted.cbegin(); it != counted.cend(); ++it) {
        if (*it > 0)
            parts += pluralText(context, jobWords[it.key()].one, jobWords[it.key()].many, *it);
    }
    return parts.join(text(QT_TRANSLATE_NOOP("ModePreview", ", ")));
}

QString rule(MaintenanceType type)
{
    return type == MaintenanceType::ReadOnly ? text(
               QT_TRANSLATE_NOOP("ModePreview", "Reading goes on; new backups, prune and garbage collection will "
                                                "be refused."))
                                             : text(QT_TRANSLATE_NOOP("ModePreview", "Nothing new will be admitted."));
}

} // namespace

ModePreview modePreview(const StoreSnapshot &store, MaintenanceType type)
{
    if (type == MaintenanceType::None)
        return {text(QT_TRANSLATE_NOOP("ModePreview", "Normal use:")),
                text(QT_TRANSLATE_NOOP("ModePreview", "Every operation will be admitted."))};
    // What was read once, or can never be proven, is no number to go by.
    const QString unread = text(QT_TRANSLATE_NOOP("ModePreview", "What is running cannot be read."));
    if (store.state == DrainState::Stale)
        return {unread, rule(type)};
    if (!store.counts || store.state == DrainState::Unknown)
        return {unread, text(QT_TRANSLATE_NOOP("ModePreview", "The drain will show as unknown.")) + u' ' + rule(type)};
    const qint64 waiting = conflicts(type, *store.counts);
    if (waiting == 0)
        return {text(QT_TRANSLATE_NOOP("ModePreview", "No running operation has to finish.")), rule(type)};
    const QString headline =
        pluralText(context, QT_TRANSLATE_NOOP("ModePreview", "1 running operation must finish:"),
                   QT_TRANSLATE_N_NOOP("ModePreview", "%n running operations must finish:"), waiting);
    const QString what = listed(store, type);
    return {headline, what.isEmpty() ? rule(type) : what + QStringLiteral(". ") + rule(type)};
}

} // namespace Drydock

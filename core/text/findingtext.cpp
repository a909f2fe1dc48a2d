// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/text/findingtext.h"

#include "core/base/displaytext.h"
#include "core/text/duration.h"
#include "core/text/errortext.h"

#include <QCoreApplication>
#include <QHash>

#include <algorithm>
#include <iterator>

namespace Drydock {

namespace {

/// %1 is the subject, %2 the detail, %s the store, %l the line, %n the number and %p the process. No sentence: the
/// cause's; then its hint is the advice.
struct Row {
    FindingCode code;
    const char *sentence;
    const char *meaning;
    const char *advice;
};

const Row rows[] = {
    {FindingCode::Identity, QT_TRANSLATE_NOOP("FindingText", "Processes are judged in the namespace %2."), nullptr,
     nullptr},
    {FindingCode::BootIdUnknown, QT_TRANSLATE_NOOP("FindingText", "The kernel does not tell its boot id."),
     QT_TRANSLATE_NOOP("FindingText", "Entries from before a restart cannot be told from those of today; they count "
                                      "until their process ids are free."),
     QT_TRANSLATE_NOOP("FindingText", "Make /proc/sys/kernel/random/boot_id readable.")},
    {FindingCode::ProcForeign,
     QT_TRANSLATE_NOOP("FindingText", "/proc belongs to another process namespace than this program."),
     QT_TRANSLATE_NOOP("FindingText",
                       "Process ids mean nothing here: every state is unknown, and no operation is begun."),
     QT_TRANSLATE_NOOP("FindingText", "Mount a /proc of this namespace, or run the command outside the container.")},
    {FindingCode::ConfigReadable, QT_TRANSLATE_NOOP("FindingText", "%1 can be read; datastores: %n."), nullptr,
     nullptr},
    {FindingCode::ConfigMissing, QT_TRANSLATE_NOOP("FindingText", "There is no %1 yet."),
     QT_TRANSLATE_NOOP("FindingText", "That is the same as an empty list."),
     QT_TRANSLATE_NOOP("FindingText", "Add a datastore with drydockctl add.")},
    {FindingCode::ConfigUnreadable, nullptr,
     QT_TRANSLATE_NOOP("FindingText", "No mode is known: every state is unknown, and no operation is begun."), nullptr},
    {FindingCode::ConfigProblem, QT_TRANSLATE_NOOP("FindingText", "%1, line %l: %2."),
     QT_TRANSLATE_NOOP("FindingText", "The file as a whole is refused, by Proxmox Backup Server too: no operation is "
                                      "admitted on any datastore, and no mode can be set."),
     QT_TRANSLATE_NOOP("FindingText", "Correct that line.")},
    {FindingCode::ConfigWarning, QT_TRANSLATE_NOOP("FindingText", "%1, line %l: %2."),
     QT_TRANSLATE_NOOP("FindingText",
                       "It is kept and does no harm here; a program of another version may see it differently."),
     QT_TRANSLATE_NOOP("FindingText", "Correct that line if it is not meant so.")},
    {FindingCode::DuplicateStore,
     QT_TRANSLATE_NOOP("FindingText", "%1: two sections have the name %s; the last one begins in line %l."),
     QT_TRANSLATE_NOOP("FindingText", "The last one counts, and its mode cannot be set."),
     QT_TRANSLATE_NOOP("FindingText", "Remove one of the two sections by hand.")},
    {FindingCode::ReservedName, QT_TRANSLATE_NOOP("FindingText", "%1, line %l: the name %s ends in .lock."),
     QT_TRANSLATE_NOOP("FindingText", "Its tracking file would be another datastore's lock file: no operation is begun "
                                      "on it, and its state is unknown."),
     QT_TRANSLATE_NOOP("FindingText", "Give it another name.")},
    {FindingCode::UnknownMode,
     QT_TRANSLATE_NOOP("FindingText", "%s has a maintenance mode that Drydock does not know: %2."),
     QT_TRANSLATE_NOOP("FindingText", "Every operation on it is refused, and its state is unknown."),
     QT_TRANSLATE_NOOP("FindingText", "A newer program may have set it; drydockctl set --force leaves it.")},
    {FindingCode::StoreAbsent, nullptr,
     QT_TRANSLATE_NOOP("FindingText", "No operation is begun on it until it is back."), nullptr},
    {FindingCode::NotesUnreadable, nullptr,
     QT_TRANSLATE_NOOP("FindingText", "A disk that is gone cannot be told from an empty folder."),
     QT_TRANSLATE_NOOP("FindingText", "Move the file aside; drydockctl add writes a new one.")},
    {FindingCode::NoteStale,
     QT_TRANSLATE_NOOP("FindingText", "%1 has notes of datastores that are not in the list: %2."),
     QT_TRANSLATE_NOOP("FindingText",
                       "They are not looked at; a datastore that is added under such a name gets a new one."),
     nullptr},
    {FindingCode::FolderUsable, QT_TRANSLATE_NOOP("FindingText", "Operations are tracked in %1."), nullptr, nullptr},
    {FindingCode::FolderMissing, QT_TRANSLATE_NOOP("FindingText", "The folder %1 does not exist."),
     QT_TRANSLATE_NOOP("FindingText", "No operation is tracked there. On a site of your own the first one that needs "
                                      "it makes it; Proxmox Backup Server makes its own when it starts."),
     nullptr},
    {FindingCode::FolderUnusable, nullptr,
     QT_TRANSLATE_NOOP("FindingText", "Whether operations run is unknown for every datastore."), nullptr},
    {FindingCode::FolderOwner, QT_TRANSLATE_NOOP("FindingText", "The folder %1 belongs to a stranger: %2."),
     QT_TRANSLATE_NOOP(
         "FindingText",
         "Whoever owns it can write anything into it, so what stands there is not believed: every state is unknown."),
     QT_TRANSLATE_NOOP("FindingText", "Look who made it, then set its owner to that of the folder above it.")},
    {FindingCode::FolderNetwork,
     QT_TRANSLATE_NOOP("FindingText", "The folder %1 lies on a network or FUSE file system (%2)."),
     QT_TRANSLATE_NOOP(
         "FindingText",
         "Process ids of other machines mean nothing here: no operation is begun, and every state is unknown."),
     QT_TRANSLATE_NOOP("FindingText", "Use a site on a disk of this machine.")},
    {FindingCode::FolderMountedOver, QT_TRANSLATE_NOOP("FindingText", "A file system (%2) is mounted exactly at %1."),
     QT_TRANSLATE_NOOP(
         "FindingText",
         "Programs that opened the folder before the mount write into the one below, which is not seen from here."),
     QT_TRANSLATE_NOOP("FindingText",
                       "Mount it before anything uses the datastores, or restart the programs that do.")},
    {FindingCode::WrongOwner, QT_TRANSLATE_NOOP("FindingText", "%1 belongs to others than it should: %2."),
     QT_TRANSLATE_NOOP("FindingText", "Programs of the rightful owner or group may not be able to use it."),
     QT_TRANSLATE_NOOP("FindingText", "Set the owner with chown as shown behind the arrow.")},
    {FindingCode::WrongMode, QT_TRANSLATE_NOOP("FindingText", "%1 has other permissions than it should: %2."),
     QT_TRANSLATE_NOOP("FindingText", "Some who should use it may not be able to, or some who should not are."),
     QT_TRANSLATE_NOOP("FindingText", "Set the permissions with chmod as shown behind the arrow.")},
    {FindingCode::AccessTooWide, QT_TRANSLATE_NOOP("FindingText", "Everybody may write to %1: %2."),
     QT_TRANSLATE_NOOP("FindingText", "Any program on this machine can change modes or counts, or hold everything up."),
     QT_TRANSLATE_NOOP("FindingText", "Take the right from others: chmod o-w.")},
    {FindingCode::LockUnusable, nullptr,
     QT_TRANSLATE_NOOP("FindingText",
                       "Without that lock nothing can be proven and nothing changed: states stay unknown."),
     nullptr},
    {FindingCode::LockHeld, QT_TRANSLATE_NOOP("FindingText", "%1 is locked%p."),
     QT_TRANSLATE_NOOP("FindingText", "Somebody works with it right now; the others wait up to 10 s for it."),
     QT_TRANSLATE_NOOP("FindingText", "If it stays so, look what that program does.")},
    {FindingCode::LockHeldByStopped, QT_TRANSLATE_NOOP("FindingText", "%1 is locked by a process that is stopped%p."),
     QT_TRANSLATE_NOOP("FindingText", "Everybody else waits for it in vain."),
     QT_TRANSLATE_NOOP("FindingText", "Continue the process (kill -CONT) or end it.")},
    {FindingCode::Operations, QT_TRANSLATE_NOOP("FindingText", "%s: operations that run (reading + writing): %2."),
     nullptr, nullptr},
    {FindingCode::TrackingUnreadable, nullptr,
     QT_TRANSLATE_NOOP("FindingText",
                       "What runs on this datastore is unknown. Other datastores are not touched by it."),
     nullptr},
    {FindingCode::TrackingInvalid, QT_TRANSLATE_NOOP("FindingText", "%1 cannot be read: %2."),
     QT_TRANSLATE_NOOP("FindingText", "What runs on this datastore is unknown, and no operation is begun on it. Other "
                                      "datastores are not touched by it."),
     QT_TRANSLATE_NOOP("FindingText", "End what works on the datastore, then: drydockctl doctor --repair --forget %s")},
    {FindingCode::TrackingOfNoStore,
     QT_TRANSLATE_NOOP("FindingText", "%1 has files of datastores that are not in the list: %2."),
     QT_TRANSLATE_NOOP("FindingText",
                       "They count for nothing; a datastore that is added under such a name takes them over."),
     nullptr},
    {FindingCode::EntryDead, QT_TRANSLATE_NOOP("FindingText", "%s: entries of processes that have ended: %n (%2)."),
     QT_TRANSLATE_NOOP("FindingText", "They do not count; the next operation drops them."), nullptr},
    {FindingCode::EntryUnreaped,
     QT_TRANSLATE_NOOP("FindingText",
                       "%s: entries of processes that have ended and that their parents have not collected: %n (%2)."),
     QT_TRANSLATE_NOOP("FindingText", "They do not count."), nullptr},
    {FindingCode::EntryPidReused,
     QT_TRANSLATE_NOOP("FindingText", "%s: entries whose process ids belong to other processes now: %n (%2)."),
     QT_TRANSLATE_NOOP("FindingText",
                       "They do not count, since the start times differ; they go when those processes have ended."),
     nullptr},
    {FindingCode::EntryOtherBoot,
     QT_TRANSLATE_NOOP("FindingText", "%s: entries from before the last restart: %n (%2)."),
     QT_TRANSLATE_NOOP("FindingText", "They do not count; the next operation drops them."), nullptr},
    {FindingCode::EntryOtherNamespace,
     QT_TRANSLATE_NOOP("FindingText", "%s: entries of processes in another container: %n (%2)."),
     QT_TRANSLATE_NOOP("FindingText", "Whether they live cannot be seen from here, so they count for ever."),
     QT_TRANSLATE_NOOP("FindingText",
                       "Run the command in that container, or look there for what works on the datastore.")},
    {FindingCode::LeftoverDead,
     QT_TRANSLATE_NOOP("FindingText", "%1: temporary files that ended processes have left: %n (%2)."),
     QT_TRANSLATE_NOOP("FindingText", "They are never read."),
     QT_TRANSLATE_NOOP("FindingText", "drydockctl doctor --repair removes them.")},
    {FindingCode::LeftoverLiving,
     QT_TRANSLATE_NOOP("FindingText", "%1: temporary files of processes that live: %n (%2)."),
     QT_TRANSLATE_NOOP("FindingText", "They are being written, or their writer's process id has been given away."),
     nullptr},
    {FindingCode::LeftoverOther, QT_TRANSLATE_NOOP("FindingText", "%1: files that Drydock did not make: %n (%2)."),
     QT_TRANSLATE_NOOP("FindingText", "They are left alone."), nullptr},
    {FindingCode::KeptAside, QT_TRANSLATE_NOOP("FindingText", "%1: files that were kept aside: %n (%2)."),
     QT_TRANSLATE_NOOP("FindingText",
                       "They hold what a program without a lock had written, or what could not be read."),
     QT_TRANSLATE_NOOP("FindingText", "Look into them, then remove them.")},
    {FindingCode::CounterUsable, QT_TRANSLATE_NOOP("FindingText", "%1 can be raised; it stands at %2."), nullptr,
     nullptr},
    {FindingCode::CounterMissing, QT_TRANSLATE_NOOP("FindingText", "There is no version counter %1."),
     QT_TRANSLATE_NOOP("FindingText", "Where Proxmox Backup Server runs, modes are not set without it: its processes "
                                      "could go by the old one for 60 s."),
     QT_TRANSLATE_NOOP("FindingText", "Restart Proxmox Backup Server, which makes it.")},
    {FindingCode::CounterUnusable, nullptr,
     QT_TRANSLATE_NOOP("FindingText", "Modes are not set and no check mark is shown while Proxmox Backup Server runs."),
     nullptr},
    {FindingCode::CounterReplaced,
     QT_TRANSLATE_NOOP("FindingText", "%1 is not the file that a process of Proxmox Backup Server uses%p."),
     QT_TRANSLATE_NOOP("FindingText", "That process does not see that a mode has changed for up to 60 s."),
     QT_TRANSLATE_NOOP("FindingText", "Restart that process.")},
    {FindingCode::CounterNotMapped,
     QT_TRANSLATE_NOOP("FindingText", "Whether a process of Proxmox Backup Server uses %1 cannot be seen%p."),
     QT_TRANSLATE_NOOP("FindingText",
                       "Processes that have just started do not use it yet; others' are visible to root alone."),
     nullptr},
    {FindingCode::ClockBehind,
     QT_TRANSLATE_NOOP("FindingText", "This machine's clock is behind what stands in %1: %2."),
     QT_TRANSLATE_NOOP("FindingText", "Times in history and lists are wrong. No state or proof rests on them."),
     QT_TRANSLATE_NOOP("FindingText", "Set the clock.")},
    {FindingCode::ClockUnset, QT_TRANSLATE_NOOP("FindingText", "This machine's clock is not set: %2."),
     QT_TRANSLATE_NOOP("FindingText", "Times in history and lists are wrong. No state or proof rests on them."),
     QT_TRANSLATE_NOOP("FindingText", "Set the clock.")},
    {FindingCode::LogUnreadable, nullptr, QT_TRANSLATE_NOOP("FindingText", "Who set a mode, and when, is not shown."),
     nullptr},
    {FindingCode::LogLinesUnreadable, QT_TRANSLATE_NOOP("FindingText", "%1 has lines that cannot be read: %n."),
     QT_TRANSLATE_NOOP("FindingText", "They are skipped. A crash leaves one at most."), nullptr},
    {FindingCode::PbsTrusted,
     QT_TRANSLATE_NOOP("FindingText", "Proxmox Backup Server %1 records all its operations; processes: %n."), nullptr,
     nullptr},
    {FindingCode::PbsNotRunning, QT_TRANSLATE_NOOP("FindingText", "No process of Proxmox Backup Server runs."), nullptr,
     nullptr},
    {FindingCode::PbsOneProcessOnly,
     QT_TRANSLATE_NOOP("FindingText",
                       "Proxmox Backup Server %1 records the operations of one process alone; processes: %n."),
     QT_TRANSLATE_NOOP("FindingText",
                       "States are unknown as long as more than one of its processes could work on a datastore."),
     QT_TRANSLATE_NOOP("FindingText", "Upgrade it to 4.0.21 or newer.")},
    {FindingCode::PbsHidesOperations,
     QT_TRANSLATE_NOOP("FindingText", "Proxmox Backup Server %1 does not record all its operations%p."),
     QT_TRANSLATE_NOOP("FindingText", "States are unknown: its version is too old or not known, or a process goes on "
                                      "with an old one after an upgrade."),
     QT_TRANSLATE_NOOP("FindingText", "Upgrade it to 4.0.21 or newer, and restart it.")},
    {FindingCode::More, QT_TRANSLATE_NOOP("FindingText", "More findings of the kind %2: %n."), nullptr, nullptr},
};

const Row &rowOf(FindingCode code)
{
    const auto *row = std::find_if(std::begin(rows), std::end(rows), [code](const Row &r) { return r.code == code; });
    return row == std::end(rows) ? rows[0] : *row;
}

QString text(const char *key)
{
    return key == nullptr ? QString() : QCoreApplication::translate("FindingText", key);
}

/// " by borg create …, process 812, which started at 14:02"
QString processText(const FindingProcess &process, qint64 now)
{
    const QString pid = QString::number(process.pid);
    const QString command = escapedForDisplay(process.command);
    if (process.command.isEmpty())
        return text(QT_TRANSLATE_NOOP("FindingText", " (process %1)")).arg(pid);
    if (!process.startedAt)
        return text(QT_TRANSLATE_NOOP("FindingText", " (process %1: %2)")).arg(pid, command);
    return text(QT_TRANSLATE_NOOP("FindingText", " (process %1, running since %3: %2)"))
        .arg(pid, command, momentText(*process.startedAt, now));
}

/// PBS's words come with or without a full stop.
QString fragment(const QString &words)
{
    QString result = escapedForDisplay(words);
    while (result.endsWith(u'.'))
        result.chop(1);
    return result;
}

/// In one pass: what is filled in may look like a place to fill.
QString filled(const QString &sentence, const QHash<QChar, QString> &values)
{
    QString result;
    for (qsizetype at = 0; at < sentence.size(); ++at) {
        const bool isPlace = sentence[at] == u'%' && at + 1 < sentence.size() && values.contains(sentence[at + 1]);
        if (isPlace)
            result += values.value(sentence[++at]);
        else
            result += sentence[at];
    }
    return result;
}

QString filled(const char *sentence, const Finding &finding, qint64 now)
{
    return filled(text(sentence), {{u'1', escapedForDisplay(finding.subject)},
                                   {u'2', fragment(finding.detail)},
                                   {u's', escapedForDisplay(finding.store)},
                                   {u'l', QString::number(finding.line)},
                                   {u'n', QString::number(finding.count)},
                                   {u'p', finding.process ? processText(*finding.process, now) : QString()}});
}

} // namespace

QString findingText(const Finding &finding, qint64 now)
{
    const Row &row = rowOf(finding.code);
    if (row.sentence == nullptr)
        return finding.cause ? errorText(*finding.cause) : escapedForDisplay(finding.subject);
    return filled(row.sentence, finding, now);
}

QString findingMeaning(const Finding &finding)
{
    return text(rowOf(finding.code).meaning);
}

QString findingAdvice(const Finding &finding)
{
    const Row &row = rowOf(finding.code);
    if (row.advice == nullptr && row.sentence == nullptr && finding.cause)
        return errorHint(*finding.cause);
    return filled(row.advice, finding, 0);
}

QString severityText(Severity severity)
{
    switch (severity) {
    case Severity::Ok:
        return text(QT_TRANSLATE_NOOP("FindingText", "good"));
    case Severity::Info:
        return text(QT_TRANSLATE_NOOP("FindingText", "note"));
    case Severity::Warning:
        return text(QT_TRANSLATE_NOOP("FindingText", "warning"));
    case Severity::Error:
        break;
    }
    return text(QT_TRANSLATE_NOOP("FindingText", "error"));
}

} // namespace Drydock

// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/text/errortext.h"

#include "core/base/displaytext.h"
#include "core/maintenance/maintenancemode.h"
#include "core/maintenance/refusal.h"
#include "core/text/duration.h"
#include "core/text/statetext.h"

#include <QCoreApplication>
#include <QDateTime>

#include <algorithm>
#include <iterator>

namespace Drydock {

namespace {

struct Row {
    ErrorCode code;
    const char *sentence; ///< %1 is the subject; the cause follows after a colon
    const char *hint;
};

const Row rows[] = {
    {ErrorCode::Io, QT_TRANSLATE_NOOP("ErrorText", "%1 could not be used"), nullptr},
    {ErrorCode::PermissionDenied, QT_TRANSLATE_NOOP("ErrorText", "There is no permission for %1"),
     QT_TRANSLATE_NOOP("ErrorText", "Run the command as root or as a member of the group that owns the files.")},
    {ErrorCode::NoSpace, QT_TRANSLATE_NOOP("ErrorText", "There is no space left for %1"),
     QT_TRANSLATE_NOOP("ErrorText", "Nothing was changed. Make room there, then try again.")},
    {ErrorCode::ReadOnlyFileSystem, QT_TRANSLATE_NOOP("ErrorText", "%1 lies on a read-only file system"),
     QT_TRANSLATE_NOOP("ErrorText", "Nothing was changed. Mount it writable, then try again.")},
    {ErrorCode::NotFound, QT_TRANSLATE_NOOP("ErrorText", "%1 does not exist"), nullptr},
    {ErrorCode::UnsafeFile,
     QT_TRANSLATE_NOOP("ErrorText", "%1 is not what it must be, a plain file or folder without links"),
     QT_TRANSLATE_NOOP("ErrorText", "Look who put it there, then move it aside.")},
    {ErrorCode::TooLarge, QT_TRANSLATE_NOOP("ErrorText", "%1 is larger than allowed"), nullptr},
    {ErrorCode::ChangedWhileReading, QT_TRANSLATE_NOOP("ErrorText", "%1 changed again and again while it was read"),
     QT_TRANSLATE_NOOP("ErrorText", "Try again when no other program writes it.")},
    {ErrorCode::LockTimeout, nullptr,
     QT_TRANSLATE_NOOP("ErrorText", "Wait until the other program is done, then try again.")},
    {ErrorCode::ConfigInvalid, nullptr,
     QT_TRANSLATE_NOOP("ErrorText", "Correct that line. Until then no operation is admitted and no mode can be set.")},
    {ErrorCode::ConfigChanged,
     QT_TRANSLATE_NOOP("ErrorText", "%1 was changed again and again by a program that takes no lock"),
     QT_TRANSLATE_NOOP("ErrorText", "Close the editor that has it open, then try again.")},
    {ErrorCode::KeptAside, QT_TRANSLATE_NOOP("ErrorText", "What another program had written is kept as %1"),
     QT_TRANSLATE_NOOP("ErrorText", "Compare it with the configuration, then remove it.")},
    {ErrorCode::NoSuchStore, QT_TRANSLATE_NOOP("ErrorText", "There is no datastore %1"),
     QT_TRANSLATE_NOOP("ErrorText", "Check the name: upper and lower case differ.")},
    {ErrorCode::DuplicateStore,
     QT_TRANSLATE_NOOP("ErrorText", "%1 stands twice in the configuration and is not changed"),
     QT_TRANSLATE_NOOP("ErrorText", "Remove one of the two sections by hand.")},
    {ErrorCode::StoreExists, QT_TRANSLATE_NOOP("ErrorText", "There is a datastore %1 already"),
     QT_TRANSLATE_NOOP("ErrorText", "Choose another name.")},
    {ErrorCode::InvalidStoreName, QT_TRANSLATE_NOOP("ErrorText", "%1 cannot be the name of a datastore"),
     QT_TRANSLATE_NOOP("ErrorText", "A name has 3 to 32 letters, digits, dots, hyphens and underscores, does not start "
                                    "with a dot or hyphen and does not end in .lock.")},
    {ErrorCode::InvalidPath, QT_TRANSLATE_NOOP("ErrorText", "%1 cannot be the folder of a datastore"),
     QT_TRANSLATE_NOOP("ErrorText", "Give the absolute path of a folder that exists.")},
    {ErrorCode::InvalidComment, QT_TRANSLATE_NOOP("ErrorText", "This comment cannot be stored"),
     QT_TRANSLATE_NOOP("ErrorText", "A comment is one line of at most 128 characters.")},
    {ErrorCode::InvalidMessage, nullptr,
     QT_TRANSLATE_NOOP("ErrorText", "A message is one line of at most 64 characters.")},
    {ErrorCode::InvalidMode, QT_TRANSLATE_NOOP("ErrorText", "The maintenance mode of %1 cannot be read"), nullptr},
    {ErrorCode::UnknownModeType,
     QT_TRANSLATE_NOOP("ErrorText", "The maintenance mode of %1 is of a type that Drydock does not know"),
     QT_TRANSLATE_NOOP("ErrorText", "A newer program may have set it. It is left with drydockctl set --force only.")},
    {ErrorCode::InternalModeType,
     QT_TRANSLATE_NOOP("ErrorText", "%1 was not changed: only read-only, offline and none can be set"), nullptr},
    {ErrorCode::TransitionRefused, QT_TRANSLATE_NOOP("ErrorText", "%1 is being deleted; its mode cannot be changed"),
     nullptr},
    {ErrorCode::ModeChanged, nullptr, QT_TRANSLATE_NOOP("ErrorText", "Look at the present mode, then decide again.")},
    {ErrorCode::ModeIsSet, QT_TRANSLATE_NOOP("ErrorText", "%1 is in maintenance mode"),
     QT_TRANSLATE_NOOP("ErrorText", "Clear the mode first.")},
    {ErrorCode::StoreBusy, QT_TRANSLATE_NOOP("ErrorText", "Operations are still running on %1"),
     QT_TRANSLATE_NOOP("ErrorText", "Wait until they have ended, then try again.")},
    {ErrorCode::Refused, nullptr, QT_TRANSLATE_NOOP("ErrorText", "Try again when the mode has been cleared.")},
    {ErrorCode::NotMounted, QT_TRANSLATE_NOOP("ErrorText", "%1 is not mounted"),
     QT_TRANSLATE_NOOP("ErrorText", "Mount its disk, then try again.")},
    {ErrorCode::TrackingInvalid, QT_TRANSLATE_NOOP("ErrorText", "The running operations cannot be read from %1"),
     QT_TRANSLATE_NOOP("ErrorText", "What runs there is not known. drydockctl doctor says what to do about the file.")},
    {ErrorCode::TrackingFolderMissing,
     QT_TRANSLATE_NOOP("ErrorText", "The folder of running operations, %1, is missing or not usable"),
     QT_TRANSLATE_NOOP("ErrorText", "Proxmox Backup Server makes its own at start; elsewhere setting a mode does.")},
    {ErrorCode::NetworkFileSystem, QT_TRANSLATE_NOOP("ErrorText", "%1 lies on a network or FUSE file system"),
     QT_TRANSLATE_NOOP("ErrorText",
                       "Operations of other computers cannot be seen there: use a folder on a local disk.")},
    {ErrorCode::ForeignProcFs, QT_TRANSLATE_NOOP("ErrorText", "/proc shows another namespace's processes"),
     QT_TRANSLATE_NOOP("ErrorText", "Mount /proc anew in this namespace.")},
    {ErrorCode::CounterUnusable, QT_TRANSLATE_NOOP("ErrorText", "PBS's version counter %1 cannot be used"),
     QT_TRANSLATE_NOOP("ErrorText", "With --force the mode is set all the same; PBS may then miss it for 60 seconds.")},
    {ErrorCode::ManagedByPbs,
     QT_TRANSLATE_NOOP("ErrorText", "The datastores here are managed by Proxmox Backup Server"),
     QT_TRANSLATE_NOOP("ErrorText", "Use proxmox-backup-manager datastore.")},
    {ErrorCode::SiteUnusable, QT_TRANSLATE_NOOP("ErrorText", "There is no usable site at %1"), nullptr},
    {ErrorCode::HiddenOperations,
     QT_TRANSLATE_NOOP("ErrorText", "This Proxmox Backup Server does not record every operation"),
     QT_TRANSLATE_NOOP("ErrorText", "Versions from 4.0.21 on do.")},
    {ErrorCode::Cancelled, QT_TRANSLATE_NOOP("ErrorText", "Cancelled"), nullptr},
    {ErrorCode::TimedOut, QT_TRANSLATE_NOOP("ErrorText", "%1 did not answer in time"), nullptr},
};

QString text(const char *key)
{
    return QCoreApplication::translate("ErrorText", key);
}

const Row &rowOf(ErrorCode code)
{
    const auto *row = std::find_if(std::begin(rows), std::end(rows), [code](const Row &r) { return r.code == code; });
    return row == std::end(rows) ? rows[0] : *row;
}

/// The subject as one can tell it from the sentence around it.
QString subjectText(const Error &error)
{
    const QString subject = escapedForDisplay(error.subject);
    const bool plain = !subject.isEmpty() && !subject.contains(u' ') && !subject.endsWith(u'.');
    return plain ? subject : QStringLiteral("\"%1\"").arg(subject);
}

/// PBS's words come with or without a full stop.
QString fragment(const QString &words)
{
    QString result = escapedForDisplay(words.trimmed());
    while (result.endsWith(u'.'))
        result.chop(1);
    return result;
}

/// The words of the system's error, unless the code says it already.
QString systemText(const Error &error)
{
    switch (error.code) {
    case ErrorCode::PermissionDenied:
    case ErrorCode::NoSpace:
    case ErrorCode::ReadOnlyFileSystem:
    case ErrorCode::NotFound:
        return {};
    default:
        return error.systemError != 0 ? qt_error_string(error.systemError) : QString();
    }
}

/// Nothing where the sentence says it already.
QString detailText(const Error &error)
{
    const bool said = error.code == ErrorCode::TransitionRefused || error.code == ErrorCode::InternalModeType;
    return said ? QString() : fragment(error.detail);
}

QString withCause(const QString &sentence, const Error &error)
{
    const QString system = systemText(error);
    const QString detail = detailText(error);
    const QString cause = system.isEmpty()   ? detail
                          : detail.isEmpty() ? system
                                             : QStringLiteral("%1 (%2)").arg(detail, system);
    const bool named = sentence.contains(QLatin1String("%1"));
    const QString start = named ? sentence.arg(subjectText(error)) : sentence;
    return cause.isEmpty() ? start + u'.' : QStringLiteral("%1: %2.").arg(start, cause);
}

QString configText(const Error &error)
{
    if (error.line <= 0)
        return withCause(text(QT_TRANSLATE_NOOP("ErrorText", "%1 cannot be read")), error);
    const QString place = text(QT_TRANSLATE_NOOP("ErrorText", "%1, line %2, cannot be read"))
                              .arg(subjectText(error), QString::number(error.line));
    const QString reason = fragment(error.detail);
    return reason.isEmpty() ? place + u'.' : QStringLiteral("%1: %2.").arg(place, reason);
}

QString lockText(const Error &error)
{
    const QString subject = subjectText(error);
    if (error.detail.isEmpty())
        return text(QT_TRANSLATE_NOOP("ErrorText", "%1 was not free in time.")).arg(subject);
    return text(QT_TRANSLATE_NOOP("ErrorText", "%1 was not free in time: it is in use by %2."))
        .arg(subject, fragment(error.detail));
}

QString messageText(const Error &error)
{
    if (error.detail == QLatin1String("length"))
        return text(QT_TRANSLATE_NOOP("ErrorText", "The message is longer than %1 characters."))
            .arg(messageLengthLimit);
    return text(QT_TRANSLATE_NOOP("ErrorText", "The message holds a line break or another control character."));
}

QString modeChangedText(const Error &error)
{
    const QString subject = subjectText(error);
    if (error.detail.isEmpty())
        return text(QT_TRANSLATE_NOOP("ErrorText", "%1 was changed meanwhile: it has no mode now.")).arg(subject);
    const auto mode = MaintenanceMode::parse(error.detail);
    return text(QT_TRANSLATE_NOOP("ErrorText", "%1 was changed meanwhile: its mode is %2 now."))
        .arg(subject, mode ? modeWithMessage(*mode) : escapedForDisplay(error.detail));
}

/// What PBS's reason says of the store, and the message behind it.
QString refusalSentence(const QString &store, const QString &reason)
{
    static const struct {
        QLatin1String prefix;
        const char *sentence;
    } sentences[] = {
        {QLatin1String("offline maintenance mode:"), QT_TRANSLATE_NOOP("ErrorText", "%1 is offline")},
        {QLatin1String("read-only maintenance mode:"), QT_TRANSLATE_NOOP("ErrorText", "%1 is read-only")},
        {QLatin1String("S3 refresh maintenance mode:"),
         QT_TRANSLATE_NOOP("ErrorText", "%1 is being refreshed from S3")},
        {QLatin1String("datastore is being unmounted"), QT_TRANSLATE_NOOP("ErrorText", "%1 is being unmounted")},
        {QLatin1String("datastore is being deleted"), QT_TRANSLATE_NOOP("ErrorText", "%1 is being deleted")},
    };
    for (const auto &row : sentences) {
        if (!reason.startsWith(row.prefix))
            continue;
        const QString message = escapedForDisplay(reason.mid(row.prefix.size()).trimmed());
        const QString sentence = text(row.sentence).arg(store);
        return message.isEmpty() ? sentence : QStringLiteral("%1: %2").arg(sentence, message);
    }
    return text(QT_TRANSLATE_NOOP("ErrorText", "%1 refuses this operation: %2")).arg(store, fragment(reason));
}

QString refusedText(const Error &error)
{
    const Refusal refusal = Refusal::fromDetail(error.detail);
    const QString sentence = refusalSentence(subjectText(error), refusal.reason);
    if (!refusal.since)
        return sentence + u'.';
    const qint64 now = QDateTime::currentSecsSinceEpoch();
    return text(QT_TRANSLATE_NOOP("ErrorText", "%1 (set by %2 %3)."))
        .arg(sentence, escapedForDisplay(refusal.who), momentText(*refusal.since, now));
}

} // namespace

QString errorText(const Error &error)
{
    switch (error.code) {
    case ErrorCode::ConfigInvalid:
        return configText(error);
    case ErrorCode::LockTimeout:
        return lockText(error);
    case ErrorCode::InvalidMessage:
        return messageText(error);
    case ErrorCode::ModeChanged:
        return modeChangedText(error);
    case ErrorCode::Refused:
        return refusedText(error);
    default:
        return withCause(text(rowOf(error.code).sentence), error);
    }
}

QString warningText(const Error &warning)
{
    if (warning.code != ErrorCode::ConfigInvalid || warning.line <= 0)
        return errorText(warning);
    return text(QT_TRANSLATE_NOOP("ErrorText", "%1, line %2: %3."))
        .arg(escapedForDisplay(warning.subject), QString::number(warning.line), fragment(warning.detail));
}

QString errorHint(const Error &error)
{
    const char *hint = rowOf(error.code).hint;
    return hint == nullptr ? QString() : text(hint);
}

bool isRetryable(ErrorCode code)
{
    switch (code) {
    case ErrorCode::NoSpace:
    case ErrorCode::ChangedWhileReading:
    case ErrorCode::LockTimeout:
    case ErrorCode::ConfigChanged:
    case ErrorCode::StoreBusy:
    case ErrorCode::Refused:
    case ErrorCode::NotMounted:
    case ErrorCode::TimedOut:
        return true;
    default:
        return false;
    }
}

} // namespace Drydock

// SPDX-License-Identifier: GPL-3.0-or-later
//
// pbspeer FOLDER: changes tracking files as Proxmox Backup Server does. One line in, one line out:
//   add STORE read|write N     adds N, which may be negative, to its own entry     R W, its counts then
//   pairs STORE N              adds and takes back 1, N times                      done
// It locks with a fresh descriptor and a blocking flock, knows four keys and drops all others, tells entries apart by
// pid alone, and drops those whose process it cannot see.
#include <QByteArrayList>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

#include <iostream>
#include <string>

#include <fcntl.h>
#include <stdlib.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

namespace {

/// The start time of a process, below zero if it has ended.
qint64 startTimeOf(qint64 pid)
{
    QFile file(QStringLiteral("/proc/%1/stat").arg(pid));
    if (!file.open(QIODevice::ReadOnly))
        return -1;
    const QByteArray text = file.readAll();
    const QByteArrayList fields = text.mid(text.lastIndexOf(')') + 2).split(' ');
    return fields.value(0) == "Z" ? -1 : fields.value(19).toLongLong();
}

QByteArray read(const QByteArray &path)
{
    QFile file(QFile::decodeName(path));
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray("[]");
}

bool replace(const QByteArray &path, const QByteArray &bytes)
{
    QByteArray temporary = path + ".tmp_XXXXXX";
    const int descriptor = ::mkostemp(temporary.data(), O_CLOEXEC);
    const bool written = descriptor >= 0 && ::fchmod(descriptor, 0660) == 0
                         && ::write(descriptor, bytes.constData(), size_t(bytes.size())) == bytes.size();
    ::close(descriptor);
    return written && ::rename(temporary.constData(), path.constData()) == 0;
}

QByteArray entryText(qint64 pid, qint64 startTime, const QJsonObject &counts)
{
    return "{\"pid\":" + QByteArray::number(pid) + ",\"starttime\":" + QByteArray::number(startTime)
           + ",\"active_operations\":{\"read\":" + QByteArray::number(counts.value(u"read").toInteger())
           + ",\"write\":" + QByteArray::number(counts.value(u"write").toInteger()) + "}}";
}

QByteArray update(const QByteArray &path, const QString &kind, int delta)
{
    const int lock = ::open((path + ".lock").constData(), O_RDWR | O_APPEND | O_CREAT | O_CLOEXEC, 0660);
    if (::flock(lock, LOCK_EX) != 0)
        return "no lock";
    QByteArrayList entries;
    QByteArray answer;
    for (const QJsonValue &value : QJsonDocument::fromJson(read(path)).array()) {
        const QJsonObject entry = value.toObject();
        const qint64 pid = entry.value(u"pid").toInteger();
        QJsonObject counts = entry.value(u"active_operations").toObject();
        const qint64 startTime = startTimeOf(pid);
        if (startTime < 0)
            continue;
        if (pid == ::getpid()) {
            counts.insert(kind, counts.value(kind).toInteger() + delta);
            answer = QByteArray::number(counts.value(u"read").toInteger()) + ' '
                     + QByteArray::number(counts.value(u"write").toInteger());
        }
        entries.append(entryText(pid, entry.value(u"starttime").toInteger(), counts));
    }
    if (answer.isEmpty()) {
        QJsonObject counts;
        counts.insert(kind, 1);
        entries.append(entryText(::getpid(), startTimeOf(::getpid()), counts));
        answer = kind == u"read" ? "1 0" : "0 1";
    }
    if (!replace(path, '[' + entries.join(',') + ']'))
        answer = "not written";
    ::close(lock);
    return answer;
}

QByteArray obey(const QByteArray &folder, const QByteArrayList &words)
{
    const QByteArray path = folder + '/' + words.value(1);
    if (words.value(0) == "add")
        return update(path, QString::fromUtf8(words.value(2)), words.value(3).toInt());
    if (words.value(0) != "pairs")
        return "unknown command";
    for (int i = 0; i < words.value(2).toInt(); ++i) {
        update(path, QStringLiteral("write"), 1);
        update(path, QStringLiteral("write"), -1);
    }
    return "done";
}

} // namespace

int main(int argc, char **argv)
{
    const QByteArray folder(argc > 1 ? argv[1] : "");
    for (std::string line; std::getline(std::cin, line);)
        std::cout << obey(folder, QByteArray::fromStdString(line).split(' ')).constData() << std::endl;
    return 0;
}

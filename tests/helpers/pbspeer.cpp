// SPDX-License-Identifier: GPL-3.0-or-later
//
// pbspeer TRACKINGFOLDER [GENERATION CONFIGFOLDER [COUNTERFILE]]: works on a site's files as Proxmox Backup Server
// does. One line in, one line out:
//   add STORE read|write N     adds N, which may be negative, to its own entry     R W, its counts then
//   pairs STORE N              adds and takes back 1, N times                      done
// and with a config folder, which makes it look at the mode first:
//   check STORE read|write     looks, and keeps the config lock if it may          admitted | refused | no lock
//   register                   what was checked, and lets go of the lock           R W
//   begin STORE read|write     both                                                R W | refused | no lock
//   lookups STORE N            begins and ends N times                             admitted A refused R
//   later SECONDS              that much time has passed for it                    later
// It locks with a fresh descriptor and a blocking flock, knows four keys and drops all others, tells entries apart by
// pid alone, drops those whose process it cannot see, and makes an entry that it misses with 1, whatever is to be
// added. Generations:
//   2.2   lets go of every lock as soon as it has it, and knows no config lock
//   2.3   holds both; reads the config each time
//   3.1   as 2.3, and makes an entry of its own only in a file that lists nobody
//   4.0   as 2.3
//   4.1   goes by its last parse of the config while COUNTERFILE's number is the same, for 60 s (the newest)
#include <QByteArrayList>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

#include <cstring>
#include <iostream>
#include <optional>
#include <string>

#include <fcntl.h>
#include <stdlib.h>
#include <sys/file.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

namespace {

constexpr qint64 cacheLimit = 60;

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

QByteArray read(const QByteArray &path, const QByteArray &missing)
{
    QFile file(QFile::decodeName(path));
    return file.open(QIODevice::ReadOnly) ? file.readAll() : missing;
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

QByteArray countsText(const QJsonObject &counts)
{
    return QByteArray::number(counts.value(u"read").toInteger()) + ' '
           + QByteArray::number(counts.value(u"write").toInteger());
}

/// A lock until the object's end.
class Lock
{
public:
    explicit Lock(const QByteArray &path)
        : m_descriptor(::open(path.constData(), O_RDWR | O_APPEND | O_CREAT | O_CLOEXEC, 0660))
        , m_isHeld(::flock(m_descriptor, LOCK_EX) == 0)
    {
    }
    ~Lock() { letGo(); }
    Lock(const Lock &) = delete;
    Lock &operator=(const Lock &) = delete;

    [[nodiscard]] bool isHeld() const { return m_isHeld; }
    void letGo()
    {
        if (m_descriptor >= 0)
            ::close(m_descriptor);
        m_descriptor = -1;
    }

private:
    int m_descriptor;
    bool m_isHeld;
};

/// The number at offset 24, mapped as PBS maps it.
quint64 counterIn(const QByteArray &path)
{
    const int descriptor = ::open(path.constData(), O_RDONLY | O_CLOEXEC);
    void *const map = ::mmap(nullptr, 4096, PROT_READ, MAP_SHARED, descriptor, 0);
    ::close(descriptor);
    if (map == MAP_FAILED)
        return 0;
    quint64 number = 0;
    std::memcpy(&number, static_cast<char *>(map) + 24, sizeof number);
    ::munmap(map, 4096);
    return number;
}

/// The type of the mode that a section of a config has, empty for none.
QByteArray modeIn(const QByteArray &config, const QByteArray &store)
{
    bool isMine = false;
    for (const QByteArray &line : config.split('\n')) {
        if (!line.startsWith('\t'))
            isMine = line == "datastore: " + store;
        else if (isMine && line.startsWith("\tmaintenance-mode "))
            return line.mid(18).split(',').first().replace("type=", "");
    }
    return {};
}

class Peer
{
public:
    explicit Peer(const QByteArrayList &arguments)
        : m_folder(arguments.value(0))
        , m_generation(arguments.value(1, "4.1"))
        , m_configFolder(arguments.value(2))
        , m_counter(arguments.value(3))
    {
    }

    QByteArray obey(const QByteArrayList &words);

private:
    QByteArray update(const QByteArray &store, const QString &kind, int delta) const;
    QByteArray check(const QByteArray &store, const QString &kind);
    QByteArray registerChecked();
    QByteArray lookups(const QByteArray &store, int times);
    QByteArray config();

    const QByteArray m_folder;
    const QByteArray m_generation;
    const QByteArray m_configFolder;
    const QByteArray m_counter;

    struct Cache {
        quint64 number = 0;
        qint64 readAt = 0;
        QByteArray config;
    };
    std::optional<Cache> m_cache;
    qint64 m_now = 0;

    QByteArray m_store; ///< that was checked,
    QString m_kind; ///< for this
    std::optional<Lock> m_configLock;
};

QByteArray Peer::update(const QByteArray &store, const QString &kind, int delta) const
{
    const QByteArray path = m_folder + '/' + store;
    Lock lock(path + ".lock");
    if (!lock.isHeld())
        return "no lock";
    if (m_generation == "2.2")
        lock.letGo();
    QByteArrayList entries;
    std::optional<QJsonObject> own;
    for (const QJsonValue &value : QJsonDocument::fromJson(read(path, "[]")).array()) {
        const QJsonObject entry = value.toObject();
        const qint64 pid = entry.value(u"pid").toInteger();
        QJsonObject counts = entry.value(u"active_operations").toObject();
        if (startTimeOf(pid) < 0)
            continue;
        if (pid == ::getpid()) {
            counts.insert(kind, counts.value(kind).toInteger() + delta);
            own = counts;
        }
        entries.append(entryText(pid, entry.value(u"starttime").toInteger(), counts));
    }
    const bool isHidden = m_generation == "3.1" && !entries.isEmpty();
    if (!own && !isHidden) {
        own = QJsonObject{{kind, 1}};
        entries.append(entryText(::getpid(), startTimeOf(::getpid()), *own));
    }
    if (!replace(path, '[' + entries.join(',') + ']'))
        return "not written";
    return countsText(own.value_or(QJsonObject()));
}

QByteArray Peer::config()
{
    const QByteArray path = m_configFolder + "/datastore.cfg";
    if (m_generation != "4.1")
        return read(path, {});
    const quint64 number = counterIn(m_counter);
    if (!m_cache || m_cache->number != number || m_now - m_cache->readAt >= cacheLimit)
        m_cache = Cache{number, m_now, read(path, {})};
    return m_cache->config;
}

QByteArray Peer::check(const QByteArray &store, const QString &kind)
{
    if (m_generation != "2.2") {
        m_configLock.emplace(m_configFolder + "/.datastore.lck");
        if (!m_configLock->isHeld())
            return "no lock";
    }
    const QByteArray mode = modeIn(config(), store);
    if (!mode.isEmpty() && (mode != "read-only" || kind == u"write")) {
        m_configLock.reset();
        return "refused";
    }
    m_store = store;
    m_kind = kind;
    return "admitted";
}

QByteArray Peer::registerChecked()
{
    const QByteArray counts = update(m_store, m_kind, 1);
    m_configLock.reset();
    return counts;
}

QByteArray Peer::lookups(const QByteArray &store, int times)
{
    int admitted = 0;
    for (int i = 0; i < times; ++i) {
        if (check(store, QStringLiteral("write")) != "admitted")
            continue;
        registerChecked();
        update(store, QStringLiteral("write"), -1);
        ++admitted;
    }
    return "admitted " + QByteArray::number(admitted) + " refused " + QByteArray::number(times - admitted);
}

QByteArray Peer::obey(const QByteArrayList &words)
{
    const QByteArray &order = words.first();
    const QByteArray store = words.value(1);
    const QString kind = QString::fromUtf8(words.value(2));
    if (order == "add")
        return update(store, kind, words.value(3).toInt());
    if (order == "check")
        return check(store, kind);
    if (order == "register")
        return registerChecked();
    if (order == "lookups")
        return lookups(store, words.value(2).toInt());
    if (order == "begin") {
        const QByteArray answer = check(store, kind);
        return answer == "admitted" ? registerChecked() : answer;
    }
    if (order == "later") {
        m_now += store.toLongLong();
        return order;
    }
    if (order != "pairs")
        return "unknown command";
    for (int i = 0; i < words.value(2).toInt(); ++i) {
        update(store, QStringLiteral("write"), 1);
        update(store, QStringLiteral("write"), -1);
    }
    return "done";
}

} // namespace

int main(int argc, char **argv)
{
    QByteArrayList arguments;
    for (int i = 1; i < argc; ++i)
        arguments.append(argv[i]);
    Peer peer(arguments);
    for (std::string line; std::getline(std::cin, line);)
        std::cout << peer.obey(QByteArray::fromStdString(line).split(' ')).constData() << std::endl;
    return 0;
}

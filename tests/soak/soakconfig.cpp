// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/soak/soakconfig.h"

#include "tests/support/testsite.h"

#include <QByteArrayList>

#include <cstdio>

#include <unistd.h>

namespace Drydock {

namespace {

const QByteArray header = QByteArrayLiteral("datastore: disk");
const QByteArray modeKey = QByteArrayLiteral("\tmaintenance-mode ");
const QByteArray pathKey = QByteArrayLiteral("\tpath ");

/// Of a message that may stand last or before other keys, quoted or not.
QByteArray messageOf(const QByteArray &value)
{
    const qsizetype at = value.indexOf("message=");
    return at < 0 ? QByteArray() : value.mid(at + 8);
}

} // namespace

QByteArray soakStoreName(quint32 store)
{
    return "disk" + QByteArray::number(store);
}

quint64 modeNumber(const QByteArray &message)
{
    return message.startsWith('m') ? message.mid(1).toULongLong() : 0;
}

SoakConfig SoakConfig::read(const QByteArray &path)
{
    SoakConfig config;
    Store *store = nullptr;
    for (const QByteArray &line : TestSite::read(path).split('\n')) {
        if (line.startsWith(header)) {
            store = &config.stores.at(line.mid(header.size()).toUInt());
        } else if (store != nullptr && line.startsWith(modeKey)) {
            const QByteArray value = line.mid(modeKey.size());
            store->mode = value.startsWith("offline") ? SoakMode::Offline : SoakMode::ReadOnly;
            store->number = modeNumber(messageOf(value));
        } else if (store != nullptr && line.startsWith(pathKey)) {
            store->path = line.mid(pathKey.size());
        }
    }
    for (const Store &each : config.stores) {
        if (each.path.isEmpty())
            qFatal("soak: %s is not whole:\n%s", path.constData(), TestSite::read(path).constData()); // I-07
    }
    return config;
}

QByteArray SoakConfig::text(quint64 comment) const
{
    QByteArrayList sections;
    for (quint32 i = 0; i < stores.size(); ++i) {
        const Store &store = stores.at(i);
        QByteArray section = header + QByteArray::number(i) + "\n\tcomment edit " + QByteArray::number(comment) + '\n';
        if (store.mode != SoakMode::Open) {
            section += modeKey + (store.mode == SoakMode::Offline ? "offline" : "read-only") + ",message=m"
                       + QByteArray::number(store.number) + '\n';
        }
        sections.append(section + pathKey + store.path + '\n');
    }
    return sections.join('\n');
}

void SoakConfig::edit(SoakBoard *board, const QByteArray &path, int store, SoakMode mode)
{
    SoakConfig config = read(path);
    const quint64 serial = ++board->modes;
    if (store >= 0) {
        Store &changed = config.stores.at(static_cast<quint32>(store));
        changed.mode = mode;
        changed.number = mode == SoakMode::Open ? 0 : serial;
    }
    const QByteArray beside = path + ".edit-" + QByteArray::number(serial);
    TestSite::write(beside, config.text(serial));

    std::array<quint64, SoakBoard::stores> calls{};
    SoakEvent event;
    for (quint32 i = 0; i < config.stores.size(); ++i) {
        event = {SoakEvent::Change, 0, i, 0, config.stores.at(i).number};
        event.value = static_cast<quint64>(config.stores.at(i).mode);
        calls.at(i) = board->log(event);
    }
    if (std::rename(beside.constData(), path.constData()) != 0)
        qFatal("soak: cannot rename %s", beside.constData());
    for (quint32 i = 0; i < config.stores.size(); ++i) {
        event = {SoakEvent::Changed, 0, i, 0, config.stores.at(i).number};
        event.call = calls.at(i);
        event.value = 1;
        board->log(event);
    }
}

} // namespace Drydock

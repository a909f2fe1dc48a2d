// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/config/configplan.h"

namespace Drydock {

namespace {

constexpr qsizetype longestPath = 4096;
constexpr qsizetype longestComment = 128;

const QByteArray &modeKey()
{
    static const QByteArray key = QByteArrayLiteral("maintenance-mode");
    return key;
}

bool hasControl(const QString &text)
{
    return std::any_of(text.begin(), text.end(), [](QChar c) { return c.category() == QChar::Other_Control; });
}

/// The one section of a name in a config that may be edited.
Result<const DatastoreEntry *> editableEntry(const DatastoreConfig &config, const QString &name, const QString &path)
{
    if (auto usable = config.usable(path); !usable)
        return failure(usable.error());
    const DatastoreEntry *entry = config.find(name);
    if (entry == nullptr)
        return failure(ErrorCode::NoSuchStore, name);
    if (entry->duplicate)
        return failure(ErrorCode::DuplicateStore, name);
    return entry;
}

Result<void> checkExpectation(const ModeChange &change, const MaintenanceMode &present)
{
    const bool asShown = !change.expected || *change.expected == present;
    const bool ofType = !change.expectedType || *change.expectedType == present.type;
    if (asShown && ofType)
        return {};
    return failure(ErrorCode::ModeChanged, change.store,
                   present.isSet() ? present.toPropertyValue() : QString(maintenanceTypeName(present.type)));
}

/// PBS verifies each file before it writes it, and so do we: whatever text came in, it must come out again.
Result<void> verified(const PlannedMode &plan, const QString &store, const QString &path)
{
    const DatastoreConfig config = DatastoreConfig::parse(plan.bytes);
    if (auto usable = config.usable(path); !usable)
        return usable;
    const DatastoreEntry *entry = config.find(store);
    if (entry == nullptr || entry->mode != plan.newMode)
        return failure(ErrorCode::InvalidMode, store, QStringLiteral("it would not read back"));
    return {};
}

QByteArrayList linesOf(const QByteArray &bytes)
{
    QByteArrayList lines = bytes.split('\n');
    if (lines.constLast().isEmpty())
        lines.removeLast();
    return lines;
}

} // namespace

Result<PlannedMode> planMode(const DatastoreConfig &config, const ModeChange &change, const QString &path)
{
    const auto entry = editableEntry(config, change.store, path);
    if (!entry)
        return failure(entry.error());
    const MaintenanceMode &present = (*entry)->mode;
    if (auto expected = checkExpectation(change, present); !expected)
        return failure(expected.error());
    if (auto allowed = checkTransition(change.store, present, change.mode.type, change.force); !allowed)
        return failure(allowed.error());

    PlannedMode plan{present, change.mode, config.document().bytes()};
    if (change.mode.type == MaintenanceType::None)
        plan.newMode = {}; // a message needs a mode
    if (!plan.changes())
        return plan;
    const Section &section = config.document().sections().at((*entry)->section);
    if (plan.newMode.isSet()) {
        const QByteArray value = plan.newMode.toPropertyValue().toUtf8();
        plan.bytes = config.document().withProperty(section, modeKey(), value);
    } else {
        plan.bytes = config.document().withoutProperty(section, modeKey());
    }
    if (auto good = verified(plan, change.store, path); !good)
        return failure(good.error());
    return plan;
}

Result<void> checkNewStore(const NewStore &store)
{
    if (!isValidStoreName(store.name) || isReservedStoreName(store.name))
        return failure(ErrorCode::InvalidStoreName, store.name);
    // A value is trimmed when it is read: what stands at its ends would be lost, and another folder meant.
    if (!store.path.startsWith(u'/') || store.path.toUcs4().size() > longestPath || hasControl(store.path)
        || store.path.back().isSpace())
        return failure(ErrorCode::InvalidPath, store.path);
    if (store.comment.toUcs4().size() > longestComment || hasControl(store.comment))
        return failure(ErrorCode::InvalidComment, store.name);
    return {};
}

Result<QByteArray> planStore(const DatastoreConfig &config, const NewStore &store, const QString &path)
{
    if (auto checked = checkNewStore(store); !checked)
        return failure(checked.error());
    if (auto usable = config.usable(path); !usable)
        return failure(usable.error());
    if (config.find(store.name) != nullptr)
        return failure(ErrorCode::StoreExists, store.name);
    QList<std::pair<QByteArray, QByteArray>> properties;
    if (const QByteArray comment = store.comment.trimmed().toUtf8(); !comment.isEmpty())
        properties.append({QByteArrayLiteral("comment"), comment});
    properties.append({QByteArrayLiteral("path"), store.path.toUtf8()});
    const QByteArray bytes =
        config.document().withSection(QByteArrayLiteral("datastore"), store.name.toUtf8(), properties);
    const DatastoreConfig reread = DatastoreConfig::parse(bytes);
    if (const DatastoreEntry *entry = reread.find(store.name); entry == nullptr || entry->path != store.path)
        return failure(ErrorCode::InvalidPath, store.path);
    return bytes;
}

Result<QByteArray> planRemoval(const DatastoreConfig &config, const QString &name, const QString &path)
{
    const auto entry = editableEntry(config, name, path);
    if (!entry)
        return failure(entry.error());
    return config.document().withoutSection(config.document().sections().at((*entry)->section));
}

bool differByOneEdit(const QByteArray &a, const QByteArray &b)
{
    QByteArrayList left = linesOf(a);
    QByteArrayList right = linesOf(b);
    while (!left.isEmpty() && !right.isEmpty() && left.constLast() == right.constLast()) {
        left.removeLast();
        right.removeLast();
    }
    qsizetype same = 0;
    while (same < left.size() && same < right.size() && left.at(same) == right.at(same))
        ++same;
    const qsizetype more = std::max(left.size(), right.size()) - same;
    const qsizetype fewer = std::min(left.size(), right.size()) - same;
    return fewer == 0 || more == 1;
}

} // namespace Drydock

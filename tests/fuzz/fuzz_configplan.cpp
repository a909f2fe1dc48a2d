// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/config/configplan.h"
#include "tests/fuzz/fuzz.h"

using namespace Drydock;
using Fuzz::Difference;
using Fuzz::expect;

namespace {

const QString path = QStringLiteral("datastore.cfg");

/// The stores of two configs but for one, and but for where they stand.
void expectSameStores(const DatastoreConfig &one, const DatastoreConfig &other, const QString &butName)
{
    const auto others = [&butName](const DatastoreConfig &config) {
        QList<DatastoreEntry> stores = config.stores();
        stores.removeIf([&butName](const DatastoreEntry &store) { return store.name == butName; });
        return stores;
    };
    const QList<DatastoreEntry> left = others(one);
    const QList<DatastoreEntry> right = others(other);
    expect(left.size() == right.size());
    for (qsizetype i = 0; i < left.size(); ++i) {
        expect(left[i].name == right[i].name && left[i].path == right[i].path && left[i].mode == right[i].mode
               && left[i].comment == right[i].comment && left[i].backend == right[i].backend
               && left[i].backingDevice == right[i].backingDevice && left[i].duplicate == right[i].duplicate);
    }
}

void expectOneLine(const QByteArray &before, const QByteArray &after)
{
    expect(differByOneEdit(before, after) && differByOneEdit(after, before));
    const Difference difference(before, after);
    expect(difference.before.count('\n') <= 1 && difference.after.count('\n') <= 1);
}

void expectModeSet(const DatastoreConfig &config, const DatastoreEntry &store, const MaintenanceMode &mode)
{
    ModeChange change;
    change.store = store.name;
    change.mode = mode;
    change.force = true;
    const auto plan = planMode(config, change, path);
    if (!plan) {
        expect(store.duplicate || store.mode.type == MaintenanceType::Delete);
        return;
    }
    const DatastoreConfig after = DatastoreConfig::parse(plan->bytes);
    expect(after.usable(path).has_value());
    expectOneLine(config.document().bytes(), plan->bytes);
    expectSameStores(config, after, store.name);
    const DatastoreEntry *changed = after.find(store.name);
    expect(changed != nullptr && changed->mode == mode && changed->path == store.path
           && changed->comment == store.comment);
    expect(plan->changes() || plan->bytes == config.document().bytes());
}

void expectRemoved(const DatastoreConfig &config, const DatastoreEntry &store)
{
    const auto bytes = planRemoval(config, store.name, path);
    expect(bytes.has_value() != store.duplicate);
    if (!bytes)
        return;
    const DatastoreConfig after = DatastoreConfig::parse(*bytes);
    expect(after.find(store.name) == nullptr && after.usable(path).has_value());
    expect(differByOneEdit(config.document().bytes(), *bytes));
    expectSameStores(config, after, store.name);
}

void expectAdded(const DatastoreConfig &config)
{
    const NewStore store{QStringLiteral("brand-new"), QStringLiteral("/mnt/brand new"), QStringLiteral("a, \"b\"")};
    const auto bytes = planStore(config, store, path);
    if (!bytes) {
        expect(bytes.error().code == ErrorCode::StoreExists);
        return;
    }
    const DatastoreConfig after = DatastoreConfig::parse(*bytes);
    const DatastoreEntry *added = after.find(store.name);
    expect(after.usable(path).has_value() && added != nullptr);
    expect(added->path == store.path && added->comment == store.comment && !added->mode.isSet());
    expect(bytes->startsWith(config.document().bytes()));
    expectSameStores(config, after, store.name);
}

} // namespace

/// I-08, I-09: a config that is usable stays so, whatever is planned for it, and no other store notices.
int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    const DatastoreConfig config = DatastoreConfig::parse(Fuzz::input(data, size));
    if (!config.usable(path)) {
        expect(!config.errors().isEmpty());
        expect(!planStore(config, {QStringLiteral("new"), QStringLiteral("/mnt"), {}}, path));
        return 0;
    }
    expectAdded(config);
    constexpr qsizetype enough = 3;
    for (const DatastoreEntry &store : config.stores().first(std::min(config.stores().size(), enough))) {
        expectModeSet(config, store, {});
        expectModeSet(config, store, {MaintenanceType::ReadOnly, {}, {}});
        expectModeSet(config, store, {MaintenanceType::Offline, QStringLiteral(" swap, \"disk\" 2\\ "), {}});
        expectRemoved(config, store);
    }
    return 0;
}

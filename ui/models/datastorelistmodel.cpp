// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/datastorelistmodel.h"

#include "core/backend/backend.h"
#include "core/base/displaytext.h"
#include "core/text/statetext.h"
#include "ui/desktop/minuteclock.h"
#include "ui/models/datastoreroles.h"
#include "ui/models/rowedits.h"
#include "ui/models/tooltiptext.h"

#include <algorithm>
#include <utility>

namespace Drydock {

namespace {

QStringList names(const QList<std::shared_ptr<const StoreSnapshot>> &stores)
{
    QStringList result;
    result.reserve(stores.size());
    for (const auto &store : stores)
        result.append(store->name);
    return result;
}

bool sameNames(const QList<std::shared_ptr<const StoreSnapshot>> &before,
               const QList<std::shared_ptr<const StoreSnapshot>> &after)
{
    return std::equal(before.cbegin(), before.cend(), after.cbegin(), after.cend(),
                      [](const auto &a, const auto &b) { return a == b || a->name == b->name; });
}

QString rowToolTip(const StoreSnapshot &store, qint64 now)
{
    QStringList lines{store.name, escapedForDisplay(store.path), modeWithMessage(store.mode)};
    lines.append(store.state == DrainState::None ? stateShortText(store) : stateText(store, now));
    lines.append(stateRemark(store));
    lines.removeAll(QString());
    return toolTipText(lines.join(u'\n'));
}

} // namespace

DatastoreListModel::DatastoreListModel(const MinuteClock &clock, QObject *parent)
    : QAbstractListModel(parent)
    , m_clock(clock)
{
}

void DatastoreListModel::addBackend(Backend *backend)
{
    auto section = std::make_unique<Section>();
    section->backend = backend;
    connect(backend, &Backend::snapshotChanged, this, [this, added = section.get()] { merge(*added); });
    m_sections.push_back(std::move(section));
    // The second backend gives the first one a heading too.
    for (const auto &each : m_sections)
        merge(*each);
}

void DatastoreListModel::merge(Section &section)
{
    const SiteSnapshotPointer site = section.backend->snapshot();
    section.site = site;
    updateHeading(section);
    if (site) {
        if (!sameNames(section.stores, site->stores))
            applyEdits(section, site->stores);
        replaceChanged(section, site->stores);
    }
    Q_EMIT merged();
}

bool DatastoreListModel::wantsHeading(const Section &section) const
{
    return m_sections.size() > 1 || (section.site && section.site->configError && section.site->stores.isEmpty());
}

void DatastoreListModel::updateHeading(Section &section)
{
    const bool wanted = wantsHeading(section);
    const int row = firstStoreRow(section) - (section.hasHeading ? 1 : 0);
    const std::optional<Error> error = section.site ? section.site->configError : std::nullopt;
    const bool changed = error != std::exchange(section.headingError, error);
    if (wanted && section.hasHeading) {
        if (changed)
            Q_EMIT dataChanged(index(row), index(row));
    } else if (wanted) {
        beginInsertRows({}, row, row);
        section.hasHeading = true;
        endInsertRows();
    } else if (section.hasHeading) {
        beginRemoveRows({}, row, row);
        section.hasHeading = false;
        endRemoveRows();
    }
}

void DatastoreListModel::applyEdits(Section &section, const Stores &stores)
{
    const int first = firstStoreRow(section);
    for (const RowEdit &edit : rowEdits(names(section.stores), names(stores))) {
        const int at = first + static_cast<int>(edit.at);
        const int last = at + static_cast<int>(edit.count) - 1;
        switch (edit.kind) {
        case RowEdit::Kind::Remove:
            beginRemoveRows({}, at, last);
            for (qsizetype i = edit.at; i < edit.at + edit.count; ++i)
                count(*section.stores.at(i), -1);
            section.stores.remove(edit.at, edit.count);
            endRemoveRows();
            break;
        case RowEdit::Kind::Insert:
            beginInsertRows({}, at, last);
            section.stores.insert(edit.at, edit.count, nullptr);
            for (qsizetype i = edit.at; i < edit.at + edit.count; ++i) {
                section.stores[i] = stores.at(i);
                count(*stores.at(i), +1);
            }
            endInsertRows();
            break;
        case RowEdit::Kind::Move: {
            const int to = first + static_cast<int>(edit.to);
            beginMoveRows({}, at, at, {}, to > at ? to + 1 : to);
            section.stores.move(edit.at, edit.to);
            endMoveRows();
            break;
        }
        }
    }
}

void DatastoreListModel::replaceChanged(Section &section, const Stores &stores)
{
    const int first = firstStoreRow(section);
    for (qsizetype i = 0; i < stores.size(); ++i) {
        if (section.stores.at(i) == stores.at(i))
            continue;
        const qsizetype begin = i;
        for (; i < stores.size() && section.stores.at(i) != stores.at(i); ++i) {
            count(*section.stores.at(i), -1);
            count(*stores.at(i), +1);
            section.stores[i] = stores.at(i);
        }
        Q_EMIT dataChanged(index(first + static_cast<int>(begin)), index(first + static_cast<int>(i) - 1));
    }
}

void DatastoreListModel::count(const StoreSnapshot &store, int sign)
{
    m_inMaintenance += store.mode.isSet() ? sign : 0;
    m_unknown += store.state == DrainState::Unknown ? sign : 0;
}

int DatastoreListModel::firstStoreRow(const Section &section) const
{
    qsizetype row = section.hasHeading ? 1 : 0;
    for (const auto &each : m_sections) {
        if (each.get() == &section)
            break;
        row += each->rows();
    }
    return static_cast<int>(row);
}

DatastoreListModel::Place DatastoreListModel::placeOf(const QModelIndex &index) const
{
    if (!index.isValid() || !checkIndex(index))
        return {};
    qsizetype row = index.row();
    for (const auto &section : m_sections) {
        if (row < section->rows())
            return {section.get(), row - (section->hasHeading ? 1 : 0)};
        row -= section->rows();
    }
    return {};
}

int DatastoreListModel::rowCount(const QModelIndex &parent) const
{
    if (parent.isValid())
        return 0;
    qsizetype rows = 0;
    for (const auto &section : m_sections)
        rows += section->rows();
    return static_cast<int>(rows);
}

QVariant DatastoreListModel::data(const QModelIndex &index, int role) const
{
    const Place place = placeOf(index);
    if (place.section == nullptr)
        return {};
    return place.store < 0 ? headingData(*place.section, role)
                           : storeData(*place.section, *place.section->stores.at(place.store), role);
}

QVariant DatastoreListModel::headingData(const Section &section, int role) const
{
    const bool failed = section.site && section.site->configError.has_value();
    const auto problem = [&] {
        const bool noRights = section.site->configError->code == ErrorCode::PermissionDenied;
        return noRights ? tr("no rights") : tr("cannot be read");
    };
    switch (role) {
    case Qt::DisplayRole:
    case NameRole:
        return section.backend->title();
    case PathRole:
        return section.site ? escapedForDisplay(section.site->path) : QString();
    case BackendIdRole:
        return section.backend->id();
    case IsSiteRole:
        return true;
    case SiteProblemRole:
    case StateTextRole:
        return failed ? problem() : QString();
    case StateRole:
        return static_cast<int>(failed ? DrainState::Unknown : DrainState::None);
    case Qt::AccessibleTextRole:
        return failed ? tr("%1: %2").arg(section.backend->title(), problem()) : section.backend->title();
    default:
        return {};
    }
}

QVariant DatastoreListModel::storeData(const Section &section, const StoreSnapshot &store, int role) const
{
    switch (role) {
    case Qt::DisplayRole:
    case NameRole:
        return store.name;
    case PathRole:
        return escapedForDisplay(store.path);
    case BackendIdRole:
        return section.backend->id();
    case IsSiteRole:
        return false;
    case ModeTypeRole:
        return static_cast<int>(store.mode.type);
    case ModeTextRole:
        return store.mode.isSet() ? modeText(store.mode) : QString();
    case ModeSinceRole:
        return store.modeSince ? QVariant(*store.modeSince) : QVariant();
    case StateRole:
        return static_cast<int>(store.state);
    case StateTextRole:
        return stateShortText(store);
    case ConflictingRole:
        return store.conflicting ? QVariant(*store.conflicting) : QVariant();
    case Qt::AccessibleTextRole:
        return tr("%1, %2").arg(store.name, accessibleStateText(store, m_clock.now()));
    case Qt::ToolTipRole:
        return rowToolTip(store, m_clock.now());
    default:
        return {};
    }
}

Qt::ItemFlags DatastoreListModel::flags(const QModelIndex &index) const
{
    const Place place = placeOf(index);
    if (place.section == nullptr)
        return Qt::NoItemFlags;
    // A heading is nothing to select, unless it is all that there is to see of its site.
    const bool selectable = place.store >= 0 || (place.section->site && place.section->site->configError);
    return selectable ? Qt::ItemIsEnabled | Qt::ItemIsSelectable | Qt::ItemNeverHasChildren : Qt::ItemNeverHasChildren;
}

DatastoreRow DatastoreListModel::rowAt(const QModelIndex &index) const
{
    const Place place = placeOf(index);
    if (place.section == nullptr)
        return {};
    return {place.section->backend, place.store < 0 ? nullptr : place.section->stores.at(place.store)};
}

QModelIndex DatastoreListModel::find(const QString &backendId, const QString &store) const
{
    for (const auto &section : m_sections) {
        if (section->backend->id() != backendId)
            continue;
        for (qsizetype i = 0; i < section->stores.size(); ++i) {
            if (section->stores.at(i)->name == store)
                return index(firstStoreRow(*section) + static_cast<int>(i));
        }
    }
    return {};
}

QModelIndex DatastoreListModel::firstSelectable() const
{
    for (int row = 0; row < rowCount(); ++row) {
        if (flags(index(row)).testFlag(Qt::ItemIsSelectable))
            return index(row);
    }
    return {};
}

bool DatastoreListModel::isComplete() const
{
    return std::all_of(m_sections.cbegin(), m_sections.cend(),
                       [](const auto &section) { return section->site != nullptr; });
}

} // namespace Drydock

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/drain/drainstate.h"

#include <QAbstractListModel>

#include <vector>

namespace Drydock {

class Backend;
class MinuteClock;

/// A datastore and where it comes from. Without a store: a site's heading; without a backend: nothing.
struct DatastoreRow {
    Backend *backend = nullptr;
    std::shared_ptr<const StoreSnapshot> store;
};

/// The datastores of all backends, in their backends' order. Rows are merged by backend and name: a store whose shared
/// snapshot is the same object is not touched. With several backends each has a heading, and so has a backend that
/// cannot be read at all.
class DatastoreListModel : public QAbstractListModel
{
    Q_OBJECT

public:
    explicit DatastoreListModel(const MinuteClock &clock, QObject *parent = nullptr);

    void addBackend(Backend *backend); ///< must live as long as the model

    [[nodiscard]] int rowCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;
    [[nodiscard]] Qt::ItemFlags flags(const QModelIndex &index) const override;

    [[nodiscard]] DatastoreRow rowAt(const QModelIndex &index) const;
    /// Invalid if there is none.
    [[nodiscard]] QModelIndex find(const QString &backendId, const QString &store) const;
    /// The first row that can be selected.
    [[nodiscard]] QModelIndex firstSelectable() const;

    [[nodiscard]] int inMaintenance() const { return m_inMaintenance; }
    [[nodiscard]] int unknown() const { return m_unknown; }
    [[nodiscard]] bool isComplete() const; ///< every backend has given its first snapshot

Q_SIGNALS:
    void merged(); ///< a snapshot has been taken in, all rows are up to date

private:
    using Stores = QList<std::shared_ptr<const StoreSnapshot>>;

    struct Section {
        Backend *backend = nullptr;
        SiteSnapshotPointer site;
        bool hasHeading = false;
        std::optional<Error> headingError; ///< that the heading was last shown with
        Stores stores;
        [[nodiscard]] qsizetype rows() const { return stores.size() + (hasHeading ? 1 : 0); }
    };
    struct Place {
        const Section *section = nullptr;
        qsizetype store = -1; ///< -1: the heading
    };

    void merge(Section &section);
    void updateHeading(Section &section);
    void applyEdits(Section &section, const Stores &stores);
    void replaceChanged(Section &section, const Stores &stores);
    void count(const StoreSnapshot &store, int sign);
    [[nodiscard]] bool wantsHeading(const Section &section) const;
    [[nodiscard]] int firstStoreRow(const Section &section) const;
    [[nodiscard]] Place placeOf(const QModelIndex &index) const;
    [[nodiscard]] QVariant headingData(const Section &section, int role) const;
    [[nodiscard]] QVariant storeData(const Section &section, const StoreSnapshot &store, int role) const;

    const MinuteClock &m_clock;
    std::vector<std::unique_ptr<Section>> m_sections;
    int m_inMaintenance = 0;
    int m_unknown = 0;
};

} // namespace Drydock

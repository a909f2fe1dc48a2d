// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/drain/holderbook.h"
#include "core/maintenance/maintenancemode.h"
#include "tests/support/testmain.h"

#include <QSet>
#include <QTest>

#include <limits>

using namespace Drydock;

namespace {

const ProcessKey command{100, 1000};
const ProcessKey wrapper{101, 1001};
const ProcessKey descendant{102, 1002};

using Holders = QList<TrackingReading::Holder>;

TrackingReading::Holder holder(const ProcessKey &process, const OperationCounts &counts,
                               const std::optional<ProcessKey> &guardian = {}, bool provable = true)
{
    TrackingEntry entry;
    entry.process = process;
    entry.counts = counts;
    entry.guardian = guardian;
    return {entry, provable};
}

} // namespace

/// Who counts from one reading to the next. I-05
class TestHolderBook : public QObject
{
    Q_OBJECT

private slots:
    void init();
    void countsWhatIsListed();
    void vanishedEntryOfALiveProcessGoesOnCounting();
    void itCountsUntilTheProcessIsDead();
    void itCountsUntilListedAgain_data();
    void itCountsUntilListedAgain();
    void eachEntryOfAProcessIsLostByItself_data();
    void eachEntryOfAProcessIsLostByItself();
    void vanishedEntryOfADeadProcessIsGone();
    void vanishedEntryCountsWhileTheGuardianLives();
    void handedOverEntryIsNotLost();
    void handedOverEarlyCountsTwice();
    void idleEntryMayVanish();
    void entryOfAnotherNamespaceMayVanish();
    void guardianThatAWriterDroppedIsRemembered();
    void deathWithoutAFileChange();
    void entryOfAnotherNamespaceDoesNotDie();
    void unreadBookKeepsWhatWasLost();
    void absurdNumbersDoNotOverflow();

private:
    void read(const Holders &listed) { m_book.update(listed, isDead()); }
    HolderBook::IsDead isDead() const
    {
        return [this](const ProcessKey &process) { return m_dead.contains(process); };
    }

    HolderBook m_book;
    QSet<ProcessKey> m_dead;
};

void TestHolderBook::init()
{
    m_book = HolderBook();
    m_dead.clear();
}

void TestHolderBook::countsWhatIsListed()
{
    read({holder(command, {1, 2}), holder(descendant, {3, 0})});
    QCOMPARE(m_book.counts(), (OperationCounts{4, 2}));
    QCOMPARE(m_book.lostCount(), 0);
    read({holder(command, {1, 1}), holder(descendant, {3, 0})});
    QCOMPARE(m_book.counts(), (OperationCounts{4, 1}));
}

void TestHolderBook::vanishedEntryOfALiveProcessGoesOnCounting()
{
    read({holder(command, {0, 2})});
    read({});
    QCOMPARE(m_book.counts(), (OperationCounts{0, 2}));
    QCOMPARE(m_book.lostCount(), 1);
    read({holder(descendant, {1, 0})}); // and through every reading after that
    QCOMPARE(m_book.counts(), (OperationCounts{1, 2}));
    QCOMPARE(m_book.lostCount(), 1);
}

void TestHolderBook::itCountsUntilTheProcessIsDead()
{
    read({holder(command, {0, 2})});
    read({});
    m_dead.insert(command);
    read({});
    QCOMPARE(m_book.counts(), OperationCounts());
    QCOMPARE(m_book.lostCount(), 0);
}

void TestHolderBook::itCountsUntilListedAgain_data()
{
    QTest::addColumn<OperationCounts>("now");
    QTest::newRow("with operations") << OperationCounts{1, 0};
    QTest::newRow("with none") << OperationCounts{};
}

void TestHolderBook::itCountsUntilListedAgain()
{
    QFETCH(OperationCounts, now);
    read({holder(command, {0, 2})});
    read({});
    read({holder(command, now)});
    QCOMPARE(m_book.counts(), now);
    QCOMPARE(m_book.lostCount(), 0);
}

void TestHolderBook::eachEntryOfAProcessIsLostByItself_data()
{
    QTest::addColumn<bool>("ownVanishes");
    QTest::newRow("its own") << true;
    QTest::newRow("that of its job") << false;
}

void TestHolderBook::eachEntryOfAProcessIsLostByItself()
{
    QFETCH(bool, ownVanishes);
    const auto own = holder(command, {0, 1});
    const auto job = holder(command, {1, 0}, wrapper);
    for (const Holders &both : {Holders{own, job}, Holders{job, own}}) {
        init();
        read(both);
        read({ownVanishes ? job : own});
        QCOMPARE(m_book.counts(), (OperationCounts{1, 1}));
        QCOMPARE(m_book.lostCount(), 1);
        read({ownVanishes ? job : own});
        QCOMPARE(m_book.counts(), (OperationCounts{1, 1}));
        m_dead.insert(wrapper); // no guardian is lent to an entry that never had one
        m_dead.insert(command);
        m_book.forgetDead(isDead());
        QCOMPARE(m_book.counts(), OperationCounts());
        m_dead.clear();
        read(both);
        QCOMPARE(m_book.counts(), (OperationCounts{1, 1}));
        QCOMPARE(m_book.lostCount(), 0);
    }
}

void TestHolderBook::vanishedEntryOfADeadProcessIsGone()
{
    read({holder(command, {0, 2})});
    m_dead.insert(command);
    read({});
    QCOMPARE(m_book.counts(), OperationCounts());
}

void TestHolderBook::vanishedEntryCountsWhileTheGuardianLives()
{
    read({holder(command, {0, 1}, wrapper)});
    m_dead.insert(command);
    read({});
    QCOMPARE(m_book.counts(), (OperationCounts{0, 1}));
    m_dead.insert(wrapper);
    read({});
    QCOMPARE(m_book.counts(), OperationCounts());
}

void TestHolderBook::handedOverEntryIsNotLost()
{
    read({holder(command, {0, 1}, wrapper)});
    m_dead.insert(command);
    read({holder(descendant, {0, 1}, wrapper)});
    QCOMPARE(m_book.counts(), (OperationCounts{0, 1}));
    QCOMPARE(m_book.lostCount(), 0);
}

void TestHolderBook::handedOverEarlyCountsTwice()
{
    // Whoever moves an entry away from a process that lives takes it out of sight, guardian or not.
    read({holder(command, {0, 1}, wrapper)});
    read({holder(descendant, {0, 1}, wrapper)});
    QCOMPARE(m_book.counts(), (OperationCounts{0, 2}));
    QCOMPARE(m_book.lostCount(), 1);
}

void TestHolderBook::idleEntryMayVanish()
{
    read({holder(command, {0, 0})});
    read({});
    QCOMPARE(m_book.lostCount(), 0);
}

void TestHolderBook::entryOfAnotherNamespaceMayVanish()
{
    // Nobody here could ever tell that it has ended: it would count for ever.
    read({holder(command, {0, 1}, {}, false)});
    read({});
    QCOMPARE(m_book.counts(), OperationCounts());
}

void TestHolderBook::guardianThatAWriterDroppedIsRemembered()
{
    read({holder(command, {0, 1}, wrapper)});
    read({holder(command, {0, 1})});
    m_dead.insert(command);
    m_book.forgetDead(isDead());
    QCOMPARE(m_book.counts(), (OperationCounts{0, 1}));
    read({}); // the writer drops the entry of a dead process
    QCOMPARE(m_book.counts(), (OperationCounts{0, 1}));
    m_dead.insert(wrapper);
    m_book.forgetDead(isDead());
    QCOMPARE(m_book.counts(), OperationCounts());
}

void TestHolderBook::deathWithoutAFileChange()
{
    read({holder(command, {0, 1}, wrapper), holder(descendant, {1, 0})});
    m_dead.insert(descendant);
    m_book.forgetDead(isDead());
    QCOMPARE(m_book.counts(), (OperationCounts{0, 1}));
    m_dead.insert(command);
    m_book.forgetDead(isDead());
    QCOMPARE(m_book.counts(), (OperationCounts{0, 1}));
    m_dead.insert(wrapper);
    m_book.forgetDead(isDead());
    QCOMPARE(m_book.counts(), OperationCounts());
}

void TestHolderBook::entryOfAnotherNamespaceDoesNotDie()
{
    read({holder(command, {0, 1}, {}, false)});
    m_dead.insert(command); // a process of that number here is somebody else
    m_book.forgetDead(isDead());
    QCOMPARE(m_book.counts(), (OperationCounts{0, 1}));
}

void TestHolderBook::unreadBookKeepsWhatWasLost()
{
    read({holder(command, {0, 2}), holder(descendant, {1, 0})});
    read({holder(descendant, {1, 0})});
    m_book.forgetListed();
    QCOMPARE(m_book.counts(), (OperationCounts{0, 2}));
    read({});
    QCOMPARE(m_book.counts(), (OperationCounts{0, 2}));
    read({holder(command, {0, 0})}); // listed again
    QCOMPARE(m_book.lostCount(), 0);
}

void TestHolderBook::absurdNumbersDoNotOverflow()
{
    constexpr qint64 most = std::numeric_limits<qint64>::max();
    read({holder(command, {most, most}), holder(descendant, {most, most})});
    QVERIFY(m_book.counts().read > 0);
    QVERIFY(m_book.counts().total() > 0);
    QVERIFY(conflicts(MaintenanceType::Offline, m_book.counts()) > 0);
}

DRYDOCK_TEST_MAIN(TestHolderBook)
#include "tst_holderbook.moc"

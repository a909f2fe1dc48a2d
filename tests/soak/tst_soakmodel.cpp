// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/soak/soakjudge.h"

#include <QFile>
#include <QTest>

using namespace Drydock;

namespace {

constexpr quint32 somebody = 1;
constexpr quint32 somebodyElse = 2;
constexpr quint32 observer = 9;
constexpr quint32 store = 0;

/// Writes a history line by line, and has it judged.
class History
{
public:
    History() { set(SoakMode::Open, 0); }

    quint64 add(SoakEvent event)
    {
        m_judge.take(++m_number, event);
        return m_number;
    }
    quint64 add(SoakEvent::Kind kind, quint32 process, quint64 subject = 0, quint64 value = 0, quint64 call = 0)
    {
        SoakEvent event{kind, process, store, 1, subject};
        event.value = value;
        event.call = call;
        return add(event);
    }
    quint64 startSetting(SoakMode mode, quint64 number)
    {
        return add(SoakEvent::Change, 0, number, static_cast<quint64>(mode));
    }
    void finishSetting(quint64 call, quint64 number, bool isDone = true)
    {
        add(SoakEvent::Changed, 0, number, isDone ? 1 : 0, call);
    }
    void set(SoakMode mode, quint64 number) { finishSetting(startSetting(mode, number), number); }
    quint64 ask(quint64 operation, quint32 process = somebody, quint64 original = 0, bool isJob = false)
    {
        SoakEvent event{SoakEvent::Begin, process, store, 1, operation, original};
        event.value = isJob ? 1 : 0;
        return add(event);
    }
    void admit(quint64 operation, quint32 process = somebody) { add(SoakEvent::Began, process, operation, 1); }
    void begin(quint64 operation, quint32 process = somebody)
    {
        ask(operation, process);
        admit(operation, process);
    }
    void release(quint64 operation, quint32 process = somebody)
    {
        const quint64 call = add(SoakEvent::Release, process, operation);
        add(SoakEvent::Released, process, operation, 1, call);
    }
    void show(quint64 mode) { add(SoakEvent::Shown, observer, mode, 1); }
    void read(qint64 writers, quint32 process = somebody)
    {
        add(SoakEvent::Audit, 0);
        add(SoakEvent::Listed, process, 0, static_cast<quint64>(writers));
        add(SoakEvent::Audited, 0);
    }
    [[nodiscard]] qint64 least() { return m_judge.model().bounds(store).least.write; }
    [[nodiscard]] qint64 most() { return m_judge.model().bounds(store).most.write; }
    [[nodiscard]] QByteArray verdict() const
    {
        return m_judge.violations().isEmpty() ? QByteArray() : m_judge.violations().first().mid(3).trimmed();
    }
    [[nodiscard]] bool blames(const char *claim) const { return verdict().contains(claim); }

private:
    SoakJudge m_judge;
    quint64 m_number = 0;
};

} // namespace

/// The oracle's own word: what it must blame, and what it must not.
class TestSoakModel : public QObject
{
    Q_OBJECT

private slots:
    void admissionAgainstASetModeIsBlamed();
    void admissionWhileTheModeIsBeingChangedIsNot();
    void checkMarkOverAWorkerIsBlamed();
    void checkMarkBeforeALaterModeIsNot();
    void registrationAfterTheProofIsBlamed();
    void cloneIsAsOldAsItsOriginal();
    void waitThatEndsOverAWriterIsBlamed();
    void unlistedWorkerIsBlamed();
    void ghostIsBlamed();
    void whatCameOrWentWhileReadingIsNot();
    void swallowedOperationIsAskedOfNobodyUntilItsNextUpdate();
    void killedProcessHoldsNothing();
    void forgottenOperationCountsUntilTheNextUpdate();
    void jobLivesWithItsWrapperOrItsCommand();
    void lostModeIsBlamed();
    void modelIsSmall();
};

void TestSoakModel::admissionAgainstASetModeIsBlamed() // I-01
{
    History history;
    history.set(SoakMode::Offline, 5);
    history.begin(1);
    QVERIFY2(history.blames("I-01"), history.verdict().constData());
}

void TestSoakModel::admissionWhileTheModeIsBeingChangedIsNot() // I-01
{
    History history;
    history.ask(1);
    history.set(SoakMode::Offline, 5); // may have come after the look at the mode
    history.admit(1);
    const quint64 clearing = history.startSetting(SoakMode::Open, 0);
    history.begin(2); // may have come after it
    history.finishSetting(clearing, 0);
    history.begin(3);
    QCOMPARE(history.verdict(), QByteArray());
}

void TestSoakModel::checkMarkOverAWorkerIsBlamed() // I-03 I-04
{
    History history;
    history.begin(1);
    history.set(SoakMode::Offline, 5);
    history.show(5);
    QVERIFY2(history.blames("I-04"), history.verdict().constData());

    History nobody;
    nobody.show(7);
    QVERIFY2(nobody.blames("I-03"), nobody.verdict().constData());
}

void TestSoakModel::checkMarkBeforeALaterModeIsNot() // I-04
{
    History history;
    history.begin(1);
    history.set(SoakMode::Offline, 5);
    history.release(1);
    history.set(SoakMode::Open, 0);
    history.begin(2);
    history.show(5); // late
    QCOMPARE(history.verdict(), QByteArray());
}

void TestSoakModel::registrationAfterTheProofIsBlamed() // I-04
{
    History history;
    history.ask(1);
    history.set(SoakMode::Offline, 5);
    history.show(5);
    QCOMPARE(history.verdict(), QByteArray());
    history.admit(1);
    QVERIFY2(history.blames("I-04"), history.verdict().constData());
}

void TestSoakModel::cloneIsAsOldAsItsOriginal() // I-04
{
    History history;
    history.begin(1);
    history.set(SoakMode::Offline, 5);
    history.ask(2, somebody, 1);
    history.admit(2); // past the gate
    history.release(1);
    QCOMPARE(history.verdict(), QByteArray());
    QCOMPARE(history.least(), 1);
    history.show(5);
    QVERIFY2(history.blames("I-04"), history.verdict().constData());
}

void TestSoakModel::waitThatEndsOverAWriterIsBlamed() // I-03
{
    History history;
    history.set(SoakMode::Offline, 5);
    const quint64 before = history.startSetting(SoakMode::Open, 0);
    history.finishSetting(before, 0);
    history.begin(1);
    const quint64 start = history.startSetting(SoakMode::Offline, 6);
    history.finishSetting(start, 6);
    history.add(SoakEvent::Waited, 0, 0, 0, before); // before that one had begun
    QCOMPARE(history.verdict(), QByteArray());
    history.add(SoakEvent::Waited, 0, 0, 0, start);
    QVERIFY2(history.blames("I-03"), history.verdict().constData());
}

void TestSoakModel::unlistedWorkerIsBlamed() // I-02 I-05
{
    History history;
    history.begin(1);
    history.read(1);
    QCOMPARE(history.verdict(), QByteArray());
    history.read(0);
    QVERIFY2(history.blames("I-02"), history.verdict().constData());
}

void TestSoakModel::ghostIsBlamed() // I-06
{
    History history;
    history.begin(1);
    history.release(1);
    history.read(1);
    QVERIFY2(history.blames("I-06"), history.verdict().constData());
}

void TestSoakModel::whatCameOrWentWhileReadingIsNot() // I-06
{
    for (const qint64 writers : {0, 1, 2}) {
        History history;
        history.begin(1);
        history.add(SoakEvent::Audit, 0);
        history.release(1);
        history.begin(2);
        history.add(SoakEvent::Listed, somebody, 0, static_cast<quint64>(writers));
        history.add(SoakEvent::Audited, 0);
        QCOMPARE(history.verdict(), QByteArray());
    }
}

void TestSoakModel::swallowedOperationIsAskedOfNobodyUntilItsNextUpdate() // I-05
{
    History history;
    history.begin(1);
    history.add(SoakEvent::Replace, 0);
    history.add(SoakEvent::Replaced, 0);
    history.set(SoakMode::ReadOnly, 5);
    history.read(0);
    history.show(5);
    QCOMPARE(history.verdict(), QByteArray());
    const quint64 call = history.add(SoakEvent::Touch, somebody);
    history.add(SoakEvent::Touched, somebody, 0, 1, call);
    history.read(0);
    QVERIFY2(history.blames("I-02"), history.verdict().constData());

    // Observers had seen it.
    History seen;
    seen.begin(1);
    seen.add(SoakEvent::Replace, 0, 0, 1);
    seen.add(SoakEvent::Replaced, 0, 0, 1);
    seen.set(SoakMode::ReadOnly, 5);
    seen.read(0);
    QCOMPARE(seen.verdict(), QByteArray());
    seen.show(5);
    QVERIFY2(seen.blames("I-04"), seen.verdict().constData());
}

void TestSoakModel::killedProcessHoldsNothing() // I-05
{
    History history;
    history.begin(1);
    history.begin(2, somebodyElse);
    history.add(SoakEvent::Kill, somebody);
    QCOMPARE(history.least(), 1);
    QCOMPARE(history.most(), 2);
    history.add(SoakEvent::Dead, somebody);
    QCOMPARE(history.most(), 1);
}

void TestSoakModel::forgottenOperationCountsUntilTheNextUpdate() // I-05
{
    History history;
    history.begin(1);
    history.add(SoakEvent::Exec, somebody);
    QCOMPARE(history.least(), 1);
    history.begin(2);
    QCOMPARE(history.least(), 1);
}

void TestSoakModel::jobLivesWithItsWrapperOrItsCommand() // I-12
{
    for (const bool isWrapperKilled : {false, true}) {
        History history;
        history.ask(1, somebody, 0, true);
        history.admit(1);
        history.add(SoakEvent::Joined, somebody, 1, 1);
        history.add(SoakEvent::Joined, somebody, 1, 0);
        if (isWrapperKilled)
            history.add(SoakEvent::Kill, somebody);
        QCOMPARE(history.least(), 1);
        history.add(SoakEvent::Left, somebody, 1, 1);
        history.add(SoakEvent::Left, somebody, 1, 1); // killed, after it had told so itself
        QCOMPARE(history.least(), isWrapperKilled ? 0 : 1);
        QCOMPARE(history.most(), 1);
        history.add(SoakEvent::Left, somebody, 1, 0);
        history.add(SoakEvent::Dead, somebody);
        QCOMPARE(history.most(), 0);
    }
}

void TestSoakModel::lostModeIsBlamed() // I-01
{
    History history;
    const quint64 clearing = history.startSetting(SoakMode::Open, 0);
    history.set(SoakMode::Offline, 5);
    history.finishSetting(clearing, 0);
    history.add(SoakEvent::Calm, 0, 0); // in either order
    QCOMPARE(history.verdict(), QByteArray());
    history.set(SoakMode::Offline, 6);
    const quint64 failing = history.startSetting(SoakMode::Open, 0);
    history.finishSetting(failing, 0, false);
    history.add(SoakEvent::Calm, 0, 0);
    QVERIFY2(history.blames("I-01"), history.verdict().constData());
}

void TestSoakModel::modelIsSmall()
{
    // What is to be believed must be read in one go.
    int lines = 0;
    for (const char *name : {"/tests/soak/soakmodel.h", "/tests/soak/soakmodel.cpp"}) {
        QFile file(QStringLiteral(DRYDOCK_SOURCE_DIR) + QLatin1String(name));
        QVERIFY(file.open(QIODevice::ReadOnly));
        for (const QByteArray &line : file.readAll().split('\n'))
            lines += line.trimmed().isEmpty() || line.trimmed().startsWith("//") ? 0 : 1;
    }
    QVERIFY2(lines <= 150, QByteArray::number(lines).constData());
}

QTEST_GUILESS_MAIN(TestSoakModel)
#include "tst_soakmodel.moc"

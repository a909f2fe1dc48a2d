// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/backend/mailbox.h"

#include <QTest>

#include <memory>
#include <thread>

#include <poll.h>

using namespace Drydock;

namespace {

bool isReadable(int descriptor, int milliseconds = 0)
{
    pollfd polled{descriptor, POLLIN, 0};
    return ::poll(&polled, 1, milliseconds) == 1;
}

} // namespace

/// The way of snapshots from a monitor's thread to the window's. I-11: it is readable only while a value waits.
class TestMailbox : public QObject
{
    Q_OBJECT

private slots:
    void emptyGivesNothing();
    void lastValueWins();
    void takingMakesItSilent();
    void ownsWhatIsNotTaken();
    void lastValueOfAnotherThreadArrives();
};

void TestMailbox::emptyGivesNothing()
{
    Mailbox<int> mailbox;
    QVERIFY(!isReadable(mailbox.descriptor()));
    QVERIFY(!mailbox.take());
}

void TestMailbox::lastValueWins()
{
    Mailbox<int> mailbox;
    mailbox.put(1);
    mailbox.put(2);
    QVERIFY(isReadable(mailbox.descriptor()));
    QCOMPARE(mailbox.take(), std::optional(2));
    QVERIFY(!mailbox.take());
}

void TestMailbox::takingMakesItSilent()
{
    Mailbox<int> mailbox;
    for (int round = 0; round < 3; ++round) {
        mailbox.put(round);
        QVERIFY(isReadable(mailbox.descriptor()));
        QCOMPARE(mailbox.take(), std::optional(round));
        QVERIFY(!isReadable(mailbox.descriptor()));
    }
}

void TestMailbox::ownsWhatIsNotTaken()
{
    const auto value = std::make_shared<const int>(7);
    {
        Mailbox<std::shared_ptr<const int>> mailbox;
        mailbox.put(value);
        QCOMPARE(value.use_count(), 2);
        mailbox.put(nullptr);
        QCOMPARE(value.use_count(), 1);
        mailbox.put(value);
    }
    QCOMPARE(value.use_count(), 1);
}

void TestMailbox::lastValueOfAnotherThreadArrives()
{
    constexpr int count = 20'000;
    Mailbox<std::shared_ptr<const int>> mailbox;
    std::thread writer([&mailbox] {
        for (int i = 1; i <= count; ++i)
            mailbox.put(std::make_shared<const int>(i));
    });
    int last = 0;
    bool grows = true;
    while (last < count && isReadable(mailbox.descriptor(), 30'000)) {
        const auto value = mailbox.take();
        if (!value)
            continue; // taken with the one before: its wake-up came later
        grows = grows && **value > last;
        last = **value;
    }
    writer.join();
    QVERIFY(grows);
    QCOMPARE(last, count);
}

QTEST_GUILESS_MAIN(TestMailbox)
#include "tst_mailbox.moc"

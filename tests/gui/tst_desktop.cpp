// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/gui/accessibilityspy.h"
#include "tests/gui/testwindow.h"
#include "ui/models/datastorelistmodel.h"
#include "ui/widgets/datastorelistview.h"
#include "ui/widgets/drainindicator.h"
#include "ui/widgets/messagebanner.h"

#include <QAction>
#include <QApplication>
#include <QDBusConnection>
#include <QDBusMetaType>
#include <QDBusVariant>
#include <QDialog>
#include <QPushButton>
#include <QTest>

using namespace Drydock;

using SettingGroups = QMap<QString, QVariantMap>;

/// The desktop's settings portal, as far as it is asked.
class FakePortal : public QObject
{
    Q_OBJECT
    Q_CLASSINFO("D-Bus Interface", "org.freedesktop.portal.Settings")

public:
    SettingGroups settings;

public slots:
    SettingGroups ReadAll(const QStringList &) { return settings; }

Q_SIGNALS:
    void SettingChanged(const QString &group, const QString &key, const QDBusVariant &value);
};

/// What only a real desktop can show: assistive technology, focus, minimised windows.
class TestDesktop : public QObject
{
    Q_OBJECT

private slots:
    void indicatorIsANamedGraphic();
    void eachChangeIsHeardFromRowAndIndicator();
    void drainedAndUnknownAreAnnouncedOnce_data();
    void drainedAndUnknownAreAnnouncedOnce();
    void outsideChangeIsAnnouncedInTheDialog();
    void everythingThatTakesFocusHasAName();
    void listHasTheFocusAndNoCaret();
    void minimisedWindowIsSilent();
    void dialogGivesTheFocusBack();
    void portalsWishesAreHeard();
};

namespace {

StoreSnapshot unknownStore(const QString &name)
{
    StoreSnapshot store = makeStore(name, MaintenanceType::Offline);
    store.counts.reset();
    settle(store);
    store.reason = StateReason::CountUnreadable;
    return store;
}

} // namespace

void TestDesktop::indicatorIsANamedGraphic()
{
    TestWindow test;
    test.backend.setStores({makeStore(u"vault"_qs, MaintenanceType::Offline, 2, 1)});
    test.show();
    QAccessibleInterface *interface =
        QAccessible::queryAccessibleInterface(test.find<DrainIndicator>("drain-indicator"));
    QCOMPARE(interface->role(), QAccessible::Graphic);
    QCOMPARE(interface->text(QAccessible::Name), u"vault, Offline, 3 conflicting tasks still active"_qs);
    QCOMPARE(QAccessible::queryAccessibleInterface(test.list())->child(0)->text(QAccessible::Name),
             u"vault, Offline, 3 conflicting tasks still active"_qs);
}

void TestDesktop::eachChangeIsHeardFromRowAndIndicator()
{
    TestWindow test;
    test.backend.setStores({makeStore(u"tank"_qs), makeStore(u"vault"_qs, MaintenanceType::Offline, 2)});
    test.show();
    test.click(1);
    QCoreApplication::processEvents();
    const AccessibilitySpy spy;
    test.backend.setStore(makeStore(u"vault"_qs, MaintenanceType::Offline, 1));
    const auto fromIndicator = spy.of(QAccessible::NameChanged, test.find<QWidget>("drain-indicator"));
    QCOMPARE(fromIndicator.size(), 1);
    QCOMPARE(fromIndicator.first().name, u"vault, Offline, 1 conflicting task still active"_qs);
    const auto fromList = spy.of(QAccessible::NameChanged, test.list());
    QCOMPARE(fromList.size(), 1);
    QCOMPARE(fromList.first().child, 1);
    QCOMPARE(fromList.first().name, u"vault, Offline, 1 conflicting task still active"_qs);
}

void TestDesktop::drainedAndUnknownAreAnnouncedOnce_data()
{
    QTest::addColumn<bool>("drained");
    QTest::addColumn<QString>("begin");
    QTest::newRow("drained") << true << u"vault, Read-only, No write operations left. 2 readers may go on"_qs;
    QTest::newRow("unknown") << false << u"vault, Offline, Unknown: "_qs;
}

// I-03
void TestDesktop::drainedAndUnknownAreAnnouncedOnce()
{
    QFETCH(bool, drained);
    QFETCH(QString, begin);
    TestWindow test;
    test.backend.setStores({makeStore(u"vault"_qs, MaintenanceType::ReadOnly, 1, 2)});
    test.show();
    auto *message = test.find<MessageBanner>("state-message");
    QCOMPARE(QAccessible::queryAccessibleInterface(message)->role(), QAccessible::Notification);
    const AccessibilitySpy spy;
    test.backend.setStore(drained ? makeStore(u"vault"_qs, MaintenanceType::ReadOnly, 0, 2)
                                  : unknownStore(u"vault"_qs));
    const auto heard = spy.of(QAccessible::ObjectShow, message);
    QCOMPARE(heard.size(), 1);
    QVERIFY2(heard.first().name.startsWith(begin), qPrintable(heard.first().name));
    // A reader less changes the text, and is nothing to interrupt anybody for.
    if (drained)
        test.backend.setStore(makeStore(u"vault"_qs, MaintenanceType::ReadOnly, 0, 1));
    QCOMPARE(spy.of(QAccessible::ObjectShow, message).size(), 1);
}

void TestDesktop::outsideChangeIsAnnouncedInTheDialog()
{
    TestWindow test;
    test.backend.setStores({makeStore(u"vault"_qs)});
    test.show();
    test.action("edit-maintenance-mode")->trigger();
    QDialog *dialog = test.dialog("maintenance-dialog");
    QVERIFY(QTest::qWaitForWindowExposed(dialog));
    auto *message = dialog->findChild<MessageBanner *>(u"maintenance-message"_qs);
    const AccessibilitySpy spy;
    test.backend.setStore(makeStore(u"vault"_qs, MaintenanceType::ReadOnly));
    QCOMPARE(spy.of(QAccessible::ObjectShow, message).size(), 1);
    QCOMPARE(QAccessible::queryAccessibleInterface(message)->role(), QAccessible::Notification);
}

void TestDesktop::everythingThatTakesFocusHasAName()
{
    TestWindow test;
    test.backend.setStores({makeStore(u"vault"_qs, MaintenanceType::Offline, 2, 1)});
    test.show();
    test.action("edit-maintenance-mode")->trigger();
    test.action("add-folder")->trigger();
    int named = 0;
    for (QWidget *widget : test.window->findChildren<QWidget *>()) {
        if (!widget->isVisible() || (widget->focusPolicy() & Qt::TabFocus) == 0)
            continue;
        const QString name = QAccessible::queryAccessibleInterface(widget)->text(QAccessible::Name);
        QVERIFY2(!name.isEmpty(),
                 qPrintable(widget->objectName() + u' ' + QString::fromLatin1(widget->metaObject()->className())));
        ++named;
    }
    QVERIFY(named >= 10);
}

// I-11
void TestDesktop::listHasTheFocusAndNoCaret()
{
    TestWindow test;
    test.backend.setStores({makeStore(u"vault"_qs)});
    test.show();
    test.activate();
    QTRY_COMPARE(QApplication::focusWidget(), test.list());
    QVERIFY(!test.list()->testAttribute(Qt::WA_InputMethodEnabled));
}

// I-11
void TestDesktop::minimisedWindowIsSilent()
{
    TestWindow test({}, Motion::Wish::Full);
    test.backend.setStores({makeStore(u"vault"_qs, MaintenanceType::Offline, 2)});
    test.show();
    QTRY_VERIFY(test.window->spinnerClock().isRunning());
    QVERIFY(test.backend.attention);
    test.window->showMinimized();
    QTRY_VERIFY(test.window->isMinimized());
    QTRY_VERIFY(!test.window->spinnerClock().isRunning());
    QTRY_VERIFY(!test.backend.attention);
    test.window->showNormal();
    QTRY_VERIFY(test.window->spinnerClock().isRunning());
    QTRY_VERIFY(test.backend.attention);
}

void TestDesktop::dialogGivesTheFocusBack()
{
    TestWindow test;
    test.backend.setStores({makeStore(u"vault"_qs)});
    test.show();
    test.activate();
    QTest::keyClick(test.window.get(), Qt::Key_M, Qt::ControlModifier);
    QDialog *dialog = test.dialog("maintenance-dialog");
    QVERIFY(QTest::qWaitForWindowActive(dialog));
    QTRY_COMPARE(QApplication::focusWidget()->objectName(), u"maintenance-type"_qs);
    QTest::keyClick(dialog, Qt::Key_Escape);
    QVERIFY(QTest::qWaitForWindowActive(test.window.get()));
    QTRY_COMPARE(QApplication::focusWidget(), test.list());
}

void TestDesktop::portalsWishesAreHeard()
{
    qDBusRegisterMetaType<SettingGroups>();
    const QString appearance = QStringLiteral("org.freedesktop.appearance");
    const QString gnome = QStringLiteral("org.gnome.desktop.interface");
    FakePortal portal;
    portal.settings.insert(appearance, {{QStringLiteral("color-scheme"), 1U}});
    portal.settings.insert(gnome, {{QStringLiteral("enable-animations"), true}});
    auto bus = QDBusConnection::connectToBus(QDBusConnection::SessionBus, QStringLiteral("portal"));
    QVERIFY(bus.registerObject(QStringLiteral("/org/freedesktop/portal/desktop"), &portal,
                               QDBusConnection::ExportAllContents));
    QVERIFY(bus.registerService(QStringLiteral("org.freedesktop.portal.Desktop")));

    DesktopSettings settings;
    const Motion motion(settings, Motion::Wish::System);
    settings.start();
    QTRY_COMPARE(settings.prefersDark(), std::optional(true));
    QVERIFY(!motion.isReduced());
    Q_EMIT portal.SettingChanged(appearance, QStringLiteral("color-scheme"), QDBusVariant(2U));
    QTRY_COMPARE(settings.prefersDark(), std::optional(false));
    Q_EMIT portal.SettingChanged(gnome, QStringLiteral("enable-animations"), QDBusVariant(false));
    QTRY_VERIFY(motion.isReduced());
    QDBusConnection::disconnectFromBus(QStringLiteral("portal"));
}

QTEST_MAIN(TestDesktop)
#include "tst_desktop.moc"

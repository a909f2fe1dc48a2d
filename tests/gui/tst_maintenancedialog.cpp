// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/fakebackend.h"
#include "ui/dialogs/maintenancedialog.h"
#include "ui/widgets/messagebanner.h"
#include "ui/widgets/messageedit.h"

#include <QClipboard>
#include <QComboBox>
#include <QLabel>
#include <QPointer>
#include <QPushButton>
#include <QSignalSpy>
#include <QTest>

using namespace Drydock;

/// The dialog that sets a maintenance mode.
class TestMaintenanceDialog : public QObject
{
    Q_OBJECT

private slots:
    void showsTheModeThatIsSet();
    void buttonNamesWhatItDoes_data();
    void buttonNamesWhatItDoes();
    void onlyChangesCanBeSaved();
    void resetBringsTheFormBack();
    void savesWhatWasEnteredOnceAndCloses();
    void noneDropsTheMessage();
    void staysOpenUntilTheAnswerIsThere();
    void failureShowsInside();
    void warningsAreHandedOn();

    void internalModesShowAndCanOnlyBeReset_data();
    void internalModesShowAndCanOnlyBeReset();
    void deleteAndUnknownCannotBeLeft_data();
    void deleteAndUnknownCannotBeLeft();

    void outsideChangeAsksWhatToDo();
    void reloadTakesTheOtherMode();
    void overwriteExpectsTheOtherMode();
    void changeBackKeepsWhatWasEntered();
    void refusalAsChangedMeanwhileAsksToo();
    void vanishedStoreCanOnlyBeClosed();

    void lengthIsCountedInCharacters_data();
    void lengthIsCountedInCharacters();
    void pastedControlCharactersBecomeOneBlank_data();
    void pastedControlCharactersBecomeOneBlank();
    void specialCharactersSurvive();
    void previewFollowsTypeAndSnapshot();
    void escapeAndReturnDoWhatTheySay();
};

namespace {

struct Opened {
    explicit Opened(const StoreSnapshot &store)
    {
        backend.setStores({store});
        dialog = new MaintenanceDialog(&backend, store.name);
        dialog->show();
    }
    ~Opened() { delete dialog; }
    Q_DISABLE_COPY_MOVE(Opened)

    [[nodiscard]] QComboBox *type() const { return child<QComboBox>("maintenance-type"); }
    [[nodiscard]] MessageEdit *description() const { return child<MessageEdit>("maintenance-description"); }
    [[nodiscard]] MessageBanner *banner() const { return child<MessageBanner>("maintenance-message"); }
    [[nodiscard]] QPushButton *button(const char *name) const { return child<QPushButton>(name); }
    [[nodiscard]] QPushButton *save() const { return button("maintenance-save"); }
    [[nodiscard]] QString note() const { return child<QLabel>("maintenance-note")->text(); }
    [[nodiscard]] QString preview() const { return child<QLabel>("maintenance-preview")->text(); }

    void choose(MaintenanceType wanted) const { type()->setCurrentIndex(type()->findData(static_cast<int>(wanted))); }
    [[nodiscard]] MaintenanceType chosen() const { return static_cast<MaintenanceType>(type()->currentData().toInt()); }

    FakeBackend backend;
    QPointer<MaintenanceDialog> dialog;

private:
    template <class T>
    [[nodiscard]] T *child(const char *name) const
    {
        return dialog->findChild<T *>(QString::fromLatin1(name));
    }
};

QString verbOf(const QPushButton *button)
{
    return button->text().remove(u'&');
}

} // namespace

void TestMaintenanceDialog::showsTheModeThatIsSet()
{
    const Opened opened(makeStore(u"vault"_qs, MaintenanceType::Offline, 2, 1, u"swap disk 2"_qs));
    QCOMPARE(opened.dialog->windowTitle(), u"Edit: Maintenance mode – vault"_qs);
    QCOMPARE(opened.chosen(), MaintenanceType::Offline);
    QCOMPARE(opened.description()->text(), u"swap disk 2"_qs);
    QVERIFY(opened.banner()->isHidden());
    QCOMPARE(opened.preview(), u"3 running operations must finish:"_qs);
}

void TestMaintenanceDialog::buttonNamesWhatItDoes_data()
{
    QTest::addColumn<MaintenanceType>("type");
    QTest::addColumn<QString>("verb");
    QTest::addColumn<bool>("takesMessage");
    QTest::newRow("offline") << MaintenanceType::Offline << u"Set Offline"_qs << true;
    QTest::newRow("read-only") << MaintenanceType::ReadOnly << u"Set Read-only"_qs << true;
    QTest::newRow("none") << MaintenanceType::None << u"Clear Mode"_qs << false;
}

void TestMaintenanceDialog::buttonNamesWhatItDoes()
{
    QFETCH(MaintenanceType, type);
    QFETCH(QString, verb);
    QFETCH(bool, takesMessage);
    const Opened opened(makeStore(u"vault"_qs, MaintenanceType::Offline));
    opened.choose(type);
    QCOMPARE(verbOf(opened.save()), verb);
    QCOMPARE(opened.description()->isEnabled(), takesMessage);
}

void TestMaintenanceDialog::onlyChangesCanBeSaved()
{
    const Opened opened(makeStore(u"vault"_qs, MaintenanceType::Offline, 0, 0, u"why"_qs));
    QVERIFY(!opened.save()->isEnabled());
    QVERIFY(!opened.button("maintenance-reset")->isEnabled());
    opened.description()->setText(u"why not"_qs);
    QVERIFY(opened.save()->isEnabled());
    QVERIFY(opened.button("maintenance-reset")->isEnabled());
    opened.description()->setText(u"why"_qs);
    QVERIFY(!opened.save()->isEnabled());
}

void TestMaintenanceDialog::resetBringsTheFormBack()
{
    const Opened opened(makeStore(u"vault"_qs, MaintenanceType::ReadOnly, 0, 0, u"why"_qs));
    opened.choose(MaintenanceType::None);
    opened.button("maintenance-reset")->click();
    QCOMPARE(opened.chosen(), MaintenanceType::ReadOnly);
    QCOMPARE(opened.description()->text(), u"why"_qs);
    QVERIFY(opened.backend.commands.isEmpty());
}

// I-09
void TestMaintenanceDialog::savesWhatWasEnteredOnceAndCloses()
{
    Opened opened(makeStore(u"vault"_qs));
    opened.choose(MaintenanceType::Offline);
    QTest::keyClicks(opened.description(), u"swap disk 2"_qs);
    QTest::mouseClick(opened.save(), Qt::LeftButton);
    QTRY_VERIFY(opened.dialog == nullptr || !opened.dialog->isVisible());
    QCOMPARE(opened.backend.commands.size(), 1);
    const FakeBackend::Command &command = opened.backend.commands.first();
    QCOMPARE(command.store, u"vault"_qs);
    QCOMPARE(command.mode.type, MaintenanceType::Offline);
    QCOMPARE(command.mode.message, u"swap disk 2"_qs);
    QCOMPARE(command.expectedOld, MaintenanceMode());
}

void TestMaintenanceDialog::noneDropsTheMessage()
{
    Opened opened(makeStore(u"vault"_qs, MaintenanceType::Offline, 0, 0, u"why"_qs));
    opened.choose(MaintenanceType::None);
    opened.save()->click();
    QCOMPARE(opened.backend.commands.size(), 1);
    QCOMPARE(opened.backend.commands.first().mode, MaintenanceMode());
    QCOMPARE(opened.backend.commands.first().expectedOld.message, u"why"_qs);
}

void TestMaintenanceDialog::staysOpenUntilTheAnswerIsThere()
{
    Opened opened(makeStore(u"vault"_qs));
    opened.backend.hold = true;
    opened.choose(MaintenanceType::Offline);
    opened.save()->click();
    QVERIFY(opened.dialog->isVisible());
    QVERIFY(!opened.save()->isEnabled());
    QVERIFY(!opened.button("maintenance-cancel")->isEnabled());
    opened.dialog->reject();
    opened.dialog->close();
    QVERIFY(opened.dialog->isVisible());
    opened.backend.answerHeld();
    QTRY_VERIFY(opened.dialog == nullptr || !opened.dialog->isVisible());
    QCOMPARE(opened.backend.commands.size(), 1);
}

void TestMaintenanceDialog::failureShowsInside()
{
    Opened opened(makeStore(u"vault"_qs));
    opened.backend.refuse = Error{ErrorCode::LockTimeout, u"/etc/.datastore.lck"_qs, u"process 812"_qs};
    opened.choose(MaintenanceType::Offline);
    opened.save()->click();
    QTRY_VERIFY(opened.banner()->isVisible());
    QVERIFY(opened.banner()->text().contains(u"process 812"));
    QVERIFY(opened.save()->isEnabled()); // to try again
    opened.save()->click();
    QTRY_VERIFY(opened.dialog == nullptr || !opened.dialog->isVisible());
    QCOMPARE(opened.backend.commands.size(), 2);
}

void TestMaintenanceDialog::warningsAreHandedOn()
{
    Opened opened(makeStore(u"vault"_qs));
    opened.backend.warnings = {Error{ErrorCode::NoSpace, u"/var/changes.jsonl"_qs, {}}};
    QSignalSpy warned(opened.dialog, &MaintenanceDialog::warned);
    opened.choose(MaintenanceType::Offline);
    opened.save()->click();
    QTRY_COMPARE(warned.size(), 1);
}

void TestMaintenanceDialog::internalModesShowAndCanOnlyBeReset_data()
{
    QTest::addColumn<MaintenanceType>("type");
    QTest::addColumn<QString>("shown");
    QTest::newRow("unmount") << MaintenanceType::Unmount << u"Unmounting"_qs;
    QTest::newRow("s3-refresh") << MaintenanceType::S3Refresh << u"S3 refresh"_qs;
}

// I-09
void TestMaintenanceDialog::internalModesShowAndCanOnlyBeReset()
{
    QFETCH(MaintenanceType, type);
    QFETCH(QString, shown);
    Opened opened(makeStore(u"vault"_qs, type, 0, 0, u"by the server"_qs));
    QCOMPARE(opened.type()->currentText(), shown);
    QVERIFY(!opened.save()->isEnabled());
    QVERIFY(!opened.description()->isEnabled());
    opened.choose(MaintenanceType::None);
    QVERIFY(opened.save()->isEnabled());
    // It can't be chosen again, neither by key nor by its first letter.
    opened.type()->setFocus();
    QTest::keyClick(opened.type(), Qt::Key_End);
    QVERIFY(opened.chosen() != type);
    opened.choose(MaintenanceType::None);
    opened.save()->click();
    QCOMPARE(opened.backend.commands.size(), 1);
    QCOMPARE(opened.backend.commands.first().mode, MaintenanceMode());
}

void TestMaintenanceDialog::deleteAndUnknownCannotBeLeft_data()
{
    QTest::addColumn<MaintenanceType>("type");
    QTest::addColumn<QString>("shown");
    QTest::newRow("delete") << MaintenanceType::Delete << u"Being deleted"_qs;
    QTest::newRow("unknown") << MaintenanceType::Unknown << u"thaw"_qs;
}

// I-09
void TestMaintenanceDialog::deleteAndUnknownCannotBeLeft()
{
    QFETCH(MaintenanceType, type);
    QFETCH(QString, shown);
    StoreSnapshot store = makeStore(u"vault"_qs, type);
    if (type == MaintenanceType::Unknown)
        store.mode.unknownType = u"thaw"_qs;
    const Opened opened(store);
    QCOMPARE(opened.type()->currentText(), shown);
    QVERIFY(!opened.type()->isEnabled());
    QVERIFY(!opened.save()->isEnabled());
    QVERIFY(opened.banner()->isVisible());
    opened.button("maintenance-cancel")->click();
    QVERIFY(opened.backend.commands.isEmpty());
}

// I-09
void TestMaintenanceDialog::outsideChangeAsksWhatToDo()
{
    Opened opened(makeStore(u"vault"_qs));
    opened.choose(MaintenanceType::Offline);
    opened.backend.setStore(makeStore(u"vault"_qs, MaintenanceType::ReadOnly, 0, 0, u"mine"_qs));
    QVERIFY(opened.banner()->isVisible());
    QCOMPARE(opened.banner()->text(), u"Changed by another program: None → Read-only (\"mine\")"_qs);
    QVERIFY(!opened.save()->isEnabled());
    QVERIFY(opened.button("maintenance-reload")->isVisible());
    QVERIFY(opened.button("maintenance-overwrite")->isVisible());
    QCOMPARE(opened.chosen(), MaintenanceType::Offline);
}

void TestMaintenanceDialog::reloadTakesTheOtherMode()
{
    Opened opened(makeStore(u"vault"_qs));
    opened.choose(MaintenanceType::Offline);
    opened.backend.setStore(makeStore(u"vault"_qs, MaintenanceType::ReadOnly, 0, 0, u"mine"_qs));
    opened.button("maintenance-reload")->click();
    QCOMPARE(opened.chosen(), MaintenanceType::ReadOnly);
    QCOMPARE(opened.description()->text(), u"mine"_qs);
    QVERIFY(opened.banner()->isHidden());
    QVERIFY(opened.backend.commands.isEmpty());
}

// I-09
void TestMaintenanceDialog::overwriteExpectsTheOtherMode()
{
    Opened opened(makeStore(u"vault"_qs));
    opened.choose(MaintenanceType::Offline);
    opened.backend.setStore(makeStore(u"vault"_qs, MaintenanceType::ReadOnly, 0, 0, u"mine"_qs));
    opened.button("maintenance-overwrite")->click();
    QTRY_VERIFY(opened.dialog == nullptr || !opened.dialog->isVisible());
    QCOMPARE(opened.backend.commands.size(), 1);
    QCOMPARE(opened.backend.commands.first().mode.type, MaintenanceType::Offline);
    QCOMPARE(opened.backend.commands.first().expectedOld.type, MaintenanceType::ReadOnly);
}

void TestMaintenanceDialog::changeBackKeepsWhatWasEntered()
{
    Opened opened(makeStore(u"vault"_qs));
    opened.choose(MaintenanceType::Offline);
    opened.backend.setStore(makeStore(u"vault"_qs, MaintenanceType::ReadOnly));
    opened.backend.setStore(makeStore(u"vault"_qs));
    QVERIFY(opened.banner()->isHidden());
    QCOMPARE(opened.chosen(), MaintenanceType::Offline);
    QVERIFY(opened.save()->isEnabled());
}

// I-09: somebody was quicker, and their snapshot is not here yet
void TestMaintenanceDialog::refusalAsChangedMeanwhileAsksToo()
{
    Opened opened(makeStore(u"vault"_qs));
    opened.backend.refuse = Error{ErrorCode::ModeChanged, u"vault"_qs, u"read-only,message=mine"_qs};
    opened.choose(MaintenanceType::Offline);
    opened.save()->click();
    QTRY_VERIFY(opened.button("maintenance-overwrite")->isVisible());
    QVERIFY(opened.banner()->text().contains(u"mine"));
    opened.backend.setStore(makeStore(u"vault"_qs, MaintenanceType::ReadOnly, 0, 0, u"mine"_qs));
    opened.button("maintenance-overwrite")->click();
    QTRY_COMPARE(opened.backend.commands.size(), 2);
    QCOMPARE(opened.backend.commands.last().expectedOld.message, u"mine"_qs);
}

void TestMaintenanceDialog::vanishedStoreCanOnlyBeClosed()
{
    Opened opened(makeStore(u"vault"_qs));
    opened.choose(MaintenanceType::Offline);
    opened.backend.dropStore(u"vault"_qs);
    QVERIFY(opened.banner()->isVisible());
    QVERIFY(!opened.save()->isEnabled());
    QVERIFY(!opened.type()->isEnabled());
    QVERIFY(opened.button("maintenance-cancel")->isEnabled());
    // It may come back, as it does when an editor writes the file in two steps.
    opened.backend.setStore(makeStore(u"vault"_qs));
    QVERIFY(opened.banner()->isHidden());
    QCOMPARE(opened.chosen(), MaintenanceType::Offline);
    QVERIFY(opened.save()->isEnabled());
}

void TestMaintenanceDialog::lengthIsCountedInCharacters_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<bool>("fits");
    QTest::newRow("64 letters") << QString(64, u'x') << true;
    QTest::newRow("65 letters") << QString(65, u'x') << false;
    QTest::newRow("64 emoji") << u"🚢"_qs.repeated(64) << true;
    QTest::newRow("65 emoji") << u"🚢"_qs.repeated(65) << false;
    QTest::newRow("empty") << QString() << true;
}

void TestMaintenanceDialog::lengthIsCountedInCharacters()
{
    QFETCH(QString, text);
    QFETCH(bool, fits);
    const Opened opened(makeStore(u"vault"_qs));
    opened.choose(MaintenanceType::Offline);
    opened.description()->setText(text);
    QCOMPARE(opened.description()->text(), text); // nothing is cut silently
    QCOMPARE(opened.save()->isEnabled(), fits);
    QCOMPARE(opened.note().isEmpty(), fits);
}

void TestMaintenanceDialog::pastedControlCharactersBecomeOneBlank_data()
{
    QTest::addColumn<QString>("pasted");
    QTest::addColumn<QString>("shown");
    QTest::addColumn<bool>("noted");
    QTest::newRow("plain") << u"swap disk 2"_qs << u"swap disk 2"_qs << false;
    QTest::newRow("two lines") << u"swap\r\ndisk"_qs << u"swap disk"_qs << true;
    QTest::newRow("tabs and an escape") << u"a\t\t\u001b[1mb"_qs << u"a [1mb"_qs << true;
    QTest::newRow("C1 controls") << u"a\u0085b"_qs << u"a b"_qs << true;
}

void TestMaintenanceDialog::pastedControlCharactersBecomeOneBlank()
{
    QFETCH(QString, pasted);
    QFETCH(QString, shown);
    QFETCH(bool, noted);
    const Opened opened(makeStore(u"vault"_qs));
    opened.choose(MaintenanceType::Offline);
    QGuiApplication::clipboard()->setText(pasted);
    opened.description()->paste();
    QCOMPARE(opened.description()->text(), shown);
    QCOMPARE(opened.note().isEmpty(), !noted);
    QTest::keyClick(opened.description(), Qt::Key_X);
    QVERIFY(opened.note().isEmpty());
}

void TestMaintenanceDialog::specialCharactersSurvive()
{
    const QString message = u"a,b \"c\" \\d =e %41 ü 🚢"_qs;
    Opened opened(makeStore(u"vault"_qs, MaintenanceType::Offline, 0, 0, message));
    QCOMPARE(opened.description()->text(), message);
    opened.choose(MaintenanceType::ReadOnly);
    opened.save()->click();
    QCOMPARE(opened.backend.commands.first().mode.message, message);
}

void TestMaintenanceDialog::previewFollowsTypeAndSnapshot()
{
    Opened opened(makeStore(u"vault"_qs, MaintenanceType::None, 2, 1));
    opened.choose(MaintenanceType::Offline);
    QCOMPARE(opened.preview(), u"3 running operations must finish:"_qs);
    opened.choose(MaintenanceType::ReadOnly);
    QCOMPARE(opened.preview(), u"2 running operations must finish:"_qs);
    opened.backend.setStore(makeStore(u"vault"_qs, MaintenanceType::None, 1, 1));
    QCOMPARE(opened.preview(), u"1 running operation must finish:"_qs);
    StoreSnapshot unknown = makeStore(u"vault"_qs);
    unknown.counts.reset();
    opened.backend.setStore(unknown);
    QCOMPARE(opened.preview(), u"What is running cannot be read."_qs);
}

void TestMaintenanceDialog::escapeAndReturnDoWhatTheySay()
{
    Opened opened(makeStore(u"vault"_qs));
    QTest::keyClick(opened.dialog, Qt::Key_Return);
    QVERIFY(opened.dialog->isVisible()); // there is nothing to save yet
    opened.choose(MaintenanceType::Offline);
    opened.description()->setFocus();
    QTest::keyClick(opened.description(), Qt::Key_Return);
    QTRY_COMPARE(opened.backend.commands.size(), 1);

    Opened second(makeStore(u"tank"_qs));
    QTest::keyClick(second.dialog, Qt::Key_Escape);
    QTRY_VERIFY(second.dialog == nullptr || !second.dialog->isVisible());
    QVERIFY(second.backend.commands.isEmpty());
}

QTEST_MAIN(TestMaintenanceDialog)
#include "tst_maintenancedialog.moc"

// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/gui/testwindow.h"
#include "ui/models/datastorelistmodel.h"
#include "ui/models/datastoreroles.h"
#include "ui/widgets/datastorelistview.h"
#include "ui/widgets/selectabletext.h"

#include <QAbstractButton>
#include <QAction>
#include <QApplication>
#include <QDialog>
#include <QHeaderView>
#include <QLabel>
#include <QLibraryInfo>
#include <QMenu>
#include <QMenuBar>
#include <QTest>
#include <QToolBar>
#include <QTranslator>

using namespace Drydock;

/// Every language fits, and says everything.
class TestLanguages : public QObject
{
    Q_OBJECT

private slots:
    void nothingIsCut_data();
    void nothingIsCut();
    void stateFitsItsColumn_data();
    void stateFitsItsColumn();
    void germanSpeaksGermanEverywhere();
    void eachKeyOfAMenuIsOneEntrys_data();
    void eachKeyOfAMenuIsOneEntrys();
};

namespace {

/// Installs a language for as long as it lives.
struct Language {
    explicit Language(const QString &name)
    {
        if (name != u"de")
            return;
        loaded = ours.load(u":/i18n/drydock_de.qm"_qs)
                 && qt.load(u"qtbase_de"_qs, QLibraryInfo::path(QLibraryInfo::TranslationsPath));
        QCoreApplication::installTranslator(&qt);
        QCoreApplication::installTranslator(&ours);
    }
    ~Language()
    {
        QCoreApplication::removeTranslator(&qt);
        QCoreApplication::removeTranslator(&ours);
    }
    Q_DISABLE_COPY_MOVE(Language)

    QTranslator ours;
    QTranslator qt;
    bool loaded = true;
};

QList<StoreSnapshot> oneOfEachState()
{
    QList<StoreSnapshot> stores{makeStore(u"vault"_qs, MaintenanceType::Offline, 2, 1, u"swap disk 2"_qs),
                                makeStore(u"usb-a"_qs, MaintenanceType::ReadOnly, 0, 2),
                                makeStore(u"tank"_qs, MaintenanceType::None, 12, 3), makeStore(u"photos"_qs)};
    for (const DrainState state : {DrainState::Unknown, DrainState::Stale, DrainState::External, DrainState::Absent,
                                   DrainState::Stalled, DrainState::Confirming, DrainState::Drained}) {
        const auto type = state == DrainState::External ? MaintenanceType::Unmount : MaintenanceType::Offline;
        StoreSnapshot store =
            makeStore(drainStateName(state) + u"-store"_qs, type, state == DrainState::Drained ? 0 : 13);
        store.state = state;
        stores.append(store);
    }
    return stores;
}

/// Texts that are wider or higher than the room they have.
QStringList cutTexts(const QWidget &window)
{
    QStringList cut;
    for (const QWidget *widget : window.findChildren<QWidget *>()) {
        if (!widget->isVisible())
            continue;
        const auto *label = qobject_cast<const QLabel *>(widget);
        const auto *button = qobject_cast<const QAbstractButton *>(widget);
        const auto *text = qobject_cast<const SelectableText *>(widget);
        bool fits = true;
        if (label != nullptr && label->wordWrap())
            fits = label->height() >= label->heightForWidth(label->width());
        else if (text != nullptr)
            fits = text->height() >= text->heightForWidth(text->width());
        else if (label != nullptr || button != nullptr)
            fits = widget->width() >= widget->sizeHint().width() && widget->height() >= widget->sizeHint().height();
        if (!fits)
            cut.append(label != nullptr ? label->text() : button != nullptr ? button->text() : text->text());
    }
    return cut;
}

void addLanguages()
{
    QTest::addColumn<QString>("language");
    QTest::newRow("English") << u"en"_qs;
    QTest::newRow("German") << u"de"_qs;
}

} // namespace

void TestLanguages::nothingIsCut_data()
{
    QTest::addColumn<QString>("language");
    QTest::addColumn<QSize>("size");
    for (const char *language : {"en", "de"}) {
        for (const QSize size : {QSize(900, 560), QSize(640, 600), QSize(480, 360)})
            QTest::addRow("%s, %d wide", language, size.width()) << QString::fromLatin1(language) << size;
    }
}

void TestLanguages::nothingIsCut()
{
    QFETCH(QString, language);
    QFETCH(QSize, size);
    const Language installed(language);
    QVERIFY(installed.loaded);
    TestWindow test;
    test.backend.setStores(oneOfEachState());
    test.window->resize(size);
    test.show();
    for (int row = 0; row < test.window->model()->rowCount(); ++row) {
        test.list()->setCurrentIndex(test.window->model()->index(row));
        if (size.width() < 500)
            Q_EMIT test.list()->clicked(test.list()->currentIndex());
        QCoreApplication::processEvents();
        QTRY_VERIFY2(cutTexts(*test.window).isEmpty(), qPrintable(cutTexts(*test.window).join(u" | "_qs)));
    }
    for (const char *name : {"edit-maintenance-mode", "add-folder", "about", "shortcuts"})
        test.action(name)->trigger();
    QCoreApplication::processEvents();
    for (const QDialog *dialog : test.window->findChildren<QDialog *>())
        QTRY_VERIFY2(cutTexts(*dialog).isEmpty(), qPrintable(cutTexts(*dialog).join(u" | "_qs)));
    // No action hides behind the tool bar's arrow.
    QVERIFY(!test.find<QWidget>("qt_toolbar_ext_button")->isVisible());
}

void TestLanguages::stateFitsItsColumn_data()
{
    addLanguages();
}

void TestLanguages::stateFitsItsColumn()
{
    QFETCH(QString, language);
    const Language installed(language);
    TestWindow test;
    test.backend.setStores(oneOfEachState());
    test.show();
    QFont font = test.list()->font();
    const QFontMetrics upper(font);
    font.setPointSizeF(font.pointSizeF() * 0.86);
    const QFontMetrics lower(font);
    // The row's right column, at the usual size of the window and with a scroll bar.
    const int room = (test.list()->width() - 80) * 45 / 100;
    for (int row = 0; row < test.window->model()->rowCount(); ++row) {
        const QModelIndex index = test.window->model()->index(row);
        for (const auto &[text, metrics] : {std::pair(index.data(StateTextRole).toString(), lower),
                                            std::pair(index.data(ModeTextRole).toString(), upper)})
            QVERIFY2(metrics.horizontalAdvance(text) <= room, qPrintable(text));
    }
}

void TestLanguages::germanSpeaksGermanEverywhere()
{
    const Language installed(u"de"_qs);
    TestWindow test;
    test.backend.setStores({makeStore(u"vault"_qs, MaintenanceType::Offline, 2, 1)});
    test.show();
    QCOMPARE(test.propertyText("maintenance-mode-value"), u"Offline | 3 Aufgaben im Konflikt noch aktiv."_qs);
    QCOMPARE(test.propertyText("verdict"), u"Warten: 2 Schreiber, 1 Leser"_qs);
    test.backend.setStore(makeStore(u"vault"_qs, MaintenanceType::ReadOnly, 1, 0));
    QCOMPARE(test.propertyText("maintenance-mode-value"), u"Nur lesen | 1 Aufgabe im Konflikt noch aktiv."_qs);
    test.backend.setStore(makeStore(u"vault"_qs, MaintenanceType::ReadOnly));
    QCOMPARE(test.propertyText("maintenance-mode-value"), u"Nur lesen Keine Schreibvorgänge mehr."_qs);
}

void TestLanguages::eachKeyOfAMenuIsOneEntrys_data()
{
    addLanguages();
}

void TestLanguages::eachKeyOfAMenuIsOneEntrys()
{
    QFETCH(QString, language);
    const Language installed(language);
    TestWindow test;
    test.backend.setStores({makeStore(u"vault"_qs)});
    int keys = 0;
    const auto check = [&keys](const QList<QAction *> &actions) {
        QSet<QString> taken;
        for (const QAction *action : actions) {
            const QString key = QKeySequence::mnemonic(action->text()).toString();
            if (key.isEmpty())
                continue;
            QVERIFY2(!taken.contains(key), qPrintable(action->text()));
            taken.insert(key);
            ++keys;
        }
    };
    check(test.window->menuBar()->actions());
    for (const QAction *menu : test.window->menuBar()->actions())
        check(menu->menu()->actions());
    QVERIFY(keys > 12);
}

QTEST_MAIN(TestLanguages)
#include "tst_languages.moc"

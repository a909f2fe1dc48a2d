// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/support/resourcewatch.h"

#include <QMetaMethod>
#include <QTest>

namespace Drydock {

/// A test class whose functions are each watched from the begin of init() to the end of cleanup(): they leave as many
/// descriptors and threads as they find. Qt Test calls every function through the class's meta object; this one is the
/// same but for the function that calls them.
template <class Test>
class WatchedTest final : public Test
{
public:
    [[nodiscard]] const QMetaObject *metaObject() const override
    {
        static const QMetaObject watched = [] {
            QMetaObject object = Test::staticMetaObject;
            object.d.static_metacall = &WatchedTest::call;
            return object;
        }();
        return &watched;
    }

private:
    static bool has(const char *function)
    {
        return Test::staticMetaObject.indexOfMethod(function) >= Test::staticMetaObject.methodOffset();
    }

    static void call(QObject *object, QMetaObject::Call kind, int index, void **arguments)
    {
        static ResourceWatch watch;
        const auto &original = Test::staticMetaObject;
        const QByteArray name = kind == QMetaObject::InvokeMetaMethod
                                    ? original.method(original.methodOffset() + index).name()
                                    : QByteArray();
        const bool isCase = name.isEmpty() || name.endsWith("TestCase") || name.endsWith("_data");
        if (!isCase && (name == "init" || (name != "cleanup" && !has("init()"))))
            watch.begin();
        original.d.static_metacall(object, kind, index, arguments);
        if (!isCase && (name == "cleanup" || (name != "init" && !has("cleanup()"))))
            report(watch.difference());
    }

    static void report(const QByteArray &difference)
    {
        if (!difference.isEmpty())
            QTest::qFail(difference.constData(), Test::staticMetaObject.className(), 0);
    }
};

} // namespace Drydock

// The main() of every test without windows, in place of Qt Test's own.
#define DRYDOCK_TEST_MAIN(Test) QTEST_GUILESS_MAIN(Drydock::WatchedTest<Test>)
#define DRYDOCK_TEST_APPLESS_MAIN(Test) QTEST_APPLESS_MAIN(Drydock::WatchedTest<Test>)

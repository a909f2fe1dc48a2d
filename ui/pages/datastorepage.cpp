// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/datastorepage.h"

#include "core/base/displaytext.h"
#include "core/text/duration.h"
#include "core/text/errortext.h"
#include "core/text/statetext.h"
#include "ui/desktop/minuteclock.h"
#include "ui/models/blockermodel.h"
#include "ui/widgets/blockertable.h"
#include "ui/widgets/drainindicator.h"
#include "ui/widgets/huelabel.h"
#include "ui/widgets/messagebanner.h"
#include "ui/widgets/modevalue.h"
#include "ui/widgets/selectabletext.h"
#include "ui/widgets/symbolicicon.h"

#include <QAction>
#include <QDateTime>
#include <QGridLayout>
#include <QHBoxLayout>
#include <QPainter>
#include <QPushButton>
#include <QScrollBar>
#include <QVBoxLayout>

#include <algorithm>
#include <utility>

namespace Drydock {

namespace {

constexpr int wideMargin = 24;
constexpr int narrowMargin = 14;
constexpr int narrowBelow = 80; // characters

/// A line of text with an age in it: its being painted keeps the age up to date.
class AgeText : public SelectableText
{
public:
    AgeText(MinuteClock &clock, QWidget *parent = nullptr)
        : SelectableText(parent)
        , m_clock(clock)
    {
    }

protected:
    void paintEvent(QPaintEvent *event) override
    {
        if (!text().isEmpty())
            m_clock.textPainted();
        SelectableText::paintEvent(event);
    }

private:
    MinuteClock &m_clock;
};

class Separator : public QWidget
{
public:
    Separator() { setFixedHeight(1); }

protected:
    void paintEvent(QPaintEvent *) override { QPainter(this).fillRect(rect(), separatorColor(palette())); }
};

/// A message is worth its room where the state alone does not say all that matters.
bool needsReason(const StoreSnapshot &store)
{
    switch (store.state) {
    case DrainState::Drained:
    case DrainState::Unknown:
    case DrainState::Stale:
    case DrainState::Absent:
        return true;
    case DrainState::None:
    case DrainState::External:
    case DrainState::Stalled:
        return false;
    case DrainState::Draining:
        return store.reason == StateReason::LostFromSight;
    case DrainState::Confirming:
        return store.reason == StateReason::LockBusy;
    }
    return false;
}

QString joinedErrors(const QList<Error> &errors)
{
    QStringList lines;
    for (const Error &error : errors)
        lines.append(errorText(error));
    return lines.join(u' ');
}

} // namespace

DatastorePage::DatastorePage(SpinnerClock &spinnerClock, MinuteClock &minuteClock, QWidget *parent)
    : QScrollArea(parent)
    , m_spinnerClock(spinnerClock)
    , m_minuteClock(minuteClock)
{
    setWidgetResizable(true);
    setFrameShape(NoFrame);
    setFocusPolicy(Qt::NoFocus);
    auto *content = new QWidget;
    content->setBackgroundRole(QPalette::Base);
    content->setAutoFillBackground(true);
    auto *column = new QVBoxLayout(content);
    column->setSpacing(14);
    buildHeading(column);
    buildProperties(column);
    buildMessages(column);
    buildBlockers(column);
    column->addStretch();
    setWidget(content);
    connect(&minuteClock, &MinuteClock::ticked, this, &DatastorePage::updateTimes);
    clear();
}

void DatastorePage::buildHeading(QVBoxLayout *column)
{
    m_indicator = new DrainIndicator(DrainIndicator::Size::Page, m_spinnerClock);
    m_indicator->setObjectName(QStringLiteral("drain-indicator"));
    m_indicator->setBackgroundRole(QPalette::Base);
    m_indicator->setIdleIcon(symbolicIcon(QStringLiteral("datastore")));
    m_name = new SelectableText;
    m_name->setObjectName(QStringLiteral("datastore-name"));
    scaleFont(m_name, 1.6, true);
    m_verdict = new SelectableText;
    m_verdict->setObjectName(QStringLiteral("verdict"));
    scaleFont(m_verdict, 1.15);
    m_since = new AgeText(m_minuteClock);
    m_since->setObjectName(QStringLiteral("mode-since"));
    m_since->setHue(Hue::Quiet);

    auto *lines = new QVBoxLayout;
    lines->setSpacing(3);
    lines->addWidget(m_name);
    lines->addWidget(m_verdict);
    lines->addWidget(m_since);
    auto *heading = new QHBoxLayout;
    heading->setSpacing(18);
    heading->addWidget(m_indicator, 0, Qt::AlignVCenter);
    heading->addLayout(lines, 1);
    column->addLayout(heading);
}

HueLabel *DatastorePage::addProperty(int row, const QString &name, QWidget *value)
{
    auto *label = new HueLabel(Hue::Quiet, name);
    label->setBuddy(value);
    m_grid->addWidget(label, row, 0, Qt::AlignTop | Qt::AlignLeading);
    m_grid->addWidget(value, row, 1, Qt::AlignTop);
    return label;
}

void DatastorePage::buildProperties(QVBoxLayout *column)
{
    m_properties = new QWidget;
    m_grid = new QGridLayout(m_properties);
    m_grid->setContentsMargins({});
    m_grid->setVerticalSpacing(10);
    m_grid->setColumnStretch(1, 1);

    m_mode = new ModeValue(m_spinnerClock);
    m_mode->setObjectName(QStringLiteral("maintenance-mode-value"));
    m_edit = new QPushButton(tr("Edit…"));
    m_edit->setObjectName(QStringLiteral("edit-maintenance-mode"));
    m_edit->setAutoDefault(false);
    m_edit->setMinimumWidth(m_edit->sizeHint().width() + fontMetrics().averageCharWidth() * 2);
    addProperty(0, tr("Maintenance mode"), m_mode);
    // The button is higher than a line of text: it may take the next row's room too, so that it spreads no rows.
    m_grid->addWidget(m_edit, 0, 2, 2, 1, Qt::AlignTop);

    m_path = new SelectableText;
    m_path->setObjectName(QStringLiteral("datastore-path"));
    addProperty(1, tr("Path"), m_path);
    m_comment = new SelectableText;
    m_comment->setObjectName(QStringLiteral("datastore-comment"));
    m_commentName = addProperty(2, tr("Comment"), m_comment);
    column->addWidget(m_properties);
}

void DatastorePage::buildMessages(QVBoxLayout *column)
{
    m_separator = new Separator;
    column->addWidget(m_separator);
    // Below all that one reads and presses: a message that comes or goes moves nothing but the table.
    m_message = new MessageBanner;
    m_message->setObjectName(QStringLiteral("state-message"));
    m_warnings = new MessageBanner;
    m_warnings->setObjectName(QStringLiteral("store-warnings"));
    column->addWidget(m_message);
    column->addWidget(m_warnings);
}

void DatastorePage::buildBlockers(QVBoxLayout *column)
{
    m_blockersTitle = plainLabel({});
    scaleFont(m_blockersTitle, 1, true);
    column->addWidget(m_blockersTitle);
    m_nothingRuns = new HueLabel(Hue::Quiet);
    m_nothingRuns->setObjectName(QStringLiteral("nothing-runs"));
    m_nothingRuns->setWordWrap(true);
    column->addWidget(m_nothingRuns);
    m_blockerModel = new BlockerModel(m_minuteClock, this);
    m_blockers = new BlockerTable(m_minuteClock);
    m_blockers->setObjectName(QStringLiteral("blockers"));
    m_blockers->setAccessibleName(tr("Running operations"));
    m_blockers->setModel(m_blockerModel);
    m_blockersTitle->setBuddy(m_blockers);
    column->addWidget(m_blockers, 1);
}

void DatastorePage::setEditAction(QAction *action)
{
    const auto follow = [this, action] {
        m_edit->setEnabled(action->isEnabled());
        m_edit->setToolTip(action->toolTip());
    };
    connect(m_edit, &QPushButton::clicked, action, &QAction::trigger);
    connect(action, &QAction::changed, m_edit, follow);
    follow();
}

void DatastorePage::resizeEvent(QResizeEvent *event)
{
    const int margin = width() < narrowBelow * fontMetrics().averageCharWidth() ? narrowMargin : wideMargin;
    widget()->layout()->setContentsMargins(margin, margin, margin, margin / 2);
    m_grid->setHorizontalSpacing(margin);
    QScrollArea::resizeEvent(event);
}

void DatastorePage::takeFocus()
{
    QWidget *first = this; // for the keys that scroll
    if (m_edit->isVisible() && m_edit->isEnabled())
        first = m_edit;
    else if (m_blockers->isVisible() && m_blockers->isEnabled())
        first = m_blockers;
    first->setFocus(Qt::OtherFocusReason);
}

void DatastorePage::showStore(const QString &key, const std::shared_ptr<const StoreSnapshot> &store)
{
    const bool another = std::exchange(m_key, key) != key;
    if (!another && m_store == store)
        return;
    m_store = store;
    if (another) {
        m_blockerModel->clear();
        m_message->clear();
        verticalScrollBar()->setValue(0);
        setAccessibleName(store->name);
    }
    refresh();
    widget()->show();
}

void DatastorePage::showSite(const QString &title, const SiteSnapshot &site)
{
    m_store = nullptr;
    m_key.clear();
    m_indicator->setState(title, DrainState::Unknown, std::nullopt);
    m_indicator->setAccessibleName(tr("%1, %2").arg(title, tr("Nothing is known of its datastores")));
    setAccessibleName(title);
    m_name->setText(title);
    m_verdict->setText(tr("Nothing is known of its datastores"));
    m_since->setText(escapedForDisplay(site.path));
    for (QWidget *part : QList<QWidget *>{m_properties, m_separator, m_blockersTitle, m_nothingRuns, m_blockers})
        part->hide();
    m_warnings->clear();
    m_message->clear(); // the window says what is wrong
    widget()->show();
}

void DatastorePage::clear()
{
    m_store = nullptr;
    m_key.clear();
    m_message->clear();
    m_blockerModel->clear();
    widget()->hide();
}

void DatastorePage::refresh()
{
    m_properties->show();
    m_separator->show();
    updateHeading();
    updateMessage();
    m_mode->setStore(m_key, *m_store, m_minuteClock.now());
    m_path->setText(escapedForDisplay(m_store->path));
    m_comment->setText(escapedForDisplay(m_store->comment));
    m_comment->setVisible(!m_store->comment.isEmpty());
    m_commentName->setVisible(!m_store->comment.isEmpty());
    updateBlockers();
}

void DatastorePage::updateHeading()
{
    m_indicator->setState(m_key, m_store->state, m_store->conflicting);
    m_indicator->setAccessibleName(tr("%1, %2").arg(m_store->name, accessibleStateText(*m_store, m_minuteClock.now())));
    m_name->setText(m_store->name);
    m_verdict->setText(verdictText(*m_store));
    m_since->setText(sinceText());
}

QString DatastorePage::sinceText() const
{
    if (!m_store->mode.isSet())
        return {};
    const QString mode = modeText(m_store->mode);
    if (!m_store->modeSince)
        return tr("%1; since when is not known").arg(mode);
    const qint64 since = *m_store->modeSince;
    const qint64 now = m_minuteClock.now();
    const QString moment = momentText(since, now);
    const bool today = QDateTime::fromSecsSinceEpoch(since).date() == QDateTime::fromSecsSinceEpoch(now).date();
    const QString start = tr("%1 for %2", "mode, span").arg(mode, durationText(std::chrono::seconds(now - since)));
    const QString by = escapedForDisplay(m_store->modeBy);
    if (by.isEmpty())
        return today ? tr("%1, set at %2", "…, time").arg(start, moment)
                     : tr("%1, set on %2", "…, date and time").arg(start, moment);
    return today ? tr("%1, set by %2 at %3", "…, user, time").arg(start, by, moment)
                 : tr("%1, set by %2 on %3", "…, user, date and time").arg(start, by, moment);
}

void DatastorePage::updateMessage()
{
    if (m_store->warnings.isEmpty())
        m_warnings->clear();
    else
        m_warnings->showMessage({.hue = Hue::Waiting, .text = joinedErrors(m_store->warnings)});
    if (!needsReason(*m_store)) {
        m_message->clear();
        return;
    }
    const QString remark = stateRemark(*m_store);
    const QString reason = reasonText(*m_store);
    const QString hint = m_store->cause ? errorHint(*m_store->cause) : QString();
    MessageBanner::Message message;
    message.hue = stateHue(m_store->state);
    message.text = reason;
    message.hint = hint;
    if (!remark.isEmpty()) {
        // It says what the check mark does not mean: it comes first, in the colour of caution.
        message.hue = Hue::Waiting;
        message.text = remark;
        message.hint = reason;
    } else if (m_store->state == DrainState::Unknown && !hint.isEmpty()) {
        // The option row has the reason already.
        message.text = hint;
        message.hint.clear();
    }
    // Heard without the page around it, it must say of which store it speaks and how that stands; once for each state.
    message.spoken = QStringLiteral("%1. %2 %3").arg(m_indicator->accessibleName(), message.text, message.hint);
    message.occasion = m_key + drainStateName(m_store->state);
    m_message->showMessage(message);
}

void DatastorePage::updateBlockers()
{
    const QList<Holder> &holders = m_store->holders;
    const auto blocking =
        std::count_if(holders.cbegin(), holders.cend(), [](const Holder &h) { return h.conflicting; });
    m_blockerModel->setHolders(holders, m_store->mode.isSet());
    m_blockersTitle->setText(blocking > 0 ? tr("Blockers (%1)").arg(blocking)
                                          : tr("Running operations (%1)").arg(holders.size()));
    m_blockersTitle->setVisible(!holders.isEmpty());
    m_blockers->setVisible(!holders.isEmpty());
    m_blockers->setEnabled(m_store->state != DrainState::Stale);
    // What is being proven, or has been, says so itself; what was read once, or proves nothing, is not known.
    const DrainState state = m_store->state;
    const bool isKnown = m_store->counts && state != DrainState::Unknown && state != DrainState::Stale;
    m_nothingRuns->setVisible(holders.isEmpty() && state != DrainState::Drained && state != DrainState::Confirming);
    m_nothingRuns->setText(isKnown ? tr("No operations are running on this datastore.")
                                   : tr("It is not known what is running on this datastore."));
}

void DatastorePage::updateTimes()
{
    m_blockerModel->updateTimes();
    if (!m_store)
        return;
    updateHeading();
    updateMessage(); // what is heard of it holds an age too
    m_mode->setStore(m_key, *m_store, m_minuteClock.now());
}

} // namespace Drydock

#include "studio/publish/publish_dialog.h"

#include "studio/publish/version_list.h"
#include "studio/widgets/feedback.h"
#include "studio/widgets/icons.h"

#include <QClipboard>
#include <QDesktopServices>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QLocale>
#include <QPointer>
#include <QProgressBar>
#include <QPushButton>
#include <QStackedWidget>
#include <QVBoxLayout>

namespace icmp::publish {

using widgets::Token;

namespace {

enum Role { ClipRole = Qt::UserRole, FieldRole };

QHBoxLayout *copyRow(QLineEdit *field, const QString &label)
{
    auto *row = new QHBoxLayout;
    auto *copy = new QPushButton(widgets::icon(QStringLiteral("copy")), PublishDialog::tr("Copy"));
    copy->setAccessibleName(PublishDialog::tr("Copy: %1").arg(label));
    field->setReadOnly(true);
    field->setAccessibleName(label);
    QObject::connect(copy, &QPushButton::clicked, field,
                     [field] { QGuiApplication::clipboard()->setText(field->property("whole").toString()); });
    row->addWidget(field, 1);
    row->addWidget(copy);
    return row;
}

void setCopyText(QLineEdit *field, const QString &text)
{
    field->setProperty("whole", text);
    field->setText(text.simplified());
    field->setCursorPosition(0);
}

} // namespace

PublishDialog::PublishDialog(document::Document &document, Publisher &publisher, QWidget *parent)
    : QDialog(parent), m_document(document), m_publisher(publisher)
{
    setWindowTitle(tr("Publish"));
    setMinimumSize(560, 420);
    m_pages = new QStackedWidget;
    m_pages->addWidget(makeProblems());
    m_pages->addWidget(makeProgress());
    m_pages->addWidget(makeResult());
    m_versions = new VersionList;
    m_pages->addWidget(m_versions);
    makeButtons();
    connect(m_versions, &VersionList::chosen, this, [this](const ShowVersion &version) {
        m_showsVersions = false;
        m_publisher.bringBack(m_document, version);
    });
    connect(&m_publisher, &Publisher::changed, this, &PublishDialog::refresh);
    connect(&m_document, &document::Document::changed, this, &PublishDialog::listProblems);
    listProblems();
    refresh();
    m_publish->setFocus();
}

void PublishDialog::makeButtons()
{
    m_publish = new QPushButton(widgets::icon(QStringLiteral("publish"), Token::OnAccent), tr("Publish"));
    m_publish->setObjectName(QStringLiteral("publish"));
    m_publish->setProperty("primary", true);
    m_publish->setDefault(true);
    m_replace = new QPushButton(tr("Replace their version"));
    m_replace->setObjectName(QStringLiteral("replace"));
    m_rehearse = new QPushButton(tr("Dry run"));
    m_rehearse->setObjectName(QStringLiteral("dryRun"));
    m_rehearse->setToolTip(tr("Shows what would change and how much would be sent; sends nothing."));
    m_versionsButton = new QPushButton(widgets::icon(QStringLiteral("clock")), tr("Versions"));
    m_versionsButton->setObjectName(QStringLiteral("versions"));
    m_cancel = new QPushButton(tr("Cancel"));
    m_cancel->setObjectName(QStringLiteral("cancel"));
    // Enter publishes; the others wait for their own press.
    for (QPushButton *other : {m_replace, m_rehearse, m_versionsButton, m_cancel})
        other->setAutoDefault(false);
    auto *buttons = new QHBoxLayout;
    buttons->addWidget(m_versionsButton);
    buttons->addWidget(m_rehearse);
    buttons->addStretch(1);
    buttons->addWidget(m_replace);
    buttons->addWidget(m_cancel);
    buttons->addWidget(m_publish);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(16, 16, 16, 16);
    column->setSpacing(12);
    column->addWidget(m_pages, 1);
    column->addLayout(buttons);
    connect(m_publish, &QPushButton::clicked, this, [this] {
        m_showsVersions = false;
        m_publisher.start(m_document);
    });
    connect(m_rehearse, &QPushButton::clicked, this, [this] {
        m_showsVersions = false;
        m_publisher.rehearse(m_document);
    });
    connect(m_versionsButton, &QPushButton::clicked, this, &PublishDialog::showVersions);
    connect(m_replace, &QPushButton::clicked, this, [this] { m_publisher.replaceTheirs(); });
    connect(m_cancel, &QPushButton::clicked, this, [this] {
        if (m_publisher.isRunning())
            m_publisher.cancel();
        else
            close();
    });
}

void PublishDialog::showVersions()
{
    m_showsVersions = !m_showsVersions;
    if (m_showsVersions) {
        m_versions->wait();
        m_publisher.listVersions(m_document,
                                 [list = QPointer<VersionList>(m_versions)](const auto &versions) {
                                     if (list)
                                         list->show(versions);
                                 });
    }
    refresh();
}

// Enter in a list is the list's; it does not reach the button that publishes.
void PublishDialog::keyPressEvent(QKeyEvent *event)
{
    const bool enter = event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter;
    if (enter && qobject_cast<QListWidget *>(focusWidget()))
        return;
    QDialog::keyPressEvent(event);
}

QWidget *PublishDialog::makeProblems()
{
    auto *page = new QWidget;
    auto *column = new QVBoxLayout(page);
    column->setContentsMargins(0, 0, 0, 0);
    m_summary = new QLabel;
    m_summary->setWordWrap(true);
    m_problems = new QListWidget;
    m_problems->setAccessibleName(tr("Problems"));
    // What is solved is solved in the window behind; a problem of the whole project has no place there.
    const auto choose = [this](const QListWidgetItem *item) {
        const ClipId clip{item->data(ClipRole).toLongLong()};
        const QString field = item->data(FieldRole).toString();
        if (!clip.isValid())
            return;
        close();
        Q_EMIT problemChosen(clip, field);
    };
    connect(m_problems, &QListWidget::itemClicked, this, choose);
    connect(m_problems, &QListWidget::itemActivated, this, choose);
    m_clear = new widgets::EmptyState(QStringLiteral("check"), tr("Nothing stands in the way."),
                                      tr("Publishing again sends only what changed."), page);
    column->addWidget(m_summary);
    column->addWidget(m_problems, 1);
    column->addWidget(m_clear, 1);
    return page;
}

QWidget *PublishDialog::makeProgress()
{
    auto *page = new QWidget;
    auto *column = new QVBoxLayout(page);
    column->setContentsMargins(0, 0, 0, 0);
    m_doing = new QLabel;
    m_doing->setWordWrap(true);
    m_progress = new QProgressBar;
    m_progress->setRange(0, 1'000);
    m_progress->setAccessibleName(tr("Progress of publishing"));
    m_difference = new QListWidget;
    m_difference->setAccessibleName(tr("What would change"));
    m_difference->setWordWrap(true);
    column->addStretch(1);
    column->addWidget(m_doing);
    column->addWidget(m_progress);
    column->addWidget(m_difference, 20);
    column->addStretch(1);
    return page;
}

QWidget *PublishDialog::makeResult()
{
    auto *page = new QWidget;
    auto *column = new QVBoxLayout(page);
    column->setContentsMargins(0, 0, 0, 0);
    m_done = new QLabel;
    m_done->setWordWrap(true);
    m_watch = new QLineEdit;
    m_snippet = new QLineEdit;
    auto *open = new QPushButton(widgets::icon(QStringLiteral("external")), tr("Open in the browser"));
    connect(open, &QPushButton::clicked, this,
            [this] { QDesktopServices::openUrl(m_publisher.result().watch); });
    column->addWidget(m_done);
    column->addWidget(new QLabel(tr("Address to watch")));
    column->addLayout(copyRow(m_watch, tr("Address to watch")));
    column->addWidget(new QLabel(tr("To embed in a page")));
    column->addLayout(copyRow(m_snippet, tr("To embed in a page")));
    column->addWidget(open, 0, Qt::AlignLeft);
    column->addStretch(1);
    return page;
}

void PublishDialog::listProblems()
{
    const auto found = Publisher::findings(m_document);
    m_problems->clear();
    int errors = 0;
    const auto titleOf = [this](ClipId clip) {
        const auto place = m_document.index().find(m_document.project(), clip);
        return place && place->clip->element() ? element::displayTitle(*place->clip->element())
                                               : m_document.project().name;
    };
    for (const package::ProjectFinding &one : found) {
        const bool error = one.finding.severity == element::Severity::Error;
        errors += error ? 1 : 0;
        // The word is there beside icon and colour.
        auto *item = new QListWidgetItem(
            widgets::icon(error ? QStringLiteral("error") : QStringLiteral("warning"),
                          error ? Token::Bad : Token::Warn),
            titleOf(one.clip) + u'\n' + (error ? tr("Error: %1") : tr("Note: %1")).arg(one.finding.message),
            m_problems);
        item->setData(ClipRole, one.clip.value);
        item->setData(FieldRole, one.finding.field);
    }
    m_summary->setText(errors > 0 ? tr("%n problem(s) must be solved before publishing.", nullptr, errors)
                                  : tr("You can publish; please look at the notes."));
    m_summary->setVisible(!found.isEmpty());
    m_problems->setVisible(!found.isEmpty());
    m_clear->setVisible(found.isEmpty());
    refresh();
}

void PublishDialog::listDifference()
{
    m_difference->clear();
    const auto &difference = m_publisher.difference();
    const Step step = m_publisher.step();
    m_difference->setVisible(difference && (step == Step::Conflict || step == Step::Rehearsed));
    if (!difference)
        return;
    m_difference->addItems(difference->lines);
    if (difference->more > 0)
        m_difference->addItem(tr("and %n more", nullptr, difference->more));
    if (difference->isNone())
        m_difference->addItem(tr("Nothing that viewers load would change."));
}

QString PublishDialog::rehearsedText() const
{
    QStringList sentences{m_publisher.sentence(),
                          tr("To send: %1.").arg(QLocale().formattedDataSize(m_publisher.bytesToSend()))};
    if (m_publisher.needsRendering())
        sentences.append(tr("The film is converted for browsers first; its size is known then."));
    return sentences.join(u' ');
}

void PublishDialog::refresh()
{
    const Step step = m_publisher.step();
    const bool running = m_publisher.isRunning();
    const bool ended = step > Step::Done;
    m_showsVersions = m_showsVersions && !running;
    m_pages->setCurrentIndex(m_showsVersions ? 3 : step == Step::Done ? 2 : running || ended ? 1 : 0);
    QString doing = m_publisher.sentence();
    if (step == Step::Uploading)
        doing = tr("Uploading: %1 of %2")
                    .arg(QLocale().formattedDataSize(m_publisher.bytesSent()),
                         QLocale().formattedDataSize(m_publisher.bytesToSend()));
    m_doing->setText(step == Step::Rehearsed ? rehearsedText() : doing);
    listDifference();
    m_progress->setVisible(running);
    const bool measured = step == Step::Uploading || step == Step::Rendering;
    m_progress->setRange(0, measured ? 1'000 : 0);
    m_progress->setValue(m_publisher.perMille());
    m_done->setText(m_publisher.sentence());
    setCopyText(m_watch, m_publisher.result().watch.toString());
    setCopyText(m_snippet, m_publisher.result().snippet());
    m_publish->setEnabled(!running && !package::blocks(Publisher::findings(m_document)));
    m_publish->setText(step == Step::Done                 ? tr("Publish again")
                       : ended && step != Step::Rehearsed ? tr("Try again")
                                                          : tr("Publish"));
    m_rehearse->setEnabled(m_publish->isEnabled());
    m_versionsButton->setEnabled(!running);
    m_replace->setVisible(step == Step::Conflict);
    m_cancel->setText(running ? tr("Cancel") : tr("Close"));
}

} // namespace icmp::publish

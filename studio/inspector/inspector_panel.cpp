#include "studio/inspector/inspector_panel.h"

#include "studio/inspector/project_form.h"
#include "studio/widgets/dock_tabs.h"
#include "studio/widgets/feedback.h"
#include "studio/widgets/icons.h"
#include "studio/widgets/theme.h"

#include <QCoreApplication>
#include <QListWidget>
#include <QScrollArea>
#include <QScrollBar>
#include <QStackedWidget>
#include <QTimer>
#include <QVBoxLayout>

namespace icmp::inspector {

namespace {

QScrollArea *scrolling(QWidget *content, QWidget *parent)
{
    auto *area = new QScrollArea(parent);
    area->setWidgetResizable(true);
    area->setFrameShape(QFrame::NoFrame);
    area->setFocusPolicy(Qt::NoFocus);
    area->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    area->setWidget(content);
    return area;
}

} // namespace

QList<Problem> problemsOf(const project::Scene &scene)
{
    QList<std::pair<MediaTime, Problem>> found;
    const MediaTime end = lengthOf(scene);
    for (const project::Track &track : scene.tracks) {
        for (const project::Clip &clip : track.clips.all()) {
            const element::Element *element = clip.element();
            if (!element)
                continue;
            const QString title = element::displayTitle(*element);
            for (const element::Finding &finding : element::findings(*element))
                found.append({clip.range.start, {clip.id, finding, title}});
            if (clip.range.end > end)
                found.append({clip.range.start,
                              {clip.id,
                               {QStringLiteral("beyond-end"),
                                element::Severity::Error,
                                {},
                                QStringLiteral("The element is after the end of its film.")},
                               title}});
        }
    }
    std::stable_sort(found.begin(), found.end(),
                     [](const auto &a, const auto &b) { return a.first < b.first; });
    QList<Problem> problems;
    for (const auto &entry : found)
        problems.append(entry.second);
    return problems;
}

InspectorPanel::InspectorPanel(QWidget *parent) : QWidget(parent)
{
    m_header = new widgets::DockHeader(tr("Inspector"), widgets::DockHeader::Height::Dock, this);
    m_header->tabs()->addTab(tr("Inspector"));
    m_header->tabs()->addTab(tr("Problems"));
    const ApplyEdit apply = [this](const project::Edit &edit) -> Result<void> {
        if (!m_document)
            return refuse(RefusalCode::NotAllowedHere);
        if (const auto done = m_document->apply(edit); !done)
            return tl::unexpected(done.error());
        return {};
    };
    m_form = new ElementForm(apply, this);
    m_projectForm = new ProjectForm(apply, this);
    m_forms = new QStackedWidget(this);
    m_formArea = scrolling(m_form, m_forms);
    m_projectArea = scrolling(m_projectForm, m_forms);
    m_forms->addWidget(m_projectArea);
    m_forms->addWidget(m_formArea);
    m_problemList = new QListWidget(this);
    m_problemList->setAccessibleName(tr("Problems"));
    m_problemList->setWordWrap(true);
    m_problemPages = new QStackedWidget(this);
    m_problemPages->addWidget(new widgets::EmptyState(QStringLiteral("check"), tr("No problems"),
                                                      tr("What viewers could trip over is listed here."),
                                                      this));
    m_problemPages->addWidget(m_problemList);
    m_tabs = new QStackedWidget(this);
    m_tabs->addWidget(m_forms);
    m_tabs->addWidget(m_problemPages);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(m_header);
    column->addWidget(m_tabs, 1);
    connect(m_header->tabs(), &QTabBar::currentChanged, m_tabs, &QStackedWidget::setCurrentIndex);
    connect(m_problemList, &QListWidget::itemActivated, this,
            [this] { openProblem(m_problemList->currentRow()); });
    connect(m_problemList, &QListWidget::itemClicked, this,
            [this] { openProblem(m_problemList->currentRow()); });
    connect(m_form, &ElementForm::languageChosen, this, &InspectorPanel::languageChosen);
}

void InspectorPanel::setDocument(document::Document *document, document::Selection *selection)
{
    if (m_document)
        m_document->disconnect(this);
    if (m_selection)
        m_selection->disconnect(this);
    m_document = document;
    m_selection = selection;
    if (!m_document || !m_selection)
        return;
    connect(m_document, &document::Document::changed, this, [this] {
        follow();
        followProblems();
    });
    connect(m_selection, &document::Selection::clipsChanged, this, &InspectorPanel::follow);
    connect(m_selection, &document::Selection::sceneChanged, this, [this] {
        follow();
        followProblems();
    });
    follow();
    followProblems();
}

void InspectorPanel::follow()
{
    // Committing what was typed changes the document, which comes back here.
    if (m_following)
        return;
    m_following = true;
    Subject subject{m_selection->scene(), {}, {}, {}, {}, {}};
    const auto gather = [&] {
        const project::Project &project = m_document->project();
        subject.clips.clear();
        for (const ClipId id : m_selection->clips()) {
            const auto found = m_document->index().find(project, id);
            if (found && found->clip->element())
                subject.clips.append(*found->clip);
        }
    };
    gather();
    QList<ClipId> ids;
    for (const project::Clip &clip : std::as_const(subject.clips))
        ids.append(clip.id);
    if (subject.clips.isEmpty() || !m_form->isAbout(ids)) {
        m_form->flush();
        gather();
    }
    const project::Project &project = m_document->project();
    subject.rate = project.rate;
    subject.languages = project.languages;
    for (const project::Asset &asset : project.assets) {
        if (asset.type.startsWith(QLatin1String("image/")))
            subject.images.append({asset.hash, asset.name});
    }
    for (const project::Group &group : project.groups) {
        if (subject.clips.size() == 1 && group.clips.contains(subject.clips.first().id))
            subject.group = group.name;
    }
    m_projectForm->show(project, m_selection->scene());
    if (!subject.clips.isEmpty())
        m_form->show(subject);
    m_forms->setCurrentWidget(subject.clips.isEmpty() ? m_projectArea : m_formArea);
    m_following = false;
}

void InspectorPanel::followProblems()
{
    const project::Scene *scene = m_document->project().scene(m_selection->scene());
    m_problems = scene ? problemsOf(*scene) : QList<Problem>{};
    m_header->tabs()->setCount(1, int(m_problems.size()));
    fillProblems();
    Q_EMIT problemsChanged();
}

void InspectorPanel::fillProblems()
{
    const int before = m_problemList->currentRow();
    m_problemList->clear();
    for (const Problem &problem : std::as_const(m_problems)) {
        const QString sentence =
            QCoreApplication::translate("Finding", problem.finding.message.toUtf8().constData());
        const bool error = problem.finding.severity == element::Severity::Error;
        auto *item =
            new QListWidgetItem(QStringLiteral("%1\n%2").arg(problem.title, sentence), m_problemList);
        item->setIcon(widgets::icon(error ? QStringLiteral("error") : QStringLiteral("warning"),
                                    error ? widgets::Token::Bad : widgets::Token::Warn));
    }
    m_problemList->setCurrentRow(std::min(before, m_problemList->count() - 1));
    m_problemPages->setCurrentIndex(m_problems.isEmpty() ? 0 : 1);
}

void InspectorPanel::openProblem(int row)
{
    if (row < 0 || row >= m_problems.size())
        return;
    const Problem problem = m_problems.at(row);
    openAt(problem.clip, problem.finding.field);
}

void InspectorPanel::openAt(ClipId clip, const QString &field)
{
    const auto place = m_document->index().place(clip);
    if (!place)
        return;
    if (place->scene != m_selection->scene())
        m_selection->setScene(place->scene);
    m_selection->setClips({clip});
    m_selection->setPlayhead(place->start);
    showForm();
    // Right answers are marked in the list of options.
    m_form->focusField(field == QLatin1String("right") ? QStringLiteral("options") : field);
}

void InspectorPanel::flush()
{
    m_form->flush();
    m_projectForm->flush();
}

void InspectorPanel::showProblems()
{
    m_header->tabs()->setCurrentIndex(1);
}
void InspectorPanel::showForm()
{
    m_header->tabs()->setCurrentIndex(0);
}

void InspectorPanel::focusField(const QString &key)
{
    showForm();
    m_form->focusField(key);
}

} // namespace icmp::inspector

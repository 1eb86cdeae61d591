#include "studio/inspector/project_form.h"

#include "studio/inspector/quiet_commit.h"
#include "studio/widgets/section.h"
#include "studio/widgets/theme.h"

#include <QComboBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QVBoxLayout>

namespace icmp::inspector {

namespace {

constexpr int labelWidth = 96;

struct RateRow {
    const char *label;
    FrameRate rate;
};
constexpr RateRow rates[] = {{"23.976", {24'000, 1'001}}, {"24", {24, 1}}, {"25", {25, 1}},
                             {"29.97", {30'000, 1'001}},  {"30", {30, 1}}, {"50", {50, 1}},
                             {"59.94", {60'000, 1'001}},  {"60", {60, 1}}};

struct CanvasRow {
    const char *label;
    project::Canvas canvas;
};
constexpr CanvasRow canvases[] = {{QT_TRANSLATE_NOOP("ProjectForm", "Wide, 1920 × 1080"), {1'920, 1'080}},
                                  {QT_TRANSLATE_NOOP("ProjectForm", "Wide, 1280 × 720"), {1'280, 720}},
                                  {QT_TRANSLATE_NOOP("ProjectForm", "Upright, 1080 × 1920"), {1'080, 1'920}},
                                  {QT_TRANSLATE_NOOP("ProjectForm", "Square, 1080 × 1080"), {1'080, 1'080}},
                                  {QT_TRANSLATE_NOOP("ProjectForm", "4:3, 1440 × 1080"), {1'440, 1'080}}};

} // namespace

ProjectForm::ProjectForm(ApplyEdit apply, QWidget *parent) : QWidget(parent), m_apply(std::move(apply))
{
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 16);
    column->setSpacing(0);
    auto *hint = new QLabel(tr("Select an element on the timeline or the canvas to change it."), this);
    hint->setWordWrap(true);
    hint->setForegroundRole(QPalette::PlaceholderText);
    hint->setContentsMargins(16, 12, 16, 12);
    column->addWidget(hint);
    auto *scene = new widgets::Section(tr("Scene"), this);
    m_sceneName = addText(scene, tr("Scene name"), [this](const QString &text) {
        return project::Edit{project::RenameScene{m_scene, text}};
    });
    m_counts = new QLabel(scene);
    m_counts->setFont(widgets::textFont(font(), widgets::TextSize::Small));
    m_counts->setForegroundRole(QPalette::PlaceholderText);
    scene->body()->addWidget(m_counts);
    column->addWidget(scene);
    auto *whole = new widgets::Section(tr("Project"), this);
    m_name = addText(whole, tr("Project name"),
                     [](const QString &text) { return project::Edit{project::RenameProject{text}}; });
    m_rate = addCombo(whole, tr("Frame rate"));
    for (const RateRow &row : rates)
        m_rate->addItem(tr("%1 fps").arg(QLatin1String(row.label)));
    m_canvas = addCombo(whole, tr("Canvas"));
    for (const CanvasRow &row : canvases)
        m_canvas->addItem(tr(row.label));
    addLanguageRow(whole);
    m_refusal = new QLabel(whole);
    m_refusal->setWordWrap(true);
    m_refusal->hide();
    whole->body()->addWidget(m_refusal);
    column->addWidget(whole);
    column->addStretch(1);
    connect(m_rate, &QComboBox::activated, this,
            [this](int index) { tell(m_apply({project::SetRate{rates[index].rate}})); });
    connect(m_canvas, &QComboBox::activated, this, [this](int index) {
        if (index < int(std::size(canvases)))
            tell(m_apply({project::SetCanvas{canvases[index].canvas.width, canvases[index].canvas.height}}));
    });
}

QLineEdit *ProjectForm::addText(widgets::Section *section, const QString &label,
                                std::function<project::Edit(QString)> edit)
{
    auto *field = new QLineEdit(section);
    auto *commit = new QuietCommit(field);
    connect(field, &QLineEdit::textEdited, commit, &QuietCommit::touch);
    connect(field, &QLineEdit::returnPressed, commit, &QuietCommit::flush);
    connect(commit, &QuietCommit::finished, this, [this, field, edit] {
        tell(m_apply(edit(field->text())));
        field->setModified(false);
    });
    addRow(section, label, field);
    return field;
}

QComboBox *ProjectForm::addCombo(widgets::Section *section, const QString &label)
{
    auto *combo = new QComboBox(section);
    addRow(section, label, combo);
    return combo;
}

void ProjectForm::addRow(widgets::Section *section, const QString &label, QWidget *control)
{
    auto *row = new QHBoxLayout;
    row->setSpacing(8);
    auto *words = new QLabel(label, section);
    words->setForegroundRole(QPalette::PlaceholderText);
    words->setFixedWidth(widgets::scaled(font(), labelWidth));
    words->setBuddy(control);
    control->setAccessibleName(label);
    row->addWidget(words);
    row->addWidget(control, 1);
    section->body()->addLayout(row);
}

void ProjectForm::addLanguageRow(widgets::Section *section)
{
    m_languages = new QLineEdit(section);
    m_languages->setToolTip(
        tr("Language tags with commas; the first is the default. Example: en, de, fr-CA"));
    auto *commit = new QuietCommit(m_languages);
    connect(m_languages, &QLineEdit::textEdited, commit, &QuietCommit::touch);
    connect(m_languages, &QLineEdit::returnPressed, commit, &QuietCommit::flush);
    connect(commit, &QuietCommit::finished, this, [this] {
        commitLanguages(m_languages->text());
        m_languages->setModified(false);
    });
    addRow(section, tr("Languages"), m_languages);
}

void ProjectForm::commitLanguages(const QString &text)
{
    QStringList tags;
    for (const QString &part : text.split(u',', Qt::SkipEmptyParts)) {
        const QString tag = part.trimmed();
        if (!tag.isEmpty() && !tags.contains(tag))
            tags.append(tag);
    }
    tell(m_apply({project::SetLanguages{tags}}));
}

void ProjectForm::tell(const Result<void> &done)
{
    m_refusal->setText(done ? QString() : describe(done.error()));
    m_refusal->setVisible(!done);
    if (!done)
        show(m_project, m_scene);
}

void ProjectForm::show(const project::Project &project, SceneId sceneId)
{
    m_project = project;
    m_scene = sceneId;
    const auto put = [](QLineEdit *field, const QString &text) {
        if (!field->isModified() && field->text() != text)
            field->setText(text);
    };
    put(m_name, project.name);
    put(m_languages, project.languages.join(QStringLiteral(", ")));
    int rate = -1;
    for (int i = 0; i < int(std::size(rates)); ++i) {
        if (rates[i].rate == project.rate)
            rate = i;
    }
    m_rate->setCurrentIndex(rate);
    int canvas = -1;
    for (int i = 0; i < int(std::size(canvases)); ++i) {
        if (canvases[i].canvas == project.canvas)
            canvas = i;
    }
    m_canvas->setCurrentIndex(canvas);
    m_canvas->setPlaceholderText(tr("%1 × %2").arg(project.canvas.width).arg(project.canvas.height));
    const project::Scene *scene = project.scene(sceneId);
    if (!scene)
        return;
    put(m_sceneName, scene->name);
    qsizetype elements = 0;
    for (const project::Track &track : scene->tracks)
        elements += track.kind == project::TrackKind::Media ? 0 : track.clips.size();
    m_counts->setText(tr("%n element(s), %1 long", nullptr, int(elements))
                          .arg(formatTimecode(lengthOf(*scene), project.rate)));
}

void ProjectForm::flush()
{
    for (QuietCommit *commit : findChildren<QuietCommit *>())
        commit->flush();
}

} // namespace icmp::inspector

// The tasks without a window.
#include "app/platform/system_ports.h"
#include "app/studio/command_line.h"
#include "studio/document/document.h"
#include "studio/inspector/inspector_panel.h"
#include "studio/media/frame_cache.h"
#include "studio/preview/canvas_view.h"
#include "studio/settings/english_plurals.h"
#include "studio/widgets/theme.h"

#include <QApplication>
#include <QElapsedTimer>
#include <QFile>
#include <QFileInfo>
#include <QJsonDocument>
#include <QSaveFile>
#include <cstdio>

namespace icmp::studio {

namespace {

constexpr qint64 frameWaitMs = 30'000; // a long GOP of an original on a slow disk

int tell(ExitCode code, const QString &sentence)
{
    std::fprintf(code == ExitCode::Good ? stdout : stderr, "%s\n", qPrintable(sentence));
    return int(code);
}

// What happened and what to do about it.
int tell(const Failure &failure)
{
    return tell(ExitCode::Failed,
                failure.advice.isEmpty() ? failure.what : failure.what + u' ' + failure.advice);
}

struct Opened {
    platform::SystemClock clock;
    platform::SystemRandom random;
    std::unique_ptr<document::Document> document;
    Failure failure;

    explicit Opened(const QString &path)
    {
        auto opened = document::Document::open({clock, random, {}}, QFileInfo(path).absoluteFilePath());
        if (opened)
            document = std::move(*opened);
        else
            failure = opened.error();
    }
};

int exportJson(const CommandLine &command)
{
    const Opened opened(command.file);
    if (!opened.document)
        return tell(opened.failure);
    QSaveFile file(command.out);
    const QByteArray bytes = project::canonicalBytes(opened.document->project());
    if (!file.open(QIODevice::WriteOnly) || file.write(bytes) != bytes.size() || !file.commit())
        return tell({QStringLiteral("\"%1\" was not written: %2.").arg(command.out, file.errorString()),
                     QStringLiteral("Choose another place.")});
    return tell(ExitCode::Good, project::hashOf(opened.document->project()));
}

int importJson(const CommandLine &command)
{
    QFile file(command.file);
    if (!file.open(QIODevice::ReadOnly))
        return tell({QStringLiteral("\"%1\" cannot be read: %2.").arg(command.file, file.errorString()),
                     QStringLiteral("Check its name and its folder.")});
    const auto project = project::projectFromJson(QJsonDocument::fromJson(file.readAll()).object());
    if (!project)
        return tell(ExitCode::Refused, QStringLiteral("\"%1\" is not a project: %2 Give a file that --export "
                                                      "json wrote.")
                                           .arg(command.file, describe(project.error())));
    platform::SystemClock clock;
    platform::SystemRandom random;
    const auto made =
        document::Document::create({clock, random, {}}, *project, QFileInfo(command.out).absoluteFilePath());
    if (!made)
        return tell(made.error());
    return (*made)->flush() ? tell(ExitCode::Good, (*made)->hash())
                            : tell(ExitCode::Failed, (*made)->keeping().text());
}

int lint(const CommandLine &command)
{
    const Opened opened(command.file);
    if (!opened.document)
        return tell(opened.failure);
    int count = 0;
    for (const project::Scene &scene : opened.document->project().scenes) {
        for (const inspector::Problem &problem : inspector::problemsOf(scene)) {
            std::printf("%s %s %s: %s\n", qPrintable(problem.finding.id), qPrintable(problem.clip.toText()),
                        qPrintable(problem.title), qPrintable(problem.finding.message));
            ++count;
        }
    }
    return int(count == 0 ? ExitCode::Good : ExitCode::Findings);
}

int recover(const CommandLine &command)
{
    const Opened opened(command.file);
    if (!opened.document)
        return tell(opened.failure);
    const document::OpenReport &report = opened.document->openReport();
    if (report.sentence.isEmpty())
        return tell(ExitCode::Good, QStringLiteral("Nothing is damaged. %1").arg(opened.document->hash()));
    return tell(ExitCode::Findings, report.sentence);
}

// Waits for the exact frame, with the event loop running.
bool waitForFrame(preview::Playback &playback)
{
    QElapsedTimer waited;
    waited.start();
    using Picture = preview::Playback::Picture;
    while (waited.elapsed() < frameWaitMs) {
        const Picture picture = playback.picture();
        if (picture == Picture::Exact || picture == Picture::None)
            return true;
        if (picture == Picture::Missing || picture == Picture::Failed)
            return false;
        QCoreApplication::processEvents(QEventLoop::WaitForMoreEvents | QEventLoop::AllEvents, 50);
    }
    return false;
}

int renderFrame(const CommandLine &command)
{
    const Opened opened(command.file);
    if (!opened.document)
        return tell(opened.failure);
    const project::Project &project = opened.document->project();
    const auto time = parseTimecode(command.time, project.rate);
    if (!time)
        return tell(ExitCode::Refused,
                    QStringLiteral("\"%1\" is not a time. Write it as 00:00:05:00, for hours, minutes, "
                                   "seconds and frames.")
                        .arg(command.time));
    media::FrameCache cache;
    preview::Playback playback({}, &cache);
    const project::Scene &scene = project.scenes.first();
    const QSize size(int(project.canvas.width), int(project.canvas.height));
    playback.setRate(project.rate);
    playback.setLength(lengthOf(scene));
    playback.setPictureSize(size);
    preview::CanvasView canvas(playback);
    canvas.setScene(project, scene.id);
    playback.seek(*time);
    playback.setFilm(preview::filmAt(scene, *time, [&](const QString &hash) {
        const project::Asset *asset = project.asset(hash);
        return preview::Film{opened.document->assetPath(hash), {}, asset ? asset->name : hash, {}, {}};
    }));
    if (!waitForFrame(playback))
        return tell({QStringLiteral("The film's frame cannot be shown. %1").arg(playback.failure()),
                     QStringLiteral("Open the project in the studio and find the film in the library.")});
    return canvas.composed(size).save(command.out, "PNG")
               ? tell(ExitCode::Good, QString::number(playback.time().flicks))
               : tell({QStringLiteral("\"%1\" cannot be written.").arg(command.out),
                       QStringLiteral("Choose another place.")});
}

} // namespace

int runWithoutWindow(const CommandLine &command, int count, char **words)
{
    if (command.task == Task::RenderFrame) {
        if (qEnvironmentVariableIsEmpty("QT_QPA_PLATFORM"))
            qputenv("QT_QPA_PLATFORM", "offscreen");
        QApplication application(count, words);
        const settings::EnglishPlurals english;
        widgets::Theme theme(application);
        return renderFrame(command);
    }
    QCoreApplication application(count, words);
    const settings::EnglishPlurals english;
    switch (command.task) {
    case Task::ExportJson:
        return exportJson(command);
    case Task::ImportJson:
        return importJson(command);
    case Task::Lint:
        return lint(command);
    case Task::Recover:
        return recover(command);
    case Task::RenderFrame:
    case Task::Window:
        break;
    }
    return int(ExitCode::Failed);
}

} // namespace icmp::studio

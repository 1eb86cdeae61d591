// What icmp-studio is asked for on its command line, and the tasks it does without a window.
#pragma once

#include "core/base/refusal.h"

#include <QStringList>

namespace icmp::studio {

enum class ExitCode { Good = 0, Findings = 1, Refused = 2, Failed = 3 };
enum class Task { Window, ExportJson, ImportJson, Lint, Recover, RenderFrame };

struct CommandLine {
    Task task = Task::Window;
    bool help = false;
    bool smoke = false;
    QString file; // the project to open, or IN
    QString out;
    QString time;   // of --render-frame
    QString server; // with --account
    QString account;
    QString automation; // "unix:/path"
};

// Fails with a sentence on an unknown option or a missing word.
Outcome<CommandLine> parseCommandLine(const QStringList &words);
QString helpText();

// Runs a task other than Window; the result is told on the standard output and by the exit code.
int runWithoutWindow(const CommandLine &command, int count, char **words);

} // namespace icmp::studio

#include "app/studio/command_line.h"

#include <QCoreApplication>

namespace icmp::studio {

namespace {

struct OptionRow {
    const char *name;
    int words; // that follow it
};
constexpr OptionRow optionRows[] = {
    {"--help", 0},   {"--smoke", 0},  {"--server", 1}, {"--account", 1}, {"--automation", 1},
    {"--export", 3}, {"--import", 2}, {"--lint", 1},   {"--recover", 1}, {"--render-frame", 3}};

Outcome<void> take(CommandLine &command, const QString &name, const QStringList &values)
{
    if (name == QLatin1String("--help"))
        command.help = true;
    else if (name == QLatin1String("--smoke"))
        command.smoke = true;
    else if (name == QLatin1String("--server"))
        command.server = values.at(0);
    else if (name == QLatin1String("--account"))
        command.account = values.at(0);
    else if (name == QLatin1String("--automation"))
        command.automation = values.at(0);
    else if (name == QLatin1String("--lint") || name == QLatin1String("--recover")) {
        command.task = name == QLatin1String("--lint") ? Task::Lint : Task::Recover;
        command.file = values.at(0);
    } else if (name == QLatin1String("--import")) {
        command.task = Task::ImportJson;
        command.file = values.at(0);
        command.out = values.at(1);
    } else if (name == QLatin1String("--export")) {
        if (values.at(0) != QLatin1String("json"))
            return fail(QStringLiteral("\"%1\" cannot be exported.").arg(values.at(0)),
                        QStringLiteral("Use --export json IN OUT."));
        command.task = Task::ExportJson;
        command.file = values.at(1);
        command.out = values.at(2);
    } else {
        command.task = Task::RenderFrame;
        command.time = values.at(0);
        command.file = values.at(1);
        command.out = values.at(2);
    }
    return {};
}

} // namespace

Outcome<CommandLine> parseCommandLine(const QStringList &words)
{
    CommandLine command;
    for (qsizetype i = 0; i < words.size(); ++i) {
        const QString word = words.at(i);
        if (!word.startsWith(QLatin1String("--"))) {
            if (word.startsWith(u'-') && i + 1 < words.size()) {
                ++i; // Qt's own, such as -platform NAME
                continue;
            }
            command.file = word;
            continue;
        }
        const auto row =
            std::find_if(std::begin(optionRows), std::end(optionRows),
                         [&](const OptionRow &each) { return word == QLatin1String(each.name); });
        if (row == std::end(optionRows))
            return fail(QStringLiteral("\"%1\" is not an option.").arg(word), QStringLiteral("See --help."));
        if (i + row->words >= words.size())
            return fail(QStringLiteral("%1 needs more words after it.").arg(word),
                        QStringLiteral("See --help."));
        if (auto done = take(command, word, words.mid(i + 1, row->words)); !done)
            return tl::unexpected(done.error());
        i += row->words;
    }
    if (command.account.isEmpty() != command.server.isEmpty())
        return fail(QStringLiteral("--server and --account belong together."),
                    QStringLiteral("Give both, or neither."));
    return command;
}

QString helpText()
{
    return QStringLiteral("icmp-studio [FILE]\n"
                          "  --server URL --account FILE   sign in to a server on this machine\n"
                          "  --automation unix:SOCKET      let programs of this user drive the studio\n"
                          "  --smoke                       paint the window, sign in if asked to, and end\n"
                          "  --export json IN OUT          write a project as JSON\n"
                          "  --import IN OUT               make a project from JSON\n"
                          "  --lint FILE                   list problems; ends with 1 when there are some\n"
                          "  --recover FILE                open a damaged project and say what is left\n"
                          "  --render-frame TIME IN OUT.png\n"
                          "Exit codes: 0 good, 1 findings, 2 refused, 3 failure.\n");
}

} // namespace icmp::studio

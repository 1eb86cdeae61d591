#include "core/base/strict_json.h"
#include "core/element/element.h"
#include "tests/support/places.h"

#include <QDirIterator>
#include <QFile>
#include <QJsonArray>
#include <QRegularExpression>
#include <QTest>

using namespace icmp;
using namespace icmp::element;

class ElementTest : public QObject {
    Q_OBJECT

    // The structs behind the types, in the headers that CMake lists.
    static QStringList declarations()
    {
        QFile cmake(icmp::test::sourcePath(QStringLiteral("core/CMakeLists.txt")));
        if (!cmake.open(QIODevice::ReadOnly))
            return {};
        const QRegularExpression words(QStringLiteral("set\\(ICMP_ELEMENT_TYPES ([a-z_ ]+)\\)"));
        const QRegularExpression structs(
            QStringLiteral("struct (\\w+) \\{\\s+static constexpr std::string_view key"));
        QStringList names;
        for (const QString &word : words.match(QString::fromUtf8(cmake.readAll())).captured(1).split(u' ')) {
            QFile own(icmp::test::sourcePath(QStringLiteral("core/element/%1.h")).arg(word));
            if (!own.open(QIODevice::ReadOnly))
                return {};
            for (auto it = structs.globalMatch(QString::fromUtf8(own.readAll())); it.hasNext();)
                names.append(it.next().captured(1));
        }
        return names;
    }

private Q_SLOTS:
    void everyTypeReadsBackFromItsJson()
    {
        QVERIFY(types().size() >= 17);
        for (const TypeRow &row : types()) {
            Element made = *make(row.key);
            made.title = QStringLiteral("Title");
            const auto back = fromJson(toJson(made));
            QVERIFY2(back.has_value(), qPrintable(row.key));
            QVERIFY(*back == made);
            QCOMPARE(typeOf(*back).key, row.key);
            QCOMPARE(answerRules(made).has_value(), row.answerable);
            QVERIFY(!displayTitle(made).isEmpty());
        }
        QCOMPARE(make(QStringLiteral("teleport")).error().code, RefusalCode::WrongType);
    }

    void everyFieldCanBeReadAndSetByItsKey()
    {
        for (const TypeRow &row : types()) {
            const Element made = *make(row.key);
            QStringList keys;
            for (const Field &field : fields(made)) {
                QVERIFY2(!keys.contains(field.key), qPrintable(row.key + u'.' + field.key));
                keys.append(field.key);
                const QJsonValue value = fieldValue(made, field.key);
                QVERIFY(!value.isNull());
                const auto same = withField(made, field.key, value);
                QVERIFY2(same.has_value(), qPrintable(row.key + u'.' + field.key));
                QVERIFY(*same == made);
            }
        }
    }

    void aTypeTouchesFourPlacesItsIconAndItsCard()
    {
        // Its header and its word in CMake; its include and its line in element.h; nothing else in C++ names
        // it, as the next test shows.
        QFile declaration(icmp::test::sourcePath(QStringLiteral("core/element/element.h")));
        QFile cmake(icmp::test::sourcePath(QStringLiteral("core/CMakeLists.txt")));
        QVERIFY(declaration.open(QIODevice::ReadOnly) && cmake.open(QIODevice::ReadOnly));
        const QString header = QString::fromUtf8(declaration.readAll()),
                      build = QString::fromUtf8(cmake.readAll());
        QRegularExpression words(QStringLiteral("set\\(ICMP_ELEMENT_TYPES ([a-z_ ]+)\\)"));
        const QStringList listed = words.match(build).captured(1).split(u' ');
        for (const QString &name : listed)
            QVERIFY(header.contains(QStringLiteral("#include \"core/element/%1.h\"").arg(name)));
        const QStringList structs = declarations();
        for (const QString &type : structs)
            QCOMPARE(header.count(QRegularExpression(QStringLiteral("\\b%1\\b").arg(type))), 1);
        QCOMPARE(structs.size(), types().size());
        for (const TypeRow &row : types()) {
            const QString file = QString(row.key).replace(u'.', u'-');
            QVERIFY2(
                QFile::exists(icmp::test::sourcePath(QStringLiteral("resources/icons/%1.svg")).arg(file)),
                qPrintable(file));
            QVERIFY2(
                QFile::exists(
                    icmp::test::sourcePath(QStringLiteral("resources/player/cards/%1.ts")).arg(file)) ||
                    QFile::exists(icmp::test::sourcePath(QStringLiteral("resources/player/cards/%1.ts"))
                                      .arg(QString(row.key).replace(u'.', u'_'))) ||
                    QFile::exists(
                        icmp::test::sourcePath(QStringLiteral("resources/player/cards/%1.ts")).arg(row.key)),
                qPrintable(file));
        }
    }

    // Whoever draws, counts or validates asks for a form or a rule. The words below are names of other things
    // that happen to be spelt like a type.
    void nothingOutsideTheDeclarationsNamesAType()
    {
        const QStringList alike{QStringLiteral("core/settlement/points.cpp quiz"), // of journals
                                QStringLiteral("studio/shell/frame/action_rows.cpp announcement"), // icons
                                QStringLiteral("studio/live/panel_layout.cpp announcement"),
                                QStringLiteral("studio/live/model/tally_rows.cpp reaction"), // a unit
                                QStringLiteral("studio/timeline/timeline_view.cpp chapter"), // hues
                                QStringLiteral("studio/preview/card_parts.cpp product")};
        QStringList keys;
        for (const TypeRow &row : types())
            keys.append(QRegularExpression::escape(row.key));
        const QRegularExpression literals(QStringLiteral("\"(%1)\"").arg(keys.join(u'|')));
        const QRegularExpression comments(QStringLiteral("//[^\\n]*"));
        QString structs;
        for (const QString &name : declarations())
            structs += structs.isEmpty() ? name : u'|' + name;
        const QRegularExpression names(QStringLiteral("element::(%1)\\b").arg(structs));
        QStringList found;
        int read = 0;
        for (const char *folder : {"core", "studio", "server", "app"}) {
            const QString root = icmp::test::sourcePath({});
            QDirIterator files(icmp::test::sourcePath(QString::fromLatin1(folder)),
                               {QStringLiteral("*.cpp"), QStringLiteral("*.h")}, QDir::Files,
                               QDirIterator::Subdirectories);
            while (files.hasNext()) {
                const QString path = files.next();
                const QString place = QDir(root).relativeFilePath(path);
                QFile file(path);
                QVERIFY(file.open(QIODevice::ReadOnly));
                if (place.startsWith(QLatin1String("core/element/")))
                    continue;
                ++read;
                const QString text = QString::fromUtf8(file.readAll()).remove(comments);
                for (const QRegularExpression &wanted : {literals, names}) {
                    for (auto it = wanted.globalMatch(text); it.hasNext();)
                        found.append(place + u' ' + it.next().captured(1));
                }
            }
        }
        QVERIFY(read > 300);
        found.removeIf([&](const QString &one) { return alike.contains(one); });
        QVERIFY2(found.isEmpty(), qPrintable(found.join(u'\n')));
    }

    void privateFieldsNeverShowInThePublicForm()
    {
        Element quiz = *make(QStringLiteral("quiz"));
        quiz = *withField(quiz, QStringLiteral("right"), QJsonArray{2});
        quiz = *withField(quiz, QStringLiteral("explanation"), QStringLiteral("Because."));
        quiz = *withText(quiz, QStringLiteral("explanation"), QStringLiteral("de"), QStringLiteral("Darum."));
        const QJsonObject shown = publicJson(quiz), hidden = privateJson(quiz);
        QVERIFY(!shown.contains(QStringLiteral("right")));
        QVERIFY(!shown.contains(QStringLiteral("explanation")));
        QVERIFY(!compactJson(shown).contains("Darum"));
        QCOMPARE(hidden.keys(), (QStringList{QStringLiteral("explanation"), QStringLiteral("right")}));
    }

    void severalRightAnswersTellHowManyToPickAndNoMore()
    {
        Element quiz = *make(QStringLiteral("quiz"));
        quiz = *withField(quiz, QStringLiteral("right"), QJsonArray{2});
        QVERIFY(!publicJson(quiz).contains(QStringLiteral("picks")));
        quiz = *withField(quiz, QStringLiteral("right"), QJsonArray{1, 2});
        QCOMPARE(publicJson(quiz).value(QStringLiteral("picks")).toInt(), 2);
        QCOMPARE(publicJson(*fromJson(publicJson(quiz))).contains(QStringLiteral("picks")), false);
        // What a player read is no unknown field of the author's.
        QVERIFY(fromJson(publicJson(quiz))->unknown.isEmpty());
    }

    void eachTypeTellsTheRulesWhatItIs()
    {
        const auto rules = [](const char *type) { return answerRules(*make(QString::fromLatin1(type))); };
        QCOMPARE(rules("poll.single")->kind, AnswerKind::Picks);
        QCOMPARE(rules("poll.rank")->kind, AnswerKind::Ranking);
        QCOMPARE(rules("poll.rank")->picksMin, 2);
        QCOMPARE(rules("poll.slider")->scale.values(), 11);
        QCOMPARE(rules("poll.text")->textLengthMax, 200);
        QCOMPARE(rules("prediction")->kind, AnswerKind::Stake);
        QVERIFY(rules("prediction")->stakeMin > 0);
        QCOMPARE(reactionRules(*make(QStringLiteral("reaction"))).size(), 3);
        QCOMPARE(boardRules(*make(QStringLiteral("leaderboard"))), 10);
        QCOMPARE(stockRules(*make(QStringLiteral("product"))), 0);
        QVERIFY(awardRules(*make(QStringLiteral("quest")))->goal);
        QVERIFY(!awardRules(*make(QStringLiteral("badge")))->goal);
        QCOMPARE(make(QStringLiteral("announcement"))->trigger, Trigger::Live);
        QVERIFY(!stockRules(*make(QStringLiteral("quiz"))));
    }

    void scalesKnowTheirValues()
    {
        const Scale scale{-5, 5, 2};
        QCOMPARE(scale.values(), 6);
        QVERIFY(scale.contains(-5) && scale.contains(5));
        QVERIFY(!scale.contains(0) && !scale.contains(7));
        Element slider = *make(QStringLiteral("poll.slider"));
        slider = *withField(slider, QStringLiteral("question"), QStringLiteral("How warm?"));
        QVERIFY(findings(slider).isEmpty());
        slider = *withField(slider, QStringLiteral("max"), 2'000);
        QCOMPARE(findings(slider).first().id, QStringLiteral("scale-impossible"));
    }

    void valuesOutsideTheirLimitsAreRefused_data()
    {
        QTest::addColumn<QString>("type");
        QTest::addColumn<QString>("field");
        QTest::addColumn<QJsonValue>("value");
        QTest::addColumn<int>("code");
        const auto option = [](int id, const char *text) {
            return QJsonObject{{QStringLiteral("id"), id},
                               {QStringLiteral("text"), QString::fromLatin1(text)}};
        };
        QJsonArray many;
        for (int i = 1; i <= 21; ++i)
            many.append(option(i, "x"));
        const auto row = [](const char *name, const char *type, const char *field, const QJsonValue &value,
                            RefusalCode code) {
            QTest::newRow(name) << QString::fromLatin1(type) << QString::fromLatin1(field) << value
                                << int(code);
        };
        row("one option", "poll.single", "options", QJsonArray{option(1, "a")}, RefusalCode::TooFew);
        row("21 options", "poll.single", "options", many, RefusalCode::TooMany);
        row("same id", "poll.single", "options", QJsonArray{option(1, "a"), option(1, "b")},
            RefusalCode::NameTaken);
        row("no id", "poll.single", "options", QJsonArray{1, 2}, RefusalCode::WrongType);
        row("long question", "poll.single", "question", QString(257, u'x'), RefusalCode::TooLong);
        row("bell", "poll.single", "question", QStringLiteral("\a"), RefusalCode::BadText);
        row("points", "quiz", "points", -1, RefusalCode::OutOfRange);
        row("points text", "quiz", "points", QStringLiteral("1"), RefusalCode::WrongType);
        row("half points", "quiz", "points", 0.5, RefusalCode::WrongType);
        row("right twice", "quiz", "right", QJsonArray{1, 1}, RefusalCode::NameTaken);
        row("http", "call_to_action", "target", QStringLiteral("http://example.org"), RefusalCode::BadText);
        row("script", "call_to_action", "target", QStringLiteral("javascript:alert(1)"),
            RefusalCode::BadText);
        row("password in address", "call_to_action", "target", QStringLiteral("https://a:b@example.org"),
            RefusalCode::BadText);
        row("price", "product", "price",
            QJsonObject{{QStringLiteral("minor"), -1}, {QStringLiteral("currency"), QStringLiteral("EUR")}},
            RefusalCode::OutOfRange);
        row("currency", "product", "price",
            QJsonObject{{QStringLiteral("minor"), 1}, {QStringLiteral("currency"), QStringLiteral("euro")}},
            RefusalCode::BadText);
        row("image", "overlay.image", "image", QStringLiteral("../x"), RefusalCode::BadText);
        row("ranking of 11", "poll.rank", "options", QJsonArray(many), RefusalCode::TooMany);
        row("half a step", "poll.slider", "step", 0, RefusalCode::OutOfRange);
        row("long answers", "poll.text", "lengthMax", 201, RefusalCode::OutOfRange);
        row("stake of nothing", "prediction", "stakeMin", 0, RefusalCode::OutOfRange);
        row("21 places", "leaderboard", "top", 21, RefusalCode::OutOfRange);
        row("13 emoji", "reaction", "options", many, RefusalCode::TooMany);
        row("badge for luck", "badge", "condition", QStringLiteral("luck"), RefusalCode::WrongType);
        row("loud", "announcement", "severity", QStringLiteral("shout"), RefusalCode::WrongType);
        row("negative stock", "product", "stock", -1, RefusalCode::OutOfRange);
        row("voters", "poll.single", "voters", QStringLiteral("everybody"), RefusalCode::WrongType);
        row("placement", "chapter", "placement", QStringLiteral("inside"), RefusalCode::WrongType);
        row("unknown", "chapter", "colour", 1, RefusalCode::UnknownId);
    }

    void valuesOutsideTheirLimitsAreRefused()
    {
        QFETCH(QString, type);
        QFETCH(QString, field);
        QFETCH(QJsonValue, value);
        QFETCH(int, code);
        const auto result = withField(*make(type), field, value);
        QVERIFY(!result.has_value());
        QCOMPARE(int(result.error().code), code);
        QCOMPARE(result.error().place, field);
    }

    void whatAnAuthorForgotIsFound()
    {
        const auto ids = [](const Element &element) {
            QStringList list;
            for (const Finding &finding : findings(element))
                list.append(finding.id);
            return list;
        };
        Element quiz = *make(QStringLiteral("quiz"));
        QVERIFY(ids(quiz).contains(QStringLiteral("quiz-no-answer")));
        QVERIFY(ids(quiz).contains(QStringLiteral("text-missing")));
        const auto option = [](int id, const char *text) {
            return QJsonObject{{QStringLiteral("id"), id},
                               {QStringLiteral("text"), QString::fromLatin1(text)}};
        };
        quiz = *withField(quiz, QStringLiteral("question"), QStringLiteral("Which?"));
        quiz = *withField(quiz, QStringLiteral("options"), QJsonArray{option(1, "a"), option(2, "a")});
        quiz = *withField(quiz, QStringLiteral("right"), QJsonArray{1});
        QCOMPARE(ids(quiz), QStringList{QStringLiteral("options-duplicate")});
        quiz = *withField(quiz, QStringLiteral("options"), QJsonArray{option(1, "a"), option(2, "b")});
        QVERIFY(ids(quiz).isEmpty());
        QVERIFY(ids(*make(QStringLiteral("overlay.image"))).contains(QStringLiteral("alt-missing")));
        QVERIFY(ids(*make(QStringLiteral("call_to_action"))).contains(QStringLiteral("link-broken")));
    }

    void translationsFallAwayWhenEmptied()
    {
        const Element poll = *make(QStringLiteral("poll.single"));
        auto with = withText(poll, QStringLiteral("options.1"), QStringLiteral("de"), QStringLiteral("Ja"));
        QVERIFY(with.has_value());
        QCOMPARE(fromJson(toJson(*with))->texts, with->texts);
        QVERIFY(*withText(*with, QStringLiteral("options.1"), QStringLiteral("de"), QString()) == poll);
        QCOMPARE(withText(poll, QStringLiteral("changeable"), QStringLiteral("de"), QStringLiteral("x"))
                     .error()
                     .code,
                 RefusalCode::WrongType);
        QCOMPARE(
            withText(poll, QStringLiteral("nothing"), QStringLiteral("de"), QStringLiteral("x")).error().code,
            RefusalCode::UnknownId);
    }
};

QTEST_GUILESS_MAIN(ElementTest)
#include "element_test.moc"

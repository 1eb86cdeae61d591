// An interactive element: one of the types below, plus what all types share. This is where a type is listed;
// JSON, form, validation and player manifest follow from its declaration.
#pragma once

#include "core/element/announcement.h"
#include "core/element/award.h"
#include "core/element/call_to_action.h"
#include "core/element/chapter.h"
#include "core/element/leaderboard.h"
#include "core/element/overlay.h"
#include "core/element/poll.h"
#include "core/element/poll_forms.h"
#include "core/element/prediction.h"
#include "core/element/product.h"
#include "core/element/quiz.h"
#include "core/element/reaction.h"

#include <QJsonObject>
#include <QMap>
#include <optional>
#include <variant>

namespace icmp::element {

using Content = std::variant<SinglePoll, MultiPoll, RankPoll, SliderPoll, TextPoll, Quiz, Prediction, Product,
                             CallToAction, Reaction, Leaderboard, Badge, Quest, Announcement, TextOverlay,
                             ImageOverlay, Chapter>;

enum class Placement { Overlay, Side, Below };
enum class Trigger { Time, Live }; // shown in its range, or when the producer opens it
enum class LatePolicy { Show, LateStyle, Skip };
enum class Timeshift { Replay, SeparateTally, Refuse };
enum class ResultsVisibility { Always, AfterAnswer, AfterClose, ProducerOnly };
// Who counts as one voter: a device, a person the embedding site vouches for, or one of an invited list.
enum class Voters { Device, Site, List };

// Language (BCP 47) → field key → text; options are "options.<id>".
using Translations = QMap<QString, QMap<QString, QString>>;

struct Element {
    Content content;
    QString title;  // for the author; empty means the question or text
    QString spoken; // what a screen reader says instead of the visible text; may be empty
    Placement placement = Placement::Overlay;
    Trigger trigger = Trigger::Time;
    qint64 priority = 5;
    LatePolicy late = LatePolicy::Show;
    Timeshift timeshift = Timeshift::Replay;
    ResultsVisibility results = ResultsVisibility::AfterAnswer;
    Voters voters = Voters::Device;
    Translations texts;
    QJsonObject unknown; // fields of newer versions, kept through load, edit and save

    friend bool operator==(const Element &, const Element &) = default;
};

enum class FieldKind { Text, Integer, Switch, Choice, Options, RightOptions, Link, Image, Price };

// A property as forms and documentation see it.
struct Field {
    QString key;
    const char *label;
    FieldKind kind;
    Bounds bounds;
    QList<ChoiceRow> choices; // of a Choice
    bool common = false;      // shared by all types
};

// One row for each type, in the order of Content.
struct TypeRow {
    QString key;
    const char *label;
    const char *summary;
    QString hue; // a name of resources/themes/tokens.css
    bool answerable;
    CardForm card;
};

const QList<TypeRow> &types();
const TypeRow &typeOf(const Element &element);
// The hue of the type with this key; "overlay" for other texts.
QString hueOf(const QString &typeKey);
// A new element with the type's defaults. refuses  WrongType (no such key)
Result<Element> make(const QString &typeKey);

// Own fields first, then the common ones; the order of declaration.
QList<Field> fields(const Element &element);
// Null when there is no such field.
QJsonValue fieldValue(const Element &element, const QString &key);
// refuses  UnknownId (no such field), WrongType, OutOfRange, TooLong, TooMany, TooFew, BadText
Result<Element> withField(const Element &element, const QString &key, const QJsonValue &value);
// Sets or, with an empty text, removes one translation. refuses  UnknownId, TooLong, BadText, WrongType
Result<Element> withText(const Element &element, const QString &key, const QString &language,
                         const QString &text);

QJsonObject toJson(const Element &element);
// refuses  WrongType (unknown type or a field of the wrong kind), and as withField; place is the field's key
Result<Element> fromJson(const QJsonObject &json);
// The two halves of toJson: without the private fields, and only them. Where several options are right, the
// public half says how many to pick ("picks").
QJsonObject publicJson(const Element &element);
QJsonObject privateJson(const Element &element);

// Nothing for types that nobody answers.
std::optional<AnswerRules> answerRules(const Element &element);
// What can be tapped; empty for other types.
QList<Option> reactionRules(const Element &element);
// Nothing for types that are not earned.
std::optional<AwardRules> awardRules(const Element &element);
// Pieces to begin with, 0 when they are not counted; nothing for types without stock.
std::optional<qint64> stockRules(const Element &element);
// Places of a leaderboard; nothing for other types.
std::optional<qint64> boardRules(const Element &element);
// What the type's own rules and the common ones find; see core/lint for findings across a project.
QList<Finding> findings(const Element &element);
// The title, else the first text an author wrote, else the type's label.
QString displayTitle(const Element &element);

} // namespace icmp::element

// The commands themselves, in the order of the menus.
#include "core/element/element.h"
#include "studio/shell/frame/action_table.h"
#include "studio/widgets/icons.h"

namespace icmp::shell {

#define T(text) QT_TRANSLATE_NOOP("Action", text)

namespace {

constexpr const char *elementRows = "insert.*"; // stands for one row for each element type

constexpr ActionRow commands[] = {
    {"file.new", "File", T("&New project"), "Ctrl+N", "file"},
    {"file.open", "File", T("&Open …"), "Ctrl+O", "folder"},
    {"file.sample", "File", T("Open the samp&le project"), "Ctrl+Shift+O", "film"},
    {"", "File", "", ""},
    {"file.save-version", "File", T("&Save a named version …"), "Ctrl+S", "save"},
    {"file.versions", "File", T("&Versions …"), "Ctrl+Shift+H", "clock"},
    {"file.save-as", "File", T("Save &as …"), "Ctrl+Shift+S", "save"},
    {"file.save-copy", "File", T("Save a &copy …"), "Ctrl+Alt+S", "copy"},
    {"", "File", "", ""},
    {"file.import-media", "File", T("&Import media …"), "Ctrl+I", "film"},
    {"file.use-media", "File", T("&Use the chosen media in this scene"), "Ctrl+Alt+U", "film"},
    {"file.remove-media", "File", T("Remove the chosen &media"), "Ctrl+Alt+X", "delete"},
    {"file.import-json", "File", T("Import &JSON …"), "Ctrl+Shift+J", "download"},
    {"file.export-json", "File", T("&Export JSON …"), "Ctrl+Shift+E", "upload"},
    {"file.export-frame", "File", T("Export this &frame …"), "Ctrl+Alt+E", "overlay-image"},
    {"", "File", "", ""},
    {"file.publish", "File", T("&Publish …"), "Ctrl+Shift+P", "publish"},
    {"", "File", "", ""},
    {"file.quit", "File", T("&Quit"), "Ctrl+Q", "close"},

    {"edit.undo", "Edit", T("&Undo"), "Ctrl+Z", "undo"},
    {"edit.redo", "Edit", T("&Redo"), "Ctrl+Shift+Z", "redo"},
    {"", "Edit", "", ""},
    {"edit.cut", "Edit", T("Cu&t"), "Ctrl+X", "razor"},
    {"edit.copy", "Edit", T("&Copy"), "Ctrl+C", "copy"},
    {"edit.paste", "Edit", T("&Paste at the playhead"), "Ctrl+V", "paste"},
    {"edit.duplicate", "Edit", T("&Duplicate"), "Ctrl+D", "duplicate"},
    {"edit.delete", "Edit", T("De&lete"), "Del", "delete"},
    {"edit.ripple-delete", "Edit", T("Delete and close the &gap"), "Shift+Del", "ripple-delete"},
    {"", "Edit", "", ""},
    {"edit.select-all", "Edit", T("Select &all"), "Ctrl+A", "select"},
    {"edit.select-none", "Edit", T("Select &nothing"), "Ctrl+Shift+A", "close"},
    {"edit.select-right", "Edit", T("Select all to t&he right"), "Ctrl+Shift+Right", "select"},
    {"edit.select-same", "Edit", T("Select the same t&ype"), "Ctrl+Alt+A", "select"},
    {"edit.select-next", "Edit", T("Ne&xt element"), "Down", "chevron-down"},
    {"edit.select-previous", "Edit", T("Pre&vious element"), "Up", "chevron-up"},
    {"edit.inspect", "Edit", T("&Edit its fields"), "Return", "author"},

    {"view.search", "View", T("&Search commands …"), "Ctrl+K", "search"},
    {"", "View", "", ""},
    {"view.author", "View", T("&Author workspace"), "Ctrl+F1", "author", true},
    {"view.live", "View", T("&Live workspace"), "Ctrl+F2", "live", true},
    {"", "View", "", ""},
    {"view.library", "View", T("Li&brary"), "Ctrl+Alt+1", "rows", true, "Docks"},
    {"view.timeline", "View", T("&Timeline"), "Ctrl+Alt+2", "rows", true, "Docks"},
    {"view.inspector", "View", T("&Inspector"), "Ctrl+Alt+3", "rows", true, "Docks"},
    {"view.reset-layout", "View", T("&Reset the layout"), "Ctrl+Alt+0", "reset", false, "Docks"},
    {"view.go-elements", "View", T("Go to the &elements"), "Alt+1", "", false, "Go to"},
    {"view.go-media", "View", T("Go to the &media"), "Alt+2", "", false, "Go to"},
    {"view.go-canvas", "View", T("Go to the &canvas"), "Alt+3", "", false, "Go to"},
    {"view.go-timeline", "View", T("Go to the &timeline"), "Alt+4", "", false, "Go to"},
    {"view.go-inspector", "View", T("Go to the &inspector"), "Alt+5", "", false, "Go to"},
    {"view.go-problems", "View", T("Go to the &problems"), "Alt+6", "", false, "Go to"},
    {"", "View", "", ""},
    {"view.theme-system", "View", T("As the &system"), "Ctrl+Alt+Y", "monitor", true, "Theme"},
    {"view.theme-dark", "View", T("&Dark"), "Ctrl+Alt+D", "moon", true, "Theme"},
    {"view.theme-light", "View", T("&Light"), "Ctrl+Alt+L", "sun", true, "Theme"},
    {"view.theme-contrast", "View", T("High &contrast"), "Ctrl+Alt+H", "eye", true, "Theme"},
    {"view.text-larger", "View", T("&Larger text"), "Ctrl+Alt+=", "plus", false, "Text size"},
    {"view.text-smaller", "View", T("&Smaller text"), "Ctrl+Alt+-", "minus", false, "Text size"},
    {"view.text-normal", "View", T("&Normal text"), "Ctrl+Alt+N", "reset", false, "Text size"},
    {"", "View", "", ""},
    {"view.safe-areas", "View", T("Sa&fe areas"), "Ctrl+Alt+F", "safe-area", true},
    {"view.guides", "View", T("Snap to &guides"), "Ctrl+Alt+G", "guides", true},
    {"view.grid", "View", T("Gri&d"), "Ctrl+'", "grid", true},
    {"view.canvas-fit", "View", T("Fit the ca&nvas"), "Ctrl+0", "fit"},
    {"view.canvas-full", "View", T("Canvas at &100 %"), "Ctrl+Alt+9", "frame-wide"},
    {"view.timeline-in", "View", T("Zoom &in on the timeline"), "Ctrl+=", "plus"},
    {"view.timeline-out", "View", T("Zoom &out on the timeline"), "Ctrl+-", "minus"},
    {"view.timeline-fit", "View", T("Fit the ti&meline"), "Shift+Z", "fit"},
    {"view.full-screen", "View", T("F&ull screen"), "F11", "fit", true},

    {elementRows, "Insert", "", ""},
    {"", "Insert", "", ""},
    {"insert.marker", "Insert", T("Mar&ker"), "M", "marker"},
    {"insert.marker-here", "Insert", T("Mo&ve the nearest marker here"), "Shift+M", "marker"},
    {"insert.marker-remove", "Insert", T("&Remove the nearest marker"), "Ctrl+Shift+M", "delete"},
    {"insert.track", "Insert", T("I&nteraction track"), "Ctrl+T", "interaction"},
    {"insert.live-track", "Insert", T("&Live track"), "Ctrl+Shift+T", "live"},
    {"insert.scene", "Insert", T("&Scene"), "Ctrl+Alt+T", "film"},

    {"clip.split", "Clip", T("&Split at the playhead"), "S", "split"},
    {"clip.trim-start", "Clip", T("Trim the s&tart to the playhead"), "[", "in-point"},
    {"clip.trim-end", "Clip", T("Trim the &end to the playhead"), "]", "out-point"},
    {"clip.to-playhead", "Clip", T("&Move to the playhead"), "Ctrl+Alt+M", "snap"},
    {"", "Clip", "", ""},
    {"clip.left", "Clip", T("One frame &earlier"), "Alt+Left", "chevron-left", false, "Nudge"},
    {"clip.right", "Clip", T("One frame &later"), "Alt+Right", "chevron-right", false, "Nudge"},
    {"clip.up", "Clip", T("One track &up"), "Alt+Up", "chevron-up", false, "Nudge"},
    {"clip.down", "Clip", T("One track &down"), "Alt+Down", "chevron-down", false, "Nudge"},
    {"clip.shorter", "Clip", T("One frame &shorter"), "Alt+Shift+Left", "minus", false, "Nudge"},
    {"clip.longer", "Clip", T("One frame l&onger"), "Alt+Shift+Right", "plus", false, "Nudge"},
    {"clip.align-left", "Clip", T("&Left edge"), "Ctrl+Alt+Left", "", false, "Align on the picture"},
    {"clip.align-centre", "Clip", T("&Centre"), "Ctrl+Alt+C", "", false, "Align on the picture"},
    {"clip.align-right", "Clip", T("&Right edge"), "Ctrl+Alt+Right", "", false, "Align on the picture"},
    {"clip.align-top", "Clip", T("&Top edge"), "Ctrl+Alt+Up", "", false, "Align on the picture"},
    {"clip.align-middle", "Clip", T("&Middle"), "Ctrl+Alt+V", "", false, "Align on the picture"},
    {"clip.align-bottom", "Clip", T("&Bottom edge"), "Ctrl+Alt+Down", "", false, "Align on the picture"},
    {"clip.forward", "Clip", T("Bring &forward"), "Ctrl+]", "chevron-up"},
    {"clip.backward", "Clip", T("Send &backward"), "Ctrl+[", "chevron-down"},
    {"", "Clip", "", ""},
    {"clip.group", "Clip", T("&Group"), "Ctrl+G", "group"},
    {"clip.ungroup", "Clip", T("&Ungroup"), "Ctrl+Shift+G", "unlink"},
    {"clip.lock-track", "Clip", T("&Lock its track"), "Ctrl+Alt+K", "lock"},
    {"clip.hide-track", "Clip", T("&Hide its track"), "Ctrl+Alt+I", "eye-off"},

    {"play.toggle", "Play", T("&Play or pause"), "Space", "play"},
    {"play.back", "Play", T("Play &backwards, faster"), "J", "chevron-left"},
    {"play.pause", "Play", T("P&ause"), "K", "pause"},
    {"play.forward", "Play", T("Play &forwards, faster"), "L", "chevron-right"},
    {"", "Play", "", ""},
    {"play.frame-back", "Play", T("One frame ba&ck"), "Left", "step-back"},
    {"play.frame-on", "Play", T("One frame &on"), "Right", "step-forward"},
    {"play.second-back", "Play", T("One second bac&k"), "Shift+Left", "chevron-left"},
    {"play.second-on", "Play", T("One second o&n"), "Shift+Right", "chevron-right"},
    {"play.start", "Play", T("Go to the &start"), "Home", "to-start"},
    {"play.end", "Play", T("Go to the &end"), "End", "to-end"},
    {"play.next-edge", "Play", T("Ne&xt edge or marker"), "Ctrl+Right", "chevron-right"},
    {"play.previous-edge", "Play", T("Pre&vious edge or marker"), "Ctrl+Left", "chevron-left"},
    {"play.go-to", "Play", T("Go to a &time …"), "Ctrl+J", "clock"},
    {"", "Play", "", ""},
    {"play.in", "Play", T("Mark &in"), "I", "in-point"},
    {"play.out", "Play", T("Mark o&ut"), "O", "out-point"},
    {"play.clear-range", "Play", T("Clea&r in and out"), "X", "close"},
    {"play.loop", "Play", T("&Loop"), "Ctrl+L", "loop", true},
    {"play.mute", "Play", T("&Mute"), "Ctrl+M", "speaker-off", true},

    {"live.start-or-end", "Live", T("&Go live or end the show"), "Ctrl+Alt+B", "live"},
    {"", "Live", "", ""},
    {"live.take", "Live", T("&Take"), "F5", "take"},
    {"live.cue-next", "Live", T("Cue &next"), "F6", "cue"},
    {"live.undo-take", "Live", T("&Undo take"), "Ctrl+F5", "undo"},
    {"live.hold", "Live", T("&Hold or release"), "F7", "pause"},
    {"live.close", "Live", T("&Close"), "F9", "lock"},
    {"live.reveal", "Live", T("&Reveal"), "F4", "eye"},
    {"live.lock", "Live", T("&Lock"), "Ctrl+F6", "lock"},
    {"live.resolve", "Live", T("Re&solve"), "Ctrl+F7", "check"},
    {"live.refund", "Live", T("Re&fund"), "Ctrl+F8", "reset"},
    {"live.reset", "Live", T("R&eset"), "Ctrl+F9", "refresh"},
    {"", "Live", "", ""},
    {"live.ask-again", "Live", T("&Ask the server again"), "Shift+F5", "refresh"},
    {"live.announce", "Live", T("Tell all &viewers …"), "Ctrl+F4", "announcement"},
    {"live.large-buttons", "Live", T("Large &buttons"), "Ctrl+F11", "height", true},
    {"", "Live", "", ""},
    {"live.panic", "Live", T("&Panic: clear the picture"), "Shift+Esc", "panic"},

    {"tools.sign-in", "Tools", T("&Sign in …"), "Ctrl+Shift+L", "sign-in"},
    {"tools.sign-out", "Tools", T("Sign &out"), "Ctrl+Shift+U", "sign-out"},
    {"", "Tools", "", ""},
    {"tools.next-problem", "Tools", T("&Next problem"), "F8", "warning"},
    {"tools.previous-problem", "Tools", T("Pre&vious problem"), "Shift+F8", "warning"},
    {"tools.select", "Tools", T("S&elect and move"), "V", "select", true},
    {"tools.razor", "Tools", T("Ra&zor"), "B", "razor", true},
    {"tools.snapping", "Tools", T("Sna&pping on the timeline"), "N", "magnet", true},
    {"tools.ripple", "Tools", T("&Ripple edits"), "R", "ripple", true},
    {"", "Tools", "", ""},
    {"tools.settings", "Tools", T("Se&ttings …"), "Ctrl+,", "settings"},
    {"tools.keys", "Tools", T("&Keyboard shortcuts …"), "Ctrl+Shift+K", "keyboard"},

    {"help.first-steps", "Help", T("&First steps"), "F1", "help"},
    {"help.about", "Help", T("&About ICMP Studio"), "Shift+F1", "info"},
};

} // namespace

const QList<ActionRow> &actionRows()
{
    struct Words {
        QByteArray id, key, icon;
    };
    // The rows point into these words.
    static const QList<Words> words = [] {
        QList<Words> list;
        for (const element::TypeRow &type : element::types())
            list.append({"insert." + type.key.toLatin1(), settings::insertKeyOf(list.size()).toLatin1(),
                         widgets::elementIconName(type.key).toLatin1()});
        return list;
    }();
    static const QList<ActionRow> rows = [] {
        QList<ActionRow> list;
        for (const ActionRow &row : commands) {
            if (row.id != elementRows) {
                list.append(row);
                continue;
            }
            for (qsizetype i = 0; i < words.size(); ++i)
                list.append({words[i].id.constData(), row.menu, element::types().at(i).label,
                             words[i].key.constData(), words[i].icon.constData(), false, "", "Element"});
        }
        return list;
    }();
    return rows;
}

#undef T

} // namespace icmp::shell

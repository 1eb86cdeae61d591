// The lines of the list of interactions: what can be answered, what was earned, and the film's chapters.
import { cardTypeOf } from '../card/registry.ts';
import type { Queue, QueueLine } from '../controls/queue.ts';
import { flicksPerSecond, type Clip } from '../model/package.ts';
import type { Session } from '../live/session.ts';
import { localised } from '../text/languages.ts';
import type { Words } from '../text/messages.ts';
import type { Entry } from './lineup.ts';

export interface MenuPorts {
    words: Words;
    session: Session;
    queue: Queue;
    open(iid: string): void;
    jump(t: number): void;
}

export class Menu {
    constructor(private readonly m_ports: MenuPorts) {}

    update(entries: Entry[], waiting: Entry[], chapters: Clip[], t: number): void {
        const listed = entries.filter(entry => {
            const presence = cardTypeOf(entry.element.type)?.presence;
            return presence === 'card' || (presence === 'award' && this.award(entry) !== '');
        });
        this.m_ports.queue.update(
            [...listed.map(entry => this.line(entry)), ...this.chapterLines(chapters, t)],
            waiting.filter(entry => entry.phase === 'open').map(entry => this.line(entry)),
        );
    }

    private chapterLines(chapters: Clip[], t: number): QueueLine[] {
        const { words, session, jump } = this.m_ports;
        const type = cardTypeOf('chapter')!;
        return chapters
            .filter(clip => clip.start <= t || session.mode !== 'live')
            .map(clip => ({
                key: `chapter-${clip.id}`,
                type,
                headline: type.headline(localised(clip.element, words.language)),
                detail: words.say('menu.jump', { time: words.clock(clip.start / flicksPerSecond) }),
                press: () => jump(clip.start),
            }));
    }

    private line(entry: Entry): QueueLine {
        const { words, open } = this.m_ports;
        const type = cardTypeOf(entry.element.type)!;
        const element = localised(entry.element, words.language);
        return {
            key: entry.iid,
            type,
            headline: type.headline(element),
            detail: type.kind(element, words) + this.state(entry),
            press: () => open(entry.iid),
        };
    }

    private state(entry: Entry): string {
        const { words } = this.m_ports;
        const type = cardTypeOf(entry.element.type)!;
        if (type.presence === 'award') return ` · ${this.award(entry)}`;
        if (entry.phase !== 'open') return ` · ${words.say('menu.closed')}`;
        if (!type.answerable || entry.secondsLeft === null) return '';
        return ` · ${words.clock(Math.ceil(entry.secondsLeft))} ${words.say('timer.left')}`;
    }

    // "3 of 5 done" of a quest, "earned" of a badge; empty for a badge still to be earned.
    private award(entry: Entry): string {
        const { words, session } = this.m_ports;
        const quest = session.me.quests?.[entry.iid];
        if (quest?.done || session.me.badges?.includes(entry.iid)) return words.say('award.earned');
        if (quest) return words.say('award.progress', { have: quest.have, need: quest.need });
        return entry.element.type === 'quest'
            ? words.say('award.progress', { have: 0, need: Number(entry.element.count ?? 1) })
            : '';
    }
}

// What only some shows need, in a chunk of its own: asked for when the first such element, notice or point
// turns up.
import type * as More from '../card/more.ts';
import type { ReceiptPorts } from '../card/receipt.ts';
import type * as Voter from '../card/voter.ts';
import { adopt } from '../look/dom.ts';
import { cardTypeOf, comesFirst, learnCards } from '../card/registry.ts';
import type { Doubts } from '../live/vouch.ts';
import type { Me } from '../live/messages.ts';
import type { Element } from '../model/package.ts';
import { learnEnglish, localised } from '../text/languages.ts';
import type { Speech } from '../text/speech.ts';
import type { Layout } from './layout.ts';
import type { Entry } from './lineup.ts';

export interface ExtrasPorts extends ReceiptPorts {
    speech: Speech;
    layout: Layout;
    learnt(): void;
    doubts(): Doubts;
    useCode(code: string): void;
    sendReact(iid: string, e: number, n: number): void;
}

const scoring = new Set(['prediction', 'leaderboard', 'badge', 'quest']);
const delayToldMs = 5_000; // changes of the delay below this are not worth words
const delayLeastMs = 6_000;

export class Extras {
    private m_more: typeof More | null = null;
    private m_loading: Promise<void> | null = null;
    private m_receipts: More.Receipts | null = null;
    private m_toasts: More.Toasts | null = null;
    private m_risers: More.Risers | null = null;
    private m_points: More.Points | null = null;
    private m_taps: More.Taps | null = null;
    private m_voter: Promise<typeof Voter> | null = null;
    private m_desks: Voter.VoterDesk[] = [];
    private m_earned: Set<string> | null = null; // awards known before
    private m_scored = false; // points mean something in this show
    private m_delayMs = 0; // as last told

    constructor(private readonly m_ports: ExtrasPorts) {}

    // Cheap when nothing is new.
    need(elements: Iterable<Element>): void {
        for (const element of elements) {
            this.m_scored ||= scoring.has(element.type) || Number(element.points ?? 0) > 0;
            if (!this.m_more && (this.m_scored || !comesFirst(element.type))) this.load();
        }
    }

    load(): void {
        this.m_loading ??= import('../card/more.ts').then(
            more => this.take(more),
            () => {
                this.m_loading = null; // tried again with the next need
            },
        );
    }

    // Makes sure that the proof of a counted answer will be there, without hurry.
    keepReceipt(receipt: string): void {
        this.load();
        void this.m_loading?.then(() => this.m_receipts?.keep(receipt));
    }

    async showReceipt(receipt: string, place: HTMLElement): Promise<void> {
        this.load();
        await this.m_loading;
        this.m_receipts?.show(receipt, place);
    }

    rise(emoji: string, own: boolean): void {
        this.m_risers?.rise(emoji, own);
    }

    tap(iid: string, option: number): void {
        this.m_taps?.add(iid, option);
    }

    // Fills a card's place with what a viewer can do who does not count as a voter there.
    askVoter(place: HTMLElement, kind: 'site' | 'list'): void {
        if (!this.m_voter) {
            this.m_voter = import('../card/voter.ts');
            void this.m_voter.then(
                ({ english, look }) => {
                    learnEnglish(english);
                    adopt(this.m_ports.layout.root, look);
                },
                () => {
                    this.m_voter = null; // tried again with the next card
                },
            );
        }
        const { words, speech, doubts, useCode } = this.m_ports;
        const ports = { words, doubts, useCode, say: (line: string) => speech.say(line) };
        void this.m_voter.then(
            ({ VoterDesk }) => this.m_desks.push(new VoterDesk(place, kind, ports)),
            () => delete place.dataset.kind,
        );
    }

    // There is a new token: what was doubted may have changed.
    vouched(): void {
        for (const desk of this.m_desks) desk.update();
    }

    // Points, and a toast for each badge or quest that was not there before.
    update(me: Me, entries: Entry[]): void {
        this.m_points?.update(this.m_scored ? (me.pts ?? null) : null);
        if (!this.m_toasts || me.v === undefined) return;
        const quests = Object.entries(me.quests ?? {}).filter(([, quest]) => quest.done);
        const now = new Set([...(me.badges ?? []), ...quests.map(([iid]) => iid)]);
        for (const iid of now) {
            const entry = entries.find(one => one.iid === iid);
            if (this.m_earned && !this.m_earned.has(iid) && entry) this.award(entry);
        }
        this.m_earned = now;
    }

    // Once per change: that the picture is behind does no harm.
    tellDelay(delayMs: number): void {
        if (Math.abs(delayMs - this.m_delayMs) < delayToldMs) return;
        if (!this.m_toasts) return this.load();
        this.m_delayMs = delayMs;
        if (delayMs < delayLeastMs) return;
        const { words } = this.m_ports;
        const seconds = Math.round(delayMs / 1000);
        this.m_toasts.show({
            hue: 'chapter',
            icon: 'M3 10a7 7 0 1 0 14 0a7 7 0 1 0-14 0|M10 6v4.2l2.7 1.6',
            title: words.say('notice.behind', { seconds }),
            detail: words.say('notice.stillCounts'),
        });
    }

    stop(): void {
        this.m_toasts?.clear();
    }

    private take(more: typeof More): void {
        const { layout, words } = this.m_ports;
        learnCards(more.cardTypes);
        learnEnglish(more.english);
        adopt(layout.root, more.look);
        this.m_toasts = new more.Toasts(words, layout.notices);
        this.m_risers = new more.Risers(layout.rising);
        this.m_points = new more.Points(words, layout.points);
        this.m_taps = new more.Taps({
            send: (iid, e, n) => this.m_ports.sendReact(iid, e, n),
            after: (ms, job) => setTimeout(job, ms),
        });
        this.m_receipts = new more.Receipts(this.m_ports);
        this.m_more = more;
        this.m_ports.learnt();
    }

    private award(entry: Entry): void {
        const { words, speech } = this.m_ports;
        const element = localised(entry.element, words.language);
        const type = cardTypeOf(element.type);
        if (!type) return;
        const heading = type.headline(element);
        const title = words.say(element.type === 'quest' ? 'award.questDone' : 'award.badgeEarned', {
            heading,
        });
        const reward = Number(element.reward ?? 0);
        const detail = [
            String(element.text ?? ''),
            reward > 0 ? words.say('award.reward', { n: reward }) : '',
        ]
            .filter(Boolean)
            .join(' · ');
        this.m_toasts!.show({ hue: type.hue, icon: type.icon, title, detail });
        speech.say(`${title}. ${detail}`);
    }
}

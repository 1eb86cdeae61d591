// Every card in every state that a viewer can meet: what is published, what the server tells, and what the viewer
// does to get there. Accessibility is checked in each.
import { options, poll } from './browser.mjs';

const guests = options('Heron', 'Otter', 'Kingfisher');
const quiz = more => ({
    type: 'quiz',
    question: 'Who made this nest?',
    options: options('Grey wagtail', 'Kingfisher', 'Dipper'),
    points: 100,
    ...more,
});
const rank = {
    type: 'poll.rank',
    question: 'What matters most to you?',
    options: options('Clear water', 'Quiet', 'Wild flowers'),
};
const slider = {
    type: 'poll.slider',
    question: 'How clear is the water today?',
    min: 0,
    max: 10,
    step: 1,
    minLabel: 'muddy',
    maxLabel: 'like glass',
};
const text = { type: 'poll.text', question: 'Name the little frog', lengthMax: 200 };
const prediction = {
    type: 'prediction',
    question: 'Will the heron return by ten?',
    options: options('Yes', 'No'),
    stakeMin: 10,
    stakeMax: 500,
    results: 'always',
};
const stakes = { n: 412, c: [250, 162], s: [61_200, 38_400] };
const product = {
    type: 'product',
    name: 'Field guide',
    description: 'Pond and stream, English',
    price: { minor: 2490, currency: 'EUR' },
    taxNote: 'with VAT',
    url: 'https://example.org/a',
    stock: 140,
};
const rich = { pts: 430, rank: 1203 };

const send = async (visit, word = 'Counted') => {
    await visit.card(1).locator('.send').click();
    await visit.card(1).getByText(word).first().waitFor();
};
const pick = index => async visit => {
    await visit.option(1, index).click();
    await visit.card(1).getByText('Counted').waitFor();
};
const stake = async visit => {
    await visit.option(1, 0).click();
    await send(visit);
};
const close = { t: 'close', state: 'final' };

// element: the card; tally, states, me: what is told before; log: messages after act; act: what the viewer does.
export const states = {
    'poll before': { element: poll() },
    'poll counted with results': { element: poll({ changeable: true }), tally: [20, 30, 50], act: pick(0) },
    'poll sending': {
        element: poll(),
        ack: () => 'silence',
        act: async visit => {
            await visit.option(1, 0).click();
            await visit.card(1).getByText('Sending').waitFor();
        },
    },
    'poll with numbers that may be behind': {
        element: poll({ results: 'always' }),
        tally: [20, 30, 50],
        stale: true,
        act: visit => visit.card(1).getByText('may be behind').waitFor(),
    },
    'poll closed': { element: poll(), tally: [20, 30, 50], act: pick(0), log: [close] },
    'poll late': {
        element: poll(),
        ack: () => ({ st: 'late' }),
        act: async visit => {
            await visit.option(1, 0).click();
            await visit.card(1).getByText('The window has closed').waitFor();
        },
    },
    'poll with receipt': {
        element: poll(),
        tally: [20, 30, 50],
        ack: () => ({ rc: '7.3' }),
        act: async visit => {
            await pick(1)(visit);
            await visit.card(1).getByRole('button', { name: 'Receipt' }).click();
            await visit.card(1).locator('.receipt').waitFor();
        },
    },
    'poll for the invited': {
        element: poll({ voters: 'list' }),
        act: visit => visit.card(1).locator('.code').waitFor(),
    },
    'poll for the invited, wrong code': {
        element: poll({ voters: 'list', changeable: true }),
        act: async visit => {
            await visit.card(1).locator('.code').fill('WRONG-CODE');
            await visit.card(1).locator('.code').press('Enter');
            await visit.card(1).getByText('not on the list').waitFor();
        },
    },
    'poll for people of a site': {
        element: poll({ voters: 'site' }),
        act: visit => visit.card(1).getByText('Sign in there').waitFor(),
    },
    'last seconds': { element: poll(), seek: 15 },
    'several picks': {
        element: {
            ...poll(),
            type: 'poll.multi',
            question: 'Which guests should stay?',
            options: guests,
            picksMax: 2,
        },
        act: async visit => {
            await visit.option(1, 0).click();
            await visit.option(1, 2).click();
        },
    },
    'quiz before': { element: quiz({ speedBonus: 50 }) },
    'quiz right': {
        element: quiz({ speedBonus: 50 }),
        act: pick(2),
        log: [{ t: 'resolve', right: [3], explanation: '' }],
    },
    'quiz wrong': {
        element: quiz(),
        act: pick(1),
        log: [
            {
                t: 'resolve',
                right: [3],
                explanation: 'Dippers build domes of moss just above running water. Kingfishers dig tunnels.',
            },
        ],
    },
    'quiz with several right': {
        element: quiz({ picks: 2, question: 'Which two of them dive?' }),
        act: async visit => {
            await visit.option(1, 1).click();
            await visit.option(1, 2).click();
        },
    },
    'rank before': { element: rank },
    'rank with result': {
        element: { ...rank, results: 'after_answer' },
        tally: { n: 40, c: [22, 12, 6], b: [58, 40, 22] },
        act: visit => send(visit),
        log: [{ ...close, d: { n: 40, c: [22, 12, 6], b: [58, 40, 22] } }],
    },
    'slider before': { element: slider },
    'slider with result': {
        element: { ...slider, results: 'after_answer' },
        tally: { n: 1204, s: 7826, c: [4, 12, 31, 55, 90, 160, 240, 301, 190, 81, 40] },
        act: visit => send(visit),
    },
    'text before': {
        element: text,
        act: visit => visit.card(1).locator('textarea').fill('Puddle jumper'),
    },
    'text with answers': {
        element: text,
        tally: {
            n: 31,
            top: [
                { tx: 'Puddle jumper', n: 12 },
                { tx: 'Sir Hops', n: 4 },
                { tx: 'Green pea', n: 1 },
            ],
            words: [],
        },
        act: async visit => {
            await visit.card(1).locator('textarea').fill('Puddle jumper');
            await send(visit);
        },
    },
    'prediction staking': {
        element: prediction,
        tally: stakes,
        me: rich,
        act: visit => visit.option(1, 0).click(),
    },
    'prediction staked': { element: prediction, tally: stakes, me: rich, act: stake },
    'prediction locked': { element: prediction, tally: stakes, me: rich, act: stake, log: [{ t: 'lock' }] },
    'prediction won': {
        element: prediction,
        tally: stakes,
        me: rich,
        act: stake,
        log: [{ t: 'lock' }, { t: 'resolve', outcome: 0 }],
    },
    'prediction lost': {
        element: prediction,
        tally: stakes,
        me: rich,
        act: stake,
        log: [{ t: 'lock' }, { t: 'resolve', outcome: 1 }],
    },
    'prediction refunded': {
        element: prediction,
        tally: stakes,
        me: rich,
        act: stake,
        log: [{ t: 'refund' }],
    },
    product: { element: product, states: { stock: { left: 132, of: 140 } } },
    'product sold out': { element: product, states: { stock: { left: 0, of: 140 } } },
    'call to action': {
        element: {
            type: 'call_to_action',
            text: 'Walk the stream',
            label: 'Open the map',
            target: 'https://example.org/b',
        },
    },
    leaderboard: {
        element: { type: 'leaderboard', heading: 'Best of the stream', top: 3 },
        me: rich,
        states: {
            lb: {
                top: [
                    { p: 'a41f09', pts: 2340 },
                    { p: '0b27cc', pts: 2315 },
                    { p: '8e8d10', pts: 2290 },
                ],
                n: 4100,
            },
        },
    },
    quest: {
        element: {
            type: 'quest',
            heading: 'Vote in 5 polls',
            text: 'Any poll counts.',
            count: 5,
            reward: 50,
        },
        me: { ...rich, quests: { 1: { have: 3, need: 5, done: false } } },
        act: async visit => {
            await visit.page.getByRole('button', { name: 'Interactions' }).click();
            await visit.page.locator('icmp-player .menu').getByText('Vote in 5 polls').click();
        },
    },
    'badge just earned': {
        element: { type: 'badge', heading: 'Sharp eye', text: '3 right in a row', count: 3, reward: 20 },
        me: rich,
        card: false,
        act: async (visit, server) => {
            await visit.page.locator('icmp-player .points').waitFor();
            server.tellMe({ pts: 450, badges: ['1'] });
            await visit.page.locator('icmp-player .toast').waitFor();
        },
    },
    announcement: {
        element: {
            type: 'announcement',
            text: 'The night show starts 10 minutes later.',
            severity: 'notice',
        },
        card: false,
        act: visit => visit.page.locator('icmp-player .toast').waitFor(),
    },
    'notice of the producer': {
        element: poll(),
        log: [{ t: 'notice', iid: undefined, id: 'n1', text: 'The stream will pause at ten.', severity: 2 }],
    },
    reactions: {
        element: { type: 'reaction', options: options('❤️', '😂', '😮', '🌿', '🐸', '⭐') },
        card: false,
        states: { react: { c: [18_000, 9_200, 7_700, 4_100, 3_800, 950] } },
        act: async visit => {
            const first = visit.page.locator('icmp-player .bar6 button').first();
            await first.click();
        },
    },
};

// Publishes a state beside other things of a show, opens it and does what leads to it.
export async function enter(house, visit, state) {
    const { server } = house;
    server.reset();
    server.publish([
        { id: 1, start: 0, end: 18, element: { priority: 8, ...state.element } },
        {
            id: 2,
            start: 0,
            end: 18,
            element: { type: 'overlay.text', text: 'Meadow Live', size: 60 },
            box: { x: 50_000, y: 360_000, w: 300_000, h: 100_000 },
        },
        { id: 3, start: 0, end: 18, element: { type: 'chapter', heading: 'The spring' } },
        {
            id: 4,
            start: 0,
            end: 18,
            element: poll({ question: 'One that waits', priority: 1, placement: 'overlay' }),
            box: { x: 20_000, y: 50_000, w: 280_000, h: 600_000 },
        },
    ]);
    if (state.tally) server.tally('1', state.tally, state.stale ? { stale: true } : {});
    for (const [key, d] of Object.entries(state.states ?? {})) server.tell(`${key}:1`, d);
    if (state.me) server.tellMe(state.me);
    if (state.ack) server.ackState = state.ack;
    // Answers of the state before are forgotten where no player can write them again.
    await visit.page.goto(`${server.origin}/v1/none`);
    await visit.page.evaluate(() => localStorage.clear());
    await visit.page.goto(`${server.origin}/watch/${server.event}`);
    await visit.ready();
    await visit.online();
    if (state.card !== false && state.element.type !== 'quest') await visit.card(1).waitFor();
    if (state.seek) await visit.seek(state.seek);
    await state.act?.(visit, server);
    for (const message of state.log ?? []) server.append({ iid: '1', ...message });
    await visit.page.waitForTimeout(150);
}

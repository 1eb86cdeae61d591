// Who stands for a viewer beside the device: the embedding site by its signed token, or a code of the
// invited list. What the server does not take is left out, so that whoever may not answer some questions
// still watches and answers the others. Loaded when a page or a viewer gives any of them.

export interface Vouchers {
    site?: string;
    code?: string;
}

export type Doubt = 'wrong' | 'expired' | 'often';
export type Doubts = { [voucher in keyof Vouchers]?: Doubt };

export interface Minted {
    answer: Response;
    doubts: Doubts;
}

// ask: one request for a token. The answer is of the last one, with what the server took.
export async function mint(given: Vouchers, ask: (vouchers: Vouchers) => Promise<Response>): Promise<Minted> {
    const all = await ask(given);
    if (!isDoubted(all)) return { answer: all, doubts: {} };
    const names = (['site', 'code'] as const).filter(name => given[name]);
    const taken: Vouchers = {};
    const doubts: Doubts = {};
    for (const name of names) {
        const alone = names.length === 1 ? all : await ask({ [name]: given[name] });
        if (isDoubted(alone)) doubts[name] = await doubtOf(alone);
        else taken[name] = given[name];
    }
    return { answer: await ask(taken), doubts };
}

function isDoubted({ status }: Response): boolean {
    return [400, 401, 403, 429].includes(status);
}

async function doubtOf(answer: Response): Promise<Doubt> {
    if (answer.status === 429) return 'often';
    const problem = (await answer.json().catch(() => null)) as { code?: string } | null;
    return problem?.code === 'expired' ? 'expired' : 'wrong';
}

// What a question says to those who may not answer it: a field for a code of the invited list, or why the
// embedding site does not vouch for them. A chunk of its own: few shows ask for more than a device.
import english from 'virtual:voter-english';
import look from '../look/voter.css';
import { h, setAttribute, setText, show } from '../look/dom.ts';
import type { Doubts } from '../live/vouch.ts';
import type { Words } from '../text/messages.ts';

export { english, look };

export interface VoterPorts {
    words: Words;
    doubts(): Doubts;
    useCode(code: string): void;
    say(line: string): void;
}

const codeLettersMost = 64; // as the server takes

let desks = 0;

// One question's place for it.
export class VoterDesk {
    private readonly m_line = h('p', { class: 'hint', id: `voter-${++desks}` });
    private readonly m_field: HTMLInputElement;
    private m_asked = false; // a code is on its way

    constructor(
        place: HTMLElement,
        private readonly m_kind: 'site' | 'list',
        private readonly m_ports: VoterPorts,
    ) {
        const { words } = m_ports;
        this.m_field = h('input', {
            class: 'code',
            dir: 'ltr',
            autocomplete: 'off',
            autocapitalize: 'off',
            spellcheck: 'false',
            maxlength: codeLettersMost,
            'aria-describedby': this.m_line.id,
        });
        const label = h('label', {}, words.say('voter.code'), this.m_field);
        const send = h('button', { class: 'btn pri', type: 'submit' }, words.say('voter.use'));
        const form = h(
            'form',
            {
                onsubmit: event => {
                    event.preventDefault();
                    this.submit();
                },
            },
            label,
            send,
        );
        show(form, m_kind === 'list');
        place.append(this.m_line, form);
        this.update();
    }

    // The server has answered.
    update(): void {
        const doubt = this.m_ports.doubts()[this.m_kind === 'site' ? 'site' : 'code'];
        const line = this.m_ports.words.say(`voter.${this.m_kind}${doubt ? `.${doubt}` : ''}`);
        setText(this.m_line, line);
        setAttribute(this.m_line, 'data-doubt', doubt);
        setAttribute(this.m_field, 'aria-invalid', doubt ? 'true' : null);
        if (this.m_asked && doubt) this.m_ports.say(line);
        this.m_asked = false;
    }

    private submit(): void {
        const code = this.m_field.value.trim();
        if (code === '') return this.m_field.focus();
        this.m_asked = true;
        setText(this.m_line, this.m_ports.words.say('voter.asking'));
        this.m_ports.useCode(code);
    }
}

// Building blocks for the shadow tree. Text goes in as text nodes only; nothing here parses markup.

type Attribute = string | number | boolean | null | undefined;
type Child = Node | string | null | undefined | false;

// An element with attributes ("class", "aria-*", …; true = empty, null and false = absent), listeners
// ("onclick") and children.
export function h<K extends keyof HTMLElementTagNameMap>(
    name: K,
    attributes: Record<string, Attribute | EventListener> = {},
    ...children: Child[]
): HTMLElementTagNameMap[K] {
    const node = document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) {
        if (typeof value === 'function') node.addEventListener(key.slice(2), value);
        else setAttribute(node, key, value);
    }
    node.append(...children.filter((child): child is Node | string => Boolean(child)));
    return node;
}

// Sets, or with null and false removes, an attribute; touches the tree only when it changes.
export function setAttribute(node: Element, key: string, value: Attribute): void {
    if (value === null || value === undefined || value === false) {
        if (node.hasAttribute(key)) node.removeAttribute(key);
        return;
    }
    const text = value === true ? '' : String(value);
    if (node.getAttribute(key) !== text) node.setAttribute(key, text);
}

export function setText(node: Element, text: string): void {
    if (node.textContent !== text) node.textContent = text;
}

export function show(node: HTMLElement, shown: boolean): void {
    if (node.hidden === shown) node.hidden = !shown;
}

// Adds a style sheet to the shadow tree a node stands in. A constructed sheet needs no leave from a content
// security policy.
export function adopt(node: Node, css: string): void {
    const root = node.getRootNode();
    if (!(root instanceof ShadowRoot)) return;
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(css);
    root.adoptedStyleSheets = [...root.adoptedStyleSheets, sheet];
}

const svgNamespace = 'http://www.w3.org/2000/svg';

export function svg(
    name: string,
    attributes: Record<string, string | number>,
    ...children: Node[]
): SVGElement {
    const node = document.createElementNS(svgNamespace, name);
    for (const [key, value] of Object.entries(attributes)) node.setAttribute(key, String(value));
    node.append(...children);
    return node;
}

// A 20 by 20 line icon from path text; "!" before a path fills it. Hidden from speech: its button has the
// name.
export function icon(paths: string, extra = ''): SVGElement {
    const nodes = paths
        .split('|')
        .map(path =>
            path.startsWith('!')
                ? svg('path', { d: path.slice(1), fill: 'currentColor' })
                : svg('path', { d: path }),
        );
    return svg('svg', { class: `i ${extra}`.trim(), viewBox: '0 0 20 20', 'aria-hidden': 'true' }, ...nodes);
}

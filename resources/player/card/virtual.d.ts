// The modules that the build makes from the folders cards/ and translations/player.
declare module 'virtual:cards' {
    export const cardTypes: import('./card.ts').CardType[];
}
declare module 'virtual:more-cards' {
    export const cardTypes: import('./card.ts').CardType[];
}
declare module 'virtual:english' {
    const english: Record<string, string>;
    export default english;
}
declare module 'virtual:more-english' {
    const english: Record<string, string>;
    export default english;
}
declare module 'virtual:voter-english' {
    const english: Record<string, string>;
    export default english;
}
declare module 'virtual:catalogues' {
    export const catalogues: Record<string, () => Promise<{ default: Record<string, string> }>>;
}
declare module '*.css' {
    const text: string;
    export default text;
}
declare module 'hls.js/light' {
    export { default } from 'hls.js';
}

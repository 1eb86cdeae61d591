// Icons that only the later cards use, drawn as the first ones are.

export const moreIcons = {
    cross: 'M5.5 5.5l9 9M14.5 5.5l-9 9',
    out: 'M11.5 3.5h5v5M16.2 3.8L9 11|M13.5 11.5v4h-9v-9h4',
    points: 'M10 3.2l2 4.4 4.8.5-3.6 3.2 1 4.7L10 13.6 5.8 16l1-4.7-3.6-3.2L8 7.6z',
    flag: 'M5 17V3.5h9.5l-2 3.2 2 3.3H5',
    up: 'M5 12.2l5-5 5 5',
    grip: 'M7.5 5.5v.1M12.5 5.5v.1M7.5 10v.1M12.5 10v.1M7.5 14.5v.1M12.5 14.5v.1',
    minus: 'M5 10h10',
    plus: 'M10 4.5v11M4.5 10h11',
};

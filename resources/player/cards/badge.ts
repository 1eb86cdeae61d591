// A mark of honour, earned once.
import { awardCard } from '../card/award.ts';

export default awardCard({
    type: 'badge',
    hue: 'ad',
    icon: 'M5.4 7.8a4.6 4.6 0 1 0 9.2 0a4.6 4.6 0 1 0-9.2 0|M7.2 11.6L6 17l4-2 4 2-1.2-5.4',
});

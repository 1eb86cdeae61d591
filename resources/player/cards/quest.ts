// A goal with progress, reached once.
import { awardCard } from '../card/award.ts';

export default awardCard({ type: 'quest', hue: 'reaction', icon: 'M5 17V3.5h9.5l-2 3.2 2 3.3H5' });

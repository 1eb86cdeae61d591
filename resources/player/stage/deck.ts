// Who gets a slot: at most two cards on the picture, the second only where there is room; open ones first and
// by priority, then closed ones and the last first. The others wait in the queue. Pure.

export interface Seat {
    iid: string;
    placement: 'overlay' | 'side' | 'below';
    priority: number; // 0-9, higher first
    pinned: boolean; // the viewer asked for this one
    minimised: boolean;
    closed: boolean; // for reading only: gives its place to one that is open
    passed: boolean; // over; shown only when pinned
}

export interface Room {
    narrow: boolean; // no overlay at all: everything goes to the panel below the picture
    secondOverlay: boolean; // the stage has room for two
    side: boolean; // there is a side column
}

export interface Seating {
    overlay: string[];
    below: string[];
    side: string[];
    waiting: string[];
}

const overlaysMost = 2;
const panelMost = 1; // on a narrow screen one at a time, the rest waits
const columnMost = 3;

export function seat(seats: Seat[], room: Room): Seating {
    const seating: Seating = { overlay: [], below: [], side: [], waiting: [] };
    const ordered = seats
        .map((one, order) => ({ ...one, order }))
        .sort(
            (a, b) =>
                Number(b.pinned) - Number(a.pinned) ||
                Number(a.closed) - Number(b.closed) ||
                (a.closed ? b.order - a.order : b.priority - a.priority) ||
                a.order - b.order,
        );
    for (const one of ordered) {
        if (one.passed && !one.pinned) continue;
        const slot = room.narrow || (one.placement === 'side' && !room.side) ? 'below' : one.placement;
        const most = room.narrow
            ? panelMost
            : slot === 'overlay'
              ? room.secondOverlay
                  ? overlaysMost
                  : 1
              : columnMost;
        if (one.minimised || seating[slot].length >= most) seating.waiting.push(one.iid);
        else seating[slot].push(one.iid);
    }
    return seating;
}

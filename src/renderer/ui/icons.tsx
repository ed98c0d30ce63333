import type { ReactNode } from 'react';
import type { ToolId } from '../session/session-store.ts';

function Icon({ children }: { readonly children: ReactNode }): ReactNode {
  return <svg viewBox="0 0 16 16" aria-hidden="true">{children}</svg>;
}

export const toolIcons: Readonly<Record<ToolId, ReactNode>> = {
  point: <Icon><circle cx="8" cy="8" r="2.6" /><circle cx="8" cy="8" r="6.4" strokeDasharray="2 2" /></Icon>,
  stroke: <Icon><path d="M2 13.5c3 .5 2.7-2.5 4.8-4.6L13 2.2l1 1-6.4 6.4C5.5 11.7 5.8 14 2 13.5z" /></Icon>,
  boundary: <Icon><path d="M2 14C4 6 10 12 14 2" strokeDasharray="3 2" /></Icon>,
  auto: <Icon><circle cx="8" cy="8" r="6" /><path d="M5.5 11L8 4.8 10.5 11M6.4 9h3.2" /></Icon>,
  eraser: <Icon><path d="M6 13.5h8M2 10l7-7 4.5 4.5-6 6H5.5z" /></Icon>,
  mask: <Icon><rect x="2" y="3" width="12" height="10" rx="1" /><ellipse cx="8" cy="8" rx="3.8" ry="3" strokeDasharray="2 1.5" /></Icon>,
  move: <Icon><path d="M3.5 1.5l9.5 7-4.3.7 2.3 4.3-1.9 1-2.3-4.4-3.3 2.9z" /></Icon>,
  pick: <Icon><path d="M9.5 4.5l2-2a1.4 1.4 0 012 2l-2 2M8.5 3.5l4 4M10 5.8L4.3 11.5 2 14l2.5-2.3L10.2 6" /></Icon>,
  pan: <Icon><path d="M5 8.5V4a1 1 0 012 0v3.5V3a1 1 0 012 0v4.5V4a1 1 0 012 0v6c0 3-2 4.5-4 4.5S4 13 2.5 9.5c1-1 2 0 2.5 1" /></Icon>,
};

export const maskIcons = {
  ellipse: <Icon><ellipse cx="8" cy="8" rx="6" ry="4.5" /></Icon>,
  polygon: <Icon><path d="M3 5.5L9 2.5l4.5 5L10 13.5H4z" /></Icon>,
  brush: <Icon><path d="M3 11c2-6 6 2 10-6" strokeWidth="4" strokeLinecap="round" opacity="0.7" /></Icon>,
  add: <Icon><path d="M8 3v10M3 8h10" /></Icon>,
  join: {
    add: <Icon><path d="M2.5 6a4 4 0 017-2.6A4 4 0 1113 12.5a4 4 0 01-6.6-2.6A4 4 0 012.5 6z" fill="currentColor" /></Icon>,
    subtract: <Icon><path d="M9.6 3.6A4 4 0 106.4 10 4.2 4.2 0 019.6 3.6z" fill="currentColor" /><circle cx="10" cy="9.8" r="4" strokeDasharray="2 1.6" /></Icon>,
    intersect: <Icon><circle cx="6" cy="6.4" r="4" /><circle cx="10" cy="9.6" r="4" /><path d="M9.9 5.6A4 4 0 016.1 10.4 4 4 0 019.9 5.6z" fill="currentColor" /></Icon>,
  },
  fromHint: <Icon><path d="M2.5 7C3 3 6 2 9 2.5s5 3 4.5 6.5-4 5-7 4.5-4.5-3-4-6.5z" strokeDasharray="2.2 1.6" /><circle cx="8" cy="8" r="1.8" fill="currentColor" stroke="none" /></Icon>,
  backwards: <Icon><path d="M7 4L3 8l4 4M3 8h10" /></Icon>,
  forwards: <Icon><path d="M9 4l4 4-4 4M13 8H3" /></Icon>,
} as const;

export const symbols = {
  remove: <Icon><path d="M4 4l8 8M12 4l-8 8" /></Icon>,
  add: <Icon><path d="M8 3v10M3 8h10" /></Icon>,
  folder: <Icon><path d="M2 12.5v-9h4.2l1.5 2H14v7z" /></Icon>,
  download: <Icon><path d="M8 2v8M4.8 6.8L8 10l3.2-3.2M2.5 13.5h11" /></Icon>,
  like: <Icon><circle cx="4.5" cy="8" r="3" fill="currentColor" /><circle cx="11.5" cy="8" r="3" /><path d="M7 8h2" /></Icon>,
  memory: <Icon><path d="M4.5 2h7v12L8 11l-3.5 3z" /></Icon>,
  earlier: <Icon><path d="M8 13V3M4 7l4-4 4 4" /></Icon>,
  later: <Icon><path d="M8 3v10M4 9l4 4 4-4" /></Icon>,
  report: <Icon><path d="M3.5 1.5h6l3 3v10h-9zM9.5 1.5v3h3M5.5 8h5M5.5 11h5" /></Icon>,
  more: <Icon><path d="M2.5 4h11M2.5 8h11M2.5 12h11" /></Icon>,
  visible: <Icon><path d="M1.5 8c3-5 10-5 13 0-3 5-10 5-13 0z" /><circle cx="8" cy="8" r="2" /></Icon>,
  hidden: <Icon><path d="M1.5 8c3-5 10-5 13 0-3 5-10 5-13 0zM3 13L13 3" /></Icon>,
  locked: <Icon><path d="M3.5 7h9v6.5h-9zM5.5 7V5a2.5 2.5 0 015 0v2" /></Icon>,
  warning: <Icon><path d="M8 2.5l6 10.5H2zM8 6.5v3M8 11.2v.1" /></Icon>,
  unlocked: <Icon><path d="M3.5 7h9v6.5h-9zM5.5 7V4.5a2.5 2.5 0 014.8-1" /></Icon>,
} as const;

export const playIcons = {
  previousKeyframe: <Icon><path d="M4.5 5L1.5 8l3 3 3-3zM13 4.5L9.5 8l3.5 3.5" /></Icon>,
  nextKeyframe: <Icon><path d="M11.5 5l-3 3 3 3 3-3zM3 4.5L6.5 8 3 11.5" /></Icon>,
  previousFrame: <Icon><path d="M10 3.5L5.5 8l4.5 4.5" /></Icon>,
  nextFrame: <Icon><path d="M6 3.5L10.5 8 6 12.5" /></Icon>,
  backward: <Icon><path d="M12 3.5v9L4.5 8z" fill="currentColor" /></Icon>,
  play: <Icon><path d="M4.5 3v10L13 8z" fill="currentColor" /></Icon>,
  pause: <Icon><path d="M5 3.5v9M11 3.5v9" strokeWidth="2.6" /></Icon>,
  loop: <Icon><path d="M3 9V7.5A3.5 3.5 0 016.5 4H13m-2-2.5L13.5 4 11 6.5M13 7v1.5A3.5 3.5 0 019.5 12H3m2 2.5L2.5 12 5 9.5" /></Icon>,
  sound: <Icon><path d="M2 6v4h2.5L8 13V3L4.5 6zM10.5 5.5a3.5 3.5 0 010 5M12.5 3.5a6.3 6.3 0 010 9" /></Icon>,
} as const;

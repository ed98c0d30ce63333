import { z } from 'zod';
import { ClipId } from '../../shared/model/ids.ts';
import type { Session, SessionStore } from './session-store.ts';

/** What the editor's window and its clean feed say to each other. */
const FeedMessage = z.discriminatedUnion('kind', [
  /** From the editor's window when it begins: a feed that it had before a reload answers. */
  z.object({ kind: z.literal('asked') }),
  /** From the feed: it is there and wants to know what to show. */
  z.object({ kind: z.literal('opened') }),
  z.object({ kind: z.literal('closed') }),
  /** From the editor's window. */
  z.object({ kind: z.literal('show'), clipId: ClipId.nullable(), frame: z.number().int().min(0), speed: z.number(), scrubbing: z.boolean(), bypassLayers: z.boolean() }),
  z.object({ kind: z.literal('close') }),
]);
type FeedMessage = z.infer<typeof FeedMessage>;

const CHANNEL = 'tintype-clean-feed';
const ID_KEY = 'tintype.cleanFeed';

/** Names the clean feed of a window, also after its reload. @param storage of the window alone */
export function feedId(storage: Storage): string {
  const known = storage.getItem(ID_KEY);
  if (known !== null) return known;
  const id = crypto.randomUUID();
  storage.setItem(ID_KEY, id);
  return id;
}

function openChannel(id: string, hear: (message: FeedMessage) => void): { readonly say: (message: FeedMessage) => void; readonly close: () => void } {
  const channel = new BroadcastChannel(`${CHANNEL}-${id}`);
  channel.addEventListener('message', ({ data }) => {
    const message = FeedMessage.safeParse(data);
    // A window of another version of the program.
    if (message.success) hear(message.data);
  });
  return { say: (message) => { channel.postMessage(message); }, close: () => { channel.close(); } };
}

function shownBy({ clipId, frame, speed, scrubbing, bypassLayers }: Session): FeedMessage {
  return { kind: 'show', clipId, frame, speed, scrubbing, bypassLayers };
}

/** Tells a clean feed what this window shows, while there is one. Returns an unsubscribe function. */
export function serveCleanFeed(session: SessionStore, id: string): { readonly closeFeed: () => void; readonly stop: () => void } {
  const channel = openChannel(id, (message) => {
    if (message.kind === 'opened') {
      session.setState({ cleanFeed: true });
      channel.say(shownBy(session.getState()));
    }
    if (message.kind === 'closed') session.setState({ cleanFeed: false });
  });
  channel.say({ kind: 'asked' });
  const stop = session.subscribe((now, before) => {
    if (now.cleanFeed && (['clipId', 'frame', 'speed', 'scrubbing', 'bypassLayers'] as const).some((part) => now[part] !== before[part])) channel.say(shownBy(now));
  });
  return {
    closeFeed: () => { channel.say({ kind: 'close' }); },
    stop() {
      stop();
      channel.close();
    },
  };
}

/** Makes the session of a clean feed that of the editor's window. Returns an unsubscribe function. */
export function followEditor(session: SessionStore, { id, onClose }: { readonly id: string; readonly onClose: () => void }): () => void {
  const channel = openChannel(id, (message) => {
    if (message.kind === 'close') onClose();
    if (message.kind === 'asked') channel.say({ kind: 'opened' });
    if (message.kind !== 'show') return;
    const { kind: _kind, ...shown } = message;
    session.setState(shown);
  });
  const leave = (): void => { channel.say({ kind: 'closed' }); };
  window.addEventListener('pagehide', leave);
  channel.say({ kind: 'opened' });
  return () => {
    window.removeEventListener('pagehide', leave);
    leave();
    channel.close();
  };
}

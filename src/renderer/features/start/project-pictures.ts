import { z } from 'zod';
import type { ProjectDocument } from '../../../shared/model/document.ts';
import { documentOf, pixelsOf, clipOf } from '../../document/project-mirror.ts';
import type { Editor } from '../../editor/editor.ts';
import type { Preferences } from '../../host/preferences.ts';
import { layersOfFrame, planeKeyOf } from '../viewer/shown-frame.ts';

/** Facts about a project for the start page: the frame shown last, and its progress. */
const ProjectCard = z.object({ picture: z.string().startsWith('data:image/'), shots: z.number().int(), approved: z.number().int(), started: z.number().int() });
export type ProjectCard = z.infer<typeof ProjectCard>;

const WIDTH_PX = 288;
const AFTER_MS = 4_000;
/** Names of preferences are at most 200 characters long. */
const LONGEST_NAME = 190;

function nameOf(path: string): string {
  return `card ${path.slice(-LONGEST_NAME)}`;
}

/** `undefined` for a project that was never shown on this computer. */
export function projectCard(preferences: Pick<Preferences, 'getItem'>, path: string): ProjectCard | undefined {
  try {
    return ProjectCard.parse(JSON.parse(preferences.getItem(nameOf(path)) ?? 'null'));
  } catch {
    return undefined;
  }
}

/** Pure: how many shots a project has, and how many of them are approved or have a keyframe. */
function progressOf({ shots, keyframes }: Pick<ProjectDocument, 'shots' | 'keyframes'>): Omit<ProjectCard, 'picture'> {
  const keyed = new Set(keyframes.map(({ shotId }) => shotId));
  return { shots: shots.length, approved: shots.filter(({ status }) => status === 'approved').length, started: shots.filter(({ id }) => keyed.has(id)).length };
}

/** Stores a small picture of the viewer for the project, some seconds after the last change: reading it back waits for all that is drawn. Returns an unsubscribe function. */
export function keepProjectCard(editor: Editor): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let kept = '';
  function keep(): void {
    const mirror = editor.project.getState();
    const { clipId, frame } = editor.session.getState();
    const document = documentOf(mirror);
    const clip = clipOf(document, clipId);
    if (mirror.state === null || clip === undefined) return;
    const [planeKey, layers] = [planeKeyOf(editor, { clipId: clip.id, frame }, 'settled'), layersOfFrame(editor, { clipId: clip.id, frame }, 'settled')];
    const progress = progressOf(document);
    const state = `${mirror.state.path} ${clip.id} ${frame} ${planeKey ?? ''} ${layers?.name ?? ''} ${JSON.stringify(progress)}`;
    if (state === kept) return;
    const image = editor.thumbnails.get({ clip: pixelsOf(mirror, clip.id), frame, picture: clip.picture, planeKey, layers });
    const picture = image instanceof ImageBitmap ? encode(image) : undefined;
    if (picture === undefined) return;
    kept = state;
    const card: ProjectCard = { picture, ...progress };
    editor.preferences.setItem(nameOf(mirror.state.path), JSON.stringify(card));
  }
  const soon = (): void => {
    clearTimeout(timer);
    timer = setTimeout(keep, AFTER_MS);
  };
  const stops = [editor.session.subscribe(soon), editor.project.subscribe(soon), editor.painter.store.subscribe(soon), editor.thumbnails.subscribe(soon)];
  return () => {
    clearTimeout(timer);
    for (const stop of stops) stop();
  };
}

function encode(image: ImageBitmap): string | undefined {
  const canvas = globalThis.document.createElement('canvas');
  canvas.width = WIDTH_PX;
  canvas.height = Math.round((WIDTH_PX * image.height) / image.width);
  // Kept out of the graphics card: reading it back would wait for all that the viewer has to draw.
  const context = canvas.getContext('2d', { willReadFrequently: true });
  if (context === null) return undefined;
  context.drawImage(image, 0, 0, canvas.width, canvas.height);
  return canvas.toDataURL('image/jpeg', 0.8);
}

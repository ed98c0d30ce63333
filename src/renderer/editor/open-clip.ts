import { AppError } from '../../shared/errors/app-error.ts';
import type { WireClient } from '../host/wire.ts';
import { showClip } from '../session/show-clip.ts';
import type { Editor } from './editor.ts';

/** Pure: `/films/kid.mov` → `/films/kid.tintype`, with either kind of slash. */
export function projectPathBeside(filmPath: string): string {
  return filmPath.replace(/\.[^./\\]+$/, '') + '.tintype';
}

function fileName(path: string): string {
  return path.split(/[/\\]/).at(-1) ?? path;
}

/**
 * Opens a clip: in the open project, or in a project of its own beside it, which is created if it does not exist. Where the folder is not
 * writable, the project is created in the user's home.
 * @throws AppError from the engine
 */
export async function openClip(editor: Editor, path: string, options: { readonly projectPath?: string } = {}): Promise<void> {
  const client = editor.connection.client();
  const { state } = editor.project.getState();
  const own = options.projectPath ?? projectPathBeside(path);
  const mayAdd = state !== null && !state.readOnly && options.projectPath === undefined;
  if (!mayAdd) await editor.edits.afterChanges(() => createOrOpen(client, own));
  const endOpening = showFirstPicture(editor, path);
  try {
    const { clipId } = await client.media.openClip({ path });
    showClip(editor.session, clipId);
  } finally {
    endOpening();
  }
}

/** Films that were probed before are open by then. */
const OPENS_WITHIN_MS = 200;

/** Where opening a film takes long because its frames are counted, its first picture is shown meanwhile, unless a clip is shown. Returns a function that ends it. */
function showFirstPicture({ connection, session }: Pick<Editor, 'connection' | 'session'>, path: string): () => void {
  const life = new AbortController();
  let picture: string | undefined;
  const show = async (): Promise<void> => {
    const found = await connection.client().media.firstPicture({ path }, { signal: life.signal });
    if (found === null || life.signal.aborted || session.getState().clipId !== null) return;
    picture = URL.createObjectURL(found);
    session.setState({ opening: { name: fileName(path), picture } });
  };
  // What hinders it is reported by the opening itself.
  const timer = setTimeout(() => { show().catch(() => undefined); }, OPENS_WITHIN_MS);
  return () => {
    clearTimeout(timer);
    life.abort();
    if (picture === undefined) return;
    session.setState({ opening: null });
    URL.revokeObjectURL(picture);
  };
}

async function createOrOpen(client: WireClient, path: string): Promise<void> {
  try {
    await client.project.create({ path });
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    if (error.code === 'file.exists') await client.project.open({ path });
    else if (error.code === 'file.notWritable') {
      const home = (await client.system.listDirectory({})).path;
      const fallback = `${home}/${fileName(path)}`;
      if (fallback === path) throw error;
      await createOrOpen(client, fallback);
    } else throw error;
  }
}

/** Opens the sample clip shipped with the program; its project lies in the user's home. */
export async function openSample(editor: Editor): Promise<void> {
  const client = editor.connection.client();
  const [{ path }, home] = await Promise.all([client.system.sampleFilm(), client.system.listDirectory({})]);
  await openClip(editor, path, { projectPath: `${home.path}/Tintype sample.tintype` });
}

export async function openProject(editor: Editor, path: string): Promise<void> {
  await editor.edits.afterChanges(({ project }) => project.open({ path }));
}

import { type ReactNode, useEffect, useState } from 'react';
import { AppError } from '../../../shared/errors/app-error.ts';
import { isEditListName, mediaKind } from '../../../shared/model/media-files.ts';
import { useEditor } from '../../editor/editor-context.ts';
import { shell } from '../../host/shell.ts';
import { clipsAmong, listDropped, openDropped } from '../../editor/drop-clip.ts';
import { isBegun } from '../../editor/new-project.ts';
import { hasFolder, isImageSet, takeDroppedFiles, takeDroppedImages } from '../../editor/dropped-images.ts';

/** Opens clips that are dropped anywhere on the window. Parts that accept pictures handle those themselves. */
export function DropTarget(): ReactNode {
  const editor = useEditor();
  const [over, setOver] = useState(false);
  const [sending, setSending] = useState<{ readonly name: string; readonly share: number } | null>(null);
  useEffect(() => {
    const isClip = (event: DragEvent): boolean => !event.defaultPrevented && [...(event.dataTransfer?.items ?? [])].some((item) => item.kind === 'file' && !item.type.startsWith('image/'));
    function drag(event: DragEvent): void {
      if (!isClip(event) && !(event.dataTransfer !== null && isImageSet(event.dataTransfer))) return;
      event.preventDefault();
      setOver(true);
    }
    function leave(event: DragEvent): void {
      if (event.relatedTarget === null) setOver(false);
    }
    const tell = (name: string, share: number): void => { setSending({ name, share }); };
    /** Where no project is open, several files and edit lists are listed for a new one, and so is what comes to a list that was begun; a single film is opened at once. */
    function isForNew(files: readonly File[]): boolean {
      const isStart = editor.project.getState().state === null && !files.some(({ name }) => name.toLowerCase().endsWith('.tintype'));
      return isStart && (files.length > 1 || isBegun(editor.newProject.store.getState()) || files.some(({ name }) => isEditListName(name)));
    }
    /** One after another; a file that cannot be opened does not stop the others. */
    async function openAll(files: readonly File[]): Promise<void> {
      if (isForNew(files)) {
        await listDropped(editor, files, tell).finally(() => { setSending(null); });
        return;
      }
      for (const file of files) await openDropped(editor, file, tell).catch(editor.report).finally(() => { setSending(null); });
    }
    /** Images of a folder, or several dropped together, become keyframes of the clip: what fits is shown first. */
    async function showImages(taken: ReturnType<typeof takeDroppedImages>): Promise<void> {
      try {
        const referenceImages = await taken();
        editor.session.setState({ referenceImages, dialog: 'importReferenceFrames' });
      } finally {
        setSending(null);
      }
    }
    /** Films of dropped folders are opened. A folder without films holds reference frames, or, while no clip is open, the images of a clip. */
    async function takeFolders(files: readonly File[], images: (() => Promise<void>) | undefined): Promise<void> {
      const films = files.filter(({ name }) => mediaKind(name) === 'movie');
      const [image] = files.filter(({ name }) => mediaKind(name) === 'image');
      if (films.length > 0) await openAll(films);
      else if (image !== undefined && images !== undefined) await images();
      else if (image === undefined) throw new AppError('media.notVideo', 'The dropped folder holds no films and no images.');
      else if (shell() === undefined) throw new AppError('media.notVideo', 'A browser sends single files, not a sequence of images. Choose File, Open clip… and one of its images.');
      else await openAll(clipsAmong(files.filter(({ name }) => mediaKind(name) === 'image')));
    }
    function drop(event: DragEvent): void {
      setOver(false);
      const data = event.dataTransfer;
      if (!event.defaultPrevented && data !== null && hasFolder(data)) {
        event.preventDefault();
        const files = takeDroppedFiles(data);
        const images = editor.session.getState().clipId === null ? undefined : takeDroppedImages(data, tell);
        files().then((found) => takeFolders(found, images === undefined ? undefined : () => showImages(images))).catch(editor.report);
        return;
      }
      if (!event.defaultPrevented && data !== null && editor.session.getState().clipId !== null && isImageSet(data)) {
        event.preventDefault();
        showImages(takeDroppedImages(data, tell)).catch(editor.report);
        return;
      }
      if (!isClip(event)) return;
      event.preventDefault();
      void openAll(clipsAmong([...(event.dataTransfer?.files ?? [])]));
    }
    const life = new AbortController();
    const { signal } = life;
    for (const kind of ['dragenter', 'dragover'] as const) window.addEventListener(kind, drag, { signal });
    window.addEventListener('dragleave', leave, { signal });
    window.addEventListener('drop', drop, { signal });
    return () => { life.abort(); };
  }, [editor]);

  if (sending !== null) return (
    <div className="drop-veil" role="status">
      <div><b>{sending.name}</b><span>uploading · {Math.round(sending.share * 100)} %</span>
        <span className="bar" role="progressbar" aria-label={`Sending ${sending.name}`} aria-valuemin={0} aria-valuemax={100} aria-valuenow={Math.round(sending.share * 100)}><i style={{ width: `${100 * sending.share}%` }} /></span>
      </div>
    </div>
  );
  return over ? <div className="drop-veil" data-over="true"><div><b>Drop clips to open them, or reference frames for the clip shown</b></div></div> : null;
}

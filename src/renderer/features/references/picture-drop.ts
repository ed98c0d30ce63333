import { type DragEvent, useState } from 'react';
import { AppError } from '../../../shared/errors/app-error.ts';
import { ReferenceId } from '../../../shared/model/ids.ts';
import { isImageSet } from '../../editor/dropped-images.ts';
import { useEditor } from '../../editor/editor-context.ts';
import type { GivenPicture } from './set-reference.ts';

/** Drag data: the id of a reference of the project. */
export const REFERENCE_TYPE = 'application/x-tintype-reference';
/** A picture is sent in one message; messages are limited to 64 MiB. */
const MOST_BYTES = 48 * 1024 * 1024;

interface DropHandlers {
  readonly 'data-drop': boolean;
  readonly onDragOver: (event: DragEvent) => void;
  readonly onDragLeave: () => void;
  readonly onDrop: (event: DragEvent) => void;
}

/** Accepts a dropped picture file, or a reference of the project, on a part of the window. */
export function usePictureDrop(take: (picture: GivenPicture, event: DragEvent) => Promise<void>): DropHandlers {
  const { report } = useEditor();
  const [over, setOver] = useState(false);
  return {
    'data-drop': over,
    onDragOver(event) {
      if (!event.dataTransfer.types.some((type) => type === 'Files' || type === REFERENCE_TYPE)) return;
      event.preventDefault();
      event.dataTransfer.dropEffect = 'copy';
      setOver(true);
    },
    onDragLeave() { setOver(false); },
    onDrop(event) {
      setOver(false);
      try {
        // A folder or several images are reference frames: the window takes them.
        if (isImageSet(event.dataTransfer)) return;
        const picture = pictureOf(event.dataTransfer);
        if (picture === undefined) return;
        event.preventDefault();
        event.stopPropagation();
        take(picture, event).catch(report);
      } catch (error) {
        event.preventDefault();
        report(error);
      }
    },
  };
}

function pictureOf(data: DataTransfer): GivenPicture | undefined {
  const id = data.getData(REFERENCE_TYPE);
  if (id !== '') return { kind: 'reference', referenceId: ReferenceId.parse(id) };
  const file = data.files[0];
  // The window itself handles dropped clips.
  if (file === undefined || file.type.startsWith('video/')) return undefined;
  if (file.size > MOST_BYTES) throw new AppError('input.malformed', `“${file.name}” is larger than ${MOST_BYTES / 1024 / 1024} MiB. Open it by its path instead.`);
  return { kind: 'bytes', name: file.name, bytes: file };
}

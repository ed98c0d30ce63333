import type { DragEvent } from 'react';
import type { Swatch } from '../../../shared/model/document.ts';
import { SwatchId } from '../../../shared/model/ids.ts';
import { documentOf } from '../../document/project-mirror.ts';
import type { Editor } from '../../editor/editor.ts';

/** Drag data: the id of a swatch of the project. */
const SWATCH_TYPE = 'application/x-tintype-swatch';

export function writeDraggedSwatch(data: DataTransfer, { id }: Pick<Swatch, 'id'>): void {
  data.setData(SWATCH_TYPE, id);
  data.effectAllowed = 'link';
}

/** Accepts a swatch on a part of the window. Other drags go on to what is around it. @param mayDrop whether it may be dropped at that position */
export function swatchDrop(editor: Pick<Editor, 'project'>, take: (swatch: Swatch, event: DragEvent) => void, mayDrop: (event: DragEvent) => boolean = () => true): { readonly onDragOver: (event: DragEvent) => void; readonly onDrop: (event: DragEvent) => void } {
  return {
    onDragOver(event) {
      if (!event.dataTransfer.types.includes(SWATCH_TYPE) || !mayDrop(event)) return;
      event.preventDefault();
      event.dataTransfer.dropEffect = 'link';
    },
    onDrop(event) {
      const id = SwatchId.safeParse(event.dataTransfer.getData(SWATCH_TYPE));
      const swatch = id.success ? documentOf(editor.project.getState()).swatches.find((each) => each.id === id.data) : undefined;
      if (swatch === undefined) return;
      event.preventDefault();
      event.stopPropagation();
      take(swatch, event);
    },
  };
}
